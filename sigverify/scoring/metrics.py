"""Error rates of a set of comparisons, and the thresholds that reach a target rate.

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

from sigverify.scoring.checks import checked_scores, checked_share
from sigverify.scoring.intervals import Rate

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


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """Receiver operating characteristic.

    Attributes:
        far: (t,) false accept rate, never descending, from 0 to 1.
        tar: (t,) true accept rate (1 - FRR), never descending, from 0 to 1.
        thresholds: (t,) strictly descending.
    """

    far: NDArray[np.float64]
    tar: NDArray[np.float64]
    thresholds: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DetCurve:
    """Detection error trade-off on normal-quantile axes (Martin et al. 1997).

    Attributes:
        far_probit: (t,) normal quantile of the false accept rate, never ascending.
        frr_probit: (t,) normal quantile of the false reject rate, never descending.
        thresholds: (t,) strictly ascending.
    """

    far_probit: NDArray[np.float64]
    frr_probit: NDArray[np.float64]
    thresholds: NDArray[np.float64]


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


def roc(genuine: ArrayLike, impostor: ArrayLike) -> RocCurve:
    """Points of the receiver operating characteristic, from (0, 0) to (1, 1).

    Args:
        genuine: (n,) similarities.
        impostor: (m,) similarities.

    Raises:
        ScoreError: either is empty or holds NaN.
    """
    curve = error_rates_curve(genuine, impostor)
    return RocCurve(far=curve.far[::-1], tar=1 - curve.frr[::-1], thresholds=curve.thresholds[::-1])


def det(genuine: ArrayLike, impostor: ArrayLike) -> DetCurve:
    """Points of the detection error trade-off, both rates as normal quantiles.

    A rate of 0 or 1 has no finite normal quantile, so operating points with one are left out; if
    the two kinds do not overlap, the curve is empty.

    Args:
        genuine: (n,) similarities.
        impostor: (m,) similarities.

    Raises:
        ScoreError: either is empty or holds NaN.
    """
    curve = error_rates_curve(genuine, impostor)
    far, frr = curve.far, curve.frr
    inside = (far > 0) & (far < 1) & (frr > 0) & (frr < 1)
    return DetCurve(
        far_probit=normal_quantile(far[inside]),
        frr_probit=normal_quantile(frr[inside]),
        thresholds=curve.thresholds[inside],
    )


def threshold_for_far(impostor: ArrayLike, *, target: float) -> float:
    """The lowest threshold whose false accept rate on these scores is at most ``target``.

    Args:
        impostor: (n,) similarities of one kind of forgery.
        target: 0..1, for the rate on these scores; for a confidence bound see the policies.

    Raises:
        ScoreError: no similarities, or NaN among them.
        ValueError: target outside 0..1.
    """
    scores = np.sort(checked_scores(impostor, name=_IMPOSTOR))[::-1]
    allowed = _allowed_errors(checked_share(target, name="a target rate"), trials=scores.size)
    if allowed == scores.size:
        return float(scores[-1])
    return float(np.nextafter(scores[allowed], np.inf))


def threshold_for_frr(genuine: ArrayLike, *, target: float) -> float:
    """The highest threshold whose false reject rate on these scores is at most ``target``.

    Args:
        genuine: (n,) similarities of genuine signatures.
        target: 0..1.

    Raises:
        ScoreError: no similarities, or NaN among them.
        ValueError: target outside 0..1.
    """
    scores = np.sort(checked_scores(genuine, name=_GENUINE))
    allowed = _allowed_errors(checked_share(target, name="a target rate"), trials=scores.size)
    if allowed == scores.size:
        return float(np.nextafter(scores[-1], np.inf))
    return float(scores[allowed])


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


def _allowed_errors(target: float, *, trials: int) -> int:
    # target * trials may round to either side of the intended whole number (0.29 * 100).
    allowed = round(target * trials)
    return allowed if allowed / trials <= target else allowed - 1


def _middle_of_gap(thresholds: NDArray[np.float64], *, index: int) -> float:
    # Any threshold in (below, above] gives the same counts; the middle suits new scores best.
    above = float(thresholds[index])
    if index in (0, thresholds.size - 1):
        return above
    below = float(thresholds[index - 1])
    middle = below / 2 + above / 2
    return middle if middle > below else above
