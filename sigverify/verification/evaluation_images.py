"""The pictures of a data set, each read and embedded once, as the program reads any signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import MissingFileError, UnreadableFileError
from sigverify.imaging.quality import Severity
from sigverify.manifest import Duplicates, ManifestItem, without_duplicates
from sigverify.terms import Label
from sigverify.verification.evaluation_protocol import Signatures
from sigverify.verification.parallel import in_order
from sigverify.verification.verifier import Verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A picture of which there is no embedding.

    Attributes:
        item: its row.
        readable: True if it is a picture, but not one that can be judged.
        reasons: what is wrong with it, in plain words.
    """

    item: ManifestItem
    readable: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImageSet:
    """One data set, ready to be compared.

    Attributes:
        writers: ids of the writers; `signatures` has their indices.
        signatures: (n) what is known of each picture.
        embeddings: (u, ...) float32, of the usable ones, in their order.
        faults: the unusable ones.
        duplicates: rows that were dropped before.
    """

    writers: tuple[str, ...]
    signatures: Signatures
    embeddings: NDArray[np.float32]
    faults: tuple[Fault, ...]
    duplicates: Duplicates


class _Read(NamedTuple):
    embedding: NDArray[np.float32] | None
    pixels_sha256: str
    fault: Fault | None


def read_images(
    items: Sequence[ManifestItem],
    *,
    verifier: Verifier,
    threads: int,
    progress: Callable[[int, int], None],
) -> ImageSet:
    """Read, check and embed the pictures of one data set.

    Args:
        items: the rows of the set.
        verifier: the model.
        threads: how many pictures are worked at together; one is cleaned while another is embedded.
        progress: called with (pictures done, pictures to do).
    """

    def prepare(item: ManifestItem) -> _Read:
        return _read(item, verifier=verifier)

    found: list[_Read] = []
    for read in in_order(prepare, items, threads=threads):
        found.append(read)
        progress(len(found), len(items))
    # Two blank pictures are two faults, not one signature twice.
    pixels = [
        f"fault {index}" if read.embedding is None else read.pixels_sha256
        for index, read in enumerate(found)
    ]
    kept, duplicates = without_duplicates(items, pixels=pixels)
    embeddings = [
        read.embedding for read in (found[row] for row in kept) if read.embedding is not None
    ]
    names, writers = np.unique([items[row].writer for row in kept], return_inverse=True)
    return ImageSet(
        writers=tuple(names.tolist()),
        signatures=Signatures(
            writers=writers.astype(np.int64),
            forged=np.array([items[row].label is Label.FORGED for row in kept], dtype=np.bool_),
            usable=np.array([found[row].embedding is not None for row in kept], dtype=np.bool_),
        ),
        embeddings=np.stack(embeddings) if embeddings else np.empty((0, 0), dtype=np.float32),
        faults=tuple(read.fault for read in found if read.fault is not None),
        duplicates=duplicates,
    )


def _read(item: ManifestItem, *, verifier: Verifier) -> _Read:
    try:
        prepared = verifier.prepare(item.path)
    except (MissingFileError, UnreadableFileError) as error:
        return _Read(None, "", Fault(item=item, readable=False, reasons=(error.message,)))
    if prepared.embedding is not None:
        return _Read(prepared.embedding, prepared.pixels_sha256, None)
    reasons = [
        finding.message for finding in prepared.quality if finding.severity is Severity.UNUSABLE
    ]
    return _Read(None, "", Fault(item=item, readable=True, reasons=tuple(reasons)))
