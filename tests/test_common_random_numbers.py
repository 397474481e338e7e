"""Common random numbers: policies share luck, newcomers change nobody's, and no draw serves twice."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run import schedule
from iei.sim.run.engine import fresh_world, prepare, simulate
from iei.sim.run.scenario import Scenario
from iei.sim.world.tables import SIZES

SEEDS = [replicate_seed(7, replicate) for replicate in range(24)]

# Numbers that are looked up again for the same use: the talent of a person, the key of a field that is
# compared until enough fields are chosen, the size of a college as part of its region's sum.
READ_AGAIN = {"TALENT", "COLLEGE_FIELDS", "COLLEGE_SIZE"}

# Every draw of a run by its key; printed: for each purpose, how many keys were drawn more than once.
COUNT_DRAWS = """
import json
from collections import Counter
from iei.experiments.plan.configuration import scenario
from iei.sim.base import chance
from iei.sim.base.purpose import Purpose
from iei.sim.run.engine import simulate

drawn = Counter()
philox = chance.philox

def counted(agent, partner, term, purpose, k0, k1):
    drawn[int(term), int(purpose), int(agent), int(partner)] += 1
    return philox(agent, partner, term, purpose, k0, k1)

chance.philox = counted  # all draws end there, single ones and many at once
twice = Counter()
base = ["world=classroom", "world.policy_start=2", "terms=8", "policy=package_full"]
switches = ["behaviour.matching_switch=1", "behaviour.adaptive_switch=1", "behaviour.evaluation_cycle=2"]
for overrides in (base, base + switches):
    drawn.clear()
    simulate(scenario(overrides), 3)
    twice.update(Purpose(purpose).name for (_, purpose, _, _), times in drawn.items() if times > 1)
print(json.dumps({"draws": len(drawn), "twice": twice}))
"""


@pytest.mark.parametrize("outcome", ["substantive_share", "formal_share", "links", "practical_skill"])
def test_paired_differences_vary_far_less_than_independent_ones(summaries, outcome):
    """The variance of a policy's effect between paired runs, over that between unrelated runs."""
    none, council = summaries[:, :, list(OUTCOMES).index(outcome)]
    paired = (council - none).var(ddof=1)
    independent = council.var(ddof=1) + none.var(ddof=1)
    assert 0 < paired < independent / 3


@pytest.fixture(scope="module")
def summaries(prepared):
    """Summaries without policy and with a council, shape (2, seeds, outcomes)."""
    policies = (), ("policy=council",)
    return np.array([[simulate(prepared(*p), seed).summary_values for seed in SEEDS] for p in policies])


def one_region(enterprises, colleges):
    """A world of one region with these numbers of enterprises by size class."""
    total = sum(enterprises)
    world = {
        "regions": {"one": {"tier": "East", "enterprises_share": 1, "colleges_share": 1}},
        "sizes": {size: {"share": n / total} for size, n in zip(SIZES, enterprises, strict=True)},
        "enterprises": total,
        "colleges": colleges,
    }
    return Scenario.from_mapping({"world": world, "terms": 12})


def started(scenario):
    world = fresh_world(prepare(scenario), 11)
    schedule.start(world)
    return world


def test_one_more_enterprise_changes_nobody_elses_traits():
    few, more = (started(one_region((20, 12, 6, large), 4)) for large in (2, 3))
    assert len(more.enterprises) == len(few.enterprises) + 1
    traits = (
        "productivity",
        "productive_return",
        "awareness",
        "taste_none",
        "taste_formal",
        "taste_substantive",
    )
    for name in (*traits, "size_class", "industry", "posts"):
        assert np.array_equal(few.enterprises[name], more.enterprises[name][:-1]), name
        assert len(np.unique(few.enterprises[name])) > 1, name
    assert np.array_equal(few.colleges["taste"], more.colleges["taste"])
    assert np.array_equal(few.programmes["offered"], more.programmes["offered"])
    assert np.array_equal(few.fields["drift"], more.fields["drift"])


def test_one_more_enterprise_changes_nobody_elses_luck_in_choosing():
    """Given the same utilities, everybody else chooses as before, term by term."""
    few, more = (started(one_region((20, 12, 6, large), 4)) for large in (2, 3))
    behaviour = few.behaviour.copy()
    behaviour["imitation_share"] = 0  # whom one imitates does depend on who is there
    few, more = (world._replace(behaviour=behaviour) for world in (few, more))
    for _ in range(12):
        for world in (few, more):
            for value in ("value_none", "value_formal", "value_substantive"):
                world.enterprises[value] = 0.1 * world.enterprises["size_class"]
            schedule.choose_strategies(world)
            schedule.adopt_strategies(world)
            world.clock["term"] += 1
            world.clock["tallied"] += 1
        assert np.array_equal(few.enterprises["strategy"], more.enterprises["strategy"][:-1])
    assert len(np.unique(few.enterprises["strategy"])) == 3


def test_one_more_college_changes_nobody_elses_traits():
    few, more = (started(one_region((20, 12, 6, 2), colleges)) for colleges in (4, 5))
    assert np.array_equal(few.colleges["taste"], more.colleges["taste"][:-1])
    offered = more.programmes["offered"]
    assert np.array_equal(few.programmes["offered"], offered[: len(few.programmes)])
    assert np.array_equal(few.enterprises["taste_none"], more.enterprises["taste_none"])


def test_a_longer_run_begins_with_the_shorter_one(prepared):
    shorter, longer = (simulate(prepared("world=classroom", f"terms={terms}"), 2) for terms in (25, 40))
    assert np.array_equal(shorter.world.tally_values, longer.world.tally_values[:25])


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**63 - 1])
def test_every_bit_of_a_seed_counts(prepared, seed):
    ready = prepared("world=classroom", "terms=5")
    one, other = (simulate(ready, s).values for s in (seed, seed ^ (1 << 40)))
    assert not np.array_equal(one, other, equal_nan=True)


def test_no_draw_serves_two_uses():
    """Two uses of one key would be the same luck twice; seen by counting the keys of uncompiled runs."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", COUNT_DRAWS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    assert counted["draws"] > 10_000
    assert set(counted["twice"]) <= READ_AGAIN
