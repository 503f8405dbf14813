"""The frozen output is computed once, resumed after a kill, and made anew when it must be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sigverify.errors import DataError
from sigverify.terms import Split
from sigverify.training.encoder import frozen as frozen_module
from sigverify.training.encoder.augmentation import AugmentConfig
from sigverify.training.encoder.frozen import FrozenImages, freeze_images
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.signatures.corpus import Corpus, Examples, Indices
from tests.helpers.small_training import SmallEncoder, fresh_network

CPU = torch.device("cpu")


@pytest.fixture
def examples(corpus: Corpus) -> Examples:
    return corpus.require(Split.TRAIN)


class Killed(Exception):
    """Simulates a power cut."""


def freeze(
    examples: Examples,
    cache: Path,
    *,
    rows: Indices,
    network: EncoderNetwork | None = None,
    augmentation: AugmentConfig | None = None,
    seed: int = 1,
    kill_at: int | None = None,
) -> tuple[FrozenImages, list[int]]:
    """The images, and how many were computed after each shard."""
    computed: list[int] = []

    def progress(done: int, _total: int) -> None:
        computed.append(done)
        if done == kill_at:
            raise Killed

    images = freeze_images(
        network or fresh_network(),
        examples=examples,
        rows=rows,
        views=np.arange(len(rows)) % 2,
        augmentation=augmentation,
        seed=seed,
        cache=cache,
        device=CPU,
        progress=progress,
    )
    return images, computed


def test_the_stored_output_is_that_of_the_network(examples: Examples, tmp_path: Path) -> None:
    rows = np.array([3, 0, 7])
    images, _ = freeze(examples, tmp_path, rows=rows)
    canvases = torch.from_numpy(examples.canvases(rows))[:, None].float() / 255
    network = fresh_network().eval()
    stored = images.read(np.array([0, 1, 2]), device=CPU)
    with torch.no_grad():
        torch.testing.assert_close(
            stored.features, network.frozen(canvases).features, rtol=1e-3, atol=1e-3
        )
        torch.testing.assert_close(
            network.embeddings(stored), network(canvases), rtol=1e-2, atol=1e-2
        )
    again = images.read(np.array([2, 0]), device=CPU)
    assert torch.equal(again.features, stored.features[[2, 0]])
    assert torch.equal(again.inked, stored.inked[[2, 0]])


def test_a_view_depends_on_nothing_but_image_number_and_seed(
    examples: Examples, tmp_path: Path
) -> None:
    change = AugmentConfig()
    some, _ = freeze(examples, tmp_path / "1", rows=np.array([4, 5, 6]), augmentation=change)
    alone, _ = freeze(
        examples, tmp_path / "2", rows=np.array([6, 6]), augmentation=change
    )  # the views 0 and 1
    other, _ = freeze(examples, tmp_path / "3", rows=np.array([6]), augmentation=change, seed=2)

    def features(images: FrozenImages, index: int) -> torch.Tensor:
        return images.read(np.array([index]), device=CPU).features

    torch.testing.assert_close(features(some, 2), features(alone, 0))
    assert not torch.equal(features(alone, 0), features(alone, 1))
    assert not torch.equal(features(alone, 0), features(other, 0))


def test_what_is_stored_is_not_computed_again(
    examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen_module, "BATCH", 2)
    monkeypatch.setattr(frozen_module, "SHARD_BATCHES", 2)
    rows = np.arange(10)
    with pytest.raises(Killed):
        freeze(examples, tmp_path / "killed", rows=rows, kill_at=4)
    resumed, computed = freeze(examples, tmp_path / "killed", rows=rows)
    assert computed == [4, 6]
    whole, computed = freeze(examples, tmp_path / "whole", rows=rows)
    assert computed == [4, 8, 10]
    one, other = (images.read(rows, device=CPU) for images in (resumed, whole))
    torch.testing.assert_close(one.features, other.features)
    # Fewer or more images than before: only the new ones are computed.
    assert freeze(examples, tmp_path / "whole", rows=rows[:6])[1] == []
    assert freeze(examples, tmp_path / "whole", rows=np.arange(12))[1] == [2]


@pytest.mark.parametrize("what", ["weights", "augmentation", "seed"])
def test_other_settings_have_other_features(examples: Examples, tmp_path: Path, what: str) -> None:
    network, change, seed = fresh_network(), AugmentConfig(), 1
    rows = np.arange(2)
    freeze(examples, tmp_path, rows=rows, network=network, augmentation=change, seed=seed)
    if what == "weights":
        network = _changed(network)
    elif what == "augmentation":
        change = replace(change, shear=0.5)
    else:
        seed = 2
    _, computed = freeze(
        examples, tmp_path, rows=rows, network=network, augmentation=change, seed=seed
    )
    assert computed == [2]


def _changed(network: SmallEncoder) -> SmallEncoder:
    with torch.no_grad():
        next(network.trunk.parameters()).add_(0.1)
    return network


def test_trained_weights_do_not_matter(examples: Examples, tmp_path: Path) -> None:
    network = fresh_network()
    freeze(examples, tmp_path, rows=np.arange(2), network=network)
    with torch.no_grad():
        network.head.weight.add_(0.1)
    assert freeze(examples, tmp_path, rows=np.arange(2), network=network)[1] == []


def test_a_damaged_cache_is_named(examples: Examples, tmp_path: Path) -> None:
    freeze(examples, tmp_path, rows=np.arange(2))
    (array,) = tmp_path.rglob("*.features.npy")
    array.write_bytes(b"nothing")
    with pytest.raises(DataError, match="damaged"):
        freeze(examples, tmp_path, rows=np.arange(2))
