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
WORDS = 4  # that one call gives

# Wichura's approximation to the normal quantile: borders of its three parts, and their polynomials
MIDDLE = 0.425  # distance from a half
NEAR, FAR = 1.6, 5.0  # sqrt(-log(u))
MIDDLE_TOP = (
    *(2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457),
    *(13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
)
MIDDLE_BOTTOM = (
    *(5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867),
    *(5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)
TAIL_TOP = (
    *(7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258),
    *(3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
)
TAIL_BOTTOM = (
    *(1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459),
    *(0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)
FAR_TOP = (
    *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386),
    0.026532189526576123093,
    *(0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
)
FAR_BOTTOM = (
    *(2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5),
    7.868691311456132591e-4,
    *(0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)


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
def fill_words(seed, term, purpose, agents, partners, number, block, drawn):
    """`words` of many draws at once, which costs a quarter of as many single ones.

    agents, partners : whole numbers, of which the first `number` count; block : added to every partner
    drawn : (rows, numbers) whole numbers; the four words are written into the rows from ``WORDS * block`` on
    """
    seed = int(seed)
    row = WORDS * block
    for i in range(number):
        drawn[row, i], drawn[row + 1, i], drawn[row + 2, i], drawn[row + WORDS - 1, i] = philox(
            int(agents[i]) & MASK,
            int(partners[i] + block) & MASK,
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
def word_interval(word):
    """One 32-bit word to one number strictly inside (0, 1)."""
    return (word + 0.5) / 4294967296.0


@rule
def four_uniforms(seed, term, purpose, agent, partner):
    """Four uniform numbers strictly inside (0, 1) at the price of one, of 32 bits each."""
    w0, w1, w2, w3 = words(seed, term, purpose, agent, partner)
    return word_interval(w0), word_interval(w1), word_interval(w2), word_interval(w3)


@rule
def one_of_four(draws, number):
    """The draw at this place of four."""
    if number == 0:
        return draws[0]
    if number == 1:
        return draws[1]
    return draws[2] if number == 2 else draws[3]


@rule
def polynomial(coefficients, x):
    """Value at `x` of the polynomial with these coefficients, the highest first."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


@rule
def normal_quantile(u):
    """Standard normal number below which a share `u` in (0, 1) lies, to about 1e-16.

    Rational functions PPND16 of Wichura (1988), "Algorithm AS 241: the percentage points of the normal
    distribution", Applied Statistics 37.
    """
    q = u - 0.5
    if abs(q) <= MIDDLE:
        r = MIDDLE * MIDDLE - q * q
        return q * polynomial(MIDDLE_TOP, r) / polynomial(MIDDLE_BOTTOM, r)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= FAR:
        size = polynomial(TAIL_TOP, r - NEAR) / polynomial(TAIL_BOTTOM, r - NEAR)
    else:
        size = polynomial(FAR_TOP, r - FAR) / polynomial(FAR_BOTTOM, r - FAR)
    return -size if q < 0.0 else size


@rule
def normal(seed, term, purpose, agent, partner):
    """One standard normal number, by inversion: more luck is a larger number."""
    return normal_quantile(uniform(seed, term, purpose, agent, partner))


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
