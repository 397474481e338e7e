"""Graduates that links and orders place, and how long they stay (E30, E34)."""

import math

import numpy as np
import pytest
from paired_talent import paired, total, with_orders
from talent_world import add_links, behaviour_of, run_talent_term, started_world

from iei.sim.labour.hiring import hire_openly, hire_trainee
from iei.sim.labour.placement import accepts_offer, take_trainees


def test_offers_are_taken_with_the_known_chance():
    """E30: 1 / (1 + exp(-b_o (w_e - w_out - c_narrow)))."""
    behaviour = behaviour_of()
    points = (np.arange(2000) + 0.5) / 2000
    taken = np.mean([accepts_offer(1.8, 1.5, u, behaviour) for u in points])
    assert taken == pytest.approx(1 / (1 + math.exp(-2 * (0.3 - 0.15))), abs=1 / 2000)


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
    hire_trainee(world, 0, 0.5, 0.8, 1.0)
    assert world.enterprises["early_quits_expected"][0] == pytest.approx(1.6 * expected)
    assert (world.enterprises["hires"][0], world.enterprises["trained"][0]) == (2, 1)
