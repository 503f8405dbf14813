"""How far apart two signatures lie, cell by cell.

An embedding keeps *where* on the signature something is: a grid of descriptors, one a cell, and
the weight of each cell (1 = there is ink, 0 = bare paper). Two genuine signatures never lie on each
other exactly, so each inked cell of one is compared with the cells around the same place on the
other, and the nearest counts. The distance is the mean over the inked cells, both ways. Compared
with one vector for a whole signature this halves the errors on writers never seen
(docs/experiments.md); matching of local patches is also what carries other published networks
across data sets.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

# How far away a matching cell may lie, in cells. The training uses the same numbers.
REACH_ROWS: Final = 1
REACH_COLUMNS: Final = 2
# Cells out of reach are put this far away; any number beyond the squared diameter (4) will do.
OUT_OF_REACH: Final = 1e4
# Keeps the root's slope finite in training; it must be the same here to give the same numbers.
ROOT_FLOOR: Final = 1e-4
# One block of comparisons takes about this much memory.
BLOCK_BYTES: Final = 32 * 2**20

# A search vector pools the cells of the grid into this many stretches each way.
SEARCH_ROWS: Final = 3
SEARCH_COLUMNS: Final = 5

Cells = NDArray[np.float32]


def embedding_distances(first: Cells, second: Cells) -> NDArray[np.float64]:
    """Distances between two lists of embeddings, by matching cells.

    Args:
        first: (n, R, C, D + 1) float32: descriptors of length at most 1, then the cell's weight.
        second: (m, R, C, D + 1) likewise.

    Returns:
        (n, m) float64, 0..2, symmetrical; 0.01 for the same embedding (the root's floor).
    """
    _, rows, columns, _ = first.shape
    cells = rows * columns
    apart = _out_of_reach(rows, columns)
    block = max(1, BLOCK_BYTES // (4 * cells * cells))
    distances = np.empty((len(first), len(second)))
    for i, one in enumerate(first):
        for start in range(0, len(second), block):
            many = second[start : start + block]
            forward, backward = _nearest(one, many, apart=apart)
            own = one[..., -1].reshape(cells)
            others = many[..., -1].reshape(len(many), cells)
            distances[i, start : start + block] = (
                _weighted(forward, own[None, :]) + _weighted(backward, others)
            ) / 2
    return distances


def cell_costs(first: Cells, second: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where two signatures differ: each cell's distance to its nearest match on the other.

    Args:
        first: (R, C, D + 1) float32.
        second: (R, C, D + 1) float32.

    Returns:
        Two (R, C) float32 maps, 0..2, for the cells of the first and of the second. The mean over
        inked cells, averaged over both maps, is the signatures' distance.
    """
    rows, columns, _ = first.shape
    apart = _out_of_reach(rows, columns)
    forward, backward = _nearest(first, second[None], apart=apart)
    return forward[0].reshape(rows, columns), backward[0].reshape(rows, columns)


def search_vectors(embeddings: Cells) -> NDArray[np.float32]:
    """One vector of unit length a signature: the fast first stage of a search among many.

    Args:
        embeddings: (n, R, C, D + 1) float32.

    Returns:
        (n, 15 * D) float32, each of unit length; near in Euclidean distance = alike.
    """
    count, rows, columns, depth = embeddings.shape
    weighted = embeddings[..., :-1] * embeddings[..., -1:]
    down = np.array_split(np.arange(rows), SEARCH_ROWS)
    across = np.array_split(np.arange(columns), SEARCH_COLUMNS)
    parts = [
        weighted[:, r[0] : r[-1] + 1, c[0] : c[-1] + 1].sum((1, 2)) for r in down for c in across
    ]
    vectors = np.stack(parts, axis=1).reshape(count, len(parts) * (depth - 1))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _nearest(
    one: Cells, many: Cells, *, apart: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(m, cells) distances of each cell to its nearest match: of one on many, of many on one."""
    cells = len(apart)
    own = one[..., :-1].reshape(cells, -1)
    others = many[..., :-1].reshape(len(many), cells, -1)
    squares = np.matmul(others, -2.0 * own.T)
    squares += np.einsum("kd,kd->k", own, own)
    squares += np.einsum("mkd,mkd->mk", others, others)[..., None]
    squares += apart
    forward, backward = squares.min(axis=1), squares.min(axis=2)
    return _root(forward), _root(backward)


def _root(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) + ROOT_FLOOR), dtype=np.float32)


def _weighted(costs: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    total = (costs * weights).sum(axis=1, dtype=np.float64)
    return np.asarray(total / np.maximum(weights.sum(axis=1, dtype=np.float64), 1.0))


def _out_of_reach(rows: int, columns: int) -> NDArray[np.float32]:
    """(cells, cells): 0 where two cells may match, `OUT_OF_REACH` where they lie too far apart."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    far = (np.abs(row[:, None] - row) > REACH_ROWS) | (
        np.abs(column[:, None] - column) > REACH_COLUMNS
    )
    return np.where(far, np.float32(OUT_OF_REACH), np.float32(0))
