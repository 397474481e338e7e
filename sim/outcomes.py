"""Outcomes: what a run is judged by, each computed from the tallies of a term and a group.

Formal and substantive cooperation are kept apart everywhere. A share of nothing (links when there are
none) is 0. Flows that come once a year, such as graduates, are taken over the present and the last term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from policies.catalogue import LEVER_NAMES
from sim.tables import MODES
from sim.tallies import TALLIES

LATE_TERMS = 10  # a late outcome is the mean over this many last terms
COLUMN = {name: i for i, name in enumerate(TALLIES.dtype.names)}
Array = np.ndarray


class Sums:
    """Tallies by name: `sums.links` has shape (terms,) or (terms, groups); with regions and fields apart."""

    def __init__(self, values: Array, regions: Array | None = None, fields: Array | None = None) -> None:
        self._values = values
        self._regions = regions
        self._fields = fields

    def __getattr__(self, name: str) -> Array:
        return self._values[..., COLUMN[name]]

    def by_region(self, name: str) -> Array:
        """Column by term and region, shape (terms, regions)."""
        assert self._regions is not None
        return self._regions[..., COLUMN[name]]

    def by_field(self, name: str) -> Array:
        """Column by term and field, shape (terms, fields)."""
        assert self._fields is not None
        return self._fields[..., COLUMN[name]]


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Parameters
    ----------
    name : key in tables and configuration
    label : words for a figure
    unit : unit, spelled out
    better : "more", "less" or "" when neither is better
    group : "cooperation", "talent" or "money"
    summary : "late" (mean over the last `LATE_TERMS` terms) or "policy" (mean since the policy start)
    about : what it means; claims of the source that it shows
    of : function of `Sums`, shape (terms,) or (terms, groups)
    grouped : whether it can be computed for a region, size class or field alone
    """

    name: str
    label: str
    unit: str
    better: str
    group: str
    summary: str
    about: str
    of: Callable[[Sums], Array]
    grouped: bool = True


def ratio(part: Array, whole: Array) -> Array:
    """`part / whole`, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def yearly(flow: Array) -> Array:
    """Sum over the present and the last term."""
    total = flow.copy()
    total[1:] += flow[:-1]
    return total


def _placed(s: Sums) -> Array:
    return yearly(
        s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region + s.absorbed_outside
    )


def _spending(s: Sums) -> Array:
    first, last = COLUMN[f"spent_{LEVER_NAMES[0]}"], COLUMN[f"spent_{LEVER_NAMES[-1]}"]
    return s._values[..., first : last + 1].sum(-1) - s.fines - s.clawback


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


def _shares(counts: Array) -> Array:
    return ratio(counts, np.broadcast_to(counts.sum(-1, keepdims=True), counts.shape))


def _distance(p: Array, q: Array) -> Array:
    return 0.5 * np.abs(p - q).sum(-1)


def _chain_gap(s: Sums) -> Array:
    """Mean pairwise total variation distance of seats, graduates and demand over fields (E36)."""
    students = _shares(s.by_field("students"))
    graduates = _shares(yearly(s.by_field("graduates")))
    posts = _shares(s.by_field("posts"))
    pairs = _distance(students, graduates) + _distance(graduates, posts) + _distance(students, posts)
    return pairs / 3


def _seat_gap(s: Sums) -> Array:
    return _distance(_shares(yearly(s.by_field("intake"))), _shares(s.by_field("posts")))


def _mismatch(s: Sums) -> Array:
    """Share of hires lost because seekers and vacancies sit in different fields (E35)."""
    vacancies = _shares(s.by_field("vacancies"))
    seekers = _shares(s.by_field("unemployed"))
    both = (vacancies.sum(-1) > 0) & (seekers.sum(-1) > 0)
    return np.where(both, 1 - np.sqrt(vacancies * seekers).sum(-1), 0)


def _regional_gap(s: Sums) -> Array:
    """Standard deviation over regions of the substantive share, weighted by enterprises."""
    weight = _shares(s.by_region("enterprises"))
    share = ratio(s.by_region("substantive"), s.by_region("enterprises"))
    mean = (weight * share).sum(-1, keepdims=True)
    return np.sqrt((weight * (share - mean) ** 2).sum(-1))


def _retention(s: Sums) -> Array:
    """Expected share of link hires of four terms ago who are still there (claim 2.3f)."""
    hired = np.zeros_like(s.trained)
    hired[4:] = s.trained[:-4]
    return np.minimum(ratio(yearly(s.retained), yearly(hired)), 1)


def _share(part: str, whole: str) -> Callable[[Sums], Array]:
    return lambda s: ratio(getattr(s, part), getattr(s, whole))


def _yearly_share(part: str, whole: str) -> Callable[[Sums], Array]:
    return lambda s: ratio(yearly(getattr(s, part)), yearly(getattr(s, whole)))


def _column(name: str) -> Callable[[Sums], Array]:
    return lambda s: getattr(s, name)


_COOPERATION = "cooperation"
_TALENT = "talent"
_MONEY = "money"

_ALL = (
    # enterprises and colleges
    Outcome(
        "none_share",
        "enterprises without cooperation",
        "share of enterprises",
        "",
        _COOPERATION,
        "late",
        "strategy none",
        lambda s: ratio(s.enterprises - s.formal - s.substantive, s.enterprises),
    ),
    Outcome(
        "formal_share",
        "formally cooperating enterprises",
        "share of enterprises",
        "less",
        _COOPERATION,
        "late",
        "strategy formal (2.2e)",
        _share("formal", "enterprises"),
    ),
    Outcome(
        "substantive_share",
        "substantively cooperating enterprises",
        "share of enterprises",
        "more",
        _COOPERATION,
        "late",
        "strategy substantive (2.3d, 2.4i)",
        _share("substantive", "enterprises"),
    ),
    Outcome(
        "linked_share",
        "enterprises with a link",
        "share of enterprises",
        "",
        _COOPERATION,
        "late",
        "participation, formal or not (F2)",
        _share("linked", "enterprises"),
    ),
    Outcome(
        "training_share",
        "enterprises that train",
        "share of enterprises",
        "more",
        _COOPERATION,
        "late",
        "substantive and with a link",
        _share("training", "enterprises"),
    ),
    Outcome(
        "colleges_active_share",
        "active colleges",
        "share of colleges",
        "more",
        _COOPERATION,
        "late",
        "role active (2.4b)",
        _share("colleges_active", "colleges"),
    ),
    Outcome(
        "colleges_linked_share",
        "colleges with a link",
        "share of colleges",
        "",
        _COOPERATION,
        "late",
        "schools that take part (F2)",
        _share("colleges_linked", "colleges"),
    ),
    # links
    Outcome(
        "links", "links", "count", "", _COOPERATION, "late", "counted agreements (2.0b)", _column("links")
    ),
    Outcome(
        "links_substantive",
        "substantive links",
        "count",
        "more",
        _COOPERATION,
        "late",
        "both sides substantive (1.13)",
        _column("links_substantive"),
    ),
    Outcome(
        "formal_link_share",
        "links whose enterprise does not perform",
        "share of links",
        "less",
        _COOPERATION,
        "late",
        "formalism ratio (2.2e)",
        _share("links_formal", "links"),
    ),
    *(
        Outcome(
            f"depth_{d}_share",
            f"links at depth {d}",
            "share of links",
            "",
            _COOPERATION,
            "late",
            "depth distribution (1.5, 1.9-1.12)",
            _share(f"depth_{d}", "links"),
        )
        for d in range(1, 6)
    ),
    Outcome(
        "deep_share",
        "deep links (joint curriculum or more)",
        "share of links",
        "more",
        _COOPERATION,
        "late",
        "depth 3 to 5 (F3)",
        lambda s: ratio(s.depth_3 + s.depth_4 + s.depth_5, s.links),
    ),
    Outcome(
        "mean_depth",
        "mean depth of links",
        "rungs",
        "more",
        _COOPERATION,
        "late",
        "rung reached (1.5)",
        lambda s: ratio(s.depth_1 + 2 * s.depth_2 + 3 * s.depth_3 + 4 * s.depth_4 + 5 * s.depth_5, s.links),
    ),
    Outcome(
        "paper_gap",
        "paper-to-practice gap",
        "share",
        "less",
        _COOPERATION,
        "late",
        "1 - joint substance over what the signed depth promises (2.1e)",
        lambda s: np.where(s.links > 0, 1 - ratio(s.substance, s.signed_substance), 0),
    ),
    Outcome(
        "joint_substance",
        "joint substance of a link",
        "share",
        "more",
        _COOPERATION,
        "late",
        "mean of w aE aC over links (1.13)",
        _share("substance", "links"),
    ),
    Outcome(
        "joint_substance_per_enterprise",
        "joint substance per enterprise",
        "share",
        "more",
        _COOPERATION,
        "late",
        "sum over links, per enterprise (4a)",
        _share("substance", "enterprises"),
    ),
    Outcome(
        "trust",
        "trust on a link",
        "share",
        "more",
        _COOPERATION,
        "late",
        "mean over links (3.1h)",
        _share("trust", "links"),
    ),
    Outcome(
        "coupling",
        "common interest on a link",
        "share",
        "more",
        _COOPERATION,
        "late",
        "mean coupling (2.2f, 3.3b)",
        _share("coupling", "links"),
    ),
    Outcome(
        "asymmetry",
        "college's less enterprise's effort",
        "share",
        "",
        _COOPERATION,
        "late",
        "mean over links (2.4b)",
        _share("asymmetry", "links"),
    ),
    Outcome(
        "mode_entropy",
        "diversity of forms of cooperation",
        "share",
        "more",
        _COOPERATION,
        "late",
        "normalised entropy (2.2d, 3.3g)",
        _mode_entropy,
    ),
    Outcome(
        "element_index",
        "flow of elements on a link",
        "share",
        "more",
        _COOPERATION,
        "late",
        "information, technology, capital, knowledge (1.7)",
        _share("elements", "links"),
    ),
    Outcome(
        "whole_process",
        "whole-process index of a link",
        "share",
        "more",
        _COOPERATION,
        "late",
        "effort from recruiting to placement (2.4k, 3.2i)",
        _share("whole_process", "links"),
    ),
    Outcome(
        "joint_entities",
        "joint entities",
        "count",
        "more",
        _COOPERATION,
        "late",
        "new organisational forms (1.8)",
        _column("joint_entities"),
    ),
    Outcome(
        "conflict_index",
        "conflict of interest",
        "0 to 2",
        "less",
        _COOPERATION,
        "late",
        "1 - correlation of both sides' gains (1.6, 2.4i)",
        _conflict,
    ),
    Outcome(
        "link_survival",
        "links that survive a term",
        "share of links",
        "more",
        _COOPERATION,
        "late",
        "1 - ended over live and ended (3.1h)",
        lambda s: np.where(s.links + s.links_ended > 0, 1 - ratio(s.links_ended, s.links + s.links_ended), 0),
    ),
    Outcome(
        "link_duration",
        "age of links that end",
        "terms",
        "more",
        _COOPERATION,
        "policy",
        "mean age at the end (F10)",
        _share("ended_age", "links_ended"),
    ),
    Outcome(
        "link_age",
        "age of live links",
        "terms",
        "more",
        _COOPERATION,
        "late",
        "mean age",
        _share("link_age", "links"),
    ),
    Outcome(
        "links_signed",
        "links signed",
        "count/term",
        "",
        _COOPERATION,
        "late",
        "new agreements",
        _column("links_signed"),
    ),
    Outcome(
        "links_ended",
        "links ended",
        "count/term",
        "",
        _COOPERATION,
        "late",
        "ended agreements",
        _column("links_ended"),
    ),
    Outcome(
        "cancel_rate",
        "links cancelled early",
        "per link signed",
        "less",
        _COOPERATION,
        "policy",
        "ended within four terms (F8)",
        lambda s: ratio(s.links_cancelled, np.maximum(s.links_signed, 1)),
    ),
    Outcome(
        "brokered_share",
        "new links introduced by a council",
        "share of new links",
        "",
        _COOPERATION,
        "late",
        "bridge by government (3.2a)",
        _share("links_brokered", "links_signed"),
    ),
    Outcome(
        "offered_share",
        "new links proposed by enterprises",
        "share of new links",
        "",
        _COOPERATION,
        "late",
        "who seeks whom (2.4a)",
        _share("links_offered", "links_signed"),
    ),
    # beliefs, institutions, supervision
    Outcome(
        "awareness",
        "awareness of enterprises",
        "share",
        "more",
        _COOPERATION,
        "late",
        "perceived share of the long-run benefit (2.2c, 2.4h)",
        _share("awareness", "enterprises"),
    ),
    Outcome(
        "college_awareness",
        "awareness of colleges",
        "share",
        "more",
        _COOPERATION,
        "late",
        "perceived share of the benefit (2.2c)",
        _share("college_awareness", "colleges"),
    ),
    Outcome(
        "audit_belief",
        "perceived audit probability",
        "share",
        "",
        _COOPERATION,
        "late",
        "mean over enterprises (3.1e)",
        _share("audit_belief", "enterprises"),
    ),
    Outcome(
        "friction",
        "administrative friction of colleges",
        "multiplier",
        "less",
        _COOPERATION,
        "late",
        "mean xi (2.3b, 3.3a)",
        _share("friction", "colleges"),
    ),
    Outcome(
        "law",
        "legal operability",
        "share",
        "",
        _COOPERATION,
        "late",
        "mean L (2.1a, 2.1b, 3.1a)",
        _share("law", "governments"),
    ),
    Outcome(
        "capacity",
        "leading capacity of government",
        "share",
        "",
        _COOPERATION,
        "late",
        "mean kap (2.1i, 2.2a, 2.2h)",
        _share("capacity", "governments"),
    ),
    Outcome(
        "council_effect",
        "effect of councils",
        "share",
        "",
        _COOPERATION,
        "late",
        "mean chit (3.2h)",
        _share("council", "governments"),
    ),
    Outcome(
        "strong_lead_share",
        "governments with a strong lead",
        "share of governments",
        "",
        _COOPERATION,
        "late",
        "choice of lead (2.2a)",
        _share("strong_lead", "governments"),
    ),
    Outcome(
        "government_score",
        "regional evaluation score",
        "share",
        "",
        _COOPERATION,
        "late",
        "counted agreements and verified substance (2.1h)",
        _share("government_score", "governments"),
    ),
    Outcome(
        "audits", "audits", "count/term", "", _COOPERATION, "policy", "audits done (2.1g)", _column("audits")
    ),
    Outcome(
        "detections",
        "detections",
        "count/term",
        "",
        _COOPERATION,
        "policy",
        "found out (2.1c)",
        _column("detections"),
    ),
    Outcome(
        "detection_rate",
        "detections per audit",
        "share of audits",
        "",
        _COOPERATION,
        "policy",
        "what audits find",
        _share("detections", "audits"),
    ),
    Outcome(
        "regional_gap",
        "regional gap in substantive cooperation",
        "share (sd over regions)",
        "less",
        _COOPERATION,
        "late",
        "spread over regions (2.2b)",
        _regional_gap,
        False,
    ),
    # talent
    Outcome(
        "graduates",
        "graduates",
        "persons/year",
        "",
        _TALENT,
        "late",
        "yearly graduates (3.2e)",
        lambda s: yearly(s.graduates),
    ),
    Outcome(
        "general_skill",
        "general skill of graduates",
        "skill",
        "more",
        _TALENT,
        "late",
        "mean (3.3i)",
        _yearly_share("graduate_general_skill", "graduates"),
    ),
    Outcome(
        "practical_skill",
        "practical skill of graduates",
        "skill",
        "more",
        _TALENT,
        "late",
        "mean (1.11, 2.3c)",
        _yearly_share("graduate_practical_skill", "graduates"),
    ),
    Outcome(
        "graduate_skill",
        "effective skill of graduates",
        "skill",
        "more",
        _TALENT,
        "late",
        "general and relevant practical skill together (3.2j, 4b)",
        _yearly_share("graduate_skill", "graduates"),
    ),
    Outcome(
        "graduate_relevance",
        "relevance of what graduates learned",
        "share",
        "more",
        _TALENT,
        "late",
        "pertinence (1.3, 3.2e, 4c)",
        _yearly_share("graduate_relevance", "graduates"),
    ),
    Outcome(
        "curriculum_lag",
        "distance of curricula to the frontier",
        "skill distance",
        "less",
        _TALENT,
        "late",
        "mean over programmes (1.10, 3.3h)",
        _share("curriculum_lag", "programmes"),
    ),
    Outcome(
        "practice_share",
        "practice share of teaching hours",
        "share of hours",
        "",
        _TALENT,
        "late",
        "mean over programmes (2.4e)",
        _share("practice_share", "programmes"),
    ),
    Outcome(
        "practice_ability",
        "practice-teaching ability",
        "ability",
        "more",
        _TALENT,
        "late",
        "mean over teachers (2.3g)",
        _share("practice_ability", "teachers"),
    ),
    Outcome(
        "double_qualified_certified",
        "teachers certified as double-qualified",
        "share of teachers",
        "",
        _TALENT,
        "late",
        "nominal team (2.3h, F15)",
        _share("certified", "teachers"),
    ),
    Outcome(
        "double_qualified_able",
        "teachers able in theory and practice",
        "share of teachers",
        "more",
        _TALENT,
        "late",
        "real team (2.3h, 2.3j)",
        lambda s: ratio(s.young_double + s.senior_double, s.teachers),
    ),
    Outcome(
        "certification_gap",
        "certified less able teachers",
        "share of teachers",
        "less",
        _TALENT,
        "late",
        "nominal less real (2.3h)",
        lambda s: ratio(s.certified - s.young_double - s.senior_double, s.teachers),
    ),
    Outcome(
        "young_double_share",
        "young double-qualified teachers",
        "share of young teachers",
        "more",
        _TALENT,
        "late",
        "recruit and train the young (3.3l)",
        lambda s: ratio(s.young_double, s.young_double + s.young_single),
    ),
    Outcome(
        "expert_share",
        "part-time enterprise experts",
        "per teacher",
        "",
        _TALENT,
        "late",
        "mixed team (3.3m)",
        _share("experts", "teachers"),
    ),
    Outcome(
        "chain_gap",
        "gap of students, graduates and demand by field",
        "0 to 1",
        "less",
        _TALENT,
        "late",
        "specialty, talent and industry chain (2.2g)",
        _chain_gap,
        False,
    ),
    Outcome(
        "seat_gap",
        "gap of seats and demand by field",
        "0 to 1",
        "less",
        _TALENT,
        "late",
        "planning of specialties (2.2i, 3.3f)",
        _seat_gap,
        False,
    ),
    Outcome(
        "mismatch_index",
        "mismatch of vacancies and job seekers",
        "0 to 1",
        "less",
        _TALENT,
        "late",
        "hires lost to the wrong field (1.2)",
        _mismatch,
        False,
    ),
    Outcome(
        "vacancy_rate",
        "open posts",
        "share of posts",
        "less",
        _TALENT,
        "late",
        "recruitment difficulty (3.2n)",
        _share("vacancies", "posts"),
    ),
    Outcome(
        "employment_rate",
        "employment of graduates",
        "share of placed and waiting",
        "more",
        _TALENT,
        "late",
        "placed, outside the sample included (F14)",
        lambda s: ratio(_placed(s), _placed(s) + s.unemployed),
    ),
    Outcome(
        "unemployed",
        "waiting job seekers",
        "persons",
        "less",
        _TALENT,
        "late",
        "pool (1.2)",
        _column("unemployed"),
    ),
    Outcome(
        "match_rate",
        "graduates placed in their field",
        "share of placed",
        "more",
        _TALENT,
        "late",
        "field match (F14)",
        lambda s: ratio(yearly(s.placed_link + s.placed_open + s.placed_spill_region), _placed(s)),
    ),
    Outcome(
        "link_placement_share",
        "graduates placed through links",
        "share of placed",
        "",
        _TALENT,
        "late",
        "joint employment (1.12)",
        lambda s: ratio(yearly(s.placed_link), _placed(s)),
    ),
    Outcome(
        "moves_share",
        "graduates placed in another field or region",
        "share of placed",
        "",
        _TALENT,
        "late",
        "open channel (3.2l)",
        lambda s: ratio(yearly(s.placed_spill_field + s.placed_spill_region), _placed(s)),
    ),
    Outcome(
        "rejection_rate",
        "applications rejected for skill",
        "share of applications",
        "less",
        _TALENT,
        "late",
        "graduates who miss needs (2.4f)",
        _yearly_share("rejected_for_skill", "applications"),
    ),
    Outcome(
        "internship_mismatch",
        "interns outside their field",
        "share of interns",
        "less",
        _TALENT,
        "late",
        "practice places (2.4f, F14)",
        _yearly_share("internship_mismatches", "interns"),
    ),
    Outcome(
        "dropout_rate",
        "drop-outs",
        "share of students/term",
        "less",
        _TALENT,
        "late",
        "students who leave (F9)",
        _share("drop_outs", "students"),
    ),
    Outcome(
        "retention",
        "link hires still there after two years",
        "share of link hires",
        "more",
        _TALENT,
        "late",
        "pipeline survival (2.3f, 3.2e)",
        _retention,
    ),
    Outcome(
        "early_quit_rate",
        "hires who quit within the term",
        "share of hires",
        "less",
        _TALENT,
        "late",
        "early turnover (3.2m, F14)",
        _yearly_share("early_quits", "hires"),
    ),
    Outcome(
        "poached_share",
        "fresh trainees poached",
        "per training enterprise and year",
        "less",
        _TALENT,
        "late",
        "poaching (3.2c, F12)",
        lambda s: ratio(yearly(s.poached), s.training),
    ),
    Outcome(
        "trained_share",
        "hires through own links",
        "share of hires",
        "",
        _TALENT,
        "late",
        "pipeline from own links (2.3f)",
        _yearly_share("trained", "hires"),
    ),
    Outcome(
        "first_wage",
        "first wage",
        "MU/term",
        "more",
        _TALENT,
        "late",
        "wage of those placed (3.2l)",
        lambda s: ratio(
            yearly(s.wages_placed),
            yearly(s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region),
        ),
    ),
    Outcome(
        "worker_skill",
        "effective skill of workers",
        "skill",
        "more",
        _TALENT,
        "late",
        "mean (2.0a)",
        _share("worker_skill", "workers"),
    ),
    Outcome(
        "skill_gain_belief",
        "expected skill gain of a trainee",
        "skill",
        "more",
        _TALENT,
        "late",
        "virtuous circle (A51, 4a)",
        _share("skill_gain", "enterprises"),
    ),
    Outcome(
        "industry_teachers",
        "workers who became teachers",
        "persons/term",
        "",
        _TALENT,
        "policy",
        "flow from enterprise to college (3.3n)",
        _column("moved_to_teaching"),
    ),
    # money
    Outcome(
        "public_spending",
        "public spending, net of fines and clawback",
        "MU/term",
        "less",
        _MONEY,
        "policy",
        "cost to government",
        _spending,
    ),
    Outcome(
        "transfers_paid",
        "subsidies and credits paid",
        "MU/term",
        "",
        _MONEY,
        "policy",
        "leakage included (3.1b)",
        _column("paid_out"),
    ),
    Outcome(
        "transfers_received",
        "subsidies and credits received",
        "MU/term",
        "",
        _MONEY,
        "policy",
        "what arrives (2.1d)",
        _column("received"),
    ),
    Outcome(
        "leakage",
        "administrative leakage",
        "MU/term",
        "less",
        _MONEY,
        "policy",
        "paid less received (2.2h)",
        _column("leakage"),
    ),
    Outcome("fines", "fines", "MU/term", "", _MONEY, "policy", "fines collected (2.1c)", _column("fines")),
    Outcome(
        "clawback", "subsidies paid back", "MU/term", "", _MONEY, "policy", "clawback", _column("clawback")
    ),
    *(
        Outcome(
            f"spent_{lever}",
            f"public spending on {lever.replace('_', ' ')}",
            "MU/term",
            "",
            _MONEY,
            "policy",
            "spending by lever",
            _column(f"spent_{lever}"),
        )
        for lever in LEVER_NAMES
    ),
    Outcome(
        "output",
        "output of the sampled enterprises",
        "MU/term",
        "more",
        _MONEY,
        "late",
        "regional output (2.0a)",
        _column("value_added"),
    ),
    Outcome(
        "profit",
        "profit of an enterprise",
        "MU/term",
        "more",
        _MONEY,
        "late",
        "mean (2.4g)",
        _share("profit", "enterprises"),
    ),
    Outcome(
        "mean_wage",
        "mean wage",
        "MU/term",
        "more",
        _MONEY,
        "late",
        "wage bill per worker",
        _share("wage_bill", "workers"),
    ),
    Outcome(
        "training_gain_share",
        "training enterprises with a net gain",
        "share of training",
        "",
        _MONEY,
        "late",
        "profit during training (F4)",
        _share("training_gain", "training"),
    ),
    Outcome(
        "training_recovery",
        "trainees' output over training cost",
        "ratio",
        "",
        _MONEY,
        "late",
        "recovery ratio (F4)",
        _share("training_return", "training_cost"),
    ),
)
OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _ALL}


def outcome_values(tallies: Array, regions: int) -> Array:
    """All outcomes by term, shape (terms, outcomes), from tallies of shape (terms, groups, columns)."""
    sums = Sums(tallies[:, :regions].sum(1), tallies[:, :regions], tallies[:, regions + 4 :])
    return np.stack([outcome.of(sums) for outcome in OUTCOMES.values()], axis=1)


def group_values(tallies: Array) -> Array:
    """Outcomes by term and group, shape (terms, groups, outcomes); NaN where one needs the whole world."""
    sums = Sums(tallies)
    empty = np.full(tallies.shape[:2], np.nan)
    return np.stack([outcome.of(sums) if outcome.grouped else empty for outcome in OUTCOMES.values()], axis=2)


def summary_values(values: Array, policy_start: int) -> Array:
    """One number per outcome from values by term, shape (outcomes,) (see `Outcome.summary`)."""
    late = values[-LATE_TERMS:].mean(0)
    since = values[min(policy_start, values.shape[0] - 1) :].mean(0)
    use_late = np.array([outcome.summary == "late" for outcome in OUTCOMES.values()])
    return np.where(use_late, late, since)
