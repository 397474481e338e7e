"""Deferred acceptance is stable and strategy-neutral; lists are draws without replacement (L11)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iei.sim.labour.matching import deferred_acceptance, draw_other, interval_of, lay_guide, width_of

CASES = settings(max_examples=300, deadline=None)


@st.composite
def markets(draw, common_ranking=False, full_lists=False):
    """Preferences, scores, threshold and quotas of a random market."""
    applicants = draw(st.integers(1, 12))
    employers = draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    preferences = np.array([rng.permutation(employers) for _ in range(applicants)])
    if not full_lists:
        lengths = rng.integers(0, employers + 1, applicants)
        preferences[np.arange(employers) >= lengths[:, None]] = -1
    levels = 5 if draw(st.booleans()) else 10**9  # few levels make ties
    scores = rng.integers(0, levels, (applicants, 1 if common_ranking else employers)) / levels
    scores = np.ascontiguousarray(np.broadcast_to(scores, preferences.shape))
    quotas = rng.integers(0, 4, employers)
    return preferences, scores, draw(st.sampled_from([0.0, 0.3])), quotas


def employers_of(preferences, matched):
    """Employer of each applicant, or -1."""
    return np.array(
        [row[place] if place >= 0 else -1 for row, place in zip(preferences, matched, strict=True)]
    )


def guide_of(cumulative, pieces=1):
    """The guide to a line of cumulative weights, with so many pieces a position."""
    guide = np.zeros(pieces * len(cumulative), np.int64)
    lay_guide(cumulative, guide)
    return guide


def standing(scores, matched, applicant):
    """Key by which the employer of a matched applicant ranks them; larger is better."""
    return scores[applicant, matched[applicant]], -applicant


def propose_from_posts(preferences, scores, threshold, quotas):
    """Deferred acceptance with the employers proposing; employer of each applicant, or -1."""
    ranked = []
    for employer in range(len(quotas)):
        places = [(scores[a, j], -a, a, j) for a, j in np.argwhere(preferences == employer)]
        ranked.append([(a, j) for score, _, a, j in sorted(places, reverse=True) if score >= threshold])
    held = np.full(len(preferences), len(preferences[0]))  # place of the list, lower is better
    asked = [0] * len(quotas)
    again = True
    while again:
        again = False
        for employer, quota in enumerate(quotas):
            filled = sum(
                held[a] < len(preferences[a]) and preferences[a, held[a]] == employer
                for a in range(len(preferences))
            )
            while filled < quota and asked[employer] < len(ranked[employer]):
                a, j = ranked[employer][asked[employer]]
                asked[employer] += 1
                if j < held[a]:
                    held[a] = j
                    filled += 1
                    again = True
    return employers_of(preferences, np.where(held < len(preferences[0]), held, -1))


@CASES
@given(markets())
def test_matching_is_feasible(market):
    preferences, scores, threshold, quotas = market
    matched = deferred_acceptance(*market)
    employers = employers_of(preferences, matched)
    assert (np.bincount(employers[employers >= 0], minlength=len(quotas)) <= quotas).all()
    assert (employers[matched >= 0] >= 0).all()
    assert all(scores[a, place] >= threshold for a, place in enumerate(matched) if place >= 0)


@CASES
@given(markets())
def test_no_applicant_and_employer_prefer_each_other(market):
    preferences, scores, threshold, quotas = market
    matched = deferred_acceptance(*market)
    employers = employers_of(preferences, matched)
    for a, place in enumerate(matched):
        better = preferences[a, : place if place >= 0 else None]
        for j, employer in enumerate(better):
            if employer < 0 or scores[a, j] < threshold:
                continue
            held = np.flatnonzero(employers == employer)
            assert len(held) == quotas[employer], "a post that this applicant prefers stayed open"
            assert all(standing(scores, matched, other) > (scores[a, j], -a) for other in held)


@CASES
@given(markets())
def test_the_same_posts_are_filled_from_both_sides(market):
    """Rural hospitals theorem: every stable matching fills the same posts with the same set of people."""
    preferences, _, _, quotas = market
    from_applicants = employers_of(preferences, deferred_acceptance(*market))
    from_posts = propose_from_posts(*market)
    filled = [np.bincount(e[e >= 0], minlength=len(quotas)).tolist() for e in (from_applicants, from_posts)]
    assert filled[0] == filled[1]
    assert ((from_applicants >= 0) == (from_posts >= 0)).all()


@CASES
@given(markets())
def test_applicants_do_no_worse_when_they_propose(market):
    preferences = market[0]
    matched = deferred_acceptance(*market)
    from_posts = propose_from_posts(*market)
    for a, employer in enumerate(from_posts):
        if employer >= 0:
            assert matched[a] <= preferences[a].tolist().index(employer)


@CASES
@given(markets(common_ranking=True))
def test_one_ranking_for_all_is_serial_dictatorship(market):
    preferences, scores, threshold, quotas = market
    left = quotas.copy()
    expected = np.full(len(preferences), -1)
    for a in sorted(range(len(preferences)), key=lambda a: (-scores[a, 0], a)):
        for j, employer in enumerate(preferences[a]):
            if employer >= 0 and scores[a, j] >= threshold and left[employer] > 0:
                left[employer] -= 1
                expected[a] = j
                break
    assert deferred_acceptance(*market).tolist() == expected.tolist()


@CASES
@given(markets(full_lists=True), st.randoms(use_true_random=False))
def test_order_of_applicants_does_not_matter(market, random):
    preferences, scores, threshold, quotas = market
    scores = scores + 1e-6 * np.arange(len(scores))[:, None]  # no ties, which rows would break
    order = list(range(len(preferences)))
    random.shuffle(order)
    shuffled = deferred_acceptance(preferences[order], scores[order], threshold, quotas)
    assert shuffled.tolist() == deferred_acceptance(preferences, scores, threshold, quotas)[order].tolist()


def test_enough_posts_give_everybody_the_first_choice():
    preferences = np.array([[0, 1], [0, 1], [1, 0]])
    matched = deferred_acceptance(preferences, np.full((3, 2), 0.5), 0.3, np.array([2, 1]))
    assert matched.tolist() == [0, 0, 0]


def test_a_threshold_above_all_leaves_every_post_open():
    preferences = np.array([[0, 1], [1, 0]])
    assert deferred_acceptance(preferences, np.full((2, 2), 0.5), 0.6, np.array([5, 5])).tolist() == [-1, -1]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=6), st.data())
def test_one_more_draw_follows_the_weights_that_are_left(weights, data):
    """Evaluated at all midpoints of a fine grid, the draw cuts the line in proportion to the weights."""
    before = sorted(data.draw(st.sets(st.integers(0, len(weights) - 1), max_size=len(weights) - 1)))
    cumulative = np.cumsum(weights, dtype=float)
    points = 2000
    count = np.zeros(len(weights))
    left = np.array([0 if i in before else w for i, w in enumerate(weights)])
    for i in range(points):
        drawn = np.array([*before, 0])
        position = draw_other(
            cumulative, guide_of(cumulative), drawn, len(before), left.sum(), (i + 0.5) / points
        )
        assert sorted([*before, position]) == drawn.tolist()
        count[position] += 1
    assert (count[before] == 0).all()
    assert count / points == pytest.approx(left / left.sum(), abs=1.01 / points)


def test_drawing_all_gives_each_position_once():
    cumulative = np.cumsum(np.array([5.0, 1.0, 0.5, 8.0]))
    drawn = np.zeros(4, np.int64)
    points = np.random.default_rng(3).random((200, 4))
    guide = guide_of(cumulative)
    for row in points:
        left, positions = cumulative[-1], []
        for i, u in enumerate(row):
            positions.append(draw_other(cumulative, guide, drawn, i, left, u))
            left -= width_of(cumulative, positions[-1])
        assert sorted(positions) == [0, 1, 2, 3]


@given(
    st.lists(st.floats(0, 100) | st.just(0.0) | st.floats(1e-300, 1e-9), min_size=1, max_size=40),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20),
    st.integers(1, 5),
)
@CASES
def test_a_guide_leads_to_the_interval_that_a_search_finds(weights, points, pieces):
    cumulative = np.cumsum(np.array([*weights, 1.0]))
    guide = guide_of(cumulative, pieces)
    assert (np.diff(guide) >= 0).all()
    on_bounds = [*cumulative[:-1], *np.linspace(0, cumulative[-1], len(cumulative), endpoint=False)]
    for place in [*(point * cumulative[-1] for point in points), *on_bounds]:
        searched = min(int(np.searchsorted(cumulative, place, side="right")), len(weights))
        assert interval_of(cumulative, guide, float(place)) == searched
