"""One rule book, several ways to run it: all give the same world, to the bit, in every column.

Run as a script this file prints the digests of the present run mode; the test of uncompiled runs calls it so.
"""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from iei.experiments.plan.configuration import compose, options, scenario_of
from iei.policies.catalogue import LEVER_NAMES
from iei.sim.run.engine import fresh_world, prepare, simulate
from iei.sim.run.model import IntegrationModel

SEED = 9  # under which every case takes a way of its own
EVERY_LEVER = "policy.package_full"
# Branches that no policy file takes, all in the strongest package; an evaluation cycle of 2 lets
# governments choose often.
SWITCHES = {
    "matching": ["behaviour.matching_switch=1"],
    "adaptive": ["behaviour.adaptive_switch=1", "behaviour.evaluation_cycle=2"],
    "basis start": [f"{EVERY_LEVER}.subsidy={{value: 8, basis: start}}"],
    "basis first": [f"{EVERY_LEVER}.subsidy={{value: 8, basis: first}}"],
    "basis joint substance": [f"{EVERY_LEVER}.subsidy={{value: 8, basis: joint_substance}}"],
    "risk-based audit": [
        f"{EVERY_LEVER}.audit={{value: 0.5, targeting: risk}}",
        "behaviour.audit_risk_noise=0",  # luck orders links as it does at random; here only substance does
    ],
    "programmes": [
        *("behaviour.programme_rate=1", "behaviour.open_ratio=1", "behaviour.close_ratio=1"),
        *("behaviour.portfolio_minimum=1", "behaviour.intake_speed=0.2", "behaviour.fashion_spread=2"),
    ],
    "fixed programmes": [
        *("behaviour.programme_rate=0", "behaviour.intake_speed=0", "behaviour.fashion_spread=0"),
        *("behaviour.signal_filter=0", "behaviour.outside_skill_slope=0", "behaviour.posts_elasticity=0"),
    ],
    "idle state": [  # what governments expect, scores, forms, surplus, departments and standards do not act
        *("behaviour.lead_interest=0", "behaviour.government_keep=0", "behaviour.government_imitation=0"),
        *("behaviour.government_random=0", "behaviour.score_pull=0", "behaviour.awareness_score=0"),
        *("behaviour.intake_score=0", "behaviour.forms_from_depth=1", "behaviour.form_push=0"),
        *("behaviour.form_absent=1", "behaviour.surplus_places=0", "behaviour.college_surplus=0"),
        *("behaviour.coupling_effort=0", "behaviour.department_lean=0"),
        *("behaviour.examination_standard=0", "behaviour.capital_standard=0"),
        "behaviour.prescribed_unused=0",
    ],
    "imitating governments": ["behaviour.government_imitation=1", "behaviour.evaluation_cycle=2"],
    "parts of standards": [f"{EVERY_LEVER}.standards={{value: 1, parts: [content, capital]}}"],
    "components": ["world.skill_components=8", "world.fields=5", "behaviour.partner_memory=0"],
}
POLICIES = options("policy")
CASES = [*POLICIES, *SWITCHES]


def short(case):
    """A small scenario of the case that ends four terms after its last lever has started."""
    policy = case if case in POLICIES else "package_full"
    overrides = ["world=classroom", f"policy={policy}", *SWITCHES.get(case, [])]
    config = compose(overrides)
    starts = [setting.start for setting in scenario_of(config).levers] or [0]
    config["world"]["policy_start"] = max(2, -min(starts))
    config["world"]["warm_up"] = 1  # enough to pass through it; plain Python is slow
    config["terms"] = config["world"]["policy_start"] + max(starts) + 4
    return scenario_of(config)


def digests(world):
    """Hash of every column of every table by name; padding between columns does not count."""
    columns = {}
    for table, array in world._asdict().items():
        names = array.dtype.names
        for name in names or [""]:
            values = np.ascontiguousarray(array[name] if names else array)
            columns[f"{table}.{name}"] = hashlib.sha256(values.tobytes()).hexdigest()
    return columns


def differences(first, second):
    """Names of columns in which two worlds differ."""
    assert first.keys() == second.keys()
    return [name for name in first if first[name] != second[name]]


@pytest.fixture(scope="module")
def compiled():
    """Digests of a compiled run of every case."""
    return {case: digests(simulate(short(case), SEED).world) for case in CASES}


def test_digests_cover_every_column_and_notice_the_last_bit(compiled):
    world = simulate(short("none"), SEED).world
    before = digests(world)
    assert before == compiled["none"]
    assert {f"policies.{lever}" for lever in LEVER_NAMES} | {"links.trust", "plans."} <= before.keys()
    world.enterprises["trust"][-1] = np.nextafter(world.enterprises["trust"][-1], 2)
    assert differences(before, digests(world)) == ["enterprises.trust"]


def test_every_case_takes_a_way_of_its_own(compiled):
    """Otherwise the equalities below would say nothing about its branches."""
    for case in set(CASES) - {"none", "package_full"}:
        plain = "none" if case in POLICIES else "package_full"
        assert compiled[case]["tally_values."] != compiled[plain]["tally_values."], case


@pytest.mark.parametrize("case", CASES)
def test_stepping_through_mesa_gives_the_same_world(compiled, case):
    model = IntegrationModel(short(case), SEED).run()
    assert differences(digests(model.world), compiled[case]) == []


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") == "1", reason="compares with compiled rules")
def test_uncompiled_runs_give_the_same_worlds(compiled):
    done = subprocess.run(
        [sys.executable, __file__],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    uncompiled = json.loads(done.stdout)
    found = {case: differences(uncompiled[case], compiled[case]) for case in CASES}
    assert found == {case: [] for case in CASES}


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_and_order_of_runs_change_nothing(threads):
    ready = prepare(short("package_half"))
    seeds = list(range(8))
    in_order = [digests(simulate(ready, seed).world) for seed in seeds]
    with ThreadPoolExecutor(threads) as pool:
        backwards = list(pool.map(lambda seed: digests(simulate(ready, seed).world), reversed(seeds)))
    assert backwards[::-1] == in_order
    assert len({tuple(run.values()) for run in in_order}) == len(seeds)


def test_runs_leave_the_laid_out_world_alone():
    ready = prepare(short("package_full"))
    before = digests(fresh_world(ready, SEED))
    simulate(ready, SEED)
    IntegrationModel(ready, SEED).run()
    assert digests(fresh_world(ready, SEED)) == before


if __name__ == "__main__":
    print(json.dumps({case: digests(simulate(short(case), SEED).world) for case in CASES}))
