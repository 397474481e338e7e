"""A line above the answer: what went wrong, or what one should know about a link."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A text of the catalogue, and what went wrong."""

    key: str
    problem: str = ""
