"""Own files: found in every command and from Python, read again when edited, and checked before Hydra."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import iei
from iei.experiments.commands import main as command
from iei.experiments.execute.sweep import read_experiment
from iei.experiments.plan import own_files
from iei.experiments.plan.cells import build_cells
from iei.experiments.plan.configuration import FOLDER, compose, options
from iei.sim.base.quantity import InvalidInput

PACT = """# @package policy.pact
# A council, and money for verified substance in one tier.
council: 0.8
subsidy: {value: 4, basis: joint_substance, end: 10, regions: [West]}
"""
EXPERIMENT = """# @package _global_
defaults: [base, _self_]
name: pact_and_law
baseline: none
scenarios:
  none: [policy=none]
  pact: [policy=pact]
design:
  kind: grid
  over:
    lever.law: [0, 1]
    lever.evaluation: [0, 1]
replicates: 5
"""
WORLD = """
defaults: [declared, {regions: two}, _self_]
colleges: 7
enterprises: 30
fields: 3
fields_per_college: 2
"""
REGIONS = """
here: {tier: East, enterprises_share: 0.5, colleges_share: 0.5}
there: {tier: West, enterprises_share: 0.5, colleges_share: 0.5}
"""
FILES = {
    "policy/pact.yaml": PACT,
    "experiment/pact_and_law.yaml": EXPERIMENT,
    "world/valley.yaml": WORLD,
    "world/regions/two.yaml": REGIONS,
    "behaviour/slow.yaml": "defaults: [default, _self_]\ntrust_gain: 0.06\n",
}


@pytest.fixture
def folder(tmp_path):
    """An own folder with one file of each kind."""
    for name, text in FILES.items():
        path = tmp_path / "own folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "own folder"


def said(arguments, capsys):
    """Exit code, output and errors of a command."""
    code = command.main([str(word) for word in arguments])
    return code, *capsys.readouterr()


def test_policies_worlds_regions_and_behaviour_are_found_in_a_run(folder, capsys):
    words = ["run", "--config-dir", folder, "policy=pact", "world=valley", "behaviour=slow", "--cfg", "job"]
    code, output, errors = said(words, capsys)
    assert code == 0, errors
    assert all(part in output for part in ("council: 0.8", "here:", "colleges: 7", "trust_gain: 0.06"))


@pytest.mark.parametrize("how", ["option", "search path", "path", "path as setting", "environment"])
def test_an_own_experiment_has_two_scenarios_at_four_points(folder, how, capsys, monkeypatch):
    path = folder / "experiment" / "pact_and_law.yaml"
    if how == "environment":
        monkeypatch.setenv(own_files.ENVIRONMENT, str(folder))
    words = {
        "option": ["--config-dir", folder, "experiment=pact_and_law"],
        "search path": [f"hydra.searchpath=['{folder}']", "experiment=pact_and_law"],
        "path": [path],
        "path as setting": [f"experiment='{path}'"],
        "environment": ["experiment=pact_and_law"],
    }[how]
    for name in ("sweep", "compare"):
        code, output, errors = said([name, *words, "--cfg", "job"], capsys)
        assert code == 0, errors
        assert "name: pact_and_law" in output
    given = [f"experiment='{path}'"]
    experiment, _ = read_experiment(given)
    assert (len(experiment.scenarios), len(experiment.design.points())) == (2, 4)
    assert len(build_cells(experiment, compose)) == 8


def test_an_experiment_file_anywhere_finds_the_policies_beside_it(folder, tmp_path, monkeypatch, capsys):
    shutil.move(folder / "experiment" / "pact_and_law.yaml", folder / "mine.yaml")
    monkeypatch.chdir(folder)
    code, output, errors = said(["sweep", "./mine.yaml", "--cfg", "job"], capsys)
    assert code == 0, errors
    assert "policy=pact" in output
    assert said(["sweep", "nowhere.yaml"], capsys)[0] == 2


def test_policies_are_compared_by_name_without_an_experiment_file(folder, capsys):
    words = ["compare", "policies=[council,pact,[law,pact]]", "--config-dir", folder, "--cfg", "job"]
    code, output, _ = said(words, capsys)
    assert code == 0
    assert all(f"\n  {name}:" in output for name in ("none", "council", "pact", "law+pact"))
    assert (
        said(["compare", "policies=[pct]", "--config-dir", folder], capsys)[2].count("did you mean 'pact'")
        == 1
    )


def test_facts_listings_and_multiruns_find_own_files(folder, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "iei.experiments.commands.facts.check_facts", lambda settings: compose(settings.overrides)["world"]
    )
    monkeypatch.setattr(
        "iei.experiments.commands.facts.store", lambda table, settings: sys.exit(str(table["colleges"]))
    )
    with pytest.raises(SystemExit, match="7"):
        command.main(["facts", "--config-dir", str(folder), "world=valley", "seeds=1"])
    monkeypatch.setenv("COLUMNS", "400")
    code, output, _ = said(["policies", "--config-dir", folder], capsys)
    assert code == 0
    assert "policy=pact" in output
    assert "A council, and money for verified" in output
    words = ["run", "-m", "--config-dir", folder, "world=classroom", "terms=31", "policy=pact,none", "seed=1"]
    code, output, errors = said(words, capsys)
    assert code == 0, errors
    assert "policy=pact" in output


def test_python_takes_own_folders_and_scenarios(folder, tmp_path):
    small = {"world": "classroom", "terms": 31}
    assert iei.scenario(small, policy="pact", config_dir=folder).label == "pact"
    assert iei.run(small, policy="pact", config_dir=[folder], seed=3).scenario.label == "pact"
    results = iei.compare(
        small,
        scenarios={"none": {}, "pact": "policy=pact", "dear": {"policy": {"dear": {"council": 1}}}},
        config_dir=folder,
        replicates=2,
        results=tmp_path / "out",
        say=lambda text: None,
    )
    assert sorted(results.scenarios["scenario"]) == ["dear", "none", "pact"]
    assert results.manifest["baseline"] == "none"


def test_an_edited_file_is_read_again(folder):
    given = [own_files.search_override([folder]), "policy=pact"]
    assert compose(given)["policy"]["pact"]["council"] == 0.8
    path = folder / "policy" / "pact.yaml"
    path.write_text(PACT.replace("0.8", "0.75"), encoding="utf-8")
    assert compose(given)["policy"]["pact"]["council"] == 0.75
    (folder / "policy" / "new.yaml").write_text("# @package policy.new\nlaw: 1\n", encoding="utf-8")
    assert "new" in options("policy", given)
    path.unlink()
    with pytest.raises(InvalidInput, match="there is no such policy"):
        compose(given)


def test_an_own_file_comes_before_one_of_the_laboratory(folder):
    (folder / "policy" / "council.yaml").write_text(
        "# @package policy.council\ncouncil: 0.1\n", encoding="utf-8"
    )
    given = [own_files.search_override([folder])]
    assert compose([*given, "policy=council"])["policy"]["council"] == {"council": 0.1}
    assert compose(["policy=council"])["policy"]["council"] == {"council": 1}


def test_the_folder_is_part_of_what_an_experiment_is_composed_from(folder):
    experiment, _ = read_experiment([own_files.search_override([folder]), "experiment=pact_and_law"])
    assert experiment.overrides == (own_files.search_override([folder]),)


def test_an_installation_that_cannot_be_written_works_with_own_files(folder, tmp_path):
    copy = tmp_path / "installed"
    shutil.copytree(FOLDER.parent, copy, ignore=shutil.ignore_patterns(".*", "results", "docs", "tests"))
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    words = ["run", "--config-dir", str(folder), "policy=pact", "--cfg", "job"]
    code = "import sys; from iei.experiments.commands.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    assert "council: 0.8" in done.stdout


HEAD = "# @package policy.mine\n"
WRONG = {
    "another encoding": (HEAD.encode() + "# 理事会\n".encode("gbk"), ["line 2", "not UTF-8", "GBK"]),
    "utf-16": ((HEAD + "council: 1\n").encode("utf-16"), ["line 1", "UTF-16"]),
    "a tab": (HEAD + "council:\n\tvalue: 1\n", ["line 3", "tab"]),
    "a name twice": (HEAD + "council: 1\nlaw: 1\ncouncil: 0\n", ["line 4", "'council' stands twice"]),
    "no YAML": (HEAD + "council: [1\n", ["line"]),
    "no mapping": (HEAD + "- council\n", ["name: value"]),
    "a number as name": (HEAD + "2019: 1\n", ["line 2", "2019 is not read as text", "quotes"]),
    "nothing as name": (HEAD + "null: 1\n", ["line 2", "null is not read as text"]),
    "truth as name": (HEAD + "true: 1\n", ["line 2", "true is not read as text"]),
    "a power of ten as name": (HEAD + "1e3: 1\n", ["line 2", "1e3 is not read as text"]),
    "octal": (HEAD + "subsidy: 010\n", ["line 2", "010 is read as 8"]),
    "no header": ("council: 0.8\n", ["first line must be '# @package policy.mine'"]),
    "another header": (
        "# @package policy.council\nlaw: 1\n",
        ["first line must be '# @package policy.mine'"],
    ),
    "parts of Hydra": (HEAD + "hydra: {launcher: {_target_: os.system}}\n", ["line 2", "'hydra'"]),
    "code to run": (HEAD + "council: {_target_: os.system}\n", ["line 2", "'_target_'"]),
    "a choice of Hydra": (HEAD + "defaults: [override hydra/launcher: basic]\n", ["parts of Hydra"]),
    "an alias of itself": (HEAD + "council: &a\n  value: *a\n", ["holds itself"]),
    "a merge": (HEAD + "a: &a {value: 1}\nlaw: {<<: *a}\n", ["line 3", "<<"]),
    "two documents": (HEAD + "law: 1\n---\nlaw: 1\n", ["line"]),
}


@pytest.mark.parametrize(("data", "parts"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_a_file_is_one_line_with_file_and_line(data, parts, tmp_path, capsys):
    path = tmp_path / "policy" / "mine.yaml"
    path.parent.mkdir()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    code, output, errors = said(["run", "--config-dir", tmp_path, "policy=mine", "--cfg", "job"], capsys)
    assert (code, output) == (2, "")
    assert len(errors.splitlines()) == 1
    assert all(part in errors for part in ["mine.yaml", *parts]), errors


def test_a_byte_order_mark_and_chinese_names_are_no_mistake(tmp_path, capsys):
    path = tmp_path / "policy" / "理事会.yaml"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + "# @package policy.理事会\ncouncil: 0.9\n".encode())
    code, output, errors = said(["run", "--config-dir", tmp_path, "policy=理事会", "--cfg", "job"], capsys)
    assert code == 0, errors
    assert "council: 0.9" in output


def test_no_own_folder_takes_the_place_of_what_belongs_to_hydra(tmp_path, capsys):
    for group in ("hydra/launcher", "."):
        (tmp_path / group).mkdir(parents=True, exist_ok=True)
    (tmp_path / "hydra" / "launcher" / "bad.yaml").write_text("_target_: os.system\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("terms: 33\n", encoding="utf-8")
    words = ["run", "-m", "--config-dir", tmp_path, "world=classroom", "hydra/launcher=bad", "seed=1,2"]
    code, _, errors = said(words, capsys)
    assert code == 2, errors
    assert compose([own_files.search_override([tmp_path])])["terms"] == 60


@pytest.mark.parametrize(
    "words", [["--config-dir", "nowhere"], ["hydra.searchpath=[nowhere]"], ["hydra.searchpath=5"]]
)
def test_a_folder_that_does_not_exist_is_one_line(words, capsys):
    code, _, errors = said(["compare", *words], capsys)
    assert code == 2
    assert len(errors.splitlines()) == 1


def test_every_file_of_the_laboratory_passes_the_same_check():
    for path in Path(FOLDER).rglob("*.yaml"):
        group = str(path.parent.relative_to(FOLDER))
        if group != ".":
            own_files.content(path, group)


PAGE = (FOLDER.parent / "docs" / "own_files.md").read_text(encoding="utf-8")
PAGE_FILES = re.findall(r"`(my_folder/[\w/.]+)`[^`]*:\n\n```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PAGE_COMMANDS = re.findall(r"^iei (?:run|compare|sweep) .*$", PAGE, re.MULTILINE)


def test_the_page_has_its_files_and_commands():
    assert (len(PAGE_FILES), len(PAGE_COMMANDS)) == (4, 5)


@pytest.mark.parametrize("line", PAGE_COMMANDS)
def test_every_command_of_the_page_works_with_its_files(line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, text in PAGE_FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    code, output, errors = said([*shlex.split(line)[1:], "--cfg", "job"], capsys)
    assert code == 0, errors
    assert output


def test_the_python_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    exec(block, {})
    assert "mine" in capsys.readouterr().out


def test_a_primary_file_of_an_own_folder_is_selected_by_name(tmp_path, capsys):
    lines = ["defaults: [config, {override world: classroom}, {override policy: [none]}, _self_]"]
    lines += ["terms: 33", "policy: {lab: {council: 0.7}}"]
    (tmp_path / "iei_scenario.yaml").write_text("\n".join(lines), encoding="utf-8")
    words = ["run", "--config-dir", tmp_path, "--config-name", "iei_scenario"]
    code, output, errors = said([*words, "seed=3", "--cfg", "job"], capsys)
    assert code == 0, errors
    assert all(part in output for part in ("terms: 33", "council: 0.7", "colleges: 6", "seed: 3"))
    assert said(["run", "--config-name", "nothing"], capsys)[0] == 2
