"""Chance: every draw is a function of what it is for, never of how many draws came before.

`uniform(seed, term, purpose, agent, partner)` is Philox 4x32-10, a counter-based generator (Salmon,
Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). The counter holds
(agent, partner, term, purpose), the key holds the seed. Two policies under one seed therefore share
all luck that both have a use for (common random numbers), and one more agent changes nobody else's.

Integers are masked to 32 bits by hand, so that Python's unbounded and the compiler's 64-bit
arithmetic give the same words.
"""

from __future__ import annotations

import hashlib
import math

from iei.sim.base.compilation import rule

MASK = 0xFFFFFFFF
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
MAXIMUM_SEED = 2**63 - 1


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Philox 4x32-10: counter (c0..c3) and key (k0, k1) of 32-bit words to four 32-bit words."""
    for _ in range(10):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        high0 = (p0 >> 32) & MASK
        high1 = (p1 >> 32) & MASK
        c0 = (high1 ^ c1 ^ k0) & MASK
        c1 = p1 & MASK
        c2 = (high0 ^ c3 ^ k1) & MASK
        c3 = p0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@rule
def words(seed, term, purpose, agent, partner):
    """Four 32-bit words for one draw; `seed` in [0, 2^63), all others in [0, 2^32)."""
    seed = int(seed)
    return philox(
        int(agent) & MASK,
        int(partner) & MASK,
        int(term) & MASK,
        purpose & MASK,
        seed & MASK,
        (seed >> 32) & MASK,
    )


@rule
def unit_interval(high, low):
    """Two 32-bit words to one number strictly inside (0, 1), 52 bits."""
    return ((high >> 6) * 67108864.0 + (low >> 6) + 0.5) / 4503599627370496.0


@rule
def uniform(seed, term, purpose, agent, partner):
    """One uniform number strictly inside (0, 1)."""
    w0, w1, _, _ = words(seed, term, purpose, agent, partner)
    return unit_interval(w0, w1)


@rule
def normal(seed, term, purpose, agent, partner):
    """One standard normal number (Box and Muller 1958)."""
    w0, w1, w2, w3 = words(seed, term, purpose, agent, partner)
    radius = math.sqrt(-2.0 * math.log(unit_interval(w0, w1)))
    return radius * math.cos(6.283185307179586 * unit_interval(w2, w3))


@rule
def gumbel(seed, term, purpose, agent, partner):
    """One standard Gumbel number; the largest of score + Gumbel is a logit draw."""
    return -math.log(-math.log(uniform(seed, term, purpose, agent, partner)))


@rule
def whole(amount, seed, term, purpose, agent, partner):
    """`amount` >= 0 rounded to a whole number without bias: floor(amount + uniform)."""
    return int(amount + uniform(seed, term, purpose, agent, partner))


def replicate_seed(experiment_seed: int, replicate: int) -> int:
    """Seed of one replicate, derived by key: a hash of experiment seed and replicate number."""
    digest = hashlib.sha256(f"{experiment_seed}/{replicate}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
