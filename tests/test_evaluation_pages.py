"""The TRACE document and the STRESS checklist are whole, and what they point to exists."""

import re

import pytest

from iei.experiments.commands.main import SUBCOMMANDS
from iei.experiments.evidence.claims import ROOT, points_to_function
from iei.experiments.plan.configuration import options

ELEMENTS = (
    *("Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation"),
    *("Implementation verification", "Model output verification"),
    *("Model analysis", "Model output corroboration"),
)
SECTIONS = ("Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access")
ITEMS = (
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.5.1", "2.5.2", "2.5.3", "2.5.4"),
    *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
)
PAGES = ("trace.md", "stress_abs.md", "run_length.md")
PATH = re.compile(r"^[\w./]+/[\w.]+$|^\w+\.(?:toml|txt|cff|csv)$|^LICENSE$")


def text_of(page):
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def broken(text):
    """Paths, tests and commands in backticks that do not exist."""
    for words in (" ".join(found.split()) for found in re.findall(r"`([^`]+)`", text)):
        if "::" in words:
            there = points_to_function(words, "::")
        elif words.startswith("iei "):
            there = words.split()[1] in SUBCOMMANDS and all(
                name in options("experiment") for name in re.findall(r"experiment=(\w+)", words)
            )
        elif words.startswith("python -m iei."):
            module = ROOT / words.split()[2].removeprefix("iei.").replace(".", "/")
            there = module.with_suffix(".py").is_file() or (module / "__main__.py").is_file()
        elif PATH.match(words):
            there = (ROOT / words).exists()
        else:
            there = True
        if not there:
            yield words


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_points_to_exists(page):
    assert list(broken(text_of(page))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "`tests/test_nothing.py`",
        "`tests/test_chance.py::test_that_is_not_there`",
        "`iei reproduces`",
        "`iei sweep experiment=nothing`",
        "`python -m iei.experiments.tools.mutations`",
        "`conf/targets/none.yaml`",
        "`constraint.txt`",
    ],
)
def test_a_wrong_pointer_is_found(wrong):
    assert list(broken(f"{text_of('trace.md')} {wrong}")) == [wrong.strip("`")]


def test_trace_has_its_eight_elements_and_each_says_what_is_missing():
    text = text_of("trace.md")
    headings = re.findall(r"^## (\d)\. (.+)$", text, re.MULTILINE)
    assert headings == [(str(i), title) for i, title in enumerate(ELEMENTS, start=1)]
    for part in text.split("\n## ")[1:]:
        assert part.count("*Missing*:") == 1


def test_every_statement_of_trace_has_a_pointer():
    for line in re.split(r"\n(?=- )", text_of("trace.md").split("## 1.")[1]):
        statement = line.split("\n\n")[0]
        if statement.startswith("- ") and not statement.startswith("- *Missing*"):
            assert "](" in statement or "`" in statement, statement


def test_the_checklist_has_every_item_filled():
    text = text_of("stress_abs.md")
    headings = re.findall(r"^## (\d)\. (.+)$", text, re.MULTILINE)
    assert headings == [(str(i), title) for i, title in enumerate(SECTIONS, start=1)]
    assert tuple(re.findall(r"^(?:- )?\*\*(\d(?:\.\d)+) ", text, re.MULTILINE)) == ITEMS
    filled = re.split(r"^(?:- )?\*\*\d(?:\.\d)+ [^*]+\*\*", text, flags=re.MULTILINE)[1:]
    for item, answer in zip(ITEMS, filled, strict=True):
        assert item == "2.5" or len(answer.split()) >= 15, item
