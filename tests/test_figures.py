"""Figures: labels that are whole and apart, characters of other scripts, and what a notebook shows."""

import re
import warnings
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import iei
from iei.experiments.execute.sweep import sweep
from iei.experiments.show import design_figures, figure_style
from iei.experiments.show.comparison_figures import free_places
from iei.experiments.show.figure_style import Figure, drawing, fonts
from iei.experiments.show.figures import drawn
from iei.experiments.show.run_figures import DrawableTrajectory, trajectory_figure
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate

FEW = ["only=[council,package_full]", "replicates=3", "terms=30"]
FIGURES = {"differences", "cost", "acceptability", "over_time_training_share", "over_time_deep_share"}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    root = tmp_path_factory.mktemp("figures")
    return sweep("compare_policies", "world=classroom", *FEW, "figures=false", f"results={root}")


@pytest.fixture(scope="module")
def run(prepared):
    return DrawableTrajectory.of(simulate(prepared("world=classroom", "policy=council", "terms=30"), 1))


@pytest.fixture(scope="module")
def figures(results):
    return results.figures()


def boxes(figure):
    """Extent of every word of a figure and of the figure itself, in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_visible()]
    words = [
        text for text in texts if re.search("[A-Za-z]", text.get_text())
    ]  # ticks off an axis keep numbers
    return {(t.get_text(), i): t.get_window_extent(renderer) for i, t in enumerate(words)}, figure.bbox


def names_of(figure, known):
    """Extents of the words that name a scenario."""
    return {key: box for key, box in boxes(figure)[0].items() if key[0] in known}


def assert_words_are_whole_and_apart(figure):
    words, page = boxes(figure)
    assert not [
        (a, b) for a, b in combinations(words, 2) if words[a].overlaps(words[b]) and words[a].width > 0
    ]
    for (text, _), box in words.items():
        if box.width > 0 and page.overlaps(box):
            assert min(box.x0, box.y0) >= -1, text
            assert max(box.x1 - page.x1, box.y1 - page.y1) <= 1, text


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_no_word_of_a_figure_is_cut_off_or_covered(figures, name):
    assert_words_are_whole_and_apart(figures[name])


@pytest.fixture(scope="module")
def ranked(tmp_path_factory):
    few = ["world=classroom", "terms=25", "only=[council,liaison]", "design.samples=4", "figures=false"]
    return sweep("behaviour_uncertainty", *few, f"results={tmp_path_factory.mktemp('ranked')}")


@pytest.mark.parametrize("outcome", ["training_share", max(OUTCOMES, key=lambda n: len(OUTCOMES[n].label))])
def test_the_ranking_says_its_shares_its_points_and_how_far_chance_moves_them(ranked, outcome, monkeypatch):
    monkeypatch.setattr(design_figures, "main_outcome", lambda results: outcome)
    with drawing():
        figure = design_figures.ranks(ranked)
    assert_words_are_whole_and_apart(figure)
    title = figure.get_suptitle()
    assert OUTCOMES[outcome].label in title
    runs = ranked.runs.merge(ranked.scenarios[["scenario", "name", "point"]], on="scenario")
    known = runs.groupby(["point", "name"])[outcome].mean().unstack().dropna()  # maybe no link for four years
    points = len(known)
    moved = round(100 * 1.96 * (0.25 / points) ** 0.5)
    assert f"{points} points of the design, 2 replicates at each" in title
    assert f"by ±{moved} percentage points" in title
    shown = [float(text.get_text()) for text in figure.axes[0].texts]
    assert set(shown) <= {round(100 * n / points) for n in range(1, points + 1)}
    assert sum(shown) == 200


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_has_a_title_and_names_its_scenarios_itself(figures, results, name):
    figure = figures[name]
    titles = [figure.get_suptitle(), *(axis.get_title() for axis in figure.axes)]
    assert any(len(title) > 20 for title in titles)
    scenarios = {label for label in results.scenarios["scenario"] if label != "none"}
    named = names_of(figure, scenarios)
    assert named
    if name == "cost":
        assert {text for text, _ in named} == scenarios
    for legend in figure.legends:
        assert not scenarios & {text.get_text() for text in legend.get_texts()}


def test_labels_of_close_peaks_stand_apart():
    peaks = [("a", "", 0.5, 0.9), ("b", "", 0.52, 0.88), ("c", "", 0.5, 0.9), ("d", "", 0.9, 0.9)]
    heights = free_places(peaks)
    assert heights[0] == heights[3] == pytest.approx(0.91)
    assert min(np.diff(sorted(heights[:3]))) >= 0.05 - 1e-9


def test_fonts_for_chinese_follow_the_latin_one():
    assert fonts({"SimHei", "Noto Sans CJK SC", "Comic Sans"}) == [
        "DejaVu Sans",
        "Noto Sans CJK SC",
        "SimHei",
    ]
    assert fonts(set()) == ["DejaVu Sans"]


def draw_words(words):
    with drawing():
        figure = Figure(figsize=(3, 1))
        figure.text(0.1, 0.5, words)
        figure.draw_without_rendering()


def test_a_name_in_chinese_is_drawn_without_a_warning(capfd):
    if len(figure_style.STYLE["font.family"]) < 2:
        pytest.skip("no font with Chinese characters on this machine")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_words("理事会")
    assert capfd.readouterr().err == ""


def test_without_such_a_font_one_line_says_so_once(capfd, monkeypatch):
    monkeypatch.setitem(figure_style.STYLE, "font.family", ["DejaVu Sans"])
    figure_style.say_that_a_font_is_missing.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_words("理事会监督评价")
        draw_words("三方理事会")
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "Noto Sans CJK SC" in said


def test_other_warnings_of_drawing_are_kept():
    with pytest.warns(UserWarning, match="something else"), drawing():
        warnings.warn("something else", UserWarning, stacklevel=1)


def test_results_give_their_figures_without_writing(results, figures):
    assert set(figures) >= FIGURES
    assert set(figures) == set(drawn(results))
    assert not (results.folder / "figures").exists()
    assert isinstance(results.plot(), Figure)
    assert "trust" not in results.outcomes
    assert results.plot("trust").get_suptitle().startswith("Trust on a link")
    with pytest.raises(InvalidInput, match="'trusst' is not a figure of these results; did you mean 'trust'"):
        results.plot("trusst")


def test_a_notebook_shows_results_briefly(results):
    assert len(repr(results)) < 300
    html = results._repr_html_()
    assert len(html) < 30_000
    for words in ("package_full", "enterprises", "95 % interval"):
        assert words in html
    table = results.table
    assert table.index[0] == "none"
    row = results.comparison.set_index(["scenario", "outcome"]).loc[("council", "training_share")]
    assert table.loc["council", ("training_share", "difference")] == row["difference"]


def test_a_notebook_shows_runs_and_scenarios_briefly(run):
    scenario = iei.scenario(["world=classroom", "policy=[council,law]", "behaviour.trust_gain=0.3"])
    assert repr(scenario) == (
        "<Scenario council+law: 6 colleges and 30 enterprises in 3 regions, 60 terms, levers: law, council, "
        "coefficients off their default: 1>"
    )
    for shown in (run, scenario):
        assert len(repr(shown)) < 300
        assert len(shown._repr_html_()) < 30_000
    assert "training_share" in run._repr_html_()


def test_a_run_plots_what_is_asked_for(run):
    assert len(run.plot().axes) == 9
    assert [axis.get_title() for axis in run.plot("trust").axes] == ["trust on a link"]
    with pytest.raises(InvalidInput, match="did you mean 'trust'"):
        run.plot("trusst")


def test_a_notebook_gets_a_picture_without_pyplot(run):
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(trajectory_figure(run, ["trust"]))
    assert len(shown["image/png"]) > 5000
