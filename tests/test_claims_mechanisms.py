"""Mechanisms of integration and partnership that no other test argues for; each test names its claims."""

import math

import numpy as np
import pytest
from claim_world import linked, started
from hypothesis import given
from hypothesis import strategies as st

from iei.agents.choice import ACTIVE, FORMAL, PASSIVE, SUBSTANTIVE
from iei.policies.council import council_effect, council_saving, council_stability, pooled_error
from iei.policies.liaison import administration, liaison_saving
from iei.policies.mandate import mandated
from iei.policies.platform import signal_spread, visible_number
from iei.policies.standards import standards_saving
from iei.policies.supervision import detection_quality
from iei.sim.cooperation.accounts import share_surplus
from iei.sim.cooperation.dissolution import end_probability
from iei.sim.cooperation.evaluation import hold_kickoff
from iei.sim.cooperation.formation import introduce_pairs, offer_partnership, partner_lists
from iei.sim.cooperation.joint_entities import aggregate_joint_work, exchange_elements, found_joint_entity
from iei.sim.cooperation.joint_work import (
    adopt_modes,
    depth_threshold,
    next_coupling,
    next_depth,
    next_trust,
    work_together,
)
from iei.sim.labour.job_seekers import effective_skill
from iei.sim.run.engine import simulate
from iei.sim.talent.curriculum import curriculum_speed, practice_target
from iei.sim.talent.fields import relevance
from iei.sim.talent.information import signal_weight
from iei.sim.world.tables import SUBSTANCE_OF_DEPTH


def test_who_learned_beside_the_frontier_can_do_less(behaviour_of):
    """Claims 1.3, 4c: skill at work falls strictly with the distance of the curriculum."""
    behaviour = behaviour_of()
    match = [relevance(d * d, behaviour) for d in (0.0, 0.25, 0.5, 1.0)]
    skill = [effective_skill(0.6, m * 0.7, behaviour) for m in match]
    assert match[0] == 1
    assert (np.diff(match) < 0).all()
    assert (np.diff(skill) < 0).all()


@given(
    depth=st.integers(1, 5),
    trust=st.floats(0, 1),
    both=st.booleans(),
    law=st.floats(0, 1),
    duty=st.floats(0, 1),
    u=st.floats(0, 1, exclude_min=True, exclude_max=True),
    u_mandate=st.floats(0, 1, exclude_min=True, exclude_max=True),
)
def test_depth_is_a_ladder(behaviour_of, depth, trust, both, law, duty, u, u_mandate):
    """Claims 1.5, 1.9-1.12: one rung a term, up only by trust and work of both, or by duty to rung 3."""
    behaviour = behaviour_of()
    after = next_depth(depth, trust, both, law, 0.0, 1.0, mandated(duty, law), u, u_mandate, behaviour)
    assert 1 <= after <= 5
    assert abs(after - depth) <= 1
    if after > depth:
        trusted = both and trust >= depth_threshold(after, law, 0.0, behaviour)
        assert trusted or (after <= 3 and u_mandate < duty * law)
    if after < depth:
        assert not both


@given(
    growth=st.floats(0.03, 0.1), fading=st.floats(0, 0.1), most=st.floats(0.2, 0.45), first=st.floats(0, 0.45)
)
def test_interests_never_merge(behaviour_of, growth, fading, most, first):
    """Claim 1.6: coupling stays below one half for ever, at full depth and whatever the coefficients."""
    behaviour = behaviour_of(coupling_growth=growth, coupling_fading=fading, coupling_maximum=most)
    coupling = first
    for _ in range(300):
        coupling = next_coupling(coupling, 5, True, behaviour)
    assert coupling == pytest.approx(growth * most / (growth + fading), rel=1e-2)
    assert coupling < 0.5


def test_common_interest_grows_in_deep_work_of_both_only(behaviour_of):
    """Claims 2.2f, 3.3b."""
    behaviour = behaviour_of()
    assert next_coupling(0.1, 4, True, behaviour) > 0.1
    assert next_coupling(0.1, 3, True, behaviour) < 0.1
    assert next_coupling(0.1, 5, False, behaviour) < 0.1


def test_without_joint_work_no_elements_flow():
    """Claim 1.7: one missing element makes the index 0, whatever capital a joint entity holds."""
    world = linked(joint_entity=True, substance=0.0)
    world.policies["platform"] = world.policies["teacher_exchange"] = 1.0
    exchange_elements(world, 0)
    assert world.links["element_index"][0] == 0


@pytest.mark.parametrize("substance", [0.1, 0.5, 1.0])
def test_the_element_index_is_the_geometric_mean_of_four_flows(substance):
    """Claim 1.7: information, technology, capital and knowledge on a link of eight places (E20)."""
    targets = {"information": 0.5, "technology": 1.0, "capital": 5.0, "knowledge": 0.5}
    behaviour = {f"element_target_{name}": target for name, target in targets.items()}
    world = linked(behaviour={"trainee_cost": 1.5, **behaviour}, substance=substance)
    world.enterprises["places"] = 8
    exchange_elements(world, 0)
    flows = (substance / 2, substance * math.log(1 + 8), 1.5 * 8 * substance, substance / 2)
    shares = [1 - math.exp(-flow / target) for flow, target in zip(flows, targets.values(), strict=True)]
    assert world.links["element_index"][0] == pytest.approx(math.prod(shares) ** 0.25)


RIPE = {"depth": 5, "substantive_age": 6, "coupling": 0.2}


@pytest.mark.parametrize(
    ("link", "enterprise", "founded"),
    [
        ({}, {}, True),
        ({"depth": 4}, {}, False),
        ({"substantive_age": 5}, {}, False),
        ({"coupling": 0.1}, {}, False),
        ({}, {"cash": 19.0}, False),
        ({}, {"size_class": 0}, False),
    ],
)
def test_long_deep_coupled_links_become_joint_entities(link, enterprise, founded):
    """Claim 1.8: with capital that is sunk; not if one condition is missing."""
    coefficients = {"joint_entity_chance": 1.0, "joint_entity_cost": 20.0, "joint_entity_age": 6.0}
    world = linked(behaviour=coefficients, **RIPE | link)
    e = world.links["enterprise"][0]
    for name, value in ({"cash": 100.0} | enterprise).items():
        world.enterprises[name][e] = value
    before = world.enterprises["cash"][e]
    found_joint_entity(world, 0)
    assert bool(world.links["joint_entity"][0]) == founded
    assert before - world.enterprises["cash"][e] == pytest.approx(20 if founded else 0)


def test_a_joint_entity_shares_its_surplus_and_keeps_its_partners():
    """Claims 1.8, 3.3b: half of the surplus goes to the college, and withdrawal ends it less often."""
    world = linked(behaviour={"surplus_places": 0.0}, joint_entity=True, benefit_enterprise=4.0)
    e = world.links["enterprise"][0]
    share_surplus(world, world.links[0], world.enterprises[e])
    assert world.colleges["cash"][0] == world.enterprises["shared_surplus"][e] == pytest.approx(2)
    government, behaviour = world.governments[0], world.behaviour[0]
    entity = end_probability(world.links[0], True, government, behaviour)
    world.links["joint_entity"][0] = False
    assert entity < end_probability(world.links[0], True, government, behaviour)


def test_spare_places_of_a_joint_base_serve_other_colleges():
    """Claim 3.3q: what one college cannot fill covers students of another; places of a mere link do not."""
    coverage = []
    for entity in (False, True):
        behaviour = {"joint_entity_places": 0.5}
        world = linked(behaviour=behaviour, joint_entity=entity, depth=5, substance=1.0, modes=63)
        world.enterprises["places"] = 8
        k, fields = world.links["field"][0], len(world.fields)
        regions = np.asarray(world.colleges["region"])
        other = int(np.flatnonzero(regions == regions[0])[1])
        world.cohorts["persons"] = 0
        world.cohorts["persons"][k * 6 + 5] = 2
        world.cohorts["persons"][(other * fields + k) * 6 + 5] = 20
        aggregate_joint_work(world)
        coverage.append(float(world.programmes["coverage"][other * fields + k]))
    assert coverage == [0, pytest.approx((8 * 1.5 - 2) / 20)]


def test_joint_work_moves_practice_hours(behaviour_of):
    """Claims 1.9, 2.3e: the target of practice hours rises with joint work."""
    targets = [practice_target(joint, 0.0, 0.0, behaviour_of()) for joint in (0.0, 0.3, 0.6)]
    assert (np.diff(targets) > 0).all()


@pytest.mark.parametrize(
    ("strategy", "role", "share", "asymmetry"),
    [
        (SUBSTANTIVE, ACTIVE, 1.0, 0.0),
        (FORMAL, ACTIVE, 0.1, 0.9),
        (SUBSTANTIVE, PASSIVE, 0.1, -0.9),
        (FORMAL, PASSIVE, 0.01, 0.0),
    ],
)
def test_one_side_alone_produces_little(strategy, role, share, asymmetry):
    """Claims 1.13, 2.1e, 2.4b: joint substance is what depth promises times the efforts of both."""
    world = linked(strategy, role, {"leak": 0.1}, depth=4, trust=0.9)
    work_together(world, 0)
    link = world.links[0]
    assert link["substance"] == pytest.approx(SUBSTANCE_OF_DEPTH[link["depth"]] * share)
    assert link["effort_college"] - link["effort_enterprise"] == pytest.approx(asymmetry)


def test_kick_off_meetings_raise_awareness_once_and_nothing_else():
    """Claim 1.14."""
    world = started(publicity_jump=0.05)
    world.policies["publicity"] = world.reached["publicity"] = 1.0
    before = world.enterprises.copy()
    colleges = np.asarray(world.colleges["awareness"]).copy()
    for _ in range(2):  # the second meeting of the same campaign changes nothing
        for g in range(len(world.governments)):
            hold_kickoff(world, g)
        expected = before["awareness"] + 0.05 * (1 - before["awareness"])
        assert world.enterprises["awareness"] == pytest.approx(expected)
        assert world.colleges["awareness"] == pytest.approx(colleges + 0.05 * (1 - colleges))
    for name in before.dtype.names:
        if name != "awareness":
            assert np.array_equal(before[name], world.enterprises[name]), name


@pytest.fixture(scope="module")
def undisturbed(prepared):
    """Outcomes from no link at all to the policy start, mean over eight seeds of the default world."""
    runs = [simulate(prepared("world=province", "terms=21"), seed).outcomes for seed in range(8)]
    return sum(runs) / len(runs)


def test_growth_slows_down_in_the_primary_state(undisturbed):
    """Claims 2.0b, 2.1f: links level off before any policy, and most stay at the first rung."""
    links = undisturbed["links"]
    assert links[5] - links[0] > 2 * abs(links[20] - links[15])
    assert undisturbed["depth_1_share"][20] > 0.5


def test_most_enterprises_stay_out_and_part_of_the_others_does_not_train(undisturbed):
    """Claims 2.2e, 2.3d."""
    last = undisturbed.iloc[-1]
    assert last["none_share"] > 0.5
    assert last["training_share"] < last["linked_share"]
    assert last["formal_link_share"] > 0.1


@pytest.mark.parametrize(("awareness", "offers"), [(0.79, False), (0.95, True)])
def test_only_aware_enterprises_seek_a_college(awareness, offers):
    """Claim 2.4a: otherwise the college seeks and the enterprise answers."""
    world = started(own_proposal_awareness=0.8)
    world.enterprises["strategy"], world.enterprises["awareness"] = FORMAL, awareness
    partners = partner_lists(world)
    for e in range(len(world.enterprises)):
        offer_partnership(world, e, partners)
    signed = world.links[: int(world.clock["links"][0])]
    assert (len(signed) > 0) == offers
    assert signed["proposed_by_enterprise"].all()


@pytest.mark.parametrize(("effect", "pairs"), [(0.0, 0), (1.0, 6)])
def test_councils_introduce_pairs(effect, pairs):
    """Claim 3.2a: at most as many as brokered; without a council none."""
    world = started(brokered_pairs=6)
    world.enterprises["strategy"], world.enterprises["value_formal"] = FORMAL, 50.0
    world.governments["council_effect"] = effect
    partners = partner_lists(world)
    for g in range(len(world.governments)):
        introduce_pairs(world, g, partners)
    signed = world.links[: int(world.clock["links"][0])]
    assert (len(signed) > 0) == (pairs > 0)
    assert len(signed) <= pairs * len(world.governments)
    assert signed["brokered"].all()


def test_a_platform_shows_more_partners_and_clearer_demand(behaviour_of):
    """Claims 2.4c, 3.2b: estimates err less, although each signal weighs more (error variance K sd^2)."""
    behaviour = behaviour_of(visible_base=12)
    assert [visible_number(z, 0.0, behaviour) for z in (0.0, 0.5, 1.0)] == [12, 18, 24]
    spread = [signal_spread(z, behaviour) for z in (0.0, 1.0)]
    gain = [signal_weight(z, sd, behaviour) for z, sd in zip((0.0, 1.0), spread, strict=True)]
    error = [g * sd * sd for g, sd in zip(gain, spread, strict=True)]
    assert spread[1] < spread[0]
    assert gain[1] > gain[0]
    assert error[1] < error[0]


def test_a_council_helps_until_too_many_sit_in_it(behaviour_of):
    """Claims 3.2g, 3.2h: it saves cost, steadies links, eases depth, pools errors, if not full."""
    behaviour = behaviour_of(council_overload=1.25)
    effects = [council_effect(1.0, 1.0, members, 80, behaviour) for members in (0, 40, 100, 120)]
    assert effects == pytest.approx([1, 0.6, 0, 0])
    for factor in (council_saving, council_stability):
        assert factor(0.0, behaviour) == 1 > factor(0.5, behaviour) > factor(1.0, behaviour)
    assert depth_threshold(3, 0.0, 1.0, behaviour) < depth_threshold(3, 0.0, 0.0, behaviour)
    assert detection_quality(0.0, 1.0, 0.0, behaviour) > detection_quality(0.0, 0.0, 0.0, behaviour)
    assert pooled_error(0.5, 0.1, 0.0, behaviour) == 0.5 > pooled_error(0.5, 0.1, 1.0, behaviour) > 0.1


def test_the_whole_process_needs_every_stage_and_councils_help_where_one_is_missing():
    """Claims 2.4k, 3.2i: 1 with all five rungs in work, otherwise held down by the leak or the council."""
    world = linked(behaviour={"leak": 0.1}, effort_enterprise=1.0, effort_college=1.0, substance=1.0)
    found = []
    for depth, council in ((5, 0.0), (3, 0.0), (3, 1.0), (1, 0.0)):
        world.links["depth"][0], world.governments["council_effect"] = depth, council
        exchange_elements(world, 0)
        found.append(float(world.links["whole_process"][0]))
    assert found == pytest.approx([1, 0.1**0.4, 0.3**0.4, 0.1**0.8])


@pytest.mark.parametrize(
    ("column", "table"), [("trust", "links"), ("coupling", "links"), ("law_in_force", "governments")]
)
def test_trust_common_interest_and_law_hold_links_together(column, table):
    """Claims 2.3f, 3.1h."""
    hazards = []
    for value in (0.0, 0.3, 0.5):
        world = linked()
        getattr(world, table)[column][0] = value
        hazards.append(end_probability(world.links[0], False, world.governments[0], world.behaviour[0]))
    assert (np.diff(hazards) < 0).all()


def test_liaison_and_guidelines_ease_cooperation(behaviour_of):
    """Claims 3.3c, 3.3e: lower cost for both sides, milder let-downs, more partners, more practice hours."""
    behaviour = behaviour_of(depth_up=0.3)
    assert liaison_saving(1.0, 0.0, behaviour) < liaison_saving(0.0, 1.0, behaviour) < 1
    plain = administration(1.5, 0.0, 0.0, 0.0, behaviour)
    assert (
        administration(1.5, 1.0, 0.0, 0.0, behaviour) < administration(1.5, 0.0, 1.0, 0.0, behaviour) < plain
    )
    let_down = [next_trust(0.6, True, False, 0.0, liaison, behaviour) for liaison in (0.0, 0.5, 1.0)]
    assert (np.diff(let_down) > 0).all()
    assert let_down[-1] < 0.6
    assert visible_number(0.0, 1.0, behaviour) > visible_number(0.0, 0.0, behaviour)
    assert practice_target(0.0, 1.0, 0.0, behaviour) > practice_target(0.0, 0.0, 0.0, behaviour)
    draws = (np.arange(1000) + 0.5) / 1000
    rises = [
        sum(next_depth(2, 0.9, True, 0.0, 0.0, 1.0 + help_, 0.0, u, 0.9, behaviour) - 2 for u in draws)
        for help_ in (0.0, 1.0)
    ]
    assert rises == [300, 600]


def test_joint_work_finds_new_forms():
    """Claims 2.3a, 3.3g: forms are adopted in joint work only, and from joint delivery on."""
    for substance, depth, forms in ((0.0, 5, 1), (1.0, 3, 1), (1.0, 4, 6)):
        behaviour = {"mode_adoption": 1.0, "forms_from_depth": 4}
        world = linked(behaviour=behaviour, substance=substance, depth=depth, modes=1)
        adopt_modes(world, world.links[0])
        assert int(world.links["modes"][0]).bit_count() == forms


def test_a_duty_leads_to_joint_curricula_and_no_further(behaviour_of):
    """Claim 3.3j: without trust and work, by law, up to rung 3; without law the duty is paper."""
    behaviour = behaviour_of()
    for law, expected in ((1.0, [2, 3, 3]), (0.0, [1, 1, 1])):
        depth, path = 1, []
        for _ in range(3):
            depth = next_depth(depth, 0.0, False, law, 0.0, 1.0, mandated(1.0, law), 0.01, 0.01, behaviour)
            path.append(depth)
        assert path == expected


def test_standards_lower_cost_and_demand_capital():
    """Claim 3.1d: form, content, evaluation and capital input."""
    behaviour = linked().behaviour[0]
    assert standards_saving(1.0, behaviour) < standards_saving(0.0, behaviour)
    assert curriculum_speed(0.0, 1.0, 0.0, 1.0, behaviour) > curriculum_speed(0.0, 1.0, 0.0, 0.0, behaviour)
    assert detection_quality(0.0, 0.0, 1.0, behaviour) > detection_quality(0.0, 0.0, 0.0, behaviour)
    indices = []
    for standards in (0.0, 1.0):
        world = linked(substance=0.2)
        world.policies["standards"] = world.reached["standards"] = standards
        world.enterprises["places"] = 1  # less than the standard asks for
        exchange_elements(world, 0)
        indices.append(world.links["element_index"][0])
    assert indices[1] > indices[0]


def test_money_brings_enterprises_in(prepared):
    """Claim 3.1b: a subsidy raises participation, the more the larger it is (six paired seeds)."""
    arms = [
        ("policy=none",),
        ("policy=none", "+policy.none.subsidy=4"),
        ("policy=none", "+policy.none.subsidy=8"),
    ]
    means = [
        np.mean(
            [
                simulate(prepared("world=province", "terms=30", *arm), s).summary["linked_share"]
                for s in range(6)
            ]
        )
        for arm in arms
    ]
    assert means[0] < means[1] < means[2]
