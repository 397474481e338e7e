"""A fresh installation is compiled by two processes; what one leaves undone the other does."""

import pickle
import shutil
import subprocess
import sys

import pytest

from iei.sim.base import code_cache
from iei.sim.base.compilation import compiled
from iei.sim.run import shared_compilation
from iei.sim.run.engine import simulate
from iei.sim.run.schedule import PHASES
from iei.sim.run.shared_compilation import helped, is_kept, pointer_to

pytestmark = pytest.mark.skipif(not compiled(), reason="there is nothing to compile")
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def world(prepared):
    return simulate(prepared("world=classroom", "terms=2"), 1).world


@pytest.fixture
def nothing_looked_at(monkeypatch):
    """As in a process that has run nothing yet, on a machine with cores to spare."""
    monkeypatch.setattr(shared_compilation, "LOOKED", [])
    monkeypatch.setattr(shared_compilation, "usable_cores", lambda: 2)


@pytest.fixture
def helpers(monkeypatch):
    """The helpers that were asked for: processes that do nothing."""
    asked = []

    def asleep(_):
        asked.append(subprocess.Popen(SLEEPER))
        return asked[-1]

    monkeypatch.setattr(shared_compilation, "started", asleep)
    return asked


@pytest.mark.timeout(300)
def test_a_helper_makes_the_last_phases_and_stops_at_one_that_is_there(world, tmp_path, monkeypatch):
    """The helper is the real one; of the machine code on disk the last two phases are taken away."""
    kind = pointer_to(world)
    folder = tmp_path / "cache"
    shutil.copytree(code_cache.cache_folder(), folder)
    monkeypatch.setenv("IEI_CACHE", str(folder))
    monkeypatch.setattr(shared_compilation, "cache_folder", lambda: folder)
    for phase in (PHASES[0], *PHASES[-2:]):
        for path in folder.glob(f"{phase.rule.__module__}.{phase.name}-*-*"):
            path.unlink()
    wanted = [is_kept(phase.rule, kind) for phase in PHASES]
    assert wanted[1:-2] == [True] * (len(PHASES) - 3)
    assert not any(is_kept(phase.rule, kind) for phase in (PHASES[0], *PHASES[-2:]))
    helper = shared_compilation.started(world)
    assert helper.wait() == 0
    assert [is_kept(phase.rule, kind) for phase in PHASES] == [False] + [True] * (len(PHASES) - 1)


def test_help_is_asked_for_once_and_ends_with_the_first_run(world, nothing_looked_at, helpers, monkeypatch):
    monkeypatch.setattr(shared_compilation, "is_kept", lambda *_: False)
    with helped(world):
        assert [helper.poll() for helper in helpers] == [None]
    assert [helper.poll() is not None for helper in helpers] == [True]
    with helped(world):
        assert len(helpers) == 1


def test_help_ends_with_a_run_that_fails(world, nothing_looked_at, helpers, monkeypatch):
    monkeypatch.setattr(shared_compilation, "is_kept", lambda *_: False)
    with pytest.raises(KeyboardInterrupt), helped(world):
        raise KeyboardInterrupt
    assert helpers[0].poll() is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [("usable_cores", lambda: 1), ("SOURCES", {"mine": "mine.py"}), ("is_kept", lambda *_: True)],
)
def test_no_help_where_it_is_of_no_use(world, nothing_looked_at, helpers, monkeypatch, name, value):
    """One core; an extension, of which a helper knows nothing; machine code on disk."""
    monkeypatch.setattr(shared_compilation, "is_kept", lambda *_: False)
    monkeypatch.setattr(shared_compilation, name, value)
    with helped(world):
        assert helpers == []


def test_without_a_second_process_one_does_it_all(world, nothing_looked_at, monkeypatch):
    def refused(*_, **__):
        raise OSError(11, "no process to be had")

    monkeypatch.setattr(shared_compilation, "is_kept", lambda *_: False)
    monkeypatch.setattr(subprocess, "Popen", refused)
    done = []
    with helped(world):
        done.append(True)
    assert done


def test_the_type_of_the_world_can_be_sent(world):
    kind = pointer_to(world)
    assert pickle.loads(pickle.dumps(kind)) == kind
