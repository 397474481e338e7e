"""Mesa's own page over the model: the example of the documentation renders, steps and resets."""

import runpy
from importlib.metadata import PackageNotFoundError, version

import pytest

from iei.experiments.evidence.claims import ROOT


def missing():
    """What Mesa's page needs and is not here; empty if it can be shown."""
    try:
        version("solara")
        version("altair")
        old = int(version("ipyvuetify").partition(".")[0]) < 2
    except PackageNotFoundError as problem:
        return f"no {problem.name}"
    return "" if old else "ipyvuetify is newer than Mesa's page takes"


pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"Mesa's page needs the extra viz: {missing()}"),
    pytest.mark.filterwarnings("ignore"),  # those of Mesa's page
]


def buttons(rendered, name):
    import ipyvuetify

    return next(b for b in rendered.find(ipyvuetify.Btn).widgets if b.children == [name])


def shows(rendered, text):
    import ipyvuetify

    return len(rendered.find(ipyvuetify.Html, children=[text]).widgets) == 1


def test_the_example_renders_steps_and_starts_anew_with_what_is_set():
    import ipyvuetify
    import solara

    page = runpy.run_path(str(ROOT / "docs/tutorials/solaraviz.py"))["page"]
    model = page.args[0]

    @solara.component
    def Whole():
        solara.AppLayout(children=[page])

    _, rendered = solara.render(Whole(), handle_error=False)
    try:
        assert shows(rendered, "Step: 0")
        buttons(rendered, "Step").click()
        buttons(rendered, "Step").click()
        assert shows(rendered, "Step: 2")
        assert model.term == 2
        slider = next(s for s in rendered.find(ipyvuetify.Slider).widgets if s.label.startswith("subsidy"))
        slider.v_model = 8.0
        buttons(rendered, "Reset").click()
        assert shows(rendered, "Step: 0")
        buttons(rendered, "Step").click()
        assert shows(rendered, "Step: 1")
        assert not rendered.find(ipyvuetify.Alert).widgets
    finally:
        rendered.close()
