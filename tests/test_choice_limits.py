"""The decision rule and beliefs in limits with known answers (L2, L3, L6, L7, L14, L14b, L15)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from iei.agents.beliefs import audit_belief_next, awareness_next
from iei.agents.choice import FORMAL, NONE, SUBSTANTIVE, imitates, logistic, logit_choice, norm
from iei.agents.enterprise import peer_of
from iei.policies.supervision import fine_amount, loss_on_detection
from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.run.schedule import adopt_strategies, choose_strategies, start

N = 20_000
UTILITIES = (0.0, 0.3, -0.2)
BETA = 4.0


def softmax(values, intensity):
    weights = np.exp(intensity * np.array(values))
    return weights / weights.sum()


def crowd(fresh, number=N, **behaviour):
    """A world of enterprises that all are peers of each other and revise by the logit rule alone."""
    rules = {"keep_probability": 0, "imitation_share": 0, "random_choice": 0, "choice_intensity": BETA}
    world = fresh("world=classroom", f"world.enterprises={number}", **(rules | behaviour))
    world.peers["first"] = 0
    world.peers["enterprises"] = number
    return world


def give(world, values):
    """The same perceived utilities for everybody."""
    for name, value in zip(("none", "formal", "substantive"), values, strict=True):
        world.enterprises[f"value_{name}"] = value


def revise(world):
    """One term of choices by all enterprises at once; shares of the three strategies."""
    choose_strategies(world)
    adopt_strategies(world)
    world.clock["term"] += 1
    world.clock["tallied"] += 1
    return np.bincount(world.enterprises["strategy"], minlength=3) / len(world.enterprises)


def binomial_error(p, number=N):
    return math.sqrt(p * (1 - p) / number)


# --- the logit rule itself


@given(st.floats(-700, 700))
def test_logistic_is_symmetric_and_safe(x):
    assert logistic(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-12)
    assert logistic(x) + logistic(-x) == pytest.approx(1, abs=1e-15)


def test_logistic_cannot_overflow():
    assert logistic(1e6) == 1
    assert logistic(-1e6) == 0


@given(st.tuples(*[st.floats(-3, 3)] * 3), st.floats(0, 6), st.floats(-1e3, 1e3))
def test_logit_shares_are_the_softmax_and_a_common_value_cancels(values, intensity, common):
    grid = (np.arange(500) + 0.5) / 500
    shifted = [value + common for value in values]
    choices = [logit_choice(*shifted, intensity, u) for u in grid]
    shares = np.bincount(choices, minlength=3) / len(grid)
    assert (abs(shares - softmax(values, intensity)) <= 1.01 / len(grid)).all()


@pytest.mark.parametrize("best", [NONE, FORMAL, SUBSTANTIVE])
@pytest.mark.parametrize("u", [1e-9, 0.5, 1 - 1e-9])
def test_infinite_intensity_takes_the_best(best, u):
    values = [0.1, 0.1, 0.1]
    values[best] = 0.2
    assert logit_choice(*values, 1e9, u) == best


# --- enterprises that revise (E6)


def test_l2_logit_with_habit_at_rest(fresh):
    world = crowd(fresh, keep_probability=0.7)
    give(world, UTILITIES)
    for _ in range(35):
        shares = revise(world)
    expected = softmax(UTILITIES, BETA)
    assert expected == pytest.approx([0.210, 0.696, 0.094], abs=5e-4)
    for share, p in zip(shares, expected, strict=True):
        assert abs(share - p) < 3.5 * binomial_error(p)


def test_l2_enterprises_choose_independently_of_each_other(fresh):
    world = crowd(fresh)
    give(world, UTILITIES)
    revise(world)
    size = 100
    p = softmax(UTILITIES, BETA)[FORMAL]
    counts = (world.enterprises["strategy"] == FORMAL).reshape(-1, size).sum(axis=1)
    dispersion = ((counts - size * p) ** 2).sum() / (size * p * (1 - p))
    assert 0.001 < stats.chi2.cdf(dispersion, len(counts)) < 0.999


def test_l2_logit_with_habit_on_the_way(fresh):
    """After t terms in which a share r revises, (1 - r)^t of the start is left."""
    world = crowd(fresh, keep_probability=0.7)
    give(world, UTILITIES)
    target = softmax(UTILITIES, BETA)[NONE]
    for t in range(1, 11):
        share = revise(world)[NONE]
        expected = target + 0.7**t * (1 - target)
        assert abs(share - expected) < 3.5 * binomial_error(expected)
        if t == 5:
            assert expected == pytest.approx(0.342, abs=1e-3)


def test_noticed_transfers_break_habit_and_nothing_else_does(fresh):
    world = crowd(fresh, keep_probability=1)
    give(world, UTILITIES)
    world.enterprises["attentive"][: N // 2] = True
    revise(world)
    noticed, habitual = np.split(world.enterprises["strategy"], 2)
    assert (habitual == NONE).all()
    share = (noticed == FORMAL).mean()
    p = softmax(UTILITIES, BETA)[FORMAL]
    assert abs(share - p) < 3.5 * binomial_error(p, N // 2)


def test_random_choice_forgets_utilities(fresh):
    world = crowd(fresh, random_choice=1, choice_intensity=10)
    give(world, (0, 5, -5))
    for share in revise(world):
        assert abs(share - 1 / 3) < 3.5 * binomial_error(1 / 3)


@pytest.mark.parametrize(("product", "expected"), [(1.5, 0), (2.5, 0.710)])
@pytest.mark.parametrize("sign", [1, -1])
def test_l3_norm_of_two_strategies(fresh, behaviour_of, product, expected, sign):
    """Two strategies that differ only by the norm: y = tanh(beta J y/2), one state iff beta J <= 2."""
    behaviour = behaviour_of(norm_strength=product / BETA)
    world = crowd(fresh, norm_strength=product / BETA)
    world.enterprises["strategy"] = SUBSTANTIVE if sign > 0 else NONE
    y = float(sign)
    crowd_y = []
    for _ in range(200):
        share = (1 + y) / 2  # everybody's expectation, then what the crowd of agents does
        y = 2 * logistic(BETA * (norm(share, behaviour) - norm(1 - share, behaviour))) - 1
        none = (world.enterprises["strategy"] == NONE).mean()
        give(world, (norm(none, behaviour), -1000, norm(1 - none, behaviour)))
        shares = revise(world)
        crowd_y.append(shares[SUBSTANTIVE] - shares[NONE])
    assert y == pytest.approx(sign * expected, abs=5e-4)
    # noise of a share of N, amplified by the feedback's slope s to 1/sqrt(1 - s^2) and its memory
    slope = product / 2 * (1 - expected**2)
    error = 2 * binomial_error((1 + expected) / 2) / (1 - slope) / math.sqrt(150)
    assert np.mean(crowd_y[50:]) == pytest.approx(sign * expected, abs=4 * error)


@pytest.mark.parametrize("product", [1.98, 2.02])
def test_l3_two_states_part_at_beta_j_2(behaviour_of, product):
    behaviour = behaviour_of(norm_strength=product / BETA)
    y = 1.0
    for _ in range(2500):
        share = (1 + y) / 2
        y = 2 * logistic(BETA * (norm(share, behaviour) - norm(1 - share, behaviour))) - 1
    if product < 2:
        assert y < 1e-6
    else:
        root = brentq(lambda y: math.tanh(product * y / 2) - y, 0.01, 1)
        assert root > 0.1
        assert y == pytest.approx(root, abs=1e-6)


# --- imitation


def test_l14_imitation_drifts_like_the_replicator(fresh):
    """m = 1, mu = 0: E dx = r x (1 - x) tanh(beta D/2) in a crowd so large that oneself does not count."""
    x, gap, r, terms = 0.3, 0.2, 0.65, 100
    world = crowd(fresh, imitation_share=1, keep_probability=1 - r)
    give(world, (0, gap, 0))
    before = np.where(np.arange(N) < x * N, FORMAL, NONE)
    steps = []
    for _ in range(terms):
        world.enterprises["strategy"] = before
        steps.append(revise(world)[FORMAL] - x)
    expected = r * x * (1 - x) * N / (N - 1) * math.tanh(BETA * gap / 2)
    error = np.std(steps, ddof=1) / math.sqrt(terms)
    assert abs(np.mean(steps) - expected) < 3.5 * error
    assert error < 0.01 * expected


def test_peers_are_of_the_same_region_and_size_class_four_times_in_five(fresh):
    world = fresh("world=classroom", f"world.enterprises={N}")
    own = world.enterprises[["region", "size_class"]]
    peers = np.array([peer_of(world, e) for e in range(0, N, 4)])
    alike = own[peers] == own[::4]
    chance = np.mean([(own == row).mean() for row in own[:: N // 200]])
    expected = 0.8 + 0.2 * chance
    assert abs(alike.mean() - expected) < 3.5 * binomial_error(expected, len(peers))


def test_a_peer_is_somebody_else(fresh):
    world = fresh("world=classroom")
    for term in range(20):
        world.clock["term"] = term
        world.clock["tallied"] = term
        assert all(peer_of(world, e) != e for e in range(len(world.enterprises)))


@rule
def fixations(runs, number, gap, intensity):
    """Runs in which one mutant with pay-off `gap` takes over `number` agents, one revision at a time."""
    fixed = 0
    for run in range(runs):
        mutants = 1
        step = 0
        while 0 < mutants < number:
            own = uniform(run, step, Purpose.ENTERPRISE_PEER, 0, 1) < mutants / number
            others = mutants - 1 if own else mutants
            other = uniform(run, step, Purpose.ENTERPRISE_PEER, 0, 0) < others / (number - 1)
            if own != other:
                u = uniform(run, step, Purpose.ENTERPRISE_CHOICE, 0, 0)
                if imitates(gap if other else 0.0, gap if own else 0.0, intensity, u):
                    mutants += 1 if other else -1
            step += 1
        if mutants == number:
            fixed += 1
    return fixed


@pytest.mark.parametrize("gap", [0.15 / BETA, 0.0, -0.05 / BETA])
def test_l14b_fixation_of_one_mutant(gap):
    """(1 - g)/(1 - g^N) with g = exp(-beta D); 1/N without an advantage."""
    number, runs = 20, 20_000
    g = math.exp(-BETA * gap)
    expected = (1 - g) / (1 - g**number) if gap else 1 / number
    if gap > 0:
        assert expected == pytest.approx(0.1466, abs=5e-5)
    share = fixations(runs, number, gap, BETA) / runs
    assert abs(share - expected) < 3.5 * binomial_error(expected, runs)


# --- thresholds


@pytest.mark.parametrize(("spread", "known"), [(0.10, 0.0077), (0.15, 1.0)])
def test_l15_a_little_more_variety_of_thresholds_makes_everybody_join(fresh, spread, known):
    """Agents join when the share of those who did exceeds their threshold: smallest root of p = F(p)."""
    world = crowd(fresh, choice_intensity=1e9, norm_strength=1, taste_spread=spread)
    start(world)
    thresholds = 0.25 + world.enterprises["taste_none"]
    world.enterprises["strategy"] = NONE
    behaviour = world.behaviour[0]
    share = 0.0
    for _ in range(30):
        world.enterprises["value_none"] = thresholds
        world.enterprises["value_formal"] = -1000
        world.enterprises["value_substantive"] = norm(share, behaviour)
        share = revise(world)[SUBSTANTIVE]
    law = stats.norm(0.25, spread)
    if known < 1:
        root = brentq(lambda p: law.cdf(p) - p, 0, 0.1)
        assert root == pytest.approx(known, abs=5e-5)
        slope = law.pdf(root)
        assert abs(share - root) < 3.5 * binomial_error(root) / (1 - slope)
    else:
        assert share == pytest.approx(law.cdf(1), abs=1e-4)
    assert share == pytest.approx((thresholds < share).mean(), abs=1e-12)  # it is a state of rest


# --- beliefs (E11)


@rule
def audit_beliefs(beliefs, rate, behaviour):
    """Belief after each term of an enterprise whose link is audited with this chance."""
    belief = rate
    for t in range(beliefs.shape[0]):
        audited = 1.0 if uniform(1, t, Purpose.AUDIT, 0, 0) < rate else 0.0
        belief = audit_belief_next(belief, audited, belief, 0.0, 0.0, behaviour)
        beliefs[t] = belief


def test_l6_audit_belief_has_the_right_mean_and_variance(behaviour_of):
    rate, zeta = 0.15, 0.1
    behaviour = behaviour_of(audit_belief_own=zeta, audit_belief_peer=0, audit_belief_publicity=0)
    beliefs = np.empty(2_000_000)
    audit_beliefs(beliefs, rate, behaviour)
    variance = rate * (1 - rate) * zeta / (2 - zeta)
    assert variance == pytest.approx(0.00671, abs=5e-6)
    memory = (2 - zeta) / zeta  # sum of the autocorrelations
    independent = len(beliefs) / memory
    assert abs(beliefs.mean() - rate) < 3.5 * math.sqrt(variance / independent)
    kurtosis = stats.kurtosis(beliefs)
    assert abs(beliefs.var() / variance - 1) < 3.5 * math.sqrt((2 + kurtosis) / independent)


def test_publicity_makes_the_true_audit_rate_known(behaviour_of):
    behaviour = behaviour_of(audit_belief_own=0, audit_belief_peer=0, audit_belief_publicity=0.2)
    belief = 0.9
    for _ in range(10):
        belief = audit_belief_next(belief, 0.0, belief, 1.0, 0.3, behaviour)
    assert belief == pytest.approx(0.3 + 0.6 * 0.8**10)


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.booleans(),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.booleans(),
)
def test_beliefs_stay_shares(behaviour_of, own, start_value, good, peers, publicity, council, bought):
    behaviour = behaviour_of(audit_belief_own=0.6, audit_belief_peer=0.5, audit_belief_publicity=0.5)
    next_awareness = awareness_next(
        own, start_value, float(good), peers, publicity, council, float(bought), behaviour
    )
    assert 0 <= next_awareness <= 1
    assert 0 <= audit_belief_next(own, float(good), peers, publicity, council, behaviour) <= 1


def test_awareness_rises_by_experience_and_falls_by_money_without_supervision(behaviour_of):
    behaviour = behaviour_of(awareness_experience=0.05, awareness_crowding=0.06)
    at_rest = awareness_next(0.5, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, behaviour)
    assert at_rest == 0.5
    assert awareness_next(0.5, 0.5, 1.0, 0.5, 0.0, 0.0, 0.0, behaviour) == pytest.approx(0.5 + 0.05 * 0.5)
    assert awareness_next(0.5, 0.5, 0.0, 0.5, 0.0, 0.0, 1.0, behaviour) == pytest.approx(0.5 - 0.06 * 0.5)


# --- the inspection game


def time_averages(gain, cost, saving, penalty, years=1500):
    """Mean share that shirks and mean share that is audited under replicator dynamics of both sides."""

    def step(_, state):
        shirk, audit, _, _ = state
        return [
            shirk * (1 - shirk) * (saving - audit * penalty),
            audit * (1 - audit) * (shirk * gain - cost),
            shirk,
            audit,
        ]

    run = solve_ivp(step, (0, years), [0.4, 0.3, 0, 0], rtol=1e-9, atol=1e-11)
    return run.y[2:, -1] / years


def test_l7_inspection_game_averages_are_the_mixed_equilibrium(behaviour_of):
    """Enterprises save by shirking what they lose on detection; a higher fine only saves inspectors work."""
    behaviour = behaviour_of(fine=8)
    law, places, cost, gain, saving = 0.9, 8, 0.4, 1.6, 1.35

    def penalty(lever):
        fine = fine_amount(lever, places, law, behaviour)
        return loss_on_detection(0.0, fine, 0.0, places, law, behaviour)

    assert penalty(0.5) == pytest.approx(3.6)
    shirk, audit = time_averages(gain, cost, saving, penalty(0.5))
    assert shirk == pytest.approx(0.25, abs=2e-3)
    assert audit == pytest.approx(0.375, abs=2e-3)
    shirk_doubled, audit_doubled = time_averages(gain, cost, saving, penalty(1))
    assert shirk_doubled == pytest.approx(shirk, abs=2e-3)
    assert audit_doubled == pytest.approx(audit / 2, abs=2e-3)
