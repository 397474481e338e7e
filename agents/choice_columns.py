"""Columns that every kind of agent that chooses has."""

from iei.agents.choice import REASONS
from iei.sim.base.table import Column

IN_WORDS = ", ".join(f"{number} {reason.replace('_', ' ')}" for number, reason in enumerate(REASONS))


def choice_columns(kind: str) -> tuple[Column, Column]:
    """How an agent of this kind came to its choice of this term (E6)."""
    return (
        Column("reason", int, unit="-", about=f"how it chose: {IN_WORDS}", lower=0, upper=len(REASONS) - 1),
        Column("peer", int, unit="row", about=f"{kind} it looked at, or -1", lower=-1, default=-1),
    )
