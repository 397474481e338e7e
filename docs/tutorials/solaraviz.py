"""Mesa's own page in the browser over the model: `solara run docs/tutorials/solaraviz.py`."""

import mesa.visualization as viz

from iei import MesaModel

FIXED = {"world": "classroom", "policy": "council", "policy_start": 4, "terms": 40}
SLIDERS = {
    "subsidy": viz.Slider("subsidy, MU per link", value=4, min=0, max=8, step=0.5),
    "trust_gain": viz.Slider("trust gained by joint work", value=0.16, min=0.05, max=0.4, step=0.01),
    "seed": {"type": "InputText", "label": "seed", "value": "3"},
}
START = {name: slider.value for name, slider in SLIDERS.items() if isinstance(slider, viz.Slider)}
page = viz.SolaraViz(
    MesaModel(**FIXED, **START, seed=3),
    components=[viz.make_plot_component(["formal_share", "substantive_share"])],
    model_params=FIXED | SLIDERS,
    name="iei",
)
