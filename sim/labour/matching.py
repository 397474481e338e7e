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
def lay_guide(cumulative, guide):
    """Write where to begin to look on the line of cumulative weights (the guide table of Chen and Asau 1974).

    The line is cut into equal pieces, as many as `guide` has places, int; it gets the position whose interval
    holds the beginning of each piece. More pieces than positions leave less to look through.
    """
    last = cumulative.shape[0] - 1
    piece_length = cumulative[last] / guide.shape[0]
    position = 0
    for piece in range(guide.shape[0]):
        while position < last and cumulative[position] <= piece * piece_length:
            position += 1
        guide[piece] = position


@rule
def interval_of(cumulative, guide, place):
    """Position whose interval on the line of cumulative weights holds `place`; the last one at its end."""
    last = cumulative.shape[0] - 1
    piece = int(place / cumulative[last] * guide.shape[0])
    position = guide[min(guide.shape[0] - 1, max(0, piece))]
    while position > 0 and cumulative[position - 1] > place:
        position -= 1
    while position < last and cumulative[position] <= place:
        position += 1
    return position


@rule
def width_of(cumulative, position):
    """Length of the interval of `position` on the line of cumulative weights: its weight."""
    return cumulative[position] - interval_start(cumulative, position)


@rule
def draw_other(cumulative, guide, drawn, draws, left, point):
    """One more position, drawn with chance proportional to weight among those not yet drawn.

    cumulative : (n,) float, cumulative sums of weights >= 0, the last one above zero
    guide : of `lay_guide`
    drawn : int, its first `draws` entries are the positions drawn before, ascending; the new one is put
        in its place among them, so there must be room for it
    draws : number of earlier draws, less than the number of positive weights
    left : weight of what is not yet drawn
    point : uniform number in (0, 1)

    Returns the position. Repeated draws are draws without replacement, in law the same as taking the
    largest of log weight + Gumbel noise (Gumbel-top-k), at O(draws + 1) each on average. Drawn intervals are
    cut out of the line of weights, so that no draw is ever thrown away.
    """
    place = point * left
    for i in range(draws):
        start = interval_start(cumulative, drawn[i])
        if place < start:
            break
        place += cumulative[drawn[i]] - start
    position = interval_of(cumulative, guide, place)
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
def rise(heaps, root, position, standing):
    """Move the entry at `position` toward the root until no worse entry is below it.

    The heap begins at entry `root` of `heaps`; positions count from there.
    """
    applicant = heaps[root + position]
    while position > 0:
        parent = (position - 1) // 2
        if not stands_below(applicant, heaps[root + parent], standing):
            break
        heaps[root + position] = heaps[root + parent]
        position = parent
    heaps[root + position] = applicant


@rule
def sink(heaps, root, held, standing):
    """Move the root of the first `held` entries down until no worse entry is below it."""
    applicant = heaps[root]
    position = 0
    while 2 * position + 1 < held:
        child = 2 * position + 1
        if child + 1 < held and stands_below(heaps[root + child + 1], heaps[root + child], standing):
            child += 1
        if not stands_below(heaps[root + child], applicant, standing):
            break
        heaps[root + position] = heaps[root + child]
        position = child
    heaps[root + position] = applicant


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
    applicants = preferences.shape[0]
    heaps = np.empty(quotas.sum(), np.int64)
    employers = np.empty((quotas.shape[0], 2), np.int64)
    asked = np.empty(applicants, np.int64)
    standing = np.empty(applicants, np.float64)
    matched = np.empty(applicants, np.int64)
    accept_deferred(preferences, scores, threshold, quotas, heaps, employers, asked, standing, matched)
    return matched


@rule
def accept_deferred(preferences, scores, threshold, quotas, heaps, employers, asked, standing, matched):
    """`deferred_acceptance` into `matched`, with given scratch.

    heaps : (posts,) int; employers : (employers, 2) int; asked, standing : (applicants,)
    """
    applicants, longest = preferences.shape
    first = 0
    for employer in range(quotas.shape[0]):
        employers[employer, 0] = first  # where its heap begins
        employers[employer, 1] = 0  # whom it holds
        first += quotas[employer]
    for applicant in range(applicants):
        asked[applicant] = 0
        matched[applicant] = -1
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
            root = employers[employer, 0]
            held = employers[employer, 1]
            if held < quotas[employer]:
                heaps[root + held] = applicant
                rise(heaps, root, held, standing)
                employers[employer, 1] = held + 1
                matched[applicant] = choice
                applicant = -1
            elif stands_below(heaps[root], applicant, standing):
                rejected = heaps[root]
                heaps[root] = applicant
                sink(heaps, root, held, standing)
                matched[applicant] = choice
                matched[rejected] = -1
                applicant = rejected
