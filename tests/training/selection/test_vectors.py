"""The classical maps of one vector a signature do what their names say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from sigverify.terms import Split
from sigverify.training.selection.vectors import (
    Fitting,
    Mapper,
    components,
    encoded,
    fit_autoencoder,
    large_margin,
    neighbourhood_components,
    reduced,
    whitened,
)
from sigverify.training.signatures.corpus import Corpus

HANDS = np.repeat(np.arange(12), 8)


@pytest.fixture
def fitting() -> Fitting:
    """Two dimensions tell hands apart, four loud ones do not."""
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(12, 2)) * 2
    quiet = centres[HANDS] + rng.normal(size=(96, 2))
    loud = rng.normal(size=(96, 4)) * 5
    return Fitting(vectors=np.hstack([quiet, loud]).astype(np.float32), hands=HANDS, seed=1)


def separation(vectors: NDArray[np.float32]) -> float:
    """Mean distance between hands over that within."""
    distances = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    same = HANDS[:, None] == HANDS
    return float(distances[~same].mean() / distances[same & ~np.eye(96, dtype=bool)].mean())


def test_whitening_makes_hands_vary_equally_in_all_directions(fitting: Fitting) -> None:
    mapped = whitened(fitting)(fitting.vectors)
    centred = mapped - np.stack([mapped[hand == HANDS].mean(axis=0) for hand in HANDS])
    scatter = centred.T @ centred / (96 - 12)
    # A tenth of the estimate is isotropic.
    assert np.abs(scatter - np.diag(np.diagonal(scatter))).max() < 1e-3
    assert 0.8 < np.diagonal(scatter).min() <= np.diagonal(scatter).max() < 1.2


@pytest.mark.parametrize("fit", [neighbourhood_components, large_margin])
def test_a_learnt_metric_tells_hands_apart_better(
    fitting: Fitting, fit: Callable[[Fitting], Mapper]
) -> None:
    before = separation(whitened(fitting)(fitting.vectors))
    assert separation(components(fitting)(fitting.vectors)) < before
    assert separation(fit(fitting)(fitting.vectors)) > before


def test_an_autoencoder_learns_to_draw_its_input(corpus: Corpus) -> None:
    train = corpus.require(Split.TRAIN)
    network = fit_autoencoder(train, seed=1)
    canvases = reduced(train)
    with torch.no_grad():
        drawn = network(canvases).sigmoid()
    error = functional.mse_loss(drawn, canvases)
    assert error < 0.9 * functional.mse_loss(canvases.mean(dim=0).expand_as(canvases), canvases)
    codes = encoded(network, train)
    assert len(codes) == len(train)
    assert np.isfinite(codes).all()
