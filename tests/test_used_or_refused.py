"""A changed value changes the key of the run, or is refused; what changes no number is named here."""

import pytest

import iei
from iei.experiments.execute.sweep import read_experiment
from iei.experiments.plan.configuration import compose, scenario_of
from iei.experiments.plan.experiment import EXECUTION, SETTINGS
from iei.experiments.plan.run_settings import RUN
from iei.policies.catalogue import LEVERS
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.lever_setting import EXTRA_KEYS, KEYS
from iei.sim.run.scenario import TERMS
from iei.sim.world.quantities import REGION_QUANTITIES, WORLD_QUANTITIES, size_quantities

NO_NUMBER = {  # settings about where, how often and what of it is shown
    *("results", "outcomes", "executor", "replicates", "name", "about", "baseline", "scenarios", "only"),
    *(
        "precision",
        "keep_terms",
        "shard",
        "wait",
        "figures",
        "retry_failed",
        "equal_budget",
        "overrides",
        "design",
    ),
}
IN_SCENARIO = {"world", "policy", "behaviour", "terms", "seed"}
IN_RULES = {"extensions"}  # their source counts for the version of the rules


def other_value(quantity):
    """An admissible value that is not the default."""
    lower, upper, default = quantity.lower, quantity.upper, quantity.default
    if quantity.integer:
        return int(default + 1 if default < upper else default - 1)
    step = 1e-3 * (upper - lower)
    return default + step if default + step <= upper else default - step


def key(*overrides):
    config = compose(overrides)
    return scenario_of(config).key(config["seed"])


def accepted_change(*overrides):
    """Whether settings change the key; None if they are refused."""
    try:
        return key(*overrides) != key()
    except iei.InvalidInput:
        return None


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_every_coefficient_is_used(name):
    assert accepted_change(f"behaviour.{name}={other_value(BEHAVIOUR[name])!r}") is True


@pytest.mark.parametrize("quantity", WORLD_QUANTITIES, ids=lambda q: q.name)
def test_every_quantity_of_the_world_is_used(quantity):
    assert accepted_change(f"world.{quantity.name}={other_value(quantity)!r}") is True


@pytest.mark.parametrize("quantity", REGION_QUANTITIES, ids=lambda q: q.name)
def test_every_quantity_of_a_region_is_used_or_refused(quantity):
    value = other_value(quantity)
    changed = accepted_change(f"world.regions.plain.{quantity.name}={value!r}")
    assert changed is True or (changed is None and quantity.name.endswith("_share"))  # shares add up to 1


@pytest.mark.parametrize("quantity", size_quantities("large"), ids=lambda q: q.name)
def test_every_quantity_of_a_size_class_is_used_or_refused(quantity):
    changed = accepted_change(f"world.sizes.large.{quantity.name}={other_value(quantity)!r}")
    assert changed is True or (changed is None and quantity.name == "share")


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_every_lever_and_its_reach_is_used_or_refused(lever):
    name = f"+policy.mine.{lever.name}"
    plain = key(f"{name}={lever.upper / 2!r}")
    assert plain != key()
    inner = {
        "value": str(lever.upper / 4),
        **{"start": "3", "end": "9", "ramp": "2", "regions": "[East]", "sizes": "[large]", "fields": "[0]"},
        **{extra: choices[-1] for extra, choices in EXTRA_KEYS.get(lever.name, {}).items()},
    }
    assert set(KEYS) <= set(inner)
    for part, value in inner.items():
        setting = {"value": str(lever.upper / 2), part: value}
        text = ", ".join(f"{k}: {v}" for k, v in setting.items())
        try:
            assert key(f"{name}={{{text}}}") != plain, part
        except iei.InvalidInput:
            assert part in ("sizes", "fields")
            assert not lever.targeted


def test_terms_and_seed_are_used():
    assert accepted_change(f"terms={other_value(TERMS)}") is True
    assert accepted_change("seed=2") is True


def test_every_other_setting_is_named_as_one_that_changes_no_number():
    known = set(compose(["+experiment=base"]))
    assert known == NO_NUMBER | IN_SCENARIO | IN_RULES
    assert set(RUN) | set(SETTINGS) | set(EXECUTION) == known


@pytest.mark.parametrize("key", ["results", "outcomes", "executor", "replicates"])
def test_python_runs_refuse_what_they_would_not_use(key):
    with pytest.raises(iei.InvalidInput, match="would not be used"):
        iei.run({key: "x"})


@pytest.mark.parametrize(
    ("texts", "attribute"),
    [
        (["results=elsewhere"], "folder"),
        (["executor.threads=3"], "executor"),
        (["shard=1/2"], "shard"),
        (["wait=false"], "wait"),
        (["retry_failed=true"], "retry_failed"),
        (["figures=false"], "figures"),
        (["name=other"], "folder"),
    ],
)
def test_settings_of_the_execution_reach_it(texts, attribute):
    assert getattr(read_experiment(texts)[1], attribute) != getattr(read_experiment([])[1], attribute)


@pytest.mark.parametrize(
    ("texts", "attribute"),
    [
        (["replicates=3"], "replicates"),
        (["seed=5"], "seed"),
        (["outcomes=[links]"], "outcomes"),
        (["baseline=council"], "baseline"),
        (["only=[council]"], "scenarios"),
        (["policies=[law]"], "scenarios"),
        (["keep_terms=true"], "keep_terms"),
        (["keep_terms=false"], "keep_terms"),
        (["equal_budget=20"], "equal_budget"),
        (["precision.half_width=0.1"], "precision"),
        (["about=words"], "about"),
        (["terms=40"], "overrides"),
        (["+policy.common.law=1"], "overrides"),
        (["'+scenarios.mine=[\"policy=law\"]'"[1:-1]], "scenarios"),
        (["design={kind: grid, over: {lever.law: [0, 1]}}"], "design"),
    ],
)
def test_settings_of_the_experiment_reach_it(texts, attribute):
    plain, changed = (getattr(read_experiment(given)[0], attribute) for given in ([], texts))
    assert changed != plain or texts[0].startswith("keep_terms")
