"""A targeted lever does nothing at all to an enterprise that it does not reach."""

import numpy as np
import pytest

from iei.experiments.plan.configuration import scenario
from iei.policies.catalogue import LEVERS
from iei.sim.run.engine import fresh_world, prepare
from iei.sim.run.schedule import run_term, start

LARGE = 3
FIRST = 14  # term in which the lever starts: by then the law has matured, without which there is no fine
POLICY = "world=classroom", "world.warm_up=0", "world.policy_start=4", "terms=30", "policy=law"
WEIGHED = ("value_none", "value_formal", "value_substantive", "transfers_expected")


@pytest.mark.parametrize("lever", [lever for lever in LEVERS if lever.targeted], ids=lambda lever: lever.name)
def test_what_the_unreached_weigh_is_the_same_to_the_bit_with_and_without_the_lever(lever):
    setting = f"{{value: {lever.upper}, start: {FIRST - 4}, sizes: [large]}}"
    worlds = []
    for policy in ([f"+policy.law.{lever.name}={setting}"], []):
        world = fresh_world(prepare(scenario([*POLICY, *policy])), 3)
        start(world)
        worlds.append(world)
    with_it, without = worlds
    while not np.asarray(with_it.policies[lever.name]).any():
        assert with_it.clock["term"][0] < FIRST + 6, "the lever never comes into force"
        run_term(with_it)
        run_term(without)
    large = np.asarray(with_it.enterprises["size_class"]) == LARGE
    assert large.any()
    assert not large.all()
    moved = np.zeros(len(large), bool)
    for column in WEIGHED:
        differs = np.asarray(with_it.enterprises[column] != without.enterprises[column])
        assert not differs[~large].any(), column
        moved |= differs
    assert lever.name == "audit" or moved[large].any()  # audits are felt only after they were made
