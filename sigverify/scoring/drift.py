"""Whether similarities in use are distributed as those of a calibration were.

The measure is the population stability index of credit scoring (Siddiqi, "Credit Risk Scorecards",
2006): the sum of ``(seen - expected) * ln(seen / expected)`` over the classes of a distribution. By
its usual reading a value below 0.1 is no change and one from 0.25 on is a change that somebody must
look into. For the same distribution, n times the index is about chi-squared distributed with one
degree of freedom less than classes (Yurdakul, 2018), so small samples get no verdict.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sigverify.scoring.checks import ScoreError, checked_scores

CHANGED: Final = 0.25
LEAST_NUMBER: Final = 200
# A class without members counts as half a member.
_HALF: Final = 0.5


def stability_index(seen: ArrayLike, *, expected: ArrayLike) -> float:
    """Return the population stability index; 0 for equal shares.

    Args:
        seen: (k,) numbers of similarities in each class, not all 0.
        expected: (k,) numbers of similarities that the calibration leads one to expect in each.

    Raises:
        ScoreError: the numbers do not match, are negative, or all are 0.
    """
    counts = checked_scores(seen, name="numbers of similarities")
    wanted = checked_scores(expected, name="expected numbers")
    if counts.shape != wanted.shape or min(counts.min(), wanted.min()) < 0 or not counts.sum():
        raise ScoreError("These counts are not of the same classes.", remedy="Count them again.")
    if not wanted.sum():
        raise ScoreError("Nothing is expected.", remedy="Name a calibration with rates.")
    least = _HALF / counts.sum()
    shares = np.maximum(counts / counts.sum(), least)
    others = np.maximum(wanted / wanted.sum(), least)
    return float(np.sum((shares - others) * np.log(shares / others)))


def has_changed(seen: ArrayLike, *, expected: ArrayLike) -> bool:
    """Whether the distribution has changed so much that somebody must look into it.

    Args:
        seen: as `stability_index`.
        expected: as `stability_index`.

    Returns:
        False for less than `LEAST_NUMBER` similarities.

    Raises:
        ScoreError: as `stability_index`.
    """
    if float(np.sum(checked_scores(seen, name="numbers of similarities"))) < LEAST_NUMBER:
        return False
    return stability_index(seen, expected=expected) >= CHANGED
