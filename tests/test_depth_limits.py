"""Trust and awareness that substance needs, and how depth moves (L12, L12b, L12c)."""

import pytest
from claim_world import linked
from hypothesis import given
from hypothesis import strategies as st
from worked_enterprise import AVERAGE_MARKET, SHARE, net_cost, pay_offs

from iei.agents.enterprise_interests import benefit_per_trainee, formal_cost
from iei.agents.tables import GOVERNMENTS
from iei.policies.catalogue import POLICIES
from iei.sim.cooperation.joint_work import next_depth, next_trust, work_together
from iei.sim.world.tables import SIZES


def trust_needed(firm, record, behaviour, size, law=0.0):
    """Trust from which S beats F without transfers: root of the difference, which is linear in trust."""
    government = record(GOVERNMENTS, law_in_force=law)

    def lead(trust):
        formal, substantive = pay_offs(firm(size, trust=trust), government, record(POLICIES), behaviour)
        return substantive - formal

    return -lead(0.0) / (lead(1.0) - lead(0.0))


@pytest.mark.parametrize(
    ("size", "known"), [("micro", 1.15), ("small", 0.41), ("medium", 0.21), ("large", 0.06)]
)
def test_l12_trust_needed_is_the_closed_form(firm, record, worked_behaviour, size, known):
    """T* = (C + rho (C)+ - cF - eps B)/((1 - eps) B), B = psi n w R; micro enterprises never trust enough."""
    behaviour = worked_behaviour()
    enterprise = firm(size)
    net = net_cost(enterprise, behaviour)
    benefit = enterprise.awareness * enterprise.places * 0.3
    benefit *= benefit_per_trainee(enterprise, AVERAGE_MARKET, record(POLICIES), behaviour)
    closed = (
        net * (1 + behaviour.machine_return) - formal_cost(enterprise, behaviour) - behaviour.leak * benefit
    )
    closed /= (1 - behaviour.leak) * benefit
    assert trust_needed(firm, record, behaviour, size) == pytest.approx(closed, rel=1e-9)
    assert closed == pytest.approx(known, abs=0.005)


@pytest.mark.parametrize("size", SIZES)
def test_l12_law_lowers_the_trust_needed(firm, record, worked_behaviour, size):
    needed = [trust_needed(firm, record, worked_behaviour(), size, law) for law in (0, 0.3, 0.6)]
    if needed[0] < 1:  # above full trust nobody is let down, and law compensates nothing
        assert needed[0] > needed[1] > needed[2]


def test_l12c_awareness_needed_falls_with_size(firm, record, worked_behaviour):
    """psi* = C/(n w R) at full trust, without image, machines or transfers: the size gradient (F1)."""
    behaviour = worked_behaviour(machine_return=0)
    needed = []
    for size in SIZES:
        lone = {"image": 0, "trust": 1}
        government, policy = record(GOVERNMENTS), record(POLICIES)
        nothing = pay_offs(firm(size, awareness=0, **lone), government, policy, behaviour)[1]
        all_of_it = pay_offs(firm(size, awareness=1, **lone), government, policy, behaviour)[1]
        needed.append(-nothing / (all_of_it - nothing))
        enterprise = firm(size)
        whole_benefit = (
            enterprise.places * 0.3 * benefit_per_trainee(enterprise, AVERAGE_MARKET, policy, behaviour)
        )
        assert needed[-1] == pytest.approx(net_cost(enterprise, behaviour) / whole_benefit, rel=1e-9)
    assert needed == pytest.approx([0.71, 0.29, 0.18, 0.10], abs=0.005)


def climb(firm, record, behaviour, size, trust, terms=60):
    """Depth by term of one link between an active college and an enterprise that takes the better of F, S."""
    depth, depths = 1, []
    for _ in range(terms):
        enterprise = firm(size, trust=trust, deepest=depth)
        formal, substantive = pay_offs(enterprise, record(GOVERNMENTS), record(POLICIES), behaviour)
        performs = substantive > formal
        trust = next_trust(trust, performs, True, 0.0, 0.0, behaviour)
        # u = 0 takes every chance to rise; a chance to fall needs u near 1
        depth = next_depth(depth, trust, performs, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, behaviour)
        depths.append(depth)
    return depths


@pytest.mark.parametrize("size", ["small", "medium"])
def test_l12b_the_start_decides_between_agreement_and_full_depth(firm, record, worked_behaviour, size):
    behaviour = worked_behaviour()
    needed = trust_needed(firm, record, behaviour, size)
    assert climb(firm, record, behaviour, size, needed - 0.01) == [1] * 60
    above = climb(firm, record, behaviour, size, needed + 0.01)
    assert above[-1] == 5
    assert above.index(5) + 1 >= 4


def test_l12b_micro_enterprises_stay_at_the_agreement_even_with_full_trust(firm, record, worked_behaviour):
    assert climb(firm, record, worked_behaviour(), "micro", 1.0) == [1] * 60


@given(
    depth=st.integers(1, 5),
    trust=SHARE,
    both=st.booleans(),
    law=SHARE,
    council=SHARE,
    mandate=SHARE,
    u=SHARE,
    v=SHARE,
)
def test_depth_moves_one_rung_at_most_and_only_with_cause(
    worked_behaviour, depth, trust, both, law, council, mandate, u, v
):
    after = next_depth(depth, trust, both, law, council, 3.0, mandate, u, v, worked_behaviour())
    assert 1 <= after <= 5
    assert abs(after - depth) <= 1
    if after > depth:
        assert both or depth < 3  # a mandate alone reaches the joint curriculum, no further
    if after < depth:
        assert not both


@pytest.mark.parametrize("lever", ["liaison", "guidelines"])
def test_liaison_and_guidelines_help_trusted_links_to_climb(lever):
    """Claims 3.3c, 3.3e: a chance per term of depth_up, twice that at full strength (E17)."""

    world = linked(behaviour={"depth_up": 0.3})

    def climbs(strength):
        """Share of 400 terms in which a trusted link of rung 2 rises to the next."""
        world.policies[lever] = strength
        risen = 0
        for term in range(400):
            world.clock["term"] = term
            world.links["depth"][0], world.links["trust"][0] = 2, 0.95
            work_together(world, 0)
            risen += int(world.links["rose"][0])
        return risen / 400

    for strength, chance in ((0.0, 0.3), (1.0, 0.6)):
        assert abs(climbs(strength) - chance) < 3 * (chance * (1 - chance) / 400) ** 0.5
