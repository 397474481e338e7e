"""Files of a calibration: tables, the ensemble with where it comes from, figures; each written whole.

Nothing in them tells the time: the same settings and rules give the same files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from iei.experiments.evidence.history_matching import figures
from iei.experiments.evidence.history_matching.calibration import Calibration
from iei.experiments.evidence.history_matching.tables import target_implausibility, target_table, wave_table
from iei.experiments.plan.coefficient_ensemble import FILE
from iei.experiments.show.figure_style import drawing
from iei.experiments.show.figures import save
from iei.experiments.store.disk import disk_blamed
from iei.experiments.store.folder import write_text
from iei.experiments.store.parts import write_whole
from iei.sim.base.compilation import rule_source_hash

HEADER = """\
# Coefficient sets that meet the targets, found by history matching (iei calibrate; docs/calibration.md).
# iei compare ensemble=FOLDER, the folder of this file, runs every policy with each of them.
"""


class WithoutAnchors(yaml.SafeDumper):
    """Writes what stands in two places twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        return True


def provenance(done: Calibration) -> dict[str, Any]:
    """Where an ensemble comes from: all that decides about it, and how the matching ended."""
    settings, found = done.settings, done.found
    return {
        "targets": {
            "file": settings.file.path.name,
            "sha256": settings.file.digest,
            "used": [target.name for target in done.targets if not target.held_back],
            "held_back": [target.name for target in done.targets if target.held_back],
        },
        "rules": rule_source_hash(),
        "settings": settings.as_mapping,
        "matched": list(done.space.names),
        "waves": len(found.waves),
        "volume": found.left.volume,
        "stopped": found.stopped,
        "candidates": done.ensemble.tried,
        "sets": len(done.ensemble.points),
    }


def centre_of(done: Calibration) -> int | None:
    """Row of the set that lies deepest inside the targets; None without an ensemble.

    That with the least mean square implausibility over the targets that are not held back, under seeds that
    did not choose the ensemble.
    """
    if not len(done.ensemble.points):
        return None
    used = [i for i, target in enumerate(done.targets) if not target.held_back]
    far = target_implausibility(done, done.ensemble.points, done.judged)[:, used]
    return int(np.argmin(np.nan_to_num(far**2, nan=np.inf).mean(axis=1)))


def ensemble_table(done: Calibration) -> pd.DataFrame:
    """One row a coefficient set.

    Columns: ``behaviour.NAME``, each coefficient in its unit, then ``target: NAME`` and ``implausibility:
    NAME`` of every target, under seeds that did not choose the set.
    """
    table = pd.DataFrame(done.values, columns=[f"behaviour.{name}" for name in done.space.names])
    far = target_implausibility(done, done.ensemble.points, done.judged)
    for i, target in enumerate(done.targets):
        table[f"target: {target.name}"] = done.judged.mean[:, i]
        table[f"implausibility: {target.name}"] = far[:, i]
    return table


def write(done: Calibration) -> list[Path]:
    """Write everything into the results folder; paths of tables and figures. Or raise `StoreUnwritable`."""
    folder = done.settings.execution.folder
    frames = {"waves.csv": wave_table(done), "targets.csv": target_table(done)}
    if done.screening is not None:
        frames["screening.csv"] = done.screening
    with disk_blamed(folder):
        for name, frame in frames.items():
            write_text(folder / name, frame.to_csv(index=False))
        write_ensemble(done, folder)
        place = folder / "figures"
        place.mkdir(exist_ok=True)
        with drawing():
            drawn = [save(figure, place, name) for name, figure in figures.drawn(done).items()]
    return [*(folder / name for name in frames), folder / FILE, *drawn]


def write_ensemble(done: Calibration, folder: Path) -> None:
    """Write `ensemble.parquet` and `ensemble.yaml`."""
    origin = provenance(done)
    table = pa.Table.from_pandas(ensemble_table(done), preserve_index=False)
    write_whole(
        folder / "ensemble.parquet",
        table.replace_schema_metadata({"provenance": json.dumps(origin, sort_keys=True)}),
    )
    left_out = {name: done.settings.base.behaviour[name] for name in done.settings.space.names}
    sets = [  # those that screening left out, too: another version of the model may have other defaults
        {
            f"behaviour.{name}": float(value)
            for name, value in (left_out | dict(zip(done.space.names, row, strict=True))).items()
        }
        for row in done.values
    ]
    centre = centre_of(done)
    plain = {"provenance": origin} | ({} if centre is None else {"centre": sets[centre]}) | {"sets": sets}
    text = yaml.dump(plain, Dumper=WithoutAnchors, sort_keys=False, allow_unicode=True, width=110)
    write_text(folder / FILE, HEADER + text)
