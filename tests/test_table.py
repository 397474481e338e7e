"""Tables: reserved names, defaults, and a check that finds what is out of bounds."""

import re

import numpy as np
import pytest

from iei.agents.tables import COLLEGES, ENTERPRISES, GOVERNMENTS
from iei.policies.catalogue import POLICIES, SPENDING
from iei.sim.base.quantity import InvalidInput
from iei.sim.base.table import Column, Table
from iei.sim.outcomes.tallies import TALLIES
from iei.sim.world import tables

ALL = [value for value in vars(tables).values() if isinstance(value, Table)]
ALL += [COLLEGES, ENTERPRISES, GOVERNMENTS, POLICIES, SPENDING, TALLIES]

PEOPLE = Table(
    "people",
    "a person",
    Column("share", float, unit="share", about="a share", lower=0, upper=1, default=0.5),
    Column("rank", int, unit="-", about="a rank", lower=0, upper=3),
    Column("here", bool, unit="-", about="whether here", default=1),
    Column("skill", float, unit="skill", about="skills", lower=0, upper=1, length=3),
)


@pytest.mark.parametrize("name", ["size", "shape", "data", "sum", "mean", "item", "dtype", "T", "sort"])
def test_names_that_uncompiled_rules_would_read_wrongly_are_refused(name):
    with pytest.raises(ValueError, match=f"'{name}' is taken"):
        Column(name, float, unit="-", about="anything")


def test_a_name_must_be_an_attribute():
    with pytest.raises(ValueError, match="not an identifier"):
        Column("two words", float, unit="-", about="anything")


def test_a_column_is_declared_once():
    with pytest.raises(ValueError, match=r"declared twice: \['a'\]"):
        Table(
            "t",
            "a row",
            Column("a", float, unit="-", about="first"),
            Column("a", int, unit="-", about="second"),
        )


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_rules_read_and_write_every_column_as_attribute(table):
    rows = table.rows(2)
    record = rows.view(np.recarray)[1]
    for column in table.columns:
        value = np.ones(column.length) if column.length else 1
        setattr(record, column.name, value)
        assert np.all(getattr(record, column.name) == value)
        assert np.all(rows[column.name][1] == value)
        assert np.all(rows[column.name][0] == column.default)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_every_column_says_its_unit_and_meaning(table):
    for column in table.columns:
        assert column.unit
        assert column.about
        assert column.lower <= column.upper


def test_fresh_rows_hold_the_defaults():
    rows = PEOPLE.rows(2)
    assert rows["share"].tolist() == [0.5, 0.5]
    assert rows["rank"].tolist() == [0, 0]
    assert rows["here"].tolist() == [True, True]
    assert rows["skill"].shape == (2, 3)


@pytest.mark.parametrize(("column", "value"), [("share", 0.0), ("share", 1.0), ("rank", 3), ("skill", 1.0)])
def test_bounds_belong_to_what_is_allowed(column, value):
    rows = PEOPLE.rows(2)
    rows[column] = value
    PEOPLE.check(rows)


@pytest.mark.parametrize(
    ("column", "value"),
    [("share", 1.0000001), ("share", -1e-9), ("share", np.nan), ("share", np.inf), ("rank", 4), ("rank", -1)],
)
def test_the_check_names_table_column_row_and_bounds(column, value):
    rows = PEOPLE.rows(4)
    rows[column][2] = value
    upper = 1 if column == "share" else 3
    with pytest.raises(InvalidInput, match=re.escape(f"people.{column}: rows [2] hold")) as refusal:
        PEOPLE.check(rows)
    assert f"[0, {upper}]" in str(refusal.value)


def test_the_check_looks_into_vectors():
    rows = PEOPLE.rows(4)
    rows["skill"][3, 1] = np.nan
    with pytest.raises(InvalidInput, match=re.escape("people.skill: rows [3]")):
        PEOPLE.check(rows)
