"""Logistic regression on one variable, with balanced classes; finite on separable data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError, checked_scores

_MAX_STEPS = 200
_SMALL_GRADIENT = 1e-10


class LogOddsLine(NamedTuple):
    """Log-odds of "positive" as a line: ``slope * x + intercept``."""

    slope: float
    intercept: float


def fit_log_odds(values: ArrayLike, *, positive: ArrayLike) -> LogOddsLine:
    """Fit the logistic regression of ``positive`` on ``values`` with balanced classes.

    Each class has a total weight of one half, whatever its size. The log-odds are therefore a log
    likelihood ratio (natural logarithm), and 0 is the point of even evidence. The targets are
    Platt's (1999), ``(n + 1) / (n + 2)`` and ``1 / (n + 2)`` instead of 1 and 0: one virtual
    observation for each class keeps the slope finite on separable data, in any unit of the values.
    Newton's method with step halving fits the line (Lin et al. 2007).

    Args:
        values: (n,) numbers.
        positive: (n,) bool.

    Raises:
        ScoreError: NaN, empty, shapes that differ, only one class, or values all the same.
    """
    x = checked_scores(values, name="values")
    labels = checked_labels(positive, size=x.size)
    spread = float(x.std())
    if spread <= 1e-12 * max(1.0, float(np.abs(x).max())):
        raise ScoreError(
            "All values are the same, so they separate nothing.",
            remedy="Look for a model or a preprocessing that gives one answer to everything.",
        )
    centre = float(x.mean())
    counts = np.where(labels, labels.sum(), (~labels).sum())
    targets = np.where(labels, (counts + 1) / (counts + 2), 1 / (counts + 2))
    design = np.stack([(x - centre) / spread, np.ones_like(x)], axis=1)
    slope, intercept = _newton(design, targets=targets, weights=0.5 / counts)
    return LogOddsLine(slope=slope / spread, intercept=intercept - slope * centre / spread)


def checked_labels(labels: ArrayLike, *, size: int) -> NDArray[np.bool_]:
    """Labels as a bool array, checked to contain both classes.

    Raises:
        ScoreError: another shape than (size,), other values than bool, or only one class.
    """
    array: NDArray[np.bool_] = np.asarray(labels)
    if array.dtype != np.bool_ or array.shape != (size,):
        raise ScoreError(
            f"{size} values do not fit labels of shape {array.shape} and type {array.dtype}.",
            remedy="Give one True or False for each value.",
        )
    if array.all() or not array.any():
        raise ScoreError(
            "All labels are the same, so there is nothing to separate.",
            remedy="Give genuine signatures and forgeries.",
        )
    return array


def sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)) without overflow, element by element."""
    shrinking = np.exp(-np.abs(log_odds))
    rising: NDArray[np.float64] = np.where(log_odds >= 0, 1.0, shrinking) / (1 + shrinking)
    return rising


def _newton(
    design: NDArray[np.float64], *, targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    line = np.zeros(2)
    loss = _loss(design @ line, targets=targets, weights=weights)
    for _ in range(_MAX_STEPS):
        probability = sigmoid(design @ line)
        gradient = design.T @ (weights * (probability - targets))
        if np.abs(gradient).max() < _SMALL_GRADIENT:
            return float(line[0]), float(line[1])
        curvature = (design * (weights * probability * (1 - probability))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-12 * np.eye(2), gradient)
        share = 1.0
        while share > 1e-10:
            candidate = line - share * step
            candidate_loss = _loss(design @ candidate, targets=targets, weights=weights)
            # Strictly less: at the floor, steps of rounding size would repeat for ever.
            if candidate_loss < loss:
                break
            share /= 2
        else:
            # No step reduces the loss: it is at its floor in floating point.
            return float(line[0]), float(line[1])
        line, loss = candidate, candidate_loss
    raise ArithmeticError("the logistic regression did not converge")


def _loss(
    log_odds: NDArray[np.float64], *, targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    return float((weights * (np.logaddexp(0, log_odds) - targets * log_odds)).sum())
