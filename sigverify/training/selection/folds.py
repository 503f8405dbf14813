"""A corpus with one group of data sets left out, and the comparisons that measure it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from sigverify.encoding.distance import paired_distances
from sigverify.errors import DataError
from sigverify.terms import Split
from sigverify.training.encoder.frozen import FrozenImages, freeze_examples
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.validation import Embeddings, embed_frozen
from sigverify.training.selection.protocol import (
    Floats,
    PairDistance,
    WriterDistances,
    WriterPairs,
    choose_pairs,
    measure_pairs,
)
from sigverify.training.signatures.corpus import Corpus, Examples, Indices
from sigverify.training.signatures.drawing import is_further_drawing
from sigverify.training.trainer import StageReport

# Sizes of the samples: measuring a group takes about a minute, and a set of 30 writers has an
# interval of some two points to either side.
WRITERS_A_SET: Final = 30
VAL_WRITERS_A_SET: Final = 12
IMAGES_A_LABEL: Final = 8
STRANGERS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Comparisons, and the signatures in them.

    Attributes:
        examples: (n) signatures.
        pairs: the comparisons; their rows are those of ``examples``.
    """

    examples: Examples
    pairs: tuple[WriterPairs, ...]

    def measured(self, distance: PairDistance) -> tuple[WriterDistances, ...]:
        """The distances of all comparisons."""
        return measure_pairs(self.pairs, distance=distance)


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """What a method may be fitted on, and what it is measured on.

    Attributes:
        kept: the sets that are not left out; ``train`` is for fitting.
        left_out: a sample of all writers of the sets that are left out.
        others: a sample of the ``val`` writers of the other sets, for fusion and threshold.
    """

    kept: Corpus
    left_out: Sample
    others: Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where and how features are computed.

    Attributes:
        cache: folder for the output of networks' frozen parts; biometric data.
        device: where to compute.
        report: called as the work proceeds.
    """

    cache: Path
    device: torch.device
    report: StageReport

    def images(self, network: EncoderNetwork, examples: Examples) -> FrozenImages:
        """The frozen part's output for signatures as they are."""
        return freeze_examples(
            network,
            examples=examples,
            cache=self.cache,
            device=self.device,
            progress=lambda done, total: self.report(
                "Preparing features", done / total, f"{done} / {total}"
            ),
        )

    def embeddings(self, network: EncoderNetwork, examples: Examples) -> Embeddings:
        """(n, R, C, D + 1) float32."""
        return embed_frozen(network, self.images(network, examples), device=self.device)


def leave_out(corpus: Corpus, *, sets: Iterable[str]) -> Fold:
    """Leave data sets out of a corpus.

    Raises:
        DataError: nothing is left to train on, or nothing to measure.
    """
    names = tuple(sets)
    kept, left = split_off(corpus, sets=names)
    return Fold(
        kept=kept,
        left_out=_sample(left, writers=WRITERS_A_SET),
        others=_sample(kept.require(Split.VAL), writers=VAL_WRITERS_A_SET),
    )


def split_off(corpus: Corpus, *, sets: Iterable[str]) -> tuple[Corpus, Examples]:
    """A corpus without some sets, and the examples of these, one drawing a signature.

    Raises:
        DataError: nothing is left to train on, or nothing to measure.
    """
    names = tuple(sets)
    splits: dict[Split, Examples] = {}
    left: list[Examples] = []
    for split, examples in corpus.splits.items():
        of_these = np.isin(examples.datasets, names)
        again = np.array([is_further_drawing(item.name) for item in examples.items])
        if (of_these & ~again).any():
            left.append(examples.subset(np.flatnonzero(of_these & ~again)))
        if split is not Split.VAL_CROSS and not of_these.all():
            splits[split] = examples.subset(np.flatnonzero(~of_these))
    if Split.TRAIN not in splits or Split.VAL not in splits or not left:
        raise DataError(
            f"Without {' and '.join(names)} there is nothing to train on, or nothing to measure.",
            remedy="Give manifests of more than one set, each with writers of train and val.",
        )
    return replace(corpus, splits=splits), Examples.joined(left)


def cell_distance(embeddings: Embeddings) -> PairDistance:
    """The product's distance between rows of embeddings."""
    return lambda first, second: paired_distances(embeddings[first], embeddings[second])


def vector_distance(vectors: NDArray[np.float32]) -> PairDistance:
    """The Euclidean distance between rows of (n, D) vectors."""

    def distance(first: Indices, second: Indices) -> Floats:
        lengths = np.linalg.norm(vectors[first] - vectors[second], axis=1)
        return np.asarray(lengths, np.float64)

    return distance


def _sample(examples: Examples, *, writers: int) -> Sample:
    pairs = choose_pairs(
        datasets=examples.datasets,
        writers=np.array([item.writer for item in examples.items], dtype=np.str_),
        forged=examples.forged,
        per_label=IMAGES_A_LABEL,
        strangers=STRANGERS,
        writers_a_set=writers,
        seed=0,
    )
    rows = np.unique(
        np.concatenate([np.concatenate((p.genuine, p.forged, p.strangers)) for p in pairs])
    )
    return Sample(
        examples.subset(rows),
        tuple(
            replace(
                entry,
                genuine=np.searchsorted(rows, entry.genuine),
                forged=np.searchsorted(rows, entry.forged),
                strangers=np.searchsorted(rows, entry.strangers),
            )
            for entry in pairs
        ),
    )
