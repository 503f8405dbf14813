"""A gradient-boosted classifier on features of a pair, beside the network's distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from sigverify.encoding.distance import cell_costs, paired_distances
from sigverify.training.encoder.validation import Embeddings
from sigverify.training.selection.protocol import Floats, PairDistance, WriterPairs
from sigverify.training.signatures.corpus import Indices

_SHARES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)


def pair_features(embeddings: Embeddings, first: Indices, second: Indices) -> Floats:
    """(p, F) features of pairs of rows; they do not depend on the order of a pair.

    The distance; the mean, spread and quantiles of the cells' distances in the easier and the
    harder direction; and how far the two signatures differ in ink and in the shape of their box.
    """
    others = np.stack(
        [_features(embeddings[a], embeddings[b]) for a, b in zip(first, second, strict=True)]
    )
    return np.column_stack([paired_distances(embeddings[first], embeddings[second]), others])


def boosted_distance(
    embeddings: Embeddings, *, fitted_on: Embeddings, pairs: Sequence[WriterPairs], seed: int
) -> PairDistance:
    """One minus the classifier's probability of "genuine".

    Args:
        embeddings: of the signatures to be compared.
        fitted_on: of the signatures that the classifier is fitted on.
        pairs: comparisons of these; genuine pairs and each kind of forgery have equal weight.
        seed: of the fit.
    """
    features: list[Floats] = []
    kinds: list[int] = []
    for entry in pairs:
        upper = np.triu_indices(len(entry.genuine), k=1)
        sides = [
            (entry.genuine[upper[0]], entry.genuine[upper[1]]),
            *(
                (np.repeat(entry.genuine, len(rows)), np.tile(rows, len(entry.genuine)))
                for rows in (entry.forged, entry.strangers)
            ),
        ]
        for kind, (first, second) in enumerate(sides):
            if len(first):
                features.append(pair_features(fitted_on, first, second))
                kinds += [kind] * len(first)
    kind_of = np.array(kinds)
    counts = np.bincount(kind_of, minlength=3)
    weights = np.array([2.0, 1.0, 1.0])[kind_of] / counts[kind_of]
    classifier = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=40, random_state=seed
    )
    classifier.fit(np.concatenate(features), kind_of == 0, sample_weight=weights * len(kind_of) / 4)

    def distance(first: Indices, second: Indices) -> Floats:
        chances = classifier.predict_proba(pair_features(embeddings, first, second))
        return np.asarray(1.0 - chances[:, 1], np.float64)

    return distance


def _features(first: NDArray[np.float32], second: NDArray[np.float32]) -> Floats:
    sides = []
    inked = [embedding[..., -1] > 0 for embedding in (first, second)]
    for costs, ink in zip(cell_costs(first, second), inked, strict=True):
        found = costs[ink] if ink.any() else np.zeros(1)
        sides.append([found.mean(), found.std(), *np.quantile(found, _SHARES)])
    easier, harder = sorted(sides)
    counts = [int(cells.sum()) for cells in inked]
    shapes = [_box(cells) for cells in inked]
    either = max(int((inked[0] | inked[1]).sum()), 1)
    return np.array(
        [
            *easier,
            *harder,
            sum(counts) / 2,
            abs(counts[0] - counts[1]) / max(*counts, 1),
            int((inked[0] & inked[1]).sum()) / either,
            *(abs(a - b) for a, b in zip(*shapes, strict=True)),
            *(max(a, b) for a, b in zip(*shapes, strict=True)),
        ]
    )


def _box(inked: NDArray[np.bool_]) -> tuple[int, int]:
    """Rows and columns with ink."""
    return int(inked.any(axis=1).sum()), int(inked.any(axis=0).sum())
