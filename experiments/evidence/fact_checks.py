"""The stylised facts F1–F17 and the checks that each must pass (evidence, parts b and c)."""

from __future__ import annotations

from dataclasses import dataclass

from iei.experiments.evidence import fact_measures as measure
from iei.experiments.evidence.fact_measures import Combine, Observe

GRADUATES_IN_FIELD = ("placed_link", "placed_open", "placed_spill_region")
GRADUATES_PLACED = (*GRADUATES_IN_FIELD, "placed_spill_field", "absorbed_outside")


@dataclass(frozen=True)
class Fact:
    """A stylised fact.

    Attributes
    ----------
    grade : evidence grade, A (seen in an official or scientific source) to D (derived)
    core : checked by number; else by sign, since its levels are not well known
    statement : the fact in a few words
    note : why it has no check, if it has none
    """

    grade: str
    core: bool
    statement: str
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One number that a fact is about, with the closed range in which it passes."""

    fact: str
    what: str
    lower: float
    upper: float
    observe: Observe
    combine: Combine = measure.value


FACTS = {
    "F1": Fact("A", True, "Large firms cooperate more often, small ones more intensively for their size"),
    "F2": Fact("A/D", False, "Few firms take part, nearly all schools do"),
    "F3": Fact("A (sign), C (level)", False, "Most cooperation is shallow"),
    "F4": Fact("A/B", True, "Training costs something on average, but for 25-60 % it pays at once"),
    "F5": Fact("A", False, "Gains after training decide the rest"),
    "F6": Fact("D/A", True, "Subsidies raise entry with much deadweight"),
    "F7": Fact("A", True, "The response is strong while money flows and gone 9-18 months later"),
    "F8": Fact("A", True, "Incentives invite poor and relabelled participation"),
    "F9": Fact("A/B", True, "Supervision improves compliance and schools, but not every quality"),
    "F10": Fact("A", False, "Where three sides coordinate, partnerships are deeper and longer"),
    "F11": Fact(
        "A",
        False,
        "Intermediaries bring in small firms only if cheap and unobtrusive",
        "not modelled: no lever lets an intermediary charge enterprises",
    ),
    "F12": Fact("A", True, "Poaching is rare, yet local competition lowers training"),
    "F13": Fact("A/B", True, "East > Central > West, closing slowly"),
    "F14": Fact("A/B", True, "High employment, mediocre match"),
    "F15": Fact("A", True, "Double-qualified shares rise fast and saturate"),
    "F16": Fact("A/B", False, "A platform alone can fail; honest information helps the fit"),
    "F17": Fact("A*/D", False, "Curricula follow demand with years of lag"),
}

CHECKS = (
    Check(
        "F1",
        "participation rises with size (smallest step)",
        0,
        1,
        measure.participation_by_size,
        measure.smallest_step,
    ),
    Check("F1", "large / micro participation", 3, 8, measure.participation_by_size, measure.last_over_first),
    Check(
        "F1",
        "trainees per post fall with size (largest step)",
        -9,
        0,
        measure.intensity_by_size,
        measure.largest_step_of_ratios,
    ),
    Check("F2", "enterprises with a link", 0.05, 0.25, measure.outcome("none", "linked_share")),
    Check("F2", "colleges with a link", 0.6, 1, measure.outcome("none", "colleges_linked_share")),
    Check("F3", "deep share of links (depth 3 and more)", 0.15, 0.45, measure.outcome("none", "deep_share")),
    Check("F3", "slope of deep on age, per term", 0, 9, measure.depth_on_age, measure.slope),
    Check("F3", "slope of deep on size, per class", 0, 9, measure.depth_on_size, measure.slope),
    Check(
        "F4",
        "share of training firms with net gain",
        0.25,
        0.6,
        measure.shares("training_gain", "training", "none"),
        measure.ratio,
    ),
    Check(
        "F4",
        "return / gross cost",
        0.65,
        1.0,
        measure.shares("training_return", "training_cost", "none"),
        measure.ratio,
    ),
    Check(
        "F5",
        "elasticity of training places to hiring cost",
        0.2,
        1.5,
        measure.places_and_hiring_cost,
        measure.elasticity,
    ),
    Check("F6", "deadweight untargeted", 0.35, 0.9, measure.deadweight("subsidy"), measure.ratio),
    Check(
        "F6",
        "deadweight first-time minus untargeted",
        -1,
        -0.01,
        measure.deadweight("first_subsidy", "subsidy"),
        measure.share_difference,
    ),
    Check(
        "F6",
        "intensive margin (links per firm, relative)",
        -0.08,
        0.08,
        measure.shares("links", "linked", "subsidy", "none"),
        measure.relative_change,
    ),
    Check("F7", "peak gain of pulse", 0.15, 3, measure.pulse_path, measure.peak_gain),
    Check("F7", "gain lost 18 months after", 0.75, 1.3, measure.pulse_path, measure.lost_gain(3)),
    Check("F7", "gain lost 36 months after", 0.75, 1.3, measure.pulse_path, measure.lost_gain(6)),
    Check(
        "F8",
        "formal share of links, subsidy minus none",
        0.005,
        1,
        measure.shares("links_formal", "links", "subsidy", "none"),
        measure.share_difference,
    ),
    Check(
        "F8",
        "formal share of links, conditional minus none",
        -1,
        0,
        measure.shares("links_formal", "links", "substance_subsidy", "none"),
        measure.share_difference,
    ),
    Check(
        "F8",
        "early cancellation ratio, subsidy at the start / none",
        1.0,
        1.6,
        measure.shares_since_start("links_cancelled", "links_signed", "start_subsidy", "none"),
        measure.relative_share,
    ),
    Check(
        "F8",
        "early cancellation ratio, conditional / at the start",
        0,
        1,
        measure.shares_since_start("links_cancelled", "links_signed", "substance_subsidy", "start_subsidy"),
        measure.relative_share,
    ),
    Check(
        "F9",
        "fall of formal share of links for +20 pp audits",
        0.05,
        0.2,
        measure.formal_under_audit,
        measure.first_fall,
    ),
    Check("F9", "convex (first step minus second)", 0, 1, measure.formal_under_audit, measure.convexity),
    Check(
        "F9",
        "drop-out change with full evaluation (relative)",
        -0.4,
        -0.05,
        measure.shares("drop_outs", "students", "evaluation", "none"),
        measure.relative_change,
    ),
    Check(
        "F10",
        "council: link duration (terms)",
        0,
        99,
        measure.shares_since_start("ended_age", "links_ended", "council", "none"),
        measure.share_difference,
    ),
    Check("F10", "council: deep share", 0, 1, measure.change("council", "deep_share")),
    Check("F10", "council: early quits", -1, 0, measure.change("council", "early_quit_rate")),
    Check(
        "F10",
        "council: links per firm (relative)",
        -0.05,
        0.05,
        measure.shares("links", "linked", "council", "none"),
        measure.relative_change,
    ),
    Check("F12", "poached share of training firms", 0.01, 0.06, measure.poached, measure.ratio),
    Check(
        "F12",
        "slope of participation on ln density",
        -1,
        0,
        measure.participation_on_density,
        measure.slope,
    ),
    Check(
        "F13",
        "East > Central > West, participation (share of seeds)",
        0.9,
        1,
        measure.ordered(["linked"], ["enterprises"]),
    ),
    Check(
        "F13",
        "East > Central > West, match (share of seeds)",
        0.9,
        1,
        measure.ordered(GRADUATES_IN_FIELD, GRADUATES_PLACED),
    ),
    Check(
        "F13",
        "East > Central > West, certified teachers (share of seeds)",
        0.9,
        1,
        measure.ordered(["certified"], ["teachers"]),
    ),
    Check("F13", "between-tier Theil share", 0.5, 1, measure.theil_between),
    Check("F13", "pilots in rich regions widen the gap", 0, 1, measure.pilot_gap),
    Check("F14", "employment", 0.88, 0.97, measure.outcome("none", "employment_rate")),
    Check("F14", "match", 0.6, 0.78, measure.outcome("none", "match_rate")),
    Check("F14", "internship mismatch", 0.2, 0.35, measure.outcome("none", "internship_mismatch")),
    Check("F14", "early quits", 0.3, 0.45, measure.outcome("none", "early_quit_rate")),
    Check("F15", "certified at start", 0.22, 0.3, measure.certified_at(0)),
    Check("F15", "certified after 11 years", 0.55, 0.6, measure.certified_at(measure.ELEVEN_YEARS)),
    Check("F15", "pace at the end (per year)", 0.004, 0.012, measure.certified_pace),
    Check("F16", "platform alone: employment", -0.1, 0.02, measure.change("platform", "employment_rate")),
    Check("F16", "platform alone: match", 0, 1, measure.change("platform", "match_rate")),
    Check("F17", "half-life of a step in demand (years)", 3, 5, measure.curriculum_gap, measure.half_life),
)
