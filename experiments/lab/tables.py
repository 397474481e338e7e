"""What can be taken away as text: scenario, command, curves and every pair, each with its origin."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Sequence
from typing import Any

import yaml

from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.lab.bands import bands
from iei.experiments.lab.sentence import PAPER, SPENDING, SUBSTANCE
from iei.experiments.lab.state import POLICY as POLICY_NAME
from iei.experiments.lab.state import LabState, preset_of, written_levers
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.words import shown
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import rule_source_hash

ORIGIN = (
    "world",
    "policy",
    "behaviour",
    "page_seed",
    "pairs",
    "version",
)  # columns that say what a table is of


def policy_words(state: LabState) -> str:
    """The policy of a state: the name of its policy file, or its levers as a policy file in one line."""
    return preset_of(state) or json.dumps(written_levers(state.levers))


def origin(state: LabState, pairs: int) -> dict[str, str]:
    """What results are of, in the order of `ORIGIN`: enough to compute them again."""
    about = json.dumps(dict(state.behaviour))
    values = (state.world, policy_words(state), about, str(state.seed), str(pairs), rule_source_hash())
    return dict(zip(ORIGIN, values, strict=True))


def note(state: LabState, pairs: int) -> str:
    """The origin of a picture in one line."""
    return "; ".join(f"{name} {value}" for name, value in origin(state, pairs).items())


def compare_command(state: LabState) -> str:
    """The command that computes all pairs of the page again, under the same seeds."""
    words = [
        f"world={state.world}",
        f"terms={state.terms}",
        f"seed={state.seed}",
        f"replicates={state.pairs}",
    ]
    words += [f"behaviour.{name}={value!r}" for name, value in state.behaviour]
    if state.levers:
        override = f"+policy.{POLICY_NAME}={in_hydra(written_levers(state.levers))}"
        words += [f"+scenarios.{POLICY_NAME}=[{json.dumps(override)}]", f"only=[{POLICY_NAME}]"]
    else:
        words.append("only=[none]")
    return shlex.join(["iei", "compare", *words])


def in_hydra(value: Any) -> str:
    """Numbers, names, lists and mappings in the grammar of overrides."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{in_hydra(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(in_hydra, value)) + "]"
    return str(value)


def scenario_yaml(state: LabState) -> str:
    """A primary configuration for `iei run --config-dir FOLDER --config-name NAME`: the first pair."""
    head = [
        f"A scenario of the lab, model version {rule_source_hash()}.",
        "The first pair of the page, to the bit; FOLDER holds this file under the name iei_scenario.yaml:",
        "  iei run --config-dir FOLDER --config-name iei_scenario",
        f"All {state.pairs} pairs of the page, with and without the policy:",
        f"  {compare_command(state)}",
        f"Seed of the page {state.seed}; the seed of every pair is in iei_pairs.csv.",
    ]
    content: dict[str, Any] = {
        "defaults": ["config", {"override world": state.world}, {"override policy": ["none"]}, "_self_"],
        "terms": state.terms,
        "seed": replicate_seed(state.seed, 0),
    }
    if state.levers:
        content["policy"] = {POLICY_NAME: written_levers(state.levers)}
    if state.behaviour:
        content["behaviour"] = dict(state.behaviour)
    return "".join(f"# {line}\n" for line in head) + yaml.safe_dump(content, sort_keys=False)


def curves_csv(twins: Twins, state: LabState, outcomes: Sequence[str]) -> str:
    """Mean and band of outcomes by term with, without and between, in the units shown on the page.

    ``difference`` is the paired difference; its bounds are those of the mean's 95 % interval.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["outcome", "twin", "term", "mean", "lower", "upper", "bounds", *ORIGIN])
    of = list(origin(state, twins.pairs).values())
    for outcome in outcomes:
        policy, baseline = twins.of(outcome)
        for twin, band in zip(("policy", "baseline"), bands(twins, outcome), strict=True):
            for term, row in enumerate(zip(band.mean, band.lower, band.upper, strict=True)):
                values = [repr(shown(float(value), outcome)) for value in row]
                writer.writerow([outcome, twin, term, *values, "80 % of the pairs", *of])
        for term, difference in enumerate((policy - baseline).T):
            found = mean_interval(difference)
            values = [repr(shown(float(value), outcome)) for value in (found.mean, found.lower, found.upper)]
            writer.writerow([outcome, "difference", term, *values, "95 % interval of the mean", *of])
    return out.getvalue()


def pairs_csv(twins: Twins, state: LabState) -> str:
    """Graphs and sentence of every pair by term, as the model gives them: shares lie between 0 and 1.

    One row an outcome, twin and pair; ``iei run`` with its `seed` gives the row to the bit.
    """
    outcomes = dict.fromkeys((*state.graphs, SUBSTANCE, PAPER, SPENDING))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    terms = [f"term_{term}" for term in range(twins.scenario.terms)]
    writer.writerow(["outcome", "twin", "pair", "seed", *ORIGIN, *terms])
    of = list(origin(state, twins.pairs).values())
    for outcome in outcomes:
        for twin, values in zip(("policy", "baseline"), twins.of(outcome), strict=True):
            for pair, row in zip(twins.replicates.tolist(), values.tolist(), strict=True):
                seed = replicate_seed(state.seed, pair)
                writer.writerow([outcome, twin, pair, seed, *of, *map(repr, row)])
    return out.getvalue()
