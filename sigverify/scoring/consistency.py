"""Whether several specimens agree with a signature, and with each other.

The fused similarity is a mean, so one specimen that agrees can hide others that do not. Measured on
58 writers of `val` and `val_cross` with two, three and five specimens
(``python -m tests.benchmarks.specimen_consistency``): half of the specimens or more spoke against
5, 3 and 2 % of the accepted genuine signatures and against 24, 25 and 9 % of the accepted skilled
forgeries. A specimen was unlike all others for 1, 2 and 2 % of the genuine signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sigverify.scoring.decision import Thresholds
from sigverify.scoring.evidence import likelihood_ratio

# An accepted similarity is near the threshold if its odds are less than this many times those of
# the threshold: 10 to 11 % of the genuine signatures that were accepted, 56 to 81 % of the skilled
# forgeries.
NEAR_FACTOR: Final = 2.0
# A specimen speaks against a signature if the odds are this many to one against it. Even odds as
# the limit refer a tenth of the genuine signatures on real leaves (decision 0005).
AGAINST_FACTOR: Final = 2.0


def few_agree(alone: Sequence[float], *, thresholds: Thresholds) -> bool:
    """Whether half of the specimens or more, each by itself, speak against a signature.

    Args:
        alone: (k) the similarity to each specimen by itself, 0..1.
        thresholds: from similarity to decision.
    """
    return len(alone) > 1 and 2 * count_against(alone, thresholds=thresholds) >= len(alone)


def count_against(alone: Sequence[float], *, thresholds: Thresholds) -> int:
    """How many of several specimens, each by itself, speak against a signature.

    A stricter threshold asks more of all specimens together, not of each by itself.

    Args:
        alone: (k) the similarity to each specimen by itself, 0..1.
        thresholds: from similarity to decision.
    """
    limit = min(thresholds.accept_at, 1 / (1 + AGAINST_FACTOR))
    return sum(similarity < limit for similarity in alone)


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
    return likelihood_ratio(similarity) < NEAR_FACTOR * likelihood_ratio(thresholds.accept_at)
