"""Regular two-level fractional factorials: fewer corners than all, with known confounding."""

from __future__ import annotations

import itertools

import numpy as np


def fraction(factors: int, resolution: int) -> np.ndarray:
    """Regular two-level fractional factorial of the given resolution, shape (2^b, factors), 0 or 1.

    Each factor is the parity of a subset of b base factors. The subsets are chosen greedily so that
    no product of fewer than `resolution` factors is constant (a lexicographic binary code of
    minimum distance `resolution`; Box and Hunter 1961): resolution 4 keeps main effects clear of
    two-factor interactions, resolution 5 also these of each other. The smallest b is taken.
    """
    for base in range(1, factors + 1):
        words = generators(factors, base, resolution)
        if len(words) == factors:
            break
    corners = np.arange(2**base)
    return np.array([[(int(corner) & word).bit_count() % 2 for word in words] for corner in corners])


def generators(factors: int, base: int, resolution: int) -> list[int]:
    """Up to `factors` subsets of `base` base factors (as bits), any `resolution` - 1 independent."""
    chosen: list[int] = []
    spanned = {0}  # sums of at most `resolution` - 2 chosen subsets; a new one must lie outside
    for word in sorted(range(1, 2**base), key=lambda w: (w.bit_count(), w)):
        if word in spanned:
            continue
        chosen.append(word)
        if len(chosen) == factors:
            break
        spanned = {0}
        for count in range(1, resolution - 1):
            for group in itertools.combinations(chosen, count):
                total = 0
                for member in group:
                    total ^= member
                spanned.add(total)
    return chosen
