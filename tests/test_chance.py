"""Chance: the published vectors of Philox 4x32-10, and distributions along every axis of the key."""

import math
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from iei.sim.base.chance import (
    MAXIMUM_SEED,
    fill_words,
    four_uniforms,
    gumbel,
    normal,
    normal_quantile,
    philox,
    replicate_seed,
    uniform,
    unit_interval,
    whole,
    word_interval,
    words,
)
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose

DRAWS = 100_000
AXES = ("seed", "term", "purpose", "agent", "partner")
WORD = st.integers(0, 2**32 - 1)

# Random123, examples/kat_vectors, lines "philox4x32 10": counter, key, result
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words_of(text):
    return tuple(int(word, 16) for word in text.split())


@rule(allocates=True)
def uniforms(drawn, axis):
    """Fill `drawn` with uniform numbers whose keys differ along one axis only."""
    for i in range(drawn.shape[0]):
        key = np.array([7, 3, 40, 5, 2])
        key[axis] += i
        drawn[i] = uniform(key[0], key[1], key[2], key[3], key[4])


@rule
def others(drawn):
    """Fill columns with normal, Gumbel and whole-number draws."""
    for i in range(drawn.shape[0]):
        drawn[i, 0] = normal(1, 2, 3, i, 0)
        drawn[i, 1] = gumbel(1, 2, 3, i, 0)
        drawn[i, 2] = whole(2.3, 1, 2, 3, i, 0)


@pytest.fixture(scope="module")
def drawn():
    numbers = np.empty((DRAWS, 3))
    others(numbers)
    return numbers


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN_ANSWERS)
def test_published_known_answers(counter, key, result):
    assert philox(*words_of(counter), *words_of(key)) == words_of(result)


@given(st.tuples(*[WORD] * 6))
def test_every_word_stays_within_32_bits(counter_and_key):
    assert all(0 <= word < 2**32 for word in philox(*counter_and_key))


def test_the_counter_is_agent_partner_term_purpose_and_the_key_is_the_seed():
    seed = (12 << 32) + 34
    assert words(seed, 3, 40, 1, 2) == philox(1, 2, 3, 40, 34, 12)


def test_numbers_lie_strictly_inside_the_unit_interval():
    assert unit_interval(0, 0) > 0
    assert unit_interval(2**32 - 1, 2**32 - 1) < 1


@pytest.mark.parametrize("axis", range(5), ids=AXES)
def test_draws_are_uniform_and_uncorrelated_along_every_axis(axis):
    numbers = np.empty(DRAWS)
    uniforms(numbers, axis)
    assert len(np.unique(numbers)) == DRAWS
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    correlation = np.corrcoef(numbers[:-1], numbers[1:])[0, 1]
    assert abs(correlation) < 3.5 / math.sqrt(DRAWS)


def test_many_draws_at_once_are_the_same_as_one_by_one():
    agents, partners = np.arange(7) * 3, np.arange(7) + 2**32 - 3  # the word goes round
    drawn = np.zeros((12, 9), np.int64)
    for block in range(3):
        fill_words(5, 6, 40, agents, partners, 7, block, drawn)
    for i, (agent, partner) in enumerate(zip(agents, partners, strict=True)):
        one_by_one = [words(5, 6, 40, agent, partner + block) for block in range(3)]
        assert drawn[:, i].tolist() == list(chain(*one_by_one))
    assert not drawn[:, 7:].any()


def test_four_numbers_of_one_call_are_uniform_and_know_nothing_of_each_other():
    numbers = np.array([four_uniforms(1, 2, 3, agent, 4) for agent in range(20_000)])
    assert all(stats.kstest(column, "uniform").pvalue > 0.001 for column in numbers.T)
    assert np.abs(np.corrcoef(numbers.T) - np.eye(4)).max() < 4 / math.sqrt(20_000)
    assert 0 < word_interval(0) < word_interval(2**32 - 1) < 1


@given(st.floats(2**-54, 1 - 2**-53))
def test_normal_numbers_are_the_quantiles_of_uniform_ones(u):
    assert normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-13, abs=1e-15)


def test_more_luck_is_never_a_smaller_number():
    line = np.unique(np.concatenate([np.linspace(1e-9, 1 - 1e-9, 20_001), 0.075 + np.arange(-9, 9) * 1e-12]))
    assert np.all(np.diff([normal_quantile(u) for u in line]) >= 0)


def test_normal_draws_have_normal_moments_and_shape(drawn):
    numbers = drawn[:, 0]
    assert abs(numbers.mean()) < 3.5 / math.sqrt(DRAWS)
    assert abs(numbers.var() - 1) < 3.5 * math.sqrt(2 / DRAWS)
    assert stats.kstest(numbers, "norm").pvalue > 0.001


def test_gumbel_draws_have_the_standard_distribution(drawn):
    assert stats.kstest(drawn[:, 1], "gumbel_r").pvalue > 0.001


def test_whole_numbers_are_unbiased_and_next_to_the_amount(drawn):
    numbers = drawn[:, 2]
    assert set(numbers) == {2, 3}
    assert abs(numbers.mean() - 2.3) < 3.5 * math.sqrt(0.3 * 0.7 / DRAWS)


@given(amount=st.integers(0, 10**6), agent=WORD)
def test_whole_amounts_stay_as_they_are(amount, agent):
    assert whole(float(amount), 1, 2, 3, agent, 0) == amount


def test_seeds_of_replicates_are_distinct_in_range_and_no_series():
    seeds = [replicate_seed(experiment, replicate) for experiment in range(30) for replicate in range(100)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed <= MAXIMUM_SEED for seed in seeds)
    steps = {second - first for first, second in pairwise(seeds)}
    assert len(steps) == len(seeds) - 1  # derived by adding, neighbours would differ by one number
    assert not {seed + 1 for seed in seeds} & set(seeds)


def test_seeds_of_replicates_use_all_bits():
    ones = np.array(
        [[seed >> bit & 1 for bit in range(63)] for seed in (replicate_seed(1, r) for r in range(2000))]
    )
    assert (abs(ones.mean(axis=0) - 0.5) < 4 * 0.5 / math.sqrt(2000)).all()


def test_no_two_purposes_share_a_number():
    assert len(Purpose.__members__) == len(set(Purpose))
