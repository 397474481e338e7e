"""The list of claims is complete, and every pointer in it leads somewhere."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from iei.experiments.evidence.claims import ROOT, SECTIONS, broken_pointers, declared_tables, read_claims
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

CLAIMS_BY_SECTION = {
    **{"1": 14, "2.0": 2, "2.1": 9, "2.2": 9, "2.3": 10, "2.4": 11},
    **{"3.1": 8, "3.2": 14, "3.3": 17, "4": 3},
}
VISION = ("1.1", "1.14", "3.2f", "3.3d")
LONGEST_LIMIT, SAME_LIMIT = 120, 6  # characters; claims that may share one text
CITED = re.compile(r"\bclaims? (\d\.\d+[a-q]?(?:(?:, | and )\d\.\d+[a-q]?)*)")


@pytest.fixture(scope="module")
def claims():
    return read_claims()


def test_there_are_97_claims_with_a_number_of_their_own(claims):
    assert len(claims) == 97
    assert len({claim.id for claim in claims}) == 97
    assert Counter(claim.section for claim in claims) == CLAIMS_BY_SECTION
    assert list(dict.fromkeys(claim.section for claim in claims)) == list(SECTIONS)


def test_every_rule_outcome_and_test_exists(claims):
    assert list(broken_pointers(claims)) == []


@pytest.mark.parametrize(
    ("column", "pointer"),
    [
        ("where", "sim/cooperation/joint_work.py:next_dept"),
        ("where", "sim/cooperation_of_all.py:next_depth"),
        ("where", "sim/cooperation/joint_work.py:QUANTITIES"),
        ("shown_by", "deep_shares"),
        ("shown_by", "deep_share by colour"),
        ("shown_by", "chain_gap by region"),
        ("shown_by", "colleges.scores"),
        ("shown_by", "schools.score"),
        ("shown_by", "experiments/evidence/virtuous_circle.py:paint"),
        ("tests", "tests/test_teaching.py::test_certificates_teach_all"),
        ("tests", "tests/test_nothing.py::test_certificates_teach_nothing"),
        ("tests", "sim/cooperation/joint_work.py::next_depth"),
    ],
)
def test_a_wrong_pointer_is_found(claims, column, pointer):
    """Control: one wrong pointer in an otherwise right list is reported with its claim."""
    wrong = [*claims[:5], replace(claims[5], **{column: (pointer,)}), *claims[6:]]
    (report,) = broken_pointers(wrong)
    assert report.startswith(f"{claims[5].id}: ")
    assert pointer in report


def test_every_claim_says_what_is_not_shown(claims):
    assert [claim.id for claim in claims if not claim.limit.strip()] == []
    assert [claim.id for claim in claims if len(claim.limit) > LONGEST_LIMIT] == []
    most_common = Counter(claim.limit for claim in claims).most_common(1)
    assert most_common[0][1] <= SAME_LIMIT


def test_limits_name_coefficients_columns_and_pages_that_exist(claims):
    columns = {column.name for table in declared_tables().values() for column in table.columns}
    known = {*BEHAVIOUR, *OUTCOMES, *columns}
    named = {name for claim in claims for name in re.findall(r"\b[a-z]+_[a-z_]+\b(?!\.md)", claim.limit)}
    assert len(named) > 20
    assert named <= known
    pages = {page for claim in claims for page in re.findall(r"\w+\.md\b", claim.limit)}
    assert [page for page in pages if not (ROOT / "docs" / page).is_file()] == []


@pytest.mark.parametrize("column", ["where", "shown_by", "tests"])
def test_a_claim_without_a_pointer_is_found(claims, column):
    assert len(list(broken_pointers([replace(claims[0], **{column: ()})]))) == 1


def test_what_the_paper_only_hopes_for_is_no_finding(claims):
    marked = [claim.id for claim in claims if claim.note == "scenario or multiplier, not a finding"]
    assert marked == list(VISION)


def test_code_and_outcomes_cite_claims_that_exist(claims):
    known = {claim.id for claim in claims}
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("sim", "agents", "policies", "experiments", "conf")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".yaml")
    ]
    cited = {
        number for text in texts for found in CITED.findall(text) for number in re.split(", | and ", found)
    }
    assert len(cited) > 20
    assert cited <= known
    shown = {
        number
        for outcome in OUTCOMES.values()
        for number in re.findall(r"\b[1-4]\.\d+[a-q]?\b", outcome.about)
    }
    assert shown <= known
