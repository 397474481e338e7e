"""Movers and poached trainees: who goes where, and who stays (E29, E34)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paired_talent import paired, total, with_orders
from talent_world import started_world

from iei.sim.labour.poaching import filled_until
from iei.sim.labour.workforce import produce, run_market


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


def test_qualification_standards_help_poachers():
    """Among enterprises that train under order, more of the trained are poached where skill is certified."""

    def qualify(world):
        world.policies["qualification"] = world.reached["qualification"] = 1.0
        with_orders(world)

    more, fewer = (
        paired(change, total("poached"), seeds=72, poaching_hazard=0.3) for change in (qualify, with_orders)
    )
    difference = more - fewer
    assert difference.mean() > 3 * difference.std(ddof=1) / np.sqrt(len(difference))
