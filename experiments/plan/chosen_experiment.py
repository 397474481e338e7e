"""Which experiment is meant: by name, by path, as a list of policies, or as scenarios given in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iei.experiments.plan import own_files
from iei.experiments.plan.coefficient_ensemble import ensemble_design
from iei.experiments.plan.configuration import compose, options
from iei.experiments.plan.experiment import Experiment
from iei.experiments.plan.from_python import override_texts
from iei.experiments.plan.overrides import SEARCH_PATH, override_keys, quoted, read, sets_scenario, taken
from iei.experiments.plan.run_settings import refuse_deleted
from iei.sim.base.quantity import InvalidInput, nearest

OWN_KEYS = ("experiment", "policies", "ensemble")  # of the command, not of the composed file
BASELINE = "none"
BASE = "base"  # the file that every experiment starts from
LISTED = "policies=[council,law] compares these policies with none"


def by_path(words: Sequence[str]) -> list[str]:
    """Words of a command line with the path of an experiment file as ``experiment=PATH``."""
    return [f"experiment={quoted(word)}" if is_path(word) else word for word in words]


def is_path(word: str) -> bool:
    """Whether a word is the path of an experiment file and no override."""
    return "=" not in word and word.endswith((".yaml", ".yml"))


def composed(
    given: Sequence[str], default: str, scenarios: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The whole configuration of an experiment, by Hydra, checked, and what all its scenarios share.

    given : overrides; ``experiment=NAME`` or ``experiment=PATH`` selects the file, ``policies=[...]``
        replaces its scenarios; ``ensemble=PATH`` tries each with the coefficient sets of a calibration
    default : name of the file that is meant when none is selected
    scenarios : name to overrides or settings, instead of those of the file

    Raises `InvalidInput` for an unknown experiment, key or option, a setting of the wrong kind, and one
    that the experiment would not use.
    """
    own, others = taken(given, OWN_KEYS)
    name, others = located(own.get("experiment", default), others)
    known = options("experiment", others)
    if name not in (*known, default):
        raise InvalidInput(f"experiment={name}: there is no such experiment{nearest(name, known)}")
    config = compose([f"+experiment={name}", *others])
    refuse_deleted(config, compose([f"+experiment={BASE}"]))
    if scenarios is not None and "policies" in own:
        raise InvalidInput("give either scenarios or policies")
    if "policies" in own:
        scenarios = of_policies(own["policies"])
    if scenarios is not None:
        config = with_scenarios(config, scenarios)
    if own.get("ensemble") is not None:
        if config.get("design"):
            raise InvalidInput(f"ensemble: the experiment '{name}' has a design already; give one of them")
        config = {**config, "design": ensemble_design(own["ensemble"])}
    return config, tuple(text for text in others if text.startswith(SEARCH_PATH) or sets_scenario(text))


def located(value: Any, others: list[str]) -> tuple[str, list[str]]:
    """Name of an experiment, and the overrides with the folder of its file if it was given as a path."""
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"experiment={value}: must be the name of an experiment or the path of its file")
    if not ("/" in value or "\\" in value or value.endswith((".yaml", ".yml"))):
        return value, others
    path = Path(value).expanduser().absolute()
    if path.suffix != ".yaml" or not path.is_file():
        raise InvalidInput(f"experiment={value}: there is no such file, or it does not end in .yaml")
    folders, rest = own_files.split(others)
    near = [path.parent.parent] if path.parent.name == "experiment" else [path, path.parent]
    return path.stem, [own_files.search_override([*near, *folders]), *rest]


def of_policies(value: Any) -> dict[str, list[str]]:
    """Scenarios of a list of policies, each a name or a list of names that are combined."""
    listed = value if isinstance(value, list) else [value]
    scenarios = {BASELINE: [f"policy={BASELINE}"]}
    for entry in listed:
        names = entry if isinstance(entry, list) else [entry]
        if not names or not all(isinstance(name, str) and name for name in names):
            raise InvalidInput(f"policies: {entry!r} is not the name of a policy; {LISTED}")
        scenarios["+".join(names)] = [f"policy=[{','.join(map(quoted, names))}]"]
    if len(scenarios) == 1:
        raise InvalidInput(f"policies = {value!r} names no policy beside none; {LISTED}")
    return scenarios


def with_scenarios(config: Mapping[str, Any], scenarios: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration with other scenarios; the baseline stays if it is among them, else the first is."""
    if not isinstance(scenarios, Mapping) or not scenarios:
        raise InvalidInput("scenarios must map names to overrides, such as {'law': ['policy=law']}")
    texts = {str(name): override_texts(settings) for name, settings in scenarios.items()}
    baseline = config.get("baseline")
    return {
        **config,
        "scenarios": texts,
        "baseline": baseline if baseline in texts else next(iter(texts)),
    }


def refuse_superseded(experiment: Experiment, common: Sequence[str]) -> None:
    """Raise `InvalidInput` for a common setting that a scenario or the design sets itself.

    Theirs takes its place, so that a user who sets it on the command line would be ignored.
    """
    setters: dict[str, str] = {}
    for name, texts in experiment.scenarios.items():
        for key in override_keys(texts):
            setters.setdefault(key, name)
    varied = {axis.key for axis in experiment.design.axes} if experiment.design else set()
    for text in common:
        key = read(text).key_or_group
        if key in setters:
            raise InvalidInput(
                f"'{text}' would not be used: scenario '{setters[key]}' sets '{key}' itself; {instead(key)}"
            )
        if key in varied:
            raise InvalidInput(f"'{text}' would not be used: the design of the experiment varies '{key}'")


def instead(key: str) -> str:
    """What to write when a common setting would not be used."""
    if key == "policy":
        return f"{LISTED}, '+policy.common.law=1' adds a lever to every scenario"
    return "change the experiment file, or leave that scenario out with only=[...]"
