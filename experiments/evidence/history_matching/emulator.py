"""Emulators: Gaussian processes that tell the model's mean at a point, and how sure they are of it."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.linalg import cho_solve
from scipy.special import digamma

from iei.sim.base.cores import usable_cores
from iei.sim.base.quantity import InvalidInput

try:
    from joblib import Parallel, delayed
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern, WhiteKernel
    from threadpoolctl import ThreadpoolController
except ImportError:
    raise InvalidInput("iei calibrate needs scikit-learn: pip install 'iei[calibrate]'") from None

LEAST_POINTS = 10
BEYOND = 3.0  # standardised errors beyond it are counted
MOST_BEYOND = 0.05  # share of them that a sound emulator may have (Pukelsheim 1994)
MOST_SPREAD = 1.5  # root mean square of the standardised errors that a sound emulator may have
JITTER = 1e-8  # on the diagonal, in variances of the training values
RESTARTS = 1
WORTH_PROCESSES = 100  # training points from which on processes gain more than they take to start


@cache
def controller() -> ThreadpoolController:
    """What sets how many threads the linear algebra takes; finding its libraries takes a while."""
    return ThreadpoolController()


def on_one_core() -> AbstractContextManager[Any]:
    """Around linear algebra: sums are taken in one order, whatever the machine has to spare."""
    return controller().limit(limits=1)


@dataclass(frozen=True)
class Diagnostic:
    """Leave-one-out errors of an emulator, in its own standard deviations.

    Attributes
    ----------
    points : it was trained on
    beyond : share of errors beyond `BEYOND`
    spread : root mean square of the errors; 1 if the emulator is as unsure as it should be
    explained : share of the variance of the left-out values that the emulator explains
    """

    points: int
    beyond: float
    spread: float
    explained: float

    @property
    def sound(self) -> bool:
        """Whether the emulator may rule anything out."""
        return self.beyond <= MOST_BEYOND and self.spread <= MOST_SPREAD


@dataclass(frozen=True)
class Emulator:
    """A trained emulator of one target.

    Attributes
    ----------
    process : Gaussian process: a linear trend, a Matérn 5/2 kernel with a length for every coefficient, noise
    noise : variance of the mean over seeds at a point, unit squared, which the mean function does not have
    diagnostic : how it does at points that were left out
    """

    process: GaussianProcessRegressor
    noise: float
    diagnostic: Diagnostic

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean function at `points` (points, coefficients): its expectation and variance, both (points,).

        The variance is that of the prediction less the known part of its noise, never below 0: what the
        kernels do not explain stays in it.
        """
        if not len(points):
            return np.zeros(0), np.zeros(0)
        with on_one_core():
            expected, deviation = self.process.predict(points, return_std=True)
        return expected, np.maximum(deviation**2 - self.noise, 0.0)


def trained(points: np.ndarray, values: np.ndarray, error: np.ndarray) -> Emulator | None:
    """An emulator of `values` (points,) at `points` of the unit cube; None for fewer than `LEAST_POINTS`.

    error : variance of the mean over seeds, (points,)

    Values that are NaN are left out. Everything is done on one core, so that the same runs give the same
    emulator to the bit.
    """
    known = np.isfinite(values)
    if known.sum() < max(LEAST_POINTS, len(values) / 2):
        return None
    x, y = points[known], values[known]
    lengths = np.ones(x.shape[1])
    kernel = (
        ConstantKernel(1.0, (1e-4, 1e3)) * Matern(lengths, (0.1, 30.0), nu=2.5)
        + ConstantKernel(1.0, (1e-4, 1e3)) * DotProduct(1.0, "fixed")
        + WhiteKernel(0.1, (1e-7, 2.0))
    )
    process = GaussianProcessRegressor(
        kernel, alpha=JITTER, normalize_y=True, n_restarts_optimizer=RESTARTS, random_state=0
    )
    with on_one_core(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound is no fault
        process.fit(x, y)
    scale = float(process._y_train_std) ** 2
    white = float(process.kernel_.k2.noise_level) * scale
    luck = float(np.nanmean(error[known])) if np.isfinite(error[known]).any() else 0.0
    return Emulator(process, min(luck, white), diagnosed(process))


def trained_all(points: np.ndarray, mean: np.ndarray, error: np.ndarray) -> tuple[Emulator | None, ...]:
    """`trained` for every target: mean and variance of the mean over seeds, both (points, targets).

    With many points training takes minutes, so that processes share it; they change no number.
    """
    columns = [(points, mean[:, i], error[:, i]) for i in range(mean.shape[1])]
    if len(points) < WORTH_PROCESSES or usable_cores() == 1:
        return tuple(trained(*column) for column in columns)
    return tuple(Parallel(n_jobs=usable_cores())(delayed(trained)(*column) for column in columns))


@dataclass(frozen=True)
class LuckEmulator:
    """Variance between runs as a function of the point.

    Attributes
    ----------
    process : Gaussian process of the logarithm of the variance; None for the same everywhere
    lowest, highest : bounds of what it says, unit squared
    shift : what the logarithm of a variance of so few runs is too low by, on average
    """

    process: GaussianProcessRegressor | None
    lowest: float
    highest: float
    shift: float = 0.0

    def predict(self, points: np.ndarray) -> np.ndarray:
        """Variance at `points` (points, coefficients), (points,), unit squared."""
        if self.process is None or not len(points):
            return np.full(len(points), self.highest)
        with on_one_core():
            logarithms = self.process.predict(points)
        return np.clip(np.exp(logarithms + self.shift), self.lowest, self.highest)


def trained_luck(points: np.ndarray, variance: np.ndarray, seeds: int, least: float) -> LuckEmulator:
    """What is known about the variance between runs, from that of `seeds` runs at each point, (points,).

    least : variance that is nothing beside the others, unit squared

    Means of logarithms of variances are corrected for the few runs (Harvey 1976). A variance that explodes
    somewhere, as that of a ratio near 0 of 0, does so there only.
    """
    known = np.isfinite(variance)
    if not known.any():
        return LuckEmulator(None, 0.0, 0.0)
    x, y = points[known], np.log(np.maximum(variance[known], least))
    highest = float(variance[known].max())
    if highest <= least or known.sum() < LEAST_POINTS:
        return LuckEmulator(None, 0.0, highest if highest <= least else float(variance[known].mean()))
    kernel = (
        ConstantKernel(1.0, (1e-4, 1e3)) * Matern(1.0, (0.1, 30.0), nu=2.5)
        + ConstantKernel(1.0, (1e-4, 1e3)) * DotProduct(1.0, "fixed")
        + WhiteKernel(0.5, (1e-4, 2.0))
    )
    process = GaussianProcessRegressor(kernel, alpha=JITTER, normalize_y=True, random_state=0)
    with on_one_core(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(x, y)
    half = (seeds - 1) / 2
    return LuckEmulator(process, least, max(highest, least), float(np.log(half) - digamma(half)))


def diagnosed(process: GaussianProcessRegressor) -> Diagnostic:
    """Leave-one-out cross-validation with the trained kernels, in closed form.

    Source: Rasmussen and Williams (2006), equations 5.10 to 5.12.
    """
    y = process.y_train_
    with on_one_core():
        inverse = cho_solve((process.L_, True), np.eye(len(y)))
        weighted = inverse @ y
    error = weighted / np.diag(inverse)  # value less its prediction from all others
    standardised = weighted / np.sqrt(np.diag(inverse))
    explained = 1 - float(np.mean(error**2) / np.var(y)) if np.var(y) > 0 else 1.0
    return Diagnostic(
        points=len(y),
        beyond=float(np.mean(np.abs(standardised) > BEYOND)),
        spread=float(np.sqrt(np.mean(standardised**2))),
        explained=explained,
    )
