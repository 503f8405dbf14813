"""Whether several specimens agree with a signature, and with each other.

The fused similarity is a mean, so one specimen that agrees can hide others that do not. Measured on
58 writers of `val` and `val_cross` with two, three and five specimens
(``python -m tests.benchmarks.specimen_consistency``): half of the specimens or more fell short for
9, 5 and 4 % of the accepted genuine signatures and for 36, 33 and 46 % of the accepted skilled
forgeries. A specimen was unlike all others for 2, 2 and 3 % of the genuine signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sigverify.scoring.decision import Thresholds

# An accepted similarity is near the threshold if its odds are less than this many times those of
# the threshold: 2 to 4 % of the genuine signatures that were accepted, 39 to 58 % of the skilled
# forgeries.
NEAR_FACTOR: Final = 2.0
# The similarity at which the evidence is even.
EVEN: Final = 0.5


def few_agree(alone: Sequence[float], *, thresholds: Thresholds) -> bool:
    """Whether half of the specimens or more fall short of `enough_alone` by themselves.

    Args:
        alone: (k) the similarity to each specimen by itself, 0..1.
        thresholds: from similarity to decision.
    """
    enough = enough_alone(thresholds)
    short = sum(similarity < enough for similarity in alone)
    return len(alone) > 1 and 2 * short >= len(alone)


def enough_alone(thresholds: Thresholds) -> float:
    """The similarity to a single specimen that speaks for the signature, 0..1.

    A stricter threshold asks more of all specimens together, not of each by itself.
    """
    return min(thresholds.accept_at, EVEN)


def strangers(among: ArrayLike, *, thresholds: Thresholds) -> list[int]:
    """The specimens that are unlike all others: each of these similarities alone would be flagged.

    Args:
        among: (k, k) similarities among the specimens, 0..1; the diagonal is ignored.
        thresholds: from similarity to decision, with one specimen.
    """
    rows = np.array(among, dtype=np.float64)
    if len(rows) < 2:
        return []
    np.fill_diagonal(rows, -1.0)
    return np.flatnonzero(rows.max(axis=1) < thresholds.flag_below).tolist()


def barely_accepted(similarity: float, *, thresholds: Thresholds) -> bool:
    """Whether an accepted similarity is near the threshold."""
    if similarity < thresholds.accept_at:
        return False
    return _odds(similarity) < NEAR_FACTOR * _odds(thresholds.accept_at)


def _odds(similarity: float) -> float:
    return similarity / (1 - similarity) if similarity < 1 else float("inf")
