"""Tables of a calibration: what each wave ruled out, and the targets before and after."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from rich import box
from rich.table import Table

from iei.experiments.evidence.history_matching.calibration import Calibration
from iei.experiments.evidence.history_matching.ensemble import simulated_implausibility
from iei.experiments.evidence.history_matching.implausibility import implausibility
from iei.experiments.evidence.history_matching.waves import ONE_WORLD, Simulated

SHOWN_COEFFICIENTS = 15


def wave_table(done: Calibration) -> pd.DataFrame:
    """One row a wave and target that is not held back.

    Columns: wave, points (simulated), volume (share of the whole space left after it), target, used (its
    emulator passed), implausibility (the largest over what was left before the wave), ruled_out (share of
    that which this target alone rules out), emulator_share (its variance over all other variance, mean over
    what is left after), explained, beyond, spread (`Diagnostic`) and luck (standard deviation that counts,
    root mean square over what was left before, in the unit of the target). NaN where there is no emulator.
    """
    rows = []
    for wave, before, after in zip(
        done.found.waves, done.found.populations[:-1], done.found.populations[1:], strict=True
    ):
        values, _ = wave.judged(done.found.snapped(before.points))
        shares = (
            wave.judged(done.found.snapped(after.points))[1]
            if not after.empty
            else np.full(values.shape, np.nan)
        )
        place = {int(target): column for column, target in enumerate(wave.used)}
        for i, (aim, emulator) in enumerate(zip(wave.aims, wave.emulators, strict=True)):
            row = {
                "wave": wave.number,
                "points": len(wave.points),
                "volume": after.volume,
                "target": aim.name,
                "used": i in place,
                "luck": float(np.sqrt(wave.luck(i, done.found.snapped(before.points)).mean())),
            }
            if i in place:
                column = values[:, place[i]]
                row |= {
                    "implausibility": float(column.max()),
                    "ruled_out": float(np.mean(column > done.found.rules.cut)),
                    "emulator_share": float(shares[:, place[i]].mean()),
                }
            if emulator is not None:
                found = emulator.diagnostic
                row |= {"explained": found.explained, "beyond": found.beyond, "spread": found.spread}
            rows.append(row)
    columns = (
        *("wave", "points", "volume", "target", "used", "implausibility", "ruled_out", "emulator_share"),
        *("explained", "beyond", "spread", "luck"),
    )
    return pd.DataFrame(rows).reindex(columns=columns)


def target_implausibility(done: Calibration, points: np.ndarray, simulated: Simulated) -> np.ndarray:
    """Implausibility of `points` (points, coefficients) that were simulated, (points, all targets).

    Luck is that of the last wave's emulators, as when the ensemble was chosen; that of what was held back is
    the median over the ensemble, or over the first wave if there is none.
    """
    spread = (done.judged if len(done.judged.mean) else done.first).spread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a target that is never defined
        luck = np.nan_to_num(np.nanmedian(spread, axis=0))
    part = 1.0 if done.found.rules.luck == ONE_WORLD else 1 / done.settings.seeds
    aims = [target.aim for target in done.targets]
    found = implausibility(aims, simulated.mean, part * luck, np.nan_to_num(simulated.error))
    used = [i for i, target in enumerate(done.targets) if not target.held_back]
    found[:, used] = simulated_implausibility(done.found, points, simulated.of_targets(used))
    return found


def target_table(done: Calibration) -> pd.DataFrame:
    """One row a target, those held back too.

    Columns: target, held_back, unit, when, policy, lower, upper (observed), tolerance (standard deviation of
    observation and discrepancy), default and default_implausibility (with the defaults of the coefficients),
    before_lower and before_upper (5 and 95 % of the first wave), lowest, median, highest (over the ensemble,
    under seeds that did not choose it), implausibility (median over the ensemble), met (share of the ensemble
    within the cut) and source. NaN without an ensemble.
    """
    ensemble = target_implausibility(done, done.ensemble.points, done.judged)
    values = np.array([[done.settings.base.behaviour[name] for name in done.space.names]])
    defaults = target_implausibility(done, done.space.points(values), done.defaults)
    rows = []
    for i, target in enumerate(done.targets):
        row = {
            "target": target.name,
            "held_back": target.held_back,
            "unit": target.unit,
            "when": target.when,
            "policy": target.policy + (f" minus {target.minus}" if target.minus else ""),
            "lower": target.aim.lower,
            "upper": target.aim.upper,
            "tolerance": target.aim.tolerance,
            "default": done.defaults.mean[0, i],
            "default_implausibility": defaults[0, i],
            "source": target.source,
        }
        before = done.first.mean[:, i]
        before = before[np.isfinite(before)]
        if len(before):
            row["before_lower"], row["before_upper"] = np.quantile(before, [0.05, 0.95])
        after, far = done.judged.mean[:, i], ensemble[:, i]
        known = np.isfinite(after)
        if known.any():
            row |= {
                "lowest": after[known].min(),
                "median": np.median(after[known]),
                "highest": after[known].max(),
                "implausibility": np.median(far[known]),
                "met": float(np.mean(np.nan_to_num(far, nan=np.inf) <= done.found.rules.cut)),
            }
        rows.append(row)
    columns = (
        *("target", "held_back", "unit", "when", "policy", "lower", "upper", "tolerance"),
        *("default", "default_implausibility", "before_lower", "before_upper"),
        *("lowest", "median", "highest", "implausibility", "met", "source"),
    )
    return pd.DataFrame(rows).reindex(columns=columns)


def printed_screening(done: Calibration) -> Table | None:
    """The coefficients that move the targets most, for a terminal; None if they were not screened."""
    if done.screening is None:
        return None
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"Which coefficients move the targets? {len(done.screening)} were screened",
        caption="Mean absolute elementary effect over the whole range, in units of tolerance and luck.",
        caption_justify="left",
    )
    for heading in ("coefficient", "score", "moves most", "kept"):
        table.add_column(heading, justify="right" if heading == "score" else "left")
    for row in done.screening.head(SHOWN_COEFFICIENTS).itertuples():
        kept = "yes" if row.coefficient in done.space.names else "no"
        table.add_row(str(row.coefficient), f"{row.score:.2f}", str(row.target), kept)
    if len(done.screening) > SHOWN_COEFFICIENTS:
        table.add_row(f"... and {len(done.screening) - SHOWN_COEFFICIENTS} more in screening.csv")
    return table


def printed_waves(waves: pd.DataFrame) -> Table:
    """What each wave ruled out, a column a wave, for a terminal."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title="What did each wave rule out?",
        caption="Largest implausibility before the wave, and the share of what was left then that the target "
        "alone rules out; -: not used, since its emulator fails the diagnostic.",
        caption_justify="left",
    )
    table.add_column("target")
    numbers = list(waves["wave"].unique())
    for number in numbers:
        table.add_column(f"wave {number}", justify="right")
    indexed = waves.set_index(["target", "wave"])
    volumes = [waves.loc[waves["wave"] == number, "volume"].iloc[0] for number in numbers]
    table.add_row("volume left", *(f"{volume:.3g}" for volume in volumes), style="bold")
    for target in waves["target"].unique():
        cells = [indexed.loc[(target, number)] for number in numbers]
        table.add_row(
            target,
            *(
                f"{c['implausibility']:.1f}, {100 * c['ruled_out']:.0f} %" if c["used"] else "-"
                for c in cells
            ),
        )
    return table


def printed_targets(targets: pd.DataFrame, sets: int) -> Table:
    """The targets before and after, for a terminal."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"Are the targets met? Ensemble of {sets} coefficient sets, under seeds that did not choose it",
        caption="Before: 5 to 95 % of the first wave. I: implausibility, median over the ensemble. Met: "
        "share of sets within the cut. Held back: not used for anything before this table.",
        caption_justify="left",
    )
    for heading in ("target", "observed", "± sd", "defaults", "I", "before", "ensemble", "I", "met"):
        table.add_column(heading, justify="left" if heading == "target" else "right")
    ordered = targets.sort_values("held_back", kind="stable")
    for row in ordered.itertuples():
        observed = f"{row.lower:.3g}" if row.lower == row.upper else f"{row.lower:.3g} to {row.upper:.3g}"
        empty = np.isnan(float(row.median))
        table.add_row(
            f"{row.target} (held back)" if row.held_back else str(row.target),
            observed,
            f"{row.tolerance:.2g}",
            *(
                ["-", "-"]
                if np.isnan(float(row.default))
                else [f"{row.default:.3g}", f"{row.default_implausibility:.1f}"]
            ),
            f"{row.before_lower:.3g} to {row.before_upper:.3g}",
            "-" if empty else f"{row.lowest:.3g} to {row.highest:.3g}",
            "-" if empty else f"{row.implausibility:.1f}",
            "-" if empty else f"{100 * row.met:.0f} %",
        )
    return table
