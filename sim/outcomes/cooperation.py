"""What links are worth: depth, substance, trust, elements, conflict."""

from __future__ import annotations

import numpy as np

from sim.outcomes.definition import COOPERATION, Array, Outcome, Sums, column, ratio, share
from sim.tables import MODES


def _mode_entropy(s: Sums) -> Array:
    """Normalised entropy of the forms of cooperation (E18)."""
    counts = np.stack([getattr(s, f"mode_{m}") for m in range(len(MODES))], axis=-1)
    shares = ratio(counts, np.broadcast_to(counts.sum(-1, keepdims=True), counts.shape))
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return -(shares * logs).sum(-1) / np.log(len(MODES))


def _conflict(s: Sums) -> Array:
    """1 - correlation of what both sides gain from their links (claim 2.4i); 0 with fewer than two links."""
    n = np.maximum(s.links, 1)
    e, c = s.benefit_enterprise / n, s.benefit_college / n
    covariance = s.benefit_product / n - e * c
    variances = (s.benefit_enterprise_squared / n - e * e) * (s.benefit_college_squared / n - c * c)
    spread = np.sqrt(np.maximum(variances, 0))
    correlation = np.divide(covariance, spread, out=np.ones_like(covariance), where=spread > 1e-9)
    return np.where(s.links > 1, 1 - np.clip(correlation, -1, 1), 0)


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
        lambda s: np.where(s.links > 0, 1 - ratio(s.substance, s.signed_substance), 0),
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
        "time_to_curriculum",
        "time to a joint curriculum",
        "terms",
        "less",
        COOPERATION,
        "policy",
        "mean age of links when they reach depth 3 (1.5, 3.3c)",
        share("reached_curriculum_age", "reached_curriculum"),
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
