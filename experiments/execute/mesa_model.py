"""The Mesa model of settings by keyword: for scripts, `mesa.batch_run` and Mesa's pages in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iei.experiments.execute.single_run import unused
from iei.experiments.plan.axes import declarations
from iei.experiments.plan.configuration import KEYS, compose, scenario_of
from iei.experiments.plan.from_python import override_texts
from iei.experiments.plan.overrides import override_keys
from iei.experiments.plan.run_settings import checked_run
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run import extensions
from iei.sim.run.collector import Reporters
from iei.sim.run.model import IntegrationModel
from iei.sim.run.scenario import Scenario

OWN_POLICY = "levers"  # levers that are given by keyword are a policy of this name
UNUSED = ("results", "outcomes", "executor", "replicates")


class MesaModel(IntegrationModel):
    """Industry-education integration as a Mesa model, by settings instead of a scenario.

        MesaModel(world="classroom", policy="council", subsidy=4, trust_gain=0.3, terms=40, seed=3)

    Parameters
    ----------
    seed, rng : seed of the run; without one it is drawn anew and is in `seed`
    config_dir : own folder, or a list of them
    government, college, enterprise : classes of the agents; those of extensions, or the usual ones, if None
    model_reporters, agent_reporters : collected beside outcomes and decisions
    kwargs : settings as in `iei.run`, and by its bare name any lever, coefficient of behaviour and number of
        the world; a lever takes the place of the value that a chosen policy gives it

    Raises `InvalidInput` for a mistake in them.
    """

    def __init__(
        self,
        *,
        seed: Any = None,
        rng: Any = None,
        config_dir: Any = None,
        government: type | None = None,
        college: type | None = None,
        enterprise: type | None = None,
        model_reporters: Reporters | None = None,
        agent_reporters: Reporters | None = None,
        **kwargs: Any,
    ) -> None:
        scenario = scenario_of_keywords(config_dir=config_dir, **kwargs)
        given = {"government": government, "college": college, "enterprise": enterprise}
        kinds: dict[str, Any] = {name: kind or extensions.AGENTS[name] for name, kind in given.items()}
        super().__init__(
            scenario,
            typed(seed),
            rng=typed(rng),
            model_reporters=model_reporters,
            agent_reporters=agent_reporters,
            **kinds,
        )


def mesa_model(*given: Any, **settings: Any) -> MesaModel:
    """A Mesa model, such as ``mesa_model(world="classroom", policy="council", subsidy=4, seed=3)``.

    given : overrides such as ``"policy=council"``, or mappings such as ``{"policy": "council"}``
    settings : those of `MesaModel`

    Raises `InvalidInput` for a mistake in them.
    """
    keywords: dict[str, Any] = {}
    texts: list[Any] = []
    for entry in given:
        if isinstance(entry, Mapping):
            for name in entry:
                if name in settings or name in keywords:
                    raise InvalidInput(f"'{name}' is set twice")
            keywords |= entry
        else:
            texts.append(entry)
    return MesaModel(**keywords, **settings, overrides=texts) if texts else MesaModel(**keywords, **settings)


def scenario_of_keywords(*, config_dir: Any = None, overrides: Any = (), **keywords: Any) -> Scenario:
    """The checked scenario of keyword settings; `InvalidInput` names one that is unknown.

    overrides : further settings as texts in Hydra's grammar
    """
    declared = declarations()
    settings: dict[str, Any] = {}
    levers: dict[str, Any] = {}
    for name, value in keywords.items():
        where = next((table for table, entries in declared.items() if name in entries), "")
        if where == "lever":
            levers[name] = value
        elif where:
            settings[f"{where}.{name}"] = value
        elif name in KEYS or any(sign in name for sign in "./"):
            settings[name] = value
        else:
            known = [*KEYS, *(name for entries in declared.values() for name in entries)]
            raise InvalidInput(f"'{name}' is no setting, lever or coefficient{nearest(name, known)}")
    texts = override_texts(list(overrides), config_dir=config_dir, **settings)
    unused(texts, UNUSED, "a Mesa model makes one run and writes nothing")
    if "seed" in override_keys(texts):
        raise InvalidInput("give the seed as seed=3, not among the texts of other settings")
    config = checked_run(compose(texts))
    return scenario_of({**config, "policy": with_levers(config["policy"], levers)})


def with_levers(policies: Mapping[str, Any], levers: Mapping[str, Any]) -> dict[str, Any]:
    """Policies in which these levers have these values, or an own policy that sets those they do not set."""
    found = {name: dict(of_policy or {}) for name, of_policy in policies.items()}
    own: dict[str, Any] = {}
    for lever, value in levers.items():
        setters = [name for name, of_policy in found.items() if lever in of_policy]
        for name in setters:
            found[name][lever] = replaced(found[name][lever], value, f"policy.{name}.{lever}")
        if not setters:
            own[lever] = value
    if own:
        found[OWN_POLICY] = own
    return found


def replaced(setting: Any, value: Any, where: str) -> Any:
    """What a policy says of a lever with another value; its time, regions and basis stay."""
    if isinstance(value, Mapping) or not isinstance(setting, Mapping | list):
        return value
    if isinstance(setting, list):
        raise InvalidInput(f"{where} has several values by time or region: a single one cannot replace them")
    return {**setting, "value": value}


def typed(seed: Any) -> Any:
    """A seed as a number if it was typed into a field of a page."""
    if isinstance(seed, str) and seed.strip().isdecimal():
        return int(seed)
    return None if seed == "" else seed
