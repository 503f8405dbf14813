"""The images of a data set, each read and embedded once, as the program reads any signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import Duplicates, ManifestItem, without_duplicates
from sigverify.evaluation.near_duplicates import NEAR_SHARE, find_near_duplicates
from sigverify.evaluation.protocol import Signatures
from sigverify.imaging.quality import Severity
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason, free_text
from sigverify.terms import Label
from sigverify.verification.caches.embeddings import EmbeddingCache
from sigverify.verification.embedding import EmbeddedFile, embed_files
from sigverify.verification.verifier import Verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableImage:
    """An image without an embedding.

    Attributes:
        item: its row.
        readable: True if it is an image, but not a usable one.
        reasons: why it is unusable, at least one.
    """

    item: ManifestItem
    readable: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImageSet:
    """One data set, ready for comparison.

    Attributes:
        writers: ids of the writers; `signatures` has their indices.
        signatures: (n) writer, label and usability of each image.
        embeddings: (u, ...) float32, of the usable images, in their order.
        items: the rows of the signatures, without duplicates.
        sha256: hash of each image file; None if it could not be read.
        faults: the unusable images.
        duplicates: rows that were dropped.
        from_cache: number of images found in the cache.
        cache_fault: why embeddings could not be cached; None if they were.
    """

    writers: tuple[str, ...]
    items: tuple[ManifestItem, ...]
    sha256: tuple[str | None, ...]
    signatures: Signatures
    embeddings: NDArray[np.float32]
    faults: tuple[UnusableImage, ...]
    duplicates: Duplicates
    from_cache: int
    cache_fault: str | None


def read_images(
    items: Sequence[ManifestItem],
    *,
    verifier: Verifier,
    threads: int,
    progress: Progress,
    cancelled: Cancelled = never,
    cache: EmbeddingCache | None = None,
) -> ImageSet:
    """Read, check and embed the images of one data set.

    Args:
        items: the rows of the set.
        verifier: the model.
        threads: number of images processed at once.
        progress: called with (images done, images to do).
        cancelled: called from time to time; True stops the work.
        cache: embeddings of earlier runs.

    Raises:
        CancelledError: the run was cancelled.
    """
    embedded = embed_files(
        [item.path for item in items],
        verifier=verifier,
        threads=threads,
        progress=progress,
        cancelled=cancelled,
        cache=cache,
    )
    found = embedded.files
    # Two blank images are two faults, not one signature twice.
    pixels = [
        f"fault {index}"
        if file.signature is None or file.signature.embedding is None
        else file.signature.pixels_sha256
        for index, file in enumerate(found)
    ]
    kept, duplicates = without_duplicates(items, pixels=pixels)
    near_duplicates = _near_duplicates(items, found, rows=kept, verifier=verifier, threads=threads)
    kept = [row for row in kept if row not in near_duplicates]
    embeddings = [array for row in kept if (array := _embedding(found[row])) is not None]
    names, writers = np.unique([items[row].writer for row in kept], return_inverse=True)
    return ImageSet(
        writers=tuple(names.tolist()),
        items=tuple(items[row] for row in kept),
        sha256=tuple(found[row].sha256 for row in kept),
        signatures=Signatures(
            writers=writers.astype(np.int64),
            forged=np.array([items[row].label is Label.FORGED for row in kept], dtype=np.bool_),
            usable=np.array([_embedding(found[row]) is not None for row in kept], dtype=np.bool_),
        ),
        embeddings=np.stack(embeddings) if embeddings else np.empty((0, 0), dtype=np.float32),
        faults=tuple(
            fault
            for item, file in zip(items, found, strict=True)
            if (fault := _fault(item, file)) is not None
        ),
        duplicates=replace(duplicates, digitised_again=len(near_duplicates)),
        from_cache=embedded.from_cache,
        cache_fault=embedded.cache_fault,
    )


def _near_duplicates(
    items: Sequence[ManifestItem],
    found: Sequence[EmbeddedFile],
    *,
    rows: Sequence[int],
    verifier: Verifier,
    threads: int,
) -> set[int]:
    """The rows that are near-duplicates of another row."""
    usable: list[int] = []
    embeddings: list[NDArray[np.float32]] = []
    for row in rows:
        embedding = _embedding(found[row])
        if embedding is not None:
            usable.append(row)
            embeddings.append(embedding)
    if not usable:
        return set()
    hands = [f"{items[row].label} {items[row].writer}" for row in usable]
    near_duplicates = find_near_duplicates(
        np.stack(embeddings),
        hands=np.unique(hands, return_inverse=True)[1].astype(np.int64),
        near=NEAR_SHARE * verifier.middle_distance,
        # Few pairs are near enough to be registered, so ink is extracted again instead of kept.
        lines=lambda index: verifier.prepare(items[usable[index]].path).lines,
        threads=threads,
    )
    return {usable[index] for index in near_duplicates.tolist()}


def _embedding(file: EmbeddedFile) -> NDArray[np.float32] | None:
    return None if file.signature is None else file.signature.embedding


def _fault(item: ManifestItem, file: EmbeddedFile) -> UnusableImage | None:
    if file.signature is None:
        return UnusableImage(item=item, readable=False, reasons=(file.fault or free_text(""),))
    if file.signature.embedding is not None:
        return None
    reasons = [
        finding.reason
        for finding in file.signature.quality
        if finding.severity is Severity.UNUSABLE
    ]
    return UnusableImage(item=item, readable=True, reasons=tuple(reasons))
