"""The pool that computes everything: order, what is in hand, and how it ends."""

import threading
import time
from contextlib import closing

import pytest

from iei.experiments.execute import pool
from iei.experiments.execute.blame import ExecutorLost
from iei.experiments.execute.pool import finished, mapped


def test_results_come_in_the_order_of_the_jobs_whoever_ends_first():
    def late_if_early(job):
        time.sleep(0.05 if job == 0 else 0)
        return job * job

    assert list(mapped(late_if_early, range(40), threads=3)) == [job * job for job in range(40)]


def test_no_jobs_give_no_results():
    assert list(mapped(str, [], threads=2)) == []


def test_an_interruption_drops_what_has_not_begun():
    begun = []

    def one(job):
        begun.append(job)
        time.sleep(0.01)

    def interrupted():
        with closing(mapped(one, range(1000), threads=2)) as results:
            for _ in results:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(begun) < 20
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("run")]


def test_only_a_few_jobs_are_taken_ahead():
    taken = []
    jobs = (taken.append(job) or job for job in range(10_000))
    with closing(finished(str, jobs, threads=2)) as batches:
        next(batches)
    assert len(taken) <= 2 * pool.QUEUED_PER_THREAD


def test_a_failing_machine_is_told_from_a_failing_model():
    def fails(error):
        raise error

    with pytest.raises(ExecutorLost, match=r"MemoryError.*start the same command again"):
        list(mapped(fails, [MemoryError("no room")], threads=1))
    with pytest.raises(ZeroDivisionError):
        list(mapped(fails, [ZeroDivisionError("made up")], threads=1))


def test_progress_counts_the_runs_of_every_job(monkeypatch, capsys):
    monkeypatch.setattr("iei.experiments.execute.progress.LINE_SECONDS", 0)
    list(mapped(str, range(3), threads=1, runs=2))
    assert "6 of 6 runs" in capsys.readouterr().err
