"""Where graduates end up: demand and supply, placement, retention."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import (
    TALENT,
    Array,
    Outcome,
    Sums,
    at_graduation,
    column,
    distance,
    ratio,
    share,
    shares,
    yearly,
    yearly_share,
)


def placed(s: Sums) -> Array:
    """Graduates and job seekers who found work over a year, outside the sample included (A33)."""
    return yearly(
        s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region + s.absorbed_outside
    )


def _chain_gap(s: Sums) -> Array:
    """Mean pairwise total variation distance of seats, graduates and demand over fields (E36)."""
    students = shares(s.by_field("students"))
    graduates = shares(yearly(s.by_field("graduates")))
    posts = shares(s.by_field("posts"))
    pairs = distance(students, graduates) + distance(graduates, posts) + distance(students, posts)
    return pairs / 3


def _seat_gap(s: Sums) -> Array:
    return distance(shares(yearly(s.by_field("intake"))), shares(s.by_field("posts")))


def _mismatch(s: Sums) -> Array:
    """Share of hires lost because seekers and vacancies sit in different regions or fields (E35)."""
    return np.maximum(1 - ratio(s.matchable, np.sqrt(s.vacancies * s.unemployed)), 0)


def _employment(s: Sums) -> Array:
    """Share of a graduation term's seekers who find work in it: graduates, and who waited before them."""
    found = s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region + s.absorbed_outside
    return at_graduation(ratio(found, found + s.pool_exits + s.unemployed))


def _retention(s: Sums) -> Array:
    """Expected share of link hires of four terms ago who are still there (claim 2.3f)."""
    hired = np.zeros_like(s.trained)
    hired[4:] = s.trained[:-4]
    return np.minimum(ratio(yearly(s.retained), yearly(hired)), 1)


OUTCOMES = (
    Outcome(
        "chain_gap",
        "gap of students, graduates and demand by field",
        "0 to 1",
        "less",
        TALENT,
        "late",
        "specialty, talent and industry chain (2.2g)",
        _chain_gap,
        False,
    ),
    Outcome(
        "seat_gap",
        "gap of seats and demand by field",
        "0 to 1",
        "less",
        TALENT,
        "late",
        "planning of specialties (2.2i, 3.3f)",
        _seat_gap,
        False,
    ),
    Outcome(
        "mismatch_index",
        "mismatch of vacancies and job seekers",
        "0 to 1",
        "less",
        TALENT,
        "late",
        "hires lost as both sit in different regions or fields (1.2); a small pool of seekers raises it",
        _mismatch,
    ),
    Outcome(
        "vacancy_rate",
        "open posts",
        "share of posts",
        "less",
        TALENT,
        "late",
        "recruitment difficulty (3.2n)",
        share("vacancies", "posts"),
    ),
    Outcome(
        "employment_rate",
        "employment at graduation",
        "share of seekers",
        "more",
        TALENT,
        "graduations",
        "graduates and waiting seekers with work at the end of the graduation term, outside included (F14)",
        _employment,
    ),
    Outcome(
        "unemployed",
        "waiting job seekers",
        "persons",
        "less",
        TALENT,
        "late",
        "pool (1.2)",
        column("unemployed"),
    ),
    Outcome(
        "match_rate",
        "graduates placed in their field",
        "share of placed",
        "more",
        TALENT,
        "late",
        "field match (F14)",
        lambda s: ratio(yearly(s.placed_link + s.placed_open + s.placed_spill_region), placed(s)),
    ),
    Outcome(
        "link_placement_share",
        "graduates placed through links",
        "share of placed",
        "",
        TALENT,
        "late",
        "joint employment (1.12)",
        lambda s: ratio(yearly(s.placed_link), placed(s)),
    ),
    Outcome(
        "moves_share",
        "graduates placed in another field or region",
        "share of placed",
        "",
        TALENT,
        "late",
        "open channel (3.2l)",
        lambda s: ratio(yearly(s.placed_spill_field + s.placed_spill_region), placed(s)),
    ),
    Outcome(
        "rejection_rate",
        "applications rejected for skill",
        "share of applications",
        "less",
        TALENT,
        "late",
        "graduates who miss needs (2.4f)",
        yearly_share("rejected_for_skill", "applications"),
    ),
    Outcome(
        "internship_mismatch",
        "interns outside their field",
        "share of interns",
        "less",
        TALENT,
        "late",
        "practice places (2.4f, F14)",
        yearly_share("internship_mismatches", "interns"),
    ),
    Outcome(
        "retention",
        "link hires still there after two years",
        "share of link hires",
        "more",
        TALENT,
        "late",
        "pipeline survival (2.3f, 3.2e)",
        _retention,
    ),
    Outcome(
        "early_quit_rate",
        "hires who quit within the term",
        "share of hires",
        "less",
        TALENT,
        "late",
        "early turnover (3.2m, F14)",
        yearly_share("early_quits", "hires"),
    ),
    Outcome(
        "poached_share",
        "fresh trainees poached",
        "per training enterprise and year",
        "less",
        TALENT,
        "late",
        "poaching (3.2c, F12)",
        lambda s: ratio(yearly(s.poached), s.training),
    ),
    Outcome(
        "trained_share",
        "hires through own links",
        "share of hires",
        "",
        TALENT,
        "late",
        "pipeline from own links (2.3f)",
        yearly_share("trained", "hires"),
    ),
    Outcome(
        "first_wage",
        "first wage",
        "MU/term",
        "more",
        TALENT,
        "late",
        "wage of those placed (3.2l)",
        lambda s: ratio(
            yearly(s.wages_placed),
            yearly(s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region),
        ),
    ),
    Outcome(
        "worker_skill",
        "effective skill of workers",
        "skill",
        "more",
        TALENT,
        "late",
        "mean (2.0a)",
        share("worker_skill", "workers"),
    ),
    Outcome(
        "skill_gain_belief",
        "expected skill gain of a trainee",
        "skill",
        "more",
        TALENT,
        "late",
        "virtuous circle (A51, 4a)",
        share("skill_gain", "enterprises"),
    ),
    Outcome(
        "industry_teachers",
        "workers who became teachers",
        "persons/term",
        "",
        TALENT,
        "policy",
        "flow from enterprise to college (3.3n)",
        column("moved_to_teaching"),
    ),
    Outcome(
        "forecast_error",
        "error of colleges' demand estimates",
        "log share",
        "less",
        TALENT,
        "late",
        "mean absolute log error (2.2i, 3.2b)",
        share("forecast_error", "programmes"),
    ),
    Outcome(
        "order_share",
        "graduates offered a post through a link",
        "share of graduates",
        "",
        TALENT,
        "late",
        "order classes and joint employment (3.2j, 3.3g)",
        yearly_share("order_offers", "graduates"),
    ),
    Outcome(
        "waiting_time",
        "time to a first job",
        "terms",
        "less",
        TALENT,
        "late",
        "mean number of job seekers over mean number placed in a term, both over a year (3.2k)",
        lambda s: ratio(yearly(s.unemployed), placed(s)),
    ),
)
