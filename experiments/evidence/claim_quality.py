"""Claim 4b: only real integration secures quality.

The practical skill of this year's graduates of every programme is regressed on the trainee places for each
of them that enterprises promised during their studies, apart for three kinds of links. The claim says that
skill is flat in places on formal links, which leave only the leak (E16), and rises in those on substantive
ones (E27). Programmes are compared within the same region, policy and seed, weighted by students, so that
neither good regions nor good policies stand in for good links.

    python -m iei.experiments.evidence.claim_quality seeds=12
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing

import numpy as np
import pandas as pd

from iei.experiments.analyse.jackknife import jackknife_interval
from iei.experiments.evidence.fact_runs import JUDGING, seeds_of_set
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import scenario
from iei.experiments.plan.overrides import checked, taken
from iei.experiments.plan.setting_types import whole_number
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.engine import Prepared, prepare
from iei.sim.run.stepping import worlds_of
from iei.sim.world.rows import programme_rows
from iei.sim.world.tables import STAGES, World

# Enterprise does not perform; it performs, the college does not; both perform.
KINDS = ("formal", "one_sided", "substantive")
# Policies that change how many links of which kind there are.
POLICIES = ("none", "incentives", "[law,supervision]", "council", "liaison", "package_half")
SAMPLES = ("all", "without substantive places")
SEEDS = 12


def prepared_policies(overrides: Sequence[str] = (), policies: Iterable[str] = POLICIES) -> list[Prepared]:
    """One laid-out world a policy.

    Raises `InvalidInput` unless the runs end with an even term, in which students graduate, after at
    least one whole course of study.
    """
    prepared = [prepare(scenario(["terms=61", *overrides, f"policy={policy}"])) for policy in policies]
    terms = prepared[0].scenario.terms
    if terms % 2 == 0 or terms < STAGES:
        raise InvalidInput(f"terms = {terms} must be odd and above {STAGES}: students graduate in even terms")
    return prepared


def programmes_of(prepared: Prepared, seed: int) -> pd.DataFrame:
    """One row a programme: region, students (of one year), skill of graduates, places by kind of link.

    Places are those for each student of one year, mean over the six terms of study that end with the run.
    """
    terms = prepared.scenario.terms
    places = np.zeros((prepared.scenario.world.colleges * prepared.scenario.world.fields, len(KINDS)))
    for term, world in enumerate(worlds_of(prepared, seed)):
        if term >= terms - STAGES:
            places += places_by_kind(world) / STAGES
    fields = prepared.scenario.world.fields
    students = world.cohorts["persons"].reshape(-1, STAGES).sum(axis=1) / (STAGES / 2)
    table = pd.DataFrame(places / np.maximum(students, 1)[:, None], columns=list(KINDS))
    table["region"] = np.repeat(world.colleges["region"], fields)
    table["students"] = students
    table["skill"] = np.asarray(world.programmes["graduate_practical_skill"])
    return table[students > 0]


def places_by_kind(world: World) -> np.ndarray:
    """Trainee places of every programme on each of `KINDS` of links in this term, (programmes, 3)."""
    links = world.links[: int(world.clock["links"][0])]
    programme = programme_rows(links["college"], links["field"], int(world.clock["fields"][0]))
    places = world.enterprises["places"][links["enterprise"]]
    performs = links["effort_enterprise"] >= 1
    kind = np.where(performs, np.where(links["effort_college"] >= 1, 2, 1), 0)
    return np.stack(
        [
            np.bincount(programme, weights=places * (kind == k), minlength=len(world.programmes))
            for k in range(len(KINDS))
        ],
        axis=1,
    )


def regression_moments(programmes: pd.DataFrame) -> np.ndarray:
    """X'WX and X'Wy, flat (12,), of skill on places by kind, less weighted means of the region."""
    columns = [*KINDS, "skill"]
    weight = programmes["students"].to_numpy()
    region = programmes["region"].to_numpy()
    values = programmes[columns].to_numpy()
    total = np.bincount(region, weights=weight)
    for column in values.T:
        means = np.bincount(region, weights=weight * column) / np.where(total > 0, total, 1)
        column -= means[region]
    x, y = values[:, :-1], values[:, -1]
    weighted = x * weight[:, None]
    return np.concatenate([(weighted.T @ x).ravel(), weighted.T @ y])


def slopes(moments: np.ndarray) -> np.ndarray:
    """Least-squares slopes (3,) of `regression_moments`; NaN for a kind of link that never occurs."""
    size = len(KINDS)
    xx, xy = moments[: size * size].reshape(size, size), moments[size * size :]
    found = np.full(size, np.nan)
    there = np.diag(xx) > 0
    found[there] = np.linalg.lstsq(xx[np.ix_(there, there)], xy[there], rcond=None)[0]
    return found


def quality_slopes(
    prepared: Sequence[Prepared], seeds: Sequence[int], threads: int | None = None
) -> pd.DataFrame:
    """Rise of practical skill for each trainee place per student: slope, lower, upper (95 %).

    One row a sample of programmes (`SAMPLES`) and kind of link. Programmes without substantive places
    show what formal links do alone. Intervals are jackknife intervals over seeds, since runs under one
    seed share their luck.
    """
    with closing(mapped(lambda seed: moments_of(prepared, seed), seeds, threads, len(prepared))) as found:
        by_seed = list(found)
    tables = [slope_table(np.stack(moments)) for moments in zip(*by_seed, strict=True)]
    return pd.concat(tables, keys=SAMPLES, names=["programmes", "places on links"])


def moments_of(prepared: Sequence[Prepared], seed: int) -> list[np.ndarray]:
    """`regression_moments` under one seed, summed over the policies, for each of `SAMPLES`."""
    totals = [np.zeros(len(KINDS) * (len(KINDS) + 1)) for _ in SAMPLES]
    for one in prepared:
        programmes = programmes_of(one, seed)
        totals[0] += regression_moments(programmes)
        totals[1] += regression_moments(programmes[programmes["substantive"] == 0])
    return totals


def slope_table(moments: np.ndarray) -> pd.DataFrame:
    """Slopes with intervals from the moments of every seed, (seeds, 12)."""
    intervals = [
        jackknife_interval(moments, lambda m, k=k: float(slopes(m)[k]))  # type: ignore[misc]
        for k in range(len(KINDS))
    ]
    return pd.DataFrame(
        {
            "slope": [interval.mean for interval in intervals],
            "lower": [interval.lower for interval in intervals],
            "upper": [interval.upper for interval in intervals],
        },
        index=list(KINDS),
    ).dropna()


def main(argv: Sequence[str]) -> int:
    """Print the slopes; ``seeds=N`` sets the number of seeds, other arguments are Hydra overrides."""
    own, overrides = taken(checked(argv), ("seeds",))
    number = whole_number(own.get("seeds", SEEDS), "seeds", 1)
    seeds = seeds_of_set(JUDGING, number)
    print("Rise of graduates' practical skill for each trainee place per student, 95 % interval over seeds")
    print(quality_slopes(prepared_policies(overrides), seeds).round(4).to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
