"""Rules that make or receive arrays say so: all others are compiled without counting references."""

import ast

import pytest

from iei.sim.base.compilation import compiled, rule, source_files

MODULES = source_files()


def rules():
    """Every rule of the book: its name, its definition, and whether it says that it allocates."""
    for tree in MODULES.values():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if ast.unparse(mark) in ("rule", "rule(allocates=True)"):
                        yield node.name, node, ast.unparse(mark) != "rule"


ALLOCATING = {name for name, _, allocates in rules() if allocates}
RETURNING = {  # what they return may be an array of their own
    name
    for name, node, allocates in rules()
    if allocates and any(isinstance(part, ast.Return) and part.value for part in ast.walk(node))
}


def calls(node):
    """Names of functions that a rule calls directly."""
    return {c.func.id for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}


def test_there_are_rules_of_both_kinds():
    assert len(ALLOCATING) > 10
    assert len(list(rules())) > 10 * len(ALLOCATING)


@pytest.mark.parametrize("name", sorted(name for name, node, _ in rules() if calls(node) & RETURNING))
def test_who_gets_an_array_from_a_rule_says_so(name):
    assert name in ALLOCATING


def test_who_makes_an_array_without_saying_so_is_not_compiled():
    if not compiled():
        pytest.skip("rules run as plain Python")
    import numpy as np
    from numba.core.errors import NumbaError

    @rule
    def forgetful(n):
        return np.zeros(n).sum()

    @rule(allocates=True)
    def honest(n):
        return np.zeros(n).sum()

    assert honest(3) == 0
    with pytest.raises((NumbaError, NotImplementedError, RuntimeError)):
        forgetful(3)


def test_names_of_rules_are_their_own():
    names = [name for name, _, _ in rules()]
    assert len(set(names)) == len(names)
