"""Levers as the page groups them, and how they are described to the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from iei.experiments.lab.state import LabState, lever_value, presets
from iei.experiments.lab.words import Words
from iei.policies.catalogue import LEVER_NAMES, LEVERS

LISTED = {
    "government": ("departments", "law", "mandate", "planning"),
    "money": ("subsidy", "tax_credit"),
    "control": ("audit", "penalty", "evaluation", "publicity"),
    "coordination": ("platform", "council", "liaison", "guidelines", "reform"),
    "people": ("teacher_exchange", "part_time_experts", "qualification", "standards", "orders"),
}
# Levers that are not listed stand behind those of their group.
FAMILIES = {
    family: (
        *names,
        *(x.name for x in LEVERS if x.group == family and x.name not in sum(LISTED.values(), ())),
    )
    for family, names in LISTED.items()
}
STEPS = 20  # positions of a slider


@cache
def usual_value(lever: str) -> float:
    """Value that the smallest policy file with this lever gives it."""
    files = sorted(presets().values(), key=len)
    for policy in files:
        entry = policy.get(lever)
        if entry is not None:
            return float(entry["value"] if isinstance(entry, Mapping) else entry)
    return LEVERS[LEVER_NAMES.index(lever)].upper


def described(state: LabState, words: Words) -> list[dict[str, Any]]:
    """Families with their levers as plain data for the page."""
    return [
        {
            "name": family,
            "label": words.named("families", family),
            "levers": [described_lever(state, name, words) for name in names],
        }
        for family, names in FAMILIES.items()
    ]


def described_lever(state: LabState, name: str, words: Words) -> dict[str, Any]:
    """One lever: value, bounds, marks, words, and its window in time if it has one."""
    upper = LEVERS[LEVER_NAMES.index(name)].upper
    parts = [setting for setting in state.levers if setting.lever == name]
    window = ""
    if len(parts) > 1:
        window = words("in_parts")
    elif parts and (parts[0].start or parts[0].end is not None or parts[0].ramp):
        end = words("for_ever") if parts[0].end is None else parts[0].end
        window = words("from_to", start=parts[0].start, end=end, ramp=parts[0].ramp)
    return {
        **words.about_lever(name),
        "name": name,
        "value": lever_value(state, name),
        "upper": upper,
        "step": upper / STEPS,
        "usual": usual_value(name),
        "window": window,
    }
