import numpy as np
import pytest
import torch
from small_training import fresh_network

from sigverify.terms import Split
from sigverify.training.data import Corpus
from sigverify.training.head import SHRINKAGE, fit_head, start_head
from sigverify.training.validation import embed


def test_the_map_whitens_the_scatter_within_writers() -> None:
    """Against numpy: what is left within writers is the same in all directions but shrunk."""
    rng = np.random.default_rng(1)
    writers = np.repeat(np.arange(30), 8)
    stretch = np.diag([3.0, 2.0, 1.5, 1.0, 1.0, 0.8])
    features = rng.standard_normal((30, 6))[writers] * 3 + rng.standard_normal((240, 6)) @ stretch
    genuine = np.tile([True] * 5 + [False] * 3, 30)
    features[~genuine] += 3  # imitations say nothing of how a writer varies
    weight, bias = fit_head(
        torch.from_numpy(features).float(),
        writers=torch.from_numpy(writers),
        genuine=torch.from_numpy(genuine),
        size=6,
    )
    mapped = features @ weight.double().numpy().T + bias.double().numpy()
    np.testing.assert_allclose(mapped.mean(axis=0), 0, atol=1e-3)
    centred = [
        rows - rows.mean(axis=0) for w in range(30) for rows in [mapped[genuine & (writers == w)]]
    ]
    scatter = np.linalg.eigvalsh(sum(rows.T @ rows for rows in centred) / (150 - 30))
    # (1 - s) C + s c I became the unit matrix, so C's own values lie below 1 / (1 - s).
    assert scatter.max() <= 1 / (1 - SHRINKAGE) + 1e-3
    assert np.median(scatter) == pytest.approx(1, abs=0.25)


def test_fewer_directions_than_the_embedding_has_leave_zeros() -> None:
    features = torch.randn(12, 4, generator=torch.Generator().manual_seed(1))
    writers = torch.arange(12) // 3
    weight, bias = fit_head(features, writers=writers, genuine=writers >= 0, size=7)
    assert weight.shape == (7, 4)
    assert torch.isfinite(weight).all()
    assert (weight[4:] == 0).all()
    assert (bias[4:] == 0).all()


def test_the_network_gets_the_map_of_its_own_features(corpus: Corpus) -> None:
    train = corpus.require(Split.TRAIN)
    network = fresh_network()
    start_head(network, examples=train, device=torch.device("cpu"))
    canvases = torch.from_numpy(train.canvases(np.arange(len(train))))[:, None].float() / 255
    with torch.no_grad():
        features = network.features(canvases)
        weight, bias = fit_head(
            features,
            writers=torch.from_numpy(train.writers),
            genuine=torch.from_numpy(~train.forged),
            size=16,
        )
        expected = torch.nn.functional.normalize(features @ weight.T + bias, dim=1)
    got = embed(network, train, device=torch.device("cpu"))
    np.testing.assert_allclose(got, expected.numpy(), atol=1e-4)
