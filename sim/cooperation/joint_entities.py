"""Joint entities, flows of elements, and what joint work means for programmes (E20, E21, A25)."""

import math

from iei.policies.standards import places_demanded
from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.forms import form_share
from iei.sim.world.rows import (
    cohort_row,
    groups_of,
    market_row,
    programme_college,
    programme_field,
    programme_row,
)
from iei.sim.world.tables import (
    INTERNSHIP,
    JOINT_BASE,
    JOINT_EMPLOYMENT,
    JOINT_PLAN,
    LAST_YEAR,
    SERVICE,
    STAFF_EXCHANGE,
    STAGES,
)

QUANTITIES = (
    Quantity(
        "joint_entity_age",
        default=6,
        lower=4,
        upper=8,
        unit="term",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
        symbol="tau_J",
        integer=True,
    ),
    Quantity(
        "joint_entity_cost",
        default=20,
        lower=10,
        upper=60,
        unit="MU",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sunk",
    ),
    Quantity(
        "joint_entity_places",
        default=0.5,
        lower=0,
        upper=2,
        unit="share of n",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
        symbol="n_J",
    ),
    Quantity(
        "joint_entity_chance",
        default=0.2,
        lower=0,
        upper=1,
        unit="1/term",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "element_target_information",
        default=0.5,
        lower=0.1,
        upper=2,
        unit="flow J(1+zt_plat+chit)/2",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "element_target_technology",
        default=1,
        lower=0.2,
        upper=5,
        unit="flow J ln(1+n)",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "element_target_capital",
        default=5,
        lower=1,
        upper=50,
        unit="MU/term, flow c1 n J + sunk/20 of a joint entity",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "element_target_knowledge",
        default=0.5,
        lower=0.1,
        upper=2,
        unit="flow J(1+2 part)/2 + .2 zt_texch J",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "joint_entity_coupling",
        default=0.2,
        lower=0,
        upper=0.5,
        unit="share",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "joint_entity_college_share",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "surplus_places",
        default=1,
        lower=0,
        upper=1,
        unit="share of the college's surplus",
        equation="E21",
        source="modelling choice, B19; 0: it is kept",
        grade=ASSUMED,
    ),
    Quantity(
        "practice_place_cost",
        default=1.5,
        lower=0.5,
        upper=6,
        unit="MU/place/term",
        equation="E21",
        source="cost of a trainee at full substance, trainee_cost",
        grade=ASSUMED,
    ),
    Quantity(
        "joint_entity_life",
        default=20,
        lower=1,
        upper=60,
        unit="term",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "knowledge_experts",
        default=2,
        lower=0,
        upper=5,
        unit="multiplier",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "knowledge_exchange",
        default=0.2,
        lower=0,
        upper=1,
        unit="share",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "whole_process_council",
        default=0.2,
        lower=0,
        upper=1,
        unit="share",
        equation="E20",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

MICRO = 0  # size class that founds no joint entity
PROCESS_STAGES = 5  # recruiting, plan, curriculum, delivery, placement (A46)


@rule
def found_joint_entity(world, l):
    """A long, deep and coupled link becomes an entity of its own with sunk capital (E21, A26)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    ripe = link.depth == JOINT_EMPLOYMENT and link.substantive_age >= behaviour.joint_entity_age
    ripe = ripe and link.coupling >= behaviour.joint_entity_coupling and enterprise.size_class != MICRO
    if ripe and not link.joint_entity and enterprise.cash > behaviour.joint_entity_cost:
        u = uniform(clock.seed, clock.term, Purpose.JOINT_ENTITY, link.enterprise, link.college)
        if u < behaviour.joint_entity_chance:
            link.joint_entity = True
            enterprise.cash -= behaviour.joint_entity_cost


@rule
def joint_places(link, enterprise, behaviour):
    """Trainee places on a link, persons: a joint base has more (E21)."""
    if link.joint_entity:
        return enterprise.places * (1.0 + behaviour.joint_entity_places)
    return enterprise.places * 1.0


@rule
def saturated(flow, target):
    """Normalised flow of one element, 1 - exp(-flow / target) (E20)."""
    return 1.0 - math.exp(-flow / target)


@rule
def exchange_elements(world, l):
    """Information, technology, capital and knowledge on link `l`; one that is missing makes it 0 (E20, A44).

    Also the whole-process index: effort in recruiting, plan, curriculum, delivery and placement (A46).
    """
    behaviour = world.behaviour[0]
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    college = world.colleges[link.college]
    g = enterprise.region
    policy = world.policies[g]
    places = joint_places(link, enterprise, behaviour)
    substance = link.substance
    information = substance * (1.0 + policy.platform + world.governments[g].council_effect) / 2.0
    technology = substance * math.log(1.0 + places)
    capital = behaviour.trainee_cost * places * substance
    if link.joint_entity:
        capital += behaviour.joint_entity_cost / behaviour.joint_entity_life
    standard = policy.standards * behaviour.standards_capital  # claim 3.1d
    capital = max(capital, standard * behaviour.element_target_capital * substance)
    knowledge = substance * (1.0 + behaviour.knowledge_experts * college.expert_share) / 2.0
    knowledge += behaviour.knowledge_exchange * policy.teacher_exchange * substance
    information = saturated(information, behaviour.element_target_information)
    technology = saturated(technology, behaviour.element_target_technology)
    capital = saturated(capital, behaviour.element_target_capital)
    knowledge = saturated(knowledge, behaviour.element_target_knowledge)
    link.element_index = math.sqrt(math.sqrt(information * technology * capital * knowledge))
    link.weakest_element = min(information, technology, capital, knowledge)
    both = link.effort_enterprise * link.effort_college
    presence = behaviour.whole_process_council * world.governments[g].council_effect  # claim 3.2i
    floor = behaviour.leak + presence
    stages = link.depth if both >= 1.0 else 0
    link.whole_process = math.exp(math.log(min(1.0, floor)) * (PROCESS_STAGES - stages) / PROCESS_STAGES)


@rule
def last_year_students(world, c, k):
    """Students of a programme in its last year, persons."""
    persons = 0
    for stage in range(LAST_YEAR, STAGES):
        persons += world.cohorts[cohort_row(world.clock[0], c, k, stage)].persons
    return persons


@rule
def joined(substance, more):
    """Substance of a programme with one more link, 1 - prod(1 - J) (A25)."""
    return 1.0 - (1.0 - substance) * (1.0 - more)


@rule
def count_bought_places(world, enterprise, places):
    """Count practice places that colleges bought with their share of joint entities' surplus (B19)."""
    clock = world.clock[0]
    for row in groups_of(clock, enterprise):
        world.tallies[clock.tallied, row].bought_places += places


@rule
def aggregate_joint_work(world):
    """Joint curriculum and coverage of every programme; spare places of joint bases are shared (A25, 3.3q).

    curriculum substance: 1 - prod(1 - J), and the same as far as forms open practice hours, teachers and the
    frontier (B17); coverage: joint places weighted by J over students of the last year. What a joint base
    cannot fill goes to programmes of the same region and field.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for p in range(world.programmes.shape[0]):
        programme = world.programmes[p]
        programme.curriculum_substance = 0.0
        programme.joint_plan = False
        programme.practice_substance = 0.0
        programme.teaching_substance = 0.0
        programme.frontier_substance = 0.0
        programme.joint_students = 0.0
        programme.base_students = 0.0
        programme.coverage = 0.0
    for l in range(clock.links):
        link = world.links[l]
        programme = world.programmes[programme_row(clock, link.college, link.field)]
        enterprise = world.enterprises[link.enterprise]
        places = joint_places(link, enterprise, behaviour) * link.substance
        places *= form_share(link, JOINT_BASE, behaviour)
        places *= places_demanded(world.policies[enterprise.region].standards, behaviour)
        bought = link.practice_spending / behaviour.practice_place_cost * link.substance
        count_bought_places(world, enterprise, bought)
        places += bought
        programme.curriculum_substance = joined(programme.curriculum_substance, link.substance)
        hours = link.substance * form_share(link, INTERNSHIP, behaviour)
        programme.practice_substance = joined(programme.practice_substance, hours)
        staff = link.substance * form_share(link, STAFF_EXCHANGE, behaviour)
        programme.teaching_substance = joined(programme.teaching_substance, staff)
        research = link.substance * form_share(link, SERVICE, behaviour)
        programme.frontier_substance = joined(programme.frontier_substance, research)
        programme.joint_plan = programme.joint_plan or link.depth >= JOINT_PLAN
        programme.joint_students += places
        if link.joint_entity:
            programme.base_students += places
    for m in range(world.markets.shape[0]):
        world.markets[m].spare_places = 0.0
        world.markets[m].uncovered = 0.0
        world.markets[m].shared_places = 0.0
    for p in range(world.programmes.shape[0]):
        c = programme_college(clock, p)
        k = programme_field(clock, p)
        programme = world.programmes[p]
        students = last_year_students(world, c, k)
        market = world.markets[market_row(clock, world.colleges[c].region, k)]
        if students > 0:
            programme.coverage = min(1.0, programme.joint_students / students)
            market.uncovered += max(0.0, students - programme.joint_students)
        spare = max(0.0, programme.joint_students - students)
        market.spare_places += min(spare, programme.base_students)
    for p in range(world.programmes.shape[0]):
        c = programme_college(clock, p)
        k = programme_field(clock, p)
        programme = world.programmes[p]
        market = world.markets[market_row(clock, world.colleges[c].region, k)]
        students = last_year_students(world, c, k)
        if students > 0 and market.uncovered > 0.0 and programme.coverage < 1.0:
            shared = min(1.0, market.spare_places / market.uncovered) * (1.0 - programme.coverage)
            programme.coverage += shared
            market.shared_places += shared * students
