"""Intakes follow shortage and placement, slowly and within a band (E25b)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world

from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import COLUMN
from iei.sim.run.engine import simulate
from iei.sim.talent.intake import intake_growth, note_placement
from iei.sim.talent.seats import plan_programmes

SHARE = st.floats(0, 1)


def test_balance_and_the_usual_placement_leave_the_intake_alone():
    assert intake_growth(1.0, 0.7, 0.7, 0.0, 0.0, behaviour_of()) == 0


@settings(deadline=None)
@given(shortage=st.floats(0.2, 5), placement=SHARE, norm=SHARE, publicity=SHARE, published=SHARE)
def test_growth_is_capped(shortage, placement, norm, publicity, published):
    growth = intake_growth(shortage, placement, norm, publicity, published, behaviour_of())
    assert abs(growth) <= 0.05


@pytest.mark.parametrize(
    ("arguments", "growth"),
    [
        ((1.2, 0.7, 0.7, 0), 0.02),
        ((1, 0.75, 0.7, 0), 0.015),
        ((1, 0.75, 0.7, 1), 0.0225),
        ((5, 1, 0, 0), 0.05),
    ],
)
def test_growth_follows_shortage_and_placement(arguments, growth):
    assert intake_growth(*arguments, 0.0, behaviour_of()) == pytest.approx(growth)


@pytest.mark.parametrize(("placement", "limit"), [(0.0, 0.7), (1.0, 1.3)])
def test_an_intake_stays_in_its_band(placement, limit):
    world = started_world(terms=200, programme_rate=0.0, fashion_spread=0.0, intake_shortage=0.0)
    start = np.asarray(world.colleges["intake"]).copy()
    world.colleges["graduations"] = 1
    world.colleges["placement"] = world.colleges["placement_norm"] = 0.5
    for term in range(0, 40, 2):
        world.clock["term"] = term
        world.clock["tallied"] = term
        world.colleges["placement"] = placement
        plan_programmes(world)
        ratio = np.asarray(world.colleges["intake_level"]) / start
        assert (ratio >= 0.7 - 1e-9).all()
        assert (ratio <= 1.3 + 1e-9).all()
    assert ratio == pytest.approx(limit)
    assert abs(world.colleges["intake"] - world.colleges["intake_level"]).max() <= 0.5


def test_at_speed_zero_intakes_are_constant(fresh_run):
    values = fresh_run(intake_speed=0.0)
    assert np.ptp(values["intake"]) == 0


def test_intakes_do_not_cycle(fresh_run):
    """Three years lie between intake and graduation; cap and band keep the answer from swinging.

    Yearly intake of all colleges without its trend of five years: less than three per cent of the level.
    """
    intake = fresh_run()["intake"]
    trend = np.convolve(intake, np.ones(5) / 5, mode="valid")
    swing = (intake[2:-2] - trend) / intake.mean()
    assert 0 < swing.std() < 0.03


@pytest.fixture
def fresh_run(prepared):
    """`fresh_run(intake_speed=0)`: yearly intake of the province over a hundred years without policy."""

    def run(**behaviour):
        overrides = [f"behaviour.{name}={value}" for name, value in behaviour.items()]
        ready = prepared("world=province", "terms=160", *overrides)
        tallies = np.asarray(simulate(ready, replicate_seed(3, 0)).world.tally_values)
        seats = tallies[::2, : len(ready.world.governments), COLUMN["seats"]].sum(axis=1)
        return {"intake": np.round(seats, 6)}

    return run


def test_the_norm_of_placement_is_a_plain_mean_first_and_slow_later():
    world = started_world()
    college = world.colleges[0]
    behaviour = behaviour_of()
    college["graduated"] = 10
    norms = []
    for unplaced in (2, 4, 6, 8):
        college["unplaced"] = unplaced
        note_placement(world.colleges[0], 1.0, behaviour)
        norms.append(float(world.colleges["placement_norm"][0]))
    assert norms == pytest.approx([0.8, 0.7, 0.6, 0.5])
    world.colleges["graduations"] = 100
    note_placement(world.colleges[0], 1.0, behaviour)
    assert world.colleges["placement_norm"][0] == pytest.approx(0.5 + 0.1 * (0.2 - 0.5))


def test_who_had_no_graduates_learns_nothing():
    world = started_world()
    before = world.colleges[0].copy()
    world.colleges["graduated"] = 0
    note_placement(world.colleges[0], 1.0, behaviour_of())
    assert world.colleges[0] == before
