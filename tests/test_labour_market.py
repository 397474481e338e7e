"""Placement and work: conservation of people, zero friction, movers, poaching, directions (E29-E34)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import add_links, behaviour_of, run_talent_term, started_world, tally

from iei.policies.standards import poaching_hazard
from iei.sim.labour.hiring import early_quit_chance, hire_openly, hire_trainee
from iei.sim.labour.job_seekers import effective_skill, wait
from iei.sim.labour.open_market import SLOTS, expected_list, first_slot, hiring_spread
from iei.sim.labour.placement import accepts_offer, place, take_trainees
from iei.sim.labour.poaching import filled_until
from iei.sim.labour.workforce import learn_skill_gain, open_posts, produce, quit_rate, run_market, wage
from iei.sim.talent.students import learn

PLACED = ("placed_link", "placed_open", "placed_spill_field", "placed_spill_region")


def with_orders(world):
    """Deep links that place graduates, and half of the trainees under order."""
    add_links(world, depth=5, substance=0.9, trust=0.8)
    world.policies["orders"] = world.reached["orders"] = 0.5
    return world


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


def test_no_two_draws_of_a_group_share_their_luck():
    longest = int(expected_list(1.0, behaviour_of(list_length=10)))
    assert longest < SLOTS
    words = {first_slot(number, away) + i for number in range(50) for away in (0, 1) for i in range(SLOTS)}
    assert len(words) == 50 * 2 * SLOTS


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


@settings(deadline=None)
@given(
    vacancies=st.lists(st.integers(0, 50), min_size=1, max_size=20), offset=st.floats(0, 1), data=st.data()
)
def test_movers_fill_posts_pro_rata_and_all_of_them(vacancies, offset, data):
    total = sum(vacancies)
    if total == 0:
        return
    rehired = data.draw(st.integers(0, total))
    until = [filled_until(rehired, sum(vacancies[:i]), total, offset) for i in range(len(vacancies) + 1)]
    shares = np.diff(until)
    assert (until[0], until[-1]) == (0, rehired) or offset == 1.0
    assert (shares >= 0).all()
    assert (shares <= np.array(vacancies)).all()
    assert (abs(shares - rehired * np.array(vacancies) / total) < 1 + 1e-9).all()


def poaching_market(enterprises):
    """A market with so many enterprises of which the first has trained 50 workers who all are poached."""
    world = started_world(
        poaching_hazard=1.0, workforce_exit=0.0, separation=0.0, quit_mismatch=0.0, mover_rehire=0.0
    )
    world.markets["enterprises"][0] = enterprises
    rows = np.asarray(world.market_members)[:enterprises]
    world.enterprises["workers"][rows] = 100
    world.enterprises["trained"][rows[0]] = 50
    world.enterprises["trained_skill"][rows[0]] = 35.0
    run_market(world, 0)
    return np.asarray(world.enterprises["workers"])[rows], int(world.enterprises["poached"][rows[0]])


def test_one_enterprise_alone_loses_no_trainee():
    """L16: without a rival in the field there is no poaching."""
    workers, poached = poaching_market(1)
    assert (workers.tolist(), poached) == ([100], 0)


@pytest.mark.parametrize("enterprises", [2, 5])
def test_poached_trainees_join_one_rival(enterprises):
    workers, poached = poaching_market(enterprises)
    assert poached == 50
    assert workers[0] == 50
    assert sorted(workers[1:])[-1] == 150
    assert workers.sum() == 100 * enterprises


def test_workers_stay_when_nothing_moves_them():
    world = started_world(
        workforce_exit=0.0, separation=0.0, quit_mismatch=0.0, skill_gain_learning=0.0, poaching_hazard=0.0
    )
    columns = ("workers", "mean_skill", "mean_match", "value_added", "wage", "vacancies", "skill_gain")
    before = {name: np.asarray(world.enterprises[name]).copy() for name in columns}
    produce(world)
    for name, values in before.items():
        assert np.array_equal(world.enterprises[name], values), name


def test_output_is_productivity_times_workers_times_skill():
    world = started_world()
    for _ in range(4):
        run_talent_term(world)
    e = world.enterprises
    assert e["value_added"] == pytest.approx(e["productivity"] * e["workers"] * e["mean_skill"])


def test_competitive_wages_leave_no_rent():
    """L17: with om = 1 the wage takes the whole product, the floor comes on top."""
    behaviour = behaviour_of(wage_slope_alone=1.0, wage_slope_density=0.4)
    assert wage(0.5, 6.0, 0.5, 1.0, behaviour) == pytest.approx(0.3 + 3.0)


def test_skill_gain_belief_moves_toward_what_is_seen():
    """A51: with learning 0 it stays; otherwise it closes that share of the gap to the observed difference."""
    world = started_world()
    enterprise, market = world.enterprises[0], world.markets[0]
    enterprise["trained"], enterprise["trained_skill"] = 10, 6.0
    market["open_hires"], market["open_skill"] = 20, 8.0
    start = float(enterprise["skill_gain"])
    learn_skill_gain(enterprise, market, behaviour_of(skill_gain_learning=0.0))
    assert enterprise["skill_gain"] == start
    learn_skill_gain(enterprise, market, behaviour_of(skill_gain_learning=0.1))
    assert enterprise["skill_gain"] == pytest.approx(start + 0.1 * (0.2 - start))


def test_belief_waits_for_own_graduates():
    world = started_world()
    market = world.markets[0]
    market["open_hires"], market["open_skill"] = 20, 8.0
    before = float(world.enterprises["skill_gain"][0])
    learn_skill_gain(world.enterprises[0], market, behaviour_of(skill_gain_learning=0.5))
    assert world.enterprises["skill_gain"][0] == before


@settings(deadline=None)
@given(general=st.floats(0, 1), practical=st.floats(0, 1))
def test_effective_skill_lies_between_its_parts(general, practical):
    skill = effective_skill(general, practical, behaviour_of())
    if general == 0 or practical == 0:
        assert skill == 0
    else:
        assert skill == pytest.approx(general**0.35 * practical**0.65)


def test_offers_are_taken_with_the_known_chance():
    """E30: 1 / (1 + exp(-b_o (w_e - w_out - c_narrow)))."""
    behaviour = behaviour_of()
    points = (np.arange(2000) + 0.5) / 2000
    taken = np.mean([accepts_offer(1.8, 1.5, u, behaviour) for u in points])
    assert taken == pytest.approx(1 / (1 + math.exp(-2 * (0.3 - 0.15))), abs=1 / 2000)


def test_rates_of_leaving_and_hiring_follow_their_formulas():
    behaviour = behaviour_of()
    assert quit_rate(0.7, behaviour) == pytest.approx(0.5 * 0.035 + 0.05 * 0.3)
    assert early_quit_chance(0.7, behaviour) == pytest.approx(0.3 + 0.35 * 0.3)
    assert poaching_hazard(1.0, behaviour) == pytest.approx(0.012 * 1.5)
    assert expected_list(0.5, behaviour) == pytest.approx(4.5)
    assert hiring_spread(1.0, behaviour) == pytest.approx(0.05)


@pytest.mark.parametrize(("posts", "workers", "expected"), [(10.6, 8, 3), (10.4, 8, 2), (3.0, 8, 0)])
def test_open_posts_are_whole_and_never_negative(posts, workers, expected):
    enterprise = started_world().enterprises[0]
    enterprise["posts"], enterprise["workers"] = posts, workers
    assert open_posts(enterprise) == expected


def paired(change, outcome, terms=9, seeds=4, **behaviour):
    """Change of a number between worlds with and without `change`, one value a seed."""
    differences = []
    for seed in range(seeds):
        worlds = [started_world(seed=seed, **behaviour) for _ in range(2)]
        change(worlds[1])
        for world in worlds:
            for _ in range(terms):
                run_talent_term(world)
        differences.append(outcome(worlds[1]) - outcome(worlds[0]))
    return np.array(differences)


def total(name):
    return lambda world: tally(world, name).sum()


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


def test_qualification_standards_help_poachers():
    def qualify(world):
        world.policies["qualification"] = world.reached["qualification"] = 1.0
        with_orders(world)

    assert (paired(qualify, total("poached"), poaching_hazard=0.3) > 0).all()


def test_joint_employment_and_orders_place_graduates():
    assert (paired(with_orders, total("placed_link")) > 0).all()


def test_own_trainees_are_more_skilled_than_open_hires_of_the_same_programme():
    """A51: what an enterprise sees is the skill of those it trained, not the mean of their class."""
    world = with_orders(started_world(talent_spread=0.0))
    world.programmes["coverage"] = 0.4
    for _ in range(7):
        run_talent_term(world)
    hired = np.asarray(world.enterprises["trained"]) > 0
    assert hired.any()
    trained = (
        np.asarray(world.enterprises["trained_skill"])[hired]
        / np.asarray(world.enterprises["trained"])[hired]
    )
    markets = world.markets[np.asarray(world.markets["open_hires"]) > 0]
    assert trained.min() > (markets["open_skill"] / markets["open_hires"]).mean()


def test_trainees_leave_the_rest_of_their_class_with_less_but_no_skill_is_lost():
    programme = started_world().programmes[0]
    programme["graduates"], programme["graduate_practical_skill"] = 30, 0.5
    programme["trainee_advantage"] = 0.2
    for trainees in (6, 4):
        before = (programme["graduates"], programme["graduate_practical_skill"])
        level = before[1] + programme["trainee_advantage"]
        programme["graduates"] -= trainees
        take_trainees(programme, trainees)
        total = trainees * level + programme["graduates"] * programme["graduate_practical_skill"]
        assert total == pytest.approx(before[0] * before[1])
        assert programme["graduate_practical_skill"] + programme["trainee_advantage"] == pytest.approx(level)


def test_links_below_joint_employment_place_only_under_order():
    def deepen(world):
        add_links(world, depth=4, substance=0.8)

    def order(world):
        deepen(world)
        world.policies["orders"] = world.reached["orders"] = 1.0

    assert (paired(deepen, total("placed_link")) == 0).all()
    assert paired(order, total("placed_link")).sum() > 0


def test_formal_links_place_nobody():
    """L18: without substance a link at any rung places nobody."""

    def sign(world):
        add_links(world, depth=5, substance=0.0)
        world.policies["orders"] = world.reached["orders"] = 1.0

    assert (paired(sign, total("order_offers")) == 0).all()


def test_who_was_trained_quits_early_less_often():
    world = started_world()
    hire_openly(world, 0, 0.5, 0.8)
    expected = 0.3 + 0.35 * 0.2
    assert world.enterprises["early_quits_expected"][0] == pytest.approx(expected)
    hire_trainee(world, 0, 0.5, 0.8)
    assert world.enterprises["early_quits_expected"][0] == pytest.approx(1.6 * expected)
    assert (world.enterprises["hires"][0], world.enterprises["trained"][0]) == (2, 1)


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
