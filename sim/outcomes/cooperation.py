"""What links are worth: depth, substance, trust, elements, conflict."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import (
    COMPARED,
    COOPERATION,
    IN_RUNS,
    IN_TABLES,
    PLOTTED,
    Array,
    Outcome,
    Sums,
    column,
    correlation,
    ratio,
    share,
)
from iei.sim.outcomes.tallies import GROWN
from iei.sim.world.tables import MODES


def _mode_entropy(s: Sums) -> Array:
    """Normalised entropy of the forms of cooperation (E18)."""
    counts = np.stack([getattr(s, f"mode_{m}") for m in range(len(MODES))], axis=-1)
    shares = ratio(counts, np.broadcast_to(counts.sum(-1, keepdims=True), counts.shape))
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return -(shares * logs).sum(-1) / np.log(len(MODES))


def _conflict(s: Sums) -> Array:
    """1 - correlation of what both sides gain from their links (claim 2.4i); NaN if one gain never varies."""
    squares = s.benefit_enterprise_squared, s.benefit_college_squared
    return 1 - correlation(s.links, s.benefit_enterprise, s.benefit_college, squares, s.benefit_product)


def _grown(s: Sums) -> Array:
    """Share of the links signed `GROWN` terms ago that are at a joint curriculum; ended ones are not.

    Every link is judged once, at the same age, so that younger links do not count as slower ones.
    """
    signed = np.zeros_like(s.links_signed)
    signed[GROWN - 1 :] = s.links_signed[: 1 - GROWN]
    return ratio(s.links_grown, signed)


def _college_dispersion(s: Sums) -> Array:
    """Standard deviation over colleges of the mean joint substance of their links."""
    mean = ratio(s.college_substance, s.colleges)
    return np.sqrt(np.maximum(ratio(s.college_substance_squared, s.colleges) - mean * mean, 0))


OUTCOMES = (
    Outcome(
        "links",
        label="links",
        unit="count",
        better="",
        group=COOPERATION,
        summary="late",
        about="counted agreements (2.0b)",
        shown=(IN_RUNS,),
        of=column("links"),
    ),
    Outcome(
        "links_substantive",
        label="substantive links",
        unit="count",
        better="more",
        group=COOPERATION,
        summary="late",
        about="both sides substantive (1.13)",
        shown=(
            IN_RUNS,
            PLOTTED,
        ),
        of=column("links_substantive"),
    ),
    Outcome(
        "links_substantive_since_start",
        label="substantive links, mean since the policy start",
        unit="count",
        better="more",
        group=COOPERATION,
        summary="policy",
        about="the same over the terms in which the policy was paid for: against its spending (1.13)",
        shown=(COMPARED,),
        of=column("links_substantive"),
    ),
    Outcome(
        "formal_link_share",
        label="links whose enterprise does not perform",
        unit="share of links",
        better="less",
        group=COOPERATION,
        summary="late",
        about="formalism ratio (2.2e)",
        of=share("links_formal", "links"),
    ),
    *(
        Outcome(
            f"depth_{d}_share",
            label=f"links at depth {d}",
            unit="share of links",
            better="",
            group=COOPERATION,
            summary="late",
            about="depth distribution (1.5, 1.9-1.12)",
            of=share(f"depth_{d}", "links"),
        )
        for d in range(1, 6)
    ),
    Outcome(
        "deep_share",
        label="deep links (joint curriculum or more)",
        unit="share of links",
        better="more",
        group=COOPERATION,
        summary="late",
        about="depth 3 to 5 (F3)",
        shown=(
            COMPARED,
            IN_RUNS,
            PLOTTED,
            IN_TABLES,
        ),
        of=lambda s: ratio(s.depth_3 + s.depth_4 + s.depth_5, s.links),
    ),
    Outcome(
        "mean_depth",
        label="mean depth of links",
        unit="rungs",
        better="more",
        group=COOPERATION,
        summary="late",
        about="rung reached (1.5)",
        of=lambda s: ratio(
            s.depth_1 + 2 * s.depth_2 + 3 * s.depth_3 + 4 * s.depth_4 + 5 * s.depth_5, s.links
        ),
    ),
    Outcome(
        "paper_gap",
        label="paper-to-practice gap",
        unit="share",
        better="less",
        group=COOPERATION,
        summary="late",
        about="1 - joint substance over what the signed depth promises (2.1e)",
        shown=(
            COMPARED,
            IN_RUNS,
            PLOTTED,
        ),
        of=lambda s: 1 - ratio(s.substance, s.signed_substance),
    ),
    Outcome(
        "joint_substance",
        label="joint substance of a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="mean of w aE aC over links (1.13)",
        shown=(IN_RUNS,),
        of=share("substance", "links"),
    ),
    Outcome(
        "joint_substance_per_enterprise",
        label="joint substance per enterprise",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="sum over links, per enterprise (4a)",
        of=share("substance", "enterprises"),
    ),
    Outcome(
        "trust",
        label="trust on a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="mean over links (3.1h)",
        shown=(
            IN_RUNS,
            PLOTTED,
        ),
        of=share("trust", "links"),
    ),
    Outcome(
        "coupling",
        label="common interest on a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="mean coupling (2.2f, 3.3b)",
        of=share("coupling", "links"),
    ),
    Outcome(
        "asymmetry",
        label="college's less enterprise's effort",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="mean over links (2.4b)",
        of=share("asymmetry", "links"),
    ),
    Outcome(
        "mode_entropy",
        label="diversity of forms of cooperation",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="normalised entropy (2.2d, 3.3g)",
        of=_mode_entropy,
    ),
    Outcome(
        "element_index",
        label="flow of elements on a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="information, technology, capital, knowledge (1.7)",
        of=share("elements", "links"),
    ),
    Outcome(
        "whole_process",
        label="whole-process index of a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="effort from recruiting to placement (2.4k, 3.2i)",
        of=share("whole_process", "links"),
    ),
    Outcome(
        "joint_entities",
        label="joint entities",
        unit="count",
        better="more",
        group=COOPERATION,
        summary="late",
        about="new organisational forms (1.8)",
        of=column("joint_entities"),
    ),
    Outcome(
        "conflict_index",
        label="conflict of interest",
        unit="0 to 2",
        better="less",
        group=COOPERATION,
        summary="late",
        about="1 - correlation of both sides' gains (1.6, 2.4i)",
        of=_conflict,
    ),
    Outcome(
        "curriculum_in_four_years",
        label="links with a joint curriculum four years after signing",
        unit="share of links signed",
        better="more",
        group=COOPERATION,
        summary="late",
        about="depth 3 or more at the age of 8 terms; links that ended before count as without (1.5, 3.3c)",
        of=_grown,
    ),
    Outcome(
        "weakest_element",
        label="scarcest element on a link",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="smallest normalised flow of four (1.7)",
        of=share("weakest_element", "links"),
    ),
    Outcome(
        "college_dispersion",
        label="spread of joint substance between colleges",
        unit="share (sd over colleges)",
        better="less",
        group=COOPERATION,
        summary="late",
        about="grows while cooperation spreads; standards level curricula instead, see curriculum_dispersion",
        of=_college_dispersion,
    ),
)
