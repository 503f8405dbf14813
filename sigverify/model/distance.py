"""How far apart embeddings lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def embedding_distances(
    first: NDArray[np.float32], second: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Euclidean distances between two lists of embeddings.

    Args:
        first: (n, D) embeddings of unit length.
        second: (m, D) embeddings of unit length.

    Returns:
        (n, m) float64, 0..2; 0 for the same embedding up to 1e-7.
    """
    # In double precision: near zero, single precision would leave an error of 1e-4 under the root.
    a, b = first.astype(np.float64), second.astype(np.float64)
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None, :] - 2 * (a @ b.T)
    distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0))
    return distances
