"""The tables of the agents: one row is a government, a college, an enterprise."""

from iei.agents.choice import REASONS
from iei.sim.base.table import Column, Table

LEAST_RETURN, MOST_RETURN = 0.2, 1.6  # bounds of the trait against extreme draws (A7)
IN_WORDS = ", ".join(f"{number} {reason.replace('_', ' ')}" for number, reason in enumerate(REASONS))


def choice_columns(kind: str) -> tuple[Column, Column]:
    """How an agent of this kind came to its choice of this term (E6)."""
    return (
        Column("reason", int, unit="-", about=f"how it chose: {IN_WORDS}", lower=0, upper=len(REASONS) - 1),
        Column("peer", int, unit="row", about=f"{kind} it looked at, or -1", lower=-1, default=-1),
    )


GOVERNMENTS = Table(
    "governments",
    "a region with its government",
    Column("tier", int, unit="-", about="0 East, 1 Central, 2 West, 3 North-East", lower=0, upper=3),
    Column("productivity", float, unit="multiplier", about="productivity of the region", lower=0),
    Column("wage_level", float, unit="multiplier", about="wage level of the region", lower=0, default=1),
    Column(
        "capacity_intrinsic",
        float,
        unit="share",
        about="leading capacity if all departments supported it (E1)",
        lower=0,
        upper=1,
    ),
    Column(
        "support_weakest",
        float,
        unit="share",
        about="support of the weakest department (E1)",
        lower=0,
        upper=1,
    ),
    Column(
        "awareness_offset",
        float,
        unit="share",
        about="added to the awareness of its enterprises (E11)",
        lower=-0.5,
        upper=0.5,
    ),
    Column(
        "school_quality",
        float,
        unit="multiplier",
        about="multiplier of learning and curriculum speed",
        lower=0,
    ),
    Column(
        "college_friction", float, unit="multiplier", about="multiplier of administrative friction", lower=0
    ),
    Column("graduates_ratio", float, unit="multiplier", about="multiplier of graduates per post", lower=0),
    Column(
        "certified_target",
        float,
        unit="share",
        about="target of the certified share of teachers (E26)",
        lower=0,
        upper=1,
    ),
    Column("certified_start", float, unit="share", about="certified share at the start", lower=0, upper=1),
    Column(
        "able_start", float, unit="share", about="able double-qualified share at the start", lower=0, upper=1
    ),
    Column("first_enterprise", int, unit="row", about="first of its enterprises", lower=0),
    Column("enterprises", int, unit="count", about="enterprises of the region", lower=0),
    Column("first_college", int, unit="row", about="first of its colleges", lower=0),
    Column("colleges", int, unit="count", about="colleges of the region", lower=0),
    Column("posts_start", float, unit="persons", about="total posts, kept constant (A35)", lower=0),
    Column("taste_lead", float, unit="utility", about="fixed taste for a strong lead"),
    Column("strong_lead", bool, unit="-", about="whether it leads strongly (E38a)"),
    Column("lead_value", float, unit="utility", about="utility of a strong over a weak lead (E38a)"),
    Column("capacity", float, unit="share", about="leading capacity kap (E1)", lower=0, upper=1),
    Column("law", float, unit="share", about="legal operability L (E3)", lower=0, upper=1),
    Column("law_in_force", float, unit="share", about="Lt = kap L", lower=0, upper=1),
    Column(
        "council_maturity", float, unit="share", about="maturity chi of the council (E4)", lower=0, upper=1
    ),
    Column("council_effect", float, unit="share", about="effective council chit (E4)", lower=0, upper=1),
    Column("members", int, unit="count", about="enterprises and colleges with a link", lower=0),
    Column("budget", float, unit="MU/term", about="budget", lower=0),
    Column("reserve", float, unit="MU", about="reserve (E40)"),
    Column("returned", float, unit="MU/term", about="budget given back to the treasury", lower=0),
    Column(
        "budget_scale",
        float,
        unit="share",
        about="share of the levers that the budget allows (A37)",
        lower=0,
        upper=1,
        default=1,
    ),
    Column("spent", float, unit="MU/term", about="public spending of this term net of fines and clawback"),
    Column("cost_full_lead", float, unit="MU/term", about="cost of the levers at full lead", lower=0),
    Column("paid_out", float, unit="MU/term", about="subsidies and credits paid, leakage included", lower=0),
    Column("leakage", float, unit="MU/term", about="administrative leakage (A10)", lower=0),
    Column("fines", float, unit="MU/term", about="fines received", lower=0),
    Column("clawback", float, unit="MU/term", about="subsidies and credits paid back", lower=0),
    Column("links", int, unit="count", about="live links of its enterprises", lower=0),
    Column("audits", int, unit="count", about="audits in this term", lower=0),
    Column("detections", int, unit="count", about="detections in this term", lower=0),
    Column("audit_rate", float, unit="share", about="audits per link in this term", lower=0, upper=1),
    Column(
        "detection_quality",
        float,
        unit="share",
        about="chance q that an audit finds out (E9)",
        lower=0,
        upper=1,
    ),
    Column(
        "substantive_share", float, unit="share", about="enterprises that are substantive", lower=0, upper=1
    ),
    Column(
        "mean_substance", float, unit="share", about="mean joint substance of its links", lower=0, upper=1
    ),
    Column("score", float, unit="-", about="regional score (E37)"),
    Column("score_mean", float, unit="-", about="mean public score of its enterprises (E12)"),
    Column("utility", float, unit="utility", about="government utility (E38)"),
    Column("utility_last", float, unit="utility", about="government utility one evaluation cycle ago"),
    Column("output_last", float, unit="MU/term", about="output one term ago"),
    Column("output", float, unit="MU/term", about="output of its enterprises"),
    Column("vacancies", int, unit="persons", about="open posts", lower=0),
    Column(
        "wages_placed", float, unit="MU/term", about="wages of the graduates placed in this term", lower=0
    ),
    Column("trial_lever", int, unit="-", about="lever of the last trial, or -1 (E39)", lower=-1, default=-1),
    Column("trial_step", float, unit="share", about="step of the last trial (E39)", lower=-1, upper=1),
    Column("share_strong", float, unit="share", about="governments that lead strongly", lower=0, upper=1),
    Column("active_colleges", int, unit="count", about="colleges that are active", lower=0),
    Column("law_drafted", bool, unit="-", about="whether the law was drafted and paid for"),
    Column("publicity_held", bool, unit="-", about="whether the kick-off meetings were held (claim 1.14)"),
)

COLLEGES = Table(
    "colleges",
    "a college",
    Column("region", int, unit="row", about="region", lower=0),
    Column("link_capacity", int, unit="links", about="largest number of links", lower=1),
    Column("taste", float, unit="utility", about="fixed taste for an active role"),
    Column("friction", float, unit="multiplier", about="administrative friction xi (E10)", lower=1),
    Column(
        "awareness", float, unit="share", about="perceived share psi of the benefit (E11)", lower=0, upper=1
    ),
    Column("strategy", int, unit="-", about="0 passive, 1 active: what is in effect", lower=0, upper=1),
    Column(
        "next_role", int, unit="-", about="role chosen in this term, before administration", lower=0, upper=1
    ),
    Column("decided", int, unit="-", about="strategy chosen in this term", lower=0, upper=1),
    Column(
        "pending",
        int,
        unit="-",
        about="strategies on their way through administration",
        lower=0,
        upper=1,
        length=4,
    ),
    Column("value_active", float, unit="utility", about="utility of active over passive (E10)"),
    Column("links", int, unit="count", about="live links", lower=0),
    Column("substantive_partners", int, unit="count", about="links whose enterprise is substantive", lower=0),
    Column(
        "partner_awareness", float, unit="share", about="sum of awareness over linked enterprises", lower=0
    ),
    Column(
        "partner_audit_belief",
        float,
        unit="share",
        about="sum of audit beliefs over linked enterprises",
        lower=0,
    ),
    Column("substance", float, unit="share", about="mean joint substance of its links", lower=0, upper=1),
    Column("good_experience", bool, unit="-", about="whether joint work went well in this term (A17)"),
    Column("score", float, unit="-", about="public evaluation score (E12)"),
    Column("cash", float, unit="MU", about="share of joint entities' surplus (A45)", lower=0),
    Column("search_rank", float, unit="-", about="order in this term's search", lower=0, upper=1),
    Column("intake", int, unit="persons/year", about="yearly intake", lower=0),
    Column("teachers", int, unit="persons", about="teachers", lower=0),
    Column("young_single", int, unit="persons", about="teachers under 40, single-qualified", lower=0),
    Column(
        "young_double", int, unit="persons", about="teachers under 40, able in theory and practice", lower=0
    ),
    Column("senior_single", int, unit="persons", about="teachers over 40, single-qualified", lower=0),
    Column(
        "senior_double", int, unit="persons", about="teachers over 40, able in theory and practice", lower=0
    ),
    Column(
        "certified",
        float,
        unit="share",
        about="teachers certified as double-qualified (A29)",
        lower=0,
        upper=1,
    ),
    Column(
        "ability_single",
        float,
        unit="ability",
        about="practical ability of single-qualified teachers",
        lower=0,
        upper=1,
    ),
    Column(
        "ability_double",
        float,
        unit="ability",
        about="practical ability of double-qualified teachers",
        lower=0,
        upper=1,
    ),
    Column(
        "expert_share",
        float,
        unit="share",
        about="part-time enterprise experts in teaching (E26)",
        lower=0,
        upper=0.5,
    ),
    Column(
        "practice_ability", float, unit="ability", about="practice-teaching ability P (E26)", lower=0, upper=1
    ),
    Column(
        "practice_share",
        float,
        unit="share",
        about="practice share tau of teaching hours (E28)",
        lower=0,
        upper=1,
    ),
    Column("students", int, unit="persons", about="students", lower=0),
    *choice_columns("college"),
)

ENTERPRISES = Table(
    "enterprises",
    "an enterprise",
    Column("region", int, unit="row", about="region", lower=0),
    Column("industry", int, unit="row", about="main skill field", lower=0),
    Column("size_class", int, unit="-", about="0 micro, 1 small, 2 medium, 3 large", lower=0, upper=3),
    Column("places", int, unit="persons/link/term", about="trainee places n on one link", lower=1),
    Column("link_capacity", int, unit="links", about="largest number of links", lower=1),
    Column("fixed_cost_factor", float, unit="multiplier", about="size factor of the fixed cost", lower=0),
    Column("image", float, unit="MU/term/link", about="image gain of any agreement (E7)", lower=0),
    Column("scale", float, unit="MU/term", about="money that counts as one unit of utility (A4)", lower=0),
    Column("productivity", float, unit="MU/term", about="output of a worker of skill 1", lower=0),
    Column(
        "productive_return",
        float,
        unit="share",
        about="trainees' output over variable cost",
        lower=LEAST_RETURN,
        upper=MOST_RETURN,
    ),
    Column("taste_none", float, unit="utility", about="fixed taste for no cooperation"),
    Column("taste_formal", float, unit="utility", about="fixed taste for formal cooperation"),
    Column("taste_substantive", float, unit="utility", about="fixed taste for substantive cooperation"),
    Column("awareness_start", float, unit="share", about="awareness at the start", lower=0, upper=1),
    Column(
        "awareness",
        float,
        unit="share",
        about="perceived share psi of the long-run benefit (E11)",
        lower=0,
        upper=1,
    ),
    Column(
        "audit_belief", float, unit="share", about="perceived audit probability ph (E11)", lower=0, upper=1
    ),
    Column(
        "skill_gain", float, unit="skill", about="expected skill gain of a trainee (A51)", lower=0, upper=1
    ),
    Column("strategy", int, unit="-", about="0 none, 1 formal, 2 substantive", lower=0, upper=2),
    Column("next_strategy", int, unit="-", about="strategy chosen in this term", lower=0, upper=2),
    Column("value_none", float, unit="utility", about="perceived utility of none (E5)"),
    Column("value_formal", float, unit="utility", about="perceived utility of formal (E5)"),
    Column("value_substantive", float, unit="utility", about="perceived utility of substantive (E5)"),
    Column("transfers_expected", float, unit="MU/term", about="subsidy and credit it would receive", lower=0),
    Column("attentive", bool, unit="-", about="whether a change of transfers makes it revise (A2)"),
    Column("links", int, unit="count", about="live links", lower=0),
    Column("trust", float, unit="share", about="mean trust over its links", lower=0, upper=1),
    Column("deepest", int, unit="rung", about="depth of its deepest link", lower=0, upper=5),
    Column("coupling", float, unit="share", about="mean coupling over its links", lower=0, upper=0.5),
    Column(
        "subsidised_share",
        float,
        unit="share",
        about="share of its links that the subsidy rule would pay",
        lower=0,
        upper=1,
    ),
    Column("trainees", float, unit="persons", about="trainee places on its links", lower=0),
    Column("substance", float, unit="share", about="mean joint substance of its links", lower=0, upper=1),
    Column("passive_agreement", bool, unit="-", about="has a link and does not perform"),
    Column("audited", bool, unit="-", about="audited in this term"),
    Column(
        "excluded_until", int, unit="term", about="excluded from transfers before this term (A15)", lower=0
    ),
    Column("links_ended", int, unit="count", about="its links that ended in this term", lower=0),
    Column(
        "links_cancelled",
        int,
        unit="count",
        about="of these, up to `early_end_age` terms old",
        lower=0,
    ),
    Column("links_withdrawn", int, unit="count", about="of these, because it withdrew", lower=0),
    Column("ended_age", int, unit="term", about="sum over its ended links of their age", lower=0),
    Column("agreements_ever", int, unit="count", about="agreements signed since term 0", lower=0),
    Column(
        "first_agreement_term",
        int,
        unit="term",
        about="term of its first agreement, or -1",
        lower=-1,
        default=-1,
    ),
    Column("score", float, unit="-", about="public evaluation score (E12)"),
    Column("cash", float, unit="MU", about="cash (A50)"),
    Column("training_cost", float, unit="MU/term", about="gross cost of cooperation", lower=0),
    Column("training_return", float, unit="MU/term", about="output of trainees", lower=0),
    Column("received", float, unit="MU/term", about="subsidies and credits received", lower=0),
    Column("penalties", float, unit="MU/term", about="fines and clawback paid", lower=0),
    Column("posts", float, unit="persons", about="posts wanted (E29)", lower=0),
    Column("workers", int, unit="persons", about="filled posts", lower=0),
    Column("vacancies", int, unit="persons", about="open posts", lower=0),
    Column("mean_skill", float, unit="skill", about="mean effective skill of its workers", lower=0, upper=1),
    Column("mean_match", float, unit="share", about="mean field match of its workers", lower=0, upper=1),
    Column("value_added", float, unit="MU/term", about="output of the term"),
    Column("wage", float, unit="MU/term", about="mean wage per worker", lower=0),
    Column("profit", float, unit="MU/term", about="output less wages, training and transfers"),
    Column("declared", float, unit="MU/term", about="cost declared for the tax credit", lower=0),
    Column("credit", float, unit="MU/term", about="tax credit received", lower=0),
    Column(
        "shared_surplus",
        float,
        unit="MU/term",
        about="surplus of joint entities left to colleges (A45)",
        lower=0,
    ),
    Column("peers_awareness", float, unit="share", about="sum of awareness over partners' partners", lower=0),
    Column(
        "peers_audit_belief",
        float,
        unit="share",
        about="sum of audit beliefs over partners' partners",
        lower=0,
    ),
    Column("peers_number", int, unit="count", about="partners' partners", lower=0),
    Column("good_experience", bool, unit="-", about="whether joint work went well in this term (A17)"),
    Column("poached", int, unit="persons", about="fresh trainees lost to rivals in this term", lower=0),
    Column("trained", int, unit="persons", about="graduates hired through links in this term", lower=0),
    Column("trained_skill", float, unit="skill x persons", about="sum of their effective skill", lower=0),
    Column("hires", int, unit="persons", about="graduates and job seekers hired in this term", lower=0),
    Column("hire_match", float, unit="persons", about="sum of their field match", lower=0),
    Column("hire_skill", float, unit="skill x persons", about="sum of their effective skill", lower=0),
    Column(
        "early_quits_expected",
        float,
        unit="persons",
        about="of the hires, who will quit early (A34)",
        lower=0,
    ),
    Column(
        "retained",
        float,
        unit="persons",
        about="hired through links 0 to 3 terms ago and still there",
        lower=0,
        length=4,
    ),
    *choice_columns("enterprise"),
)
