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
BLOCK_BYTES: Final = 8 * 2**20

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
    columns = first.shape[2]
    # The largest array of a block holds three rows of cells against one.
    block = max(1, BLOCK_BYTES // (4 * (2 * REACH_ROWS + 1) * columns * columns))
    distances = np.empty((len(first), len(second)))
    for i, one in enumerate(first):
        for start in range(0, len(second), block):
            many = second[start : start + block]
            forward, backward = _nearest(one, many)
            distances[i, start : start + block] = (
                _weighted(forward, one[None, ..., -1]) + _weighted(backward, many[..., -1])
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
    forward, backward = _nearest(first, second[None])
    return forward[0], backward[0]


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


def _nearest(one: Cells, many: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(m, R, C) distances of each cell to its nearest match: of one on many, of many on one.

    Row by row, as only neighbouring rows are within reach. It also keeps the products too small
    for the BLAS to spread over threads, which on a busy machine takes ten times as long.
    """
    rows, columns, depth = one[..., :-1].shape
    count = len(many)
    own, others = one[..., :-1], np.ascontiguousarray(many[..., :-1])
    own_squares = np.einsum("rcd,rcd->rc", own, own)
    other_squares = np.einsum("mrcd,mrcd->mrc", others, others)
    apart = _out_of_reach(columns)
    forward = np.empty((count, rows, columns), np.float32)
    backward = np.full((count, rows, columns), np.inf, np.float32)
    for row in range(rows):
        band = slice(max(0, row - REACH_ROWS), row + REACH_ROWS + 1)
        near = others[:, band]
        height = near.shape[1]
        squares = np.matmul(near.reshape(count, height * columns, depth), -2.0 * own[row].T)
        squares = squares.reshape(count, height, columns, columns)
        squares += other_squares[:, band, :, None]
        squares += own_squares[row] + apart
        forward[:, row] = squares.min(axis=(1, 2))
        np.minimum(backward[:, band], squares.min(axis=3), out=backward[:, band])
    return _root(forward), _root(backward)


def _root(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) + ROOT_FLOOR), dtype=np.float32)


def _weighted(costs: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    total = (costs * weights).sum(axis=(1, 2), dtype=np.float64)
    return np.asarray(total / np.maximum(weights.sum(axis=(1, 2), dtype=np.float64), 1.0))


def _out_of_reach(columns: int) -> NDArray[np.float32]:
    """(C, C): 0 where two columns may match, `OUT_OF_REACH` where they lie too far apart."""
    column = np.arange(columns)
    far = np.abs(column[:, None] - column) > REACH_COLUMNS
    return np.where(far, np.float32(OUT_OF_REACH), np.float32(0))
