"""Rescaling of similarities to a site's own signatures: Platt or isotonic scaling.

Both map a similarity to one whose log-odds are the log likelihood ratio on the site's data, with
genuine and forged at even odds. Platt scaling only shifts and stretches the similarity map;
isotonic scaling follows the data and needs many comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.errors import CalibrationError
from sigverify.scoring.checks import checked_similarities, log_odds_of
from sigverify.scoring.logistic import fit_log_odds, sigmoid
from sigverify.scoring.performance.calibration_quality import isotonic_blocks
from sigverify.scoring.similarity import SimilarityMap

MIN_ISOTONIC_COMPARISONS = 1000


@dataclass(frozen=True, slots=True)
class PlattScaling:
    """Log-odds of a similarity stretched and moved: slope * logit(similarity) + intercept.

    Attributes:
        slope: more than 0; 1 changes nothing, a smaller slope weakens the evidence.
        intercept: a value above 0 raises similarities.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        """Refuse a scaling that would reverse the order.

        Raises:
            ValueError: the slope is not positive, or either value is NaN or infinite.
        """
        if not (np.isfinite([self.slope, self.intercept]).all() and self.slope > 0):
            raise ValueError(f"a scaling needs a finite slope > 0 and intercept, not {self}")

    def scaled(self, original: SimilarityMap) -> SimilarityMap:
        """The similarity map that gives the scaled similarities directly."""
        return SimilarityMap(
            a=self.slope * original.a, b=original.b + self.intercept / (self.slope * original.a)
        )

    def apply(self, similarities: ArrayLike) -> NDArray[np.float64]:
        """Scaled similarities (n,), 0..1, of (n,) similarities strictly between 0 and 1.

        Raises:
            ScoreError: empty, NaN, 0, 1 or outside.
        """
        return sigmoid(self.slope * log_odds_of(similarities, name="similarities") + self.intercept)


@dataclass(frozen=True, slots=True, eq=False)
class IsotonicScaling:
    """A rising line through points, constant beyond the first and the last.

    Attributes:
        similarities: (p,) float64, strictly ascending.
        scaled: (p,) float64, never descending, strictly between 0 and 1.
    """

    similarities: NDArray[np.float64]
    scaled: NDArray[np.float64]

    def apply(self, similarities: ArrayLike) -> NDArray[np.float64]:
        """Scaled similarities (n,), 0..1, of (n,) similarities.

        Raises:
            ScoreError: empty, NaN or outside 0..1.
        """
        checked = checked_similarities(similarities, name="similarities")
        return np.interp(checked, self.similarities, self.scaled)


@dataclass(frozen=True, slots=True, eq=False)
class ScaledSimilarityMap:
    """The map from distances to similarities, followed by an isotonic scaling if there is one.

    Attributes:
        map: from distances to similarities.
        isotonic: scales those similarities; None leaves them as they are.
    """

    map: SimilarityMap
    isotonic: IsotonicScaling | None = None

    def similarities(self, distances: ArrayLike) -> NDArray[np.float64]:
        """As `SimilarityMap.similarities`."""
        found = self.map.similarities(distances)
        return found if self.isotonic is None else self.isotonic.apply(found)


def fit_platt(genuine: ArrayLike, forged: ArrayLike) -> PlattScaling:
    """Platt scaling (Platt 1999), genuine and forged weighing one half each.

    Args:
        genuine: (n,) similarities strictly between 0 and 1.
        forged: (m,) similarities of one kind of forgery, likewise.

    Raises:
        ScoreError: empty, NaN, 0, 1 or outside, or all the same.
        CalibrationError: genuine signatures are no more like their references than forgeries.
    """
    right = log_odds_of(genuine, name="genuine similarities")
    wrong = log_odds_of(forged, name="forged similarities")
    labels = np.arange(right.size + wrong.size) < right.size
    line = fit_log_odds(np.concatenate([right, wrong]), positive=labels)
    if line.slope <= 0:
        raise _no_evidence()
    return PlattScaling(slope=line.slope, intercept=line.intercept)


def fit_isotonic(genuine: ArrayLike, forged: ArrayLike) -> IsotonicScaling:
    """Isotonic scaling: pooled adjacent violators, joined by straight lines at their means.

    A similarity beyond all forgeries or all genuine signatures is not treated as certain: no
    result exceeds ``(n + 1) / (n + 2)``, Platt's bound for n comparisons.

    Args:
        genuine: (n,) similarities, 0..1.
        forged: (m,) similarities of one kind of forgery, 0..1.

    Raises:
        ScoreError: empty, NaN or outside 0..1.
        CalibrationError: fewer than 1000 comparisons of one kind, or no evidence in them.
    """
    right = checked_similarities(genuine, name="genuine similarities")
    wrong = checked_similarities(forged, name="forged similarities")
    if min(right.size, wrong.size) < MIN_ISOTONIC_COMPARISONS:
        raise CalibrationError(
            f"Isotonic scaling needs {MIN_ISOTONIC_COMPARISONS} comparisons of each kind; there "
            f"are {right.size} genuine and {wrong.size} forged.",
            remedy="Use Platt scaling.",
        )
    blocks = isotonic_blocks(right, wrong)
    if blocks.mean.size < 2:
        raise _no_evidence()
    scaled = np.clip(blocks.probability, 1 / (wrong.size + 2), (right.size + 1) / (right.size + 2))
    return IsotonicScaling(similarities=blocks.mean, scaled=scaled)


def _no_evidence() -> CalibrationError:
    return CalibrationError(
        "Genuine signatures are no more like their references than the forgeries are.",
        remedy="Look for swapped labels or for a model that does not fit these images.",
    )
