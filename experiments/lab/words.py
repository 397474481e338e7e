"""The words of the page, one catalogue a language.

English names of levers, outcomes and units are those that the model declares; `words/en.yaml` holds the
rest and `words/zh.yaml` holds everything in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from iei.experiments.lab.state import LANGUAGES
from iei.policies.catalogue import LEVER_NAMES, LEVERS, cost_in_words
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Words:
    """One language; sections of the catalogue by name."""

    language: str
    sections: dict[str, dict[str, Any]]

    def __call__(self, key: str, **values: Any) -> str:
        """A text of the page, with `values` filled in; `KeyError` for a key that the catalogue lacks."""
        text = str(self.sections["page"][key])
        return text.format(**values) if values else text

    def named(self, section: str, name: str) -> str:
        """Name of a thing in a section, or its key in plain words."""
        return str(self.sections.get(section, {}).get(name, name.replace("_", " ")))

    def outcome(self, name: str) -> str:
        """Label of an outcome."""
        declared = OUTCOMES[name].chinese if self.language == "zh" else ""
        return str(self.sections.get("outcomes", {}).get(name, declared or OUTCOMES[name].label))

    def with_own(self, own: Mapping[str, Mapping[str, str]]) -> Words:
        """These words and those that a panel brings along, language to key to text."""
        return replace(
            self, sections=self.sections | {"page": {**self.sections["page"], **own[self.language]}}
        )

    def unit(self, unit: str) -> str:
        """A unit, spelled out."""
        return str(self.sections.get("units", {}).get(unit, unit))

    def outcome_unit(self, name: str) -> str:
        """Unit of an outcome; shares are shown in per cent."""
        unit = self.unit(OUTCOMES[name].unit)
        if not is_share(name):
            return unit
        whole = unit.removeprefix("share").strip()
        return self("per_cent_of", whole=whole) if OUTCOMES[name].unit != "share" else "%"

    def about_lever(self, name: str) -> dict[str, str]:
        """Label, unit, meaning in the real world and cost of a lever."""
        lever = LEVERS[LEVER_NAMES.index(name)]
        given = self.sections.get("levers", {}).get(name, {})
        if not given and lever.chinese and self.language == "zh":
            given = dict(zip(("label", "about", "cost"), lever.chinese, strict=True))
        return {
            "label": given.get("label", name.replace("_", " ")),
            "unit": self.unit(lever.unit),
            "about": with_zeros(given.get("about", lever.about)),
            "cost": cost_in_words(given.get("cost", lever.cost)),
        }


def with_zeros(text: str) -> str:
    """The text with a zero before every decimal point that has no digit before it."""
    return re.sub(r"(?<!\d)\.(?=\d)", "0.", text)


def is_share(outcome: str) -> bool:
    """Whether an outcome is shown in per cent."""
    unit = OUTCOMES[outcome].unit
    return unit == "share" or unit.startswith("share of")


def shown(value: float, outcome: str) -> float:
    """Value of an outcome in the unit in which the page shows it."""
    return 100 * value if is_share(outcome) else value


@cache
def words(language: str) -> Words:
    """The catalogue of a language; `InvalidInput` for one that the page does not speak."""
    if language not in LANGUAGES:
        raise InvalidInput(f"language = {language!r} is not known{nearest(str(language), LANGUAGES)}")
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language, yaml.safe_load(text))
