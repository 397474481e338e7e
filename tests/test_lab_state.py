"""The lab's state: presets, levers, links, history; tampered links are refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.lab.families import FAMILIES, usual_value
from iei.experiments.lab.history import History
from iei.experiments.lab.link import KEYS, link, short_link, state_of
from iei.experiments.lab.session import opened
from iei.experiments.lab.state import (
    MOST_TERMS,
    WORLDS,
    LabState,
    asked,
    baseline_of,
    checked,
    lever_value,
    preset_levers,
    preset_of,
    presets,
    scenario_of,
    usable_presets,
    with_behaviour,
    with_graph,
    with_lever,
    with_number,
    with_preset,
    with_world,
)
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.scenario import Scenario


@st.composite
def states(draw) -> LabState:
    """Possible states of the page."""
    state = LabState(
        world=draw(st.sampled_from(WORLDS)),
        seed=draw(st.integers(0, 2**63 - 1)),
        pairs=draw(st.integers(4, 300)),
        terms=draw(st.integers(40, 80)),
        graphs=(draw(st.sampled_from(list(OUTCOMES))), draw(st.sampled_from(list(OUTCOMES)))),
        language=draw(st.sampled_from(("en", "zh"))),
        hidden=draw(st.booleans()),
    )
    for name in draw(st.lists(st.sampled_from(LEVER_NAMES), max_size=4, unique=True)):
        upper = LEVERS[LEVER_NAMES.index(name)].upper
        start = draw(st.integers(-20, 15))
        changes = {
            "value": draw(st.floats(0.01, upper)),
            "start": start,
            "end": draw(st.one_of(st.none(), st.integers(start + 1, 60))),
            "ramp": draw(st.integers(0, 8)),
        }
        state = with_lever(state, name, **changes)
    for name in draw(st.lists(st.sampled_from(list(BEHAVIOUR)), max_size=3, unique=True)):
        quantity = BEHAVIOUR[name]
        state = with_behaviour(state, name, quantity.upper if quantity.integer else quantity.lower)
    return state


@given(states())
def test_a_link_opens_what_it_was_made_of(state):
    reopened, other_version = state_of(link(state))
    assert reopened == state
    assert reopened.language == state.language
    assert not other_version


@given(st.text(max_size=60), st.sampled_from(KEYS))
def test_no_link_ends_in_anything_but_a_state_or_one_message(text, key):
    for query in (text, f"{key}={text}", f"?{text}&{key}"):
        assert isinstance(opened(query).state, LabState)


def test_an_old_link_says_so():
    assert state_of("v=0123456789abcdef")[1]
    message = opened("v=0123456789abcdef").message
    assert message is not None
    assert message.key == "other_version"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("policy=%7B%22counsil%22%3A1%7D", "did you mean 'council'"),
        ("policy=%7B%22council%22%3A7%7D", r"outside \[0, 1\]"),
        ("policy=%7B%22council%22%3A1", "cut or changed"),
        ("policy=3", "no list of names"),
        ("policy=" + "[" * 9000, "cut or changed|no list"),
        ("behaviour=%7B%22trust_gian%22%3A0.2%7D", "did you mean 'trust_gain'"),
        ("world=china", "not a world of the lab"),
        ("seed=-1", "seed"),
        ("pairs=3.5", "whole number"),
        ("pairs=9999", r"\[4, 400\]"),
        ("terms=500", r"\[1, 200\]"),
        ("terms=10&policy=%7B%22council%22%3A1%7D", "ends before"),
        ("graphs=links", "1 graphs"),
        ("graphs=links,lonks", "did you mean 'links'"),
        ("language=fr", "language"),
        ("hidden=yes", "neither 0 nor 1"),
        ("pairs=400&terms=200", "up to 120"),
        ("policy=counsil", "did you mean 'council'"),
        ("policy=council,council", "sets the lever 'council' twice"),
        ("x=" + "1" * 30_000, "characters"),
    ],
)
def test_a_bad_link_is_refused_by_name(query, words):
    with pytest.raises(InvalidInput, match=words):
        state_of(query)


@pytest.mark.parametrize("added", ["utm_source=chat&utm_medium=a", "fbclid=IwAR0", "gclid=1", "si=x&spm=a.b"])
def test_what_chat_and_mail_programs_add_to_a_link_is_left_alone(added):
    state = with_lever(LabState(seed=5), "council", value=0.5)
    for query in (f"{link(state)}&{added}", f"?{added}&{link(state)}"):
        assert opened(query).state == state
        assert opened(query).message is None


def test_a_misspelt_part_is_said_and_the_rest_of_the_link_works():
    found = opened("seed=5&polcy=council")
    assert found.state.seed == 5
    assert found.message is not None
    assert found.message.key == "unknown_part"
    assert "did you mean 'policy'" in found.message.problem


def test_policy_files_can_be_named_in_a_link():
    assert state_of("policy=council")[0] == with_preset(LabState(), "council")
    both = state_of("policy=incentives, supervision&hidden=1")[0]
    assert {setting.lever for setting in both.levers} == {"subsidy", "tax_credit", "audit", "penalty"}
    assert both.hidden
    assert len(short_link(both, "incentives,supervision")) < 60
    assert state_of(short_link(both, "incentives,supervision"))[0] == both


def test_the_work_of_a_request_is_bounded():
    assert 2 * LabState().pairs * LabState().terms <= MOST_TERMS
    with pytest.raises(InvalidInput, match="pairs may be up to"):
        checked(replace(LabState(), pairs=400, terms=61))


@pytest.mark.parametrize("world", WORLDS)
def test_every_preset_is_the_policy_file(world):
    for name in usable_presets(world):
        state = with_preset(LabState(world=world), name)
        assert preset_of(state) == name
        file = Scenario.from_mapping({**baseline_of(state).to_mapping(), "policy": {name: presets()[name]}})
        assert scenario_of(state).config_hash == file.config_hash


def test_most_policy_files_fit_both_worlds():
    for world in WORLDS:
        assert len(usable_presets(world)) >= len(presets()) - 1
        assert usable_presets(world)[0] == "none"


def test_the_status_quo_is_the_baseline():
    state = LabState()
    assert scenario_of(state).config_hash == baseline_of(state).config_hash
    assert preset_of(state) == "none"
    assert scenario_of(with_lever(with_lever(state, "law", value=1), "law", value=0)) == scenario_of(state)


def test_families_hold_every_lever_once():
    listed = [name for names in FAMILIES.values() for name in names]
    assert sorted(listed) == sorted(LEVER_NAMES)


def test_the_usual_value_is_that_of_the_lever_s_own_policy_file():
    assert usual_value("subsidy") == 4
    assert usual_value("audit") == 0.25
    for lever in LEVERS:
        assert 0 < usual_value(lever.name) <= lever.upper


def test_one_lever_changes_and_others_stay():
    state = with_preset(LabState(), "incentives")
    moved = with_lever(state, "subsidy", value=2)
    assert lever_value(moved, "subsidy") == 2
    assert lever_value(moved, "tax_credit") == 0.3
    timed = with_lever(moved, "subsidy", start=4, end=10, ramp=2)
    assert lever_value(timed, "subsidy") == 2
    assert with_lever(timed, "subsidy", start=0, end=None, ramp=0) == moved


def test_a_lever_set_in_parts_becomes_one_that_covers_them():
    regions = [region.name for region in baseline_of(LabState()).world.regions]
    parts = {
        "council": [{"value": 1, "end": 4, "regions": regions[:1]}, {"value": 0.5, "start": 4, "end": 9}]
    }
    from iei.experiments.lab.state import read_levers

    state = replace(LabState(), levers=read_levers(parts, "classroom"))
    assert lever_value(state, "council") == 1
    (one,) = with_lever(state, "council", value=0.7).levers
    assert (one.value, one.start, one.end, one.regions) == (0.7, 0, 9, ())


@pytest.mark.parametrize(
    "change",
    [
        lambda s: with_lever(s, "counsil", value=1),
        lambda s: with_lever(s, "council", value="much"),
        lambda s: with_lever(s, "council", value=float("nan")),
        lambda s: with_lever(s, "council", value=1, end=0),
        lambda s: with_behaviour(s, "leak", 5),
        lambda s: with_number(s, "pairs", 3),
        lambda s: with_number(s, "seed", "one"),
        lambda s: with_number(s, "seed", 1.5),
        lambda s: with_world(s, "china"),
        lambda s: with_preset(s, "councils"),
        lambda s: with_graph(s, 0, "linkz"),
    ],
)
def test_impossible_changes_are_refused(change):
    with pytest.raises(InvalidInput):
        change(LabState())


def test_a_coefficient_back_at_its_default_is_no_change():
    state = with_behaviour(LabState(), "trust_gain", 0.3)
    assert state.behaviour == (("trust_gain", 0.3),)
    assert with_behaviour(state, "trust_gain", BEHAVIOUR["trust_gain"].default) == LabState()


def test_graphs_and_language_need_no_new_runs():
    state = LabState()
    assert asked(with_graph(state, 0, "trust")) == asked(state)
    assert asked(replace(state, language="zh")).language == "en"
    assert asked(with_lever(state, "law", value=1)) != asked(state)


@given(st.lists(st.sampled_from(["undo", "redo", "a", "b", "c"]), max_size=30))
def test_history_is_a_list_with_a_place_in_it(actions):
    history, listed, place = History(), [LabState()], 0
    for action in actions:
        if action == "undo":
            history, place = history.undo(), max(place - 1, 0)
        elif action == "redo":
            history, place = history.redo(), min(place + 1, len(listed) - 1)
        else:
            state = replace(LabState(), seed=ord(action))
            history = history.change(state)
            if state != listed[place]:
                listed = [*listed[: place + 1], state]
                place += 1
        assert history.shown == listed[place]
        assert history.can_undo == (place > 0)
        assert history.can_redo == (place < len(listed) - 1)


def test_another_language_is_no_step_of_history():
    history = History().change(replace(LabState(), seed=2)).change(replace(LabState(), seed=2, language="zh"))
    assert len(history.states) == 2
    assert history.undo().shown.language == "zh"


def test_undoing_a_step_does_not_bring_the_answer_back():
    history = History().change(replace(LabState(), seed=2)).change(replace(LabState(), seed=2, hidden=True))
    assert len(history.states) == 2
    assert history.undo().shown.hidden
    assert not history.change(replace(history.shown, hidden=False)).undo().shown.hidden


def test_preset_levers_do_not_depend_on_earlier_calls():
    assert preset_levers("council", "classroom") == preset_levers("council", "classroom")
