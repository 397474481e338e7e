"""Fixtures: small worlds, worlds with coefficients outside their bounds, and strict number rules."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import settings

from iei.experiments.plan.configuration import scenario
from iei.sim.run.behaviour import behaviour_record
from iei.sim.run.engine import Prepared, fresh_world, prepare
from iei.sim.world.tables import World

os.environ["IEI_DEBUG"] = "1"  # what nobody foresaw shall fail a test with its traceback
np.seterr(all="raise", under="ignore")
settings.register_profile("fixed", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def prepared() -> Callable[..., Prepared]:
    """`prepared("world=classroom", "terms=8")`: a laid-out scenario, made once for each list of overrides."""

    @cache
    def lay_out_once(*overrides: str) -> Prepared:
        return prepare(scenario(overrides))

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
