from pathlib import Path

import numpy as np
import pytest
import torch

from sigverify.terms import PairKind, Split
from sigverify.training.encoder import head
from sigverify.training.encoder.frozen import freeze_examples
from sigverify.training.encoder.head import fit_head, start_head
from sigverify.training.encoder.validation import compare_by_set, embed
from sigverify.training.signatures.corpus import Corpus
from tests.helpers.small_training import fresh_network


def test_the_map_whitens_within_hands_and_keeps_what_differs_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Compared with numpy on features with known directions."""
    monkeypatch.setattr(head, "SHRINKAGE", 1e-6)
    rng = np.random.default_rng(1)
    hands = np.repeat(np.arange(40), 6)
    between = rng.standard_normal((40, 3, 5)) @ np.diag([0.1, 0.1, 4.0, 0.1, 2.0])
    within = rng.standard_normal((240, 3, 5)) @ np.diag([3.0, 1.0, 1.0, 1.0, 1.0])
    features = between[hands] + within + 7
    weight, bias = fit_head(
        torch.from_numpy(features).float(), hands=torch.from_numpy(hands), size=2
    )
    mapped = features @ weight.double().numpy().T + bias.double().numpy()
    np.testing.assert_allclose(mapped.mean(axis=(0, 1)), 0, atol=1e-3)
    centred = mapped - np.stack([mapped[hands == hand].mean(axis=0) for hand in hands])
    flat = centred.reshape(-1, 2)
    scatter = flat.T @ flat / (200 * 3)
    np.testing.assert_allclose(scatter, np.eye(2), atol=1e-2)
    # The two directions kept are the third and the fifth, in this order.
    strongest = (weight * torch.from_numpy(features.reshape(-1, 5).std(axis=0))).abs().argmax(dim=1)
    assert strongest.tolist() == [2, 4]


def test_the_network_gets_the_map_and_tells_signatures_apart(
    corpus: Corpus, tmp_path: Path
) -> None:
    train, val = corpus.require(Split.TRAIN), corpus.require(Split.VAL)
    cpu = torch.device("cpu")
    network = fresh_network()
    before = network.head.weight.detach().clone()
    images = freeze_examples(
        network, examples=train, cache=tmp_path, device=cpu, progress=lambda *_: None
    )
    start_head(network, images=images, hands=train.hands, device=cpu)
    assert not torch.equal(network.head.weight, before)
    by_set = compare_by_set(embed(network, val, device=cpu), examples=val, seed=1)
    assert by_set["one"].eer(PairKind.RANDOM) == 0
