from __future__ import annotations

import numpy as np

from sigverify.model.distance import embedding_distances


def test_distances_are_those_of_a_plain_loop() -> None:
    rng = np.random.default_rng(5)
    embeddings = rng.normal(size=(7, 20)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    first, second = embeddings[:4], embeddings[2:]
    distances = embedding_distances(first, second)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            exact = float(np.linalg.norm(a.astype(np.float64) - b.astype(np.float64)))
            assert abs(distances[i, j] - exact) < 1e-7
    assert distances[2, 0] < 1e-7
