"""Fixtures: small worlds, worlds with coefficients outside their bounds, and strict number rules."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import settings
from worked_enterprise import FIXED_COST_FACTOR, PLACES, WORKED

from iei.agents.tables import ENTERPRISES
from iei.experiments.plan.configuration import scenario
from iei.sim.run.behaviour import behaviour_record
from iei.sim.run.engine import Prepared, fresh_world, prepare
from iei.sim.world.tables import SIZES, World

os.environ["IEI_DEBUG"] = "1"  # what nobody foresaw shall fail a test with its traceback
np.seterr(all="raise", under="ignore")
settings.register_profile("fixed", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def prepared() -> Callable[..., Prepared]:
    """`prepared("world=classroom", "terms=8")`: a laid-out scenario, made once for each list of overrides.

    It has no warm-up unless it is asked for: its first term is term 0.
    """

    @cache
    def lay_out_once(*overrides: str) -> Prepared:
        return prepare(scenario(["world.warm_up=0", *overrides]))

    return lay_out_once


@pytest.fixture(scope="session")
def fresh(prepared) -> Callable[..., World]:
    """`fresh("world=classroom", seed=3, leak=0)`: a world before its start rules.

    Keyword arguments set coefficients without a check of their bounds, for limit cases.
    """

    def fresh_world_of(*overrides: str, seed: int = 1, **behaviour: float) -> World:
        world = fresh_world(prepared(*overrides), seed)
        world = world._replace(behaviour=world.behaviour.copy())
        for name, value in behaviour.items():
            world.behaviour[name] = value
        return world

    return fresh_world_of


@pytest.fixture(scope="session")
def record() -> Callable[..., np.record]:
    """`record(TABLE, column=value)`: one row of a table with defaults and these values, to pass to a rule."""

    def fresh_record(table, **values):
        row = table.rows(1).view(np.recarray)[0]
        for name, value in values.items():
            row[name] = value
        return row

    return fresh_record


@pytest.fixture(scope="session")
def behaviour_of() -> Callable[..., np.record]:
    """`behaviour_of(leak=0)`: the record of all coefficients; these values are not checked."""

    def fresh_record(**values: float) -> np.record:
        row = behaviour_record({}).view(np.recarray)[0]
        for name, value in values.items():
            row[name] = value
        return row

    return fresh_record


@pytest.fixture(scope="session")
def worked_behaviour(behaviour_of) -> Callable[..., np.record]:
    """`worked_behaviour(leak=0)`: the coefficients of the worked example, with these changes."""
    return lambda **changes: behaviour_of(**(WORKED | changes))


@pytest.fixture(scope="session")
def firm(record, worked_behaviour) -> Callable[..., np.record]:
    """`firm("large", trust=1)`: an enterprise of average productivity and return of a size class."""

    def average(size, **columns):
        behaviour = worked_behaviour()
        places, factor = PLACES[size], FIXED_COST_FACTOR[size]
        plain = {
            "size_class": SIZES.index(size),
            "places": places,
            "fixed_cost_factor": factor,
            "image": behaviour.image_value * places**behaviour.image_size_exponent,
            "productivity": behaviour.productivity,
            "productive_return": behaviour.productive_return,
            "skill_gain": behaviour.skill_gain,
            "awareness": behaviour.awareness_start,
            "trust": behaviour.trust_start,
            "scale": behaviour.fixed_cost * factor + 0.5 * behaviour.trainee_cost * places * 0.3,
        }
        return record(ENTERPRISES, **(plain | columns))

    return average
