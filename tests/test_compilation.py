"""Compiled code: never stale, never damaged, found again from anywhere, and no reason to stop a run."""

import json
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import filelock
import pytest

from iei.sim.base import code_cache, compilation
from iei.sim.base.code_cache import compiling, fingerprint, read_entry, write_entry

ROOT = Path(compilation.__file__).resolve().parents[2]

# `fixed_cost` stands in agents/enterprise_interests.py, its callee `council_saving` in policies/council.py.
PROBE = """
import json
from iei.agents.tables import ENTERPRISES
from iei.agents.enterprise_interests import fixed_cost
from iei.policies.catalogue import POLICIES
from iei.sim.base.compilation import first_compilation
from iei.sim.run.behaviour import behaviour_record

enterprise = ENTERPRISES.rows(1)
enterprise["fixed_cost_factor"] = 1
behaviour = behaviour_record({"fixed_cost": 1.9, "council_cost_saving": 0.3})[0]
with first_compilation():
    cost = fixed_cost(enterprise[0], POLICIES.rows(1)[0], 1.0, behaviour)
print(json.dumps({"cost": cost, "loaded": sum(fixed_cost.stats.cache_hits.values())}))
"""
EDIT = ("policies/council.py", "1.0 - behaviour.council_cost_saving * effect", "1.0 - 0.5 * effect")
COST, EDITED_COST = pytest.approx(1.9 * (1 - 0.3)), pytest.approx(1.9 * 0.5)


def copy_of_packages(folder):
    """A copy of the model's packages that may be edited."""
    for package in compilation.PACKAGES:
        shutil.copytree(
            ROOT / package, folder / "iei" / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    (folder / "iei" / "__init__.py").touch()
    return folder


@pytest.fixture
def copy(tmp_path):
    """A copy of the model's packages that may be edited."""
    return copy_of_packages(tmp_path / "copy")


def run(copy, cache=None, script=PROBE, **variables):
    """What `script` prints in a fresh process that imports the copy, and what it says on standard error."""
    unwanted = ("NUMBA_DISABLE_JIT", "IEI_CACHE", "NUMBA_CACHE_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"IEI_CACHE": str(cache or copy / "cache"), "PYTHONPATH": str(copy)} | variables
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), done.stderr


def edit(copy, module, old, new):
    """Replace text that stands exactly once in a module of the copy."""
    path = copy / "iei" / module
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")


def numba_files(folder):
    """Files that Numba's own caches would have written."""
    return [path for path in folder.rglob("*") if path.suffix in (".nbi", ".nbc")]


def test_an_edit_in_a_lever_file_changes_what_its_callers_in_other_files_compute(copy):
    first, notice = run(copy)
    again, silence = run(copy)
    assert first == {"cost": COST, "loaded": 0}
    assert notice.strip() == compilation.NOTICE
    assert again == {"cost": COST, "loaded": 1}  # so there is a cache that could be stale
    assert silence == ""
    edit(copy, *EDIT)
    assert run(copy)[0] == {"cost": EDITED_COST, "loaded": 0}


def test_without_a_folder_that_can_be_written_code_is_fresh_and_the_reason_is_told(copy):
    place = copy / "file"
    place.write_text("not a folder")
    assert run(copy, cache=place)[0]["cost"] == COST
    edit(copy, *EDIT)
    found, said = run(copy, cache=place)
    assert found == {"cost": EDITED_COST, "loaded": 0}
    assert str(place) in said
    assert "set IEI_CACHE" in said
    assert "Traceback" not in said
    assert not numba_files(copy)


def test_a_second_copy_of_the_project_loads_what_the_first_compiled(copy, tmp_path):
    run(copy, cache=tmp_path / "cache")
    other = copy_of_packages(tmp_path / "elsewhere" / "copy")
    assert run(other, cache=tmp_path / "cache") == ({"cost": COST, "loaded": 1}, "")


def test_words_are_not_compiled_again(copy):
    run(copy)
    edit(
        copy, "policies/council.py", "Factor on the whole hazard of a link", "Factor on the hazard of a link"
    )
    edit(copy, "policies/council.py", "@rule\ndef council_saving", "# a comment\n\n@rule\ndef council_saving")
    assert run(copy)[0]["loaded"] == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign"])
def test_damaged_code_is_compiled_again(copy, damage):
    run(copy)
    for entry in (copy / "cache").glob("*.fixed_cost-*"):
        whole = bytearray(entry.read_bytes())
        whole[len(whole) // 2] ^= 4
        broken = {"cut": whole[:100], "flipped": whole, "empty": b"", "foreign": b"x" * 5000}[damage]
        entry.write_bytes(bytes(broken))
    assert run(copy)[0] == {"cost": COST, "loaded": 0}
    assert run(copy)[0] == {"cost": COST, "loaded": 1}


def test_what_came_with_the_installation_is_not_compiled_again(copy, tmp_path):
    run(copy)
    shipped = copy / "iei/sim/base/shipped"
    shipped.mkdir()
    (lowered,) = (copy / "cache").glob("iei.policies.council.council_saving-*")
    shutil.copy(lowered, shipped)
    assert run(copy, tmp_path / "empty")[0] == {"cost": COST, "loaded": 0}
    assert not list((tmp_path / "empty").glob("*council_saving*"))
    (shipped / lowered.name).write_bytes(b"broken")
    assert run(copy, tmp_path / "other")[0] == {"cost": COST, "loaded": 0}
    assert list((tmp_path / "other").glob("*council_saving*"))


def test_a_cache_of_somebody_else_that_cannot_be_written_is_read(copy, tmp_path):
    run(copy, cache=tmp_path / "cache")
    (tmp_path / "cache").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert run(copy, cache=tmp_path / "cache") == ({"cost": COST, "loaded": 1}, "")
    finally:
        (tmp_path / "cache").chmod(0o700)


def test_nobody_without_a_home_still_computes(copy):
    script = "import os; os.environ.pop('HOME', None); os.environ.pop('IEI_CACHE')\n" + PROBE
    found, _ = run(copy, script=script, XDG_CACHE_HOME="")
    assert found["cost"] == COST
    assert not (copy / "~").exists()


def test_numbas_settings_of_the_user_are_left_alone():
    import numba

    assert not numba.config.CACHE_LOCATOR_CLASSES
    assert os.environ.get("NUMBA_CACHE_DIR", "") == numba.config.CACHE_DIR


def test_the_fingerprint_covers_constants_defaults_closures_and_attributes():
    def made(source, **names):
        scope = {"__name__": "made", **names}
        exec(source, scope)
        return fingerprint(scope["f"])

    plain = "def f(x):\n    return x * A"
    assert made(plain, A=1.0) == made(plain, A=1.0)
    assert made(plain, A=1.0) == made('def f(x):\n    "words"\n    return x * A', A=1.0)
    assert len({made(plain, A=1.0), made(plain, A=2.0), made(plain, A=1), made(plain, A=(1, 2.0))}) == 4
    assert made("def f(x=1):\n    return x") != made("def f(x=2):\n    return x")
    closure = "def g(a):\n    def f(x):\n        return x + a\n    return f\nf = g({})"
    assert made(closure.format(1)) != made(closure.format(2))
    member = "class C:\n    A = {}\ndef f(x):\n    return x + C.A"
    assert made(member.format(1)) != made(member.format(2))
    table = "A = {}\ndef f(x):\n    return A[x]"
    assert made(table.format("{1: 2}")) != made(table.format("{1: 3}"))
    with pytest.raises(TypeError, match="stale"):
        made("A = object()\ndef f(x):\n    return A")


def test_every_rule_of_the_book_has_a_fingerprint():
    from iei.sim.run import schedule

    names = [name for name, value in vars(schedule).items() if hasattr(value, "py_func")]
    assert len({fingerprint(getattr(schedule, name)) for name in names}) == len(names) > 20


def test_the_least_used_entries_go_when_the_folder_grows_too_large(tmp_path, monkeypatch):
    monkeypatch.setenv("IEI_CACHE", str(tmp_path))
    code_cache.cache_folder.cache_clear()
    try:
        for number in range(10):
            write_entry(tmp_path / f"rule-{number}", os.urandom(1000))
            os.utime(tmp_path / f"rule-{number}", (number, number))
        code_cache.clean(largest=4500)
        assert sorted(path.name for path in tmp_path.iterdir()) == [f"rule-{n}" for n in (6, 7, 8, 9)]
        assert read_entry(tmp_path / "rule-9") is not None
        assert read_entry(tmp_path / "rule-1") is None
    finally:
        code_cache.cache_folder.cache_clear()


@pytest.fixture
def version(copy, monkeypatch):
    """A function that gives the version of the copy's model."""
    cached = (compilation.source_files, compilation.rule_source_hash)

    def version_of_copy():
        for function in cached:
            function.cache_clear()
        return compilation.rule_source_hash()

    monkeypatch.setattr(compilation, "ROOT", copy / "iei")
    yield version_of_copy
    for function in cached:
        function.cache_clear()


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("policies/council.py", "Factor on the whole hazard of a link", "Factor on the hazard of a link"),
        ("policies/council.py", "@rule\ndef council_saving", "# a comment\n@rule\ndef council_saving"),
        ("sim/run/schedule.py", "The phases of one term, in order", "What happens in a term"),
        ("sim/outcomes/summary.py", "LATE_TERMS = 10", "LATE_TERMS = 11"),
        ("sim/outcomes/link_flows.py", "1 - ratio(s.links_ended", "2 - ratio(s.links_ended"),
    ],
    ids=["docstring of a rule", "comment", "docstring of a module", "summary", "outcome"],
)
def test_words_and_outcomes_keep_the_version_of_the_rules(copy, version, module, old, new):
    before = version()
    edit(copy, module, old, new)
    assert version() == before


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("agents/choice.py", 'unit="1/utility"', 'unit="utility"'),
        ("sim/base/purpose.py", "DEPTH = 70", "DEPTH = 79"),
        ("sim/base/chance.py", "for _ in range(10)", "for _ in range(7)"),
        ("sim/world/tables.py", "MAXIMUM_COMPONENTS = 8", "MAXIMUM_COMPONENTS = 9"),
        ("sim/outcomes/tallies.py", "GROWN = 8", "GROWN = 9"),
    ],
    ids=["coefficient", "enumeration", "rule", "constant", "tally"],
)
def test_what_numbers_are_made_of_changes_the_version(copy, version, module, old, new):
    before = version()
    edit(copy, module, old, new)
    assert version() != before


def test_threads_of_a_process_share_one_sitting(tmp_path, monkeypatch):
    """The second one neither waits for the first nor takes its lock away."""
    monkeypatch.setenv("IEI_CACHE", str(tmp_path))
    code_cache.cache_folder.cache_clear()
    code_cache._may_write.cache_clear()
    try:
        with compiling(""), compiling(""):
            assert code_cache.SITTING.begin()
            with ThreadPoolExecutor(1) as pool, compiling(""):
                assert pool.submit(code_cache.SITTING.begin).result(timeout=10) is False
            other = filelock.FileLock(tmp_path / "lock")
            with pytest.raises(filelock.Timeout):
                other.acquire(timeout=0)
        other.acquire(timeout=0)
        other.release()
    finally:
        code_cache.cache_folder.cache_clear()
        code_cache._may_write.cache_clear()
