"""Near-duplicates: signatures that were digitised twice and are twice in a collection.

They differ in pixels but compare more closely than two genuine signatures can, so they make every
figure better than it is. BHSig260 contains hundreds (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.evaluation.pair_distances import PairDistances
from sigverify.imaging.registration import InkLines, register
from sigverify.verification.copies import calls_copy

# Signatures are registered only below this distance, as a share of the distance at which the
# evidence is even; the near-duplicates of BHSig260 lie at 0.02 to 0.58 of it.
NEAR_SHARE: Final = 0.6

Indices = NDArray[np.int64]


def find_near_duplicates(
    embeddings: NDArray[np.float32],
    *,
    hands: Indices,
    near: float,
    lines: Callable[[int], InkLines],
    threads: int,
) -> Indices:
    """Find signatures that are near-duplicates of another one of the same hand.

    Args:
        embeddings: (n, ...) of the signatures.
        hands: (n,) the hand of each; imitations of a writer count as a separate hand.
        near: the largest distance at which two signatures are registered.
        lines: gives the lines of a signature by its index.
        threads: number of threads.

    Returns:
        (d,) indices, ascending, without the first image of each signature.
    """
    pairs = _pairs_of_one_hand(hands)
    if not len(pairs):
        return np.empty(0, np.int64)
    distances = PairDistances(
        embeddings, pairs=pairs, threads=threads, progress=lambda done, total: None
    ).at(pairs[:, 0], pairs[:, 1])
    known: dict[int, InkLines] = {}
    near_duplicates: set[int] = set()
    for first, second in pairs[distances <= near].tolist():
        if first in near_duplicates or second in near_duplicates:
            continue
        for row in (first, second):
            if row not in known:
                known[row] = lines(row)
        if calls_copy(register(known[first], known[second])):
            near_duplicates.add(second)
    return np.array(sorted(near_duplicates), dtype=np.int64)


def _pairs_of_one_hand(hands: Indices) -> Indices:
    """(p, 2) indices, the lower one first, by hand."""
    parts = []
    for hand in np.unique(hands).tolist():
        rows = np.flatnonzero(hands == hand)
        first, second = np.triu_indices(rows.size, k=1)
        parts.append(np.stack([rows[first], rows[second]], axis=1))
    return np.concatenate(parts) if parts else np.empty((0, 2), np.int64)
