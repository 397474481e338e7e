"""The stylised facts F1–F17 and the checks that each must pass (evidence, parts b and c)."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

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

    _: KW_ONLY
    grade: str
    core: bool
    statement: str
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One number that a fact is about, with the closed range in which it passes."""

    fact: str
    _: KW_ONLY
    what: str
    lower: float
    upper: float
    observe: Observe
    combine: Combine = measure.value


FACTS = {
    "F1": Fact(
        grade="A",
        core=True,
        statement="Large firms cooperate more often, small ones more intensively for their size",
    ),
    "F2": Fact(grade="A/D", core=False, statement="Few firms take part, nearly all schools do"),
    "F3": Fact(grade="A (sign), C (level)", core=False, statement="Most cooperation is shallow"),
    "F4": Fact(
        grade="A/B",
        core=True,
        statement="Training costs something on average, but for 25-60 % it pays at once",
    ),
    "F5": Fact(grade="A", core=False, statement="Gains after training decide the rest"),
    "F6": Fact(grade="D/A", core=True, statement="Subsidies raise entry with much deadweight"),
    "F7": Fact(
        grade="A", core=True, statement="The response is strong while money flows and gone 9-18 months later"
    ),
    "F8": Fact(grade="A", core=True, statement="Incentives invite poor and relabelled participation"),
    "F9": Fact(
        grade="A/B", core=True, statement="Supervision improves compliance and schools, but not every quality"
    ),
    "F10": Fact(
        grade="A", core=False, statement="Where three sides coordinate, partnerships are deeper and longer"
    ),
    "F11": Fact(
        grade="A",
        core=False,
        statement="Intermediaries bring in small firms only if cheap and unobtrusive",
        note="not modelled: no lever lets an intermediary charge enterprises",
    ),
    "F12": Fact(grade="A", core=True, statement="Poaching is rare, yet local competition lowers training"),
    "F13": Fact(grade="A/B", core=True, statement="East > Central > West, closing slowly"),
    "F14": Fact(grade="A/B", core=True, statement="High employment, mediocre match"),
    "F15": Fact(grade="A", core=True, statement="Double-qualified shares rise fast and saturate"),
    "F16": Fact(
        grade="A/B", core=False, statement="A platform alone can fail; honest information helps the fit"
    ),
    "F17": Fact(grade="A*/D", core=False, statement="Curricula follow demand with years of lag"),
}

CHECKS = (
    Check(
        "F1",
        what="participation rises with size (smallest step)",
        lower=0,
        upper=1,
        observe=measure.participation_by_size,
        combine=measure.smallest_step,
    ),
    Check(
        "F1",
        what="large / micro participation",
        lower=3,
        upper=8,
        observe=measure.participation_by_size,
        combine=measure.last_over_first,
    ),
    Check(
        "F1",
        what="trainees per post fall with size (largest step)",
        lower=-9,
        upper=0,
        observe=measure.intensity_by_size,
        combine=measure.largest_step_of_ratios,
    ),
    Check(
        "F2",
        what="enterprises with a link",
        lower=0.05,
        upper=0.25,
        observe=measure.level("linked_share"),
    ),
    Check(
        "F2",
        what="colleges with a link",
        lower=0.6,
        upper=1,
        observe=measure.level("colleges_linked_share"),
    ),
    Check(
        "F3",
        what="deep share of links (depth 3 and more)",
        lower=0.15,
        upper=0.45,
        observe=measure.level("deep_share"),
    ),
    Check(
        "F3",
        what="slope of deep on age, per term",
        lower=0,
        upper=9,
        observe=measure.depth_on_age,
        combine=measure.slope,
    ),
    Check(
        "F3",
        what="slope of deep on size, per class",
        lower=0,
        upper=9,
        observe=measure.depth_on_size,
        combine=measure.slope,
    ),
    Check(
        "F4",
        what="share of training firms with net gain",
        lower=0.25,
        upper=0.6,
        observe=measure.parts("training_gain", "training"),
        combine=measure.ratio,
    ),
    Check(
        "F4",
        what="return / gross cost",
        lower=0.65,
        upper=1.0,
        observe=measure.parts("training_return", "training_cost"),
        combine=measure.ratio,
    ),
    Check(
        "F5",
        what="elasticity of training places to hiring cost",
        lower=0.2,
        upper=1.5,
        observe=measure.places_and_hiring_cost,
        combine=measure.elasticity,
    ),
    Check(
        "F6",
        what="deadweight untargeted",
        lower=0.35,
        upper=0.9,
        observe=measure.deadweight("subsidy"),
        combine=measure.ratio,
    ),
    Check(
        "F6",
        what="deadweight first-time minus untargeted",
        lower=-1,
        upper=-0.01,
        observe=measure.deadweight("first_subsidy", "subsidy"),
        combine=measure.share_difference,
    ),
    Check(
        "F6",
        what="intensive margin (links per firm, relative)",
        lower=-0.08,
        upper=0.08,
        observe=measure.shares("links", "linked", "subsidy", "none"),
        combine=measure.relative_change,
    ),
    Check(
        "F7",
        what="peak gain of pulse",
        lower=0.15,
        upper=3,
        observe=measure.pulse_path,
        combine=measure.peak_gain,
    ),
    Check(
        "F7",
        what="gain lost 18 months after",
        lower=0.75,
        upper=1.3,
        observe=measure.pulse_path,
        combine=measure.lost_gain(3),
    ),
    Check(
        "F7",
        what="gain lost 36 months after",
        lower=0.75,
        upper=1.3,
        observe=measure.pulse_path,
        combine=measure.lost_gain(6),
    ),
    Check(
        "F8",
        what="formal share of links, subsidy minus none",
        lower=0.005,
        upper=1,
        observe=measure.shares("links_formal", "links", "subsidy", "none"),
        combine=measure.share_difference,
    ),
    Check(
        "F8",
        what="formal share of links, conditional minus none",
        lower=-1,
        upper=0,
        observe=measure.shares("links_formal", "links", "substance_subsidy", "none"),
        combine=measure.share_difference,
    ),
    Check(
        "F8",
        what="early cancellation ratio, subsidy at the start / none",
        lower=1.0,
        upper=1.6,
        observe=measure.shares_since_start("links_cancelled", "links_signed", "start_subsidy", "none"),
        combine=measure.relative_share,
    ),
    Check(
        "F8",
        what="early cancellation ratio, conditional / at the start",
        lower=0,
        upper=1,
        observe=measure.shares_since_start(
            "links_cancelled", "links_signed", "substance_subsidy", "start_subsidy"
        ),
        combine=measure.relative_share,
    ),
    Check(
        "F9",
        what="fall of formal share of links for +20 pp audits",
        lower=0.05,
        upper=0.2,
        observe=measure.formal_under_audit,
        combine=measure.first_fall,
    ),
    Check(
        "F9",
        what="convex (first step minus second)",
        lower=0,
        upper=1,
        observe=measure.formal_under_audit,
        combine=measure.convexity,
    ),
    Check(
        "F9",
        what="drop-out change with full evaluation (relative)",
        lower=-0.4,
        upper=-0.05,
        observe=measure.shares("drop_outs", "students", "evaluation", "none"),
        combine=measure.relative_change,
    ),
    Check(
        "F10",
        what="council: link duration (terms)",
        lower=0,
        upper=99,
        observe=measure.shares_since_start("ended_age", "links_ended", "council", "none"),
        combine=measure.share_difference,
    ),
    Check(
        "F10", what="council: deep share", lower=0, upper=1, observe=measure.change("council", "deep_share")
    ),
    Check(
        "F10",
        what="council: early quits",
        lower=-1,
        upper=0,
        observe=measure.change("council", "early_quit_rate"),
    ),
    Check(
        "F10",
        what="council: links per firm (relative)",
        lower=-0.05,
        upper=0.05,
        observe=measure.shares("links", "linked", "council", "none"),
        combine=measure.relative_change,
    ),
    Check(
        "F12",
        what="poached share of training firms",
        lower=0.01,
        upper=0.06,
        observe=measure.poached,
        combine=measure.ratio,
    ),
    Check(
        "F12",
        what="slope of participation on ln density",
        lower=-1,
        upper=0,
        observe=measure.participation_on_density,
        combine=measure.slope,
    ),
    Check(
        "F13",
        what="East > Central > West, participation (share of seeds)",
        lower=0.9,
        upper=1,
        observe=measure.ordered(["linked"], ["enterprises"]),
    ),
    Check(
        "F13",
        what="East > Central > West, match (share of seeds)",
        lower=0.9,
        upper=1,
        observe=measure.ordered(GRADUATES_IN_FIELD, GRADUATES_PLACED),
    ),
    Check(
        "F13",
        what="East > Central > West, certified teachers (share of seeds)",
        lower=0.9,
        upper=1,
        observe=measure.ordered(["certified"], ["teachers"]),
    ),
    Check("F13", what="between-tier Theil share", lower=0.5, upper=1, observe=measure.theil_between),
    Check("F13", what="pilots in rich regions widen the gap", lower=0, upper=1, observe=measure.pilot_gap),
    Check("F14", what="employment", lower=0.88, upper=0.97, observe=measure.level("employment_rate")),
    Check("F14", what="match", lower=0.6, upper=0.78, observe=measure.level("match_rate")),
    Check(
        "F14",
        what="internship mismatch",
        lower=0.2,
        upper=0.35,
        observe=measure.level("internship_mismatch"),
    ),
    Check("F14", what="early quits", lower=0.3, upper=0.45, observe=measure.level("early_quit_rate")),
    Check("F15", what="certified at start", lower=0.22, upper=0.3, observe=measure.certified_at(0)),
    Check(
        "F15",
        what="certified after 11 years",
        lower=0.55,
        upper=0.6,
        observe=measure.certified_at(measure.ELEVEN_YEARS),
    ),
    Check("F15", what="pace at the end (per year)", lower=0.004, upper=0.012, observe=measure.certified_pace),
    Check(
        "F16",
        what="platform alone: employment",
        lower=-0.1,
        upper=0.02,
        observe=measure.change("platform", "employment_rate"),
    ),
    Check(
        "F16",
        what="platform alone: match",
        lower=0,
        upper=1,
        observe=measure.change("platform", "match_rate"),
    ),
    Check(
        "F17",
        what="half-life of a step in demand (years)",
        lower=3,
        upper=5,
        observe=measure.curriculum_gap,
        combine=measure.half_life,
    ),
)
