"""Conversion between distances and similarities."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError, checked_scores
from sigverify.scoring.logistic import fit_log_odds, sigmoid


@dataclass(frozen=True, slots=True)
class SimilarityMap:
    """similarity = sigmoid(a * (b - distance)): falls as the distance grows, 0.5 at b.

    Attributes:
        a: steepness, more than 0: the change of the log-odds with the distance.
        b: the distance at which the evidence is even.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        """Refuse a map that does not fall.

        Raises:
            ValueError: a is not positive, or either value is NaN or infinite.
        """
        if not (math.isfinite(self.a) and math.isfinite(self.b) and self.a > 0):
            raise ValueError(f"a similarity needs finite a > 0 and finite b, not {self}")

    def similarity(self, distance: float) -> float:
        """Similarity of one distance, 0..1.

        Raises:
            ScoreError: the distance is NaN or infinite.
        """
        return float(self.similarities([distance])[0])

    def similarities(self, distances: ArrayLike) -> NDArray[np.float64]:
        """Similarities of many distances.

        Args:
            distances: (n,) distances. Usually 0..2.6; a fused one may lie outside.

        Returns:
            (n,) float64, 0..1, higher = more alike.

        Raises:
            ScoreError: empty, NaN or infinite.
        """
        return sigmoid(self.a * (self.b - checked_scores(distances, name="distances")))

    def distance(self, similarity: float) -> float:
        """The distance with this similarity; negative where no two signatures can reach it.

        Raises:
            ValueError: the similarity is not strictly between 0 and 1.
        """
        if not 0 < similarity < 1:
            raise ValueError(f"no distance has a similarity of {similarity}")
        return self.b - (math.log(similarity) - math.log1p(-similarity)) / self.a


def fit_logistic(distances: ArrayLike, *, genuine: ArrayLike) -> SimilarityMap:
    """Fit the map whose similarity is the probability of "genuine" at even odds.

    Genuine and forged have a weight of one half each, whatever their numbers. So 0.5 is the point
    of even evidence and ``log(s / (1 - s))`` a log likelihood ratio, which does not depend on the
    share of forgeries among a bank's signatures (see `fit_log_odds`, also for separable data).

    Args:
        distances: (n,) distances of genuine pairs and of forgeries. The caller chooses the kind of
            forgery; the similarity is evidence against that kind.
        genuine: (n,) bool, True where both signatures are the same writer's own.

    Raises:
        ScoreError: NaN, empty, only one class, all equal, or genuine pairs no nearer than
            forgeries.
    """
    line = fit_log_odds(distances, positive=genuine)
    if line.slope >= 0:
        raise ScoreError(
            "Genuine pairs are no nearer to each other than forgeries.",
            remedy="Look for swapped labels, or for a model that does not fit these images.",
        )
    return SimilarityMap(a=-line.slope, b=-line.intercept / line.slope)
