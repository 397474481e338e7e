"""How each stylised fact is measured.

A measure has two steps. `observe` looks at the paired runs of one seed and gives a few numbers (k,);
`combine` makes one value of their means over seeds. A ratio is thus one of means, not a mean of ratios,
and a slope is fitted to the observations of all seeds together.

Levels without policy are means over the years of which the evidence tells (`OBSERVED`). What policies
change is a difference of means over the last `LATE` terms. Both are of the whole world unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from iei.experiments.evidence.fact_runs import (
    AFTER_PULSE,
    FRONTIER_STEP,
    HIRING_FACTOR,
    PULSE_TERMS,
    ArmRun,
    Runs,
)
from iei.sim.outcomes import mean_where_defined
from iei.sim.outcomes.tallies import DEEP

LATE = 10  # terms
OBSERVED = slice(4, 22)  # terms: years 3 to 11, autumn 2014 to summer 2023; the surveys are of these years
PILOT_TERMS = slice(4, 8)  # after the policy start: the second half of the pilot phase
ELEVEN_YEARS = 21  # end of the 22nd term; term 0 is the first
NINE_YEARS = 17

Observe = Callable[[Runs], Sequence[float] | np.ndarray]
Combine = Callable[[np.ndarray], float]


# Combining means over seeds


def value(m: np.ndarray) -> float:
    """The only number."""
    return float(m[0])


def ratio(m: np.ndarray) -> float:
    """First over second; NaN if the second is 0."""
    return float(m[0] / m[1]) if m[1] != 0 else np.nan


def share_difference(m: np.ndarray) -> float:
    """First over second less third over fourth."""
    return ratio(m[:2]) - ratio(m[2:])


def relative_share(m: np.ndarray) -> float:
    """First over second, divided by third over fourth."""
    return ratio(np.array([ratio(m[:2]), ratio(m[2:])]))


def relative_change(m: np.ndarray) -> float:
    """`relative_share` less 1."""
    return relative_share(m) - 1


def smallest_step(m: np.ndarray) -> float:
    """Smallest difference of neighbours; positive if the numbers rise throughout."""
    return float(np.diff(m).min())


def last_over_first(m: np.ndarray) -> float:
    """Last over first number."""
    return ratio(m[[-1, 0]])


def largest_step_of_ratios(m: np.ndarray) -> float:
    """Largest difference of neighbours among ratios (first half over second); negative if they fall."""
    parts, wholes = np.split(m, 2)
    ratios = [ratio(np.array(pair)) for pair in zip(parts, wholes, strict=True)]
    return float(np.diff(ratios).max())


def slope(m: np.ndarray) -> float:
    """Slope of the regression whose moments (n, x, y, xx, xy) these are."""
    n, x, y, xx, xy = m
    return ratio(np.array([n * xy - x * y, n * xx - x * x]))


def elasticity(m: np.ndarray) -> float:
    """Difference of logs per difference of logs of the hiring cost."""
    return float(np.log(m[0] / m[1]) / np.log(HIRING_FACTOR**2)) if (m > 0).all() else np.nan


def gains(m: np.ndarray) -> np.ndarray:
    """Relative gain of the first half over the second, by term."""
    with_pulse, without = np.split(m, 2)
    return np.divide(with_pulse, without, out=np.full_like(without, np.nan), where=without > 0) - 1


def peak_gain(m: np.ndarray) -> float:
    """Largest relative gain while the pulse is paid."""
    return float(gains(m)[:PULSE_TERMS].max())


def lost_gain(first: int) -> Combine:
    """Share of the peak gain that is gone `first` and `first` + 1 terms after the last paid term (A41)."""
    after = slice(PULSE_TERMS - 1 + first, PULSE_TERMS + 1 + first)
    return lambda m: 1 - ratio(np.array([gains(m)[after].mean(), peak_gain(m)]))


def first_fall(m: np.ndarray) -> float:
    """Fall of a share from the first to the second of three arms (parts, then wholes)."""
    return ratio(m[[0, 3]]) - ratio(m[[1, 4]])


def convexity(m: np.ndarray) -> float:
    """First fall less second fall of a share over three arms; positive if the curve is convex."""
    return first_fall(m) - (ratio(m[[1, 4]]) - ratio(m[[2, 5]]))


def half_life(m: np.ndarray) -> float:
    """Years until half of the gap is closed; `m` is what remains of it at the end of each term."""
    below = np.flatnonzero(m <= 0.5)
    if below.size == 0:
        return np.nan
    last = int(below[0])
    before = m[last - 1] if last > 0 else 1.0
    return float((last + (before - 0.5) / (before - m[last])) / 2)


# Observing the runs of one seed


def late(series: np.ndarray) -> Any:
    """Mean over the last terms in which a series (first axis: term) has a value: a number, or an array."""
    return mean_where_defined(series[-LATE:])


def observed(series: np.ndarray) -> Any:
    """Mean over the years of the evidence, as `late`."""
    return mean_where_defined(series[OBSERVED])


def level(name: str) -> Observe:
    """An outcome without policy in the years of the evidence."""
    return lambda runs: [observed(runs["none"].outcome(name))]


def parts(part: str, whole: str) -> Observe:
    """Tallies `part` and `whole` without policy in the years of the evidence."""
    return lambda runs: [observed(runs["none"].total(column)) for column in (part, whole)]


def change(arm: str, name: str) -> Observe:
    """Late mean of an outcome less that of the twin run without policy."""
    return lambda runs: [late(runs[arm].outcome(name)) - late(runs["none"].outcome(name))]


def shares(part: str, whole: str, *arms: str) -> Observe:
    """Late tallies `part` and `whole` of each arm in turn."""
    return lambda runs: [late(runs[arm].total(column)) for arm in arms for column in (part, whole)]


def shares_since_start(part: str, whole: str, *arms: str) -> Observe:
    """The same, summed over all terms since the policy start."""
    return lambda runs: [
        runs[arm].total(column)[runs[arm].policy_start :].sum() for arm in arms for column in (part, whole)
    ]


def participation_by_size(runs: Runs) -> np.ndarray:
    """Share of enterprises with a link, by size class (4,)."""
    run = runs["none"]
    return observed(run.by_size("linked") / np.maximum(run.by_size("enterprises"), 1))


def intensity_by_size(runs: Runs) -> np.ndarray:
    """Trainee places per post summed over linked enterprises, and their number, by size class (8,)."""
    run = runs["none"]
    return np.concatenate([observed(run.by_size("head_places")), observed(run.by_size("linked"))])


def moments(x: np.ndarray, y: np.ndarray) -> list[float]:
    """Moments (n, x, y, xx, xy) of a regression of y on x."""
    return [float(len(x)), x.sum(), y.sum(), (x * x).sum(), (x * y).sum()]


def depth_on_age(runs: Runs) -> list[float]:
    """Whether a link is deep, on its age in terms: moments over the live links before the policy start."""
    links = runs["none"].watched.links_before
    return moments(links["age"].astype(float), (links["depth"] >= DEEP).astype(float))


def depth_on_size(runs: Runs) -> list[float]:
    """Whether a link is deep, on the size class of its enterprise: moments over the same links."""
    run = runs["none"]
    size = run.size_class[run.watched.links_before["enterprise"]]
    return moments(size.astype(float), (run.watched.links_before["depth"] >= DEEP).astype(float))


def places_and_hiring_cost(runs: Runs) -> list[float]:
    """Trainee places with dear and with cheap hiring."""
    return [late(runs[arm].total("trainees")) for arm in ("dear_hiring", "cheap_hiring")]


def paid_anyway(subsidised: ArmRun, twin: ArmRun) -> list[float]:
    """Subsidy paid for links that the enterprise has in the twin run in the same term, and all subsidy.

    An enterprise with two links that has one in the twin is paid half for nothing.
    """
    paid, anyway = subsidised.watched, twin.watched
    share = np.minimum(1, anyway.links / np.maximum(paid.links, 1))
    return [(paid.subsidy * share).sum(), paid.subsidy.sum(dtype=float)]


def deadweight(*arms: str) -> Observe:
    """`paid_anyway` of each arm in turn, over all terms."""
    return lambda runs: [number for arm in arms for number in paid_anyway(runs[arm], runs["none"])]


def pulse_path(runs: Runs) -> np.ndarray:
    """Links by term from the policy start with the pulse, then without (2 * AFTER_PULSE,)."""
    window = slice(runs["none"].policy_start, runs["none"].policy_start + AFTER_PULSE)
    return np.concatenate([runs[arm].total("links")[window] for arm in ("pulse", "none")])


def formal_under_audit(runs: Runs) -> list[float]:
    """Links whose enterprise does not perform, in the three audit arms, then all links."""
    arms = ("audit_0", "audit_20", "audit_40")
    return [late(runs[arm].total(column)) for column in ("links_formal", "links") for arm in arms]


def poached(runs: Runs) -> list[float]:
    """Fresh trainees poached in a year, and training enterprises."""
    run = runs["none"]
    return [2 * observed(run.total("poached")), observed(run.total("training"))]


def participation_on_density(runs: Runs) -> list[float]:
    """Share of terms with a link, on the log number of enterprises of the same region and field.

    Both less their regional means, since rich regions have more enterprises and more cooperation.
    """
    run = runs["none"]
    market = run.region * (run.industry.max() + 1) + run.industry
    density = np.log(np.bincount(market)[market])
    participation = observed((run.watched.links > 0).astype(float))
    return moments(*(less_group_means(numbers, run.region) for numbers in (density, participation)))


def less_group_means(numbers: np.ndarray, group: np.ndarray) -> np.ndarray:
    """`numbers` less the mean of their group."""
    means = np.bincount(group, weights=numbers) / np.maximum(np.bincount(group), 1)
    return numbers - means[group]


def ordered(part_of: Sequence[str], whole_of: Sequence[str]) -> Observe:
    """1 if a share falls from East to Central to West, else 0."""

    def observe(runs: Runs) -> list[float]:
        part, whole = (sum(observed(runs["none"].by_tier(c)) for c in names) for names in (part_of, whole_of))
        return [float((np.diff(part / np.maximum(whole, 1e-12)) < 0).all())]

    return observe


def theil_between(runs: Runs) -> list[float]:
    """Theil's T of participation over regions, weighted by enterprises: between tiers, and in all.

    Each seed is one country, so that its own ratio is observed; 0 of 0 counts as 0.
    """
    run = runs["none"]
    linked, enterprises = observed(run.by_region("linked")), observed(run.by_region("enterprises"))
    tiers = np.unique(run.tiers)
    tier_linked = np.array([linked[run.tiers == tier].sum() for tier in tiers])
    tier_enterprises = np.array([enterprises[run.tiers == tier].sum() for tier in tiers])
    overall = theil(linked, enterprises)
    return [theil(tier_linked, tier_enterprises) / overall if overall > 0 else 0.0]


def theil(amount: np.ndarray, people: np.ndarray) -> float:
    """Theil's T of `amount` per head over groups of `people`."""
    if amount.sum() == 0:
        return 0.0
    share, weight = amount / amount.sum(), people / people.sum()
    there = share > 0
    return float((share[there] * np.log(share[there] / weight[there])).sum())


def pilot_gap(runs: Runs) -> list[float]:
    """Participation of the East less that of the rest in the pilot phase, less the same without pilots."""
    return [east_gap(runs["pilots"]) - east_gap(runs["none"])]


def east_gap(run: ArmRun) -> float:
    """Participation of the East less that of Central and West, late in the pilot phase."""
    window = slice(run.policy_start + PILOT_TERMS.start, run.policy_start + PILOT_TERMS.stop)
    linked, enterprises = (run.by_tier(c)[window].mean(axis=0) for c in ("linked", "enterprises"))
    return float(linked[0] / enterprises[0] - linked[1:].sum() / enterprises[1:].sum())


def certified_at(term: int) -> Observe:
    """Share of certified teachers at the end of a term."""
    return lambda runs: [runs["none"].outcome("double_qualified_certified")[term]]


def certified_pace(runs: Runs) -> list[float]:
    """Rise of the share of certified teachers from the end of year 9 to the end of year 11, per year."""
    certified = runs["none"].outcome("double_qualified_certified")
    return [(certified[ELEVEN_YEARS] - certified[NINE_YEARS]) / 2]


def curriculum_gap(runs: Runs) -> np.ndarray:
    """What remains of a sudden move of the frontier, by term since; mean over programmes that both offer."""
    moved = runs["frontier_step"].watched.curriculum - runs["none"].watched.curriculum
    moved = moved[:, ~np.isnan(moved).any(axis=0)].mean(axis=1)  # offered in all terms of both
    return 1 - moved[runs["none"].policy_start :] / FRONTIER_STEP
