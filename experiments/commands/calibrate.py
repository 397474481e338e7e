"""`iei calibrate`: which coefficients do the targets not rule out? History matching in waves.

iei calibrate                                        our targets, every calibrated coefficient
iei calibrate targets=my_targets.yaml 'coefficients=[trust_*,E13,hiring_saving]' world=china
iei calibrate targets=classroom world=classroom points=30 seeds=4 ensemble=20 keep=4
iei compare ensemble=results/calibration_evidence_province

Settings, beside those of world, behaviour and executor (docs/calibration.md):
  targets=NAME|PATH         file of targets; our own are in conf/targets
  coefficients=[...]        names, patterns, grades, equations or files of the model; calibrated ones
  trajectories=8 keep=12    screening by elementary effects (0: none), and coefficients kept at most
  points=120 seeds=8        points a wave, runs a point
  waves=5 cut=3 highest=1   most waves; implausibility that rules out; by the worst target, or the 2nd, ...
  change=0.1 certainty=0.1  stop if a wave rules out less, or the emulators are that sure
  luck=run                  the world is one run of the model; luck=mean: so large that luck averages out
  ensemble=50               coefficient sets wanted; candidates=500: how many are tried at most
  population=1000 seed=1 name=NAME results=FOLDER executor=dask

Stopping and starting again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence

from iei.experiments.commands import arguments
from iei.experiments.commands.losses import resumable


@resumable
def main(argv: Sequence[str]) -> int:
    """The command; 0, or 1 if fewer coefficient sets than wanted meet the targets, or the machine fails.

    Raises `InvalidInput` for a mistake in the input.
    """
    request = arguments.read(arguments.with_settings(arguments.Parser("calibrate", __doc__)), argv)
    from iei.experiments.evidence.history_matching import results, tables  # scikit-learn may be missing
    from iei.experiments.evidence.history_matching.calibration import calibrate
    from iei.experiments.evidence.history_matching.settings import Settings
    from iei.experiments.show.summary import console_for_tables

    done = calibrate(Settings.from_overrides(request.overrides))
    paths = results.write(done)
    console = console_for_tables()
    if (screening := tables.printed_screening(done)) is not None:
        console.print(screening)
    console.print(tables.printed_waves(tables.wave_table(done)))
    console.print(tables.printed_targets(tables.target_table(done), len(done.values)))
    for path in paths:
        console.print(
            f"{'figure' if path.suffix == '.png' else 'table'}: {path}", soft_wrap=True, highlight=False
        )
    console.print(done.verdict, soft_wrap=True, highlight=False)
    return int(not done.complete)
