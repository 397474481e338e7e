"""The reference results: a small table of the default comparison that changes only on purpose.

    python -m iei.experiments.evidence.reference            compare the model with the stored table
    python -m iei.experiments.evidence.reference --refresh  store the model's present numbers

Numbers agree to 1e-9, not to the bit, since `exp` and `log` may round differently elsewhere.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from iei.experiments.plan.configuration import compose
from iei.experiments.store.folder import write_text
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.scenario import Scenario

FOLDER = Path(__file__).resolve().parents[2] / "results" / "reference"
FILE = FOLDER / "compare_policies.csv"
TOLERANCE = 1e-9
SEED = 1
POLICIES = (
    *("none", "law", "incentives", "supervision", "evaluation", "platform", "council", "liaison"),
    *("teachers", "standards", "orders", "mandate", "planning", "departments"),
    *("china_2019", "package_half", "package_full"),
)
# world: policies and number of replicates
PLAN = {"classroom": (POLICIES, 3), "province": (("none", "council", "package_half"), 2)}


def computed(
    behaviour: Mapping[str, float] | None = None, worlds: tuple[str, ...] = tuple(PLAN)
) -> pd.DataFrame:
    """Summary outcomes of the reference runs: world, policy, replicate and one column an outcome.

    `behaviour` changes coefficients, to show that the table notices.
    """
    rows = []
    for world in worlds:
        policies, replicates = PLAN[world]
        for policy in policies:
            scenario = Scenario.from_mapping(scenario_mapping(world, policy))
            if behaviour:
                scenario = replace(scenario, behaviour={**scenario.behaviour, **behaviour})
            prepared = prepare(scenario)
            for replicate in range(replicates):
                values = simulate(prepared, replicate_seed(SEED, replicate)).summary_values
                numbers = dict(zip(OUTCOMES, values.tolist(), strict=True))
                rows.append({"world": world, "policy": policy, "replicate": replicate} | numbers)
    return pd.DataFrame(rows)


def scenario_mapping(world: str, policy: str) -> dict[str, object]:
    """Composed configuration of one reference scenario."""
    config = compose([f"world={world}", f"policy={policy}"])
    return {key: config[key] for key in ("world", "policy", "behaviour", "terms")}


def stored() -> pd.DataFrame:
    """The stored table."""
    return pd.read_csv(FILE)


def differences(now: pd.DataFrame, then: pd.DataFrame) -> list[str]:
    """One phrase for every number that differs by more than the tolerance, or is missing."""
    identity = ["world", "policy", "replicate"]
    then = then[then["world"].isin(now["world"])]
    if list(now.columns) != list(then.columns):
        changed = sorted(set(now.columns) ^ set(then.columns))
        return [f"outcomes differ: {', '.join(changed) or 'their order'}"]
    before, after = then.set_index(identity), now.set_index(identity)
    found = [f"run without counterpart: {run}" for run in before.index.symmetric_difference(after.index)]
    common = before.index.intersection(after.index)
    old, new = before.loc[common].to_numpy(float), after.loc[common].to_numpy(float)
    off = ~np.isclose(new, old, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    for row, column in zip(*np.nonzero(off), strict=True):
        name = before.columns[column]
        found.append(f"{common[row]}: {name} was {old[row, column]:.17g}, is {new[row, column]:.17g}")
    return found


def main(argv: list[str]) -> int:
    """Compare, or refresh with `--refresh`; 0 if the numbers agree."""
    parser = argparse.ArgumentParser(prog="python -m iei.experiments.evidence.reference", description=__doc__)
    parser.add_argument("--refresh", action="store_true", help="store the present numbers")
    if parser.parse_args(argv).refresh:
        FOLDER.mkdir(parents=True, exist_ok=True)
        write_text(FILE, computed().to_csv(index=False, float_format="%.17g"))
        print(f"stored {FILE}")
        return 0
    found = differences(computed(), stored())
    print("\n".join(found[:20]) or "the reference results are the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
