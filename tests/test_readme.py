"""What the README promises works: its Python runs, its commands compose, its links lead somewhere."""

import re
import runpy
import shlex

import pytest
from omegaconf import OmegaConf

from iei.experiments.commands.main import SUBCOMMANDS, main
from iei.experiments.evidence.claims import ROOT
from iei.experiments.plan.configuration import check, compose, scenario_of
from iei.sim.base.quantity import InvalidInput

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMPOSED = ("compare", "sweep")  # print their configuration instead of running with --cfg job
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language, text=README):
    """Contents of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(text=README):
    """Lines of shell blocks without comments, as words."""
    lines = [shlex.split(line, comments=True) for block in blocks("sh", text) for line in block.splitlines()]
    return [words for words in lines if words]


def compose_command(words):
    """Check one `iei` command without running it; raises or exits with a code above 0 if it is wrong."""
    name, arguments = words[1], words[2:]
    if name == "run":
        few = [re.sub(r"range\(\d+\)", "range(2)", word) for word in arguments]  # composing takes a while
        check([word for word in few if word not in ("-m", "--multirun")])
    elif name in COMPOSED:
        assert main([name, *arguments, "--cfg", "job"]) == 0
    else:
        assert name in SUBCOMMANDS
        with pytest.raises(SystemExit) as stop:
            main([name, "--help"])
        assert stop.value.code == 0


def broken_links(page, text):
    """Targets of a page's links that are neither addresses nor existing files."""
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    paths = [target.partition("#")[0] for target in targets if "://" not in target]
    return [path for path in paths if path and not (page.parent / path).exists()]


@pytest.mark.parametrize("block", blocks("python"))
def test_python_of_the_readme_runs_and_leaves_nothing(block, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "script.py"
    script.write_text(block, encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == ["script.py"]


@pytest.mark.parametrize("words", [words for words in commands() if words[0] == "iei"], ids=" ".join)
def test_every_command_of_the_readme_composes(words):
    compose_command(words)


@pytest.mark.parametrize(
    "line",
    [
        "iei run policy=councils",
        "iei run -m policy=none,councils",
        "iei compare world=classrooms",
        "iei sweep experiment=nothing",
        "iei runs policy=council",
    ],
)
def test_a_wrong_command_is_found(line):
    """Control."""
    with pytest.raises((InvalidInput, AssertionError)):
        compose_command(line.split())


def test_every_subcommand_and_make_target_that_is_promised_exists():
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    promised, described = (
        {words[1] for text in texts for words in commands(text) if words[0] == "iei"}
        for texts in ([README], pages)
    )
    assert promised <= set(SUBCOMMANDS)
    assert described == set(SUBCOMMANDS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"\bmake ([a-z]+)\b", "\n".join([*re.findall(r"`[^`]+`", README), *blocks("sh")]))
    )
    assert {"compare", "test"} <= targets
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("block", blocks("yaml"))
def test_the_policy_of_the_readme_is_valid(block):
    package = re.match(r"# @package policy\.(\w+)\n", block)
    assert package
    policy = OmegaConf.to_container(OmegaConf.create(block))
    scenario = scenario_of({**compose(), "policy": {package.group(1): policy}})
    assert {setting.lever for setting in scenario.levers} == set(policy)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page):
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_a_broken_link_is_found():
    """Control."""
    text = (
        "[right](docs/odd.md#7-submodels) [wrong](docs/od.md) [away](https://example.org/no.md) [top](#top)"
    )
    assert broken_links(ROOT / "README.md", text) == ["docs/od.md"]
