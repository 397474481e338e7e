"""Scenarios: what is refused and how, what round-trips, what the key depends on."""

import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.scenario import Scenario, checked_seed

ONE_REGION = {"east": {"tier": "East"}}
TWO_REGIONS = {
    "shore": {"tier": "East", "enterprises_share": 0.6, "colleges_share": 0.5},
    "hills": {"tier": "West", "enterprises_share": 0.4, "colleges_share": 0.5},
}


def small(policy=None, **changes):
    """Mapping of a small world of two regions, with changes at top level."""
    world = {"colleges": 4, "enterprises": 60, "fields": 3, "fields_per_college": 2, "regions": TWO_REGIONS}
    return {"world": copy.deepcopy(world), "policy": {"p": policy or {}}, "terms": 40} | changes


def with_world(**changes):
    mapping = small()
    mapping["world"] |= changes
    return mapping


def refused(mapping, *parts):
    """Assert that the mapping is refused in one line that contains all parts."""
    with pytest.raises(InvalidInput) as caught:
        Scenario.from_mapping(mapping)
    message = str(caught.value)
    assert "\n" not in message
    for part in parts:
        assert part in message


def test_defaults_are_complete():
    scenario = Scenario.from_mapping({"world": {"regions": ONE_REGION}})
    assert scenario.terms == 60
    assert scenario.label == "none"
    assert scenario.levers == ()
    assert scenario.behaviour == {name: quantity.default for name, quantity in BEHAVIOUR.items()}
    assert isinstance(scenario.world.enterprises, int)


@pytest.mark.parametrize(
    ("mapping", "parts"),
    [
        ({"wrold": {}}, ["'wrold'", "did you mean 'world'"]),
        (with_world(enterprizes=5), ["'world.enterprizes'", "did you mean 'enterprises'"]),
        (small(behaviour={"trust_gian": 0.2}), ["behaviour.trust_gian", "did you mean 'trust_gain'"]),
        (small(behaviour={"trust_gain": 7}), ["behaviour.trust_gain", "[0.05, 0.4]", "1/term"]),
        (small(behaviour={"trust_gain": "high"}), ["behaviour.trust_gain", "not a number"]),
        (small(behaviour={"trust_gain": True}), ["behaviour.trust_gain", "not a number"]),
        (small(behaviour={"trust_gain": float("nan")}), ["behaviour.trust_gain", "finite"]),
        (small(behaviour={"list_length": 2.5}), ["behaviour.list_length", "whole number"]),
        (small(behaviour=[1]), ["behaviour", "mapping"]),
        (small(terms=0), ["terms", "[1, 200]"]),
        (with_world(enterprises=0), ["world.enterprises", "[1, "]),
        (with_world(enterprises=1), ["'hills'", "enterprises", "at least one"]),
        (with_world(colleges=1), ["'hills'", "colleges", "at least one"]),
        (with_world(fields_per_college=4), ["fields_per_college = 4", "fields = 3"]),
        (with_world(regions={}), ["at least one region"]),
        (with_world(regions={"East": {"tier": "East"}}), ["'East'", "name of a tier"]),
        (with_world(regions={"a": {"tier": "Eastt"}}), ["world.regions.a.tier", "did you mean 'East'"]),
        (with_world(regions={"a": {"tier": "East", "tilt": 1}}), ["world.regions.a.tilt"]),
        (with_world(regions={"a": {"tier": "East", "productivity": 9}}), ["a.productivity", "[0.5, 1.5]"]),
        (with_world(sizes={"tiny": {}}), ["world.sizes.tiny"]),
        (with_world(sizes={"micro": {"share": 0.5}}), ["world.sizes", "'share'", "1.1"]),
        (with_world(enterprises=2), ["full teacher", "'shore'"]),
    ],
)
def test_a_mistake_in_world_or_behaviour_is_named(mapping, parts):
    refused(mapping, *parts)


def test_shares_of_regions_must_add_up_to_one():
    regions = copy.deepcopy(TWO_REGIONS)
    regions["hills"]["enterprises_share"] = 0.400002
    refused(with_world(regions=regions), "enterprises_share", "not to 1")
    regions["hills"]["enterprises_share"] = 0.4000005
    Scenario.from_mapping(with_world(regions=regions))


def test_part_time_experts_count_against_full_teachers():
    """80 posts feed 24 students and so 1.2 teachers: one full teacher unless experts replace .4 of them."""
    sizes = {"micro": {"share": 1}} | {size: {"share": 0} for size in ("small", "medium", "large")}
    world = {"regions": ONE_REGION, "sizes": sizes, "enterprises": 10, "colleges": 1}
    Scenario.from_mapping({"world": world, "behaviour": {"expert_share_maximum": 0.1}})
    refused({"world": world, "behaviour": {"expert_share_maximum": 0.4}}, "24.3 students", "full teacher")


@pytest.mark.parametrize(
    ("policy", "parts"),
    [
        ({"subsidi": 4}, ["policy.p.subsidi", "did you mean 'subsidy'"]),
        ({"subsidy": 9}, ["policy.p.subsidy", "[0, 8]", "MU per link"]),
        ({"subsidy": -1}, ["policy.p.subsidy", "[0, 8]"]),
        ({"subsidy": "much"}, ["policy.p.subsidy", "not a number"]),
        ({"subsidy": None}, ["policy.p.subsidy", "not a number"]),
        ({"subsidy": []}, ["policy.p.subsidy", "empty"]),
        ({"subsidy": {"start": 1}}, ["policy.p.subsidy", "no value"]),
        ({"subsidy": {"value": 4, "stop": 3}}, ["policy.p.subsidy.stop", "known: value, start, end"]),
        ({"subsidy": {"value": 4, "strat": 3}}, ["policy.p.subsidy.strat", "did you mean 'start'"]),
        ({"subsidy": {"value": 4, "start": 5, "end": 5}}, ["end = 5", "start = 5"]),
        ({"subsidy": {"value": 4, "start": -21}}, ["policy.p.subsidy.start", "-20"]),
        ({"subsidy": {"value": 4, "start": 1.5}}, ["policy.p.subsidy.start", "whole"]),
        ({"subsidy": {"value": 4, "start": 20}}, ["'subsidy'", "term 40", "terms = 40"]),
        ({"subsidy": {"value": 4, "ramp": -1}}, ["policy.p.subsidy.ramp"]),
        ({"subsidy": {"value": 4, "regions": ["shoer"]}}, ["regions", "did you mean 'shore'"]),
        ({"subsidy": {"value": 4, "regions": "Central"}}, ["regions", "'Central'"]),
        ({"subsidy": {"value": 4, "sizes": ["tiny"]}}, ["sizes", "'tiny'"]),
        ({"subsidy": {"value": 4, "fields": [3]}}, ["fields", "3"]),
        ({"subsidy": {"value": 4, "fields": [True]}}, ["fields", "True"]),
        ({"council": {"value": 1, "sizes": ["micro"]}}, ["'council'", "cannot be limited to sizes"]),
        ({"subsidy": {"value": 4, "basis": "firts"}}, ["basis", "did you mean 'first'"]),
        ({"audit": {"value": 0.1, "targeting": "rsik"}}, ["targeting", "did you mean 'risk'"]),
        ({"council": {"value": 1, "basis": "first"}}, ["policy.p.council.basis"]),
        (
            {"subsidy": [{"value": 4}, {"value": 2, "start": 10}]},
            ["policy.p.subsidy", "same region and term"],
        ),
        (
            {"subsidy": [{"value": 4, "end": 4, "basis": "first"}, {"value": 4, "start": 4}]},
            ["policy.p.subsidy", "same basis"],
        ),
        (
            {"subsidy": [{"value": 4, "end": 4, "sizes": "micro"}, {"value": 4, "start": 4}]},
            ["policy.p.subsidy", "same sizes"],
        ),
    ],
)
def test_a_mistake_in_a_policy_is_named(policy, parts):
    refused(small(policy), *parts)


def test_windows_may_touch_and_regions_may_differ():
    policy = {"subsidy": [{"value": 4, "end": 4}, {"value": 2, "start": 4}]}
    assert len(Scenario.from_mapping(small(policy)).levers) == 2
    policy = {"subsidy": [{"value": 4, "regions": "East"}, {"value": 2, "regions": ["hills"]}]}
    assert len(Scenario.from_mapping(small(policy)).levers) == 2
    refused(
        small({"subsidy": [{"value": 4, "regions": "West"}, {"value": 2, "regions": "hills"}]}), "same region"
    )


def test_two_policies_that_disagree_are_refused_by_name():
    policies = {"carrot": {"subsidy": 4, "law": 1}, "budget": {"subsidy": 2}}
    refused(small(policy=None) | {"policy": policies}, "'carrot'", "'budget'", "'subsidy'", "4", "2")


def test_a_policy_that_holds_a_lever_at_zero_disagrees_too():
    refused(
        small() | {"policy": {"carrot": {"subsidy": 4}, "nothing": {"subsidy": 0}}}, "'carrot'", "'nothing'"
    )


def test_two_policies_that_agree_compose():
    policies = {"a": {"subsidy": 4}, "b": {"subsidy": {"value": 4.0, "start": 0}, "law": 1}}
    scenario = Scenario.from_mapping(small() | {"policy": policies})
    assert [setting.lever for setting in scenario.levers] == ["law", "subsidy"]
    assert scenario.label == "a+b"


def test_a_run_too_short_for_its_policy_is_refused():
    refused(small({"law": 1}, terms=20), "terms = 20", "policy_start = 20")
    refused(small({"law": {"value": 1, "start": -5}}, terms=20), "terms = 20")
    Scenario.from_mapping(small({"law": 1}, terms=21))
    Scenario.from_mapping(small({"law": 0}, terms=20))
    Scenario.from_mapping(small(terms=20))


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, 1.0, "1", None, True, float("nan")])
def test_a_seed_is_a_whole_number_below_two_to_the_63(seed):
    with pytest.raises(InvalidInput, match="seed"):
        checked_seed(seed)


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_admissible_seeds(seed):
    assert checked_seed(seed) == seed


def setting_of(lever):
    """Strategy of what a policy file may say about one lever."""
    value = st.floats(0, lever.upper, allow_subnormal=False)
    windows = st.tuples(st.integers(-20, 19), st.none() | st.integers(1, 30), st.integers(0, 5))
    targets = {"sizes": st.lists(st.sampled_from(["micro", "large"]), unique=True)} if lever.targeted else {}
    detailed = st.fixed_dictionaries(
        {"value": value, "window": windows},
        optional={"regions": st.lists(st.sampled_from(["East", "hills"]), unique=True)} | targets,
    ).map(with_window)
    return value | detailed


def with_window(setting):
    start, length, ramp = setting.pop("window")
    return setting | {"start": start, "ramp": ramp, "end": None if length is None else start + length}


policies = st.dictionaries(st.sampled_from(LEVERS), st.just(None)).flatmap(
    lambda chosen: st.fixed_dictionaries({lever.name: setting_of(lever) for lever in chosen})
)
behaviours = st.dictionaries(st.sampled_from(sorted(BEHAVIOUR)), st.just(None)).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: (
                st.integers(int(BEHAVIOUR[name].lower), int(BEHAVIOUR[name].upper))
                if BEHAVIOUR[name].integer
                else st.floats(BEHAVIOUR[name].lower, BEHAVIOUR[name].upper)
            )
            for name in names
        }
    )
)


@settings(max_examples=60, deadline=None)
@given(policy=policies, behaviour=behaviours)
def test_a_scenario_survives_its_own_mapping(policy, behaviour):
    scenario = Scenario.from_mapping(small(policy, behaviour=behaviour))
    again = Scenario.from_mapping(scenario.to_mapping())
    assert again == scenario
    assert again.config_hash == scenario.config_hash


def test_the_label_is_no_part_of_the_hash():
    first = Scenario.from_mapping(small() | {"policy": {"a": {"law": 1}}})
    second = Scenario.from_mapping(small() | {"policy": {"b": {"law": {"value": 1.0}}, "none": {}}})
    assert (first.label, second.label) == ("a", "b")
    assert first.config_hash == second.config_hash
    assert first.key(5) == second.key(5)


def test_the_key_depends_on_everything_else():
    base = small({"law": 1})
    scenarios = [
        base,
        small({"law": 0.9}),
        small({"law": {"value": 1, "ramp": 1}}),
        small({"law": 1}, terms=41),
        small({"law": 1}, behaviour={"trust_gain": 0.21}),
        base | {"world": base["world"] | {"enterprises": 61}},
    ]
    keys = [Scenario.from_mapping(mapping).key(1) for mapping in scenarios]
    keys.append(Scenario.from_mapping(base).key(2))
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_the_key_depends_on_the_rules(monkeypatch):
    before = Scenario.from_mapping(small()).key(1)
    monkeypatch.setattr("iei.sim.run.scenario.rule_source_hash", lambda: "another rule book")
    assert Scenario.from_mapping(small()).key(1) != before


def test_levers_are_in_the_order_of_the_catalogue():
    policy = {name: LEVERS[LEVER_NAMES.index(name)].upper for name in reversed(LEVER_NAMES)}
    scenario = Scenario.from_mapping(small(policy))
    assert [setting.lever for setting in scenario.levers] == LEVER_NAMES
