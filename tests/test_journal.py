"""A record of a journal is used only if its checksum fits; what is left out is named and computed again."""

import pandas as pd
import pyarrow as pa
import pytest
from fake_runs import OUTCOMES, RULES, result, run, store_in, sweep

from iei.experiments.plan.runs import RunResult
from iei.experiments.store.folder import Store
from iei.experiments.store.journal import HEADER, header, read_journal
from iei.experiments.store.writer import Writer

RUNS = 12


@pytest.fixture
def journal(tmp_path):
    """A folder with a journal that a killed process left: no lock, no part."""
    store = store_in(tmp_path / "alive")
    with Writer(store, announce=lambda text: None) as writer:
        for number in range(RUNS):
            writer.append([result(number)])
        (path,) = store.parts_folder.glob("journal-*")
        copy = store_in(tmp_path / "killed").parts_folder / path.name
        copy.write_bytes(path.read_bytes())
    return copy


def resume(journal):
    """Resume the sweep and check every number; what was computed and what was said."""
    said, folder = [], journal.parents[1]
    computed = sweep(folder, range(RUNS), say=said.append)
    sweep(folder.parent / "whole", range(RUNS))
    stores = [store_in(folder), store_in(folder.parent / "whole")]
    for one, two in (
        [store.runs() for store in stores],
        [store.terms(OUTCOMES, store.runs()["key"]) for store in stores],
    ):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    return computed, said


def places(content):
    """Where the records of a journal begin."""
    found, at = [], 0
    while at < len(content):
        found.append(at)
        at += HEADER.size + HEADER.unpack_from(content, at)[1]
    return found


@pytest.mark.parametrize("record", range(RUNS + 1))
@pytest.mark.parametrize("where", ["content", "header"])
def test_a_flipped_bit_costs_its_record_and_never_gives_a_wrong_number(journal, record, where):
    content = bytearray(journal.read_bytes())
    start = places(content)[record]
    content[start + (HEADER.size + 300 if where == "content" else 7)] ^= 4
    journal.write_bytes(content)
    computed, said = resume(journal)
    lost = RUNS if record == 0 else RUNS + 1 - record if where == "header" else 1
    assert computed == lost
    assert len(said) == 1
    assert str(journal) in said[0]
    assert (journal.parent / "damaged").is_dir()


def test_every_flipped_bit_of_a_record_is_noticed(journal):
    content = journal.read_bytes()
    start, stop = places(content)[3:5]
    for at in range(start, stop, 3):
        damaged = bytearray(content)
        damaged[at] ^= 1 << (at % 8)
        journal.write_bytes(damaged)
        found = read_journal(journal, RULES)
        assert found.damage
        assert run(2).key not in found.rows["key"].to_pylist()


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_zeros_at_the_end_as_a_power_cut_leaves_them(journal, share):
    content = journal.read_bytes()
    kept = int(len(content) * (1 - share))
    journal.write_bytes(content[:kept] + bytes(len(content) - kept))
    computed, said = resume(journal)
    assert computed == sum(start + 1 > kept for start in [*places(content)[2:], len(content)])
    assert len(said) == 1


def test_a_torn_end_is_no_damage(journal):
    content = journal.read_bytes()
    for cut in range(1, len(content), 97):
        journal.write_bytes(content[:cut])
        found = read_journal(journal, RULES)
        assert not found.damage
        assert found.rows.num_rows == max(
            0, sum(start <= cut for start in [*places(content), len(content)]) - 2
        )


def test_a_journal_under_the_name_of_other_rules_is_not_used(journal):
    other = journal.with_name(journal.name.replace(RULES, "0" * 16))
    journal.rename(other)
    assert Store(journal.parents[1], "0" * 16, OUTCOMES).runs().empty
    assert "another rule version" in read_journal(other, "0" * 16).damage


def test_a_checked_journal_of_foreign_columns_is_not_used(tmp_path):
    path = tmp_path / "journal"
    schema = pa.schema([("key", pa.string()), ("by_term", pa.float64())], metadata={"rules": RULES})
    for content in (schema.serialize(), b"no schema", b""):
        path.write_bytes(header(content) + bytes(content))
        found = read_journal(path, RULES)
        assert found.damage
        assert not found.rows.num_rows


def test_runs_without_an_outcome_of_this_version_are_computed_again_and_kept_apart(tmp_path):
    old = Store(tmp_path, RULES, OUTCOMES[:1])
    store_in(tmp_path)
    with Writer(old, announce=lambda text: None) as writer:
        writer.append([RunResult(run(n), result(n).values[:1], result(n).terms[:, :1]) for n in range(3)])
    said = []
    assert sweep(tmp_path, range(5), say=said.append) == 5
    assert "lack an outcome" in said[0]
    assert len(store_in(tmp_path).runs()) == 5
    assert len(old.runs()) == 5  # those of the new store have its outcome, too
    assert sweep(tmp_path, range(5)) == 0
