"""How many processor cores this process may use."""

from __future__ import annotations

import math
import os
from pathlib import Path

CONTROL_GROUPS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """Cores that this process may use: those it is bound to, at most its share of a container; 1 or more."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return max(1, math.ceil(min(cores, core_quota())))


def core_quota(root: Path = CONTROL_GROUPS, own: Path = Path("/proc/self/cgroup")) -> float:
    """Cores' worth of time that the control groups of this process grant; infinite without a limit."""
    try:
        group = own.read_text().strip().rpartition("::")[2].strip("/")
    except OSError:
        return math.inf
    folders = [root, *(root / parent for parent in (Path(group), *Path(group).parents))]
    return min(map(quota_of, folders))


def quota_of(folder: Path) -> float:
    """Cores' worth of time that one control group grants: ``cpu.max`` holds quota and period."""
    try:
        quota, period = (folder / "cpu.max").read_text().split()
        return int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):  # no limit ("max"), or no control groups
        return math.inf
