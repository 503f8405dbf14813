"""The distance of two signatures: cell by cell, and as wholes.

An embedding is a grid with one descriptor a cell and the weight of each cell (1 = ink, 0 = bare
paper). Two genuine signatures never coincide exactly, so an inked cell of one is compared with the
cells around the same place on the other, and the nearest counts. The distance is the mean over the
inked cells, in both directions. Compared with one vector for a whole signature this halves the
errors on unseen writers (docs/experiments.md). Other published networks that generalise across data
sets also match local patches.

The mean descriptor of a signature's inked cells tells what its strokes are like, wherever they lie:
slant, roundness, spacing. The distance of both means is added with a small weight. It errs in other
cases than the cells do, and helps on data sets that no training has seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

# The reach of a match, in cells. The training uses the same numbers.
REACH_ROWS: Final = 1
REACH_COLUMNS: Final = 2
# The squared distance of cells out of reach; any number above the squared diameter (4) will do.
OUT_OF_REACH: Final = 1e4
# Keeps the root's slope finite in training; it must be the same here to give the same numbers.
ROOT_FLOOR: Final = 1e-4
# Weight of the wholes' distance beside that of the cells. The training uses the same number.
WHOLE_WEIGHT: Final = 0.3
# One block of comparisons takes about this much memory.
BLOCK_BYTES: Final = 2**20

# A search vector pools the cells of the grid into this many parts in each direction.
SEARCH_ROWS: Final = 3
SEARCH_COLUMNS: Final = 5

Cells = NDArray[np.float32]


def embedding_distances(first: Cells, second: Cells) -> NDArray[np.float64]:
    """Distances between two lists of embeddings.

    Args:
        first: (n, R, C, D + 1) float32: descriptors of length at most 1, then the cell's weight.
        second: (m, R, C, D + 1) likewise.

    Returns:
        (n, m) float64, 0..2.6, symmetrical; 0.013 for the same embedding (the roots' floor).
    """
    distances = np.empty((len(first), len(second)))
    wholes, others = _whole(first), _whole(second)
    for i in range(len(first)):
        apart = _apart(wholes[i : i + 1], others)
        for part in _blocks(second):
            sides = _sides(first[i : i + 1], second[part])
            distances[i, part] = _middle(sides + apart[part])
    return distances


def paired_distances(first: Cells, second: Cells) -> NDArray[np.float64]:
    """Distances between two lists of embeddings, each to its counterpart.

    The results equal those of `embedding_distances` to the last bit and take less time than one
    call for each pair.

    Args:
        first: (n, R, C, D + 1) float32.
        second: (n, R, C, D + 1) float32.

    Returns:
        (n,) float64.
    """
    return _middle(paired_sides(first, second))


def paired_sides(first: Cells, second: Cells) -> NDArray[np.float64]:
    """The distance in either direction; the mean of both is the distance.

    The directions differ in the cells that are matched; the wholes' part is the same in both.

    Args:
        first: (n, R, C, D + 1) float32.
        second: (n, R, C, D + 1) float32.

    Returns:
        (2, n) float64: of the inked cells of the first list's embeddings to their matches on the
        second's, and the other way round.
    """
    sides = np.empty((2, len(first)))
    for part in _blocks(first):
        sides[:, part] = _sides(first[part], second[part])
    return sides + _apart(_whole(first), _whole(second))


def cell_costs(first: Cells, second: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where two signatures differ: each cell's distance to its nearest match on the other.

    Args:
        first: (R, C, D + 1) float32.
        second: (R, C, D + 1) float32.

    Returns:
        Two (R, C) float32 maps, 0..2, for the cells of the first and of the second. The mean over
        inked cells, averaged over both maps, is the cells' part of the signatures' distance.
    """
    forward, backward = _nearest(first[None], second[None])
    return forward[0], backward[0]


def part_distances(first: Cells, second: Cells, *, parts: int) -> NDArray[np.float64]:
    """The distance of two signatures as if each upright part of the first were all of it.

    The first's inked columns are divided into parts of equal width. The cells of either signature
    in these columns are matched as in `cell_costs`; the wholes' part of the distance is the same
    in all.

    Args:
        first: (R, C, D + 1) float32, with ink.
        second: (R, C, D + 1) float32.
        parts: how many.

    Returns:
        (parts,) float64, from left to right, on the scale of `paired_distances`.
    """
    costs = cell_costs(first, second)
    weights = (first[..., -1], second[..., -1])
    inked = np.flatnonzero(weights[0].any(axis=0))
    edges = np.linspace(inked[0], inked[-1] + 1, parts + 1).round().astype(np.intp)
    apart = float(_apart(_whole(first[None]), _whole(second[None]))[0])
    found = []
    for start, end in pairwise(edges):
        # Bare paper on one of them has no cells to match; the other's cells tell the distance.
        sides = [
            float(np.average(cost[:, start:end], weights=weight[:, start:end]))
            for cost, weight in zip(costs, weights, strict=True)
            if weight[:, start:end].any()
        ]
        found.append(apart + float(np.mean(sides)) if sides else apart)
    return np.array(found)


def search_vectors(embeddings: Cells) -> NDArray[np.float32]:
    """One vector of unit length for each signature: the fast first stage of a search.

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


def _blocks(embeddings: Cells) -> Iterator[slice]:
    """Parts of a list to compare at once: as many as the processor's cache holds."""
    _, rows, columns, _ = embeddings.shape
    products = 4 * rows * (2 * REACH_ROWS + 1) * columns * (columns + 2 * REACH_COLUMNS)
    size = max(1, BLOCK_BYTES // products)
    for start in range(0, len(embeddings), size):
        yield slice(start, start + size)


def _sides(one: Cells, many: Cells) -> NDArray[np.float64]:
    """(2, m) of (m or 1, ...) embeddings to (m, ...) others, and of these to those."""
    forward, backward = _nearest(one, many)
    return np.stack([_weighted(forward, one[..., -1]), _weighted(backward, many[..., -1])])


def _apart(one: NDArray[np.float32], many: NDArray[np.float32]) -> NDArray[np.float32]:
    """(m,) the wholes' part of the distance, of (m or 1, D) mean descriptors to (m, D) others."""
    apart = WHOLE_WEIGHT * _root(np.square(one - many).sum(axis=1))
    return np.asarray(apart, dtype=np.float32)


def _whole(embeddings: Cells) -> NDArray[np.float32]:
    """(m, D): the mean descriptor of each signature's inked cells."""
    count, rows, columns, depth = embeddings.shape
    cells = embeddings.reshape(count, rows * columns, depth)
    weights = cells[..., -1]
    total = np.matmul(weights[:, None], cells[..., :-1])[:, 0]
    return np.asarray(total / np.maximum(weights.sum(axis=1, keepdims=True), 1.0))


def _middle(sides: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((sides[0] + sides[1]) / 2, dtype=np.float64)


def _nearest(one: Cells, many: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Distances of each cell to its nearest match: of one on many, of many on one.

    All cells of a row are multiplied with all cells of the three rows in reach, because a BLAS is
    fastest at that. The products are too small for the BLAS to use threads, which on a busy machine
    would take ten times as long. Only the diagonals within reach are used from each product.

    Args:
        one: (m or 1, R, C, D + 1).
        many: (m, R, C, D + 1).

    Returns:
        Two (m, R, C) float32.
    """
    count, rows, columns, depth = many.shape
    depth -= 1
    band, wide = 2 * REACH_ROWS + 1, columns + 2 * REACH_COLUMNS
    down = slice(REACH_ROWS, REACH_ROWS + rows)
    across = slice(REACH_COLUMNS, REACH_COLUMNS + columns)
    # Cells beyond the edges match nothing.
    own = np.zeros((len(one), rows, depth, wide), np.float32)
    own[..., across] = one[..., :-1].swapaxes(2, 3)
    own_squares = np.full((len(one), rows, 1, wide), OUT_OF_REACH, np.float32)
    own_squares[:, :, 0, across] = _squares(one)
    others = np.zeros((count, rows + 2 * REACH_ROWS, columns, depth), np.float32)
    np.multiply(many[..., :-1], np.float32(-2.0), out=others[:, down])
    other_squares = np.full((count, rows + 2 * REACH_ROWS, columns), OUT_OF_REACH, np.float32)
    other_squares[:, down] = _squares(many)
    near = _strided(others, (count, rows, band * columns, depth), others.strides)
    square_strides = other_squares.strides
    near_squares = _strided(
        other_squares, (count, rows, band, columns), (*square_strides[:2], *square_strides[1:])
    )
    products = np.matmul(near, own).reshape(count, rows, band, columns, wide)
    *outer, step, next_own = products.strides
    # Cell c of the others against cell c + shift - REACH_COLUMNS of the own, for each shift.
    shifts = 2 * REACH_COLUMNS + 1
    diagonals = _strided(
        products, (shifts, *near_squares.shape), (next_own, *outer, step + next_own)
    )
    along = _strided(
        own_squares,
        (shifts, len(one), rows, 1, columns),
        (own_squares.strides[-1], *own_squares.strides),
    )
    squares = np.add(diagonals, near_squares, order="C")
    squares += along
    back = squares.min(axis=0)
    least = squares[:, :, :, 0]
    for row in range(1, band):
        least = np.minimum(least, squares[:, :, :, row])
    forward = np.full((count, rows, columns), np.inf, np.float32)
    for shift in range(shifts):
        offset = shift - REACH_COLUMNS
        mine = slice(max(0, offset), columns + min(0, offset))
        theirs = slice(max(0, -offset), columns + min(0, -offset))
        reached = forward[..., mine]
        np.minimum(reached, least[shift, ..., theirs], out=reached)
    backward = np.full((count, rows + 2 * REACH_ROWS, columns), np.inf, np.float32)
    for row in range(band):
        reached = backward[:, row : row + rows]
        np.minimum(reached, back[:, :, row], out=reached)
    return _root(forward), _root(backward[:, down])


def _strided(
    array: NDArray[np.float32], shape: tuple[int, ...], strides: tuple[int, ...]
) -> NDArray[np.float32]:
    """A strided view; numpy's `as_strided` is slower than much of the work on it."""
    return np.ndarray(shape, array.dtype, array, strides=strides)


def _squares(embeddings: Cells) -> NDArray[np.float32]:
    descriptors = embeddings[..., :-1]
    return np.asarray(np.einsum("mrcd,mrcd->mrc", descriptors, descriptors), dtype=np.float32)


def _root(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) + ROOT_FLOOR), dtype=np.float32)


def _weighted(costs: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    total = (costs * weights).sum(axis=(1, 2), dtype=np.float64)
    return np.asarray(total / np.maximum(weights.sum(axis=(1, 2), dtype=np.float64), 1.0))
