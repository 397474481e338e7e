"""Matching of applicants to posts: application lists and deferred acceptance with quotas (E31).

Both are plain rules on arrays that know nothing of the world. The matching is the applicant-proposing
deferred acceptance of Gale and Shapley (1962) with quotas and responsive preferences (Roth 1985): it is
stable, and every stable matching fills the same posts.
"""

import numpy as np

from iei.sim.base.compilation import rule


@rule
def interval_start(cumulative, position):
    """Lower end of the interval of `position` on the line of cumulative weights."""
    if position == 0:
        return 0.0
    return cumulative[position - 1]


@rule
def draw_other(cumulative, drawn, draws, point):
    """One more position, drawn with chance proportional to weight among those not yet drawn.

    cumulative : (n,) float, cumulative sums of weights >= 0, the last one above zero
    drawn : int, its first `draws` entries are the positions drawn before, ascending; the new one is put
        in its place among them, so there must be room for it
    draws : number of earlier draws, less than the number of positive weights
    point : uniform number in (0, 1)

    Returns the position. Repeated draws are draws without replacement, in law the same as taking the
    largest of log weight + Gumbel noise (Gumbel-top-k), at O(draws + log n) each. Drawn intervals are cut
    out of the line of weights, so that no draw is ever thrown away.
    """
    remaining = cumulative[cumulative.shape[0] - 1]
    for i in range(draws):
        remaining -= cumulative[drawn[i]] - interval_start(cumulative, drawn[i])
    place = point * remaining
    for i in range(draws):
        start = interval_start(cumulative, drawn[i])
        if place < start:
            break
        place += cumulative[drawn[i]] - start
    position = min(int(np.searchsorted(cumulative, place, side="right")), cumulative.shape[0] - 1)
    slot = draws
    while slot > 0 and drawn[slot - 1] > position:
        drawn[slot] = drawn[slot - 1]
        slot -= 1
    drawn[slot] = position
    return position


@rule
def stands_below(one, other, standing):
    """Whether applicant `one` stands below applicant `other`; of equals the later one stands below."""
    if standing[one] == standing[other]:
        return one > other
    return standing[one] < standing[other]


@rule
def rise(heap, position, standing):
    """Move the entry at `position` toward the root until no worse entry is below it."""
    applicant = heap[position]
    while position > 0:
        parent = (position - 1) // 2
        if not stands_below(applicant, heap[parent], standing):
            break
        heap[position] = heap[parent]
        position = parent
    heap[position] = applicant


@rule
def sink(heap, held, standing):
    """Move the root of the first `held` entries down until no worse entry is below it."""
    applicant = heap[0]
    position = 0
    while 2 * position + 1 < held:
        child = 2 * position + 1
        if child + 1 < held and stands_below(heap[child + 1], heap[child], standing):
            child += 1
        if not stands_below(heap[child], applicant, standing):
            break
        heap[position] = heap[child]
        position = child
    heap[position] = applicant


@rule(allocates=True)
def deferred_acceptance(preferences, scores, threshold, quotas):
    """Stable matching of applicants to employers with quotas, applicants proposing (E31).

    preferences : (applicants, longest) int, employers in order of preference; -1 ends a shorter list
    scores : (applicants, longest) float, what the employer at that place of the list sees in the applicant
    threshold : an employer never takes an applicant with a score below it
    quotas : (employers,) int, posts of each employer, >= 0

    Returns `matched`, (applicants,) int: place of the list at which the applicant is taken, or -1.

    Employers rank by score, of equal scores the earlier row first. A rejected applicant proposes to the
    next employer on the list; an employer holds its best applicants in a heap with the worst on top, so
    that a proposal costs O(log quota). The result does not depend on the order of proposals.
    Source: Gale and Shapley (1962).
    """
    applicants, longest = preferences.shape
    employers = quotas.shape[0]
    first = np.zeros(employers + 1, np.int64)
    for employer in range(employers):
        first[employer + 1] = first[employer] + quotas[employer]
    heaps = np.empty(first[employers], np.int64)
    held = np.zeros(employers, np.int64)
    asked = np.zeros(applicants, np.int64)
    standing = np.zeros(applicants, np.float64)
    matched = np.full(applicants, -1, np.int64)
    for newcomer in range(applicants):
        applicant = newcomer
        while applicant >= 0 and asked[applicant] < longest:
            choice = asked[applicant]
            employer = preferences[applicant, choice]
            if employer < 0:
                break
            asked[applicant] = choice + 1
            if scores[applicant, choice] < threshold or quotas[employer] == 0:
                continue
            standing[applicant] = scores[applicant, choice]
            heap = heaps[first[employer] : first[employer + 1]]
            if held[employer] < quotas[employer]:
                heap[held[employer]] = applicant
                rise(heap, held[employer], standing)
                held[employer] += 1
                matched[applicant] = choice
                applicant = -1
            elif stands_below(heap[0], applicant, standing):
                rejected = heap[0]
                heap[0] = applicant
                sink(heap, held[employer], standing)
                matched[applicant] = choice
                matched[rejected] = -1
                applicant = rejected
    return matched
