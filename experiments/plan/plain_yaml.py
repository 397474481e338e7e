"""Scalars that YAML 1.1 reads as something else than they say: ``010`` as 8, ``1:30`` as 90."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

# What the loader of configuration files (YAML 1.1) makes of unquoted text.
WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
BASES = (
    (re.compile(r"[-+]?0b[01_]+"), 2),
    (re.compile(r"[-+]?0x[0-9a-fA-F_]+"), 16),
    (re.compile(r"[-+]?0[0-7_]+"), 8),
)
SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
UNDERSCORED = re.compile(r"[-+]?(?=[^_]*_)[0-9_]*\.?[0-9_]*([eE][-+]?[0-9]+)?")
DIGIT = re.compile(r"[0-9]")


def ambiguous_scalars(text: str) -> list[tuple[int, str, str, str]]:
    """Every unquoted scalar of a YAML text that is read as something else than what is written.

    Each as (line, key, scalar, meaning): line from 1, the dotted key, the text as written, and what it
    would be read as. Octal, hexadecimal, binary and sexagesimal numbers, numbers with underscores, and
    yes, no, on, off; as values and as names. Raises `yaml.YAMLError` if the text is not YAML.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return [] if root is None else list(of_node(root, "", frozenset()))


def of_node(node: yaml.Node, key: str, above: frozenset[int]) -> Iterator[tuple[int, str, str, str]]:
    """Ambiguous scalars of a node and of what is below it, in the order of the text.

    above : identities of the nodes around it; an alias may name one of them
    """
    if id(node) in above:
        return
    inside = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            inner = f"{key}.{name.value}" if key else str(name.value)
            yield from of_node(name, inner, inside)
            yield from of_node(value, inner, inside)
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield from of_node(entry, f"{key}[{number}]", inside)
    elif isinstance(node, yaml.ScalarNode) and node.style is None:
        meaning = meaning_of(node.value)
        if meaning:
            yield node.start_mark.line + 1, key, node.value, meaning


def meaning_of(scalar: str) -> str:
    """What YAML 1.1 reads an unquoted scalar as, if that is not what it says; else empty."""
    if scalar.lower() in WORDS:
        # mixed case such as yEs stays text
        return WORDS[scalar.lower()] if scalar in (scalar.lower(), scalar.upper(), scalar.title()) else ""
    for pattern, base in BASES:
        if pattern.fullmatch(scalar):
            return str(int(scalar.replace("_", ""), base))
    if SIXTIES.fullmatch(scalar):
        return sixties(scalar.replace("_", ""))
    if UNDERSCORED.fullmatch(scalar) and DIGIT.match(scalar.lstrip("+-.")):
        return scalar.replace("_", "").lstrip("+")
    return ""


def sixties(scalar: str) -> str:
    """A number written in base 60, such as ``1:30``, in base 10."""
    total = 0.0
    for part in scalar.lstrip("+-").split(":"):
        total = 60 * total + float(part)
    return f"{'-' if scalar.startswith('-') else ''}{total:g}"
