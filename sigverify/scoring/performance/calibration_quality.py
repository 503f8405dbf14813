"""How well similarities are calibrated as strength of evidence, not only as a ranking.

A similarity s stands for the log likelihood ratio log(s / (1 - s)), because the similarity map is
fitted with genuine and forged at even odds. The measures are those of forensic science: Cllr and
its parts (Brummer and du Preez 2006), with the map's error measured by isotonic regression and by
a second Platt scaling, and the expected calibration error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import checked_scores, checked_similarities, log_odds_of
from sigverify.scoring.logistic import fit_log_odds

BINS = 15


@dataclass(frozen=True, slots=True)
class PlattCheck:
    """A second logistic scaling, fitted to similarities that came from a first one.

    Attributes:
        slope: 1 if the evidence is as strong as claimed, less than 1 if it is overstated.
        intercept: 0 if the similarities are unbiased; above 0 if they are too low.
        cllr: cost that remains after this scaling, in bits.
    """

    slope: float
    intercept: float
    cllr: float


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Claimed and observed shares of genuine in bins of equal weight (a reliability diagram).

    Attributes:
        claimed: (b,) mean similarity in each bin, ascending.
        found: (b,) observed share of genuine in each bin, at even odds overall.
        weight: (b,) share of all comparisons in each bin; sums to 1.
    """

    claimed: NDArray[np.float64]
    found: NDArray[np.float64]
    weight: NDArray[np.float64]

    @property
    def expected_calibration_error(self) -> float:
        """Mean gap between claimed and observed, 0..1 (Naeini et al. 2015, equal-mass bins)."""
        return float((self.weight * np.abs(self.claimed - self.found)).sum())


def cllr(genuine: ArrayLike, impostor: ArrayLike) -> float:
    """Cost of the log likelihood ratios, in bits: 0 is perfect, 1 is no better than always 0.5.

    A similarity of exactly 0 for a genuine signature or 1 for a forgery claims certainty and is
    wrong, so it costs infinity.

    Args:
        genuine: (n,) similarities, 0..1.
        impostor: (m,) similarities of one kind of forgery, 0..1.

    Raises:
        ScoreError: empty, NaN, or outside 0..1.
    """
    right, wrong = _similarities(genuine, impostor)
    with np.errstate(divide="ignore"):
        return float(-(np.log2(right).mean() + np.log2(1 - wrong).mean()) / 2)


def cllr_of_log_odds(genuine: NDArray[np.float64], impostor: NDArray[np.float64]) -> float:
    """`cllr` of natural log likelihood ratios, (n,) and (m,), finite."""
    cost = np.logaddexp(0, -genuine).mean() + np.logaddexp(0, impostor).mean()
    return float(cost / (2 * np.log(2)))


def min_cllr(genuine: ArrayLike, impostor: ArrayLike) -> float:
    """The least Cllr that any rising map of these scores reaches: the cost of discrimination alone.

    Isotonic regression on the same scores finds it, so it is optimistic on small sets.
    ``cllr - min_cllr`` is the cost of miscalibration.

    Args:
        genuine: (n,) scores on any scale, higher = more alike.
        impostor: (m,) scores of one kind of forgery.

    Raises:
        ScoreError: empty or NaN.
    """
    right = checked_scores(genuine, name="genuine similarities")
    wrong = checked_scores(impostor, name="impostor similarities")
    blocks = isotonic_blocks(right, wrong)
    return float(-(np.log2(blocks.at(right)).mean() + np.log2(1 - blocks.at(wrong)).mean()) / 2)


def platt_check(genuine: ArrayLike, impostor: ArrayLike) -> PlattCheck:
    """Slope and intercept (Cox 1958) of the observed evidence against the claimed evidence.

    Args:
        genuine: (n,) similarities strictly between 0 and 1.
        impostor: (m,) similarities of one kind of forgery, likewise.

    Raises:
        ScoreError: empty, NaN, 0, 1 or outside, or all the same.
    """
    right = log_odds_of(genuine, name="genuine similarities")
    wrong = log_odds_of(impostor, name="impostor similarities")
    labels = np.arange(right.size + wrong.size) < right.size
    line = fit_log_odds(np.concatenate([right, wrong]), positive=labels)
    cost = cllr_of_log_odds(
        line.slope * right + line.intercept, line.slope * wrong + line.intercept
    )
    return PlattCheck(slope=line.slope, intercept=line.intercept, cllr=cost)


def reliability(genuine: ArrayLike, impostor: ArrayLike, *, bins: int = BINS) -> Reliability:
    """Claimed against observed shares, in bins that each hold the same share of the comparisons.

    Genuine and forged have a weight of one half each, as in the similarity map. Equal similarities
    share a bin, so there may be fewer bins than requested.

    Args:
        genuine: (n,) similarities, 0..1.
        impostor: (m,) similarities of one kind of forgery, 0..1.
        bins: how many at most; at least 1.

    Raises:
        ScoreError: empty, NaN, or outside 0..1.
    """
    right, wrong = _similarities(genuine, impostor)
    values = np.unique(np.concatenate([right, wrong]))
    of_genuine = _share_at(right, values=values) / 2
    weights = of_genuine + _share_at(wrong, values=values) / 2
    # A value belongs to the bin that contains the middle of its weight.
    middle = np.cumsum(weights) - weights / 2
    _, code = np.unique(np.minimum((middle * bins).astype(int), bins - 1), return_inverse=True)
    weight = np.bincount(code, weights=weights).astype(np.float64)
    return Reliability(
        claimed=np.bincount(code, weights=weights * values) / weight,
        found=np.bincount(code, weights=of_genuine) / weight,
        weight=weight,
    )


@dataclass(frozen=True, slots=True, eq=False)
class IsotonicBlocks:
    """The best rising probability of "genuine", constant on each block of scores.

    Attributes:
        first: (b,) least score of each block, strictly ascending.
        mean: (b,) mean score of each block, with weights of one half each for genuine and forged.
        probability: (b,) 0..1, strictly ascending.
    """

    first: NDArray[np.float64]
    mean: NDArray[np.float64]
    probability: NDArray[np.float64]

    def at(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities at scores that the blocks were fitted to."""
        return self.probability[np.searchsorted(self.first, scores, side="right") - 1]


def isotonic_blocks(genuine: NDArray[np.float64], impostor: NDArray[np.float64]) -> IsotonicBlocks:
    """Isotonic regression by pooling adjacent violators (Ayer et al. 1955).

    Genuine and forged have a weight of one half each.

    Args:
        genuine: (n,) scores, finite.
        impostor: (m,) scores, finite.
    """
    values = np.unique(np.concatenate([genuine, impostor]))
    of_genuine = _share_at(genuine, values=values)
    weights = of_genuine + _share_at(impostor, values=values)
    heights: list[float] = []
    masses: list[float] = []
    starts: list[int] = []
    for start, (part, mass) in enumerate(zip(of_genuine.tolist(), weights.tolist(), strict=True)):
        height, first = part / mass, start
        while heights and heights[-1] >= height:
            before = masses.pop()
            height = (heights.pop() * before + height * mass) / (before + mass)
            mass += before
            first = starts.pop()
        heights.append(height)
        masses.append(mass)
        starts.append(first)
    return IsotonicBlocks(
        first=values[starts],
        mean=np.add.reduceat(weights * values, starts) / np.add.reduceat(weights, starts),
        probability=np.array(heights),
    )


def _share_at(scores: NDArray[np.float64], *, values: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(np.searchsorted(values, scores), minlength=values.size)
    shares: NDArray[np.float64] = counts / scores.size
    return shares


def _similarities(
    genuine: ArrayLike, impostor: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        checked_similarities(genuine, name="genuine similarities"),
        checked_similarities(impostor, name="impostor similarities"),
    )
