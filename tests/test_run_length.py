"""Drift, warm-up and replicates are found where they are known, and the list is whole."""

import numpy as np
import pytest
from scipy import stats

from iei.experiments.analyse.statistics import replicates_for_half_width
from iei.experiments.evidence import run_length, run_length_list
from iei.experiments.evidence.run_length import (
    LOOK_AHEAD,
    drift,
    gain_of_line,
    over_a_year,
    replicates_needed,
    rows_of_differences,
    rows_of_series,
    states,
    warm_up,
    yearly_means,
)
from iei.experiments.evidence.run_length_list import (
    DRIFTS,
    LIST,
    STILL,
    UNCLEAR,
    WINDOW,
    Numbers,
    Row,
    read_rows,
    tables_in_words,
    verdict,
    write_rows,
)
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import shown_in
from iei.sim.outcomes.definition import COMPARED

SEEDS = 24
TERMS = np.arange(WINDOW)


def noisy(mean, spread=0.05, seeds=SEEDS, seed=1):
    """Series around a mean by term, (seeds, terms)."""
    return mean + spread * np.random.default_rng(seed).normal(size=(seeds, len(mean)))


def verdict_of(series, bound=0.1, relative=True):
    found = drift(series, relative)[1]
    return verdict(found.lower, found.upper, bound)


def test_a_line_gains_its_slope_times_the_terms():
    season = 0.3 * (-1.0) ** TERMS
    assert gain_of_line(yearly_means(2 + 0.01 * TERMS + season)) == pytest.approx(0.4)
    assert gain_of_line(yearly_means(2 + season)) == pytest.approx(0)


def test_known_drift_is_found():
    level, found = drift(noisy(2 * (1 + 0.3 * (TERMS + 0.5 - WINDOW / 2) / WINDOW)), True)
    assert level == pytest.approx(2, abs=0.01)
    assert found.mean == pytest.approx(0.3, abs=0.02)
    assert found.lower < 0.3 < found.upper
    for sign in (1, -1):
        assert verdict_of(noisy(2 * (1 + sign * 0.3 * TERMS / WINDOW))) == DRIFTS


def test_a_known_stationary_series_is_still():
    assert verdict_of(noisy(np.full(WINDOW, 2.0))) == STILL
    assert verdict_of(noisy(np.full(WINDOW, 2.0) + 0.05 * TERMS / WINDOW)) == STILL  # a fortieth of the level


def test_what_noise_hides_is_neither_still_nor_drifting():
    assert verdict_of(noisy(np.full(WINDOW, 2.0), spread=3.0)) == UNCLEAR


def test_intervals_hold_the_drift_as_often_as_they_say():
    held = 0
    for seed in range(200):
        found = drift(noisy(2 + 0.2 * TERMS / WINDOW, 0.5, 8, seed), False)[1]
        held += found.lower <= 0.2 <= found.upper
    assert 0.9 < held / 200 < 0.985


def test_a_drift_near_zero_is_judged_in_its_own_unit():
    series = noisy(0.001 + 0.02 * TERMS / WINDOW, 0.01)
    assert verdict_of(series, 0.05, relative=False) == STILL
    assert verdict_of(series) == DRIFTS  # of its level


def test_years_without_a_value_are_left_out():
    series = noisy(2 + 0.4 * TERMS / WINDOW, 1e-9)
    series[:, :6] = np.nan
    assert drift(series, False)[1].mean == pytest.approx(0.4, abs=1e-6)


@pytest.mark.parametrize(("step", "left_out"), [(0, 0), (15, 15), (37, 40), (100, 100)])
def test_a_step_at_a_known_term_ends_the_warm_up(step, left_out):
    assert warm_up(np.where(np.arange(200) < step, 0.0, 1.0)) == left_out


def test_noise_never_shortens_a_warm_up_and_seldom_lengthens_it_much():
    step = np.where(np.arange(200) < 40, 0.0, 1.0)
    found = np.array([warm_up(noisy(step, 0.1, 1, seed)[0]) for seed in range(100)])
    assert np.nanmin(found) == 40
    assert np.mean(found <= 60) > 0.7


def test_a_slow_approach_is_left_out_until_noise_covers_it():
    approach = 1 - np.exp(-np.arange(200) / 10)
    assert 30 <= warm_up(noisy(approach, 0.02, seeds=1)[0]) <= 60


def test_what_never_settles_has_no_warm_up():
    assert np.isnan(warm_up(noisy(0.01 * np.arange(200), 0.02, seeds=1)[0]))
    assert np.isnan(warm_up(np.ones(20)))


def test_a_season_does_not_count_as_a_start():
    season = 0.3 * (-1.0) ** np.arange(200)
    assert over_a_year(1 + season)[1:] == pytest.approx(np.ones(199))
    start = np.where(np.arange(200) < 30, 0.0, 0.1)
    assert warm_up(over_a_year(start + season)) in (30, 35)


def test_the_number_of_replicates_is_the_known_one():
    """Alternating differences 1 ± .25: after n, an even number, the spread is .25 sqrt(n / (n - 1))."""
    differences = 1 + 0.25 * (-1.0) ** np.arange(100)
    widths = {n: stats.t.ppf(0.975, n - 1) * 0.25 / np.sqrt(n - 1) for n in range(4, 101, 2)}
    first = min(n for n, width in widths.items() if width <= 0.1)
    assert first == 28
    assert replicates_needed(differences) in (first - 1, first)


def test_random_differences_need_what_their_spread_lets_one_expect():
    chance = np.random.default_rng(3)
    needed = [replicates_needed(chance.normal(1, 0.3, 100)) for _ in range(50)]
    assert np.nanmedian(needed) == pytest.approx(replicates_for_half_width(0.3, 0.1), abs=5)


def test_a_precision_that_is_reached_by_luck_is_not_taken():
    lucky = np.concatenate([[1, 1.01, 0.99], 1 + 0.5 * (-1.0) ** np.arange(60)])
    assert not replicates_needed(lucky) <= 3 + LOOK_AHEAD
    assert np.isnan(replicates_needed(np.concatenate([np.ones(3), [9.0]])))


def test_half_widths_and_effects_are_those_of_paired_differences():
    headline = shown_in(COMPARED)
    chance = np.random.default_rng(5)
    luck = chance.normal(0, 5, (100, len(headline)))  # common to both: it cancels
    baseline = 10 + luck
    rows = rows_of_differences(baseline + 1 + chance.normal(0, 0.3, luck.shape), baseline)
    numbers = Numbers(rows, "replicates")
    assert numbers.outcomes == list(headline)
    for name in headline:
        assert numbers.get(name, "effect") == pytest.approx(1, abs=0.15)
        expected = stats.t.ppf(0.975, 19) * 0.3 / np.sqrt(20)
        assert numbers.get(name, "half width", 20) == pytest.approx(expected, rel=0.5)
        assert 15 < numbers.get(name, "needed") < 80


def test_series_give_a_row_of_each_kind():
    runs = np.stack([noisy(np.full(100, 2.0)) for _ in states()], axis=2)
    runs[:, :7, :] = np.nan  # no links yet
    rows = rows_of_series(runs, 20)
    assert Numbers(rows, "drift").outcomes == Numbers(rows, "warm-up").outcomes == list(states())
    left_out = [row.value for row in rows if row.quantity == "left out"]
    assert set(left_out) <= {7.0, *np.arange(12.0, 60, 5)}


def test_the_list_is_whole_and_written_as_it_was_read(tmp_path):
    rows = read_rows()
    write_rows(rows, tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes() == LIST.read_bytes()
    assert Numbers(rows, "drift").outcomes == Numbers(rows, "warm-up").outcomes == list(states())
    assert Numbers(rows, "replicates").outcomes == list(shown_in(COMPARED))
    for row in rows:
        assert np.isfinite(row.value) or row.quantity in (
            "left out",
            "long run",
            "needed",
            "for smallest effect",
        )


def test_a_list_with_other_columns_is_refused(tmp_path):
    (tmp_path / "list.csv").write_text("part,value\n", encoding="utf-8")
    with pytest.raises(ValueError, match="columns are"):
        read_rows(tmp_path / "list.csv")


def test_words_follow_from_the_numbers():
    """Control: other numbers, other verdicts."""
    rows = [row for row in read_rows() if row.outcome in ("", "training_share")]

    def words(**changed):
        turned = [
            Row(r.part, r.outcome, r.quantity, r.n, changed.get(r.quantity, r.value))
            if r.part != "settings"
            else r
            for r in rows
        ]
        return [table.rows[0] for table in tables_in_words(turned)]

    assert words(lower=-0.05, upper=0.05)[0][-1] == STILL
    assert words(lower=0.15, upper=0.25)[0][-1] == DRIFTS
    assert words(lower=0.05, upper=0.25)[0][-1] == UNCLEAR
    assert words(**{"left out": 35.0})[1][2] == "35"
    assert words(**{"left out": np.nan})[1][2].startswith("more than")
    assert words(needed=17.0, lower=0.1, upper=0.2)[2][-2] == "17"
    assert words(needed=np.nan, expected=1234.0, lower=0.1, upper=0.2)[2][-2].endswith("about 1,234")
    assert words(lower=-0.1, upper=0.2)[2][-2] == "no effect seen"


def test_the_command_measures_and_leaves_the_list_alone(capsys, monkeypatch):
    monkeypatch.setattr(run_length, "write_rows", lambda rows: pytest.fail("only the default is written"))
    small = ["world=classroom", "seeds=2", "terms=80", "replicates=4"]
    assert run_length.main(small) == 0
    first = capsys.readouterr().out
    assert "Drift without a policy" in first
    assert "training_share" in first
    assert run_length.main(small) == 0
    assert capsys.readouterr().out == first
    with pytest.raises(InvalidInput, match="too short"):
        run_length.main(["terms=30", "seeds=2"])
    assert run_length_list.LIST.name == "run_length.csv"


@pytest.mark.slow
def test_the_list_is_what_the_model_gives():
    """Measured by `python -m iei.experiments.evidence.run_length`; a short run begins like a long one."""
    found = run_length.run_all((), run_length.SEEDS, 60, run_length.REPLICATES)
    listed = {(row.part, row.outcome, row.quantity, row.n): row.value for row in read_rows()}
    compared = [row for row in found if row.quantity in ("level", "drift", "effect", "half width")]
    assert {row.part for row in compared} == {"drift", "replicates"}
    for new in compared:
        value = listed[new.part, new.outcome, new.quantity, new.n]
        assert value == pytest.approx(new.value, rel=1e-3, abs=1e-6), new


def test_every_headline_outcome_is_at_rest_without_a_policy():
    """The whole interval of drift over the 40 terms after the policy start is within a tenth of the level."""
    rows = {(r.outcome, r.quantity): r.value for r in read_rows() if r.part == "drift"}
    headline = [name for name in shown_in(COMPARED) if (name, "drift") in rows]
    assert len(headline) >= 12
    for name in headline:
        bounds = (rows[name, "lower"], rows[name, "upper"], rows[name, "bound"])
        assert verdict(*bounds) == STILL, (name, bounds)
