"""What every Mesa agent is: a view of one row of a table, whose columns are its attributes.

`agent.cash` reads the table and `agent.cash = 1.0` writes it, so that all methods of Mesa's AgentSet work on
any column. A column whose name the class gives another meaning is had with `_number` behind it:
`enterprise.strategy` is a word and `enterprise.strategy_number` the column, `enterprise.links` are the links
and `enterprise.links_number` is how many.

Other attributes are refused, since one that is misspelt would do nothing. A subclass declares its own in
its body (`patience = 3` or `patience: int`), or lets their names begin with an underscore.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Protocol

import mesa
import numpy as np

from iei.agents import tables
from iei.agents.choice import OVERRIDDEN
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.base.table import Column, tables_in
from iei.sim.world.tables import World

TABLES = tables_in(tables)
# `unique_id` of the agent of row 0; the ids of a table lie in one million: 3000007 is enterprise 7.
FIRST_IDS = {name: (number + 1) * 1_000_000 for number, name in enumerate(TABLES)}
NUMBER = "_number"
# Columns that other tables are laid out by; rules that found another value would read past their ends.
LAID_OUT = frozenset({"enterprises", "colleges", "links", "size_class", "link_capacity", "trial_lever"})


class HasWorld(Protocol):
    """A model that agents live in: what they need of it is its tables, and the other agents."""

    world: World

    @property
    def region_names(self) -> tuple[str, ...]:
        """Names of the regions by row."""

    def agent_of(self, table: str, row: int) -> Any:
        """The agent that is this row of this table."""


def columns_of(table: str) -> dict[str, Column]:
    """Columns of a table of agents by name, those of extensions too."""
    return TABLES[table].by_name if table in TABLES else {}


class RowAgent(mesa.Agent):
    """An agent that is row `row` of the table named `table`.

    Attributes
    ----------
    row : row of the table
    unique_id : the row plus the first id of the table (`FIRST_IDS`): 3000007 is enterprise 7 in every run
    """

    table = ""
    model: HasWorld
    row: int
    _declared: frozenset[str] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._declared = frozenset(name for kind in cls.__mro__ for name in inspect.get_annotations(kind))
        for name in {*vars(cls), *inspect.get_annotations(cls)} & set(columns_of(cls.table)):
            if not isinstance(vars(cls).get(name), property):
                raise InvalidInput(f"{cls.__name__}.{name} would hide the column {cls.table}.{name}")

    def __init__(self, model: HasWorld, row: int) -> None:
        super().__init__(model)
        self.unique_id = FIRST_IDS[self.table] + row
        self.row = row  # last: from here on only what is declared can be set

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}: {', '.join(self._described())}>"

    def _described(self) -> Iterator[str]:
        yield f"region {self.region_name}"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "row" not in self.__dict__:
            raise AttributeError(name)
        column = self._column(name)
        if column is None:
            raise AttributeError(self._unknown(name))
        value = getattr(self.model.world, self.table)[column.name][self.row]
        return value if column.length else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        column = None if name in self.__dict__ or name.startswith("_") else self._column(name)
        if column is not None and "row" not in self.__dict__:
            raise AttributeError(
                f"{type(self).__name__}: columns can be set after super().__init__(model, row)"
            )
        if column is not None:
            where = f"{self.table}.{column.name}"
            if column.unit == "row" or column.name in LAID_OUT:
                raise InvalidInput(f"{where} cannot be set: the tables of a run are laid out by it")
            getattr(self.model.world, self.table)[column.name][self.row] = column.checked(value, where)
        elif self._is_own(name):
            super().__setattr__(name, value)
        else:
            raise AttributeError(self._unknown(name))

    def _column(self, name: str) -> Column | None:
        """The column that is had by this name; None if there is none."""
        columns = columns_of(self.table)
        if name in columns:
            return None if hasattr(type(self), name) else columns[name]
        hidden = name.removesuffix(NUMBER)
        return columns[hidden] if hidden in columns and hasattr(type(self), hidden) else None

    def _is_own(self, name: str) -> bool:
        """Whether an attribute that is no column may be set."""
        if name.startswith("_") or "row" not in self.__dict__ or name in self.__dict__:
            return True
        return hasattr(type(self), name) or name in self._declared

    def _unknown(self, name: str) -> str:
        known = [*columns_of(self.table), *(n for n in dir(type(self)) if not n.startswith("_"))]
        return (
            f"{type(self).__name__} has no column '{name}'{nearest(name, known)} "
            "(own attributes begin with '_' or are declared in the class)"
        )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *columns_of(self.table)})

    @property
    def state(self) -> Any:
        """The agent's row as a record: columns are attributes, reading and writing, without any check."""
        return getattr(self.model.world, self.table).view(np.recarray)[self.row]

    def as_dict(self) -> dict[str, Any]:
        """All columns of the row by name."""
        state = self.state
        return {name: state[name] for name in state.dtype.names}

    def forget_reason(self) -> None:
        """Before a choice: the rule of the choice writes its reason, a method of one's own need not."""
        agents = getattr(self.model.world, self.table)
        agents["reason"][self.row] = OVERRIDDEN
        agents["peer"][self.row] = -1

    @property
    def region_name(self) -> str:
        """Name of the agent's region."""
        return self.model.region_names[self.region]


class LinkedAgent(RowAgent):
    """An agent that cooperates: a college or an enterprise."""

    end = ""  # column of the links that holds its row
    other = ""  # column of the links that holds the row at the other end

    @property
    def links(self) -> list[Any]:
        """Its live links as records of the table, which read and write it; rows move when links end."""
        links = self.model.world.links.view(np.recarray)
        live = int(self.model.world.clock["links"][0])
        return [links[row] for row in np.flatnonzero(links[self.end][:live] == self.row)]

    @property
    def partners(self) -> mesa.agent.AgentSet:
        """The agents at the other end of its live links, in order of signing."""
        others = (self.model.agent_of(f"{self.other}s", int(link[self.other])) for link in self.links)
        return mesa.agent.AgentSet(others, random=self.random)
