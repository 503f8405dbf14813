"""Error rates of a set of comparisons, and the equal error rate.

The input is similarities: higher means more alike, and a comparison is accepted if and only if
``similarity >= threshold``, ties included. Only the order matters, so any scale will do (a negated
distance too). "Impostor" means one kind of forgery, skilled or random; the caller keeps them apart.

All functions raise `ScoreError` on empty input and on NaN. Terms: ISO/IEC 19795-1; polarity and
ties as in bob.measure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import checked_scores
from sigverify.scoring.performance.intervals import Rate

_GENUINE = "genuine similarities"
_IMPOSTOR = "impostor similarities"


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """All operating points of a set of similarities, from "accept all" to "accept none".

    Attributes:
        thresholds: (t,) float64, strictly ascending: every similarity that occurs, then the next
            float above the greatest.
        false_accepts: (t,) int64, never ascending: impostors with similarity >= threshold.
        false_rejects: (t,) int64, never descending: genuine with similarity < threshold.
        impostor_trials: number of impostor comparisons.
        genuine_trials: number of genuine comparisons.
    """

    thresholds: NDArray[np.float64]
    false_accepts: NDArray[np.int64]
    false_rejects: NDArray[np.int64]
    impostor_trials: int
    genuine_trials: int

    @property
    def far(self) -> NDArray[np.float64]:
        """(t,) false accept rate at each threshold, 1 at the first and 0 at the last."""
        return self.false_accepts / self.impostor_trials

    @property
    def frr(self) -> NDArray[np.float64]:
        """(t,) false reject rate at each threshold, 0 at the first and 1 at the last."""
        return self.false_rejects / self.genuine_trials


@dataclass(frozen=True, slots=True)
class EqualErrorRate:
    """The rate at which false acceptance and false rejection are equal.

    Attributes:
        value: the rate, 0..1.
        threshold: a threshold of the operating point nearest to it, in the middle of the gap
            between two neighbouring similarities.
        genuine_trials: number of genuine comparisons.
        impostor_trials: number of impostor comparisons.
    """

    value: float
    threshold: float
    genuine_trials: int
    impostor_trials: int


def false_accept_rate(impostor: ArrayLike, *, threshold: float) -> Rate:
    """Share of impostor comparisons that are accepted.

    Args:
        impostor: (n,) similarities of one kind of forgery.
        threshold: accept if and only if similarity >= threshold.

    Raises:
        ScoreError: no similarities, or NaN among them.
        ValueError: the threshold is NaN.
    """
    scores = checked_scores(impostor, name=_IMPOSTOR)
    return Rate(int(np.count_nonzero(scores >= _checked_threshold(threshold))), scores.size)


def false_reject_rate(genuine: ArrayLike, *, threshold: float) -> Rate:
    """Share of genuine comparisons that are not accepted.

    Args:
        genuine: (n,) similarities of genuine signatures.
        threshold: accept if and only if similarity >= threshold.

    Raises:
        ScoreError: no similarities, or NaN among them.
        ValueError: the threshold is NaN.
    """
    scores = checked_scores(genuine, name=_GENUINE)
    return Rate(int(np.count_nonzero(scores < _checked_threshold(threshold))), scores.size)


def error_rates_curve(genuine: ArrayLike, impostor: ArrayLike) -> ErrorCurve:
    """Errors of both kinds at every threshold that changes a count, in O(n log n).

    Args:
        genuine: (n,) similarities.
        impostor: (m,) similarities.

    Raises:
        ScoreError: either is empty or holds NaN.
    """
    genuine_sorted = np.sort(checked_scores(genuine, name=_GENUINE))
    impostor_sorted = np.sort(checked_scores(impostor, name=_IMPOSTOR))
    occurring = np.unique(np.concatenate([genuine_sorted, impostor_sorted]))
    thresholds = np.append(occurring, np.nextafter(occurring[-1], np.inf))
    rejected_impostors = np.searchsorted(impostor_sorted, thresholds, side="left")
    return ErrorCurve(
        thresholds=thresholds,
        false_accepts=(impostor_sorted.size - rejected_impostors).astype(np.int64),
        false_rejects=np.searchsorted(genuine_sorted, thresholds, side="left").astype(np.int64),
        impostor_trials=impostor_sorted.size,
        genuine_trials=genuine_sorted.size,
    )


def equal_error_rate(genuine: ArrayLike, impostor: ArrayLike) -> EqualErrorRate:
    """The equal error rate of a set of similarities.

    The curve is interpolated linearly between neighbouring operating points (as tossing a coin
    between them would give) and intersected with FAR = FRR. The convex hull is not used, since it
    is optimistic on small sets. The value is invariant under a rising map of the similarities, and
    under swapping the roles with negated similarities.

    Args:
        genuine: (n,) similarities.
        impostor: (m,) similarities.

    Raises:
        ScoreError: either is empty or holds NaN.
    """
    curve = error_rates_curve(genuine, impostor)
    far, frr = curve.far, curve.frr
    after = int(np.argmax(frr >= far))
    before = after - 1
    surplus_before = far[before] - frr[before]
    surplus_after = far[after] - frr[after]
    share = surplus_before / (surplus_before - surplus_after)
    value = far[before] + share * (far[after] - far[before])
    nearest = after if -surplus_after <= surplus_before else before
    return EqualErrorRate(
        value=float(value),
        threshold=_middle_of_gap(curve.thresholds, index=nearest),
        genuine_trials=curve.genuine_trials,
        impostor_trials=curve.impostor_trials,
    )


def normal_quantile(probability: ArrayLike) -> NDArray[np.float64]:
    """Quantile of the standard normal distribution (probit), element by element.

    Wichura's AS 241 as the standard library has it, accurate to about 1e-16.

    Args:
        probability: (...) strictly between 0 and 1.

    Raises:
        statistics.StatisticsError: a probability of 0, 1 or outside (a ``ValueError``).
    """
    inverse = NormalDist().inv_cdf
    values = np.asarray(probability, dtype=np.float64)
    flat = [inverse(value) for value in values.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(values.shape)


def _checked_threshold(threshold: float) -> float:
    if math.isnan(threshold):
        raise ValueError("a threshold of NaN accepts nothing and rejects nothing")
    return threshold


def _middle_of_gap(thresholds: NDArray[np.float64], *, index: int) -> float:
    # Any threshold in (below, above] gives the same counts; the middle suits new scores best.
    above = float(thresholds[index])
    if index in (0, thresholds.size - 1):
        return above
    below = float(thresholds[index - 1])
    middle = below / 2 + above / 2
    return middle if middle > below else above
