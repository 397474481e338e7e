"""The present version against 0.1.0, measured in one run: runs of each world, a sweep, the first start.

    python -m iei.experiments.tools.benchmark_versions

Version 0.1.0 is taken from the history of this clone and run with the libraries that are installed. A run is
60 terms of `package_half` without a warm-up, in processor time; one more run of a sweep is the elapsed time
that `iei compare` takes for more pairs of the policies that both versions have.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iei.sim.base.compilation import ROOT

OLD = "dfb8ab6"  # commit of version 0.1.0
REPEATS = {"classroom": 30, "province": 10, "china": 1}
POLICIES = (
    *("law", "incentives", "supervision", "evaluation", "platform", "council", "liaison", "teachers"),
    *("standards", "orders", "mandate", "planning", "departments", "china_2019"),
    *("package_half", "package_full"),
)
FEW, MANY = 4, 44  # pairs of a short and of a long sweep
RUNS = """
import time
{imports}
def world_of(name, terms):
    prepared = prepare(scenario([f"world={{name}}", "policy=package_half", f"terms={{terms}}"{unwarmed}]))
    return fresh_world(prepared, 1)
begun = time.perf_counter()
advance(world_of("classroom", 30), 30)
print("first start", time.perf_counter() - begun)
for name, repeats in {repeats}.items():
    least = float("inf")
    for _ in range(repeats):
        world = world_of(name, 60)
        begun = time.process_time()
        advance(world, 60)
        least = min(least, time.process_time() - begun)
    print(name, least)
"""
COMMAND = "import sys; from {module} import main; sys.exit(main())"


@dataclass(frozen=True)
class Version:
    """A version of the laboratory: where it is, and what its parts are called."""

    name: str
    folder: Path
    imports: str
    command: str
    unwarmed: str = ""


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    if argv:
        print(__doc__)
        return int(argv[0] not in ("-h", "--help"))
    with tempfile.TemporaryDirectory() as place:
        old = unpacked(Path(place) / "old")
        if old is None:
            print(f"commit {OLD} (version 0.1.0) is not in the history of {ROOT}", file=sys.stderr)
            return 1
        found = {version.name: measured(version, Path(place)) for version in (old, present())}
    before, now = found.values()
    for what, unit in (("first start", "s"), *((name, "ms") for name in REPEATS), ("a run of a sweep", "ms")):
        factor = 1000 if unit == "ms" else 1
        print(f"{what:18}{factor * before[what]:10.1f} {unit:3}{factor * now[what]:10.1f} {unit:3}", end="")
        print(f"1/{before[what] / now[what]:.1f}")
    return 0


def present() -> Version:
    """What is here."""
    imports = (
        "from iei.experiments.plan.configuration import scenario\n"
        "from iei.sim.run.engine import advance, fresh_world, prepare"
    )
    command = COMMAND.format(module="iei.experiments.commands.main")
    return Version("present", ROOT, imports, command, ', "world.warm_up=0"')


def unpacked(folder: Path) -> Version | None:
    """Version 0.1.0 in a folder; None where the history does not hold it."""
    copied = ["git", "clone", "-q", str(ROOT), str(folder)]
    steps = (copied, ["git", "-C", str(folder), "checkout", "-q", OLD])
    if any(subprocess.run(step, capture_output=True).returncode for step in steps):
        return None
    imports = (
        "from experiments.configuration import scenario\n"
        "from sim.engine import fresh_world, prepare\n"
        "from sim.schedule import run_terms as advance"
    )
    return Version("0.1.0", folder, imports, COMMAND.format(module="experiments.command"))


def measured(version: Version, place: Path) -> dict[str, float]:
    """Seconds by what took them."""
    script = RUNS.format(imports=version.imports, unwarmed=version.unwarmed, repeats=REPEATS)
    cache = {"IEI_CACHE": str(place / f"cache-{version.name}")}
    said = run(version, ["-c", script], cache)
    seconds = {name: float(value) for name, value in re.findall(r"^([a-z ]+) ([\d.e-]+)$", said, re.M)}
    took = [sweep_seconds(version, pairs, place, cache) for pairs in (FEW, MANY)]
    return seconds | {"a run of a sweep": (took[1] - took[0]) / (MANY - FEW) / (1 + len(POLICIES))}


def sweep_seconds(version: Version, pairs: int, place: Path, cache: dict[str, str]) -> float:
    """Elapsed seconds of a comparison of policies in `province`."""
    results = place / f"results-{version.name}-{pairs}"
    only = f"only=[{','.join(POLICIES)}]"
    words = ["compare", "world=province", only, f"replicates={pairs}", f"results={results}"]
    begun = time.perf_counter()
    run(version, ["-c", version.command, *words], cache)
    return time.perf_counter() - begun


def run(version: Version, words: Sequence[str], cache: dict[str, str]) -> str:
    """What a fresh Python says that finds this version first."""
    environment = os.environ | {"PYTHONPATH": str(version.folder)} | cache
    done = subprocess.run(
        [sys.executable, *words], cwd=version.folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"version {version.name}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
