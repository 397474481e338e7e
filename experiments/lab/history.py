"""Undo, redo and replay of what the page shows, without any hidden state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from iei.experiments.lab.state import LabState

LONGEST = 200  # states kept


@dataclass(frozen=True)
class History:
    """States in order, and which of them is shown."""

    states: tuple[LabState, ...] = (LabState(),)
    position: int = 0

    @property
    def shown(self) -> LabState:
        """The state on the page."""
        return self.states[self.position]

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier state."""
        return self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether an undone state can come back."""
        return self.position < len(self.states) - 1

    def change(self, state: LabState) -> History:
        """A new state follows the one shown; what was undone is forgotten.

        Nothing is added for an equal state; language and what is hidden change in all states instead, so
        that undoing a step brings neither another language nor an answer.
        """
        if replace(state, language=self.shown.language, hidden=self.shown.hidden) == self.shown:
            looks = (replace(s, language=state.language, hidden=state.hidden) for s in self.states)
            return replace(self, states=tuple(looks))
        states = (*self.states[: self.position + 1], state)[-LONGEST:]
        return History(states, len(states) - 1)

    def undo(self) -> History:
        """One state back."""
        return replace(self, position=max(self.position - 1, 0))

    def redo(self) -> History:
        """One state forward."""
        return replace(self, position=min(self.position + 1, len(self.states) - 1))
