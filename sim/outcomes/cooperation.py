"""What links are worth: depth, substance, trust, elements, conflict."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import COOPERATION, Array, Outcome, Sums, column, correlation, ratio, share
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
    Outcome("links", "links", "count", "", COOPERATION, "late", "counted agreements (2.0b)", column("links")),
    Outcome(
        "links_substantive",
        "substantive links",
        "count",
        "more",
        COOPERATION,
        "late",
        "both sides substantive (1.13)",
        column("links_substantive"),
    ),
    Outcome(
        "links_substantive_since_start",
        "substantive links, mean since the policy start",
        "count",
        "more",
        COOPERATION,
        "policy",
        "the same over the terms in which the policy was paid for, to be held against its spending (1.13)",
        column("links_substantive"),
    ),
    Outcome(
        "formal_link_share",
        "links whose enterprise does not perform",
        "share of links",
        "less",
        COOPERATION,
        "late",
        "formalism ratio (2.2e)",
        share("links_formal", "links"),
    ),
    *(
        Outcome(
            f"depth_{d}_share",
            f"links at depth {d}",
            "share of links",
            "",
            COOPERATION,
            "late",
            "depth distribution (1.5, 1.9-1.12)",
            share(f"depth_{d}", "links"),
        )
        for d in range(1, 6)
    ),
    Outcome(
        "deep_share",
        "deep links (joint curriculum or more)",
        "share of links",
        "more",
        COOPERATION,
        "late",
        "depth 3 to 5 (F3)",
        lambda s: ratio(s.depth_3 + s.depth_4 + s.depth_5, s.links),
    ),
    Outcome(
        "mean_depth",
        "mean depth of links",
        "rungs",
        "more",
        COOPERATION,
        "late",
        "rung reached (1.5)",
        lambda s: ratio(s.depth_1 + 2 * s.depth_2 + 3 * s.depth_3 + 4 * s.depth_4 + 5 * s.depth_5, s.links),
    ),
    Outcome(
        "paper_gap",
        "paper-to-practice gap",
        "share",
        "less",
        COOPERATION,
        "late",
        "1 - joint substance over what the signed depth promises (2.1e)",
        lambda s: 1 - ratio(s.substance, s.signed_substance),
    ),
    Outcome(
        "joint_substance",
        "joint substance of a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "mean of w aE aC over links (1.13)",
        share("substance", "links"),
    ),
    Outcome(
        "joint_substance_per_enterprise",
        "joint substance per enterprise",
        "share",
        "more",
        COOPERATION,
        "late",
        "sum over links, per enterprise (4a)",
        share("substance", "enterprises"),
    ),
    Outcome(
        "trust",
        "trust on a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "mean over links (3.1h)",
        share("trust", "links"),
    ),
    Outcome(
        "coupling",
        "common interest on a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "mean coupling (2.2f, 3.3b)",
        share("coupling", "links"),
    ),
    Outcome(
        "asymmetry",
        "college's less enterprise's effort",
        "share",
        "",
        COOPERATION,
        "late",
        "mean over links (2.4b)",
        share("asymmetry", "links"),
    ),
    Outcome(
        "mode_entropy",
        "diversity of forms of cooperation",
        "share",
        "more",
        COOPERATION,
        "late",
        "normalised entropy (2.2d, 3.3g)",
        _mode_entropy,
    ),
    Outcome(
        "element_index",
        "flow of elements on a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "information, technology, capital, knowledge (1.7)",
        share("elements", "links"),
    ),
    Outcome(
        "whole_process",
        "whole-process index of a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "effort from recruiting to placement (2.4k, 3.2i)",
        share("whole_process", "links"),
    ),
    Outcome(
        "joint_entities",
        "joint entities",
        "count",
        "more",
        COOPERATION,
        "late",
        "new organisational forms (1.8)",
        column("joint_entities"),
    ),
    Outcome(
        "conflict_index",
        "conflict of interest",
        "0 to 2",
        "less",
        COOPERATION,
        "late",
        "1 - correlation of both sides' gains (1.6, 2.4i)",
        _conflict,
    ),
    Outcome(
        "curriculum_in_four_years",
        "links with a joint curriculum four years after signing",
        "share of links signed",
        "more",
        COOPERATION,
        "late",
        "depth 3 or more at the age of 8 terms; links that ended before count as without (1.5, 3.3c)",
        _grown,
    ),
    Outcome(
        "weakest_element",
        "scarcest element on a link",
        "share",
        "more",
        COOPERATION,
        "late",
        "smallest normalised flow of four (1.7)",
        share("weakest_element", "links"),
    ),
    Outcome(
        "college_dispersion",
        "spread of joint substance between colleges",
        "share (sd over colleges)",
        "less",
        COOPERATION,
        "late",
        "what standards level (3.1d)",
        _college_dispersion,
    ),
)
