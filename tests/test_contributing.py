"""CONTRIBUTING.md is followed to the letter: each recipe works, and touches no more files than it says."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from contributing_recipes import ROOT, changed, copied, follow, recipes

LIMITS = {
    "lever family": 4,
    "outcome": 1,
    "rule": 1,
    "phase": 2,
    "kind of agent": 6,
    "design": 1,
    "panel of the lab": 2,
}

CHECKS = {
    "lever family": """
import iei
from iei.policies.catalogue import LEVER_NAMES
from iei.experiments.lab.families import FAMILIES
from iei.experiments.lab.words import words
def values(run):
    return run.world.enterprises["value_substantive"].tolist()
small = {"world": "classroom", "terms": 8, "world.policy_start": 2}
none, insured = iei.run(small), iei.run(small, policy="insurance")
said = {
    "last": LEVER_NAMES[-1],
    "spent": insured.summary["spent_insurance"],
    "group": "insurance" in FAMILIES["money"],
    "chinese": words("zh").about_lever("insurance")["cost"],
    "english": words("en").about_lever("insurance")["cost"],
    "differs": values(none) != values(insured),
}
""",
    "outcome": """
import iei
from iei.experiments.lab.words import words
from iei.sim.base.compilation import rule_source_hash
run = iei.run(world="classroom", terms=4)
said = {
    "share": float(run.outcomes["idle_link_share"].iloc[-1]),
    "chinese": words("zh").outcome("idle_link_share"),
    "rules": rule_source_hash(),
}
""",
    "rule": """
import numpy as np
from types import SimpleNamespace as row
from iei.agents.enterprise_interests import fixed_cost, routine
from iei.sim.run.behaviour import behaviour_record
behaviour = behaviour_record({"routine_saving": 0.1}).view(np.recarray)[0]
policy = row(standards=0, liaison=0, guidelines=0)
cost = [fixed_cost(row(fixed_cost_factor=1, links=n), policy, 0, behaviour) for n in (1, 3)]
said = {"factor": routine(3, behaviour), "saved": cost[1] / cost[0]}
""",
    "phase": """
import iei
from iei.sim.run.schedule import PHASES
spread = {}
for speed in (0, 0.2):
    run = iei.run(f"behaviour.word_of_mouth_speed={speed}", world="classroom", terms=4)
    spread[speed] = float(run.world.enterprises["awareness"][run.world.enterprises["region"] == 0].std())
said = {"phase": PHASES[-2].name, "last": PHASES[-1].name, "nearer": spread[0.2] < spread[0]}
""",
    "kind of agent": """
import iei, numpy as np
from iei.experiments.evidence.claims import declared_tables
from iei.sim.run.model import IntegrationModel
scenario = iei.scenario("world=classroom", "terms=4")
model = IntegrationModel(scenario, seed=1).run()
run = iei.run(world="classroom", terms=4, seed=1)
said = {
    "centres": len(model.centres),
    "inviting": [centre.choose() for centre in model.centres],
    "visitors": run.world.centres["visitors"].tolist(),
    "same": all(np.array_equal(a, b) for a, b in zip(run.world, model.world)),
    "documented": "centres" in declared_tables(),
}
""",
    "design": """
from iei.experiments.plan.designs import Design
over = {"behaviour.trust_gain": [0.2, 0.3], "lever.law": [0, 0.5, 1]}
design = Design.from_mapping({"kind": "one_at_a_time", "over": over})
said = {"points": [list(point.values()) for point in design.points()], "size": design.size()}
try:
    Design.from_mapping({"kind": "one_at_a_time", "over": {"lever.law": {"lower": 0, "upper": 1}}})
except ValueError as problem:
    said["refused"] = str(problem)
""",
    "panel of the lab": """
import ipyvuetify, solara
from iei.experiments.lab import page
from iei.experiments.lab.costs_panel import Costs, lines_of
from iei.experiments.lab.state import LabState, with_lever
from iei.experiments.lab.words import words
state, text = with_lever(LabState(), "council", value=1), words("en").with_own(page.WORDS[0])
panels = page.Panels(None, state, text, lambda action: None, lambda hidden: None)
box, rendered = solara.render(panels, handle_error=False)
labels = [tab.widget.children[0] for tab in rendered.find(ipyvuetify.Tab)]
rendered.close()
box, rendered = solara.render(Costs(state, text), handle_error=False)
said = {"tabs": labels, "lines": lines_of(state, text), "empty": lines_of(LabState(), text)}
""",
}


def in_copy(folder, code):
    """What a check says in a fresh process of plain Python that imports the copy."""
    kept = {name: value for name, value in os.environ.items() if name != "IEI_CONFIG_DIR"}
    kept |= {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    program = f"import json\n{code}\nprint(json.dumps(said))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=kept, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def followed(tmp_path):
    """`followed("outcome")`: follow a recipe in a copy, within its limit, and what its check says."""

    def go(recipe):
        if recipe == "panel of the lab":
            pytest.importorskip("solara")
        copied(tmp_path)
        touched = follow(recipe, tmp_path)
        most, files = recipes()[recipe]
        assert touched == set(files)
        assert len(touched) <= most == LIMITS[recipe]
        assert style(tmp_path, [name for name in files if name.endswith(".py")]) == ""
        return in_copy(tmp_path, CHECKS[recipe])

    return go


def style(folder, files):
    """What ruff says about the touched files, if it is there."""
    ruff = shutil.which("ruff", path=os.path.dirname(sys.executable))
    if ruff is None:
        return ""
    commands = (["check", "--quiet", "--no-cache"], ["format", "--quiet", "--diff", "--no-cache"])
    found = [
        subprocess.run([ruff, *words, *files], cwd=folder, capture_output=True, text=True)
        for words in commands
    ]
    return "".join(done.stdout for done in found)


def test_every_recipe_has_its_limit_and_its_check():
    assert {name: most for name, (most, _) in recipes().items()} == LIMITS
    assert set(CHECKS) == set(LIMITS)


def test_a_lever_family_enters_catalogue_costs_equation_and_lab(followed):
    said = followed("lever family")
    assert said["last"] == "insurance"
    assert said["spent"] > 0
    assert said["group"]
    assert said["chinese"] == "满值时每学期 2 MU"
    assert said["english"] == "2 MU a term at full value"
    assert said["differs"]


def test_an_outcome_is_one_entry_and_leaves_the_rules_alone(followed):
    from iei.sim.base.compilation import rule_source_hash

    said = followed("outcome")
    assert 0 <= said["share"] <= 1
    assert said["chinese"] == "双方均不履约的合作占比"
    assert said["rules"] == rule_source_hash()


def test_a_rule_acts_with_its_coefficient(followed):
    said = followed("rule")
    assert said["factor"] == said["saved"] == pytest.approx(0.8)


def test_a_phase_runs_where_it_was_put(followed):
    assert followed("phase") == {"phase": "word_of_mouth", "last": "close_term", "nearer": True}


def test_a_kind_of_agent_acts_alike_in_both_models(followed):
    said = followed("kind of agent")
    assert said["centres"] == 3
    assert len(said["inviting"]) == 3
    assert sum(said["visitors"]) > 0
    assert said["same"]
    assert said["documented"]


def test_a_design_gives_its_points(followed):
    said = followed("design")
    assert said["points"] == [[0.2, 0], [0.3, 0], [0.2, 0.5], [0.2, 1]]
    assert said["size"] == 4
    assert "needs a list of values" in said["refused"]


def test_a_panel_has_its_tab(followed):
    said = followed("panel of the lab")
    assert said["tabs"][-2] == "Costs"
    assert said["lines"] == ["council: a staff of 1 a region and 0.02 persons a member at full value"]
    assert said["empty"] == []


def test_a_recipe_that_no_longer_fits_is_found():
    """Control."""
    assert changed("a\nb\n", " a\n+c\n-b\n") == "a\nc\n"
    with pytest.raises(AssertionError, match="0 times"):
        changed("a\nb\n", " a\n+x\n c\n")
    with pytest.raises(AssertionError, match="2 times"):
        changed("a\na\n", "-a\n")


def test_the_example_file_says_that_it_is_the_example():
    assert "The example of" in (ROOT / "policies/council.py").read_text(encoding="utf-8")
