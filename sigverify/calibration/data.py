"""A bank's own images, read and checked: which can be used, and why others can't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify.calibration.source import LabelledImages, SourceKind
from sigverify.datasets.folders import LAYOUT_HELP, Problem
from sigverify.errors import DataError
from sigverify.evaluation.images import read_images
from sigverify.evaluation.protocol import Signatures
from sigverify.files import canonical_json, sha256_hex
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason, ReasonCode, free_text
from sigverify.verification.caches.embeddings import EmbeddingCache
from sigverify.verification.parallel import default_threads
from sigverify.verification.verifier import Verifier
from sigverify.wording import texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerCount:
    """The counts of a signer's images.

    Attributes:
        writer: the signer's id.
        genuine: usable genuine signatures, without duplicates.
        forged: usable skilled forgeries, without duplicates.
        unusable: unusable images.
    """

    writer: str
    genuine: int
    forged: int
    unusable: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedImages:
    """Images that were read, checked and embedded.

    Attributes:
        kind: kind of the source.
        writers: ids of the signers.
        signatures: (n) writer, label and usability of each image, without duplicates.
        embeddings: (u, ...) float32, of the usable images.
        signers: the counts of each signer's images.
        problems: entries that can't be used, and why.
        counts: numbers of images, duplicates, copies and unusable images.
        sha256: hash of the files' hashes with signers and labels, independent of file names.
        cache_fault: why embeddings could not be cached; None if they were.
    """

    kind: SourceKind
    writers: tuple[str, ...]
    signatures: Signatures
    embeddings: NDArray[np.float32]
    signers: tuple[SignerCount, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    sha256: str
    cache_fault: str | None


def check_images(
    source: LabelledImages,
    *,
    verifier: Verifier,
    progress: Progress,
    cancelled: Cancelled = never,
    cache: EmbeddingCache | None = None,
    threads: int | None = None,
) -> CheckedImages:
    """Read, check and embed the images of a source.

    Duplicates and near-duplicates are left out: the copy check decides on such pairs, not the
    similarity.

    Args:
        source: the images.
        verifier: the model.
        progress: called with (images done, images to do).
        cancelled: called from time to time; True stops the work.
        cache: embeddings of earlier runs, with which a cancelled run resumes.
        threads: number of images processed at once; None takes the default for the machine.

    Raises:
        CancelledError: the run was cancelled.
        DataError: no image can be used.
    """
    images = read_images(
        source.items,
        verifier=verifier,
        threads=threads or default_threads(),
        progress=progress,
        cancelled=cancelled,
        cache=cache,
    )
    if not images.signatures.usable.any():
        first = images.faults[0] if images.faults else None
        why = f" ({first.item.name}: {' '.join(texts_of(first.reasons))})" if first else ""
        raise DataError(f"None of the images can be used{why}.", remedy=LAYOUT_HELP)
    problems = [
        *source.problems,
        *(
            Problem(name=fault.item.name, reason=_without_file(fault.reasons[0]))
            for fault in images.faults
        ),
    ]
    if images.duplicates.contradictory:
        problems.append(
            Problem(
                name=Reason(ReasonCode.IMAGES, number=images.duplicates.contradictory),
                reason=Reason(ReasonCode.IMAGE_UNDER_TWO_LABELS),
            )
        )
    return CheckedImages(
        kind=source.kind,
        writers=images.writers,
        signatures=images.signatures,
        embeddings=images.embeddings,
        signers=_signers(images.writers, images.signatures),
        problems=tuple(problems),
        counts={
            "images": len(source.items),
            "duplicates": images.duplicates.repeated + images.duplicates.contradictory,
            "copies": images.duplicates.digitised_again,
            "unusable": len(images.faults),
        },
        sha256=sha256_hex(
            canonical_json(
                sorted(
                    [sha256, item.writer, item.label.value]
                    for sha256, item in zip(images.sha256, images.items, strict=True)
                    if sha256 is not None
                )
            )
        ),
        cache_fault=images.cache_fault,
    )


def _without_file(reason: Reason) -> Reason:
    """A reason without the file name at its start, which a `Problem` already contains."""
    if reason.code is not ReasonCode.FILE_PROBLEM:
        return reason
    problem = reason.parameters["problem"]
    return problem if isinstance(problem, Reason) else free_text(str(problem))


def _signers(writers: tuple[str, ...], signatures: Signatures) -> tuple[SignerCount, ...]:
    def count(chosen: NDArray[np.bool_]) -> list[int]:
        found: list[int] = np.bincount(signatures.writers[chosen], minlength=len(writers)).tolist()
        return found

    usable, forged = signatures.usable, signatures.forged
    return tuple(
        SignerCount(writer=writer, genuine=genuine, forged=skilled, unusable=unusable)
        for writer, genuine, skilled, unusable in zip(
            writers, count(usable & ~forged), count(usable & forged), count(~usable), strict=True
        )
    )
