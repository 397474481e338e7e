"""Interests of colleges and enterprises, and their teachers; each test names its claims."""

import numpy as np
import pytest
from claim_world import linked, started

from iei.agents.beliefs import awareness_next
from iei.agents.choice import ACTIVE, PASSIVE
from iei.agents.college import active_gain, take_role
from iei.agents.enterprise import weigh_enterprise
from iei.agents.tables import COLLEGES, GOVERNMENTS
from iei.policies.catalogue import POLICIES
from iei.policies.liaison import administration, reformed
from iei.sim.cooperation.evaluation import learn_college, learn_enterprise
from iei.sim.talent.staff import conversion_rate
from iei.sim.talent.teaching import practice_ability, teach


def test_a_college_weighs_social_value_against_academic_time(record, behaviour_of):
    """Claims 2.4d, 3.1f: partners, evaluation and duty attract it, teachers' time and burden do not."""
    college = record(COLLEGES, awareness=0.55, links=3, substantive_partners=3, friction=1.5, teachers=10)
    government = record(GOVERNMENTS, law_in_force=0.5)

    def gain(policy=None, **behaviour):
        return active_gain(college, government, record(POLICIES, **policy or {}), behaviour_of(**behaviour))

    assert gain(college_social=0.6) > gain() > gain(college_academic=0.8)
    assert gain(college_employment=0.6) > gain() > gain(college_admin=0.5)
    assert gain({"evaluation": 1.0, "standards": 1.0}) > gain({"evaluation": 1.0}) > gain()
    assert gain({"mandate": 1.0}) > gain()


def test_a_decision_of_a_college_takes_its_time():
    """Claim 2.3b: what is decided now acts two terms later; friction makes an active role costly."""
    world = started(college_delay=2)
    roles = []
    for _ in range(4):
        take_role(world, 0, ACTIVE)
        roles.append(int(world.colleges["strategy"][0]))
        world.clock["term"] += 1
        world.clock["tallied"] += 1
    assert roles == [PASSIVE, PASSIVE, ACTIVE, ACTIVE]
    behaviour = world.behaviour[0]
    assert administration(2.0, 0.0, 0.0, 0.0, behaviour) > administration(1.0, 0.0, 0.0, 0.0, behaviour)


def test_reform_wears_friction_down_to_one(behaviour_of):
    """Claim 3.3a."""
    behaviour = behaviour_of(college_friction_reform=0.05)
    friction = [2.0]
    for _ in range(200):
        friction.append(reformed(friction[-1], 1.0, behaviour))
    assert friction[1] == pytest.approx(1.95)
    assert friction[-1] == pytest.approx(1, abs=1e-3)
    assert reformed(2.0, 0.0, behaviour) == 2


def values(world, e, **columns):
    """Perceived utility of formal and of substantive cooperation of one enterprise with these columns."""
    for name, value in columns.items():
        world.enterprises[name][e] = value
    weigh_enterprise(world, e)
    return float(world.enterprises["value_formal"][e]), float(world.enterprises["value_substantive"][e])


def test_who_does_not_know_the_benefit_prefers_paper():
    """Claims 2.2c, 2.4h: awareness moves the value of substance, not that of paper."""
    world = linked()
    e = int(world.links["enterprise"][0])
    tastes = {"taste_formal": 0.0, "taste_substantive": 0.0, "cash": 1e6, "productive_return": 0.95}
    blind = values(world, e, awareness=0.0, **tastes)
    aware = values(world, e, awareness=1.0)
    assert aware[0] == blind[0]
    assert blind[1] < blind[0]
    assert aware[1] > blind[1]


def test_cooperation_pays_both_together_and_neither_alone():
    """Claim 2.4j: a stag hunt. Substance is best with a partner one trusts, worst with one who lets down."""
    world = linked()
    e = int(world.links["enterprise"][0])
    tastes = {"taste_formal": 0.0, "taste_substantive": 0.0, "cash": 1e6, "productive_return": 0.7}
    alone = values(world, e, trust=0.0, deepest=5, **tastes)
    together = values(world, e, trust=1.0)
    assert alone[1] < 0 < together[1]
    assert together[1] > together[0]
    college, government, policy = world.colleges[0], world.governments[0], world.policies[0]
    college["links"] = 4
    college["substantive_partners"] = 0
    let_down = active_gain(college, government, policy, world.behaviour[0])
    college["substantive_partners"] = 4
    college["friction"] = 1.0
    assert let_down < 0 < active_gain(college, government, policy, world.behaviour[0])


@pytest.mark.parametrize(
    ("coefficient", "low", "high", "sign"), [("machine_return", 0.02, 0.08, -1), ("discount", 0.85, 0.98, 1)]
)
def test_machines_and_impatience_compete_with_training(coefficient, low, high, sign):
    """Claim 2.4g."""
    found = []
    for value in (low, high):
        world = linked(behaviour={coefficient: value})
        e = int(world.links["enterprise"][0])
        found.append(values(world, e, productive_return=0.5, cash=1e6)[1])
    assert sign * (found[1] - found[0]) > 0


def test_awareness_tends_to_its_fixed_points(behaviour_of):
    """Claim 2.2c: it fades to where it started; good experience holds it up at (e1 + e5 start)/(e1 + e5)."""
    behaviour = behaviour_of(awareness_experience=0.05, awareness_fading=0.06)

    def after_many_terms(good):
        awareness = 0.9
        for _ in range(500):
            awareness = awareness_next(awareness, 0.5, good, awareness, 0.0, 0.0, 0.0, behaviour)
        return awareness

    assert after_many_terms(0.0) == pytest.approx(0.5)
    assert after_many_terms(1.0) == pytest.approx((0.05 + 0.06 * 0.5) / (0.05 + 0.06))


@pytest.mark.parametrize(("learn", "table"), [(learn_enterprise, "enterprises"), (learn_college, "colleges")])
def test_a_council_opens_the_eyes_of_both_sides(learn, table):
    """Claims 2.2c, 3.2h: a council closes `awareness_council` of what is missing in a term (E11)."""
    found = []
    for effect in (0.0, 1.0):
        world = started(awareness_council=0.1)
        getattr(world, table)["awareness"], world.governments["council_effect"] = 0.4, effect
        learn(world, 0)
        found.append(float(getattr(world, table)["awareness"][0]))
    assert found[1] - found[0] == pytest.approx(0.1 * (1 - 0.4))


def test_teachers_start_at_a_medium_level():
    """Claim 2.3i: practical ability near the middle, between single- and double-qualified teachers."""
    world = started()
    ability = np.asarray(world.colleges["practice_ability"])
    behaviour = world.behaviour[0]
    assert ((ability >= behaviour["ability_single"]) & (ability < behaviour["ability_double"])).all()
    assert 0.35 < ability.mean() < 0.5


def test_practice_without_qualification_is_not_double_qualified():
    """Claim 2.3j: practice gained beside experts, or a certificate, makes nobody able."""
    still = ("conversion_base", "conversion_joint", "conversion_mixed", "currency_loss", "retirement")
    world = started(mixed_learning=0.15, **dict.fromkeys(still, 0.0))
    world.policies["part_time_experts"] = world.policies["evaluation"] = world.reached["evaluation"] = 1.0
    able = np.asarray(world.colleges["young_double"]) + np.asarray(world.colleges["senior_double"])
    single, certified = world.colleges["ability_single"].copy(), world.colleges["certified"].copy()
    for _ in range(10):
        teach(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1
    assert (world.colleges["ability_single"] > single).all()
    assert (world.colleges["certified"] > certified).all()
    assert np.array_equal(world.colleges["young_double"] + world.colleges["senior_double"], able)


def test_young_teachers_convert_faster_and_experts_lift_the_team(record, behaviour_of):
    """Claims 3.3l, 3.3m."""
    behaviour = behaviour_of()
    young = conversion_rate(0.3, 0.5, 0.1, 1 + behaviour.young_bonus, behaviour)
    assert young > conversion_rate(0.3, 0.5, 0.1, 1.0, behaviour)
    team = {"young_single": 6, "senior_double": 4, "ability_single": 0.35, "ability_double": 0.75}
    alone = practice_ability(record(COLLEGES, **team), behaviour)
    assert practice_ability(record(COLLEGES, expert_share=0.3, **team), behaviour) > alone
