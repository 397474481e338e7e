"""When the lab stops: enough pairs for what is on the screen, and no more is computed than that needs."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("solara")
import ipyvuetify
import solara

from iei.experiments.lab import answers, session
from iei.experiments.lab import twins as twins_module
from iei.experiments.lab.answers import FIRST_LOOK, NARROW_LEVEL, NARROW_PART, NARROW_SHARE, stands, stated
from iei.experiments.lab.bands import effect
from iei.experiments.lab.ledger import AT_ONCE, Ledger
from iei.experiments.lab.screen import Headline, Shown, answered
from iei.experiments.lab.session import follow
from iei.experiments.lab.state import LabState, baseline_of, scenario_of, with_lever, with_preset
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import Window
from iei.experiments.lab.words import words
from iei.experiments.lab.workshop import Workshop
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate

SMALL = LabState(pairs=24, terms=24)
COUNCIL = with_preset(SMALL, "council")
GRAPHS = ("substantive_share", "formal_share")
SHARES = ("substantive_share", "formal_share", "public_spending")


class Given:
    """Runs of which every outcome is the same known array, shape (n, terms)."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def of(self, _: str) -> np.ndarray:
        return self.values


def given(differences: np.ndarray, level: float, state: LabState = COUNCIL) -> Twins:
    """Pairs with these differences in every outcome and term above a level without spread."""
    baseline = np.full((len(differences), state.terms), level)
    runs = Given(baseline + differences[:, None])
    return Twins(
        scenario_of(state), baseline_of(state), np.arange(len(differences)), runs, Given(baseline), 200
    )


def spread(half_width: float, mean: float, pairs: int = FIRST_LOOK) -> np.ndarray:
    """Values with this mean whose 95 % interval has this half-width."""
    shape = np.linspace(-1, 1, pairs)
    return mean + shape * half_width / answers.mean_interval(shape).half_width


@pytest.mark.parametrize("mean", [0.0, 0.02, -0.02, 0.3, -0.3])
@pytest.mark.parametrize(("factor", "enough"), [(0.99, True), (1.01, False)])
def test_an_answer_stands_if_and_only_if_its_interval_is_narrow_whatever_its_sign(mean, factor, enough):
    allowed = max(NARROW_SHARE, NARROW_PART * abs(mean))
    twins = given(spread(factor * allowed, mean), 0.4)
    assert answers.narrow(twins, "substantive_share", Window(14, 24)) is enough


@pytest.mark.parametrize(("factor", "enough"), [(0.99, True), (1.01, False)])
def test_where_there_are_no_shares_the_level_counts(factor, enough):
    twins = given(spread(factor * NARROW_LEVEL * 10, 0.0), 10.0)
    assert answers.narrow(twins, "links", Window(14, 24)) is enough


@pytest.mark.parametrize(("factor", "enough"), [(0.99, True), (1.01, False)])
def test_without_a_policy_the_mean_itself_must_be_known(factor, enough):
    runs = Given(np.repeat(spread(factor * NARROW_PART * 0.2, 0.2)[:, None], SMALL.terms, axis=1))
    none = scenario_of(SMALL)
    twins = Twins(none, baseline_of(SMALL), np.arange(FIRST_LOOK), runs, runs, 200)
    assert stands(twins, GRAPHS) is enough


def test_no_answer_stands_on_fewer_pairs_than_the_first_look_or_with_an_outcome_that_is_not_narrow():
    certain = np.full(FIRST_LOOK, 0.1)
    assert stands(given(certain, 0.4), GRAPHS)
    assert not stands(given(certain[:-1], 0.4), GRAPHS)
    twins = given(certain, 0.4)
    wild = given(spread(0.2, 0.1), 0.4)

    def of(outcome: str) -> np.ndarray:
        return (wild if outcome == "trust" else twins).runs.values

    mixed = replace(twins, runs=type("Mixed", (), {"of": staticmethod(of)})())
    assert stands(mixed, GRAPHS)
    assert not stands(mixed, ("substantive_share", "trust"))


def test_an_outcome_without_any_value_keeps_no_answer_waiting():
    assert stands(given(np.full(FIRST_LOOK, np.nan), 0.4), GRAPHS)


def test_what_the_page_states_is_looked_at_in_its_own_years():
    late = Window(14, 24)
    assert dict(stated(scenario_of(SMALL), GRAPHS)) == dict.fromkeys(GRAPHS, late)
    ends = scenario_of(with_lever(LabState(terms=40), "council", value=1, end=6))
    assert ("public_spending", Window(20, 26)) in list(stated(ends, GRAPHS))
    assert ("substantive_share", Window(30, 40)) in list(stated(ends, ("trust", "links")))
    assert ("trust", Window(30, 40)) in list(stated(ends, ("trust", "links")))


@pytest.fixture
def computed(monkeypatch):
    """Counts how often a world is run on; an answer stands on 16 pairs unless trust is drawn."""
    runs = []
    advance = twins_module.advance
    monkeypatch.setattr(
        twins_module, "advance", lambda world, terms: runs.append(terms) or advance(world, terms)
    )
    monkeypatch.setattr(
        "iei.experiments.lab.request.stands",
        lambda twins, graphs: twins.pairs >= 16 and "trust" not in graphs,
    )
    return runs


def test_pairs_that_the_answer_does_not_need_are_not_computed_until_somebody_asks(computed):
    workshop = Workshop(1)
    request = workshop.submit(replace(COUNCIL, pairs=60, seed=21), GRAPHS)
    request.wait_for_answer(60)
    assert (request.standing, request.number, request.over) == (True, 16, False)
    assert request.wait(more_than=16, timeout=0.5).pairs == 16
    assert len(request.pairs.done) <= 16 + 2 * 2  # what two threads had begun
    workshop.go_on(request)
    whole = request.wait(more_than=59)
    assert (whole.pairs, request.standing) == (60, False)
    for replicate in (3, 17, 59):
        run = simulate(whole.scenario, replicate_seed(21, replicate))
        assert np.array_equal(whole.of("links")[0][replicate], run.outcomes["links"], equal_nan=True)


def test_an_answer_that_stands_is_the_first_pairs_of_the_whole(computed):
    short = Workshop(2).submit(COUNCIL, GRAPHS)
    short.wait_for_answer(60)
    whole = Workshop(2).submit(COUNCIL).wait(more_than=23)
    for outcome in SHARES:
        for few, all_pairs in zip(short.twins.of(outcome), whole.of(outcome), strict=True):
            assert np.array_equal(few, all_pairs[:16], equal_nan=True)


def test_other_graphs_make_it_go_on_if_the_answer_does_not_stand_for_them(computed):
    workshop = Workshop(1)
    request = workshop.submit(replace(COUNCIL, seed=22), GRAPHS)
    request.wait_for_answer(60)
    workshop.look_at(request, ("links", "formal_share"))
    assert request.standing
    workshop.look_at(request, ("trust", "formal_share"))
    assert request.wait(more_than=23).pairs == 24


def test_who_asks_for_all_pairs_gets_them_at_once(computed):
    assert Workshop(1).submit(replace(COUNCIL, seed=23)).wait(more_than=23).pairs == 24


def test_an_answer_is_kept_and_goes_on_where_it_stood(computed):
    workshop = Workshop(1)
    first = workshop.submit(replace(COUNCIL, seed=24), GRAPHS)
    first.wait_for_answer(60)
    first.cancel()
    workshop.submit(replace(COUNCIL, seed=25)).wait(more_than=23)  # whatever had been begun is over
    before = len(computed)
    again = workshop.submit(replace(COUNCIL, seed=24), GRAPHS)
    assert (again.standing, again.number, len(computed)) == (True, 16, before)
    workshop.go_on(again)
    assert again.wait(more_than=23).pairs == 24
    assert len(computed) - before <= 8 * 3  # policy, and baseline in two steps, of the other pairs alone


def test_an_answer_that_stands_soon_holds_outcomes_and_not_what_was_counted(computed):
    """Each of thirty sessions holds an answer; what 16 runs counted takes 19 MB."""
    request = Workshop(1).submit(replace(COUNCIL, pairs=60, seed=31), GRAPHS)
    request.wait_for_answer(60)
    run = simulate(request.pairs.scenario, replicate_seed(31, 3))
    begun_meanwhile = 4 * run.world.tally_values.nbytes
    deadline = time.monotonic() + 60
    while request.pairs.ledger.kept_bytes > begun_meanwhile:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert request.standing
    for outcome in ("links", "employment_rate"):
        assert np.array_equal(request.twins.of(outcome)[0][3], run.outcomes[outcome], equal_nan=True)


def test_a_page_that_is_left_alone_goes_on_and_one_that_has_moved_on_does_not(computed, monkeypatch):
    monkeypatch.setattr(session, "LEFT_ALONE", 0.2)
    workshop = Workshop(1)
    monkeypatch.setattr(session, "WORKSHOP", workshop)
    drawn: list[tuple[int, bool]] = []
    complete = threading.Event()

    def draw(twins: Twins, standing: bool) -> None:
        drawn.append((twins.pairs, standing))
        if twins.pairs == 24:
            complete.set()

    follow(workshop.submit(replace(COUNCIL, seed=26), GRAPHS), draw, pytest.fail)
    assert complete.wait(timeout=60), drawn
    assert (16, True) in drawn
    assert drawn[-1] == (24, False)
    left = workshop.submit(replace(COUNCIL, seed=27), GRAPHS)
    left.wait_for_answer(60)
    follow(left, lambda *_: left.cancel(), pytest.fail)
    assert left.wait(more_than=16, timeout=2).pairs == 16
    time.sleep(0.5)  # longer than LEFT_ALONE and than the pairs that are not wanted
    assert len(left.pairs.done) <= 16 + 2 * 2  # what two threads had begun


def test_no_policy_is_no_second_run(computed):
    twins = Workshop(1).submit(replace(SMALL, seed=28)).wait(more_than=23)
    assert twins.runs is twins.baseline_runs
    assert len(computed) == 2 * 24  # to the policy start and to the end, for each pair


def test_only_outcomes_that_somebody_asks_for_are_computed_and_they_are_the_engine_s(ledger):
    runs, whole = ledger
    assert np.array_equal(runs.of("links")[5], whole[5].outcomes["links"], equal_nan=True)
    assert runs.computed == {"links"}
    assert np.array_equal(
        runs.of("practical_skill")[33], whole[1].outcomes["practical_skill"], equal_nan=True
    )
    assert runs.computed == {"links", "practical_skill"}


def test_runs_that_finish_later_are_computed_too(ledger):
    runs, whole = ledger
    runs.of("links")
    runs.add(39, whole[2].world.tally_values)
    assert np.array_equal(runs.of("links")[39], whole[2].outcomes["links"], equal_nan=True)
    assert np.array_equal(runs.of("links")[5], whole[5].outcomes["links"], equal_nan=True)


def test_settled_runs_hold_all_outcomes_and_nothing_that_was_counted(ledger):
    runs, whole = ledger
    assert runs.kept_bytes > 0
    runs.settle()
    assert runs.kept_bytes == 0
    for name in OUTCOMES:
        assert np.array_equal(runs.of(name)[6], whole[6].outcomes[name], equal_nan=True)
    runs.add(39, whole[2].world.tally_values)
    assert np.array_equal(runs.of("trust")[39], whole[2].outcomes["trust"], equal_nan=True)


def test_outcomes_of_a_user_are_computed_run_by_run(ledger, monkeypatch):
    runs, whole = ledger

    def own(sums):
        assert sums.links.ndim == 1
        return sums.links + sums.by_region("links").max(axis=1)

    monkeypatch.setitem(OUTCOMES, "own", replace(OUTCOMES["links"], name="own", of=own))
    regions = np.asarray(whole[4].world.tallies["links"])[:, : len(whole[4].scenario.world.regions)]
    assert np.array_equal(runs.of("own")[4], regions.sum(axis=1) + regions.max(axis=1))


@pytest.fixture
def ledger():
    """What `AT_ONCE` runs and two more counted, of eight seeds in turn; and the runs of these seeds."""
    scenario = scenario_of(COUNCIL)
    whole = [simulate(scenario, seed) for seed in range(8)]
    runs = Ledger(40, scenario.terms, len(scenario.world.regions))
    for replicate in range(AT_ONCE + 2):
        runs.add(replicate, whole[replicate % 8].world.tally_values)
    return runs, whole


def test_the_page_tells_a_picture_from_an_answer():
    twins = given(np.full(FIRST_LOOK, 0.1), 0.4)
    runs = replace(COUNCIL, graphs=LabState().graphs)
    assert answered(Shown(runs, twins), COUNCIL)["data-stands"] == "0"
    assert answered(Shown(runs, twins, standing=True), COUNCIL)["data-stands"] == "1"
    assert answered(Shown(runs, replace(twins, wanted=FIRST_LOOK)), COUNCIL)["data-stands"] == "1"


def headline(shown: Shown, state: LabState, language: str, go_on) -> tuple[str, list]:
    """What stands below the sentence, and the buttons there."""
    answer = solara.reactive(shown)
    element = Headline(answer, state, words(language), False, (lambda: None, go_on), False)
    _, context = solara.render(element, handle_error=False)
    try:
        spans = [found.widget.children for found in context.find(ipyvuetify.Html, tag="span")]
        buttons = [found.widget for found in context.find(ipyvuetify.Btn)]
        for button in buttons:
            button.click()
        return str(spans), [button.class_ for button in buttons]
    finally:
        context.close()


@pytest.mark.parametrize(("language", "enough"), [("en", "40 of 200 pairs, enough"), ("zh", "40 / 200")])
def test_the_page_says_how_many_pairs_the_answer_stands_on_and_why_and_offers_the_rest(language, enough):
    twins = given(np.full(FIRST_LOOK, 0.1), 0.4)
    state = replace(COUNCIL, pairs=200)
    pressed = []
    shown = Shown(replace(state, graphs=LabState().graphs), twins, standing=True)
    said, buttons = headline(shown, state, language, lambda: pressed.append(1))
    assert enough in said
    assert f"±{100 * NARROW_SHARE:g} " in said
    assert f"±{100 * NARROW_PART:g}" in said
    assert (pressed, ["lab-go-on" in names for names in buttons]) == ([1], [True])


def test_a_picture_on_its_way_does_not_call_itself_an_answer():
    state = replace(COUNCIL, pairs=200)
    shown = Shown(replace(state, graphs=LabState().graphs), given(np.full(16, 0.1), 0.4))
    said, _ = headline(replace(shown, runs=replace(shown.runs, seed=9)), replace(state, seed=9), "en", None)
    assert "enough" not in said


def test_the_rule_holds_in_a_world():
    request = Workshop(2).submit(with_preset(LabState(terms=40, pairs=100), "law"), GRAPHS)
    request.wait_for_answer(120)
    assert request.standing
    assert FIRST_LOOK <= request.number < 100
    for outcome, window in stated(request.twins.scenario, GRAPHS):
        found = effect(request.twins, outcome, window)
        assert found.difference.half_width <= answers.wide(found, found.difference)
