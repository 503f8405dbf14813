"""Input checks that all functions of this package share.

Scores come from people's tables as well as from the program, so a bad one raises a ``DataError``
with a remedy. It is also a ``ValueError``, as callers of numerical code expect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.errors import DataError


class ScoreError(DataError, ValueError):
    """Scores that give no valid result: none at all, NaN, infinite, or of the wrong shape."""


class TooFewWritersError(ScoreError):
    """A spread between writers can't be estimated from fewer than two writers."""


def checked_scores(values: ArrayLike, *, name: str) -> NDArray[np.float64]:
    """Scores as a float array, checked.

    Args:
        values: (n,) numbers, any real dtype.
        name: their name in the message, in the plural ("genuine similarities").

    Returns:
        (n,) float64, n >= 1, all finite.

    Raises:
        ScoreError: empty, not one-dimensional, not numbers, NaN or infinite.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ScoreError(
            f"The {name} are not all numbers.", remedy="Look for text or gaps among the scores."
        ) from error
    if array.ndim != 1:
        raise ScoreError(
            f"The {name} have {array.ndim} dimensions instead of one.",
            remedy="Give one number for each comparison.",
        )
    if array.size == 0:
        raise ScoreError(
            f"There are no {name}.", remedy="Rates need at least one comparison of each kind."
        )
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ScoreError(
            f"{bad} of the {array.size} {name} are NaN or infinite.",
            remedy="Find out which comparison gave no number; leaving it out would hide it.",
        )
    return array


def checked_similarities(values: ArrayLike, *, name: str) -> NDArray[np.float64]:
    """Similarities as a float array, checked.

    Args:
        values: (n,) numbers.
        name: their name in the message, in the plural.

    Returns:
        (n,) float64, n >= 1, all in 0..1.

    Raises:
        ScoreError: as `checked_scores`, or outside 0..1.
    """
    array = checked_scores(values, name=name)
    if array.min() < 0 or array.max() > 1:
        raise ScoreError(
            f"Some of the {name} lie outside 0..1.",
            remedy="Give similarities, not distances or log likelihood ratios.",
        )
    return array


def log_odds_of(similarities: ArrayLike, *, name: str) -> NDArray[np.float64]:
    """Natural log-odds of similarities: their log likelihood ratios.

    Args:
        similarities: (n,) strictly between 0 and 1.
        name: their name in the message, in the plural.

    Returns:
        (n,) float64, finite.

    Raises:
        ScoreError: empty, NaN, 0, 1 or outside.
    """
    array = checked_similarities(similarities, name=name)
    if array.min() == 0 or array.max() == 1:
        raise ScoreError(
            f"Some of the {name} are exactly 0 or 1, which is a claim of certainty.",
            remedy="Look for a similarity map that is far too steep.",
        )
    log_odds: NDArray[np.float64] = np.log(array) - np.log1p(-array)
    return log_odds
