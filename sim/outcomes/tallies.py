"""What happened: additive sums per term and group, from which every outcome is computed.

One row per term and group; groups are the regions, then the four size classes, then the fields.
Enterprises and links count in their region, size class and field, colleges in their region.
"""

from iei.agents.budget import lead_share
from iei.agents.choice import ACTIVE, FORMAL, SUBSTANTIVE
from iei.agents.government import lever_value
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.table import Column, Table
from iei.sim.outcomes.talent_tallies import TALENT_COLUMNS
from iei.sim.talent.information import estimate_error, followed_posts, follows
from iei.sim.world.rows import (
    groups_at,
    groups_of,
    market_field,
    market_region,
    market_row,
    programme_row,
)
from iei.sim.world.tables import (
    APPRENTICESHIP,
    FORMAL_AGREEMENT,
    JOINT_BASE,
    JOINT_CURRICULUM,
    JOINT_DELIVERY,
    JOINT_PLAN,
    MODES,
    ORDER_CLASS,
    SERVICE,
    STAFF_EXCHANGE,
    SUBSTANCE_OF_DEPTH,
)


def _sum(name: str, unit: str, about: str) -> Column:
    return Column(name, float, unit=unit, about=about)


def spending_tally(lever: str) -> Column:
    """The tally of public spending on a lever."""
    return _sum(f"spent_{lever}", "MU/term", f"public spending on {lever}")


def force_tally(lever: Lever) -> Column:
    """The tally of what is in force of a lever."""
    return _sum(
        f"in_force_{lever.name}", lever.unit, f"sum over governments of what is in force of {lever.name}"
    )


COOPERATION_COLUMNS = (
    _sum("enterprises", "count", "enterprises"),
    _sum("formal", "count", "enterprises that cooperate formally"),
    _sum("substantive", "count", "enterprises that cooperate substantively"),
    _sum("linked", "count", "enterprises with a link"),
    _sum("linked_substantive", "count", "enterprises with a link that perform"),
    _sum("training", "count", "substantive enterprises with a link: those that train"),
    _sum("training_gain", "count", "of these, with a net gain during training (F4)"),
    _sum("training_cost", "MU/term", "gross cost of training"),
    _sum("training_return", "MU/term", "output of trainees"),
    _sum("trainees", "persons", "trainee places on links"),
    _sum("head_places", "ratio", "sum over linked enterprises of trainee places per post"),
    _sum("awareness", "share", "sum of awareness over enterprises"),
    _sum("audit_belief", "share", "sum of perceived audit probabilities"),
    _sum("skill_gain", "skill", "sum of expected skill gains (A51)"),
    _sum("score", "-", "sum of public scores (E12)"),
    _sum("score_squared", "-", "sum of squares of public scores"),
    _sum("score_product", "-", "sum of score times joint substance"),
    _sum("enterprise_substance", "share", "sum over enterprises of mean joint substance"),
    _sum("enterprise_substance_squared", "-", "sum of squares of it"),
    _sum("shared_surplus", "MU/term", "surplus of joint entities left to colleges (A45)"),
    _sum("bought_places", "persons", "practice places bought with joint entities' surplus (B19)"),
    _sum("received", "MU/term", "subsidies and credits received"),
    _sum("profit", "MU/term", "profit of enterprises"),
    _sum("value_added", "MU/term", "output of enterprises"),
    _sum("wage_bill", "MU/term", "wages paid"),
    _sum("subsidised_linked", "MU/term", "subsidy paid to links"),
    _sum("links", "count", "links"),
    *(_sum(f"depth_{d}", "count", f"links at depth {d}") for d in range(1, 6)),
    _sum("links_substantive", "count", "links on which both sides are substantive"),
    _sum("links_formal", "count", "links whose enterprise does not perform"),
    _sum("signed_substance", "share", "sum over links of the substance weight of their depth"),
    _sum("substance", "share", "sum over links of joint substance"),
    _sum("trust", "share", "sum over links of trust"),
    _sum("link_age", "term", "sum over links of age"),
    _sum("coupling", "share", "sum over links of coupling"),
    _sum("asymmetry", "share", "sum over links of college's less enterprise's effort"),
    _sum("elements", "share", "sum over links of the element index (E20)"),
    _sum("weakest_element", "share", "sum over links of the smallest normalised flow (E20)"),
    _sum("links_grown", "count", "links signed four years ago that are at a joint curriculum or deeper"),
    _sum("whole_process", "share", "sum over links of the whole-process index (A46)"),
    _sum("joint_entities", "count", "joint entities"),
    *(_sum(f"mode_{m}", "count", f"links with the form: {mode}") for m, mode in enumerate(MODES)),
    _sum("benefit_enterprise", "utility", "sum over links of the enterprise's benefit per scale"),
    _sum("benefit_college", "utility", "sum over links of the college's benefit"),
    _sum("benefit_enterprise_squared", "-", "sum of squares of the enterprise's benefit"),
    _sum("benefit_college_squared", "-", "sum of squares of the college's benefit"),
    _sum("benefit_product", "-", "sum of products of both benefits"),
    _sum("links_signed", "count", "links signed in this term"),
    _sum("links_brokered", "count", "of these, introduced by a council"),
    _sum("links_offered", "count", "of these, proposed by the enterprise"),
    _sum("links_ended", "count", "links that ended in this term"),
    _sum("links_cancelled", "count", "of these, up to `early_end_age` terms old"),
    _sum("links_withdrawn", "count", "of these, because the enterprise withdrew"),
    _sum("ended_age", "term", "sum over ended links of their age"),
    _sum("deep_age", "-", "sum over deep links of age"),
    _sum("colleges", "count", "colleges"),
    _sum("colleges_active", "count", "active colleges"),
    _sum("colleges_linked", "count", "colleges with a link"),
    _sum("friction", "multiplier", "sum over colleges of administrative friction"),
    _sum("college_substance", "share", "sum over colleges of mean joint substance"),
    _sum("college_substance_squared", "-", "sum of squares of it"),
    _sum("ability_gap", "ability", "sum over colleges of double- less single-qualified teachers' ability"),
    _sum("forecast_error", "log share", "sum over estimates of demand of the absolute log error (E23)"),
    _sum("estimates", "count", "estimates of demand: fields that colleges follow"),
    _sum("shared_places", "persons", "places of joint bases used by other programmes (3.3q)"),
    _sum("college_awareness", "share", "sum of awareness over colleges"),
    _sum("governments", "count", "governments"),
    _sum("leading", "count", "governments with a lever that they could lead"),
    _sum("strong_lead", "count", "of these, with a strong lead"),
    _sum("law", "share", "sum of legal operability over governments"),
    _sum("capacity", "share", "sum of leading capacity over governments"),
    _sum("council", "share", "sum of council effects over governments"),
    _sum("government_score", "-", "sum of regional scores (E37)"),
    _sum("government_utility", "utility", "sum of governments' utility, assessed every cycle (E38)"),
    _sum("audits", "count", "audits"),
    _sum("detections", "count", "detections"),
    _sum("fines", "MU/term", "fines"),
    _sum("clawback", "MU/term", "subsidies and credits paid back"),
    _sum("paid_out", "MU/term", "subsidies and credits paid by governments"),
    _sum("leakage", "MU/term", "administrative leakage of these payments"),
    _sum("budget", "MU/term", "budgets"),
    _sum("asked", "MU/term", "spending that the levers ask for before the budget scales them down (A37)"),
    _sum("reserve", "MU", "reserves"),
    _sum("levers_set", "count", "levers that policies set, summed over governments"),
    _sum("strength", "share", "sum over these of the value in force over the value set (B23)"),
    *(force_tally(lever) for lever in LEVERS),
    *(spending_tally(lever) for lever in LEVER_NAMES),
)
TALLIES = Table("tallies", "a term and a group", *COOPERATION_COLUMNS, *TALENT_COLUMNS)
COLUMN: dict[str, int] = {}


def number_columns() -> None:
    """Write into `COLUMN` where each tally stands among the columns of `TALLIES`."""
    COLUMN.clear()
    COLUMN.update({column.name: i for i, column in enumerate(TALLIES.columns)})


number_columns()


def first_of_levers() -> tuple[int, int]:
    """First column of spending by lever, and of values in force."""
    return COLUMN[f"spent_{LEVER_NAMES[0]}"], COLUMN[f"in_force_{LEVER_NAMES[0]}"]


SPENT, IN_FORCE = first_of_levers()
DEEP = JOINT_CURRICULUM  # rung from which a link counts as deep
GROWN = 8  # age in terms at which a link is judged by its depth, every link once


@rule
def count_enterprise(enterprise, tally):
    """Add one enterprise to one tally."""
    tally.enterprises += 1.0
    tally.awareness += enterprise.awareness
    tally.audit_belief += enterprise.audit_belief
    tally.skill_gain += enterprise.skill_gain
    tally.score += enterprise.score
    tally.score_squared += enterprise.score * enterprise.score
    tally.score_product += enterprise.score * enterprise.substance
    tally.enterprise_substance += enterprise.substance
    tally.enterprise_substance_squared += enterprise.substance * enterprise.substance
    tally.shared_surplus += enterprise.shared_surplus
    tally.received += enterprise.received
    tally.profit += enterprise.profit
    tally.value_added += enterprise.value_added
    tally.wage_bill += enterprise.wage * enterprise.workers
    tally.links_ended += enterprise.links_ended
    tally.links_cancelled += enterprise.links_cancelled
    tally.links_withdrawn += enterprise.links_withdrawn
    tally.ended_age += enterprise.ended_age
    if enterprise.strategy == FORMAL:
        tally.formal += 1.0
    if enterprise.strategy == SUBSTANTIVE:
        tally.substantive += 1.0
    if enterprise.links > 0:
        tally.linked += 1.0
        tally.trainees += enterprise.trainees
        tally.head_places += enterprise.trainees / max(enterprise.posts, 1.0)
        tally.training_cost += enterprise.training_cost
        tally.training_return += enterprise.training_return
        if enterprise.strategy == SUBSTANTIVE:
            tally.linked_substantive += 1.0
            tally.training += 1.0
            if enterprise.training_return > enterprise.training_cost:
                tally.training_gain += 1.0


@rule
def count_link(world, link, tally):
    """Add one link to one tally."""
    enterprise = world.enterprises[link.enterprise]
    college = world.colleges[link.college]
    tally.links += 1.0
    if link.depth == FORMAL_AGREEMENT:
        tally.depth_1 += 1.0
    elif link.depth == JOINT_PLAN:
        tally.depth_2 += 1.0
    elif link.depth == JOINT_CURRICULUM:
        tally.depth_3 += 1.0
    elif link.depth == JOINT_DELIVERY:
        tally.depth_4 += 1.0
    else:
        tally.depth_5 += 1.0
    if link.depth >= DEEP:
        tally.deep_age += link.age
    if link.effort_enterprise >= 1.0 and link.effort_college >= 1.0:
        tally.links_substantive += 1.0
    if link.effort_enterprise < 1.0:
        tally.links_formal += 1.0
    tally.signed_substance += SUBSTANCE_OF_DEPTH[link.depth]
    tally.substance += link.substance
    tally.trust += link.trust
    tally.link_age += link.age
    tally.coupling += link.coupling
    tally.asymmetry += link.effort_college - link.effort_enterprise
    tally.elements += link.element_index
    tally.weakest_element += link.weakest_element
    if link.age == GROWN and link.depth >= DEEP:
        tally.links_grown += 1.0
    tally.whole_process += link.whole_process
    tally.subsidised_linked += link.subsidy
    if link.joint_entity:
        tally.joint_entities += 1.0
    count_modes(link.modes, tally)
    gain_enterprise = link.benefit_enterprise / enterprise.scale
    gain_college = link.effort_enterprise - world.behaviour[0].college_admin * college.friction
    gain_college += link.substance
    tally.benefit_enterprise += gain_enterprise
    tally.benefit_college += gain_college
    tally.benefit_enterprise_squared += gain_enterprise * gain_enterprise
    tally.benefit_college_squared += gain_college * gain_college
    tally.benefit_product += gain_enterprise * gain_college
    if link.age == 1:
        tally.links_signed += 1.0
        if link.brokered:
            tally.links_brokered += 1.0
        if link.proposed_by_enterprise:
            tally.links_offered += 1.0


@rule
def count_modes(modes, tally):
    """Add the forms of cooperation of one link to one tally (E18)."""
    tally.mode_0 += modes & 1
    tally.mode_1 += (modes >> ORDER_CLASS) & 1
    tally.mode_2 += (modes >> JOINT_BASE) & 1
    tally.mode_3 += (modes >> STAFF_EXCHANGE) & 1
    tally.mode_4 += (modes >> SERVICE) & 1
    tally.mode_5 += (modes >> APPRENTICESHIP) & 1


@rule
def count_college(college, tally):
    """Add one college to one tally."""
    tally.colleges += 1.0
    tally.friction += college.friction
    tally.college_awareness += college.awareness
    tally.college_substance += college.substance
    tally.college_substance_squared += college.substance * college.substance
    tally.ability_gap += college.ability_double - college.ability_single
    if college.strategy == ACTIVE:
        tally.colleges_active += 1.0
    if college.links > 0:
        tally.colleges_linked += 1.0


@rule
def count_forecasts(world, c):
    """Add how far the demand estimates of one college are off, in its region and by field (E23)."""
    clock = world.clock[0]
    g = world.colleges[c].region
    total = followed_posts(world, c)
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, world.behaviour[0]):
            error = abs(estimate_error(programme, world.markets[market_row(clock, g, k)], total))
            for row in groups_at(clock, g, k):
                world.tallies[clock.tallied, row].forecast_error += error
                world.tallies[clock.tallied, row].estimates += 1


@rule
def count_government(government, behaviour, tally):
    """Add one government to the tally of its region."""
    tally.governments += 1.0
    if government.has_levers:
        tally.leading += 1.0
        tally.strong_lead += 1.0 if government.strong_lead else 0.0
    tally.law += government.law
    tally.capacity += government.capacity
    tally.council += government.council_effect
    tally.government_score += government.score
    tally.government_utility += government.utility
    tally.audits += government.audits
    tally.detections += government.detections
    tally.fines += government.fines
    tally.clawback += government.clawback
    tally.paid_out += government.paid_out
    tally.leakage += government.leakage
    tally.budget += government.budget
    tally.reserve += government.reserve
    tally.asked += government.cost_full_lead * lead_share(government, behaviour)


@rule
def count_levers(world, g):
    """Write what is spent on every lever of region `g`, what is in force of it, and how strong all are."""
    clock = world.clock[0]
    values = world.tally_values[clock.tallied, g]
    tally = world.tallies[clock.tallied, g]
    for lever in range(world.spending_values.shape[1]):
        values[SPENT + lever] = world.spending_values[g, lever]
        values[IN_FORCE + lever] = world.policy_values[g, lever]
        wanted = lever_value(world, g, lever, clock.term)
        if wanted > 0.0:
            tally.levers_set += 1.0
            tally.strength += world.policy_values[g, lever] / wanted


@rule
def count_cooperation(world):
    """Add up the cooperation half of the term."""
    clock = world.clock[0]
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        for row in groups_of(clock, enterprise):
            count_enterprise(enterprise, world.tallies[clock.tallied, row])
    for l in range(clock.links):
        link = world.links[l]
        enterprise = world.enterprises[link.enterprise]
        for row in groups_of(clock, enterprise):
            count_link(world, link, world.tallies[clock.tallied, row])
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        count_college(college, world.tallies[clock.tallied, college.region])
        count_forecasts(world, c)
    for m in range(world.markets.shape[0]):
        market = world.markets[m]
        for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
            world.tallies[clock.tallied, row].shared_places += market.shared_places
    for g in range(clock.regions):
        count_government(world.governments[g], world.behaviour[0], world.tallies[clock.tallied, g])
        count_levers(world, g)
