"""The enterprise's choice in limits with known answers (L1, L4, L5, L12, L12b, L12c, L16-L18, L20)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from iei.agents.choice import FORMAL, NONE, SUBSTANTIVE, logit_choice
from iei.agents.enterprise import weigh_enterprise
from iei.agents.enterprise_interests import (
    annuity,
    benefit_per_trainee,
    formal_cost,
    utilities,
    wage_share,
)
from iei.agents.mesa_agents import Enterprise
from iei.agents.tables import ENTERPRISES, GOVERNMENTS
from iei.policies.catalogue import LEVERS, POLICIES
from iei.policies.incentives import AGREEMENT, take_up
from iei.sim.cooperation.joint_work import effort, next_depth, next_trust
from iei.sim.run import schedule
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.model import IntegrationModel
from iei.sim.run.scenario import Scenario
from iei.sim.world.tables import SIZES, SUBSTANCE_OF_DEPTH

AVERAGE_MARKET = 11.5 / (11.5 + 10)  # density with 12.5 enterprises
# The worked example: known answers below belong to these numbers, whatever the defaults are.
PLACES = {"micro": 1, "small": 4, "medium": 8, "large": 20}
FIXED_COST_FACTOR = {"micro": 0.35, "small": 0.65, "medium": 0.9, "large": 1.5}
WORKED = {
    "fixed_cost": 1.9,
    "trainee_cost": 1.5,
    "formal_cost": 0.15,
    "machine_return": 0.049,
    "productive_return": 1.12,
    "productive_return_depth_slope": 0.25,
    "productivity": 6,
    "skill_gain": 0.13,
    "hiring_saving": 1,
    "retention_base": 0.4,
    "discount": 0.97,
    "wage_slope_alone": 0.45,
    "wage_slope_density": 0.12,
    "turnover_density": 0.06,
    "image_value": 0.38,
    "image_size_exponent": 0.7,
    "awareness_start": 0.55,
    "leak": 0.1,
    "trust_start": 0.3,
    "legal_compensation": 0.5,
}
TOLERANCE = 1e-9
SHARE = st.floats(0, 1)


@pytest.fixture(scope="session")
def behaviour_of(behaviour_of):
    """`behaviour_of(leak=0)`: the coefficients of the worked example, with these changes."""
    return lambda **changes: behaviour_of(**(WORKED | changes))


@pytest.fixture(scope="session")
def firm(record, behaviour_of):
    """`firm("large", trust=1)`: an enterprise of average productivity and return of a size class."""

    def average(size, **columns):
        behaviour = behaviour_of()
        places, factor = PLACES[size], FIXED_COST_FACTOR[size]
        plain = {
            "size_class": SIZES.index(size),
            "places": places,
            "fixed_cost_factor": factor,
            "image": behaviour.image_value * places**behaviour.image_size_exponent,
            "productivity": behaviour.productivity,
            "productive_return": behaviour.productive_return,
            "skill_gain": behaviour.skill_gain,
            "awareness": behaviour.awareness_start,
            "trust": behaviour.trust_start,
            "scale": behaviour.fixed_cost * factor + 0.5 * behaviour.trainee_cost * places * 0.3,
        }
        return record(ENTERPRISES, **(plain | columns))

    return average


def pay_offs(enterprise, government, policy, behaviour, subsidy=0.0, credit=0.0, density=AVERAGE_MARKET):
    """Utilities (formal, substantive) of one link in MU, subsidy in MU of this link."""
    return utilities(enterprise, government, density, policy, subsidy, credit, 0, AGREEMENT, behaviour)[:2]


def net_cost(enterprise, behaviour):
    """Gross cost less trainees' output at the rung looked at, MU per term, without savings by policies."""
    ahead = max(SUBSTANCE_OF_DEPTH[min(enterprise.deepest + 1, 5)], 0.3)
    variable = behaviour.trainee_cost * enterprise.places * ahead
    share = max(0.0, enterprise.productive_return - behaviour.productive_return_depth_slope * (ahead - 0.3))
    return behaviour.fixed_cost * enterprise.fixed_cost_factor + (1 - share) * variable


# --- L4: what deters formal cooperation


@given(
    size=st.sampled_from(SIZES),
    depth=st.integers(0, 5),
    numbers=st.fixed_dictionaries(
        dict.fromkeys(("trust", "awareness", "audit_belief", "law", "quality", "penalty"), SHARE)
    ),
    productive_return=st.floats(0.2, 1.6),
    coupling=st.floats(0, 0.45),
    subsidy=st.floats(0, 20),
)
def test_l4_substance_beats_form_from_the_stated_loss_on(
    firm, record, behaviour_of, size, depth, numbers, productive_return, coupling, subsidy
):
    """S over F iff ph q X >= C + rho (C)+ - psi n w R Tt - hold - coupling - cF; a lump sum cancels."""
    behaviour = behaviour_of()
    enterprise = firm(
        size,
        trust=numbers["trust"],
        awareness=numbers["awareness"],
        audit_belief=numbers["audit_belief"],
        deepest=depth,
        productive_return=productive_return,
        coupling=coupling,
    )
    government = record(GOVERNMENTS, law_in_force=numbers["law"], detection_quality=numbers["quality"])
    policy = record(POLICIES, penalty=numbers["penalty"])
    formal, substantive = pay_offs(enterprise, government, policy, behaviour, subsidy)

    n, law = enterprise.places, numbers["law"]
    ahead = max(SUBSTANCE_OF_DEPTH[min(depth + 1, 5)], 0.3)
    net = net_cost(enterprise, behaviour)
    partner = enterprise.trust + (1 - enterprise.trust) * behaviour.leak
    benefit = benefit_per_trainee(enterprise, AVERAGE_MARKET, policy, behaviour)
    loss = law * subsidy + law * numbers["penalty"] * behaviour.fine * n / 8
    threshold = net + behaviour.machine_return * max(net, 0) - formal_cost(enterprise, behaviour)
    threshold -= enterprise.awareness * n * ahead * benefit * partner
    threshold -= (1 - partner) * max(net, 0) * law * behaviour.legal_compensation
    threshold -= coupling * behaviour.coupling_gain * n * ahead
    deterrence = enterprise.audit_belief * numbers["quality"] * loss
    assert substantive - formal == pytest.approx(deterrence - threshold, abs=TOLERANCE)
    assume(abs(deterrence - threshold) > 1e-6)
    choice = logit_choice(-1e3, formal, substantive, 1e9, 0.5)  # beta to infinity, cooperation is wanted
    assert choice == (SUBSTANTIVE if deterrence > threshold else FORMAL)


@given(size=st.sampled_from(SIZES), belief=SHARE, quality=SHARE, law=SHARE)
def test_l4_a_subsidy_favours_substance_only_by_what_is_clawed_back(
    firm, record, behaviour_of, size, belief, quality, law
):
    """d(US - UF)/d z = ph q Lt u n/8."""
    behaviour = behaviour_of()
    enterprise = firm(size, audit_belief=belief)
    government = record(GOVERNMENTS, law_in_force=law, detection_quality=quality)
    policy = record(POLICIES)
    per_lever = take_up(law, behaviour) * enterprise.places / 8
    without = pay_offs(enterprise, government, policy, behaviour)
    with_one = pay_offs(enterprise, government, policy, behaviour, subsidy=per_lever)
    gain = (with_one[1] - with_one[0]) - (without[1] - without[0])
    assert gain == pytest.approx(belief * quality * law * per_lever, abs=TOLERANCE)


def test_without_law_an_audit_has_no_bite(firm, record, behaviour_of):
    """X = 0: neither clawback nor fine (claim 2.1c)."""
    government = record(GOVERNMENTS, law_in_force=0, detection_quality=1)
    policy = record(POLICIES, penalty=1)
    feared, ignored = (
        pay_offs(firm("medium", audit_belief=belief), government, policy, behaviour_of(), subsidy=4.0)
        for belief in (1, 0)
    )
    assert feared == ignored


# --- L5: what buys formal cooperation


@pytest.mark.parametrize("size", range(4), ids=SIZES)
def test_l5_the_subsidy_that_buys_an_agreement(fresh, size):
    """F over N from z = 8 (cF - img + status_quo_value scale)/(n u) on; taste, norm and audits off."""
    world = fresh("world=classroom", norm_strength=0, taste_spread=0)
    schedule.start(world)
    world.enterprises["audit_belief"] = 0
    e = int(np.argmax(world.enterprises["size_class"] == size))
    enterprise = world.enterprises.view(np.recarray)[e]
    behaviour = world.behaviour.view(np.recarray)[0]
    world.governments["law_in_force"] = 0.4
    crossing = formal_cost(enterprise, behaviour) - enterprise.image
    crossing += behaviour.status_quo_value * enterprise.scale
    crossing *= 8 / (enterprise.places * take_up(0.4, behaviour))
    assert crossing > 0
    leads = []
    for subsidy in (crossing * (1 - 1e-9), crossing * (1 + 1e-9), 2 * crossing):
        world.policies["subsidy"] = world.reached["subsidy"] = subsidy
        weigh_enterprise(world, e)
        leads.append(enterprise.value_formal - enterprise.value_none)
    assert leads[0] < 0 < leads[1]
    assert leads[2] == pytest.approx(
        crossing * enterprise.places / 8 * take_up(0.4, behaviour) / enterprise.scale
    )


@given(size=st.sampled_from(SIZES), subsidy=st.floats(0, 20), trust=SHARE, law=SHARE)
def test_l5_without_detection_a_subsidy_never_favours_substance(
    firm, record, behaviour_of, size, subsidy, trust, law
):
    government = record(GOVERNMENTS, law_in_force=law, detection_quality=0)
    enterprise = firm(size, trust=trust, audit_belief=1)
    before = pay_offs(enterprise, government, record(POLICIES), behaviour_of())
    after = pay_offs(enterprise, government, record(POLICIES), behaviour_of(), subsidy)
    assert after[0] - before[0] == pytest.approx(subsidy, abs=TOLERANCE)
    assert after[1] - before[1] == pytest.approx(subsidy, abs=TOLERANCE)


# --- L12: trust and awareness that substance needs


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
def test_l12_trust_needed_is_the_closed_form(firm, record, behaviour_of, size, known):
    """T* = (C + rho (C)+ - cF - eps B)/((1 - eps) B), B = psi n w R; micro enterprises never trust enough."""
    behaviour = behaviour_of()
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
def test_l12_law_lowers_the_trust_needed(firm, record, behaviour_of, size):
    needed = [trust_needed(firm, record, behaviour_of(), size, law) for law in (0, 0.3, 0.6)]
    if needed[0] < 1:  # above full trust nobody is let down, and law compensates nothing
        assert needed[0] > needed[1] > needed[2]


def test_l12c_awareness_needed_falls_with_size(firm, record, behaviour_of):
    """psi* = C/(n w R) at full trust, without image, machines or transfers: the size gradient (F1)."""
    behaviour = behaviour_of(machine_return=0)
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
def test_l12b_the_start_decides_between_agreement_and_full_depth(firm, record, behaviour_of, size):
    behaviour = behaviour_of()
    needed = trust_needed(firm, record, behaviour, size)
    assert climb(firm, record, behaviour, size, needed - 0.01) == [1] * 60
    above = climb(firm, record, behaviour, size, needed + 0.01)
    assert above[-1] == 5
    assert above.index(5) + 1 >= 4


def test_l12b_micro_enterprises_stay_at_the_agreement_even_with_full_trust(firm, record, behaviour_of):
    assert climb(firm, record, behaviour_of(), "micro", 1.0) == [1] * 60


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
    behaviour_of, depth, trust, both, law, council, mandate, u, v
):
    after = next_depth(depth, trust, both, law, council, 3.0, mandate, u, v, behaviour_of())
    assert 1 <= after <= 5
    assert abs(after - depth) <= 1
    if after > depth:
        assert both or depth < 3  # a mandate alone reaches the joint curriculum, no further
    if after < depth:
        assert not both


# --- L16, L17: labour markets


def test_l16_a_lone_enterprise_has_no_rivals(fresh, behaviour_of):
    world = fresh("world=classroom", "world.enterprises=48", "world.fields=10")
    alone = world.markets["enterprises"] == 1
    assert alone.any()
    assert (world.markets["density"][alone] == 0).all()
    behaviour = behaviour_of()
    assert annuity(behaviour.turnover_density * 0.0, behaviour) == pytest.approx(1 / (1 - 0.97))


@pytest.mark.parametrize("size", SIZES)
def test_l17_at_competitive_wages_nobody_pays_for_general_skill(firm, record, behaviour_of, size):
    """om = 1: the rent is zero and only the saved hiring cost is left, whatever skill is gained (Becker)."""
    behaviour = behaviour_of(wage_slope_alone=1, wage_slope_density=0.4)
    assert wage_share(AVERAGE_MARKET, behaviour) == 1
    for skill_gain in (0, 0.13, 0.4):
        benefit = benefit_per_trainee(
            firm(size, skill_gain=skill_gain), AVERAGE_MARKET, record(POLICIES), behaviour
        )
        assert benefit == pytest.approx(behaviour.retention_base * behaviour.hiring_saving)


def test_the_rent_lost_to_rivals_is_largest_between_monopsony_and_competition(firm, record, behaviour_of):
    """pi (1 - om) y is zero for one enterprise and at competitive wages (Stevens 1994)."""
    behaviour = behaviour_of(wage_slope_alone=0.3, wage_slope_density=0.7)
    densities = np.linspace(0, 1, 101)
    lost = [behaviour.turnover_density * d * (1 - wage_share(d, behaviour)) for d in densities]
    assert lost[0] == pytest.approx(0)
    assert lost[-1] == pytest.approx(0)
    assert 0 < int(np.argmax(lost)) < 100


# --- L18: formal links without a leak


class AlwaysFormal(Enterprise):
    def choose(self):
        return FORMAL


class NeverCooperating(Enterprise):
    def choose(self):
        return NONE


def test_l18_without_a_leak_formal_links_leave_no_trace(prepared, fresh):
    """J = 0: curricula, teachers and students are what they would be without any link."""
    worlds = []
    for kind in (AlwaysFormal, NeverCooperating):
        ready = prepared("world=classroom", "terms=16")
        model = IntegrationModel(ready, seed=4, enterprise=kind)
        model.world = model.world._replace(behaviour=model.world.behaviour.copy())
        model.world.behaviour["leak"] = 0
        worlds.append(model.run().world)
    formal, without = worlds
    assert effort(False, formal.behaviour[0]) == 0
    live = formal.links[: formal.clock["links"][0]]
    assert len(live) > 10
    assert (live["substance"] == 0).all()
    for table in ("programmes", "cohorts"):
        for name in getattr(formal, table).dtype.names:
            if name != "order_share":
                assert np.array_equal(getattr(formal, table)[name], getattr(without, table)[name]), name
    for name in ("practice_ability", "young_double", "senior_double", "ability_single", "practice_share"):
        assert np.array_equal(formal.colleges[name], without.colleges[name]), name


def test_l18_with_the_default_leak_formal_links_do_leave_one(prepared):
    """The test above can fail."""
    ready = prepared("world=classroom", "terms=16")
    formal, without = (
        IntegrationModel(ready, seed=4, enterprise=kind).run().world
        for kind in (AlwaysFormal, NeverCooperating)
    )
    assert not np.array_equal(formal.programmes["curriculum"], without.programmes["curriculum"])


# --- before any policy


def test_participation_rises_with_size_before_any_policy(prepared):
    late = [simulate(prepared(), seed).groups.xs("size", level="kind").tail(40) for seed in range(6)]
    by_size = sum(frame.groupby(level="group").linked_share.mean() for frame in late)
    assert by_size["micro"] < by_size["small"] < by_size["medium"] < by_size["large"]


# --- L1: no policy


def test_l1_a_policy_of_zeros_is_no_policy(prepared):
    none = prepared("world=classroom").scenario
    zeros = Scenario.from_mapping(
        none.to_mapping() | {"policy": {"zeros": {lever.name: 0 for lever in LEVERS}}, "label": "zeros"}
    )
    assert zeros.label != none.label
    first, second = simulate(none, 9), simulate(zeros, 9)
    assert np.array_equal(first.world.tally_values, second.world.tally_values)
    assert np.array_equal(first.world.enterprises, second.world.enterprises)
    assert first.outcomes.public_spending.eq(0).all()


def test_l1_before_it_starts_a_policy_changes_nothing(prepared):
    none = simulate(prepared("world=classroom"), 9).world.tally_values
    full = simulate(prepared("world=classroom", "policy=package_full"), 9).world.tally_values
    assert np.array_equal(none[:20], full[:20])
    assert not np.array_equal(none[20], full[20])


# --- L20: equal regions


def equal_regions(scale, regions=8):
    """A scenario of regions that differ in nothing, each with 40 enterprises and 5 colleges times `scale`."""
    each = {"tier": "East", "enterprises_share": 1 / regions, "colleges_share": 1 / regions}
    world = {
        "regions": {f"region {g}": each for g in range(regions)},
        "enterprises": 40 * scale * regions,
        "colleges": 5 * scale * regions,
        "fields": 4,
    }
    return prepare(Scenario.from_mapping({"world": world, "terms": 20}))


def regional_shares(ready, seeds):
    """Share of substantive enterprises by seed and region, mean over the last ten terms."""
    return np.array([simulate(ready, seed).regions.substantive_share.to_numpy() for seed in seeds])


def test_l20_equal_regions_differ_by_chance_alone():
    """Same expectation everywhere; the variance over regions falls as 1/N."""
    seeds = range(300, 312)
    small, large = (regional_shares(equal_regions(scale), seeds) for scale in (1, 4))
    for shares in (small, large):
        assert stats.f_oneway(*(shares - shares.mean(axis=1, keepdims=True)).T).pvalue > 0.001
    ratio = small.var(axis=1, ddof=1).mean() / large.var(axis=1, ddof=1).mean()
    freedom = len(seeds) * 7
    assert 0.001 < stats.f(freedom, freedom).cdf(ratio / 4) < 0.999
