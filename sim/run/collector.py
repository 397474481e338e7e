"""What a Mesa model collects: outcomes by term, what every agent has decided, and reporters of the user."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import mesa
import numpy as np
import pandas as pd

from iei.agents.mesa_agents import LEADS, ROLES, STRATEGIES, College, Enterprise, Government
from iei.agents.row_agent import RowAgent
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES

# By kind of agent: table, column of the decision in effect, name of the decision, its words.
DECISIONS: dict[type, tuple[str, str, str, tuple[str, ...]]] = {
    Government: ("governments", "strong_lead", "lead", LEADS),
    College: ("colleges", "strategy", "role", ROLES),
    Enterprise: ("enterprises", "strategy", "strategy", STRATEGIES),
}
Reporters = Mapping[str, Any]


class TermCollector(mesa.DataCollector):
    """Collects all outcomes and decisions of a term, and what the user's own reporters give.

    A seed that was drawn is collected too: a run of a batch can be repeated by it.

    A term's decisions are copied column by column; `get_agent_vars_dataframe` makes words of them. Rows
    of a frame have the number of steps and the id of the agent, as in Mesa.
    """

    def __init__(
        self, model: Any, model_reporters: Reporters, agent_reporters: Reporters, *, drawn: bool
    ) -> None:
        check_model_reporters(model_reporters, model)
        check_agent_reporters(agent_reporters, model)
        super().__init__(
            model_reporters={name: partial(_outcome, name=name) for name in OUTCOMES}
            | ({"seed": "seed"} if drawn else {})
            | {name: _callable(reporter) for name, reporter in model_reporters.items()},
            agent_reporters=dict(agent_reporters),
        )
        self._ids = {kind: [a.unique_id for a in model.agents_of(d[0])] for kind, d in DECISIONS.items()}
        self._decisions: dict[int, dict[type, np.ndarray]] = {}

    def collect(self, model: Any) -> None:
        """Look at a model once a term."""
        super().collect(model)
        self._decisions[model.steps] = {
            kind: getattr(model.world, table)[column].astype(np.int8)
            for kind, (table, column, *_) in DECISIONS.items()
        }

    def get_agent_vars_dataframe(self) -> pd.DataFrame:
        """Lead, role or strategy in effect of all agents, and own agent reporters, by step and id."""
        frame = pd.concat([self._frame(kind) for kind in DECISIONS]).sort_index()
        if self.agent_reporters:
            frame = frame.join(super().get_agent_vars_dataframe())
        return frame

    def get_agenttype_vars_dataframe(self, agent_type: type) -> pd.DataFrame:
        """The same of one kind of agents; own reporters are those of all agents."""
        for kind, (_, _, name, _) in DECISIONS.items():
            if isinstance(agent_type, type) and issubclass(agent_type, kind):
                frame = self._frame(kind)
                if self.agent_reporters:
                    frame = frame.join(super().get_agent_vars_dataframe())
                return frame.assign(strong_lead=frame[name] == LEADS[1]) if kind is Government else frame
        raise InvalidInput(
            f"{agent_type!r:.60} is no kind of agent: {', '.join(k.__name__ for k in DECISIONS)}"
        )

    def _frame(self, kind: type[RowAgent]) -> pd.DataFrame:
        _, _, name, words = DECISIONS[kind]
        index = pd.MultiIndex.from_product(
            [list(self._decisions), self._ids[kind]], names=["Step", "AgentID"]
        )
        numbers = [term[kind] for term in self._decisions.values()]
        values = np.array(words, dtype=object)[np.concatenate(numbers)] if numbers else []
        return pd.DataFrame({name: values}, index=index, dtype=object)


def check_model_reporters(reporters: Reporters, model: Any) -> None:
    """Raise `InvalidInput` for a reporter that could not be collected."""
    for name, reporter in _named(reporters, "model_reporters").items():
        where = f"model_reporters['{name}']"
        if name in OUTCOMES:
            raise InvalidInput(f"{where}: outcome '{name}' is collected anyway; take another name")
        if isinstance(reporter, str):
            if not hasattr(model, reporter):
                known = [entry for entry in dir(model) if not entry.startswith("_")]
                hint = "; outcomes are collected anyway" if reporter in OUTCOMES else nearest(reporter, known)
                raise InvalidInput(f"{where}: the model has no attribute '{reporter}'{hint}")
        elif not callable(reporter):
            _check_list(reporter, where)


def check_agent_reporters(reporters: Reporters, model: Any) -> None:
    """Raise `InvalidInput` for a reporter that could not be collected from any agent."""
    for name, reporter in _named(reporters, "agent_reporters").items():
        where = f"agent_reporters['{name}']"
        if name in [decision[2] for decision in DECISIONS.values()]:
            raise InvalidInput(f"{where}: '{name}' is collected anyway; take another name")
        if isinstance(reporter, str):
            firsts = [model.agent_of(decision[0], 0) for decision in DECISIONS.values()]
            if not any(hasattr(agent, reporter) for agent in firsts):
                known = {entry for agent in firsts for entry in dir(agent) if not entry.startswith("_")}
                raise InvalidInput(f"{where}: no agent has '{reporter}'{nearest(reporter, sorted(known))}")
        elif not callable(reporter):
            _check_list(reporter, where)


def _named(reporters: Any, where: str) -> Reporters:
    if not isinstance(reporters, Mapping):
        raise InvalidInput(f"{where} = {reporters!r:.60} must be a mapping of names to reporters")
    return reporters


def _check_list(reporter: Any, where: str) -> None:
    fits = isinstance(reporter, list) and len(reporter) == 2 and callable(reporter[0])
    if not (fits and isinstance(reporter[1], list | tuple)):
        raise InvalidInput(
            f"{where} = {reporter!r:.60} must be an attribute's name, a function, or [function, [values]]"
        )


def _callable(reporter: Any) -> Any:
    """The reporter in a form that Mesa calls with the model; a bound method takes nothing."""
    plain = isinstance(reporter, str | list | types.FunctionType | types.MethodType | partial)
    return reporter if plain else partial(_called, reporter)


def _called(reporter: Callable[[Any], Any], model: Any) -> Any:
    return reporter(model)


def _outcome(model: Any, name: str) -> float:
    return model.outcome(name)
