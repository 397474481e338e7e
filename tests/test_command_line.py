"""What is typed: mistakes are one line that helps, nothing is accepted and ignored, output never fails."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from iei.experiments.commands import listings
from iei.experiments.commands import main as command
from iei.experiments.execute.sweep import read_experiment
from iei.experiments.plan.configuration import FOLDER, compose, scenario
from iei.experiments.plan.overrides import checked, quoted, read
from iei.policies.catalogue import LEVER_NAMES
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = "import sys; from iei.experiments.commands.main import main; sys.exit(main())"

MISTAKES = [
    (["run", "policy=null"], ["policy=null", "null is not read as text", "in quotes"]),
    (["run", "policy=2019"], ["2019 is not read as text", "china_2019"]),
    (["run", "policy=inf"], ["inf is not read as text"]),
    (["run", "policy=[null]"], ["null is not read as text"]),
    (["compare", "policy=[null]"], ["null is not read as text"]),
    (["run", "policy=councl"], ["did you mean 'council'"]),
    (["run", "policy=理事会"], ["policy=理事会: there is no such policy"]),
    (["run", "policy=council,liaison"], ["several values", "iei run -m", "policy=[council,liaison]"]),
    (["compare", "world=classroom,province"], ["several values"]),
    (["run", "seed=interval(1,5)"], ["several values"]),
    (["run", "-m", "seed=interval(1,5)"], ["interval", "hydra/sweeper"]),
    (["run", "-m", "seed=range(0)"], ["names no value"]),
    (["run", "behaviour.trust_gain=0,3"], ["behaviour.trust_gain=0.3", "point"]),
    (["run", "-m", "behaviour.trust_gain=0,3"], ["= 0 is outside", "point"]),
    (["run", "results=null"], ["results = None must be a text"]),
    (["compare", "results=5"], ["results = 5 must be a text"]),
    (["run", "-m", "seed=1,2", "results=a,b"], ["all jobs of a multirun have the same results"]),
    (["run", "-m", "seed=1,2", "outcomes=links,trust"], ["the same outcomes"]),
    (["run", "-m", "seed=1,2", "replicates=3"], ["would not be used"]),
    (["run", "replicates=3"], ["would not be used"]),
    (["run", "executor=dask"], ["would not be used"]),
    (["run", "hydra.run.dir=x"], ["no effect"]),
    (["run", "+x._target_=os.system"], ["_target_"]),
    (["run", "terms=30", "terms=40"], ["'terms' is set twice"]),
    (["run", "~seed"], ["'seed' is needed"]),
    (["run", "+experiment=base"], ["iei sweep"]),
    (["run", "--config-path", "x"], ["unrecognized"]),
    (["run", "--conf", "x"], ["unrecognized"]),
    (["compare", "policy=law"], ["would not be used", "policies=[council,law]"]),
    (["sweep", "experiment=persistence", "terms=40", "policies=[law]", "policy=law"], ["would not be used"]),
    (
        ["sweep", "experiment=behaviour_uncertainty", "behaviour.trust_gain=0.3"],
        ["design", "would not be used"],
    ),
    (["compare", "precision=5"], ["precision = 5 must be a mapping"]),
    (["compare", "precision.max=5"], ["precision.half_width"]),
    (["compare", "design=5"], ["design = 5 must be a mapping"]),
    (["compare", "outcomes=5"], ["'5' is not an outcome"]),
    (["compare", "~terms"], ["'terms' is needed"]),
    (["compare", "keep_terms='no'"], ["keep_terms = 'no' must be true or false"]),
    (["compare", "figures=0"], ["figures = 0 must be true or false"]),
    (["compare", "only=[2020]"], ["'2020' is not a scenario"]),
    (["compare", "only=concil"], ["'concil' is not a scenario"]),
    (["compare", "+replicats=5"], ["unknown key 'replicats'", "did you mean 'replicates'"]),
    (["compare", "experiment=nothing"], ["there is no such experiment"]),
    (["compare", "experiment=null"], ["must be the name of an experiment"]),
    (["compare", "policies=[]"], ["names no policy"]),
    (["compare", "--multirun"], ["unrecognized"]),
    (["reproduce", "x", "--sample", "-1"], ["whole number, 1 or more"]),
    (["reproduce", "x", "--sample", "0"], ["whole number, 1 or more"]),
    (["reproduce", "x", "--all", "--sample", "3"], ["--all draws no sample"]),
    (["facts", "--circle", "--strict"], ["--circle makes no checks"]),
    (["facts", "policy=law"], ["the facts set policy themselves"]),
    (["outcoms"], ["did you mean 'outcomes'"]),
    (["policies", "x"], ["unrecognized"]),
]


@pytest.mark.parametrize(("arguments", "parts"), MISTAKES, ids=lambda value: " ".join(map(str, value)))
def test_a_mistake_is_one_line_that_helps(arguments, parts, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command.main(arguments) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert len(errors.splitlines()) == 1
    assert all(part in errors for part in parts), errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("results=my results", "my results"),
        ("results=~/x", "~/x"),
        ("policy=理事会", "理事会"),
        ("policy=[理事会,law]", ["理事会", "law"]),
        ("results='[bold]x'", "[bold]x"),
        ('name="a b"', "a b"),
        ("name=a:b", "a:b"),
    ],
)
def test_texts_are_read_with_and_without_quotes(text, value):
    assert read(text).value() == value
    (normal,) = checked([text])
    assert read(normal).value() == value


@pytest.mark.parametrize("text", ["it's", 'say "x"', "back\\", "\\'", "a,b", "[x]", "理"])
def test_a_quoted_text_is_read_back(text):
    assert read(f"name={quoted(text)}").value() == text


@pytest.mark.parametrize("words", [["~policy"], ["policy=none"], ["policy=[]"]])
def test_a_policy_can_be_deleted(words):
    assert scenario(words).config_hash == scenario([]).config_hash


def test_hydras_grammar_works_in_every_command():
    given = ["+policy.mine={council: 0.8}", "++behaviour.trust_gain=0.3", "seed=${terms}", "terms=int(40.0)"]
    config = compose(given)
    assert (config["policy"]["mine"], config["seed"], config["terms"]) == ({"council": 0.8}, 40, 40)
    experiment, _ = read_experiment([*given, "only=council"])
    assert set(experiment.scenarios) == {"none", "council"}
    assert experiment.seed == 40


def test_names_in_mappings_are_text():
    regions = "{2024: {tier: East, enterprises_share: 1, colleges_share: 1}}"
    world = scenario(["~world.regions", f"++world.regions={regions}"]).world
    assert [region.name for region in world.regions] == ["2024"]
    with pytest.raises(InvalidInput, match="True is not read as text"):
        scenario(["+policy.mine={true: 1}"])


def test_a_seed_that_files_refer_to_is_composed_anew():
    assert [compose(["terms=${seed}", f"seed={seed}"])["terms"] for seed in (30, 31)] == [30, 31]


def test_equal_overrides_are_composed_once_for_all_seeds(monkeypatch):
    compose(["policy=council", "seed=1"])
    monkeypatch.setattr("hydra.compose", lambda *_: pytest.fail("composed again"))
    assert [compose(["policy=council", f"seed={seed}"])["seed"] for seed in range(3)] == [0, 1, 2]
    changed = compose(["policy=council", "seed=1"])
    changed["policy"].clear()
    assert compose(["policy=council", "seed=1"])["policy"] == {"council": {"council": 1}}


def test_setting_values_gives_what_hydra_gives():
    import hydra
    from omegaconf import OmegaConf

    given = [
        "policy=[law,council]",
        "~policy.law",
        "+policy.mine={law: 1}",
        "behaviour.trust_gain=0.3",
        "seed=4",
    ]
    with hydra.initialize_config_dir(str(FOLDER), version_base="1.3"):
        direct = OmegaConf.to_container(hydra.compose("config", given), resolve=True)
    assert compose(given) == direct


def test_what_nobody_foresaw_is_one_line_and_with_a_switch_a_traceback(monkeypatch, capsys):
    def broken(_):
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(command, "dispatch", broken)
    with pytest.raises(ZeroDivisionError):  # tests run with the switch
        command.main(["run"])
    monkeypatch.delenv(command.DEBUG)
    assert command.main(["run"]) == 1
    assert capsys.readouterr().err == (
        "iei: unexpected ZeroDivisionError: of all things; run with IEI_DEBUG=1 for the traceback\n"
    )


def iei_process(*words, **environment):
    """`iei` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("words", [["levers"], ["run", "policy=理事会"], ["coefficients"]])
def test_output_never_fails_in_an_ascii_terminal(words):
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = iei_process(*words, **ascii_only)
    assert done.returncode == (2 if words[0] == "run" else 0), done.stderr
    assert b"Unicode" not in done.stderr


def test_a_backend_that_does_not_exist_is_no_matter():
    program = PROGRAM.replace("sys.exit(main())", "main(['outcomes']); import matplotlib.pyplot")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "nosuch"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_has_enough_is_no_traceback():
    command_line = f"{sys.executable} -c '{PROGRAM}' coefficients | head -1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command_line, shell=True, env=environment, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_names_and_folders_are_no_markup(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small = ["world=classroom", "terms=22", "outcomes=[links]"]
    assert command.main(["run", *small, "results='[bold]x'"]) == 0
    assert "[bold]x/run-none" in capsys.readouterr().out
    policy = tmp_path / "own" / "policy" / "[red].yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text("# @package policy.[red]\nlaw: 1\n", encoding="utf-8")
    command.main(["policies", "--config-dir", "own"])
    assert "policy=[red]" in capsys.readouterr().out


def folders(tmp_path, *words):
    """Names of the folders of runs after a run with these words."""
    command.main(["run", "world=classroom", "terms=22", f"results={tmp_path}", *words])
    return {path.name for path in tmp_path.glob("run-*")}


def test_runs_that_differ_in_anything_have_folders_of_their_own(tmp_path):
    own = tmp_path / "own"
    for number in (1, 2):
        path = own / str(number) / "policy" / "mine.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(f"# @package policy.mine\nlaw: 0.{number}\n", encoding="utf-8")
    one = folders(tmp_path, "policy=mine", "--config-dir", str(own / "1"), "outcomes=[links]")
    assert len(one) == 1
    assert folders(tmp_path, "policy=mine", "--config-dir", str(own / "1"), "outcomes=[links]") == one
    assert len(folders(tmp_path, "policy=mine", "--config-dir", str(own / "2"), "outcomes=[links]")) == 2
    assert len(folders(tmp_path, "policy=mine", "--config-dir", str(own / "2"), "outcomes=[trust]")) == 3
    assert all(re.fullmatch(r"run-mine-seed1-[0-9a-f]{10}", name) for name in folders(tmp_path, "--help"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("levers", LEVER_NAMES),
        ("outcomes", OUTCOMES),
        ("coefficients", [f"behaviour.{name}" for name in BEHAVIOUR]),
        ("worlds", ["world=china", "regions=four", "regions=provinces"]),
        ("experiments", ["experiment=persistence", "experiment=compare_policies"]),
        ("policies", ["policy=council", "policy=china_2019"]),
    ],
)
def test_listings_name_everything(name, expected, capsys):
    assert command.main([name]) == 0
    output = capsys.readouterr().out
    assert all(entry in output for entry in expected)
    assert "=base" not in output
    assert "declared" not in output


def test_a_listing_names_files_that_cannot_be_used(tmp_path, capsys):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "bad.yaml").write_text("council: 1\n", encoding="utf-8")
    assert command.main(["policies", "--config-dir", str(tmp_path)]) == 0
    assert "cannot be used" in " ".join(capsys.readouterr().out.split())


def test_messages_are_single_lines_whatever_they_hold(capsys):
    command.say("a\nb\tc")
    assert capsys.readouterr().err == "a b c\n"
    with pytest.raises(InvalidInput):
        read("x y=1")
    assert isinstance(sys.stdout, io.TextIOBase)
    assert listings.GENERATED.keys() == {"provinces"}
