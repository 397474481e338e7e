"""Where graduates end up: demand and supply, placement, retention."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import (
    COMPARED,
    IN_RUNS,
    IN_TABLES,
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
        label="gap of students, graduates and demand by field",
        unit="0 to 1",
        better="less",
        group=TALENT,
        summary="late",
        about="specialty, talent and industry chain (2.2g)",
        shown=(IN_RUNS,),
        of=_chain_gap,
        grouped=False,
    ),
    Outcome(
        "seat_gap",
        label="gap of seats and demand by field, national",
        unit="0 to 1",
        better="less",
        group=TALENT,
        summary="late",
        about="planning of specialties (2.2i, 3.3f)",
        of=_seat_gap,
        grouped=False,
    ),
    Outcome(
        "mismatch_index",
        label="mismatch of vacancies and job seekers",
        unit="0 to 1",
        better="less",
        group=TALENT,
        summary="late",
        about="hires lost as both sit in different regions or fields (1.2); few seekers raise it",
        of=_mismatch,
    ),
    Outcome(
        "vacancy_rate",
        label="open posts",
        unit="share of posts",
        better="less",
        group=TALENT,
        summary="late",
        about="recruitment difficulty (3.2n)",
        shown=(COMPARED, IN_RUNS),
        of=share("vacancies", "posts"),
    ),
    Outcome(
        "employment_rate",
        label="employment at graduation",
        unit="share of seekers",
        better="more",
        group=TALENT,
        summary="graduations",
        about="graduates and seekers with work at the end of the graduation term, outside included (F14)",
        shown=(
            COMPARED,
            IN_RUNS,
            IN_TABLES,
        ),
        of=_employment,
    ),
    Outcome(
        "unemployed",
        label="waiting job seekers",
        unit="persons",
        better="less",
        group=TALENT,
        summary="late",
        about="pool (1.2)",
        of=column("unemployed"),
    ),
    Outcome(
        "match_rate",
        label="graduates placed in their field",
        unit="share of placed",
        better="more",
        group=TALENT,
        summary="late",
        about="field match (F14)",
        shown=(
            COMPARED,
            IN_RUNS,
        ),
        of=lambda s: ratio(yearly(s.placed_link + s.placed_open + s.placed_spill_region), placed(s)),
    ),
    Outcome(
        "link_placement_share",
        label="graduates placed through links",
        unit="share of placed",
        better="",
        group=TALENT,
        summary="late",
        about="joint employment (1.12)",
        of=lambda s: ratio(yearly(s.placed_link), placed(s)),
    ),
    Outcome(
        "moves_share",
        label="graduates placed in another field or region",
        unit="share of placed",
        better="",
        group=TALENT,
        summary="late",
        about="open channel (3.2l)",
        of=lambda s: ratio(yearly(s.placed_spill_field + s.placed_spill_region), placed(s)),
    ),
    Outcome(
        "rejection_rate",
        label="applications rejected for skill",
        unit="share of applications",
        better="less",
        group=TALENT,
        summary="late",
        about="graduates who miss needs (2.4f)",
        of=yearly_share("rejected_for_skill", "applications"),
    ),
    Outcome(
        "internship_mismatch",
        label="interns outside their field",
        unit="share of interns",
        better="less",
        group=TALENT,
        summary="late",
        about="practice places (2.4f, F14)",
        of=yearly_share("internship_mismatches", "interns"),
    ),
    Outcome(
        "retention",
        label="link hires still there after two years",
        unit="share of link hires",
        better="more",
        group=TALENT,
        summary="late",
        about="pipeline survival (2.3f, 3.2e)",
        of=_retention,
    ),
    Outcome(
        "early_quit_rate",
        label="hires who quit within the term",
        unit="share of hires",
        better="less",
        group=TALENT,
        summary="late",
        about="early turnover (3.2m, F14)",
        shown=(IN_RUNS,),
        of=yearly_share("early_quits", "hires"),
    ),
    Outcome(
        "poached_share",
        label="fresh trainees poached",
        unit="per training enterprise and year",
        better="less",
        group=TALENT,
        summary="late",
        about="poaching (3.2c, F12)",
        of=lambda s: ratio(yearly(s.poached), s.training),
    ),
    Outcome(
        "trained_share",
        label="hires through own links",
        unit="share of hires",
        better="",
        group=TALENT,
        summary="late",
        about="pipeline from own links (2.3f)",
        of=yearly_share("trained", "hires"),
    ),
    Outcome(
        "first_wage",
        label="first wage",
        unit="MU/term",
        better="more",
        group=TALENT,
        summary="late",
        about="wage of those placed (3.2l)",
        of=lambda s: ratio(
            yearly(s.wages_placed),
            yearly(s.placed_link + s.placed_open + s.placed_spill_field + s.placed_spill_region),
        ),
    ),
    Outcome(
        "worker_skill",
        label="effective skill of workers",
        unit="skill",
        better="more",
        group=TALENT,
        summary="late",
        about="mean (2.0a)",
        of=share("worker_skill", "workers"),
    ),
    Outcome(
        "skill_gain_belief",
        label="expected skill gain of a trainee",
        unit="skill",
        better="more",
        group=TALENT,
        summary="late",
        about="virtuous circle (A51, 4a)",
        of=share("skill_gain", "enterprises"),
    ),
    Outcome(
        "industry_teachers",
        label="workers who became teachers",
        unit="persons/term",
        better="",
        group=TALENT,
        summary="policy",
        about="flow from enterprise to college (3.3n)",
        of=column("moved_to_teaching"),
    ),
    Outcome(
        "forecast_error",
        label="error of colleges' demand estimates",
        unit="log share",
        better="less",
        group=TALENT,
        summary="late",
        about="mean absolute log error (2.2i, 3.2b)",
        of=share("forecast_error", "estimates"),
    ),
    Outcome(
        "order_share",
        label="graduates offered a post through a link",
        unit="share of graduates",
        better="",
        group=TALENT,
        summary="late",
        about="order classes and joint employment (3.2j, 3.3g)",
        of=yearly_share("order_offers", "graduates"),
    ),
    Outcome(
        "waiting_time",
        label="time to a first job",
        unit="terms",
        better="less",
        group=TALENT,
        summary="late",
        about="mean number of job seekers over mean number placed in a term, both over a year (3.2k)",
        of=lambda s: ratio(yearly(s.unemployed), placed(s)),
    ),
)
