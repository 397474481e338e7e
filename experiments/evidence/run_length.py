"""How long a run the model needs, and how many replicates: drift, warm-up, precision.

Drift: without a policy the yearly means of an outcome are fitted by a line over the terms that a comparison
looks at; what the line gains over them is held against a bound. Warm-up: MSER-5 (White 1997) on the mean over
seeds. Replicates: the confidence-interval method of Hoad, Robinson and Davies (2010) on paired differences.
The numbers are kept in `docs/run_length.csv`, one a row.

    python -m iei.experiments.evidence.run_length                       measures and writes the list
    python -m iei.experiments.evidence.run_length seeds=6 replicates=20 prints only
    python -m iei.experiments.evidence.run_length world=classroom terms=300
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from iei.experiments.analyse.statistics import (
    Interval,
    differences_of,
    mean_interval,
    paired_difference,
    replicates_for_half_width,
)
from iei.experiments.evidence.fact_runs import JUDGING, seeds_of_set
from iei.experiments.evidence.run_length_list import LIST, STEPS, WINDOW, Row, printed, write_rows
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import scenario
from iei.experiments.plan.overrides import checked, taken
from iei.experiments.plan.setting_types import whole_number
from iei.experiments.show.summary import console_for_tables
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES, mean_where_defined, shown_in
from iei.sim.outcomes.definition import COMPARED, MONEY
from iei.sim.run.engine import Prepared, Trajectory, prepare, simulate

SEEDS, REPLICATES, TERMS = 96, 100, 200
RELATIVE_BOUND, ABSOLUTE_BOUND = 0.1, 0.05
NEAR_ZERO = ("asymmetry",)  # the level may be near zero: a share of it says nothing
START_PICTURE = (
    *("linked_share", "paper_only_of_linked", "deep_share"),
    *(*NEAR_ZERO, "mode_entropy", "colleges_linked_share"),
)
BATCH = 5  # terms of a batch of MSER-5
LAST_BATCHES = 5  # left out of the search: variances of a handful of batches are small by chance
POLICIES = ("none", "package_half")
PRECISION = 0.1  # half width wanted, of the effect
LOOK_AHEAD = 5  # replicates for which the precision has to stay reached
FEWEST = 3  # replicates from which on a precision is looked at


def states() -> tuple[str, ...]:
    """What is followed without a policy: the picture of the start, and headline outcomes except money."""
    headline = [name for name in shown_in(COMPARED) if OUTCOMES[name].group != MONEY]
    return tuple(dict.fromkeys([*START_PICTURE, *headline]))


def series_of(run: Trajectory) -> np.ndarray:
    """The `states` of a run by term, shape (terms, states)."""
    return run.outcomes[list(states())].to_numpy()


def yearly_means(values: np.ndarray) -> np.ndarray:
    """Means (years, ...) of two terms each of values (terms, ...), what is undefined left out."""
    years = len(values) // 2
    return mean_where_defined(values[: 2 * years].reshape(years, 2, *values.shape[1:]), axis=1)


def gain_of_line(yearly: np.ndarray) -> float:
    """What the least-squares line through yearly means (years,) gains over all of them; NaN for one mean."""
    known = np.flatnonzero(~np.isnan(yearly))
    if known.size < 2:
        return np.nan
    slope = np.polyfit(known, yearly[known], 1)[0]
    return float(slope * len(yearly))


def drift(series: np.ndarray, relative: bool) -> tuple[float, Interval]:
    """Level and drift of an outcome of which every seed is a row, shape (seeds, terms).

    The level is the mean over seeds and terms. The drift is the gain of each seed's line over all terms, as a
    share of the level if `relative`, else in the unit of the outcome; mean over seeds, 95 % interval.
    """
    yearly = yearly_means(series.T)  # (years, seeds)
    level = float(mean_where_defined(mean_where_defined(yearly)))
    gains = np.array([gain_of_line(seed) for seed in yearly.T])
    return level, mean_interval(gains / abs(level) if relative else gains)


def warm_up(series: np.ndarray, batch: int = BATCH) -> float:
    """Terms to leave out at the start of a series (terms,) by MSER-5; NaN if it settles in no first half.

    Kept are the batches whose mean has the least squared standard error, sum (Y - mean)^2 / k^2 over the k
    batch means Y that are kept. A minimum in the second half says that the run is too short to tell.
    """
    batches = series[: len(series) // batch * batch].reshape(-1, batch).mean(axis=1)
    errors = [np.var(batches[i:]) / (len(batches) - i) for i in range(len(batches) - LAST_BATCHES)]
    if not errors:
        return np.nan
    first = int(np.argmin(errors))
    return float(first * batch) if first <= len(batches) // 2 else np.nan


def over_a_year(series: np.ndarray) -> np.ndarray:
    """Mean of every term and the one before it, (terms,), which has no season; the first term as it is."""
    smooth = series.copy()
    smooth[1:] = 0.5 * (series[1:] + series[:-1])
    return smooth


def replicates_needed(differences: np.ndarray, precision: float = PRECISION) -> float:
    """Smallest number of the paired differences (n,) whose half width is at most `precision` of their mean.

    It has to stay so for `LOOK_AHEAD` more replicates; NaN if it does not among those that there are.
    """
    reached = [
        (interval := mean_interval(differences[:n])).half_width <= precision * abs(interval.mean)
        for n in range(FEWEST, len(differences) + 1)
    ]
    for i in range(len(reached) - LOOK_AHEAD):
        if all(reached[i : i + LOOK_AHEAD + 1]):
            return float(FEWEST + i)
    return np.nan


def rows_of_series(runs: np.ndarray, start: int) -> list[Row]:
    """Rows on drift and warm-up from runs without a policy, shape (seeds, terms, states)."""
    rows = []
    for i, name in enumerate(states()):
        relative = name not in NEAR_ZERO
        level, found = drift(runs[:, start : start + WINDOW, i], relative)
        bound = RELATIVE_BOUND if relative else ABSOLUTE_BOUND
        for quantity, value in (
            *(("level", level), ("drift", found.mean), ("lower", found.lower), ("upper", found.upper)),
            *(("bound", bound), ("relative", float(relative))),
        ):
            rows.append(Row("drift", name, quantity, len(runs), value))
    for i, name in enumerate(states()):
        whole = mean_where_defined(runs[:, :, i])
        first = int(np.argmax(~np.isnan(whole)))  # a share of links begins with the first link
        left_out = first + warm_up(over_a_year(whole[first:]))
        rows.append(Row("warm-up", name, "left out", len(runs), left_out))
        kept = whole[:0] if np.isnan(left_out) else whole[int(left_out) :]
        rows.append(Row("warm-up", name, "long run", len(runs), float(mean_where_defined(kept))))
        window = float(mean_where_defined(whole[start : start + WINDOW]))
        rows.append(Row("warm-up", name, "in a default run", len(runs), window))
    return rows


def rows_of_differences(policy: np.ndarray, baseline: np.ndarray) -> list[Row]:
    """Rows on replicates from the summaries of paired runs, both (replicates, headline outcomes)."""
    rows = []
    for i, name in enumerate(shown_in(COMPARED)):
        with_policy, without = policy[:, i], baseline[:, i]
        defined = ~(np.isnan(with_policy) | np.isnan(without))
        differences = differences_of(with_policy[defined], without[defined])
        n = len(differences)
        whole = paired_difference(with_policy, without).difference
        rows += [
            Row("replicates", name, quantity, n, value)
            for quantity, value in (("effect", whole.mean), ("lower", whole.lower), ("upper", whole.upper))
        ]
        for step in STEPS:
            if step <= n:
                width = mean_interval(differences[:step]).half_width
                rows.append(Row("replicates", name, "half width", step, width))
        rows.append(Row("replicates", name, "needed", n, replicates_needed(differences)))
        spread = float(differences.std(ddof=1))
        smallest = OUTCOMES[name].smallest_effect(float(without[defined].mean()))
        for quantity, width in (("expected", PRECISION * abs(whole.mean)), ("for smallest effect", smallest)):
            enough = replicates_for_half_width(spread, width) if width > 0 else np.nan
            rows.append(Row("replicates", name, quantity, n, float(enough)))
    return rows


def run_all(overrides: Sequence[str], seeds: int, terms: int, replicates: int) -> list[Row]:
    """Every row of the list: long runs without a policy, then paired runs of the usual length."""
    long = prepare(scenario([*overrides, "policy=none", f"terms={terms}"]))
    start = long.scenario.world.policy_start
    if terms < start + WINDOW:
        raise InvalidInput(f"terms = {terms} is too short: drift is looked at until term {start + WINDOW}")
    with closing(mapped(lambda seed: series_of(simulate(long, seed)), seeds_of_set(JUDGING, seeds))) as runs:
        rows = rows_of_series(np.stack(list(runs)), start)
    usual = [prepare(scenario([*overrides, f"policy={policy}"])) for policy in POLICIES]
    jobs = [(prepared, seed) for seed in seeds_of_set(JUDGING, replicates) for prepared in usual]
    with closing(mapped(lambda job: headline_of(*job), jobs)) as summaries:
        by_policy = np.stack(list(summaries)).reshape(replicates, len(POLICIES), -1)
    rows += rows_of_differences(by_policy[:, 1], by_policy[:, 0])
    settings = {"terms": terms, "seeds": seeds, "replicates": replicates, "policy start": start}
    return [*(Row("settings", "", name, 1, float(value)) for name, value in settings.items()), *rows]


def headline_of(prepared: Prepared, seed: int) -> np.ndarray:
    """Headline outcomes of one run, (headline outcomes,)."""
    summary = simulate(prepared, seed).summary
    return np.array([summary[name] for name in shown_in(COMPARED)])


def main(argv: Sequence[str]) -> int:
    """Measure and print; without arguments the list is written, too."""
    own, overrides = taken(checked(argv), ("seeds", "terms", "replicates"))
    seeds = whole_number(own.get("seeds", SEEDS), "seeds", 2)
    replicates = whole_number(own.get("replicates", REPLICATES), "replicates", FEWEST)
    terms = whole_number(own.get("terms", TERMS), "terms", 1)
    rows = run_all(overrides, seeds, terms, replicates)
    console = console_for_tables()
    for table in printed(rows):
        console.print(table)
    if not argv:  # the list holds what all seeds of the default world give
        write_rows(rows)
        print(f"list: {LIST}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
