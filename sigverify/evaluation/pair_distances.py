"""Distances between the signatures of a set, each computed once and only on demand.

A comparison takes up to a millisecond, and five references for each of thousands of questioned
signatures need the same pairs repeatedly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import embedding_distances
from sigverify.progress import Progress
from sigverify.verification.parallel import in_order

Indices = NDArray[np.int64]


class PairDistances:
    """A lookup table for the distances of chosen pairs."""

    def __init__(
        self,
        embeddings: NDArray[np.float32],
        *,
        pairs: Indices,
        threads: int,
        progress: Progress,
    ) -> None:
        """Compute the distance of each pair once, whatever its order and number of occurrences.

        Args:
            embeddings: (n, ...) of the signatures.
            pairs: (p, 2) indices of the signatures to compare.
            threads: number of threads.
            progress: called with (pairs done, pairs to do).
        """
        self._count = len(embeddings)
        keys = self._keys(pairs[:, 0], pairs[:, 1])
        self._known = np.unique(keys[pairs[:, 0] != pairs[:, 1]])
        rows, columns = np.divmod(self._known, max(self._count, 1))
        firsts, starts = np.unique(rows, return_index=True)
        groups = np.split(columns, starts[1:]) if firsts.size else []

        def compare(task: tuple[int, Indices]) -> NDArray[np.float64]:
            first, others = task
            row = embedding_distances(embeddings[first : first + 1], embeddings[others])
            return row.reshape(-1)

        self._values = np.empty(self._known.size)
        done = 0
        for values in in_order(compare, zip(firsts, groups, strict=True), threads=threads):
            self._values[done : done + values.size] = values
            done += values.size
            progress(done, self._known.size)

    def at(self, first: Indices, second: Indices) -> NDArray[np.float64]:
        """Look up distances; a signature has a distance of 0 to itself.

        Args:
            first: (...) indices.
            second: (...) indices of the same shape.

        Raises:
            KeyError: a pair was not computed.
        """
        result = np.zeros(first.shape)
        apart = first != second
        keys = self._keys(first[apart], second[apart])
        places = np.searchsorted(self._known, keys)
        if keys.size and not (
            places.max() < self._known.size and np.array_equal(self._known[places], keys)
        ):
            raise KeyError("a pair was not compared")
        result[apart] = self._values[places]
        return result

    def _keys(self, first: Indices, second: Indices) -> Indices:
        """One number for each pair, the same in both orders."""
        keys: Indices = np.minimum(first, second) * self._count + np.maximum(first, second)
        return keys
