"""Outputs of the encoder's frozen part, computed once for all batches and kept on the disk.

The frozen blocks work at the highest resolution and take most of a batch's time. Their output for
an image is the same in every batch, so it is stored: 64 kB an image for the blocks up to the fifth.
Entries depend on the image, the augmentation and the frozen weights alone, so trainings without
different data sets share one folder. It holds shards: two arrays and the list of their entries,
which is written last, so that an interrupted run is resumed. The features are biometric data: they
belong in the work folder of a training.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.errors import DataError
from sigverify.files import canonical_json, sha256_hex, write_atomically, write_json
from sigverify.progress import Progress
from sigverify.training.encoder.augmentation import AugmentConfig, build_augmentation
from sigverify.training.encoder.network import EncoderNetwork, Frozen
from sigverify.training.signatures.corpus import Examples, Indices

BATCH: Final = 32
SHARD_BATCHES: Final = 16
"""Of an interrupted run the last shard is lost: about ten seconds."""

Features = NDArray[np.float16]
Inked = NDArray[np.bool_]


class _Place(NamedTuple):
    """Position of an entry in the cache."""

    shard: Path
    row: int


@dataclass(frozen=True, slots=True, eq=False)
class FrozenImages:
    """The frozen part's output for a list of images, read on demand."""

    _places: tuple[_Place, ...]
    _shards: Mapping[Path, tuple[Features, Inked]]

    def __len__(self) -> int:
        """Number of images."""
        return len(self._places)

    def read(self, indices: Indices, *, device: torch.device) -> Frozen:
        """The output for some of the images; the features are float32."""
        features: list[Features] = []
        inked: list[Inked] = []
        for index in indices.tolist():
            shard, row = self._places[index]
            features.append(self._shards[shard][0][row])
            inked.append(self._shards[shard][1][row])
        return Frozen(
            features=torch.from_numpy(np.stack(features)).to(device).float(),
            inked=torch.from_numpy(np.stack(inked)).to(device),
        )


def freeze_images(
    network: EncoderNetwork,
    *,
    examples: Examples,
    rows: Indices,
    views: Indices,
    augmentation: AugmentConfig | None,
    seed: int,
    cache: Path,
    device: torch.device,
    progress: Progress,
) -> FrozenImages:
    """Open the frozen part's output for some images, and compute what the cache lacks.

    Args:
        network: the encoder, on ``device``.
        examples: where the images are from.
        rows: (n,) the image of each entry.
        views: (n,) numbers that tell the augmentations of one image apart.
        augmentation: what happens to the images, None for nothing.
        seed: of the augmentation.
        cache: folder; made if it is missing.
        device: where to compute.
        progress: called with (images done, images that were missing).

    Raises:
        OutputError: the cache can't be written.
        DataError: the cache is damaged.
    """
    folder = cache / _fingerprint(network, augmentation=augmentation, seed=seed)[:16]
    known = _read_lists(folder)
    names = [
        f"{sha256_hex(examples.canvases(np.array([row]))[0].tobytes())}-{view}"
        for row, view in zip(rows.tolist(), views.tolist(), strict=True)
    ]
    missing = {
        name: row for name, row in zip(names, rows.tolist(), strict=True) if name not in known
    }
    if missing:
        network.eval()
        parts = _computed(
            network,
            examples=examples,
            missing=missing,
            augmentation=augmentation,
            seed=seed,
            device=device,
        )
        done = 0
        for part, frozen in parts:
            known |= _write_shard(folder, part, frozen)
            done += len(part)
            progress(done, len(missing))
    places = tuple(known[name] for name in names)
    return FrozenImages(places, {shard: _open_shard(shard) for shard, _ in places})


def freeze_examples(
    network: EncoderNetwork,
    *,
    examples: Examples,
    cache: Path,
    device: torch.device,
    progress: Progress,
) -> FrozenImages:
    """`freeze_images` for all examples as they are."""
    return freeze_images(
        network,
        examples=examples,
        rows=np.arange(len(examples)),
        views=np.zeros(len(examples), np.int64),
        augmentation=None,
        seed=0,
        cache=cache,
        device=device,
        progress=progress,
    )


@torch.no_grad()
def _computed(
    network: EncoderNetwork,
    *,
    examples: Examples,
    missing: Mapping[str, int],
    augmentation: AugmentConfig | None,
    seed: int,
    device: torch.device,
) -> Iterator[tuple[list[str], Frozen]]:
    """The names and outputs of one shard after the other."""
    names = list(missing)
    for start in range(0, len(names), BATCH * SHARD_BATCHES):
        shard = names[start : start + BATCH * SHARD_BATCHES]
        outputs: list[Frozen] = []
        for first in range(0, len(shard), BATCH):
            some = shard[first : first + BATCH]
            canvases = examples.canvases(np.array([missing[name] for name in some]))
            images = torch.from_numpy(canvases)[:, None].float() / 255
            if augmentation is not None:
                images = _augmented(images, names=some, augmentation=augmentation, seed=seed)
            outputs.append(network.frozen(images.to(device)))
        yield (
            shard,
            Frozen(
                features=torch.cat([output.features.half().cpu() for output in outputs]),
                inked=torch.cat([output.inked.cpu() for output in outputs]),
            ),
        )


def _augmented(
    images: Tensor, *, names: Sequence[str], augmentation: AugmentConfig, seed: int
) -> Tensor:
    """Each image changed by draws of its own, whatever else is in the batch."""
    augment = build_augmentation(augmentation)
    changed: list[Tensor] = []
    with torch.random.fork_rng(devices=()):
        for image, name in zip(images[:, None], names, strict=True):
            torch.manual_seed(int(sha256_hex(f"{seed} {name}".encode())[:15], 16))
            changed.append(augment(image))
    return torch.cat(changed)


def _fingerprint(network: EncoderNetwork, *, augmentation: AugmentConfig | None, seed: int) -> str:
    weights = {
        name: sha256_hex(value.detach().cpu().contiguous().numpy().tobytes())
        for name, value in network.frozen_state().items()
    }
    changes = None if augmentation is None else [seed, asdict(augmentation)]
    return sha256_hex(canonical_json([weights, changes]))


def _write_shard(folder: Path, names: list[str], frozen: Frozen) -> dict[str, _Place]:
    shard = folder / f"{sha256_hex(''.join(names).encode())[:16]}.json"
    for path, values in zip(_arrays(shard), frozen, strict=True):
        stream = io.BytesIO()
        np.save(stream, values.contiguous().numpy(), allow_pickle=False)
        write_atomically(path, stream.getvalue())
    write_json(shard, names)
    return _places(shard, names)


def _arrays(shard: Path) -> tuple[Path, Path]:
    return shard.with_suffix(".features.npy"), shard.with_suffix(".inked.npy")


def _read_lists(folder: Path) -> dict[str, _Place]:
    known: dict[str, _Place] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            known |= _places(path, json.loads(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise _damaged(path) from error
    return known


def _places(shard: Path, names: Sequence[str]) -> dict[str, _Place]:
    return {name: _Place(shard, row) for row, name in enumerate(names)}


def _open_shard(shard: Path) -> tuple[Features, Inked]:
    try:
        features, inked = (
            np.load(path, mmap_mode="r", allow_pickle=False) for path in _arrays(shard)
        )
    except (OSError, ValueError) as error:
        raise _damaged(shard) from error
    if features.dtype != np.float16 or inked.dtype != np.bool_ or len(features) != len(inked):
        raise _damaged(shard)
    return features, inked


def _damaged(path: Path) -> DataError:
    return DataError(
        f"{path}: the cache of features is damaged.",
        remedy="Delete this folder; the program makes it again.",
    )
