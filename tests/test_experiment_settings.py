"""An experiment file is read whole or refused in one line: keys, types, and every setting of a design."""

import os

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from iei.experiments.execute.sweep import read_experiment
from iei.experiments.plan.axes import SAMPLED, TWO_LEVEL, takes_lists
from iei.experiments.plan.cells import build_cells
from iei.experiments.plan.configuration import FOLDER, compose
from iei.experiments.plan.designs import KNOWN, READS, Design
from iei.experiments.plan.experiment import EXECUTION, SETTINGS, Experiment, Precision, refuse_unread
from iei.sim.base.quantity import InvalidInput

EXAMPLES = int(os.environ.get("IEI_EXAMPLES", "300"))  # more of them search longer
BASE = {
    "name": "small",
    "replicates": 2,
    "seed": 1,
    "scenarios": {"none": ["policy=none"], "council": ["policy=council"]},
}


def experiment(**changes):
    return Experiment.from_mapping(BASE | changes, ("world=classroom",))


def refused(match, **changes):
    with pytest.raises(InvalidInput, match=match) as caught:
        experiment(**changes)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("replicats", "replicates"),
        ("scenario", "scenarios"),
        ("keep_term", "keep_terms"),
        ("figure", "figures"),
    ],
)
def test_a_misspelt_key_gets_the_nearest_right_one(key, hint):
    refused(f"unknown key '{key}'; did you mean '{hint}'", **{key: 5})


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("precision", {"half_with": 0.1}, "half_width"),
        ("precision", {"outcom": "links"}, "outcome"),
        ("design", {"kind": "grid", "ower": {}}, "over"),
        ("design", {"kind": "latin_hypercube", "over": {"behaviour.*": {"grad": "assumed"}}}, "grade"),
        ("design", {"kind": "morris", "over": {"lever.law": {"lowr": 0.1}}}, "lower"),
    ],
)
def test_misspelt_keys_inside_are_found_too(key, value, hint):
    refused(f"did you mean '{hint}'", **{key: value})


WRONG = [
    *(
        ("precision", 5),
        ("precision", [0.1]),
        ("precision", {"max": 500}),
        ("precision", {"half_width": "x"}),
    ),
    *(("precision", {"half_width": 0.1, "max": 1}), ("precision", {"half_width": float("nan")})),
    *(
        ("design", 5),
        ("design", "grid"),
        ("design", {"kind": ["grid"]}),
        ("design", {"kind": "grid", "over": 3}),
    ),
    *(("outcomes", 5), ("outcomes", [None]), ("outcomes", {"links": 1}), ("outcomes", [["links"]])),
    *(("scenarios", ["policy=none"]), ("scenarios", {None: []}), ("scenarios", {True: []}), ("scenarios", 5)),
    *(("scenarios", {2019: [], "2019": []}), ("scenarios", {"a": 5}), ("scenarios", {"a": [None]})),
    *(("scenarios", None), ("scenarios", {}), ("scenarios", {"": []}), ("scenarios", {"a\nb": []})),
    *(("only", [None]), ("only", [True]), ("only", "counsil"), ("only", {"none": 1})),
    *(("replicates", True), ("replicates", None), ("replicates", 2.5), ("replicates", 10**400)),
    *(("overrides", 5), ("overrides", [5]), ("overrides", ["replicates=3"]), ("overrides", {"terms": 40})),
    *(("keep_terms", "no"), ("keep_terms", 1), ("keep_terms", None), ("wait", "no"), ("figures", 0)),
    *(("retry_failed", "true"), ("results", None), ("results", 5), ("executor", "dask"), ("shard", 3)),
    *(("name", None), ("name", ["a"]), ("about", 5), ("about", {"a": 1}), ("baseline", True), ("seed", "1")),
    *(("equal_budget", "much"), ("equal_budget", float("inf")), ("equal_budget", False)),
    ("experiment", {"name": "small"}),
]


@pytest.mark.parametrize(("key", "value"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_type_is_one_line_that_names_the_key(key, value):
    refused(f"experiment file|scenarios|{key}", **{key: value})


def test_numbers_are_names_and_one_name_is_a_list_of_one():
    made = experiment(scenarios={2019: ["policy=none"], 2020: "policy=council"}, baseline=2019, only=2020)
    assert made.scenarios == {"2019": ("policy=none",), "2020": ("policy=council",)}
    assert made.baseline == "2019"
    assert list(experiment(only="council").scenarios) == ["none", "council"]
    assert experiment(overrides="terms=40", outcomes="links").overrides == ("terms=40", "world=classroom")


def test_a_precision_below_the_replicates_is_refused():
    refused(
        "precision.max = 6 is below replicates = 50", replicates=50, precision={"half_width": 0.1, "max": 6}
    )


def test_the_base_file_has_every_key_and_the_same_defaults():
    base = yaml.safe_load((FOLDER / "experiment/base.yaml").read_text(encoding="utf-8"))
    assert set(base) | {"seed", "executor", "results"} == set(SETTINGS) | set(EXECUTION)
    assert base["precision"] == {
        "outcome": Precision.outcome,
        "half_width": None,
        "max": Precision.maximum,
    }


def test_settings_of_a_world_in_the_file_itself_would_be_ignored_and_are_refused():
    common = compose(["world=classroom"])
    refuse_unread(common, common)
    with pytest.raises(InvalidInput, match=r"sets 'terms'.*overrides: \[terms=40\]"):
        refuse_unread(common | {"terms": 40}, common)
    read_experiment(["experiment=persistence", "world=classroom", "terms=80"])


SETTING = {
    "width": 0.5,
    "samples": 4,
    "trajectories": 3,
    "levels": 6,
    "resolution": 4,
    "seed": 7,
    "points": [{"lever.law": 1}],
    "over": {"lever.law": [0, 1]},
}


@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize("setting", SETTING)
def test_a_setting_that_a_kind_does_not_read_is_refused(kind, setting):
    if setting in READS[kind]:
        return
    with pytest.raises(InvalidInput, match=rf"does not read design\.{setting}, only "):
        Design.from_mapping({"kind": kind, setting: SETTING[setting]})


# More levers and coefficients than a fraction of resolution 3 can take in its smallest size.
KEYS = ("trust_gain", "trust_loss", "leak", "depth_up", "trust_start", "depth_down", "mode_adoption", "habit")


def full(kind):
    """A design of this kind that sets everything the kind reads."""
    ranged = {f"behaviour.{key}": None for key in KEYS[:-1]}
    over = (
        {k: [0.2, 0.3] for k in ("behaviour.trust_gain", "behaviour.depth_up")}
        if takes_lists(kind)
        else ranged
    )
    everything = SETTING | {"over": over, "points": [{"behaviour.trust_gain": 0.2}]}
    return {"kind": kind} | {name: everything[name] for name in READS[kind]}


CHANGED = {
    "width": 0.25,
    "samples": 8,
    "trajectories": 4,
    "levels": 4,
    "resolution": 3,
    "seed": 8,
    "points": [{"behaviour.trust_gain": 0.3}],
    "over": {"behaviour.trust_gain": [0.2, 0.25], "behaviour.depth_up": [0.2, 0.3]},
}


@pytest.mark.parametrize(("kind", "setting"), [(kind, setting) for kind in READS for setting in READS[kind]])
def test_every_setting_that_a_kind_reads_changes_its_points(kind, setting):
    other = CHANGED[setting]
    if setting == "over" and kind in SAMPLED:
        other = full(kind)["over"] | {"behaviour.trust_gain": {"lower": 0.2, "upper": 0.3}}
    before = Design.from_mapping(full(kind)).points()
    assert Design.from_mapping(full(kind) | {setting: other}).points() != before


@pytest.mark.parametrize(
    ("design", "message"),
    [
        ({"kind": "grid", "over": {"lever.law": [0, float("nan")]}}, "not a finite number"),
        ({"kind": "list", "points": [{"lever.law": float("inf")}]}, "not a finite number"),
        ({"kind": "latin_hypercube", "samples": float("nan"), "over": {"lever.law": None}}, "finite"),
        ({"kind": "grid", "over": {"behaviour.pool_limit": [2.5, 3]}}, "must be a whole number"),
        ({"kind": "latin_hypercube", "samples": 4, "over": {"lever.law": [0.1, 0.2]}}, "write {lower"),
        ({"kind": "grid", "over": {"lever.law": {"lower": 0, "upper": 1}}}, "needs a list of values"),
        ({"kind": "grid", "over": {"behaviour.*": None}}, "needs lists of values"),
        ({"kind": "morris", "width": 0.5, "over": {"lever.law": None}}, "no range around its default 0"),
        (
            {"kind": "morris", "width": 0.5, "over": {"lever.law": {"lower": 0.2, "upper": 0.4}}},
            "every key of design.over has its own range",
        ),
        (
            {
                "kind": "grid",
                "over": {
                    f"behaviour.{k}": [0.2, 0.3] * 60 for k in ("trust_gain", "trust_start", "trust_loss")
                },
            },
            "points; at most",
        ),
        ({"kind": "morris", "levels": 5, "over": {"lever.law": None}}, "must be even"),
        ({"kind": "latin_hypercube", "samples": 4, "over": {"behaviour.*": {"grade": "a"}}}, "grade"),
        ({"kind": "latin_hypercube", "samples": 4, "seed": 2**40, "over": {"lever.law": None}}, "or less"),
        ({"kind": "fractional_factorial", "over": {"behaviour.*": None}}, "at most 60 keys"),
        ({"kind": "grid", "over": {5: [1]}}, "has no declared bounds"),
    ],
)
def test_mistakes_in_a_design_are_told_in_one_line(design, message):
    with pytest.raises(InvalidInput, match=message) as caught:
        Design.from_mapping(design)
    assert "\n" not in str(caught.value)


def test_width_is_used_for_keys_that_are_named():
    over = {"behaviour.trust_gain": None, "behaviour.leak": {"lower": 0.1, "upper": 0.2}}
    made = Design.from_mapping({"kind": "latin_hypercube", "samples": 4, "width": 0.2, "over": over})
    gain, leak = made.axes
    assert gain.upper - gain.lower == pytest.approx(0.2 * (0.4 - 0.05))
    assert (leak.lower, leak.upper) == (0.1, 0.2)  # a range of its own stays


def test_a_lever_that_scenario_and_design_both_set_is_refused():
    made = experiment(design={"kind": "grid", "over": {"lever.council": [0, 1]}})
    with pytest.raises(InvalidInput, match=r"scenario 'council'.*~policy.council.council"):
        build_cells(made, compose)


# What files hold: right values, near misses and rubbish, for the whole file and for designs.
rubbish = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 2**60)
    | st.floats()
    | st.sampled_from(["", "no", "all", "links"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.", max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)
numbers = st.floats(0, 1) | st.integers(0, 9) | rubbish
settings_of_axis = (
    st.none()
    | st.lists(numbers, max_size=3)
    | st.fixed_dictionaries({}, optional={"lower": numbers, "upper": numbers, "grade": st.just("assumed")})
    | numbers
)
keys = st.sampled_from(
    [*(f"behaviour.{key}" for key in KEYS), "behaviour.*", "lever.law", "lever.audit"]
) | rubbish.map(str)
over = st.dictionaries(keys, settings_of_axis, min_size=1, max_size=3) | rubbish
small_whole = st.sampled_from([0, 1, 2, 4, 8, 3, 2.0, 2.5]) | rubbish
designs = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(list(READS)) | rubbish,
        "over": over,
        "points": st.lists(st.dictionaries(keys, numbers, max_size=2), max_size=3) | rubbish,
        "width": st.floats(0, 1) | rubbish,
        **dict.fromkeys(("samples", "trajectories", "levels", "resolution", "seed"), small_whole),
        "sample": small_whole,
    },
)
overrides = st.lists(
    st.sampled_from(["policy=none", "policy=law", "terms=30", "replicates=2", "x", ""]), max_size=3
)
right = {
    "name": st.sampled_from(["one", "2019", "../x"]),
    "scenarios": st.dictionaries(st.sampled_from(["none", "law", 2019]), overrides, max_size=3),
    "only": st.sampled_from(["law", ["none"], [2019], []]),
    "baseline": st.sampled_from(["none", None, 2019]),
    "overrides": overrides,
    "replicates": st.integers(0, 3),
    "design": designs,
    "precision": st.fixed_dictionaries(
        {}, optional={"half_width": numbers, "max": small_whole, "outcome": rubbish}
    ),
    "outcomes": st.sampled_from(["all", ["links"], "link"]),
}
others = [key for key in (*SETTINGS, *EXECUTION, "replicats", "word") if key not in ("name", "scenarios")]
files = st.fixed_dictionaries(
    {"name": right["name"], "scenarios": right["scenarios"]},
    optional={key: right.get(key, st.nothing()) | rubbish for key in others},
)


@settings(max_examples=EXAMPLES)
@given(files | rubbish.filter(lambda value: isinstance(value, dict)))
def test_any_file_is_an_experiment_or_one_line(mapping):
    try:
        made = Experiment.from_mapping(mapping)
    except InvalidInput as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert "\n" not in message
        return
    assert made.baseline in made.scenarios
    assert made.replicates >= 1
    assert set(mapping) <= {*SETTINGS, *EXECUTION}


VALUES = {
    "width": (0.1, 0.25, 1),
    "samples": (2, 4, 8),
    "trajectories": (2, 3, 4),
    "levels": (2, 4, 6),
    "resolution": (3, 4, 5),
    "seed": (0, 7, 99),
}
CROSSED = ("behaviour.trust_gain", "behaviour.trust_start", "behaviour.trust_loss")
# Few trajectories of few keys can be the same by chance; few keys are the same in every resolution.
CHANCE = (("morris", "seed"), ("morris", "levels"), ("fractional_factorial", "resolution"))


def sized(kind):
    """Right designs of a kind over up to three keys, with every setting that the kind reads."""
    values = st.lists(st.floats(0.2, 0.4), min_size=2, max_size=2, unique=True)
    ranges = {SAMPLED: st.none(), TWO_LEVEL: st.none() | values}
    taken = next((made for kinds, made in ranges.items() if kind in kinds), values)
    chosen = st.dictionaries(st.sampled_from(CROSSED), taken, min_size=1, max_size=3)
    every = {"over": chosen} | {name: st.sampled_from(values) for name, values in VALUES.items()}
    return st.fixed_dictionaries({"kind": st.just(kind)} | {name: every[name] for name in READS[kind]})


@settings(max_examples=EXAMPLES)
@given(st.sampled_from([kind for kind in READS if kind != "list"]).flatmap(sized), st.data())
def test_every_accepted_setting_is_used(mapping, data):
    """Another value of a setting gives other points, or the setting is refused."""
    kind = mapping["kind"]
    points = Design.from_mapping(mapping).points()
    assert points == Design.from_mapping(mapping).points()
    name = data.draw(st.sampled_from([key for key in KNOWN if key not in ("kind", "over")]))
    if name not in READS[kind]:
        with pytest.raises(InvalidInput, match=f"does not read design.{name}"):
            Design.from_mapping(mapping | {name: SETTING[name]})
        return
    other = data.draw(st.sampled_from([VALUES[name][0], VALUES[name][-1]]))
    if other != mapping[name] and (kind, name) not in CHANCE:
        assert Design.from_mapping(mapping | {name: other}).points() != points
