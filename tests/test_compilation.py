"""Compilation: an edited rule is never answered from an old cache, and only rules are part of its key."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.base import compilation
from sim.base.compilation import rule_modules

ROOT = Path(compilation.__file__).resolve().parents[2]

# `fixed_cost` stands in agents/enterprise_interests.py, its callee `council_saving` in policies/council.py.
PROBE = """
import json
from agents.enterprise import ENTERPRISES
from agents.enterprise_interests import fixed_cost
from policies.catalogue import POLICIES
from sim.base.compilation import cache_folder
from sim.behaviour import behaviour_record

enterprise = ENTERPRISES.rows(1)
enterprise["fixed_cost_factor"] = 1
behaviour = behaviour_record({"fixed_cost": 1.9, "council_cost_saving": 0.3})[0]
cost = fixed_cost(enterprise[0], POLICIES.rows(1)[0], 1.0, behaviour)
loaded = sum(fixed_cost.stats.cache_hits.values())
print(json.dumps({"cost": cost, "loaded": loaded, "folder": cache_folder().name}))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the model's packages that may be edited."""
    for package in compilation.PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def hashes(copy, monkeypatch):
    """A function that gives the hashes of the copy: of what is compiled, and of all source."""
    cached = (
        compilation.source_files,
        compilation.rule_modules,
        compilation.compiled_source_hash,
        compilation.rule_source_hash,
    )

    def hashes_of_copy():
        for function in cached:
            function.cache_clear()
        return compilation.compiled_source_hash(), compilation.rule_source_hash()

    monkeypatch.setattr(compilation, "ROOT", copy)
    yield hashes_of_copy
    for function in cached:
        function.cache_clear()


def run(copy, script):
    """What `script` prints in a fresh process that imports the copy, with its own cache folder."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    environment |= {"IEI_CACHE": str(copy / "cache"), "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def edit(copy, module, old, new):
    """Replace text that stands exactly once in a module of the copy."""
    path = copy / module
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")


def test_an_edit_in_a_lever_file_changes_what_its_callers_in_other_files_compute(copy):
    first = run(copy, PROBE)
    again = run(copy, PROBE)
    assert first["loaded"] == 0
    assert again["loaded"] > 0  # so there is a cache that could be stale
    assert again["cost"] == first["cost"] == pytest.approx(1.9 * (1 - 0.3))
    edit(copy, "policies/council.py", "1.0 - behaviour.council_cost_saving * effect", "1.0 - 0.5 * effect")
    edited = run(copy, PROBE)
    assert edited["cost"] == pytest.approx(1.9 * 0.5)
    assert edited["folder"] != first["folder"]


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("policies/council.py", "Factor on the whole hazard of a link", "Factor on the hazard of a link"),
        ("policies/council.py", "@rule\ndef council_saving", "# a comment\n@rule\ndef council_saving"),
        ("sim/schedule.py", "The phases of one term, in order", "What happens in a term"),
    ],
    ids=["docstring of a rule", "comment", "docstring of a module"],
)
def test_words_that_change_no_number_keep_the_hashes(copy, hashes, module, old, new):
    before = hashes()
    edit(copy, module, old, new)
    assert hashes() == before


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("agents/choice.py", '"1/utility", "E6"', '"1/utility", "E5"'),
        ("sim/base/purpose.py", "DEPTH = 70", "DEPTH = 79"),
        ("sim/base/chance.py", "for _ in range(10)", "for _ in range(7)"),
        ("sim/tables.py", "MAXIMUM_COMPONENTS = 8", "MAXIMUM_COMPONENTS = 9"),
    ],
    ids=["coefficient", "enumeration", "rule", "constant"],
)
def test_what_compiled_code_is_made_of_changes_both_hashes(copy, hashes, module, old, new):
    before = hashes()
    edit(copy, module, old, new)
    assert all(now != then for now, then in zip(hashes(), before, strict=True))


def test_what_only_reports_changes_the_version_of_results_but_compiles_nothing_anew(copy, hashes):
    compiled, version = hashes()
    edit(copy, "sim/outcomes/__init__.py", "LATE_TERMS = 10", "LATE_TERMS = 11")
    now_compiled, now_version = hashes()
    assert now_compiled == compiled
    assert now_version != version


def test_rules_and_what_they_import_are_the_compiled_modules():
    modules = rule_modules()
    assert {"sim.schedule", "sim.base.chance", "sim.base.purpose", "sim.tables"} <= modules
    assert {"agents.enterprise", "policies.council", "policies.catalogue", "policies.lever"} <= modules
    assert not modules & {"sim.engine", "sim.outcomes", "sim.model", "sim.layout", "agents.mesa_agents"}
