"""Pictures, words and files of the lab: what is drawn is what was computed, in both languages."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.lab.bands import Band, bands
from iei.experiments.lab.chart import Frame, frame_of, number, ticks
from iei.experiments.lab.events import KINDS as EVENTS
from iei.experiments.lab.families import FAMILIES, described
from iei.experiments.lab.keep import chinese_font, graphs_png, network_gif, noted
from iei.experiments.lab.pictures import graph, hidden_graph, labels, network_words
from iei.experiments.lab.recording import record
from iei.experiments.lab.sentence import sentence, signed
from iei.experiments.lab.state import (
    LANGUAGES,
    LabState,
    presets,
    scenario_of,
    with_behaviour,
    with_lever,
    with_preset,
    world_settings,
)
from iei.experiments.lab.timeline import strengths, timeline
from iei.experiments.lab.words import is_share, shown, words
from iei.experiments.lab.workshop import Workshop
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

STATE = with_preset(LabState(pairs=4, terms=32), "council")


@pytest.fixture(scope="module")
def twins():
    return Workshop(2).submit(STATE).wait(more_than=3)


def test_both_catalogues_have_the_same_keys():
    english, chinese = words("en").sections, words("zh").sections
    for section in ("page", "families", "worlds", "groups", "kinds", "options", "depths", "why", "events"):
        assert set(english[section]) == set(chinese[section]), section
    for section in ("account", "funnel"):
        assert set(english[section]) == set(chinese[section]), section


def test_both_catalogues_fill_in_the_same_values():
    for section in ("page", "why"):
        for key, text in words("en").sections[section].items():
            names = set(re.findall(r"{(\w+)}", str(text)))
            assert names == set(re.findall(r"{(\w+)}", str(words("zh").sections[section][key]))), key


def test_chinese_has_a_word_for_every_outcome_unit_lever_preset_and_event():
    chinese = words("zh").sections
    assert set(OUTCOMES) <= set(chinese["outcomes"]) | {o.name for o in OUTCOMES.values() if o.chinese}
    assert set(LEVER_NAMES) == set(chinese["levers"]) | {x.name for x in LEVERS if x.chinese}
    assert set(presets()) == set(chinese["presets"])
    assert set(EVENTS) == set(chinese["events"])
    units = (
        {o.unit for o in OUTCOMES.values()} | {q.unit for q in BEHAVIOUR.values()} | {x.unit for x in LEVERS}
    )
    assert units <= set(chinese["units"])
    assert {q.grade for q in BEHAVIOUR.values()} <= set(chinese["grades"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_worlds_are_named_with_their_true_size(language):
    named = words(language).sections["worlds"]
    for world, label in named.items():
        settings = world_settings(world)
        assert re.findall(r"\d+", label) == [str(settings.colleges), str(settings.enterprises)]


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidInput, match="language"):
        words("fr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["substantive_share", "links", "public_spending", "conflict_index"])
def test_a_graph_is_whole_svg_with_title_unit_and_both_curves(twins, outcome, language):
    svg = graph(twins, outcome, words(language))
    root = ElementTree.fromstring(svg)
    text = "".join(root.itertext())
    assert words(language).outcome_unit(outcome) in text
    assert words(language)("policy") in text
    assert svg.count('class="curve"') == 2
    assert svg.count('class="band"') == 2


def test_curves_are_the_means_at_the_right_place(twins):
    policy, baseline = bands(twins, "substantive_share")
    frame = frame_of((policy, baseline), 100)
    drawn = re.findall(r'class="curve" points="([^"]*)"', graph(twins, "substantive_share", words("en")))[1]
    places = [tuple(map(float, pair.split(","))) for pair in drawn.split()]
    assert [frame.term_at(x) for x, _ in places] == pytest.approx(range(32), abs=0.02)
    assert [frame.value_at(y) for _, y in places] == pytest.approx(100 * policy.mean, abs=0.02)


def test_a_hidden_graph_shows_nothing_of_the_policy(twins):
    other = replace(twins, runs=twins.baseline_runs)
    assert graph(twins, "links", words("en")) != graph(other, "links", words("en"))
    assert hidden_graph(twins, "links", words("en")) == hidden_graph(other, "links", words("en"))


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_enclose_the_data_and_are_few(lower, span):
    marks = ticks(lower, lower + span)
    rounding = 1e-9 * max(1.0, abs(lower) + span)
    assert marks[0] <= lower + rounding
    assert marks[-1] >= lower + span - rounding
    assert 2 <= len(marks) <= 9
    assert marks == sorted(set(marks))


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(1, 200))
def test_a_frame_turns_places_back_into_values(lower, span, terms):
    flat = np.full(terms, lower)
    frame = frame_of([Band(flat, flat, flat + span)], 1.0)
    assert frame.upper > frame.lower
    middle = 0.5 * (frame.lower + frame.upper)
    assert frame.value_at(frame.y(middle)) == pytest.approx(middle, abs=1e-6 * (frame.upper - frame.lower))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        (-3.0, "-3"),
        (0.00123, "0.0012"),
        (100, "100"),
    ],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_the_sentence_says_effect_interval_cost_and_pairs(twins):
    text = sentence(twins, STATE, words("en"))
    policy, baseline = (100 * v[:, -10:].mean() for v in twins.of("substantive_share"))
    for part in (f"{policy:.1f} %", f"{baseline:.1f} %", "95 % interval", "MU of public", "4 of 4 pairs"):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_effect_and_cost_are_of_the_same_years_which_the_graphs_mark(twins, language):
    text = sentence(twins, STATE, words(language))
    spent = [v[:, -10:].mean() for v in twins.of("public_spending")]
    assert number(spent[0] - spent[1]) in text
    assert "2023–2028" in text
    assert "2023–2028" in graph(twins, "links", words(language))


def test_a_policy_that_has_ended_is_told_with_its_own_years_and_cost():
    state = with_lever(LabState(pairs=4, terms=40), "subsidy", value=4, end=6)
    twins = Workshop(2).submit(state).wait(more_than=3)
    text = sentence(twins, state, words("en"))
    policy, baseline = (v[:, 20:26].mean() for v in twins.of("substantive_share"))
    spent = np.subtract(*(v[:, 20:26].mean() for v in twins.of("public_spending")))
    assert f"(2022–2025) it changed substantive cooperation by {signed(100 * (policy - baseline))} " in text
    assert f"cost {number(spent)} MU" in text
    assert "In 2027–2032" in text
    svg = graph(twins, "links", words("en"))
    assert svg.count('class="policy-start"') == svg.count('class="policy-end"') == 1


@pytest.mark.parametrize(("start", "term"), [(0, 20), (4, 24), (-3, 17)])
def test_the_policy_starts_where_the_first_lever_does(start, term):
    state = with_lever(
        with_lever(LabState(pairs=4, terms=32), "law", value=1, start=6), "council", start=start
    )
    svg = graph(Workshop(2).submit(state).wait(more_than=3), "links", words("en"))
    frame = Frame(32, 0, 1)
    assert float(re.findall(r'class="policy-start" x1="([\d.]+)"', svg)[0]) == round(frame.x(term), 1)


def test_without_a_policy_no_curve_is_said_to_have_one(twins):
    state = replace(STATE, levers=())
    svg = graph(Workshop(2).submit(state).wait(more_than=3), "links", words("en"))
    assert words("en")("policy") not in svg
    assert words("en")("no_policy") in svg
    assert svg.count('class="curve"') == 1
    assert "policy-start" not in svg


def test_no_decimal_stands_without_a_digit_before_it():
    for language in LANGUAGES:
        for lever in LEVER_NAMES:
            about = words(language).about_lever(lever)
            assert not re.search(r"(?<!\d)\.\d", f"{about['about']} {about['cost']}"), lever


def test_the_sentence_names_changed_assumptions(twins):
    changed = with_behaviour(STATE, "leak", 0.05)
    assert "leak" in sentence(twins, changed, words("en"))
    assert "leak" in sentence(twins, changed, words("zh"))
    assert "assumption" not in sentence(twins, STATE, words("en"))


def test_without_a_policy_the_sentence_claims_nothing(twins):
    assert "raises" not in sentence(twins, LabState(), words("en"))


def test_shares_are_in_per_cent_and_nothing_else_is():
    assert is_share("substantive_share")
    assert not is_share("links")
    assert not is_share("regional_gap")
    assert shown(0.5, "substantive_share") == 50
    assert words("en").outcome_unit("substantive_share") == "% of enterprises"
    assert words("en").outcome_unit("trust") == "%"


def test_every_lever_is_described_with_its_window():
    state = with_lever(STATE, "council", start=2, end=9, ramp=1)
    by_name = {lever["name"]: lever for family in described(state, words("en")) for lever in family["levers"]}
    assert set(by_name) == {name for names in FAMILIES.values() for name in names}
    assert by_name["council"]["window"] == "from term 2 to 9, ramp 1"
    assert by_name["law"]["window"] == ""


def test_the_timeline_shows_start_end_and_ramp():
    state = with_lever(LabState(terms=32), "subsidy", value=4, start=2, end=6, ramp=1)
    found = strengths(state, "subsidy")
    assert found[20:28] == [0, 0, 0.25, 0.5, 0.5, 0.5, 0, 0]
    assert timeline(state, ["subsidy"], ["subsidy"], "t", "u").count("<rect") == 1 + 4


def test_graphs_as_png_open_again(twins):
    from PIL import Image

    text = words("en")
    titles = [labels(o, text) for o in ("links", "trust")]
    image = Image.open(io.BytesIO(graphs_png(twins, ("links", "trust"), titles, "policy council; seed 1")))
    assert image.size == (1320, 516)
    assert image.info["Description"] == "policy council; seed 1"
    assert ElementTree.fromstring(noted(graph(twins, "links", text), "seed <1>"))[1].text == "seed <1>"


def test_the_network_as_gif_has_a_frame_a_year():
    from PIL import Image

    state = replace(STATE, terms=22)
    recording = record(scenario_of(state), 1)
    image = Image.open(io.BytesIO(network_gif(recording, network_words(words("en")), "term")))
    assert image.n_frames == 11


def test_a_chinese_font_is_found_or_missed_without_error():
    assert isinstance(chinese_font(), str)


def test_frames_have_room_for_a_guess():
    flat = np.full(5, 2.0)
    assert frame_of([Band(flat, flat, flat)], 1, room=2.0).upper >= 4 * 0.99
    assert isinstance(frame_of([Band(flat, flat, flat)], 1), Frame)
