"""Random damage to every kind of file of a store, then reading and resuming.

    python -m tests.damage --examples 1000

Each example damages one file of a store that a killed sweep left, reads it, and resumes the sweep. A wrong
number accepted, a resume blocked, an exception other than `InvalidInput` or a message of several lines ends
the search and names the example; otherwise a table of what was tried is printed.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fake_runs import OUTCOMES, ROWS_PER_PART, RULES, result, run, store_in  # noqa: E402

from iei.experiments.show.results import Results  # noqa: E402
from iei.experiments.store.folder import prepare_folder  # noqa: E402
from iei.experiments.store.scenario_table import write_table  # noqa: E402
from iei.experiments.store.writer import Writer, timestamp  # noqa: E402
from iei.sim.base.quantity import InvalidInput  # noqa: E402

RUNS = 60
EXPERIMENT = "made_up"
KINDS = {
    "journal": "parts/journal-*",
    "runs": "parts/runs-*",
    "terms": "parts/terms-*",
    "manifest": "manifest.json",
    "scenarios": "scenarios.parquet",
    "lock": "lock",
    "writer's lock": "writers/*.lock",
    "sign of life": "writers/*.json",
}


def sweep(folder, runs=RUNS, said=None, leave_open=None):
    """What `iei sweep` does, with made-up runs; the number computed.

    `leave_open` is called before the journal is sealed.
    """
    say = (said if said is not None else []).append
    prepare_folder(folder, EXPERIMENT, say)
    store = store_in(folder)
    with Writer(store, announce=say, rows_per_part=ROWS_PER_PART) as writer:
        finished = store.finished(need_terms=True)
        session = {"started": timestamp(), "host": "here", "process": 1, "versions": {}}
        writer.record_session(about(), session)
        write_table(folder, scenarios())
        missing = [number for number in range(runs) if run(number).key not in finished]
        for number in missing:
            writer.append([result(number)], {"done": number, "total": runs})
        writer.record_session(about(), session | {"finished": timestamp()})
        if leave_open is not None:
            leave_open()
    return len(missing)


def about():
    """What the manifest says about the made-up experiment."""
    seeds = sorted({run(number).seed for number in range(RUNS)})
    named = {"experiment": EXPERIMENT, "about": "", "rules": RULES, "baseline": "scenario 0"}
    outcomes = {"outcomes": OUTCOMES, "all_outcomes": OUTCOMES, "outcome_versions": {}, "extensions": {}}
    return named | outcomes | {"replicates": len(seeds), "seeds": seeds, "settings": {"keep_terms": True}}


def scenarios():
    """Its scenario table."""
    rows = [
        {"scenario": f"scenario {i}", "name": f"scenario {i}", "point": -1, "baseline": "scenario 0"}
        | {"note": "", "config": f"config{i}", "settings": "{}"}
        for i in range(3)
    ]
    return pd.DataFrame(rows)


def killed_store(folder, place):
    """A store as a killed sweep leaves it in `place`: parts, an open journal, locks and a sign of life."""
    sweep(folder, leave_open=lambda: shutil.copytree(folder, place))
    return place


def read(folder):
    """Everything that a reader of the store gets: runs, and outcomes by term."""
    results = Results.load(folder)
    return results.runs, results.terms(list(OUTCOMES))


def flip(path, rng, folder):
    content = bytearray(path.read_bytes())
    for _ in range(rng.integers(1, 9)):
        content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)


def cut(path, rng, folder):
    content = path.read_bytes()
    path.write_bytes(content[: rng.integers(len(content))])


def zero(path, rng, folder):
    content = bytearray(path.read_bytes())
    start = int(rng.integers(len(content)))
    stop = len(content) if rng.random() < 0.5 else min(len(content), start + 512)
    content[start:stop] = bytes(stop - start)
    path.write_bytes(content)


def delete(path, rng, folder):
    path.unlink()


def swap(path, rng, folder):
    others = [other for other in sorted(folder.rglob("*")) if other.is_file() and other != path]
    other = others[rng.integers(len(others))]
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


def foreign(path, rng, folder):
    path.write_bytes(rng.bytes(int(rng.integers(1, 5000))))


def insert(path, rng, folder):
    content = path.read_bytes()
    at = int(rng.integers(len(content) + 1))
    path.write_bytes(content[:at] + rng.bytes(int(rng.integers(1, 100))) + content[at:])


def duplicate(path, rng, folder):
    names = [f"{path.stem} (1){path.suffix}", f"{path.name}~", f"{path.name[:-12]}0{path.name[-11:]}"]
    shutil.copyfile(path, path.with_name(names[rng.integers(len(names))]))


DAMAGES = (flip, cut, zero, delete, swap, foreign, insert, duplicate)


def example(number, template, truth, folder):
    """Damage one file of a copy of `template`, read and resume; what was done and what came of it."""
    rng = np.random.default_rng(number)
    kind = list(KINDS)[number % len(KINDS)]
    damage = DAMAGES[number // len(KINDS) % len(DAMAGES)]
    shutil.copytree(template, folder)
    victims = sorted(folder.glob(KINDS[kind]))
    victim = victims[rng.integers(len(victims))]
    if not victim.stat().st_size and damage in (flip, cut, zero):
        damage = foreign  # a lock file is empty
    damage(victim, rng, folder)
    try:
        partly = read(folder)
    except InvalidInput as refusal:
        assert_one_line(refusal)
        refused = 1
    else:
        refused = 0
        for found, right in zip(partly, truth, strict=True):
            assert_part_of(found, right)
    said = []
    computed = sweep(folder, said=said)
    for line in said:
        assert_one_line(line)
    for found, right in zip(read(folder), truth, strict=True):
        pd.testing.assert_frame_equal(found, right, check_exact=True)
    again = []
    assert sweep(folder, said=again) == 0
    assert not again
    return kind, damage.__name__, refused, len(said), computed


def assert_one_line(text):
    """Messages are for people: one line, and not the text of an exception nobody foresaw."""
    assert str(text).strip()
    assert "\n" not in str(text)


def assert_part_of(found, right):
    """Every row that was read is one of the right ones, to the bit."""
    keys = [name for name in ("scenario", "replicate", "term") if name in right]
    expected = found[keys].merge(right, on=keys)[list(right)]
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected, check_exact=True)


def main():
    """Search for an example that goes wrong; print what was tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first example")
    arguments = parser.parse_args()
    tried, refused, named, computed = Counter(), Counter(), Counter(), Counter()
    with tempfile.TemporaryDirectory() as place:
        whole, template = Path(place) / "whole", Path(place) / "killed"
        killed_store(whole, template)
        truth = read(whole)
        for number in range(arguments.first, arguments.first + arguments.examples):
            folder = Path(place) / str(number)
            try:
                kind, damage, *counts = example(number, template, truth, folder)
            except BaseException:
                print(f"example {number} went wrong: --first {number} --examples 1 repeats it")
                raise
            shutil.rmtree(folder)
            tried[kind, damage] += 1
            for counter, value in zip((refused, named, computed), counts, strict=True):
                counter[kind, damage] += value
    print("examples tried / readings refused / lines said by the resume / runs computed again")
    print(f"{'':14}" + "".join(f"{damage.__name__:>17}" for damage in DAMAGES))
    for kind in KINDS:
        cells = [(kind, damage.__name__) for damage in DAMAGES]
        texts = [f"{tried[c]}/{refused[c]}/{named[c]}/{computed[c]}" for c in cells]
        print(f"{kind:14}" + "".join(f"{text:>17}" for text in texts))
    print(f"{sum(tried.values())} examples: no wrong number, no blocked resume, no traceback")


if __name__ == "__main__":
    main()
