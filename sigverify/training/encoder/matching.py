"""Distances within a batch as `sigverify.encoding.distance` computes them, with gradients.

A test compares them with `sigverify.encoding.distance.embedding_distances`.
"""

from __future__ import annotations

import torch
from torch import Tensor

from sigverify.encoding.distance import (
    OUT_OF_REACH,
    REACH_COLUMNS,
    REACH_ROWS,
    ROOT_FLOOR,
    WHOLE_WEIGHT,
)


def distance_matrix(embeddings: Tensor, *, wanted: Tensor) -> Tensor:
    """Distances of the wanted pairs of a batch.

    Args:
        embeddings: (B, R, C, D + 1) float32: descriptors, then each cell's weight.
        wanted: (B, B) bool; a pair is wanted if it is so in either order.

    Returns:
        (B, B) float32, symmetrical; 0 for pairs that are not wanted.
    """
    first, second = torch.where((wanted | wanted.T).triu(diagonal=1))
    values = _distances(embeddings, first=first, second=second)
    matrix = torch.zeros(wanted.shape, device=embeddings.device)
    matrix = matrix.index_put((first, second), values)
    return matrix + matrix.T


def in_window(embeddings: Tensor) -> Tensor:
    """The embeddings with weight in one random rectangle of cells only, the same for all.

    Two signatures then are compared in a part of the canvas. The rectangle has at least half of the
    rows and two fifths of the columns; it is drawn by torch's generator.
    """
    rows, columns = embeddings.shape[1:3]
    high, top = _side(rows, least=rows // 2)
    wide, left = _side(columns, least=2 * columns // 5)
    weight = torch.zeros_like(embeddings[..., -1:])
    inside = (slice(None), slice(top, top + high), slice(left, left + wide), slice(-1, None))
    weight[inside] = embeddings[inside]
    return torch.cat([embeddings[..., :-1], weight], dim=-1)


def _side(cells: int, *, least: int) -> tuple[int, int]:
    """Length and start of a random interval of cells."""
    length = int(torch.randint(least, cells + 1, ()))
    return length, int(torch.randint(0, cells - length + 1, ()))


def _distances(embeddings: Tensor, *, first: Tensor, second: Tensor) -> Tensor:
    """(P,) distances of pairs given by two lists of indices."""
    _, rows, columns, _ = embeddings.shape
    cells = embeddings.flatten(1, 2)
    descriptors, weights = cells[..., :-1], cells[..., -1]
    lengths = descriptors.square().sum(dim=-1)
    squares = torch.bmm(descriptors[first], descriptors[second].transpose(1, 2)) * -2
    squares = squares + lengths[first][:, :, None] + lengths[second][:, None, :]
    squares = squares + _out_of_reach(rows, columns, device=embeddings.device)
    forward = _weighted(squares.amin(dim=2), weights=weights[first])
    backward = _weighted(squares.amin(dim=1), weights=weights[second])
    whole = torch.einsum("bcd,bc->bd", descriptors, weights)
    whole = whole / weights.sum(dim=1, keepdim=True).clamp(min=1)
    apart = (whole[first] - whole[second]).square().sum(dim=1)
    return (forward + backward) / 2 + WHOLE_WEIGHT * (apart + ROOT_FLOOR).sqrt()


def _weighted(squares: Tensor, *, weights: Tensor) -> Tensor:
    costs = (squares.clamp(min=0) + ROOT_FLOOR).sqrt()
    return (costs * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)


def _out_of_reach(rows: int, columns: int, *, device: torch.device) -> Tensor:
    """(cells, cells): 0 where two cells may match, a large number where they are too far apart."""
    cell = torch.arange(rows * columns, device=device)
    row, column = cell // columns, cell % columns
    far = (row[:, None] - row).abs() > REACH_ROWS
    far |= (column[:, None] - column).abs() > REACH_COLUMNS
    return far * OUT_OF_REACH
