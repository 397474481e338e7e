"""Mesa agents: each is a view of its row and applies to it the same rules that the compiled run uses.

Override a method in a subclass to change what one kind of agent does:

    class Cautious(Enterprise):
        def choose(self):
            return min(super().choose(), 1)  # never more than formal cooperation

    IntegrationModel(scenario, seed=1, enterprise=Cautious)
"""

from __future__ import annotations

from typing import Any, Protocol

import mesa
import numpy as np

from iei.agents.choice import OVERRIDDEN
from iei.agents.college import choose_role, take_role, weigh_college
from iei.agents.enterprise import choose_strategy, weigh_enterprise
from iei.agents.government import assess, choose_lead, govern, search_levers
from iei.sim.world.tables import World

STRATEGIES = ("none", "formal", "substantive")
ROLES = ("passive", "active")


class HasWorld(Protocol):
    """A model that agents live in: what they need of it is its tables."""

    world: World


class RowAgent(mesa.Agent):
    """An agent that is row `row` of the table named `table`."""

    table = ""
    model: HasWorld

    def __init__(self, model: HasWorld, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def state(self) -> Any:
        """The agent's row as a record: columns are attributes, reading and writing."""
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


class Government(RowAgent):
    """A regional government: leads strongly or weakly, puts levers in force, keeps a budget."""

    table = "governments"

    def assess(self) -> None:
        """Score of the region and utility of the cycle that ended (E37, E38)."""
        assess(self.model.world, self.row)

    def search_levers(self) -> None:
        """Adaptive search over lever values, if it is switched on (E39)."""
        search_levers(self.model.world, self.row)

    def choose(self) -> bool:
        """Whether to lead strongly in the coming cycle (E38a)."""
        return bool(choose_lead(self.model.world, self.row))

    def decide(self) -> None:
        """Take the chosen lead."""
        self.model.world.governments["strong_lead"][self.row] = self.choose()

    def govern(self) -> None:
        """Levers in force, running costs, law and council (E1-E4)."""
        govern(self.model.world, self.row)


class College(RowAgent):
    """A college: passive or active, with its own administration in between."""

    table = "colleges"

    def weigh(self) -> None:
        """Value of an active role (E10)."""
        weigh_college(self.model.world, self.row)

    def choose(self) -> int:
        """Role to decide on: 0 passive, 1 active (E6)."""
        return int(choose_role(self.model.world, self.row))

    def decide(self) -> None:
        """Remember the chosen role until all have chosen."""
        self.forget_reason()
        self.model.world.colleges["next_role"][self.row] = self.choose()

    def adopt(self) -> None:
        """Send the decision through administration; an older one takes effect."""
        world = self.model.world
        take_role(world, self.row, int(world.colleges["next_role"][self.row]))

    @property
    def role(self) -> str:
        """What is in effect: "passive" or "active"."""
        return ROLES[int(self.model.world.colleges["strategy"][self.row])]


class Enterprise(RowAgent):
    """An enterprise: no, formal or substantive cooperation."""

    table = "enterprises"

    def weigh(self) -> None:
        """Perceived utilities of the three strategies (E5, E7)."""
        weigh_enterprise(self.model.world, self.row)

    def choose(self) -> int:
        """Strategy for this term: 0 none, 1 formal, 2 substantive (E6)."""
        return int(choose_strategy(self.model.world, self.row))

    def decide(self) -> None:
        """Remember the chosen strategy until all have chosen."""
        self.forget_reason()
        self.model.world.enterprises["next_strategy"][self.row] = self.choose()

    def adopt(self) -> None:
        """The chosen strategy takes effect."""
        enterprises = self.model.world.enterprises
        enterprises["strategy"][self.row] = enterprises["next_strategy"][self.row]

    @property
    def strategy(self) -> str:
        """What is in effect: "none", "formal" or "substantive"."""
        return STRATEGIES[int(self.model.world.enterprises["strategy"][self.row])]

    @property
    def options(self) -> dict[str, float]:
        """Perceived utility of each strategy in this term."""
        state = self.state
        return {name: float(state[f"value_{name}"]) for name in STRATEGIES}


# Kinds of agents by the table whose rows they are; the model has a set of each.
KINDS: dict[str, type[RowAgent]] = {"governments": Government, "colleges": College, "enterprises": Enterprise}
