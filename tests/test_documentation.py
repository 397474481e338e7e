"""Generated tables agree with the code, references resolve, and the ODD description is whole."""

import re

import pytest

from iei.experiments.tools import documentation
from iei.experiments.tools.documentation import DOCS, PARTS, outdated, refreshed
from iei.policies.catalogue import LEVERS
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.schedule import PHASES
from iei.sim.world.quantities import REGION_QUANTITIES, WORLD_QUANTITIES

ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    *("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction"),
    *("Sensing", "Interaction", "Stochasticity", "Collectives", "Observation"),
)


@pytest.fixture(scope="module")
def odd():
    return (DOCS / "odd.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def model():
    return (DOCS / "model.md").read_text(encoding="utf-8")


def generated(text, name):
    """The part `name` of a page."""
    found = re.search(rf"<!-- generated: {name} -->\n(.*?)\n<!-- end -->", text, re.DOTALL)
    assert found
    return found.group(1)


def test_no_page_is_outdated():
    """Refresh with `python -m iei.experiments.tools.documentation`."""
    assert [page.name for page in outdated(DOCS)] == []


def test_every_part_is_somewhere_once():
    pages = [page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")]
    marks = [name for text in pages for name in re.findall(r"<!-- generated: (\w+) -->", text)]
    assert sorted(marks) == sorted(PARTS)


def test_tables_hold_every_name_and_default(odd):
    assert re.findall(r"^\| \d+ \| `(\w+)`", generated(odd, "phases"), re.MULTILINE) == [
        p.name for p in PHASES
    ]
    names = {"levers": LEVERS, "outcomes": OUTCOMES.values()}
    for part, declared in names.items():
        rows = re.findall(r"^\| `(\w+)` \|", generated(odd, part), re.MULTILINE)
        assert sorted(rows) == sorted(one.name for one in declared)
    cells = re.findall(r"^\| `([\w.]+)` \| [^|]+ \| ([^|]+) \|", generated(odd, "parameters"), re.MULTILINE)
    defaults = dict(cells)
    for where, quantities in (
        ("behaviour", BEHAVIOUR.values()),
        ("world", WORLD_QUANTITIES),
        ("world.regions.NAME", REGION_QUANTITIES),
    ):
        for quantity in quantities:
            assert float(defaults[f"{where}.{quantity.name}"]) == quantity.default, quantity.name


def test_a_page_that_differs_is_noticed_and_mended(odd, tmp_path, monkeypatch, capsys):
    """Control: one changed number, one missing row; checking writes nothing."""
    row = next(line for line in odd.splitlines() if "`behaviour.trust_gain`" in line)
    default = f" {BEHAVIOUR['trust_gain'].default:g} "
    page = tmp_path / "odd.md"
    monkeypatch.setattr(documentation, "DOCS", tmp_path)
    for wrong in (odd.replace(row, row.replace(default, " 0.123 ")), odd.replace(row + "\n", "")):
        assert wrong != odd
        page.write_text(wrong, encoding="utf-8")
        assert documentation.main(["--check"]) == 1
        assert "odd.md is outdated" in capsys.readouterr().out
        assert page.read_text(encoding="utf-8") == wrong
        assert documentation.main([]) == 0
        assert page.read_text(encoding="utf-8") == odd
        assert documentation.main(["--check"]) == 0


def test_text_around_generated_parts_stays():
    text = "before\n<!-- generated: phases -->\nold\n<!-- end -->\nafter\n"
    new = refreshed(text)
    assert new.startswith("before\n<!-- generated: phases -->\n| # |")
    assert new.endswith("\n<!-- end -->\nafter\n")
    assert refreshed(new) == new


def test_a_part_that_nobody_writes_is_named():
    with pytest.raises(InvalidInput, match=r"'levels'.*did you mean 'levers'"):
        refreshed("<!-- generated: levels -->\n<!-- end -->")


def test_the_odd_description_has_its_seven_elements_and_eleven_concepts(odd):
    headings = re.findall(r"^## (\d)\. (.+)$", odd, re.MULTILINE)
    assert headings == [(str(i), title) for i, title in enumerate(ELEMENTS, start=1)]
    concepts = odd.split("## 4. Design concepts")[1].split("## 5.")[0]
    assert tuple(re.findall(r"^\*\*(.+?)\.\*\*", concepts, re.MULTILINE)) == CONCEPTS


def test_equations_amendments_and_evidence_that_code_cites_are_documented(model):
    evidence = (DOCS / "evidence.md").read_text(encoding="utf-8")
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("sim", "agents", "policies", "experiments")
        for path in (documentation.ROOT / folder).rglob("*.py")
    ]
    everything = "\n".join(texts)
    for mark, page, least in (("E", model, 38), ("A", model, 30), ("F", evidence, 8), ("L", model, 0)):
        cited = set(re.findall(rf"\b{mark}\d+\b", everything)) - {f"{mark}0"}
        missing = {number for number in cited if not re.search(rf"\b{number}\b", page)}
        assert len(cited) >= least
        assert missing == set(), mark
    rows = set(re.findall(r"^\| (\d\.\d+) \|", evidence, re.MULTILINE))
    cited = set(re.findall(r"evidence (\d\.\d+)", everything))
    assert len(cited) > 5
    assert cited <= rows
