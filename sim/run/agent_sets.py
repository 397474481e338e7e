"""Agents of a model: their number and rows are fixed for a run, and what would change them is refused."""

from __future__ import annotations

from typing import Any, NoReturn

import mesa

from iei.sim.base.quantity import InvalidInput

FIXED = (
    "the agents of a run are the rows of its tables and can neither be added nor removed; another number of "
    "them is another world (such as world.enterprises=60)"
)


class FixedAgentSet(mesa.agent.AgentSet):
    """All agents of one kind, in the order of their rows; a copy of it can be changed."""

    def add(self, agent: mesa.Agent) -> NoReturn:
        """Refused."""
        raise InvalidInput(FIXED)

    def discard(self, agent: mesa.Agent) -> NoReturn:
        """Refused."""
        raise InvalidInput(FIXED)

    def remove(self, agent: mesa.Agent) -> NoReturn:
        """Refused."""
        raise InvalidInput(FIXED)

    def select(self, *args: Any, inplace: bool = False, **kwargs: Any) -> mesa.agent.AgentSet:
        """As in Mesa; a set of its own."""
        return self._apart(inplace, "select").select(*args, **kwargs)

    def shuffle(self, inplace: bool = False) -> mesa.agent.AgentSet:
        """As in Mesa; a set of its own."""
        return self._apart(inplace, "shuffle").shuffle(inplace=True)

    def sort(self, *args: Any, inplace: bool = False, **kwargs: Any) -> mesa.agent.AgentSet:
        """As in Mesa; a set of its own."""
        return self._apart(inplace, "sort").sort(*args, **kwargs)

    def __copy__(self) -> mesa.agent.AgentSet:
        return mesa.agent.AgentSet(self, random=self.random)

    def _apart(self, inplace: bool, method: str) -> mesa.agent.AgentSet:
        if inplace:
            raise InvalidInput(
                f"inplace: the order of the agents of a run is that of their rows; {method} a copy"
            )
        return self.__copy__()
