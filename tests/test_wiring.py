"""Every claim is wired: what its row turns moves the outcome that the row names, as the row says."""

import pytest

from iei.experiments.evidence import wiring
from iei.experiments.evidence.claims import read_claims
from iei.experiments.evidence.wiring import COLUMNS, effects, holds, read_wires, wire_of

WIRES = read_wires()
SEEDS = 12  # of the 24 by which the list is measured


def test_every_claim_is_wired():
    wired = {claim for wire in WIRES for claim in wire.claims}
    assert wired == {claim.id for claim in read_claims()}


@pytest.mark.slow
def test_what_is_turned_moves_what_it_should():
    found = zip(WIRES, effects(WIRES, SEEDS), strict=True)
    assert [(wire.name, effect) for wire, effect in found if not holds(wire, effect)] == []


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_what_was_measured_goes_in_the_stated_direction(wire):
    effect, lower, upper = map(float, wire.measured)
    assert lower <= effect <= upper
    assert min(wire.direction * lower, wire.direction * upper) > 0


def test_a_wire_that_is_cut_does_not_hold():
    """Two equal arms differ by nothing: a row whose change reaches no rule is found."""
    wire = wire_of(row(change="behaviour.coupling_gain=0.3", outcome="links"))
    assert not holds(wire, effects([wire], 2)[0])


def test_a_change_takes_the_place_of_what_is_common():
    wire = wire_of(row(common="policy=none terms=30", change="policy=law"))
    assert wire.arms == (("policy=none", "terms=30"), ("terms=30", "policy=law"))


def test_an_outcome_of_a_group_is_that_of_the_group():
    wires = [wire_of(row(change="policy=council", outcome=f"linked_share{of}")) for of in ("", " of large")]
    whole, large = effects(wires, 2)
    assert whole.mean != large.mean


@pytest.mark.parametrize("wrong", [{"outcome": "happiness"}, {"direction": "up"}])
def test_a_row_that_says_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="names no outcome or no direction"):
        wire_of(row(**wrong))


def test_the_list_is_written_as_it_was_read(tmp_path):
    wiring.write_wires(WIRES, tmp_path / "wiring.csv")
    assert (tmp_path / "wiring.csv").read_bytes() == wiring.LIST.read_bytes()


def row(**given):
    cells = {
        "claims": "1.1",
        "common": "policy=none",
        "change": "policy=law",
        "outcome": "law",
        "direction": "+",
    }
    return dict.fromkeys(COLUMNS, "") | cells | given
