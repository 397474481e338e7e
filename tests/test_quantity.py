"""Declared numbers: bounds, types, hints, and that no declared coefficient is dead."""

import ast
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.sim.base.compilation import source_files
from iei.sim.base.quantity import ASSUMED, InvalidInput, Quantity, checked_values, nearest
from iei.sim.run.behaviour import BEHAVIOUR

SHARE = Quantity(
    "trust_gain",
    default=0.2,
    lower=0.05,
    upper=0.4,
    unit="1/term",
    equation="E16",
    source="modelling choice",
    grade=ASSUMED,
)
COUNT = Quantity(
    "delay",
    default=2,
    lower=1,
    upper=3,
    unit="term",
    equation="E10",
    source="modelling choice",
    grade=ASSUMED,
    integer=True,
)


@given(st.floats(0.05, 0.4))
def test_every_value_within_bounds_is_accepted_unchanged(value):
    assert SHARE.checked(value) == value


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not 0.05 <= x <= 0.4))
def test_every_value_out_of_bounds_is_refused_with_key_bounds_and_unit(value):
    with pytest.raises(InvalidInput, match=re.escape("[0.05, 0.4] 1/term")) as refusal:
        SHARE.checked(value, "behaviour.trust_gain")
    assert str(refusal.value).startswith("behaviour.trust_gain = ")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, "0.2", True, None, [0.2]])
def test_what_is_not_a_finite_number_is_refused(value):
    with pytest.raises(InvalidInput, match="trust_gain"):
        SHARE.checked(value)


def test_whole_numbers_are_demanded_where_only_they_make_sense():
    assert COUNT.checked(2.0) == 2
    with pytest.raises(InvalidInput, match="whole number"):
        COUNT.checked(2.5)


def test_a_declaration_must_hold_its_own_default():
    with pytest.raises(ValueError, match="default 5"):
        Quantity(
            "x",
            default=5,
            lower=0,
            upper=1,
            unit="share",
            equation="E1",
            source="modelling choice",
            grade=ASSUMED,
        )


def test_a_declaration_must_have_a_known_grade():
    with pytest.raises(ValueError, match="grade 'guessed'"):
        Quantity(
            "x",
            default=0.5,
            lower=0,
            upper=1,
            unit="share",
            equation="E1",
            source="modelling choice",
            grade="guessed",
        )


def test_given_values_overlay_defaults():
    assert checked_values([SHARE, COUNT], {"delay": 3}, "behaviour") == {"trust_gain": 0.2, "delay": 3}


def test_an_unknown_name_is_refused_with_the_nearest_right_one():
    with pytest.raises(InvalidInput, match=r"'behaviour\.trust_gian'; did you mean 'trust_gain'\?"):
        checked_values([SHARE, COUNT], {"trust_gian": 0.2}, "behaviour")


def test_without_a_near_name_all_known_ones_are_listed():
    assert nearest("qqqq", ["council", "law"]) == "; known: council, law"


@pytest.mark.parametrize("quantity", BEHAVIOUR.values(), ids=list(BEHAVIOUR))
def test_every_coefficient_says_its_unit_equation_and_source(quantity):
    assert quantity.unit
    assert quantity.equation
    assert quantity.source


def is_behaviour(node):
    """Whether an expression is the record of coefficients: `behaviour`, `x.behaviour` or `x.behaviour[0]`."""
    if isinstance(node, ast.Subscript):
        node = node.value
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return name == "behaviour"


def test_every_coefficient_is_read_somewhere():
    """A coefficient that nothing reads would be swept in vain."""
    read = set()
    for node in (node for module in source_files().values() for node in ast.walk(module)):
        if isinstance(node, ast.Attribute) and is_behaviour(node.value):
            read.add(node.attr)
        elif isinstance(node, ast.Subscript) and is_behaviour(node.value):
            read.add(getattr(node.slice, "value", ""))
    assert set(BEHAVIOUR) - read == set()
