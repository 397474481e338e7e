"""Jackknife intervals over seeds: of means, of ratios, of one seed alone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.analyse.jackknife import jackknife_interval
from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.evidence import fact_measures as measure


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
def test_jackknife_of_a_mean_is_the_t_interval(values):
    values = np.array(values)
    expected = mean_interval(values)
    found = jackknife_interval(values[:, None], measure.value)
    assert found.mean == pytest.approx(expected.mean, rel=1e-9, abs=1e-9)
    assert found.lower == pytest.approx(expected.lower, rel=1e-6, abs=1e-6)
    assert found.upper == pytest.approx(expected.upper, rel=1e-6, abs=1e-6)


def test_a_ratio_is_one_of_means_and_survives_a_seed_without_any():
    observed = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]])
    interval = jackknife_interval(observed, measure.ratio)
    assert interval.mean == pytest.approx(4 / 6)
    assert interval.lower < interval.mean < interval.upper


def test_one_seed_has_a_value_and_no_interval():
    interval = jackknife_interval(np.array([[2.0]]), measure.value)
    assert interval.mean == 2
    assert math.isnan(interval.lower)
