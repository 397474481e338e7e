"""The second implementation: nobody is lost, bounds hold, policies share luck; and the comparison runs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from iei.experiments.evidence.docking.__main__ import main as dock_command
from iei.experiments.evidence.docking.beginning import begin
from iei.experiments.evidence.docking.comparison import BESIDE, HEADLINE, levels, rank_correlations, ranks
from iei.experiments.evidence.docking.placement import deferred_acceptance
from iei.experiments.evidence.docking.run import run, step

WORLD = ("world=classroom", "terms=12", "world.policy_start=4")


@pytest.mark.parametrize(
    ("policy", "corrected"), [("none", False), ("package_half", False), ("package_half", True)]
)
def test_people_are_conserved_in_every_term(prepared, policy, corrected):
    s = begin(prepared(*WORLD, f"policy={policy}"), seed=2, corrected=corrected)
    for _ in range(s.terms):
        students, workers, waiting = s.h.persons.sum(), s.e.workers.sum(), s.pool.persons.sum()
        step(s)
        t = s.tally
        assert s.h.persons.sum() == students + t["intake"] - t["drop_outs"] - t["graduates"]
        placed = t["link"] + t["open"] + t["other_field"] + t["other_region"]
        assert waiting + t["graduates"] == placed + t["outside"] + t["pool_exits"] + t["unemployed"]
        assert placed == t["hires"]
        left = t["early"] + t["quits"] + t["exits"] + t["moved_to_teaching"]
        assert s.e.workers.sum() == workers + placed + t["movers"] - left
        assert (s.e.workers >= 0).all()
        c = s.c
        stocks = c.young_single + c.young_double + c.senior_single + c.senior_double
        assert (stocks == c.teachers).all()


def test_links_keep_to_their_places_and_bounds(prepared):
    s = begin(prepared(*WORLD, "policy=package_half"), seed=3)
    for _ in range(s.terms):
        before = s.l.depth.copy(), s.l.alive.copy(), s.l.college.copy()
        step(s)
        l = s.l
        live = l.alive
        assert ((l.depth[live] >= 1) & (l.depth[live] <= 5)).all()
        same = live & before[1] & (l.college == before[2]) & (l.age > 1)
        assert (np.abs(l.depth - before[0])[same] <= 1).all()
        assert len(set(zip(l.college[live], l.enterprise[live], strict=True))) == live.sum()
        assert (np.bincount(l.college[live], minlength=s.C) <= s.c.link_capacity).all()
        for share in (
            l.trust,
            l.coupling,
            l.substance,
            s.e.awareness,
            s.c.awareness,
            s.e.audit_belief,
            s.g.law,
        ):
            assert ((share >= 0) & (share <= 1)).all()
        assert np.allclose(s.p.seats_share.sum(axis=1), 1)


def test_policies_share_all_luck_until_they_begin(prepared):
    first, second = (run(prepared(*WORLD, f"policy={policy}"), 5) for policy in ("none", "incentives"))
    names = [name for name in first if name != "strong_lead_share"]
    pd.testing.assert_frame_equal(first[names].iloc[:4], second[names].iloc[:4])
    assert not first[names].iloc[-1].equals(second[names].iloc[-1])


def test_deferred_acceptance_leaves_no_blocking_pair():
    luck = np.random.default_rng(1)
    persons, firms = 40, 6
    ranking = np.argsort(luck.random((persons, firms)), axis=1)
    seen, room = luck.random((persons, firms)), np.full(firms, 4)
    held = deferred_acceptance(ranking, np.full(persons, firms), seen, room, 0.1)
    assert (np.bincount(held[held >= 0], minlength=firms) == room).all()
    for i in range(persons):
        for firm in ranking[i]:
            if firm == held[i]:
                break
            worst = seen[held == firm, firm].min()
            assert seen[i, firm] <= worst or seen[i, firm] < 0.1


def test_the_comparison_runs_and_writes(tmp_path, capsys):
    path = tmp_path / "docking.csv"
    dock_command([*WORLD, "seeds=2", f"path={path}", "policies=[none,incentives,council,orders]"])
    table = pd.read_csv(path)
    assert len(table) == 4 * len([*HEADLINE, *BESIDE])
    row = table[(table.outcome == "linked_share") & (table.policy == "none")].iloc[0]
    assert row.first_gap == pytest.approx(row["first"] - row.engine, abs=1e-5)
    printed = capsys.readouterr().out
    assert "Without policy" in printed
    assert "Do policies rank alike?" in printed
    assert rank_correlations(table)["first"].dropna().between(-1, 1).all()


def test_a_mistake_is_one_line(capsys):
    assert dock_command(["seeds=many"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_page_shows_the_numbers_of_the_table():
    docs = Path(__file__).parents[1] / "docs"
    page = (docs / "docking.md").read_text(encoding="utf-8")
    table = pd.read_csv(docs / "docking.csv")
    for rows in (levels(table), ranks(table)):
        for first, *rest in rows:
            assert f"| `{first}` | " + " | ".join(rest) + " |" in page
