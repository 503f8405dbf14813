"""Embeds many files, with a cache, progress, and cancellation without loss."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import CancelledError, MissingFileError, OutputError, UnreadableFileError
from sigverify.files import read_bytes, sha256_hex
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.logs.log import Log, milliseconds_since
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason
from sigverify.verification.caches.embeddings import CachedSignature, CacheKey, EmbeddingCache
from sigverify.verification.parallel import in_order, keep_freed_memory
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)

# Files are looked up, embedded and cached in groups of this size; a stop loses one group at most.
CHUNK: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmbeddedFile:
    """The result for a file.

    Attributes:
        sha256: hash of the file; None if it could not be read.
        signature: its signature; None if it is not an image.
        fault: why it is not an image.
    """

    sha256: str | None
    signature: CachedSignature | None
    fault: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFiles:
    """The results for many files.

    Attributes:
        files: one for each path, in their order.
        from_cache: the number of cached ones.
        cache_fault: why embeddings could not be cached; None if they were.
    """

    files: tuple[EmbeddedFile, ...]
    from_cache: int
    cache_fault: str | None


def embed_files(
    paths: Sequence[Path],
    *,
    verifier: Verifier,
    threads: int,
    progress: Progress,
    cancelled: Cancelled = never,
    cache: EmbeddingCache | None = None,
) -> EmbeddedFiles:
    """Read, check and embed files, each as `Verifier.prepare` does.

    Args:
        paths: the files.
        verifier: the model.
        threads: the number of files to process at the same time.
        progress: called with (files done, files to do).
        cancelled: called from time to time; True stops the work.
        cache: embeddings of earlier runs; those of this one are added as the work goes on.

    Raises:
        CancelledError: the run was cancelled; finished chunks are in the cache.
    """
    keep_freed_memory()
    started = time.perf_counter()
    found: list[EmbeddedFile] = []
    known = 0
    fault: str | None = None
    for start in range(0, len(paths), CHUNK):
        if cancelled():
            raise CancelledError(
                f"Cancelled after {start} of {len(paths)} images.",
                remedy="Start it again: it resumes where it stopped."
                if cache is not None and fault is None
                else "Start it again.",
            )
        chunk = paths[start : start + CHUNK]
        keys = [_key(path) for path in chunk]
        cached = _cached(keys, cache=cache)
        missing = [place for place, signature in enumerate(cached) if signature is None]

        def embed(place: int, *, chunk: Sequence[Path] = chunk) -> EmbeddedFile:
            return _embedded(chunk[place], verifier=verifier)

        fresh = dict(zip(missing, in_order(embed, missing, threads=threads), strict=True))
        if cache is not None and fault is None:
            fault = _keep(fresh.values(), cache=cache)
        for place, (key, signature) in enumerate(zip(keys, cached, strict=True)):
            if key is not None and signature is not None:
                known += 1
                found.append(EmbeddedFile(sha256=key.image_sha256, signature=signature, fault=None))
            else:
                found.append(fresh[place])
        progress(len(found), len(paths))
    _LOG.info(
        "embedding.done",
        files=len(found),
        from_cache=known,
        failed=sum(one.fault is not None for one in found),
        milliseconds=milliseconds_since(started),
    )
    return EmbeddedFiles(files=tuple(found), from_cache=known, cache_fault=fault)


def _key(path: Path) -> CacheKey | None:
    try:
        return CacheKey(sha256_hex(read_bytes(path, max_bytes=MAX_FILE_BYTES)))
    except (MissingFileError, UnreadableFileError):
        return None  # reported when the file is prepared


def _cached(
    keys: Sequence[CacheKey | None], *, cache: EmbeddingCache | None
) -> list[CachedSignature | None]:
    readable = [key for key in keys if key is not None]
    if cache is None or not readable:
        return [None] * len(keys)
    known = iter(cache.get_many(readable))
    return [None if key is None else next(known) for key in keys]


def _embedded(path: Path, *, verifier: Verifier) -> EmbeddedFile:
    try:
        prepared = verifier.prepare(path)
    except (MissingFileError, UnreadableFileError) as error:
        _LOG.warning("embedding.file_failed", told=True, cause=error)
        return EmbeddedFile(sha256=None, signature=None, fault=error.reason)
    return EmbeddedFile(
        sha256=prepared.sha256,
        signature=CachedSignature(
            pixels_sha256=prepared.pixels_sha256,
            box=prepared.box,
            quality=prepared.quality,
            embedding=prepared.embedding,
        ),
        fault=None,
    )


def _keep(files: Iterable[EmbeddedFile], *, cache: EmbeddingCache) -> str | None:
    """Put files into the cache; returns the reason of a failure.

    A full or locked cache does not stop the work, because the embeddings exist.
    """
    entries = {
        CacheKey(file.sha256): file.signature
        for file in files
        if file.sha256 is not None and file.signature is not None
    }
    try:
        cache.put_many(entries)
    except OutputError as error:
        return error.message
    return None
