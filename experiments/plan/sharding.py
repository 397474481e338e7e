"""Shards: which runs of an experiment one task of a job array computes.

A run's key is a hash, so its first digits are a position spread evenly over [0, 1). Shard i of n
owns the positions from (i-1)/n to i/n. Two writers exclude each other exactly when
their shards overlap, that is when they would compute the same run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from iei.sim.base.quantity import InvalidInput

POSITIONS = 2**20


@dataclass(frozen=True)
class Shard:
    """Shard `number` (from 1) of `count`; `Shard()` is the whole experiment."""

    number: int = 1
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.count <= POSITIONS:
            raise InvalidInput(
                f"shard = {self.number}/{self.count} must be i/n with 1 <= i <= n <= {POSITIONS}"
            )

    @classmethod
    def parse(cls, text: str | None) -> Shard:
        """``"2/4"`` as a shard; None or an empty text is the whole."""
        if not text:
            return cls()
        match = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", str(text))
        if match is None:
            raise InvalidInput(f"shard = {text!r} must be i/n, such as shard=2/4")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def named(cls, text: str) -> Shard | None:
        """The shard whose `str` is `text`, such as ``2of4``; None if there is none."""
        match = re.fullmatch(r"([1-9]\d{0,6})of([1-9]\d{0,6})", text, re.ASCII)
        if match is None or not int(match[1]) <= int(match[2]) <= POSITIONS:
            return None
        return cls(int(match[1]), int(match[2]))

    @property
    def start(self) -> int:
        """First position of the shard."""
        return (self.number - 1) * POSITIONS // self.count

    @property
    def stop(self) -> int:
        """Position after its last."""
        return self.number * POSITIONS // self.count

    @property
    def whole(self) -> bool:
        """Whether it owns every run."""
        return self.count == 1

    def holds(self, key: str) -> bool:
        """Whether the run with this hexadecimal key belongs to the shard."""
        return self.start <= position(key) < self.stop

    def overlaps(self, other: Shard) -> bool:
        """Whether the two would compute a common run."""
        return self.start < other.stop and other.start < self.stop

    def __str__(self) -> str:
        return f"{self.number}of{self.count}"


WHOLE = Shard()


def position(key: str) -> int:
    """Position of a hexadecimal key in [0, POSITIONS)."""
    return int(key[:8], 16) * POSITIONS >> 32
