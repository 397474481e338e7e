"""Measures of the stylised facts on hand-made runs with known answers."""

import math

import numpy as np
import pytest
from hand_made_runs import START, TERMS, arm_run
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.evidence import fact_measures as measure
from iei.experiments.evidence.fact_checks import CHECKS
from iei.experiments.evidence.fact_runs import (
    AFTER_PULSE,
    FRONTIER_STEP,
    HIRING_FACTOR,
    PULSE_TERMS,
    prepare_arms,
)


def measured(what, **runs):
    """The value of the check with this text on hand-made runs."""
    (check,) = [check for check in CHECKS if check.what == what]
    return check.combine(np.asarray(check.observe(runs), dtype=float))


def test_participation_by_size():
    run = arm_run(by_size={"linked": [1, 4, 7, 5], "enterprises": [10, 10, 10, 10]})
    assert measured("participation rises with size (smallest step)", none=run) == pytest.approx(-0.2)
    assert measured("large / micro participation", none=run) == pytest.approx(5)


def test_trainees_per_post_by_size():
    run = arm_run(by_size={"linked": [2, 2, 2, 2], "head_places": [1.0, 0.6, 0.4, 0.1]})
    what = "trainees per post fall with size (largest step)"
    assert measured(what, none=run) == pytest.approx(-0.1)


def test_slopes_of_depth():
    links = np.zeros(4, dtype=[("age", int), ("depth", int), ("enterprise", int)])
    links["age"] = [2, 4, 6, 8]
    links["depth"] = [1, 2, 3, 5]
    links["enterprise"] = [0, 1, 2, 3]
    run = arm_run(links_before=links, size_class=np.array([0, 3, 0, 3]))
    # 0, 0, 1, 1 on 2, 4, 6, 8: covariance 1 over variance 5
    assert measured("slope of deep on age, per term", none=run) == pytest.approx(0.2)
    assert measured("slope of deep on size, per class", none=run) == pytest.approx(0)


def test_slopes_pool_the_links_of_all_seeds():
    line = [measure.moments(x, 3 - 0.5 * x) for x in (np.array([0.0, 1.0]), np.array([5.0, 7.0, 9.0]))]
    assert measure.slope(np.mean(line, axis=0)) == pytest.approx(-0.5)


@given(st.floats(-2, 2))
def test_elasticity_of_a_power_law_is_its_exponent(exponent):
    runs = {
        "dear_hiring": arm_run({"trainees": HIRING_FACTOR**exponent}),
        "cheap_hiring": arm_run({"trainees": HIRING_FACTOR**-exponent}),
    }
    assert measured("elasticity of training places to hiring cost", **runs) == pytest.approx(
        exponent, abs=1e-9
    )


def test_the_two_hiring_arms_are_a_factor_apart():
    prepared = prepare_arms(["world=classroom"])
    dear, cheap, none = (
        prepared[name].scenario.behaviour["hiring_saving"] for name in ("dear_hiring", "cheap_hiring", "none")
    )
    assert dear / none == pytest.approx(HIRING_FACTOR)
    assert none / cheap == pytest.approx(HIRING_FACTOR)


def test_deadweight_is_what_is_paid_for_links_of_the_twin():
    links = np.zeros((TERMS, 4))
    subsidy = np.zeros((TERMS, 4))
    links[-1] = [1, 1, 2, 1]
    subsidy[-1] = [1.0, 1.0, 4.0, 0.0]
    twin = np.zeros((TERMS, 4))
    twin[-1] = [1, 0, 1, 5]  # anyway: all of 1, nothing of 1, half of 4, nothing paid
    run, none = arm_run(links=links, subsidy=subsidy), arm_run(links=twin)
    assert measured("deadweight untargeted", subsidy=run, none=none) == pytest.approx(3 / 6)
    everything = {"first_subsidy": arm_run(links=links, subsidy=subsidy), "subsidy": run, "none": none}
    assert measured("deadweight first-time minus untargeted", **everything) == pytest.approx(0)


def test_deadweight_compares_the_same_term():
    links, subsidy, twin = np.zeros((TERMS, 1)), np.zeros((TERMS, 1)), np.zeros((TERMS, 1))
    links[30], subsidy[30], twin[31] = 1, 1, 1
    run, none = arm_run(links=links, subsidy=subsidy), arm_run(links=twin)
    assert measured("deadweight untargeted", subsidy=run, none=none) == 0


def test_pulse_gain_and_its_loss():
    base = np.full(TERMS, 50.0)
    with_pulse = base.copy()
    with_pulse[START : START + PULSE_TERMS] *= [1.1, 1.2, 1.3, 1.4, 1.4, 1.2]
    last = START + PULSE_TERMS - 1
    with_pulse[last + 3] *= 1.2  # terms 3 and 4 after the last payment: mean gain .15 of .4
    with_pulse[last + 4] *= 1.1
    with_pulse[last + 6] *= 0.9  # terms 6 and 7: mean gain -.05
    runs = {"pulse": arm_run({"links": with_pulse}), "none": arm_run({"links": base})}
    assert measured("peak gain of pulse", **runs) == pytest.approx(0.4)
    assert measured("gain lost 18 months after", **runs) == pytest.approx(1 - 0.15 / 0.4)
    assert measured("gain lost 36 months after", **runs) == pytest.approx(1 + 0.05 / 0.4)
    assert last + 7 < START + AFTER_PULSE


def test_formal_share_and_cancellations_against_the_twin():
    runs = {
        "subsidy": arm_run({"links_formal": 3, "links": 10}),
        "start_subsidy": arm_run({"links_cancelled": 3, "links_signed": 10}),
        "substance_subsidy": arm_run(
            {"links_formal": 1, "links": 10, "links_cancelled": 3, "links_signed": 20}
        ),
        "none": arm_run({"links_formal": 1, "links": 5, "links_cancelled": 1, "links_signed": 5}),
    }
    assert measured("formal share of links, subsidy minus none", **runs) == pytest.approx(0.1)
    assert measured("formal share of links, conditional minus none", **runs) == pytest.approx(-0.1)
    assert measured("early cancellation ratio, subsidy at the start / none", **runs) == pytest.approx(1.5)
    assert measured("early cancellation ratio, conditional / at the start", **runs) == pytest.approx(0.5)


def test_audits_fall_and_convexity():
    arms = zip(("audit_0", "audit_20", "audit_40"), (5, 3, 2.5), strict=True)
    runs = {arm: arm_run({"links_formal": formal, "links": 10}) for arm, formal in arms}
    assert measured("fall of formal share of links for +20 pp audits", **runs) == pytest.approx(0.2)
    assert measured("convex (first step minus second)", **runs) == pytest.approx(0.15)


def test_poaching_is_counted_by_the_year():
    run = arm_run({"poached": 0.1, "training": 10})
    assert measured("poached share of training firms", none=run) == pytest.approx(0.02)


def test_density_slope_is_within_regions():
    # Region 1 is denser and cooperates more; within each region participation falls by 1 per log unit.
    industry = np.array([0] + [1] * 2 + [0] * 4 + [1] * 8)
    region = np.array([0] * 3 + [1] * 12)
    density = np.log(np.array([1] + [2] * 2 + [4] * 4 + [8] * 8))
    participation = 0.9 - (density - np.where(region == 1, np.log(4), 0))
    links = np.zeros((TERMS, len(region)))
    years = measure.OBSERVED.stop - measure.OBSERVED.start
    linked_terms = np.round(participation * years).astype(int)
    for e, count in enumerate(linked_terms):
        links[measure.OBSERVED.stop - count : measure.OBSERVED.stop, e] = 2
    run = arm_run(links=links, region=region, industry=industry)
    found = measured("slope of participation on ln density", none=run)
    assert found == pytest.approx(-(linked_terms[0] - linked_terms[1]) / years / np.log(2))
    assert found < 0


@pytest.mark.parametrize(("linked", "expected"), [([2, 2, 1, 0], 1), ([2, 2, 4, 1], 0), ([2, 2, 1, 1], 0)])
def test_order_of_tiers(linked, expected):
    run = arm_run(by_region={"linked": linked, "enterprises": [10, 10, 10, 10]})
    assert measured("East > Central > West, participation (share of seeds)", none=run) == expected


def test_theil_is_all_between_when_regions_of_a_tier_are_alike():
    same = {"enterprises": [10, 10, 10, 10]}
    what = "between-tier Theil share"
    assert measured(what, none=arm_run(by_region={"linked": [4, 4, 2, 1]} | same)) == pytest.approx(1)
    assert measured(what, none=arm_run(by_region={"linked": [4, 0, 2, 2]} | same)) == pytest.approx(0)
    # T = sum of s ln(s/w): whole 2/7 ln(8/7) * 2 + 2/7 ln(8/7) + 1/7 ln(4/7), East against the rest by hand
    linked = np.array([3.0, 1.0, 2.0, 1.0])
    s = linked / 7
    whole = (s * np.log(s * 4)).sum()
    tiers = np.array([4, 2, 1]) / 7
    between = (tiers * np.log(tiers / np.array([0.5, 0.25, 0.25]))).sum()
    assert measured(what, none=arm_run(by_region={"linked": linked} | same)) == pytest.approx(between / whole)


def test_pilots_widen_the_gap_of_the_east_in_the_pilot_phase():
    same = {"enterprises": [10, 10, 10, 10]}
    runs = {
        "pilots": arm_run(by_region={"linked": [6, 6, 2, 2]} | same),
        "none": arm_run(by_region={"linked": [3, 3, 2, 2]} | same),
    }
    assert measured("pilots in rich regions widen the gap", **runs) == pytest.approx(0.3)


def test_certified_teachers_by_the_calendar():
    certified = np.arange(TERMS) / 100
    run = arm_run(outcomes={"double_qualified_certified": certified})
    assert measured("certified at start", none=run) == 0
    assert measured("certified after 11 years", none=run) == pytest.approx(0.21)  # end of the 22nd term
    assert measured("pace at the end (per year)", none=run) == pytest.approx(0.02)


@pytest.mark.parametrize("speed", [0.05, 0.1, 0.2])
def test_half_life_of_an_exponential(speed):
    moved = np.zeros((TERMS, 3))
    for term in range(START, TERMS):
        moved[term] = FRONTIER_STEP * (1 - (1 - speed) ** (term - START + 1))
    runs = {"frontier_step": arm_run(curriculum=moved + 5), "none": arm_run(curriculum=0 * moved + 5)}
    exact = math.log(0.5) / math.log(1 - speed) / 2
    found = measured("half-life of a step in demand (years)", **runs)
    assert found == pytest.approx(exact, abs=0.01)  # interpolated linearly within a term


def test_a_gap_that_stays_has_no_half_life():
    assert math.isnan(measure.half_life(np.ones(5)))


def test_differences_to_the_twin():
    def run(**late):
        return arm_run(outcomes={name: np.where(np.arange(TERMS) < 30, 9, x) for name, x in late.items()})

    runs = {"platform": run(employment_rate=0.9), "none": run(employment_rate=0.95)}
    assert measured("platform alone: employment", **runs) == pytest.approx(-0.05)
