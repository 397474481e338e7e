"""Ensembles of coefficients: sets that meet the targets, as points of a design (docs/calibration.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iei.experiments.plan.configuration import FOLDER
from iei.experiments.plan.own_files import content
from iei.experiments.plan.setting_types import mapping
from iei.sim.base.quantity import InvalidInput, nearest

FILE = "ensemble.yaml"
OURS = FOLDER / "ensemble"


def ensemble_design(value: Any) -> dict[str, Any]:
    """The list design of an ensemble's coefficient sets.

    value : name of one that comes with the model (`conf/ensemble`), or path of the results folder of a
        calibration or of its `ensemble.yaml`

    Raises `InvalidInput` for a file that is not there or holds no sets; the design checks their values.
    """
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"ensemble = {value!r} must be the folder of a calibration or its {FILE}")
    path = Path(value).expanduser()
    if value in (known := sorted(path.stem for path in OURS.glob("*.yaml"))):
        path = OURS / f"{value}.yaml"
    path = path / FILE if path.is_dir() else path
    if path.suffix != ".yaml" or not path.is_file():
        raise InvalidInput(
            f"ensemble={value}: there is no {FILE}; iei calibrate makes it{nearest(value, known)}"
        )
    plain, _ = content(path, "ensemble")
    given = mapping(plain, str(path), ("provenance", "centre", "sets"))
    sets = given.get("sets")
    if not isinstance(sets, list) or not sets:
        raise InvalidInput(f"{path} holds no coefficient sets: the calibration found none")
    return {"kind": "list", "points": sets}
