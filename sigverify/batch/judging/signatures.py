"""The signatures of a batch, each read, located and embedded once, in bounded memory.

The store keeps prepared signatures in memory while there is room, and writes those that other
chunks or later runs need to a shared cache file. That file holds no ink; the inks that other chunks
need are beside it during the run. If an earlier run embedded a signature, the store reads its image
again when the ink is first needed.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np

from sigverify.batch.input.items import PicturePart
from sigverify.batch.judging.inks import InkFolder
from sigverify.errors import OutputError, SigVerifyError
from sigverify.files import read_bytes, sha256_hex
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.imaging.reading.scans import Scan, decode_scan
from sigverify.imaging.registration import InkLines
from sigverify.logs.bugs import note_bug
from sigverify.logs.log import Field, Log, fault_fields
from sigverify.reasons import Reason
from sigverify.verification.caches.copy_checks import CopyMemory, RememberedCopyTest
from sigverify.verification.caches.embeddings import CachedSignature, CacheKey, EmbeddingCache
from sigverify.verification.copies import CopyTest
from sigverify.verification.register.cheques import signatures_on
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)

# Memory for signatures: enough for a few hundred that were prepared here, or for thousands that
# came from a cache and have no ink.
KEPT_BYTES: Final = 144 * 2**20
# Memory for the signatures on cheques of accounts. Nearly every cheque occurs once, so a few of the
# last ones are enough to make an image cheap that is repeated many times.
KEPT_CHEQUES_BYTES: Final = 16 * 2**20
# Number of signatures whose pen lines are kept, at somewhat more than a megabyte each.
KEPT_LINES: Final = 96
# How long a chunk waits for images that other processes are preparing before it prepares them
# itself: an image that can't be read, say, never arrives.
PATIENCE_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.02

# Memory of a signature apart from its images and its embedding.
_SMALL_BYTES: Final = 2000
_NO_INK: Final = np.zeros((0, 0), np.uint8)

Name = TypeVar("Name")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why an image could not be prepared.

    Attributes:
        error: the kind of fault in a few words, the same for many images.
        reason: the full reason.
        known: values that may be logged.
        cause: what is wrong as data, if it has a code.
    """

    error: str
    reason: str
    known: Mapping[str, Field] = field(default_factory=dict)
    cause: Reason | None = None


class Recent(Generic[Name, Thing]):
    """A cache of the most recently used things, limited in size."""

    def __init__(self, room: int, *, size: Callable[[Thing], int] = lambda thing: 1) -> None:
        """Start empty.

        Args:
            room: the greatest total size.
            size: returns the size of one thing.
        """
        self._room = room
        self._size = size
        self._taken = 0
        self._things: OrderedDict[Name, Thing] = OrderedDict()

    def get(self, name: Name) -> Thing | None:
        """Return the thing, or None if it is not (or no longer) in the cache."""
        if name in self._things:
            self._things.move_to_end(name)
        return self._things.get(name)

    def put(self, name: Name, thing: Thing) -> None:
        """Keep a thing, replacing an earlier one of the same name."""
        old = self._things.pop(name, None)
        self._taken += self._size(thing) - (0 if old is None else self._size(old))
        self._things[name] = thing
        while self._taken > self._room:
            self._taken -= self._size(self._things.popitem(last=False)[1])


Found = PreparedSignature | Unreadable


class SignatureStore:
    """Prepares signatures, and remembers them."""

    def __init__(
        self,
        verifier: Verifier,
        *,
        shared: EmbeddingCache | None,
        keep_all: bool,
        copies: CopyMemory | None,
        inks: InkFolder | None,
    ) -> None:
        """Start with nothing in memory.

        Args:
            verifier: prepares the signatures.
            shared: the cache of signatures that other processes and runs have prepared.
            keep_all: put every signature into `shared`, not only those that other chunks need.
            copies: the results of earlier copy checks.
            inks: inks that other processes have extracted.
        """
        self._verifier = verifier
        self._shared = shared
        self._keep_all = keep_all
        self._copies = copies
        self._inks = inks
        self._recent: Recent[PicturePart, Found] = Recent(KEPT_BYTES, size=_bytes)
        self._cheques: Recent[CacheKey, list[PreparedSignature]] = Recent(
            KEPT_CHEQUES_BYTES, size=lambda signatures: sum(map(_bytes, signatures))
        )
        self._lines: Recent[str, InkLines] = Recent(KEPT_LINES)
        self.seconds: dict[PicturePart, float] = {}
        self.read = 0

    def prepared(
        self,
        parts: Iterable[PicturePart],
        *,
        needed_again: Collection[PicturePart],
        awaited: Collection[PicturePart],
    ) -> dict[PicturePart, Found]:
        """Return signatures from memory, from the shared cache or from their images.

        Args:
            parts: the signatures to return.
            needed_again: those that other chunks need too.
            awaited: those that another process is preparing.
        """
        found: dict[PicturePart, Found] = {}
        self.seconds = {}
        fresh: dict[CacheKey, CachedSignature] = {}
        missing = []
        for part in dict.fromkeys(parts):
            known = self._recent.get(part)
            if known is None:
                missing.append(part)
            else:
                found[part] = known
        keys = self._keys(part for part in missing if self._keep_all or part in needed_again)
        found |= self._from_shared({part: keys[part] for part in keys})
        deadline: float | None = None
        # The parts that another process is preparing come last, to give it time.
        for part in sorted(missing, key=lambda part: part in awaited):
            if part in found:
                continue
            if part in awaited and part in keys:
                deadline = deadline or time.monotonic() + PATIENCE_SECONDS
                waited = self._wait_for(part, key=keys[part], deadline=deadline)
                if waited is not None:
                    found[part] = waited
                    continue
            found[part] = prepared = self._read(part)
            if part in keys and isinstance(prepared, PreparedSignature):
                # Use the hash of the bytes that were read, in case the file has changed since.
                key = CacheKey(prepared.sha256, page=part.page, box=part.box)
                fresh[key] = _without_ink(prepared)
                if part in needed_again:
                    if self._inks is not None and prepared.ink.size:
                        self._inks.put(key, prepared.ink)
                    self._keep(fresh)
                    fresh = {}
        self._keep(fresh)
        for part in missing:
            self._recent.put(part, found[part])
        return found

    def all_on(self, part: PicturePart) -> list[PreparedSignature] | Unreadable:
        """Return every signature on a cheque; an image that was repeated is not located again."""

        def find(scan: Scan, path: Path) -> list[PreparedSignature]:
            key = CacheKey(scan.sha256, page=part.page, box=part.box)
            known = self._cheques.get(key)
            if known is not None:
                return [replace(one, path=path) for one in known]
            boxes = () if part.box is None else (part.box,)
            found = signatures_on(
                scan, verifier=self._verifier, path=path, page=part.page, boxes=boxes
            )
            self._cheques.put(key, found)
            return found

        self.seconds = {}
        return self._opened(part, find)

    def with_ink(self, part: PicturePart, signature: PreparedSignature) -> PreparedSignature:
        """Return the signature with its ink; reads the image again if needed.

        Raises:
            ChangedFileError: the file holds another image now.
        """
        if signature.ink.size or not signature.usable:
            return signature
        again = self._recent.get(part)
        if not isinstance(again, PreparedSignature) or not again.ink.size:
            again = self._ink_of(part, signature)
        if isinstance(again, Unreadable) or not again.same_image_as(signature):
            raise ChangedFileError(part.path)
        self._recent.put(part, again)
        return again

    def _ink_of(self, part: PicturePart, signature: PreparedSignature) -> Found:
        key = CacheKey(signature.sha256, page=part.page, box=part.box)
        ink = None if self._inks is None else self._inks.get(key)
        if ink is not None:
            return replace(signature, ink=ink)
        again = self._read(part)
        if self._inks is not None and isinstance(again, PreparedSignature) and again.ink.size:
            self._inks.put(key, again.ink)
        return again

    def copy_test(
        self,
        places: dict[int, PicturePart],
        *,
        cases: Iterable[tuple[PreparedSignature, Sequence[PreparedSignature]]] = (),
    ) -> CopyTest:
        """Return a copy test that caches its results.

        Args:
            places: the image part of each signature, by the signature's identity.
            cases: the signatures that are most likely to be checked, with their references.
        """
        if self._copies is not None:
            self._copies.recall(cases)

        def lines(signature: PreparedSignature) -> InkLines:
            kept = self._lines.get(signature.pixels_sha256)
            if kept is None:
                # Specimens of a register come with their ink and have no image part.
                part = places.get(id(signature))
                kept = (signature if part is None else self.with_ink(part, signature)).new_lines()
                self._lines.put(signature.pixels_sha256, kept)
            return kept

        return RememberedCopyTest(lines, memory=self._copies)

    def save(self) -> None:
        """Save the results of the copy checks."""
        if self._copies is not None:
            self._copies.save()

    def _keys(self, parts: Iterable[PicturePart]) -> dict[PicturePart, CacheKey]:
        """Return the key of each image in the shared cache; unreadable images have none."""
        keys: dict[PicturePart, CacheKey] = {}
        if self._shared is None:
            return keys
        hashes: dict[str, str] = {}
        for part in parts:
            started = time.perf_counter()
            try:
                if part.path not in hashes:
                    data = read_bytes(part.path, max_bytes=MAX_FILE_BYTES)
                    hashes[part.path] = sha256_hex(data)
            except SigVerifyError:
                continue  # the fault is reported when the image is read
            keys[part] = CacheKey(hashes[part.path], page=part.page, box=part.box)
            self._spent(part, started)
        return keys

    def _from_shared(self, keys: dict[PicturePart, CacheKey]) -> dict[PicturePart, Found]:
        if self._shared is None or not keys:
            return {}
        entries = self._shared.get_many(list(keys.values()))
        return {
            part: _prepared(part, key=key, entry=entry)
            for (part, key), entry in zip(keys.items(), entries, strict=True)
            if entry is not None
        }

    def _wait_for(self, part: PicturePart, *, key: CacheKey, deadline: float) -> Found | None:
        while True:
            found = self._from_shared({part: key})
            if found or time.monotonic() >= deadline:
                return found.get(part)
            time.sleep(_POLL_SECONDS)

    def _read(self, part: PicturePart) -> Found:
        def prepare(scan: Scan, path: Path) -> PreparedSignature:
            return self._verifier.prepare_scan(scan, path=path, page=part.page, box=part.box)

        return self._opened(part, prepare)

    def _opened(self, part: PicturePart, use: Callable[[Scan, Path], Thing]) -> Thing | Unreadable:
        """Read an image and apply `use` to it, or return why that failed."""
        started = time.perf_counter()
        self.read += 1
        path = Path(part.path)
        try:
            data = read_bytes(path, max_bytes=MAX_FILE_BYTES)
            scan = decode_scan(data, name=part.path, page=part.page)
            return use(scan, path)
        except SigVerifyError as error:
            return Unreadable(
                error=_kind(error),
                reason=str(error),
                known=fault_fields(error),
                cause=error.reason,
            )
        except MemoryError:
            return Unreadable(
                error="too little memory", reason=f"{part.path}: there is not enough memory for it"
            )
        except Exception as error:  # one image must not end a batch
            return Unreadable(
                error="fault of the program",
                reason=f"{part.path}: the program failed ({type(error).__name__}: {error})",
                known={**fault_fields(error), "bug": note_bug(error)},
            )
        finally:
            self._spent(part, started)

    def _keep(self, entries: dict[CacheKey, CachedSignature]) -> None:
        if self._shared is None or not entries:
            return
        try:
            self._shared.put_many(entries)
        except OutputError as error:
            # This process has the embeddings; others can compute them again, which only costs time.
            _LOG.warning("batch.cache_not_written", cause=error)

    def _spent(self, part: PicturePart, started: float) -> None:
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - started


class ChangedFileError(Exception):
    """An image file was replaced during the batch."""

    def __init__(self, path: str) -> None:
        """Set the file."""
        super().__init__(f"{path}: the file has changed since it was first read")


def _bytes(found: Found) -> int:
    """Return roughly how much memory a signature takes, in bytes."""
    arrays = (
        (found.ink, found.embedding, found.canvas) if isinstance(found, PreparedSignature) else ()
    )
    return _SMALL_BYTES + sum(array.nbytes for array in arrays if array is not None)


def _kind(error: SigVerifyError) -> str:
    """Return the kind of a fault from its class: ``MissingFileError`` gives "missing file"."""
    name = type(error).__name__.removesuffix("Error")
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip()


def _without_ink(signature: PreparedSignature) -> CachedSignature:
    return CachedSignature(
        pixels_sha256=signature.pixels_sha256,
        box=signature.box,
        quality=signature.quality,
        embedding=signature.embedding,
    )


def _prepared(part: PicturePart, *, key: CacheKey, entry: CachedSignature) -> PreparedSignature:
    return PreparedSignature(
        path=Path(part.path),
        page=part.page,
        sha256=key.image_sha256,
        pixels_sha256=entry.pixels_sha256,
        box=entry.box,
        quality=entry.quality,
        ink=_NO_INK,
        embedding=entry.embedding,
    )
