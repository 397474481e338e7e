"""Outcomes have versions of their own: one that is new or changed sets no stored run aside."""

from dataclasses import replace

import numpy as np
import pytest
from fake_runs import OUTCOMES as MADE_UP
from fake_runs import store_in, sweep

from iei.sim.outcomes import OUTCOMES
from iei.sim.outcomes.versions import outcome_version

FIRST, SECOND = MADE_UP[:2]


def constant(number):
    return lambda s: s.links * number


def test_what_an_outcome_is_computed_from_is_its_version():
    outcome = OUTCOMES["link_survival"]
    assert outcome_version(outcome) == outcome_version(replace(outcome, label="other words", about="others"))
    others = [replace(outcome, summary="policy"), *(replace(outcome, of=constant(n)) for n in (2, 3))]
    assert len({outcome_version(other) for other in (outcome, *others)}) == 4


def test_every_outcome_has_a_version_of_its_own():
    assert len({outcome_version(outcome) for outcome in OUTCOMES.values()}) == len(OUTCOMES)


def later(store, needed, **versions):
    """The same store under a model in which outcomes have these versions."""
    return replace(store, versions=versions, needed=needed)


@pytest.fixture
def store(tmp_path):
    sweep(tmp_path, range(30))
    return store_in(tmp_path)


def test_runs_stay_where_a_changed_outcome_is_not_asked_for(store):
    before = store.runs()
    changed = later(store, (FIRST,), **{SECOND: "new"})
    after = changed.runs()
    assert changed.finished() == store.finished()
    assert after[FIRST].equals(before[FIRST])
    assert after[SECOND].isna().all()
    assert changed.lacking() == {SECOND}
    assert changed.terms([FIRST, SECOND], after["key"])[SECOND].isna().all()


def test_runs_are_missing_where_a_changed_outcome_is_asked_for(store):
    changed = later(store, (SECOND,), **{SECOND: "new"})
    assert changed.finished() == set()
    assert changed.runs().empty


def test_a_number_of_another_version_is_never_used(store):
    changed = later(store, (FIRST,), **{SECOND: "new"})
    assert not np.isfinite(changed.runs()[SECOND]).any()
