"""Configurations and the command: everything composes, mistakes are one line, no file is left over."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iei.experiments.commands import main as command
from iei.experiments.plan.configuration import FOLDER, check, compose, options, scenario
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

POLICIES = sorted(path.stem for path in (FOLDER / "policy").glob("*.yaml"))
WORLDS = sorted(path.stem for path in (FOLDER / "world").glob("*.yaml"))
SINGLE = {
    **{"law": ["law"], "incentives": ["subsidy", "tax_credit"], "supervision": ["audit", "penalty"]},
    **{"evaluation": ["evaluation", "publicity"], "platform": ["platform"], "council": ["council"]},
    **{"liaison": ["liaison", "guidelines", "reform"], "orders": ["orders"], "mandate": ["mandate"]},
    **{"teachers": ["teacher_exchange", "part_time_experts"], "planning": ["planning"]},
    **{"standards": ["qualification", "standards"], "departments": ["departments"]},
    **{name: [name] for name in ("career_channel", "employment_services", "industry_teachers")},
}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_composes(policy):
    assert scenario([f"policy={policy}"]).label == policy


@pytest.mark.parametrize("world", WORLDS)
def test_every_world_composes_with_a_policy_that_names_regions(world):
    assert scenario([f"world={world}", "policy=pilot_then_all"]).levers


def test_the_files_are_those_that_the_documentation_names():
    assert WORLDS == ["china", "classroom", "province"]
    packages = ["package_half", "package_full", "package_half_withdrawn"]
    others = ["none", *packages, "china_2019", "subsidy_pulse", "pilot_then_all"]
    assert sorted([*SINGLE, *others]) == POLICIES
    assert options("policy") == POLICIES
    assert options("world") == WORLDS


@pytest.mark.parametrize(
    "path",
    sorted(path for group in ("policy", "world", "executor") for path in (FOLDER / group).rglob("*.yaml")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_file_opens_with_what_it_is(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.parent.name == "policy":
        assert lines.pop(0) == f"# @package policy.{path.stem}"
    assert lines[0].startswith("# ")
    assert len(lines[0]) > 20


@pytest.mark.parametrize(("policy", "levers"), SINGLE.items())
def test_a_single_policy_sets_its_own_levers_and_nothing_else(policy, levers):
    assert [setting.lever for setting in scenario([f"policy={policy}"]).levers] == levers


def test_single_policies_together_cover_every_lever_once():
    assert sorted(lever for levers in SINGLE.values() for lever in levers) == sorted(LEVER_NAMES)
    assert len(scenario([f"policy=[{','.join(SINGLE)}]"]).levers) == len(LEVERS)


@pytest.mark.parametrize(("policy", "share"), [("package_half", 0.5), ("package_full", 1)])
def test_packages_hold_every_lever(policy, share):
    settings = scenario([f"policy={policy}"]).levers
    assert [s.lever for s in settings] == list(LEVER_NAMES)
    assert all(s.value == share * lever.upper for s, lever in zip(settings, LEVERS, strict=True))


def test_threads_can_compose_at_once():
    names = options("policy") * 3
    with ThreadPoolExecutor(8) as pool:
        composed = list(pool.map(lambda name: scenario([f"policy={name}", "world=classroom"]), names))
        listed = list(pool.map(options, ["policy"] * 8))
    assert all(found == listed[0] for found in listed)
    assert composed[: len(listed[0])] == composed[len(listed[0]) : 2 * len(listed[0])]


def test_policies_compose():
    combined = scenario(["policy=[incentives,supervision]"])
    assert combined.label == "incentives+supervision"
    assert [s.lever for s in combined.levers] == ["subsidy", "tax_credit", "audit", "penalty"]
    assert scenario(["policy=[none,council]"]).config_hash == scenario(["policy=council"]).config_hash


def test_policies_that_disagree_are_refused_by_name():
    with pytest.raises(InvalidInput, match=r"'package_half' and 'incentives'.*'tax_credit'"):
        scenario(["policy=[package_half,incentives]"])


def test_values_can_be_set_without_plus():
    sizes = ["world.enterprises=400", "world.sizes.large.places=25", "terms=50"]
    traits = ["behaviour.trust_gain=0.3", "world.regions.hills.productivity=0.7"]
    changed = scenario([*sizes, *traits, "policy=incentives", "policy.incentives.subsidy=6"])
    assert changed.behaviour["trust_gain"] == 0.3
    assert changed.world.enterprises == 400
    assert changed.world.regions[3].productivity == 0.7
    assert changed.world.sizes[3].places == 25
    assert changed.levers[0].value == 6
    assert changed.terms == 50


def test_every_coefficient_can_be_set_by_name():
    assert compose()["behaviour"] == {name: q.default for name, q in BEHAVIOUR.items()}


def test_a_single_province_can_be_changed():
    world = scenario(["world=china", "world.regions.Inner-Mongolia.productivity=0.9"]).world
    assert {region.name: region for region in world.regions}["Inner-Mongolia"].productivity == 0.9


def test_the_pulse_ends_and_the_pilot_begins_in_the_east():
    assert (scenario(["policy=subsidy_pulse"]).levers[0].end) == 6
    pilots = scenario(["policy=pilot_then_all", "world=china"]).levers
    assert {s.regions for s in pilots if s.start == 0} == {("East",)}


def test_china_2019_has_the_credit_before_and_the_law_at_the_policy_start():
    by_lever = {s.lever: s for s in scenario(["policy=china_2019"]).levers}
    assert (by_lever["tax_credit"].value, by_lever["tax_credit"].start) == (0.3, -7)
    assert by_lever["law"].start == -1
    assert by_lever["subsidy"].basis == "start"


MISTAKES = [
    (["polcy=council"], ["unknown key 'polcy'", "did you mean 'policy'"]),
    (["policy=concil"], ["policy=concil", "did you mean 'council'"]),
    (["policy=[law,concil]"], ["policy=concil", "did you mean 'council'"]),
    (["world=provnce"], ["world=provnce", "did you mean 'province'"]),
    (["executor=dsk"], ["executor=dsk", "did you mean 'dask'"]),
    (["behaviour.trust_gian=0.3"], ["'behaviour.trust_gian'", "did you mean 'trust_gain'"]),
    (["behaviour.trust_gain=3"], ["behaviour.trust_gain = 3", "[0.05, 0.4] 1/term"]),
    (["behaviour.trust_gain=abc"], ["behaviour.trust_gain = 'abc'", "not a number"]),
    (["policy.incentives.subsidy=6"], ["'policy.incentives'", "select it first"]),
    (["policy=incentives", "policy.incentives.law=1"], ["'policy.incentives.law'", "+policy.incentives.law"]),
    (["+policy.mine.lw=1"], ["policy.mine.lw", "did you mean 'law'"]),
    (["+policy.mine.law=2"], ["policy.mine.law = 2", "[0, 1]"]),
    (["+plicy.mine.law=1"], ["unknown key 'plicy'", "did you mean 'policy'"]),
    (["world.enterprises=0"], ["world.enterprises = 0", "[1, 5e+06]"]),
    (["world.colleges=3"], ["without any"]),
    (["world.regions.delta.tier=Est"], ["world.regions.delta.tier", "did you mean 'East'"]),
    (["world.sizes.micro.share=0.9"], ["world.sizes", "not to 1"]),
    (["terms=10", "policy=law"], ["terms = 10", "policy_start = 20"]),
    (["terms"], ["cannot read 'terms'", "key=value"]),
    (["policy=[law"], ["cannot read 'policy=[law'"]),
    (["seed.x=1"], ["'seed' is a single value"]),
    (["group/sub=1"], ["unknown group 'group/sub'"]),
    (["policy=[package_half,incentives]"], ["'package_half' and 'incentives'"]),
]


@pytest.mark.parametrize(("overrides", "parts"), MISTAKES, ids=lambda v: ",".join(map(str, v)))
def test_a_mistake_is_one_readable_line(overrides, parts):
    with pytest.raises(InvalidInput) as caught:
        scenario(overrides)
    assert "\n" not in str(caught.value)
    assert all(part in str(caught.value) for part in parts), caught.value


def test_a_sweep_is_checked_choice_by_choice():
    check(["policy=none,council", "behaviour.trust_gain=0.1,0.2"])
    with pytest.raises(InvalidInput, match="did you mean 'council'"):
        check(["policy=none,concil"])


@pytest.fixture
def iei(tmp_path, monkeypatch, capfd):
    """`iei` called in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["iei", *arguments])
        status = command.main(arguments)
        return status, *capfd.readouterr()

    return call


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "behaviour.trust_gian=0.3"],
        ["run", "policy=concil", "--cfg", "job"],
        ["run", "--multirun", "policy=none,concil"],
        ["run", "--multirun", "world=classroom", "seed=1,2.5"],
        ["run", "seed=-1", "world=classroom"],
        ["run", "world=classroom", "outcomes=[lnks]"],
        ["run", "world=classroom", "terms=10", "policy=law"],
        ["cmpare"],
    ],
    ids=" ".join,
)
def test_bad_input_exits_with_2_says_one_line_and_writes_nothing(arguments, iei, tmp_path):
    status, output, errors = iei(*arguments)
    assert (status, output) == (2, "")
    assert len(errors.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_unwritable_results_folder_is_one_message(iei, tmp_path):
    (tmp_path / "occupied").write_text("a file, not a folder")
    status, output, errors = iei("run", "world=classroom", "results=occupied/deep")
    assert (status, output) == (2, "")
    assert len(errors.splitlines()) == 1
    assert "results = occupied/deep cannot be written" in errors
    assert [path.name for path in tmp_path.iterdir()] == ["occupied"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_run_that_cannot_be_stored_leaves_nothing(error, iei, tmp_path, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr("iei.experiments.execute.single_run.write_tables", fail)
    status, _, errors = iei("run", "world=classroom", "terms=2", "outcomes=[links]")
    assert status == (2 if isinstance(error, OSError) else 130)
    assert len([line for line in errors.splitlines() if "compiling" not in line]) == 1
    assert not list(tmp_path.iterdir())


def test_looking_at_the_configuration_leaves_no_folder(iei, tmp_path):
    status, output, _ = iei("run", "--cfg", "job", "policy=[law,council]")
    assert status == 0
    assert "council: 1" in output
    status, output, _ = iei("run", "--help")
    assert status == 0
    assert "package_half" in output
    assert not list(tmp_path.iterdir())


def test_a_process_that_fails_shows_no_traceback(tmp_path):
    root = Path(__file__).resolve().parents[1]
    code = "import sys; from iei.experiments.commands.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "seed=1.5"],
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "iei: seed = 1.5 must be a whole number from 0 to 2^63 - 1\n"


def test_a_run_leaves_its_own_folder_and_nothing_else(iei, tmp_path):
    status, output, errors = iei("run", "world=classroom", "policy=council", "seed=3")
    assert status == 0, errors
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    (folder,) = (tmp_path / "results").iterdir()
    assert re.fullmatch("run-council-seed3-[0-9a-f]{10}", folder.name)
    names = {path.name for path in folder.iterdir()}
    assert {"run.json", "terms.parquet", "regions.parquet", "enterprises.parquet"} <= names
    assert {"cooperation.png", "talent.png", "money.png"} <= names
    assert all(word in output for word in ("cooperation", "talent", "money", folder.name))


def test_runs_that_differ_in_a_coefficient_have_folders_of_their_own(iei, tmp_path):
    iei("run", "world=classroom", "terms=2", "outcomes=[links]")
    iei("run", "world=classroom", "terms=3", "outcomes=[links]")
    assert len(list((tmp_path / "results").iterdir())) == 2


def test_the_shell_completes_subcommands_policies_and_coefficients(monkeypatch, capfd):
    def completed(line):
        monkeypatch.setenv("COMP_LINE", line)
        command.main(["-sc", "query=bash"])
        return capfd.readouterr().out.split()

    assert completed("iei re") == ["report", "reproduce"]
    assert "policy=council" in completed("iei run policy=co")
    assert completed("iei run behaviour.trust_g") == ["behaviour.trust_gain="]


def test_help_lists_all_subcommands(capsys):
    assert command.main(["--help"]) == 0
    output = capsys.readouterr().out
    assert all(name in output for name in command.SUBCOMMANDS)


def test_an_unknown_subcommand_gets_the_nearest_name(capsys):
    assert command.main(["repoduce"]) == 2
    assert "did you mean 'reproduce'" in capsys.readouterr().err


def test_an_interruption_is_no_traceback(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "dispatch", interrupted)
    assert command.main(["compare"]) == 130
    assert capsys.readouterr().err == "iei: interrupted\n"


def test_the_table_of_levers_names_every_lever(capsys):
    assert command.main(["levers"]) == 0
    output = capsys.readouterr().out
    assert all(name in output for name in LEVER_NAMES)


def test_the_table_shows_numbers_also_for_a_run_that_ends_before_policies_start(iei):
    _, output, _ = iei("run", "world=classroom", "terms=3", "outcomes=[links,none_share]")
    assert "nan" not in output
    assert OUTCOMES["links"].label in output
