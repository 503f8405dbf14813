"""The retrieval figures of an evaluation: how well signers are identified."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import search_vectors
from sigverify.evaluation.figures import Figure, mean_of_shares
from sigverify.evaluation.images import ImageSet
from sigverify.evaluation.results import RetrievalFigures, VectorMap
from sigverify.scoring.performance.retrieval import retrieve

# Writers in the plot of the search vectors; more are hard to tell apart by colour.
MAP_WRITERS: Final = 12
# Genuine and forged signatures of each writer; more forgeries would hide the genuine ones.
MAP_SIGNATURES: Final = 30
# Largest gallery: the distances between all its signatures take 400 MB.
MAX_GALLERY: Final = 7000


def retrieval_of(images: ImageSet, *, seed: int) -> tuple[RetrievalFigures | None, str | None]:
    """Search for each genuine signature of a set among all others; without figures, the reason."""
    usable = images.signatures.usable
    genuine = ~images.signatures.forged[usable]
    writers = images.signatures.writers[usable][genuine]
    _, counts = np.unique(writers, return_counts=True)
    if counts.size < 2:
        return None, "a search needs signatures of two writers"
    if counts.max() < 2:
        return None, "no writer has two genuine signatures"
    rows = np.flatnonzero(genuine)
    if rows.size > MAX_GALLERY:
        # Drop whole writers, so that the others keep all their right answers.
        order = np.random.default_rng(seed).permutation(np.unique(writers))
        sizes = np.cumsum([(writers == one).sum() for one in order])
        kept = order[: max(2, int(np.searchsorted(sizes, MAX_GALLERY, side="right")))]
        rows, writers = rows[np.isin(writers, kept)], writers[np.isin(writers, kept)]
    vectors = search_vectors(images.embeddings[rows])
    # For unit vectors this has the same order as the Euclidean distance.
    found = retrieve(np.float32(1) - vectors @ vectors.T, writers=writers)

    def figure(values: NDArray[np.generic]) -> Figure:
        return mean_of_shares(
            values.astype(np.float64), found.writers, counted="searches", seed=seed
        )

    return (
        RetrievalFigures(
            signatures=rows.size,
            without_match=found.left_out,
            precision_at_1=figure(found.hits),
            mean_average_precision=figure(found.average_precision),
            mean_reciprocal_rank=figure(found.reciprocal_rank),
        ),
        None,
    )


def vector_map_of(images: ImageSet) -> VectorMap:
    """The search vectors of the first signatures of the first writers of a set."""
    usable = images.signatures.usable
    writers, forged = images.signatures.writers[usable], images.signatures.forged[usable]
    shown = np.concatenate(
        [
            np.flatnonzero((writers == writer) & (forged == label))[:MAP_SIGNATURES]
            for writer in np.unique(writers)[:MAP_WRITERS]
            for label in (False, True)
        ]
        or [np.empty(0, dtype=np.int64)]
    )
    return VectorMap(
        vectors=search_vectors(images.embeddings[shown]) if shown.size else np.empty((0, 0), "f4"),
        writers=writers[shown],
        forged=forged[shown],
    )
