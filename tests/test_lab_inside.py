"""The world from inside: recordings, events, agents, accounts and guesses agree with the engine."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.agents.mesa_agents import ROLES, STRATEGIES
from iei.experiments.lab.chart import Frame, guess_line
from iei.experiments.lab.events import events
from iei.experiments.lab.flows import account, bars, funnel
from iei.experiments.lab.guesses import Guess, GuessBook, distance, drawn_curve, question, sign_of_curve
from iei.experiments.lab.inspection import inspect
from iei.experiments.lab.network import network, places
from iei.experiments.lab.pictures import network_words
from iei.experiments.lab.recording import record
from iei.experiments.lab.state import LabState, scenario_of, with_lever, with_preset
from iei.experiments.lab.windows import Window
from iei.experiments.lab.words import words
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.engine import simulate

STATE = with_preset(LabState(terms=30), "package_half")
SEED, TERM = 5, 27


@pytest.fixture(scope="module")
def recording():
    return record(scenario_of(STATE), SEED)


def test_a_recording_is_the_run(recording):
    run = simulate(recording.scenario, SEED)
    last = recording.moments[-1]
    live = int(run.world.clock["links"][0])
    assert np.array_equal(last.strategies, run.world.enterprises["strategy"])
    assert np.array_equal(last.links["trust"], run.world.links["trust"][:live])
    shares = [float((m.strategies == 2).mean()) for m in recording.moments]
    assert shares == pytest.approx(run.outcomes["substantive_share"].tolist())


def test_events_account_for_every_link(recording):
    for term in range(1, 30):
        found = events(recording, term)
        now = {(link["college"], link["enterprise"]) for link in recording.moments[term].links}
        before = {(link["college"], link["enterprise"]) for link in recording.moments[term - 1].links}
        ended = {(e.college, e.enterprise) for e in found if e.kind == "ended"}
        assert ended == before - now
        assert now - before <= {(e.college, e.enterprise) for e in found if e.kind == "signed"}


def test_joint_work_builds_trust_and_one_sided_work_erodes_it(recording):
    changes = {"worked": [], "idle_enterprise": [], "idle_college": []}
    for term in range(1, 30):
        for event in events(recording, term):
            if event.kind in changes:
                changes[event.kind].append(event.change)
    assert min(changes["worked"]) >= 0
    assert max(changes["worked"]) > 0
    assert max(changes["idle_enterprise"] + changes["idle_college"]) <= 0
    assert min(changes["idle_enterprise"] + changes["idle_college"]) < 0


def test_the_largest_changes_of_trust_come_first(recording):
    sizes = [abs(event.change) for event in events(recording, TERM)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("term", [0, 1, 21, TERM])
def test_an_enterprise_looked_at_chooses_what_it_chose_in_the_run(recording, term):
    reasons = set()
    for row in range(0, len(recording.sizes), 2):
        found = inspect(recording.scenario, SEED, term, "enterprise", row)
        assert found.chosen == STRATEGIES[recording.moments[term].strategies[row]]
        if term > 0:
            assert found.before == STRATEGIES[recording.moments[term - 1].strategies[row]]
        if found.why == "kept":
            assert found.chosen == found.before
        if found.why == "imitated":
            assert found.chosen == found.peer_option
        if found.why == "not_imitated":
            assert found.chosen == found.before
        assert set(found.options) == set(STRATEGIES)
        reasons.add(found.why)
    assert reasons & {"kept", "weighed", "attentive"}


def test_a_college_looked_at_decides_what_acts_after_administration(recording):
    delay = int(recording.scenario.behaviour["college_delay"])
    for row in range(len(recording.regions_of_colleges)):
        found = inspect(recording.scenario, SEED, TERM - delay, "college", row)
        assert found.chosen == ROLES[recording.moments[TERM].roles[row]]
        assert found.options["active"] == found.state["value_active"]


def test_a_government_chooses_once_a_cycle(recording):
    cycle = int(recording.scenario.behaviour["evaluation_cycle"])
    decided = inspect(recording.scenario, SEED, cycle * 3, "government", 0)
    assert decided.why == "weighed"
    assert (decided.chosen == "strong") == bool(recording.moments[cycle * 3].governments["strong_lead"][0])
    assert inspect(recording.scenario, SEED, cycle * 3 + 1, "government", 0).why == "no_cycle"


@pytest.mark.parametrize(
    ("term", "kind", "row"),
    [(30, "college", 0), (-1, "college", 0), (0, "school", 0), (0, "college", 10_000)],
)
def test_agents_that_do_not_exist_are_refused(recording, term, kind, row):
    with pytest.raises(InvalidInput):
        inspect(recording.scenario, SEED, term, kind, row)


def test_both_networks_together_draw_every_link_once(recording):
    formal, substantive = network_words(words("en"))
    for term in (0, TERM):
        drawn = network(recording, term, False, formal).count('class="link"')
        drawn += network(recording, term, True, substantive).count('class="link"')
        assert drawn == len(recording.moments[term].links)


def test_agents_stand_apart_and_inside_the_picture(recording):
    place = places(recording)
    every = [p[:2] for p in (*place.colleges, *place.enterprises)]
    assert len(set(every)) == len(every)
    assert all(0 < x < 560 and 0 < y < 470 for x, y in every)


def test_the_account_is_the_public_spending_of_the_term(recording):
    rows = {row.name: row.value for row in account(recording, TERM)}
    spent = sum(value for name, value in rows.items() if name.startswith("spent_"))
    net = simulate(recording.scenario, SEED).outcomes["public_spending"][TERM]
    assert spent - rows["fines"] - rows["clawback"] == pytest.approx(net)
    assert rows["reserve"] == pytest.approx(recording.moments[TERM].governments["reserve"].sum())


def test_the_funnel_counts_the_year_s_people(recording):
    rows = {row.name: row.value for row in funnel(recording, TERM)}
    outcomes = simulate(recording.scenario, SEED).outcomes
    assert rows["graduates"] == pytest.approx(outcomes["graduates"][TERM])
    assert rows["skilled"] + rows["skill_missing"] == pytest.approx(rows["graduates"])
    assert rows["waiting"] == pytest.approx(outcomes["unemployed"][TERM])


def test_bars_are_in_proportion_and_losses_hatched(recording):
    rows = funnel(recording, TERM)
    svg = bars(rows, [row.name for row in rows], "t", "u")
    assert svg.count("url(#loss)") == sum(row.loss for row in rows)


def test_guesses_are_kept_by_question_and_bounded():
    book = GuessBook()
    asked = question(with_lever(STATE, "council", value=1))
    book.add(asked, Guess("  Li  ", "more"))
    book.add(asked, Guess("x" * 100, "less"))
    assert [guess.name for guess in book.of(asked)] == ["Li", "x" * 40]
    assert book.of(question(STATE)) == ()
    for number in range(300):
        book.add(str(number), Guess("", "same"))
    assert book.of(asked) == ()
    book.clear("299")
    assert book.of("299") == ()


def test_language_and_pairs_do_not_make_another_question():
    assert question(replace(STATE, language="zh", pairs=8)) == question(STATE)
    assert question(replace(STATE, seed=9)) != question(STATE)


@given(st.lists(st.tuples(st.floats(0, 560), st.floats(0, 330)), max_size=20))
def test_a_drawn_path_is_one_value_a_term(path):
    curve = drawn_curve(path, Frame(40, 0, 50))
    assert len(curve) == (40 if len(path) > 1 else 0)


def test_a_drawn_line_is_read_where_it_was_drawn():
    frame = Frame(40, 0, 50)
    path = [(frame.x(10), frame.y(20)), (frame.x(30), frame.y(40))]
    curve = drawn_curve(path, frame)
    assert curve[10] == pytest.approx(20)
    assert curve[20] == pytest.approx(30)
    assert curve[39] == pytest.approx(40)
    assert distance(curve, np.asarray(curve) + 3, 20) == pytest.approx(3)
    late = Window(30, 40)
    assert sign_of_curve(curve, np.full(40, 25.0), late, 1) == "more"
    assert sign_of_curve(curve, np.asarray(curve), late, 1) == "same"
    assert sign_of_curve(curve, np.full(40, 60.0), late, 1) == "less"


def test_a_line_says_nothing_about_the_years_before_it():
    frame = Frame(40, 0, 50)
    curve = drawn_curve([(frame.x(24), frame.y(20)), (frame.x(30), frame.y(40))], frame)
    assert np.isnan(curve[:24]).all()
    truth = np.asarray(curve) + 3
    truth[:24] = 1000
    assert distance(curve, truth, 20) == pytest.approx(3)
    assert guess_line(frame, curve).count(",") == 16


def test_a_guess_wakes_who_waits_for_it():
    book = GuessBook()
    assert book.wait(0, timeout=0.01) == 0
    book.add("q", Guess("", "more"))
    assert book.wait(0, timeout=60) == 1
    book.clear("q")
    assert book.wait(1, timeout=60) == 2


@pytest.mark.parametrize(("at_home", "may"), [("1", True), ("0", False), (None, False)])
def test_only_a_browser_on_this_machine_may_clear_guesses(monkeypatch, at_home, may):
    panel = pytest.importorskip("iei.experiments.lab.guess_panel")
    given = {} if at_home is None else {"x-lab-at-home": [at_home]}
    monkeypatch.setattr(panel, "headers", SimpleNamespace(value=given))
    assert panel.at_home() == may
