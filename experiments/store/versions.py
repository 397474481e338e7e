"""What a run's numbers may depend on besides the rules: software versions, platform, commit."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version

from iei.sim.base.compilation import ROOT, compiled

PACKAGES = ("iei", "numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow", "hydra-core", "mesa")


def software_versions() -> dict[str, str]:
    """Versions of Python and of the libraries, machine type and C library, by name."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    found["machine"] = f"{platform.system()} {platform.machine()}"
    found["C library"] = " ".join(platform.libc_ver())
    found["rules run"] = "compiled" if compiled() else "as plain Python"
    return found


def git_commit() -> str:
    """Commit of the source tree, with ``+changes`` if files differ from it; empty if there is none."""
    if not (ROOT / ".git").exists():
        return ""
    try:
        commit = subprocess.run(
            [
                "git",
                "describe",
                "--always",
                "--abbrev=40",
                "--dirty=+changes",
                "--exclude=*",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return commit.stdout.strip()


def differences(then: dict[str, str], now: dict[str, str]) -> list[str]:
    """What differs, one phrase each, such as ``numpy 2.4.6 then, 2.5.0 now``."""
    return [
        f"{name} {then.get(name, 'unknown')} then, {now.get(name, 'unknown')} now"
        for name in dict.fromkeys([*then, *now])
        if then.get(name) != now.get(name)
    ]
