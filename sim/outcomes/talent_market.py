"""Where supply and demand of talent miss each other, and what colleges change about it."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import (
    COMPARED,
    IN_RUNS,
    IN_TABLES,
    PLOTTED,
    TALENT,
    Array,
    Outcome,
    Sums,
    at_graduation,
    column,
    ratio,
    share,
    yearly,
    yearly_share,
)


def _of_seekers(found: Array, s: Sums) -> Array:
    """Share of a graduation term's seekers: those who found work in it, gave up or wait."""
    placed = s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region
    return at_graduation(ratio(found, placed + s.absorbed_outside + s.pool_exits + s.unemployed))


def _mismatch(s: Sums) -> Array:
    """Share of hires lost as open posts and seekers sit apart, before anybody is placed (E35)."""
    possible = np.sqrt(s.open_before * s.seekers_before)
    return at_graduation(np.maximum(1 - ratio(s.matchable_before, possible), 0))


OUTCOMES = (
    Outcome(
        "seat_gap_in_region",
        label="gap of seats and posts by field within regions",
        unit="0 to 1",
        better="less",
        group=TALENT,
        summary="late",
        about="imbalance of supply and demand (1.2, 2.2g, 2.2i); how much policy can close is assumed (E25a)",
        shown=(COMPARED, IN_RUNS),
        of=share("seat_gap_posts", "posts"),
        chinese="地区内学位与岗位的专业差距",
    ),
    Outcome(
        "mismatch_at_graduation",
        label="mismatch of open posts and seekers before placement",
        unit="0 to 1",
        better="less",
        group=TALENT,
        summary="graduations",
        about="hires lost as both sit in different regions or fields (1.2), in terms of graduation (E35)",
        of=_mismatch,
        chinese="安置前岗位与求职者的错配",
    ),
    Outcome(
        "employment_own_field",
        label="employment in the own field at graduation",
        unit="share of seekers",
        better="more",
        group=TALENT,
        summary="graduations",
        about="posts of the sample in the own field, here or in another region (1.2, 4c)",
        shown=(COMPARED, IN_RUNS, PLOTTED, IN_TABLES),
        of=lambda s: _of_seekers(s.placed_link + s.placed_open + s.placed_spill_region, s),
        chinese="毕业时本专业就业率",
    ),
    Outcome(
        "employment_other_field",
        label="employment in another field at graduation",
        unit="share of seekers",
        better="",
        group=TALENT,
        summary="graduations",
        about="posts of the sample in a neighbouring field (3.2l)",
        of=lambda s: _of_seekers(s.placed_spill_field, s),
        chinese="毕业时跨专业就业率",
    ),
    Outcome(
        "employment_outside",
        label="employment outside the sample at graduation",
        unit="share of seekers",
        better="",
        group=TALENT,
        summary="graduations",
        about="work elsewhere, not in the own field (A33)",
        of=lambda s: _of_seekers(s.absorbed_outside, s),
        chinese="毕业时样本外就业率",
    ),
    Outcome(
        "programme_changes",
        label="programmes opened or closed",
        unit="share of programmes/year",
        better="",
        group=TALENT,
        summary="late",
        about="portfolio of specialties (3.3f)",
        of=lambda s: ratio(yearly(s.openings + s.closings), s.programmes),
        chinese="每年新设或停办的专业",
    ),
    Outcome(
        "opening_cost",
        label="cost of opening programmes",
        unit="MU/term",
        better="less",
        group=TALENT,
        summary="late",
        about="booked at colleges, whose interests have no money (E10)",
        of=column("opening_cost"),
        chinese="新设专业的成本",
    ),
    Outcome(
        "unmatched_skill",
        label="effective skill of those without a post in the sample",
        unit="skill",
        better="more",
        group=TALENT,
        summary="late",
        about="what they bring to work outside (A33)",
        of=yearly_share("unmatched_skill", "unmatched"),
        chinese="样本内未就业者的有效技能",
    ),
)
