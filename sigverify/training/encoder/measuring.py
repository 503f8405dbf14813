"""How well the exported network tells the signatures of a split apart."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sigverify.evaluation.near_duplicates import NEAR_SHARE, find_near_duplicates
from sigverify.imaging.registration import lines_on_canvas
from sigverify.terms import PairKind, Split
from sigverify.training.encoder.export import open_encoder
from sigverify.training.encoder.validation import (
    EMBEDDING_BATCH,
    Comparisons,
    Embeddings,
    compare_by_set,
)
from sigverify.training.signatures.corpus import Corpus, Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A split without near-duplicates.

    Attributes:
        examples: (n) the remaining signatures.
        embeddings: (n, ...) float32 of these.
        by_set: their comparisons.
        near_duplicates: number of signatures left out.
    """

    examples: Examples
    embeddings: Embeddings = field(repr=False)
    by_set: dict[str, Comparisons]
    near_duplicates: int


def measure_splits(
    encoder_onnx: bytes, *, corpus: Corpus, seed: int, threads: int
) -> dict[Split, Measured]:
    """`measure` for ``val`` and, where the corpus has it, ``val_cross``.

    Raises:
        DataError: the corpus has no ``val``.
    """
    corpus.require(Split.VAL)
    return {
        split: measure(encoder_onnx, examples=corpus.splits[split], seed=seed, threads=threads)
        for split in (Split.VAL, Split.VAL_CROSS)
        if split in corpus.splits
    }


def measure(encoder_onnx: bytes, *, examples: Examples, seed: int, threads: int) -> Measured:
    """Embed a split with the exported network, drop near-duplicates and compare the rest.

    Args:
        encoder_onnx: the exported network.
        examples: the split.
        seed: of the comparisons' draws.
        threads: how many compare.
    """
    embed = open_encoder(encoder_onnx, threads=threads)
    embeddings = np.concatenate(
        [
            embed(examples.canvases(np.arange(start, min(start + EMBEDDING_BATCH, len(examples)))))
            for start in range(0, len(examples), EMBEDDING_BATCH)
        ]
    )
    by_set = compare_by_set(embeddings, examples=examples, seed=seed)
    genuine = [
        entry.distances[PairKind.GENUINE].values
        for entry in by_set.values()
        if PairKind.GENUINE in entry.distances
    ]
    if not genuine:
        return Measured(examples=examples, embeddings=embeddings, by_set=by_set, near_duplicates=0)
    near_duplicates = find_near_duplicates(
        embeddings,
        hands=examples.hands,
        # There is no calibration yet, so the median of the genuine distances serves instead.
        near=NEAR_SHARE * float(np.median(np.concatenate(genuine))),
        lines=lambda row: lines_on_canvas(examples.canvases(np.array([row]))[0]),
        threads=threads,
    )
    kept = np.setdiff1d(np.arange(len(examples)), near_duplicates)
    left, left_embeddings = examples.subset(kept), embeddings[kept]
    return Measured(
        examples=left,
        embeddings=left_embeddings,
        by_set=compare_by_set(left_embeddings, examples=left, seed=seed),
        near_duplicates=int(near_duplicates.size),
    )
