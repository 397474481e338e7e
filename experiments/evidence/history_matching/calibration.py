"""A calibration of the model: screening, waves, ensemble and judgement, on runs that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from iei.experiments.evidence.history_matching.ensemble import Ensemble, gathered
from iei.experiments.evidence.history_matching.measurement import Measurement, measurement_of, value_of
from iei.experiments.evidence.history_matching.screening import screened
from iei.experiments.evidence.history_matching.settings import Settings
from iei.experiments.evidence.history_matching.space import Space
from iei.experiments.evidence.history_matching.targets import Target
from iei.experiments.evidence.history_matching.waves import Match, Simulated, match
from iei.experiments.execute.campaign import Campaign, Say, sitting
from iei.experiments.execute.turns import PreparedWorlds
from iei.experiments.plan.cells import Cell
from iei.experiments.plan.runs import Run
from iei.experiments.store.folder import Store, to_stderr
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.scenario import Scenario

PAIRED = ("screening",)  # stages whose points share their seeds, since differences are wanted of them


@dataclass(frozen=True)
class Calibration:
    """What came out.

    Attributes
    ----------
    space : coefficients that were matched
    screening : table of `screened`; None if there was none
    found : waves, what is left, why it stopped
    ensemble : coefficient sets that meet the targets, with all targets, those held back too
    defaults : the same for the defaults of the coefficients, one row
    first : simulated at the points of the first wave, with all targets
    """

    settings: Settings
    space: Space
    screening: pd.DataFrame | None
    found: Match
    ensemble: Ensemble
    judged: Simulated
    defaults: Simulated
    first: Simulated

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets, in the order of their file."""
        return self.settings.file.targets

    @property
    def values(self) -> np.ndarray:
        """Coefficients of the ensemble, each in its unit, (sets, coefficients)."""
        return self.space.values(self.ensemble.points)

    @property
    def complete(self) -> bool:
        """Whether the ensemble has as many sets as were wanted."""
        return len(self.ensemble.points) >= self.settings.ensemble

    @property
    def verdict(self) -> str:
        """What came out, in a line."""
        found, wanted = len(self.ensemble.points), self.settings.ensemble
        text = f"{found} of {wanted} wanted coefficient sets meet the targets; stopped: {self.found.stopped}"
        if self.complete or self.found.left.empty:
            return text
        return f"{text}; {self.ensemble.tried} candidates were tried: candidates=... allows more"


class ModelSimulator:
    """Runs the model at points of a space and reads from the store what the targets observed.

    Attributes
    ----------
    used : rows of the targets that it tells of; the others are held back
    """

    def __init__(
        self,
        campaign: Campaign,
        settings: Settings,
        space: Space,
        measurement: Measurement,
        sizes: Sequence[int],
    ) -> None:
        self.campaign = campaign
        self.settings = settings
        self.space = space
        self.measurement = measurement
        self.sizes = sizes
        self.told: set[str] = set()
        self.used = [i for i, target in enumerate(settings.file.targets) if not target.held_back]

    def __call__(self, stage: str, points: np.ndarray) -> Simulated:
        """Targets that are not held back, at points of the unit cube (points, coefficients)."""
        return self.everything(stage, points).of_targets(self.used)

    def everything(self, stage: str, points: np.ndarray) -> Simulated:
        """All targets, at points of the unit cube; the same stage and points are simulated once."""
        return self.at_values(stage, self.space.values(points))

    def at_values(self, stage: str, values: np.ndarray) -> Simulated:
        """All targets, at coefficients in their units, (points, coefficients)."""
        cells, runs = [], []
        number = self.settings.seeds
        for i, row in enumerate(values):
            scenario = with_coefficients(self.settings.base, self.space, row)
            cell = Cell(f"{stage} {i + 1}", stage, i, {}, scenario)
            cells.append(cell)
            first = 0 if stage in PAIRED else i * number
            for replicate in range(first, first + number):
                seed = replicate_seed(stage_seed(self.settings.rules.seed, stage), replicate)
                runs.append(Run(scenario.key(seed), cell.label, cell.config, replicate, seed))
        if stage not in self.told:
            self.campaign.say(
                f"{stage}: {number * len(values)} runs, {number} at each of {len(values)} points"
            )
        self.campaign.compute(runs, cells, quietly=True)
        stored = self.campaign.store.runs().set_index("key").loc[[run.key for run in runs]]
        failed = stored.loc[stored["error"] != "", "error"]
        if len(failed) and stage not in self.told:
            why = f"(first: {failed.iloc[0]:.300})"
            self.campaign.say(f"{stage}: {len(failed)} of {len(runs)} runs failed {why} and are left out")
        self.told.add(stage)
        observed = stored[list(self.campaign.store.outcomes)].to_numpy(dtype=float)
        return self.summarised(observed.reshape(len(values), number, observed.shape[1]))

    def summarised(self, observed: np.ndarray) -> Simulated:
        """Values of all targets of observations (points, seeds, columns); failed runs are left out."""
        stops = np.cumsum(self.sizes)
        found = np.full((3, len(observed), len(self.sizes)), np.nan)
        for i, rows in enumerate(observed):
            rows = rows[~np.isnan(rows).all(axis=1)]
            if not len(rows):
                continue
            for j, (target, stop, size) in enumerate(
                zip(self.measurement.targets, stops, self.sizes, strict=True)
            ):
                found[:, i, j] = value_of(target, rows[:, stop - size : stop])
        mean, error, spread = found
        return Simulated(mean, error, spread, self.settings.seeds)


def with_coefficients(base: Scenario, space: Space, values: np.ndarray) -> Scenario:
    """The scenario with these coefficients, (coefficients,)."""
    given = dict(zip(space.names, map(float, values), strict=True))
    return replace(base, behaviour={**base.behaviour, **given})


def stage_seed(seed: int, stage: str) -> int:
    """Seed that those of a stage are derived from."""
    number = sum(ord(letter) * 31**i for i, letter in enumerate(stage)) % 2**31
    return replicate_seed(seed, number)


def calibrate(settings: Settings, say: Say = to_stderr) -> Calibration:
    """Compute what is missing and match; the same settings give the same to the bit, however often stopped.

    Raises `InvalidInput` before the first run for a mistake, and what `sitting` raises.
    """
    measurement = measurement_of(settings.file.targets, settings.overrides, settings.base)
    sizes = probed(measurement, settings)
    columns = measurement.columns(sizes)
    store = Store(settings.execution.folder, rule_source_hash(), tuple(columns), columns)
    with sitting(
        settings.execution,
        about(settings, tuple(columns)),
        settings.rules.seed,
        say=say,
        store=store,
        observe=measurement,
    ) as campaign:
        return matched(campaign, settings, measurement, sizes, say)


def matched(
    campaign: Campaign, settings: Settings, measurement: Measurement, sizes: Sequence[int], say: Say
) -> Calibration:
    """Screening, waves, ensemble and what is compared with it."""
    aims = [target.aim for target in settings.file.targets if not target.held_back]
    space, screening = settings.space, None
    if settings.trajectories and space.dimensions > 1:
        simulate = ModelSimulator(campaign, settings, space, measurement, sizes)
        screening = screened(space.names, aims, simulate, settings.trajectories, settings.rules.seed)
        space = space.subspace(list(screening["coefficient"][: settings.keep]))
        say(f"screening: {space.dimensions} of {settings.space.dimensions} coefficients are kept")
    simulate = ModelSimulator(campaign, settings, space, measurement, sizes)
    defaults = np.array([[settings.base.behaviour[name] for name in space.names]])
    by_default = simulate.at_values("defaults", defaults)
    found = match(aims, space.dimensions, simulate, settings.rules, say, space.snapped)
    say(f"stopped: {found.stopped}")
    ensemble = gathered(found, simulate, settings.ensemble, settings.candidates, say)
    judged = simulate.everything("judgement", ensemble.points)
    first = simulate.everything("wave 1", found.waves[0].points)
    return Calibration(settings, space, screening, found, ensemble, judged, by_default, first)


def probed(measurement: Measurement, settings: Settings) -> list[int]:
    """Number of observations of each target, of one run."""
    seed = replicate_seed(settings.rules.seed, 0)
    try:
        return [len(seen) for seen in measurement.observations(settings.base, seed, PreparedWorlds())]
    except InvalidInput:
        raise
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise InvalidInput(f"the targets cannot be measured in this world: {error}") from None


def about(settings: Settings, columns: tuple[str, ...]) -> dict[str, Any]:
    """What the manifest says about the calibration itself."""
    return {
        "experiment": settings.name,
        "about": f"History matching with the targets of {settings.file.path.name}",
        "baseline": "defaults",
        "outcomes": columns,
        "seed": settings.rules.seed,
        "replicates": settings.seeds,
        "seeds": [],
        "settings": settings.as_mapping | {"targets": settings.file.digest},
    }
