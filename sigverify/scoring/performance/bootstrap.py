"""95 % intervals that allow for the dependence between comparisons of one writer.

The bootstrap draws whole writers with replacement (cluster bootstrap: Davison and Hinkley 1997,
section 3.8; for biometric rates Bolle, Ratha and Pankanti 2004), so few writers give a wide
interval. The plain percentile interval is too narrow for few writers and for small rates, whose
distribution is skewed. Each interval here is therefore the hull of three:

- the percentile interval, expanded for the number of writers (Hesterberg 2015, section 5.3),
- the estimate plus and minus Student's t times the bootstrap's standard error, on the logit scale,
- the Clopper-Pearson interval of independent trials. No valid interval is narrower, and it keeps
  "no error seen" from becoming "no error possible".

Pass genuine, skilled and random comparisons separately. A comparison belongs to the writer of its
reference; the second writer of a random forgery is ignored.

``tests/scoring/performance/test_bootstrap_coverage.py`` simulates how often the intervals contain
the true rate: 94 to 97 % for 12 to 75 writers who differ by a normal effect. Coverage falls to some
80 % where a few writers are far worse than all others (an exponential effect, a rate of 1 %, 30
writers): a sample without any of them does not show that they exist.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError, TooFewWritersError, checked_scores
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.intervals import (
    CONFIDENCE,
    Interval,
    clopper_pearson,
    student_t_quantile,
)
from sigverify.scoring.performance.metrics import equal_error_rate

RESAMPLES = 1000
GRID_POINTS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class WriterScores:
    """Values of one kind of comparison, each with its writer.

    Attributes:
        values: (n,) float64, finite: similarities, or shares in 0..1 for `mean_interval`.
        writers: (n,) writer ids, of any type that can be sorted.
    """

    values: NDArray[np.float64]
    writers: NDArray[np.generic]

    def __post_init__(self) -> None:
        """Check both arrays and keep the values as float64.

        Raises:
            ScoreError: no values, NaN among them, or a writer missing.
        """
        values = checked_scores(self.values, name="values")
        writers = np.asarray(self.writers)
        if writers.shape != values.shape:
            raise ScoreError(
                f"{values.size} values do not fit writers of shape {writers.shape}.",
                remedy="Give one writer id for each value.",
            )
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "writers", writers)


class Band(NamedTuple):
    """95 % intervals, one for each threshold.

    Attributes:
        low: (t,) float64, 0..1.
        high: (t,) float64, 0..1.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def equal_error_interval(
    genuine: WriterScores, impostor: WriterScores, *, seed: int, resamples: int = RESAMPLES
) -> Interval:
    """Interval of the equal error rate (`metrics.equal_error_rate`) at one global threshold.

    Each draw of writers serves both kinds, since an easy signature is easy for both. The rates are
    computed at 4096 thresholds at most, densest where errors are few; with no more distinct
    similarities than that, nothing is rounded. 200,000 comparisons take a fraction of a second.

    Args:
        genuine: similarities of genuine comparisons.
        impostor: similarities of one kind of forgery. Its writers may differ from the genuine.
        seed: of the resampling; the same seed gives the same interval.
        resamples: number of draws.

    Raises:
        TooFewWritersError: fewer than two writers with comparisons of either kind.
    """
    writers = np.unique(np.concatenate([np.unique(genuine.writers), np.unique(impostor.writers)]))
    grid = threshold_grid(genuine.values, impostor.values)
    rejects = _below_by_writer(genuine, writers=writers, thresholds=grid)
    rejected_impostors = _below_by_writer(impostor, writers=writers, thresholds=grid)
    genuine_trials = _trials_by_writer(genuine, writers=writers)
    impostor_trials = _trials_by_writer(impostor, writers=writers)
    accepts = impostor_trials[:, None] - rejected_impostors
    weights = _draw([genuine_trials, impostor_trials], seed=seed, resamples=resamples)

    drawn = _crossing(
        lambda at: np.einsum("rw,wr->r", weights, accepts[:, at]) / (weights @ impostor_trials),
        lambda at: np.einsum("rw,wr->r", weights, rejects[:, at]) / (weights @ genuine_trials),
        shape=(len(weights), grid.size),
    )
    estimate = equal_error_rate(genuine.values, impostor.values).value
    fewest = min(np.count_nonzero(genuine_trials), np.count_nonzero(impostor_trials))
    # Near its threshold the rate is about the mean of both, so it has the variance of this many.
    trials = 4 / (1 / genuine.values.size + 1 / impostor.values.size)
    band = _hull(np.array([estimate]), drawn[:, None], writers=int(fewest), trials=trials)
    return Interval(float(band.low[0]), float(band.high[0]))


def mean_interval(shares: WriterScores, *, seed: int, resamples: int = RESAMPLES) -> Interval:
    """Interval of the mean of values in 0..1: a rate, a precision at 1, an average precision.

    Args:
        shares: values in 0..1. All values have equal weight, so a writer counts by the number of
            their values.
        seed: of the resampling.
        resamples: number of draws.

    Raises:
        TooFewWritersError: fewer than two writers.
        ValueError: a value outside 0..1.
    """
    if shares.values.min() < 0 or shares.values.max() > 1:
        raise ValueError("the mean of values outside 0..1 is not a share")
    _, codes = np.unique(shares.writers, return_inverse=True)
    totals = np.bincount(codes, weights=shares.values).astype(np.float64)
    trials = np.bincount(codes).astype(np.float64)
    band = _band(totals[:, None], trials=trials, seed=seed, resamples=resamples)
    return Interval(float(band.low[0]), float(band.high[0]))


def false_accept_interval(
    impostor: WriterScores, *, threshold: float, seed: int, resamples: int = RESAMPLES
) -> Interval:
    """Interval of the false accept rate (accept iff >=) at a threshold fixed beforehand.

    Raises:
        TooFewWritersError: fewer than two writers.
        ScoreError: the threshold is NaN or infinite.
    """
    band = false_accept_band(impostor, thresholds=[threshold], seed=seed, resamples=resamples)
    return Interval(float(band.low[0]), float(band.high[0]))


def false_reject_interval(
    genuine: WriterScores, *, threshold: float, seed: int, resamples: int = RESAMPLES
) -> Interval:
    """Interval of the false reject rate (reject iff <) at a threshold fixed beforehand.

    Raises:
        TooFewWritersError: fewer than two writers.
        ScoreError: the threshold is NaN or infinite.
    """
    band = false_reject_band(genuine, thresholds=[threshold], seed=seed, resamples=resamples)
    return Interval(float(band.low[0]), float(band.high[0]))


def false_accept_band(
    impostor: WriterScores, *, thresholds: ArrayLike, seed: int, resamples: int = RESAMPLES
) -> Band:
    """Intervals of the false accept rate (accept iff >=), one for each fixed threshold.

    Each interval is valid by itself, at a threshold that was not chosen on these scores; the band
    is not a simultaneous one for the whole curve. A few hundred thresholds take about a second.

    Args:
        impostor: similarities of one kind of forgery.
        thresholds: (t,) finite, in any order.
        seed: of the resampling.
        resamples: number of draws.

    Raises:
        TooFewWritersError: fewer than two writers.
        ScoreError: no thresholds, or NaN among them.
    """
    below, trials = _below(impostor, thresholds=thresholds)
    return _band(trials[:, None] - below, trials=trials, seed=seed, resamples=resamples)


def false_reject_band(
    genuine: WriterScores, *, thresholds: ArrayLike, seed: int, resamples: int = RESAMPLES
) -> Band:
    """Intervals of the false reject rate (reject iff <), one for each fixed threshold.

    Args:
        genuine: similarities of genuine comparisons.
        thresholds: (t,) finite, in any order.
        seed: of the resampling.
        resamples: number of draws.

    Raises:
        TooFewWritersError: fewer than two writers.
        ScoreError: no thresholds, or NaN among them.
    """
    below, trials = _below(genuine, thresholds=thresholds)
    return _band(below, trials=trials, seed=seed, resamples=resamples)


def threshold_grid(
    genuine: ArrayLike, impostor: ArrayLike, *, points: int = GRID_POINTS
) -> NDArray[np.float64]:
    """Thresholds at which to compute both rates: all that matter, or a fine selection of them.

    Half of the selection is evenly spaced in the number of errors and half in its logarithm, so
    small rates are resolved as finely as large ones.

    Args:
        genuine: (n,) similarities.
        impostor: (m,) similarities.
        points: about how many thresholds at most; at least 8.

    Returns:
        (t,) float64, strictly ascending, from "accept all" to "accept none".

    Raises:
        ScoreError: either is empty or holds NaN.
    """
    ascending = np.sort(checked_scores(genuine, name="genuine similarities"))
    descending = np.sort(checked_scores(impostor, name="impostor similarities"))[::-1]
    thresholds = np.unique(np.concatenate([ascending, descending]))
    last = np.nextafter(thresholds[-1], np.inf)
    if thresholds.size > points:
        chosen = [thresholds[:1]]
        for scores in (ascending, descending):
            even = np.linspace(0, scores.size - 1, points // 4)
            logarithmic = np.geomspace(1, scores.size, points // 4) - 1
            chosen += [scores[np.round(ranks).astype(int)] for ranks in (even, logarithmic)]
        thresholds = np.unique(np.concatenate(chosen))
    return np.append(thresholds, last)


def _below(
    scores: WriterScores, *, thresholds: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    writers = np.unique(scores.writers)
    checked = checked_scores(thresholds, name="thresholds")
    return (
        _below_by_writer(scores, writers=writers, thresholds=checked),
        _trials_by_writer(scores, writers=writers),
    )


def _below_by_writer(
    scores: WriterScores, *, writers: NDArray[np.generic], thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(w, t) how many similarities of each writer lie below each threshold."""
    order = np.argsort(thresholds)
    places = np.searchsorted(thresholds[order], scores.values, side="right")
    codes = np.searchsorted(writers, scores.writers)
    width = thresholds.size + 1
    counts = np.bincount(codes * width + places, minlength=writers.size * width)
    below = np.empty((writers.size, thresholds.size))
    below[:, order] = np.cumsum(counts.reshape(writers.size, width), axis=1)[:, :-1]
    return below


def _trials_by_writer(scores: WriterScores, *, writers: NDArray[np.generic]) -> NDArray[np.float64]:
    codes = np.searchsorted(writers, scores.writers)
    return np.bincount(codes, minlength=writers.size).astype(np.float64)


def _draw(trials: list[NDArray[np.float64]], *, seed: int, resamples: int) -> NDArray[np.float64]:
    """(r, w) counts of each writer in each draw; draws without trials of a kind are dropped."""
    if any(np.count_nonzero(of_kind) < 2 for of_kind in trials):
        raise TooFewWritersError(
            "An interval needs comparisons of at least two writers.",
            remedy="Add writers, or report the rate with its counts and without an interval.",
        )
    writers = trials[0].size
    random = np.random.default_rng(seed)
    weights = random.multinomial(writers, np.full(writers, 1 / writers), size=resamples)
    usable = np.all([weights @ of_kind > 0 for of_kind in trials], axis=0)
    return weights[usable].astype(np.float64)


def _crossing(
    far_at: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    frr_at: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    *,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """(r,) equal error rate of each draw, as in `metrics.equal_error_rate`, by bisection.

    ``far_at`` and ``frr_at`` give each draw's rate (r,) at its own threshold (r,); ``shape`` is
    the number of draws and of thresholds. The first threshold accepts all, the last none.
    """
    draws, thresholds = shape
    before = np.zeros(draws, dtype=np.intp)
    after = np.full(draws, thresholds - 1)
    for _ in range(thresholds.bit_length()):
        middle = (before + after) // 2
        early = far_at(middle) > frr_at(middle)
        before, after = np.where(early, middle, before), np.where(early, after, middle)
    far = far_at(before)
    above, under = far - frr_at(before), far_at(after) - frr_at(after)
    return far + above / (above - under) * (far_at(after) - far)


def _band(
    errors: NDArray[np.float64], *, trials: NDArray[np.float64], seed: int, resamples: int
) -> Band:
    """The intervals of errors (w, t) by writers with trials (w,) at each threshold."""
    weights = _draw([trials], seed=seed, resamples=resamples)
    drawn = (weights @ errors) / (weights @ trials)[:, None]
    estimates = errors.sum(axis=0) / trials.sum()
    return _hull(estimates, drawn, writers=trials.size, trials=float(trials.sum()))


def _hull(
    estimates: NDArray[np.float64], drawn: NDArray[np.float64], *, writers: int, trials: float
) -> Band:
    """The hull of the module's three intervals, for (t,) estimates and (r, t) draws."""
    student = student_t_quantile((1 + CONFIDENCE) / 2, degrees=writers - 1)
    correction = math.sqrt(writers / (writers - 1))
    tail = NormalDist().cdf(-correction * student)
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)

    inside = (estimates > 0) & (estimates < 1)
    share = np.where(inside, estimates, 0.5)
    error = correction * drawn.std(axis=0) / (share * (1 - share))
    logit = np.log(share / (1 - share))
    low = np.where(inside, np.minimum(low, sigmoid(logit - student * error)), low)
    high = np.where(inside, np.maximum(high, sigmoid(logit + student * error)), high)

    independent = {
        value: clopper_pearson(min(value * trials, trials), trials=trials)
        for value in np.unique(estimates).tolist()
    }
    exact = np.array([independent[value] for value in estimates.tolist()])
    return Band(np.minimum(low, exact[:, 0]), np.maximum(high, exact[:, 1]))
