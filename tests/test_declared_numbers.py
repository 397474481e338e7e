"""No rule holds a number of its own: coefficients are declared, constants are named and explained."""

import ast
import importlib
from functools import cache

import pytest
from rules_in_source import path_of, place, rules

PUBLISHED = "sim.base.chance"  # constants of published generators of chance
# A float 2 with a geometric meaning, by the rule that holds it.
GEOMETRY = {
    "relevance": "a Gaussian has 2 sigma^2",
    "start_fields": "a ring has 2 pi, a chord 2 sin",
    "weigh_lead": "maps a share to -1..1",
    "remember": "farther than any two values of trust",
}


def numbers(node):
    """Numeric literals below a node, each with its parent."""
    for parent in ast.walk(node):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.Constant) and type(child.value) in (int, float):
                yield child, parent


def is_structural(number, parent, rule_name):
    """Whether a literal says how to compute, not how much.

    - 0 and 1 of both types: empty, whole, first, next; whole 2: a pair, a parity, a position
    - 0.5 added before rounding, subtracted from a chance or compared with one: a fair coin
    - 2.0 under a fraction: a mean of two
    """
    value = number.value
    if value in (0, 1) or (value == 2 and isinstance(value, int)):
        return True
    if value == 0.5:
        right = isinstance(parent, ast.BinOp) and parent.right is number
        return (right and isinstance(parent.op, ast.Add | ast.Sub)) or isinstance(parent, ast.Compare)
    if value == 2:
        mean = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Div) and parent.right is number
        return mean or rule_name in GEOMETRY
    return False


def undeclared(rule):
    """Literals of a rule that are neither declared nor structural."""
    return [number for number, parent in numbers(rule) if not is_structural(number, parent, rule.name)]


def test_no_rule_holds_a_number_of_its_own():
    found = [
        place(module, number) + f" in {rule.name}"
        for module, rule in rules()
        if module != PUBLISHED
        for number in undeclared(rule)
    ]
    assert found == []


def test_every_exception_is_used():
    with_two = {
        rule.name
        for _, rule in rules()
        for number, _ in numbers(rule)
        if isinstance(number.value, float) and number.value == 2
    }
    assert set(GEOMETRY) <= with_two


@pytest.mark.parametrize(
    "text",
    ["0.75 * cost", "2.0 * trust", "0.5 * x", "x / 4.0", "min(x, 5)", "age < 3", "x > 0.1"],
)
def test_a_number_is_recognised(text):
    assert undeclared(ast.parse(f"def f(): return {text}").body[0])


@pytest.mark.parametrize("text", ["1.0 - x", "int(x + 0.5)", "u < 0.5", "(a + b) / 2.0", "i + 1", "term % 2"])
def test_structure_is_not_a_number(text):
    assert not undeclared(ast.parse(f"def f(): return {text}").body[0])


@cache
def constants(module):
    """Names that the source of a module assigns from numeric literals, to whether a comment says why."""
    source = path_of(module).read_text(encoding="utf-8")
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not is_numeric(node.value):
            continue
        commented = "  # " in lines[node.end_lineno - 1] or lines[node.lineno - 2].startswith("# ")
        for target in node.targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                found[name.id] = commented
    return found


def is_numeric(node):
    """Whether an expression is made of numbers: literals, their tuples and their arithmetic."""
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(is_numeric(part) for part in node.elts)
    if isinstance(node, ast.BinOp):
        return is_numeric(node.left) or is_numeric(node.right)
    if isinstance(node, ast.UnaryOp):
        return is_numeric(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def home_of(module, name):
    """Module that assigns a name which `module` reads."""
    tree = ast.parse(path_of(module).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}:
            return node.module.removeprefix("iei.")
    return module


def read_constants():
    """Numeric constants of modules that rules read, as (home, name)."""
    found = set()
    for module, rule in rules():
        if module == PUBLISHED:
            continue
        names = {node.id for node in ast.walk(rule) if isinstance(node, ast.Name) and node.id.isupper()}
        for name in names:
            home = home_of(module, name)
            if name in constants(home):
                found.add((home, name))
    return found


def test_every_constant_that_a_rule_reads_says_why_it_is_none_of_the_coefficients():
    silent = [f"{home}.{name}" for home, name in sorted(read_constants()) if not constants(home)[name]]
    assert silent == []


def test_constants_are_found_where_they_are():
    found = read_constants()
    assert {("sim.world.tables", "SUBSTANCE_OF_DEPTH"), ("sim.cooperation.links", "FORGOTTEN")} <= found
    for home, name in found:
        assert hasattr(importlib.import_module(f"iei.{home}"), name)


def test_a_weight_of_substance_has_one_home():
    """The scale of depth is a scale: nobody repeats a number of it."""
    homes = [home for home, name in read_constants() if name in ("SUBSTANCE_OF_DEPTH", "NEWCOMER_SUBSTANCE")]
    assert set(homes) <= {"sim.world.tables"}
    assert "NEWCOMER_SUBSTANCE" not in constants("sim.world.tables")  # it is read off the scale
