"""Unplugged mechanisms are noticed; the whole list takes half an hour, a few of it are tried here."""

import pytest

from iei.experiments.evidence.claims import read_claims
from iei.experiments.tools.mutation import (
    REFERENCE,
    ROOT,
    Edit,
    edited,
    noticed_by,
    read_mutants,
    read_results,
)

MUTANTS = {mutant.name: mutant for mutant in read_mutants()}
TRIED = ("score_is_pure_noise", "links_never_end")


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.name)
def test_every_mutant_is_of_this_model(mutant):
    for edit in mutant.edits:
        source = (ROOT / edit.file).read_text(encoding="utf-8")
        assert edited(source, edit) != source
    assert mutant.claims
    assert set(mutant.claims) <= {claim.id for claim in read_claims()}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIED)
def test_an_unplugged_mechanism_is_noticed(name):
    assert noticed_by(MUTANTS[name])


@pytest.mark.parametrize(
    ("function", "text", "words"),
    [
        ("nothing", "pass", "has no function nothing"),
        ("f", "y", "holds 0 times"),
        ("f", "x", "holds 2 times"),
    ],
)
def test_an_edit_that_finds_no_place_is_refused(function, text, words):
    with pytest.raises(ValueError, match=words):
        edited("def f(x):\n    return x\n", Edit("a.py", function, text, "z"))


def test_an_edit_leaves_other_functions_alone():
    source = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x + 1\n"
    assert edited(source, Edit("a.py", "g", "x + 1", "0")) == source[:40] + source[40:].replace("x + 1", "0")


def test_nearly_all_mechanisms_are_noticed_when_unplugged():
    """The list is made by `python -m iei.experiments.tools.mutation`, which takes longer than all tests."""
    found = read_results()
    assert [name for name, _, _ in found] == list(MUTANTS)
    assert len(found) >= 60
    assert sum(bool(by) for _, _, by in found) >= 0.95 * len(found)
    assert not [by for _, _, by in found if REFERENCE in by]
