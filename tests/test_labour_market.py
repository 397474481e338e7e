"""The open labour market: conservation of people, zero friction, posts, waiting, directions (E30-E34)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paired_talent import paired, total, with_orders
from talent_world import behaviour_of, run_talent_term, started_world, tally

from iei.agents.turnover import quit_rate
from iei.policies.catalogue import POLICIES
from iei.policies.standards import poaching_hazard
from iei.sim.labour.hiring import early_quit_chance
from iei.sim.labour.job_seekers import wait
from iei.sim.labour.open_market import BLOCKS, LONGEST_LIST, expected_list, first_block, hiring_spread
from iei.sim.labour.placement import place
from iei.sim.labour.workforce import open_posts
from iei.sim.talent.students import learn

PLACED = ("placed_link", "placed_open", "placed_spill_field", "placed_spill_region")


def stock(world, table, column, by):
    """Sum of a stock by the values of another column, so that index 0 is its first group."""
    rows = getattr(world, table)
    return np.bincount(np.asarray(rows[by]), np.asarray(rows[column]))


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    absorption=st.floats(0, 1),
    exits=st.floats(0, 0.5),
    quits=st.floats(0, 1),
    hazard=st.floats(0, 1),
)
def test_people_balance_in_every_term_and_group(seed, absorption, exits, quits, hazard):
    world = with_orders(started_world(seed=seed, retirement=0.1, hires_double=0.5))
    for name, value in {
        "outside_absorption": absorption,
        "workforce_exit": exits,
        "quit_mismatch": quits,
        "poaching_hazard": hazard,
    }.items():
        world.behaviour[name] = value
    start = {
        "region": stock(world, "enterprises", "workers", "region"),
        "size": stock(world, "enterprises", "workers", "size_class"),
        "field": stock(world, "enterprises", "workers", "industry"),
    }
    students = np.asarray(world.colleges["students"]).sum()
    teachers = np.asarray(world.colleges["teachers"]).sum()
    for _ in range(12):
        run_talent_term(world)
        assert (np.asarray(world.enterprises["workers"]) >= 0).all()
        assert (np.asarray(world.enterprises["vacancies"]) >= 0).all()

    for kind in ("region", "field"):
        waiting = tally(world, "unemployed", kind)
        before = np.vstack([np.zeros(waiting.shape[1]), waiting[:-1]])
        gone = sum(tally(world, name, kind) for name in (*PLACED, "absorbed_outside", "pool_exits"))
        assert np.array_equal(tally(world, "graduates", kind) + before, gone + waiting)

    for kind, first in start.items():
        workers = tally(world, "workers", kind)
        before = np.vstack([first, workers[:-1]])
        inflow = sum(tally(world, n, kind) for n in ("hires", "movers_hired", "poached_in"))
        leaving = ("early_quits", "quits", "workforce_exits", "poached", "moved_to_teaching")
        outflow = sum(tally(world, n, kind) for n in leaving)
        assert np.array_equal(workers, before + inflow - outflow), kind

    movers = tally(world, "early_quits") + tally(world, "quits")
    assert np.array_equal(movers, tally(world, "movers_hired") + tally(world, "movers_lost"))
    assert tally(world, "hires").sum() == sum(tally(world, name).sum() for name in PLACED)
    enrolled = students + np.cumsum(
        (tally(world, "intake") - tally(world, "drop_outs") - tally(world, "graduates")).sum(axis=1)
    )
    assert np.array_equal(tally(world, "students").sum(axis=1), enrolled)
    assert (tally(world, "teachers").sum(axis=1) == teachers).all()


def test_rows_of_a_term_agree_for_all_kinds_of_groups():
    world = with_orders(started_world(poaching_hazard=0.5))
    for _ in range(7):
        run_talent_term(world)
    for name in ("hires", "trained", "poached", "quits", "movers_hired", "posts", "workers", "hire_skill"):
        by_kind = [tally(world, name, kind).sum(axis=1) for kind in ("region", "size", "field")]
        assert by_kind[1] == pytest.approx(by_kind[0]), name
        assert by_kind[2] == pytest.approx(by_kind[0]), name
    for name in ("graduates", "wages_placed", "pool_entries", "applications", "interns", "seats"):
        assert tally(world, name, "field").sum(axis=1) == pytest.approx(tally(world, name).sum(axis=1)), name


def test_a_market_without_friction_leaves_nobody_and_nothing_idle():
    """L11b: as many posts as graduates, perfect match, full lists, no threshold: all find a post at home."""
    world = started_world(
        list_length=40, hiring_noise=0.0, hiring_threshold=0.0, talent_spread=0.0, workforce_exit=0.0
    )
    learn(world)
    fields = int(world.clock["fields"][0])
    region = np.repeat(np.asarray(world.colleges["region"]), fields)
    field = np.tile(np.arange(fields), len(world.colleges))
    world.programmes["curriculum"] = np.asarray(world.fields["frontier"])[field]
    leaving = np.bincount(region * fields + field, world.programmes["graduates"])
    world.enterprises["posts"] = world.enterprises["workers"]
    first = np.asarray(world.market_members)[np.asarray(world.markets["first"])]
    assert len(np.unique(first)) == len(leaving)
    world.enterprises["posts"][first] += leaving
    place(world)
    assert world.tallies["placed_open"][0, : len(world.governments)].sum() == leaving.sum() > 0
    assert (np.asarray(world.enterprises["vacancies"]) == 0).all()
    assert (np.asarray(world.pools["persons"]) == 0).all()
    assert world.tallies["hire_match"][0, 0] == pytest.approx(world.tallies["hires"][0, 0])


def test_without_posts_everybody_waits_and_gives_up_after_the_limit():
    world = started_world(outside_absorption=0.0)
    world.colleges["intake"] = 0
    world.cohorts["persons"][np.arange(len(world.cohorts)) % 6 != 5] = 0
    world.enterprises["posts"] = 0.0
    for _ in range(7):
        learn(world)
        place(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1
    graduates = tally(world, "graduates").sum(axis=1)
    assert graduates[0] > 0
    assert graduates[1:].sum() == 0
    assert tally(world, "pool_entries").sum(axis=1).tolist() == [graduates[0], 0, 0, 0, 0, 0, 0]
    assert tally(world, "pool_exits").sum(axis=1).tolist() == [0, 0, 0, 0, graduates[0], 0, 0]


def test_jobs_outside_absorb_their_share_of_those_without_a_post():
    world = started_world(outside_absorption=0.75)
    world.enterprises["posts"] = 0.0
    learn(world)
    place(world)
    graduates, absorbed, waiting = (
        world.tallies[name][0, : len(world.governments)].sum()
        for name in ("graduates", "absorbed_outside", "pool_entries")
    )
    assert absorbed + waiting == graduates
    assert absorbed == pytest.approx(
        0.75 * graduates, abs=float(np.count_nonzero(world.programmes["offered"]))
    )


def test_no_two_draws_of_a_group_share_their_luck(record):
    longest = int(expected_list(record(POLICIES, platform=1), 1.0, behaviour_of(list_length=10)))
    assert longest <= LONGEST_LIST < 4 * BLOCKS
    words = {first_block(number, away) + i for number in range(50) for away in (0, 1) for i in range(BLOCKS)}
    assert len(words) == 50 * 2 * BLOCKS


def test_the_pool_loses_skill_at_the_known_rate():
    world = started_world(outside_absorption=0.0)
    world.pools["persons"][0] = 10
    world.pools["general_skill"][0], world.pools["practical_skill"][0] = 0.6, 0.5
    world.pools["relevance"][0] = 0.9
    wait(world)
    assert world.pools["persons"][:2].tolist() == [0, 10]
    older = world.pools[1]
    assert [older[n] for n in ("general_skill", "practical_skill", "relevance")] == pytest.approx(
        [0.57, 0.475, 0.9]
    )


def test_rates_of_leaving_and_hiring_follow_their_formulas(record):
    behaviour = behaviour_of(poaching_hazard=0.012)
    assert quit_rate(0.7, 0.0, behaviour) == pytest.approx(0.5 * 0.035 + 0.05 * 0.3)
    assert quit_rate(0.7, 0.5, behaviour) == pytest.approx(0.5 * 0.035 * (1 - 0.3 * 0.5 * 0.7) + 0.05 * 0.3)
    assert early_quit_chance(0.7, 0.0, behaviour) == pytest.approx(0.3 + 0.35 * 0.3)
    assert early_quit_chance(0.7, 0.5, behaviour) == pytest.approx(0.405 * (1 - 0.3 * 0.5 * 0.7))
    assert poaching_hazard(1.0, behaviour) == pytest.approx(0.012 * 1.5)
    assert expected_list(record(POLICIES, platform=0.5), 1.0, behaviour) == pytest.approx(4.5)
    assert expected_list(record(POLICIES, employment_services=1), 1.0, behaviour) == pytest.approx(4.5)
    assert expected_list(record(POLICIES, platform=0.5), 0.5, behaviour) == pytest.approx(3.75)
    assert hiring_spread(1.0, behaviour) == pytest.approx(0.05)


@pytest.mark.parametrize(("posts", "workers", "expected"), [(10.6, 8, 3), (10.4, 8, 2), (3.0, 8, 0)])
def test_open_posts_are_whole_and_never_negative(posts, workers, expected):
    enterprise = started_world().enterprises[0]
    enterprise["posts"], enterprise["workers"] = posts, workers
    assert open_posts(enterprise) == expected


def test_a_platform_makes_lists_longer_and_fills_posts():
    def platform(world):
        world.policies["platform"] = world.reached["platform"] = 1.0

    assert (paired(platform, total("applications")) > 0).all()
    assert paired(platform, total("placed_open")).mean() > 0


def test_qualification_standards_sort_better():
    """Less noise in hiring: those hired are more skilled on average."""

    def qualify(world):
        world.policies["qualification"] = world.reached["qualification"] = 1.0

    change = paired(qualify, lambda w: tally(w, "hire_skill").sum() / tally(w, "hires").sum())
    assert (change > 0).all()


def test_a_high_threshold_rejects_more_for_skill():
    def demand(world):
        world.behaviour["hiring_threshold"] = 0.45

    assert (paired(demand, total("rejected_for_skill")) > 0).all()
    assert (paired(demand, total("placed_open")) < 0).all()


def test_one_region_more_posts_elsewhere_draws_people_away():
    def boom(world):
        region = np.asarray(world.enterprises["region"])
        world.enterprises["posts"] = np.where(region == 1, 2.0, 0.5) * world.enterprises["posts"]

    assert (paired(boom, total("placed_spill_region")) > 0).all()
