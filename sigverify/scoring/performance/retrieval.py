"""Retrieval measures: how well the distances find other signatures of the same writer.

Each signature in turn is the query, and all others are the gallery. Pass genuine signatures only;
a skilled forgery has no right answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError

_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Retrieval:
    """The result of each query. Queries whose writer has no other signature are left out.

    Attributes:
        writers: (q,) writer of each query, for intervals by a bootstrap over writers.
        hits: (q,) bool, whether the nearest other signature is of the same writer.
        average_precision: (q,) 0..1, mean of the precision at each signature of the same writer.
        reciprocal_rank: (q,) 0..1, one over the rank of the first signature of the same writer.
        left_out: number of signatures that are not queries; they stay in the gallery.
    """

    writers: NDArray[np.generic]
    hits: NDArray[np.bool_]
    average_precision: NDArray[np.float64]
    reciprocal_rank: NDArray[np.float64]
    left_out: int

    @property
    def precision_at_1(self) -> float:
        """Share of the queries whose nearest neighbour is of the same writer, 0..1."""
        return float(self.hits.mean())

    @property
    def mean_average_precision(self) -> float:
        """Mean over the queries of the average precision, 0..1."""
        return float(self.average_precision.mean())

    @property
    def mean_reciprocal_rank(self) -> float:
        """Mean over the queries of the reciprocal rank, 0..1."""
        return float(self.reciprocal_rank.mean())


def retrieve(distances: ArrayLike, *, writers: ArrayLike) -> Retrieval:
    """Rank all other signatures by their distance to each signature.

    Ties count against the network: the wrong writer is ranked first, so a network that gives every
    pair the same distance gains nothing from the order of the rows.

    Args:
        distances: (n, n) distances, smaller = more alike; the diagonal is ignored.
        writers: (n,) writer of each row and column, any type that can be compared.

    Returns:
        The result of each query (Manning et al. 2008, section 8.4, for average precision).

    Raises:
        ScoreError: shapes that do not fit, NaN off the diagonal, or no writer with two signatures.
    """
    matrix = np.asarray(distances, dtype=np.float64)
    ids = np.asarray(writers)
    if ids.ndim != 1 or matrix.shape != (ids.size, ids.size):
        raise ScoreError(
            f"Distances of shape {matrix.shape} do not fit writers of shape {ids.shape}.",
            remedy="Give a square matrix with one row and one column for each writer id.",
        )
    _, codes, counts = np.unique(ids, return_inverse=True, return_counts=True)
    queries = np.flatnonzero(counts[codes] > 1)
    if queries.size == 0:
        raise ScoreError(
            "No writer has two signatures, so no query has a right answer.",
            remedy="Give at least one writer with two genuine signatures.",
        )
    average_precision = np.empty(queries.size)
    reciprocal_rank = np.empty(queries.size)
    for start in range(0, queries.size, _ROWS_AT_ONCE):
        rows = queries[start : start + _ROWS_AT_ONCE]
        same = _ranked_matches(matrix, codes=codes, rows=rows)
        ranks = np.arange(1, same.shape[1] + 1)
        precision = np.cumsum(same, axis=1) / ranks
        block = slice(start, start + rows.size)
        average_precision[block] = (precision * same).sum(axis=1) / same.sum(axis=1)
        reciprocal_rank[block] = 1 / (np.argmax(same, axis=1) + 1)
    return Retrieval(
        writers=ids[queries],
        hits=reciprocal_rank == 1,
        average_precision=average_precision,
        reciprocal_rank=reciprocal_rank,
        left_out=ids.size - queries.size,
    )


def _ranked_matches(
    matrix: NDArray[np.float64], *, codes: NDArray[np.intp], rows: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """(r, n - 1) bool: whether the first, second, ... nearest of each row has the same writer."""
    distances = matrix[rows].copy()
    own = np.arange(rows.size)
    distances[own, rows] = np.inf
    if not np.isfinite(distances).sum() == distances.size - rows.size:
        raise ScoreError(
            "Distances between different signatures are NaN or infinite.",
            remedy="Find out which signature has no embedding and leave it out before.",
        )
    same = codes[rows][:, None] == codes[None, :]
    # The query is infinitely far from itself, so it comes last and is cut off.
    order = np.lexsort((same, distances), axis=-1)
    return np.take_along_axis(same, order, axis=1)[:, :-1]
