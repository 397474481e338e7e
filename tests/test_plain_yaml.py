"""Unquoted scalars that YAML reads as something else are found by line and key; others are left alone."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from iei.experiments.plan.plain_yaml import ambiguous_scalars, meaning_of

CONF = Path(__file__).resolve().parents[1] / "conf"


def test_each_is_found_with_its_line_key_and_meaning():
    text = "subsidy: 010\nlist: [1, 1:30]\ndeep:\n  keep: no\n  0x10: yes\nquoted: '010'\n"
    assert ambiguous_scalars(text) == [
        (1, "subsidy", "010", "8"),
        (2, "list[1]", "1:30", "90"),
        (4, "deep.keep", "no", "false"),
        (5, "deep.0x10", "0x10", "16"),
        (5, "deep.0x10", "yes", "true"),
    ]


def test_an_alias_that_holds_itself_ends():
    assert ambiguous_scalars("a: &a [010, *a]") == [(1, "a[0]", "010", "8")]


def loaded(scalar):
    """What the loader of the configuration files makes of it."""
    return OmegaConf.to_container(OmegaConf.create(f"value: {scalar}"))["value"]


@pytest.mark.parametrize("scalar", ["010", "-017", "0x1F", "0b101", "1:30", "190:20:30", "1:30.5", "1_000"])
def test_the_meaning_is_what_the_loader_makes_of_it(scalar):
    assert float(meaning_of(scalar)) == loaded(scalar)


@pytest.mark.parametrize("scalar", ["yes", "No", "ON", "off"])
def test_words_are_read_as_booleans(scalar):
    assert meaning_of(scalar) == str(loaded(scalar)).lower()


@pytest.mark.parametrize(
    "scalar", ["0", "-3", "0.25", "1e3", ".5", "true", "null", "council", "a_b", "08x", "0.1.0", "yEs", "_1"]
)
def test_what_says_what_it_means_is_left_alone(scalar):
    assert meaning_of(scalar) == ""


@given(st.text("0123456789_:.xb-+eEnoyfs", min_size=1, max_size=7))
def test_nothing_else_is_read_as_another_number(scalar):
    """Whatever the loader reads as a number or boolean and is not flagged, Python reads alike."""
    try:
        value = yaml.safe_load(f"[{scalar}]")
        value = loaded(scalar)
    except (yaml.YAMLError, ValueError):  # not a scalar, or a number that the loader itself chokes on
        return
    if isinstance(value, bool):
        assert meaning_of(scalar)
    elif isinstance(value, (int, float)) and not meaning_of(scalar):
        assert float(scalar) == value or scalar.lower() in (".nan", ".inf", "-.inf", "+.inf")


@pytest.mark.parametrize("path", sorted(CONF.rglob("*.yaml")), ids=lambda path: str(path.relative_to(CONF)))
def test_no_file_of_ours_has_one(path):
    assert ambiguous_scalars(path.read_text(encoding="utf-8")) == []
