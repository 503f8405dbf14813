"""An index that finds candidates among very many signatures, before cells are compared.

A comparison cell by cell takes half a millisecond, so a hundred thousand signatures would take a
minute. A search vector pools a signature's cells. The index projects these vectors on their
strongest directions, damps the strong ones so that weak ones count too, and finds the candidates by
one product of a matrix with a vector. The share of misses is measured:
docs/decisions/0014-mandates-and-identification.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

# The length of a projected search vector: 1 KiB a signature.
DIRECTIONS: Final = 256
# The directions are computed from this many vectors.
_SAMPLE: Final = 4096
VECTORS_AT_ONCE: Final = 8192

Vectors = NDArray[np.float32]


class SearchIndex:
    """Signatures by signer, ready to be searched."""

    def __init__(
        self, vectors: NDArray[np.float16] | Vectors, *, signers: NDArray[np.int64]
    ) -> None:
        """Build the index; a hundred thousand vectors take some seconds.

        Args:
            vectors: (n, d) search vectors, n >= 1.
            signers: (n,) who wrote each, any numbers.
        """
        order = np.argsort(signers, kind="stable")
        self._rows: NDArray[np.int64] = order
        starts = np.flatnonzero(np.diff(signers[order], prepend=signers[order[0]] - 1))
        self._starts = starts
        self._ends = np.append(starts[1:], len(order))
        self._signers = signers[order[starts]]
        picked = np.linspace(0, len(vectors) - 1, min(len(vectors), _SAMPLE)).astype(np.int64)
        sample = np.asarray(vectors[picked], np.float32)
        self._mean = sample.mean(axis=0)
        _, strengths, directions = np.linalg.svd(sample - self._mean, full_matrices=False)
        kept = min(DIRECTIONS, len(strengths))
        # Half-way whitening, relative to the last direction kept.
        damping = 1.0 / np.sqrt(strengths[:kept] + max(float(strengths[kept - 1]), 1e-6))
        self._map = np.ascontiguousarray((directions[:kept] * damping[:, None]).T, np.float32)
        self._reduced = np.empty((len(order), kept), np.float32)
        for start in range(0, len(order), VECTORS_AT_ONCE):
            part = order[start : start + VECTORS_AT_ONCE]
            self._reduced[start : start + len(part)] = self._reduce(vectors[part])

    @property
    def memory_bytes(self) -> int:
        """Memory that it takes."""
        arrays = (self._reduced, self._map, self._rows, self._starts, self._ends, self._signers)
        return sum(array.nbytes for array in arrays)

    def nearest(
        self, vector: NDArray[np.float16] | Vectors, *, count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The most likely signers, and the nearest signature of each.

        Args:
            vector: (d,) search vector.
            count: how many signers at most.

        Returns:
            (k,) signers, the most likely first, and (k,) rows of ``vectors``.
        """
        scores = self._reduced @ self._reduce(vector[None])[0]
        best = np.maximum.reduceat(scores, self._starts)
        count = min(count, len(best))
        chosen = np.argpartition(-best, count - 1)[:count]
        chosen = chosen[np.argsort(-best[chosen], kind="stable")]
        rows = [
            start + int(np.argmax(scores[start:end]))
            for start, end in zip(self._starts[chosen], self._ends[chosen], strict=True)
        ]
        return self._signers[chosen], self._rows[rows]

    def _reduce(self, vectors: NDArray[np.float16] | Vectors) -> Vectors:
        reduced = (np.asarray(vectors, np.float32) - self._mean) @ self._map
        lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
        return np.asarray(reduced / np.maximum(lengths, 1e-12), np.float32)
