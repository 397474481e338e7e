"""The rules of the model as they stand in the source, for tests that read it."""

import ast
from functools import cache
from pathlib import Path

from iei.sim.base.compilation import source_files

ROOT = Path(__file__).parents[1]


def is_rule(node):
    """Whether a definition is decorated with `@rule`."""
    return isinstance(node, ast.FunctionDef) and any(
        ast.unparse(d).split("(")[0] == "rule" for d in node.decorator_list
    )


@cache
def rules():
    """Every rule as (module, definition)."""
    return tuple(
        (module, node) for module, tree in source_files().items() for node in tree.body if is_rule(node)
    )


def path_of(module):
    """File of a module."""
    return ROOT / f"{module.replace('.', '/')}.py"


def place(module, node):
    """Where a node stands, with its text."""
    return f"{module.replace('.', '/')}.py:{node.lineno} {ast.unparse(node)}"
