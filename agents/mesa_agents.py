"""Mesa agents: each is a view of its row and applies to it the same rules that the compiled run uses.

Override a method in a subclass to change what one kind of agent does:

    class Cautious(Enterprise):
        def choose(self):
            return min(super().choose(), 1)  # never more than formal cooperation

    IntegrationModel(scenario, seed=1, enterprise=Cautious)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from iei.agents.college import choose_role, take_role, weigh_college
from iei.agents.enterprise import choose_strategy, weigh_enterprise
from iei.agents.government import assess, govern, search_levers
from iei.agents.lead import choose_lead
from iei.agents.row_agent import LinkedAgent, RowAgent
from iei.sim.base.quantity import InvalidInput
from iei.sim.world.tables import SIZES

STRATEGIES = ("none", "formal", "substantive")
ROLES = ("passive", "active")
LEADS = ("weak", "strong")


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
        self.forget_reason()
        self.model.world.governments["strong_lead"][self.row] = self.choose()

    def govern(self) -> None:
        """Levers in force, running costs, law and council (E1-E4)."""
        govern(self.model.world, self.row)

    @property
    def region_name(self) -> str:
        """Name of its region."""
        return self.model.region_names[self.row]

    @property
    def lead(self) -> str:
        """How it leads: "weak" or "strong"."""
        return LEADS[self.strong_lead]

    @lead.setter
    def lead(self, word: str) -> None:
        self.strong_lead = bool(number_of(word, LEADS, "lead"))

    def _described(self) -> Iterator[str]:
        yield from super()._described()
        yield f"{self.lead} lead"


class College(LinkedAgent):
    """A college: passive or active, with its own administration in between."""

    table = "colleges"
    end, other = "college", "enterprise"

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

    @role.setter
    def role(self, word: str) -> None:
        """In effect at once, as if it had been decided long ago."""
        state, role = self.state, number_of(word, ROLES, "role")
        state.strategy = state.decided = role
        state.pending[:] = role

    def _described(self) -> Iterator[str]:
        yield from super()._described()
        yield self.role


class Enterprise(LinkedAgent):
    """An enterprise: no, formal or substantive cooperation."""

    table = "enterprises"
    end, other = "enterprise", "college"

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

    @strategy.setter
    def strategy(self, word: str) -> None:
        self.model.world.enterprises["strategy"][self.row] = number_of(word, STRATEGIES, "strategy")

    @property
    def size(self) -> str:
        """Its size class: "micro", "small", "medium" or "large"."""
        return SIZES[self.size_class]

    def _described(self) -> Iterator[str]:
        yield self.size
        yield from super()._described()
        yield self.strategy

    @property
    def options(self) -> dict[str, float]:
        """Perceived utility of each strategy in this term."""
        state = self.state
        return {name: float(state[f"value_{name}"]) for name in STRATEGIES}


def number_of(word: Any, words: tuple[str, ...], name: str) -> int:
    """The number that stands for a word in a table; the number itself is admitted too."""
    if isinstance(word, int | np.integer) and not isinstance(word, bool) and 0 <= word < len(words):
        return int(word)
    if not isinstance(word, str) or word not in words:
        raise InvalidInput(f"{name} = {word!r:.40} is none of {', '.join(words)}")
    return words.index(word)


# Kinds of agents by the table whose rows they are; the model has a set of each.
KINDS: dict[str, type[RowAgent]] = {"governments": Government, "colleges": College, "enterprises": Enterprise}
