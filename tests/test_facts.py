"""The stylised facts: declarations as documented, measures with known answers, the command."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.analyse.jackknife import jackknife_interval
from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.commands.facts import main as facts_command
from iei.experiments.evidence import fact_measures as measure
from iei.experiments.evidence import facts, virtuous_circle
from iei.experiments.evidence.fact_checks import CHECKS, FACTS
from iei.experiments.evidence.fact_runs import (
    AFTER_PULSE,
    ARMS,
    FRONTIER_STEP,
    HIRING_FACTOR,
    PULSE_TERMS,
    ArmRun,
    prepare_arms,
    watch,
)
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import COLUMN, OUTCOMES
from iei.sim.run.engine import simulate
from iei.sim.world.tables import SIZES

EVIDENCE = (Path(__file__).parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
TERMS, START = 40, 20
FIELDS = 2


def section(title):
    """Rows of the first table below a heading of the evidence page: cells by fact."""
    text = EVIDENCE.partition(f"## {title}")[2].partition("\n---")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row for row in rows if re.fullmatch(r"F\d+", row[0])}


# Declarations


def test_all_seventeen_facts_are_declared_and_checked_or_explained():
    assert list(FACTS) == [f"F{i}" for i in range(1, 18)]
    checked = {check.fact for check in CHECKS}
    for name, fact in FACTS.items():
        assert (name in checked) != bool(fact.note), name
    assert [name for name in FACTS if name not in checked] == ["F11"]


def test_grades_and_core_facts_are_those_of_the_evidence():
    rows = section("(b) Stylised facts")
    assert {name: row[-1] for name, row in rows.items()} == {n: f.grade for n, f in FACTS.items()}
    (named,) = re.findall(r"checked by number: ([F\d, ]+)", EVIDENCE)
    assert [name for name, fact in FACTS.items() if fact.core] == named.strip().split(", ")


def test_ranges_are_those_of_the_evidence():
    number = r"([+-]?\d+(?:\.\d+)?)"
    documented = 0
    for name, row in section("(c) From fact to observable to pass condition").items():
        text = row[-1].replace("−", "-")
        ranges = {(check.lower, check.upper) for check in CHECKS if check.fact == name}
        for lower, upper in re.findall(rf"\[{number}, {number}\]", text):
            assert (float(lower), float(upper)) in ranges, (name, lower, upper)
            documented += 1
    assert documented >= 11


@pytest.mark.parametrize(
    ("fact", "lower", "upper"),
    [
        ("F2", 0.05, 0.25),  # firms: at most 0.25
        ("F2", 0.6, 1),  # schools: at least 0.6
        ("F7", 0.15, 3),  # peak gain of 15 % at least
        ("F7", 0.75, 1.3),  # at least 75 % of it gone
        ("F9", 0.05, 0.2),  # 20 pp more audits: 5 to 20 pp
        ("F10", -0.05, 0.05),  # links per firm within 5 %
        ("F12", 0.01, 0.06),
        ("F13", 0.9, 1),  # the order in 90 % of seeds
        ("F13", 0.5, 1),  # half of Theil's T between tiers
        ("F15", 0.55, 0.6),  # after eleven years
        ("F17", 3, 5),  # years
    ],
)
def test_conditions_that_the_evidence_states_in_words(fact, lower, upper):
    assert (lower, upper) in {(check.lower, check.upper) for check in CHECKS if check.fact == fact}


def test_no_check_is_declared_twice_and_every_range_is_one():
    assert len({(check.fact, check.what) for check in CHECKS}) == len(CHECKS) == 45
    assert all(check.lower < check.upper for check in CHECKS)


# Intervals


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
def test_jackknife_of_a_mean_is_the_t_interval(values):
    values = np.array(values)
    expected = mean_interval(values)
    found = jackknife_interval(values[:, None], measure.value)
    assert found.mean == pytest.approx(expected.mean, rel=1e-9, abs=1e-9)
    assert found.lower == pytest.approx(expected.lower, rel=1e-6, abs=1e-6)
    assert found.upper == pytest.approx(expected.upper, rel=1e-6, abs=1e-6)


def test_a_ratio_is_one_of_means_and_survives_a_seed_without_any():
    observed = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]])
    interval = jackknife_interval(observed, measure.ratio)
    assert interval.mean == pytest.approx(4 / 6)
    assert interval.lower < interval.mean < interval.upper


def test_one_seed_has_a_value_and_no_interval():
    interval = jackknife_interval(np.array([[2.0]]), measure.value)
    assert interval.mean == 2
    assert math.isnan(interval.lower)


# Measures on hand-made runs


def arm_run(totals=None, by_size=None, by_region=None, outcomes=None, tiers=(0, 0, 1, 2), **kept):
    """A run with these constant tallies (or series) and outcomes; everything else is zero."""
    regions, groups = len(tiers), len(tiers) + len(SIZES) + FIELDS
    tallies = np.zeros((TERMS, groups, len(COLUMN)))
    for name, series in (totals or {}).items():
        tallies[:, 0, COLUMN[name]] = series
    for name, row in (by_region or {}).items():
        tallies[:, :regions, COLUMN[name]] = row
    for name, row in (by_size or {}).items():
        tallies[:, regions : regions + len(SIZES), COLUMN[name]] = row
    values = np.zeros((TERMS, len(OUTCOMES)))
    for name, series in (outcomes or {}).items():
        values[:, list(OUTCOMES).index(name)] = series
    nothing = np.zeros((TERMS, 1))
    empty = np.zeros(0, dtype=int)
    defaults = {
        **{"links": nothing, "subsidy": nothing, "curriculum": nothing, "final_links": None},
        **{"region": empty, "industry": empty, "size_class": empty},
    }
    tiers = np.array(tiers)
    return ArmRun(tallies, values, tiers, START, **(defaults | kept))


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
    run = arm_run(final_links=links, size_class=np.array([0, 3, 0, 3]))
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
    linked_terms = np.round(participation * measure.LATE).astype(int)
    for e, count in enumerate(linked_terms):
        links[TERMS - count :, e] = 2
    run = arm_run(links=links, region=region, industry=industry)
    found = measured("slope of participation on ln density", none=run)
    assert found == pytest.approx(-(linked_terms[0] - linked_terms[1]) / measure.LATE / np.log(2))
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


# Runs


@pytest.fixture(scope="module")
def classroom():
    return prepare_arms(["world=classroom"])


def test_watching_changes_nothing(classroom):
    for name in ("none", "subsidy"):
        watched = watch(classroom[name], ARMS[name], 5)
        plain = simulate(classroom[name], 5)
        np.testing.assert_array_equal(watched.outcomes, plain.values)
        np.testing.assert_array_equal(watched.tallies, plain.world.tally_values)


def test_what_is_watched_adds_up_to_the_tallies(classroom):
    run = watch(classroom["subsidy"], ARMS["subsidy"], 5)
    np.testing.assert_array_equal(run.links.sum(axis=1), run.total("links"))
    np.testing.assert_allclose(run.subsidy.sum(axis=1), run.total("subsidised_linked"), rtol=1e-5)
    assert run.subsidy[: run.policy_start].sum() == 0 < run.subsidy.sum()
    assert len(run.final_links) == run.links[-1].sum()


def test_arms_share_everything_until_the_policy_starts(classroom):
    runs = {name: watch(classroom[name], ARMS[name], 7) for name in ARMS if not ARMS[name].factors}
    for name, run in runs.items():
        np.testing.assert_array_equal(run.tallies[:START], runs["none"].tallies[:START], err_msg=name)
        if name != "none":
            assert not np.array_equal(run.tallies[START:], runs["none"].tallies[START:]), name


def test_every_arm_is_used():
    class Seen(dict):
        def __getitem__(self, arm):
            used.add(arm)
            return super().__getitem__(arm)

    used = set()
    run = watched_stub()
    for check in CHECKS:
        check.observe(Seen(dict.fromkeys(ARMS, run)))
    assert used == set(ARMS)


def watched_stub():
    links = np.zeros(1, dtype=[("age", int), ("depth", int), ("enterprise", int)])
    one = np.zeros(1, dtype=int)
    groups = {"enterprises": 1, "teachers": 1}
    return arm_run(
        by_region=groups, by_size=groups, final_links=links, region=one, industry=one, size_class=one
    )


# The command


def run_command(tmp_path, *arguments):
    few = [] if any(word.startswith("seeds=") for word in arguments) else ["seeds=2"]
    code = facts_command(["world=classroom", *few, f"results={tmp_path}", "executor.threads=1", *arguments])
    return code, tmp_path / "facts-classroom"


def test_the_command_stores_prints_and_scores(tmp_path, capsys):
    page = tmp_path / "facts.md"
    code, folder = run_command(tmp_path, "--markdown", str(page), "--strict")
    table = pd.read_csv(folder / "facts.csv")
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "facts.parquet"), table, check_dtype=False)
    assert list(dict.fromkeys(table["fact"])) == list(FACTS)
    assert len(table) == len(CHECKS) + 1
    checked = table[table["verdict"] != "not modelled"]
    assert code == int((checked["verdict"] != "pass").any())
    passes = (table["value"] >= table["lower"]) & (table["value"] <= table["upper"])
    assert (passes == (table["verdict"] == "pass")).all()
    printed = capsys.readouterr().out
    assert facts.score(table) in printed
    assert f"of {len(CHECKS)}" in printed
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| F")]
    assert len(rows) == len(table)
    assert all(line.count("|") == len(facts.HEADINGS) + 1 for line in rows)


def test_a_core_fact_passes_only_if_all_its_checks_do():
    rows = [
        {"fact": "F1", "core": True, "verdict": "pass"},
        {"fact": "F1", "core": True, "verdict": "miss"},
        {"fact": "F4", "core": True, "verdict": "pass"},
        {"fact": "F2", "core": False, "verdict": "pass"},
        {"fact": "F11", "core": False, "verdict": "not modelled"},
    ]
    expected = "core facts passed: 1 of 2; checks passed: 3 of 4"
    assert facts.score(pd.DataFrame(rows)) == expected


def test_seeds_for_tuning_are_not_those_for_judging():
    judging = facts.Settings.from_overrides(["seeds=50"], tuning=False)
    tuning = facts.Settings.from_overrides(["seeds=50"], tuning=True)
    assert len(set(judging.seeds)) == len(set(tuning.seeds)) == 50
    assert not set(judging.seeds) & set(tuning.seeds)
    assert judging.folder != tuning.folder
    later = facts.Settings.from_overrides(["seeds=5", "first_seed=10"], tuning=False)
    assert later.seeds == judging.seeds[10:15]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seeds=0", "seeds = 0 is outside [1, 10000]"),
        ("seeds=2.5", "whole number"),
        ("policy=council", "the facts set policy themselves"),
        ("replicates=10", "seeds=24 sets the number"),
        ("behaviour.hiring_savign=1", "hiring_saving"),
        ("terms=39", "terms >= 40"),
        ("executor=dask", "the facts run in threads"),
        ("world.regions.hills.tier=East", "no region of tier West"),
    ],
)
def test_mistakes_are_one_clear_message(tmp_path, override, message):
    with pytest.raises(InvalidInput) as caught:
        run_command(tmp_path, override)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


# The virtuous circle


def test_the_circle_is_drawn_and_summed_up(tmp_path, capsys):
    code, folder = run_command(tmp_path, "--circle")
    assert code == 0
    assert (folder / "virtuous_circle.png").read_bytes().startswith(b"\x89PNG")
    summary = pd.read_csv(folder / "virtuous_circle.csv")
    assert len(summary) == len(virtuous_circle.POLICIES) * len(virtuous_circle.SHOWN)
    assert "virtuous circle" in capsys.readouterr().out


def test_the_circle_adds_nothing_before_skill_is_seen():
    gains = virtuous_circle.loop_gains(["world=classroom"], seeds=[1], threads=1)
    first = gains[gains["term"] == 0]
    assert (first[["substantive_share", "graduate_skill"]] == 0).all(axis=None)
    last = gains[(gains["term"] == gains["term"].max()) & (gains["policy"] == "package_half")]
    assert (last["skill_gain_belief"] != 0).all()


def test_late_gains_are_means_of_the_last_terms():
    gains = pd.DataFrame(
        [
            {"policy": policy, "seed": seed, "term": term, **dict.fromkeys(virtuous_circle.SHOWN, value)}
            for policy in virtuous_circle.POLICIES
            for seed, late in ((1, 2.0), (2, 4.0))
            for term, value in [*((t, 100.0) for t in range(50)), *((t, late) for t in range(50, 60))]
        ]
    )
    summary = virtuous_circle.late_gains(gains)
    assert (summary["gain"] == 3).all()
    assert (summary["lower"] < 3).all()


def test_a_circle_that_is_switched_off_cannot_be_drawn():
    with pytest.raises(InvalidInput, match="switches the circle off"):
        virtuous_circle.loop_gains(["world=classroom", "behaviour.skill_gain_learning=0"], [1], 1)
