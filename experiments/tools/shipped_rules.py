"""Bitcode of all rules into a copy of the model, for a wheel: its first run need not lower them.

    python -m iei.experiments.tools.shipped_rules [FOLDER]

FOLDER : the copy; this one if none is named. The bitcode goes into `sim/base/shipped`. It serves machines of
this kind with these versions of Python, Numba, llvmlite and NumPy; others compile as if it were not there.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from iei.sim.base.code_cache import SHIPPED
from iei.sim.base.compilation import ROOT

RUN = "import iei; iei.run(world='classroom', terms=1)"
BITCODE = re.compile(r".*-[0-9a-f]{32}")  # machine code has the processor's name behind it


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    target = parser.parse_args(argv).folder / SHIPPED.relative_to(ROOT)
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", RUN], check=True, env=os.environ | {"IEI_CACHE": folder})
        found = [path for path in sorted(Path(folder).iterdir()) if BITCODE.fullmatch(path.name)]
        target.mkdir(parents=True)
        for path in found:
            shutil.copy(path, target / path.name)
    size = sum(path.stat().st_size for path in target.iterdir())
    print(f"{len(found)} rules, {size / 1e6:.1f} MB, in {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
