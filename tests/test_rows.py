"""Row numbers: one place computes them, and what it computes is what the layout holds."""

import ast

import numpy as np
import pytest
from rules_in_source import place, rules

from iei.experiments.plan.configuration import scenario
from iei.sim.base.compilation import source_files
from iei.sim.run.layout import lay_out
from iei.sim.world import rows

HOME = "sim.world.rows"
SCALES = (ast.Mult, ast.FloorDiv, ast.Mod)
LENGTHS = {"fields", "SIZE_CLASSES", "STAGES", "POOL_ROWS", "memory"}  # a row number multiplies by these
OFFSETS = {"regions", "SIZE_CLASSES"}  # and adds these


def name_of(node):
    """Name of a length in `clock.fields`, `world.clock[0].fields`, `fields` or `len(SIZES)`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("clock", "world.clock[0]"):
        return node.attr
    return "SIZE_CLASSES" if ast.unparse(node) == "len(SIZES)" else ""


def is_row_arithmetic(node):
    """Whether an expression computes a row number, or takes one apart."""
    if not isinstance(node, ast.BinOp):
        return False
    names = {name_of(node.left), name_of(node.right)}
    if isinstance(node.op, SCALES):
        return not names.isdisjoint(LENGTHS) and not any(
            isinstance(side, ast.Constant) or ast.unparse(side).startswith("math.")
            for side in (node.left, node.right)
        )
    return isinstance(node.op, ast.Add) and not names.isdisjoint(OFFSETS)


def in_subscripts(tree):
    """Expressions inside the brackets of subscripts that multiply by or add a bare whole number above 2."""
    for subscript in (node for node in ast.walk(tree) if isinstance(node, ast.Subscript)):
        for node in ast.walk(subscript.slice):
            if isinstance(node, ast.BinOp) and any(
                isinstance(side, ast.Constant) and isinstance(side.value, int) and side.value > 2
                for side in (node.left, node.right)
            ):
                yield node


def row_arithmetic(tree):
    """All row arithmetic in a tree."""
    return [*(node for node in ast.walk(tree) if is_row_arithmetic(node)), *in_subscripts(tree)]


def test_row_numbers_are_computed_in_one_place():
    found = [
        place(module, node)
        for module, tree in source_files().items()
        if module != HOME
        for node in row_arithmetic(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "world.markets[g * clock.fields + k]",
        "tallies[term, clock.regions + enterprise.size_class]",
        "peers = region * len(SIZES) + size",
        "c = p // fields",
        "world.cohorts[row + 4]",
        "k = m % world.clock[0].fields",
    ],
)
def test_row_arithmetic_is_recognised(text):
    assert row_arithmetic(ast.parse(text))


@pytest.mark.parametrize(
    "text", ["angle = 2.0 * math.pi * k / fields", "u * clock.regions", "term % 2", "a[i + 1]", "x[n - 1]"]
)
def test_other_arithmetic_is_not(text):
    assert not row_arithmetic(ast.parse(text))


def test_only_the_rule_that_aims_reads_targets():
    """All others read the record of the levers that reach an enterprise, computed once a term."""
    readers = {
        (module, node.name)
        for module, node in rules()
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and part.attr == "targets"
    }
    assert readers == {("agents.government", "aim_levers")}


def test_rows_are_those_of_the_layout():
    world = lay_out(scenario(["world=province"]))
    clock = world.clock[0]
    g, k, size = clock["regions"] - 1, clock["fields"] - 1, rows.SIZE_CLASSES - 1
    c = len(world.colleges) - 1
    assert rows.market_row(clock, g, k) == len(world.markets) - 1
    assert rows.programme_row(clock, c, k) == len(world.programmes) - 1
    assert rows.cohort_row(clock, c, k, rows.STAGES - 1) == len(world.cohorts) - 1
    assert rows.peers_row(g, size) == len(world.peers) - 1
    assert rows.reach_row(clock, g, size, k) == len(world.reached) - 1 == len(world.paid_reached) - 1
    assert rows.pool_row(len(world.markets) - 1, rows.POOL_ROWS - 1) == len(world.pools) - 1
    assert rows.field_row(clock, k) == world.tallies.shape[1] - 1
    assert rows.size_row(clock, size) + 1 == rows.field_row(clock, 0)
    assert rows.memory_row(clock, len(world.enterprises) - 1, clock["memory"] - 1) == len(world.memories) - 1


def test_a_row_taken_apart_is_what_it_was_made_of():
    clock = lay_out(scenario(["world=province"])).clock[0]
    for g in range(clock["regions"]):
        for k in range(clock["fields"]):
            m = rows.market_row(clock, g, k)
            assert (rows.market_region(clock, m), rows.market_field(clock, m)) == (g, k)
            assert (rows.programme_college(clock, m), rows.programme_field(clock, m)) == (g, k)
            assert rows.pool_market(rows.pool_row(m, 3)) == m


def test_rows_of_many_are_the_rows_of_each():
    clock = lay_out(scenario(["world=province"])).clock[0]
    regions, industries = np.array([0, 1, 2]), np.array([5, 0, 3])
    each = [rows.market_row(clock, g, k) for g, k in zip(regions, industries, strict=True)]
    assert rows.market_rows(regions, industries, int(clock["fields"])).tolist() == each
    assert rows.programme_rows(regions, industries, int(clock["fields"])).tolist() == each
