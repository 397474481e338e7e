"""The wheel in clean environments: as pinned, with the lowest and with the newest versions that are admitted.

    python tests/bounds.py [pinned] [lowest] [newest]

Builds the wheel and installs it, without this folder on the path, into environments outside of it; there
it runs, compares, sweeps, reports and reproduces with a configuration folder of its own, and the README's
Mesa example. Needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
import tomllib
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("pinned", "lowest", "newest")
SMALL = ("world=classroom", "terms=24", "replicates=3")
TUTORIAL = ROOT / "docs/tutorials/own_folder"
NAMESAKES = ("agents", "sim", "policies", "conf", "experiments")
POLICY = """\
# @package policy.pact
# a pact of one region: a council, and money for verified substance
council: 0.8
subsidy: {value: 4, basis: joint_substance, start: 0, end: 10, regions: [West]}
"""
EXPERIMENT = """\
# @package _global_
defaults: [base, _self_]
name: pact_and_law
baseline: none
scenarios: {none: [policy=none], pact: [policy=pact]}
design: {kind: grid, over: {lever.law: [0, 1]}}
replicates: 2
"""


def lowest(requirement: str) -> str:
    """``numpy==2.0`` of ``numpy>=2.0,<3``."""
    name, bound = re.match(r"([\w-]+)(?:>=|==)([\w.]+)", requirement).groups()  # type: ignore[union-attr]
    return f"{name}=={bound}"


def run(*words: str | Path, folder: Path, **variables: str) -> str:
    """Run a command in `folder`; its output, or the end of this program with what it said."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run([*map(str, words)], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\nexit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def built_wheel(place: Path) -> Path:
    """The wheel of this project, with the rules lowered by the versions of its own environment."""
    copy = place / "source"
    run("git", "clone", "--quiet", ROOT, copy, folder=place)
    run(ROOT / ".venv/bin/python", "-m", "iei.experiments.tools.shipped_rules", copy, folder=ROOT)
    run(sys.executable, "-m", "venv", place / "build", folder=place)
    pip = (place / "build/bin/python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", place / "wheels", copy, folder=place)
    return next((place / "wheels").glob("*.whl"))


def readme_with_mesa() -> str:
    """The README's example that goes through Mesa."""
    blocks = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S
    )
    return next(block for block in blocks if "mesa_model" in block)


def check(kind: str, wheel: Path, place: Path, timed: Event) -> None:
    """Install the wheel with versions of one kind and use it as a newcomer would.

    timed : set once the first run of a fresh installation is finished; others wait, since they would slow it
    """
    if kind != "pinned":
        timed.wait()
    environment = place / kind
    venv.create(environment, with_pip=True)
    python, iei = environment / "bin/python", environment / "bin/iei"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    constraints = place / f"{kind}.txt"
    pins = "\n".join(map(lowest, project["dependencies"])) if kind == "lowest" else ""
    constraints.write_text((ROOT / "constraints.txt").read_text() if kind == "pinned" else pins)
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip[:3], "install", "--quiet", "--upgrade", "pip", "setuptools>=77,<81", folder=place)
    wheels = ("--no-build-isolation", "--prefer-binary")  # of others: newest versions may come as source only
    run(*pip, "install", *wheels, "--constraint", constraints, wheel, folder=place)
    home, work = place / f"{kind}-home", place / f"{kind}-work"
    (work / "own/policy").mkdir(parents=True)
    (work / "own/experiment").mkdir()
    home.mkdir()
    (work / "own/policy/pact.yaml").write_text(POLICY)
    (work / "own/experiment/pact_and_law.yaml").write_text(EXPERIMENT)
    # compiled rules are found by their content and versions, so that equal versions need not compile again
    user = {"HOME": str(home), "IEI_CACHE": os.environ.get("IEI_CACHE") or str(Path.home() / ".cache/iei")}
    own = ("--config-dir", "own")
    if kind == "pinned":
        start = time.monotonic()
        run(iei, "run", "world=classroom", folder=work, HOME=str(home), IEI_CACHE=str(place / "empty"))
        print(f"first run of a fresh installation: {time.monotonic() - start:.1f} s")
        timed.set()
    run(iei, "run", "world=classroom", "terms=24", "policy=pact", *own, folder=work, **user)
    run(iei, "compare", *SMALL, "only=[council,liaison]", folder=work, **user)
    run(iei, "sweep", *own, "experiment=pact_and_law", "world=classroom", "terms=24", folder=work, **user)
    run(iei, "report", "results/pact_and_law", folder=work, **user)
    run(iei, "reproduce", "results/pact_and_law", folder=work, **user)
    (work / "flood_relief.py").write_text((TUTORIAL / "flood_relief.py").read_text(encoding="utf-8"))
    (work / "own/policy/relief.yaml").write_text(
        (TUTORIAL / "policy/relief.yaml").read_text(encoding="utf-8")
    )
    if kind == "pinned":  # an own lever compiles all rules
        flooded = ("extensions=[flood_relief]", "policies=[relief]", "results=flooded")
        run(iei, "compare", *own, *SMALL, *flooded, folder=work, **user)
        run(iei, "report", "flooded/compare_policies", folder=work, **user)
        run(iei, "reproduce", "flooded/compare_policies", "--all", folder=work, **user)
    for name in NAMESAKES:  # an own file or package of such a name is in nobody's way
        (work / name).mkdir()
        (work / name / "__init__.py").write_text("raise ImportError('a namesake')")
    run(python, "-c", "import iei; iei.run(world='classroom', terms=2)", folder=work, **user)
    (work / "mesa_example.py").write_text(readme_with_mesa(), encoding="utf-8")
    run(python, "mesa_example.py", folder=work, **user)
    for path in ("results/compare_policies/comparison.csv", "results/pact_and_law/report.html"):
        if not (work / path).exists():
            sys.exit(f"{kind}: {path} was not written")
    versions = run(*pip[:3], "list", "--format=freeze", folder=place).splitlines()
    named = {re.match(r"[\w-]+", line).group() for line in project["dependencies"]}  # type: ignore[union-attr]
    size = sum(path.stat().st_size for path in (environment / "lib").rglob("*") if path.is_file())
    extended = "an extension, " if kind == "pinned" else ""
    print(f"{kind}: run, compare, sweep, report, reproduce, {extended}Mesa; {size / 1e6:.0f} MB installed")
    print(
        textwrap.fill(
            ", ".join(v for v in versions if v.partition("==")[0].lower() in named), 110, initial_indent="  "
        )
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", help=f"some of {', '.join(KINDS)} (all)")
    kinds = parser.parse_args().kinds or KINDS
    if set(kinds) - set(KINDS):
        parser.error(f"choose from {', '.join(KINDS)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wheel = built_wheel(place)
        timed = Event()
        if "pinned" not in kinds:
            timed.set()
        with ThreadPoolExecutor(len(kinds)) as pool:
            checks = [pool.submit(check, kind, wheel, place, timed) for kind in kinds]
            for checked in checks:
                checked.add_done_callback(lambda _: timed.set())  # nobody waits for what failed
            for checked in checks:
                checked.result()


if __name__ == "__main__":
    main()
