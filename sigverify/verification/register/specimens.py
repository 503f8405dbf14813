"""The register's specimens, ready for comparison; embeddings are computed once and kept sealed."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import search_vectors
from sigverify.errors import RecordsError
from sigverify.imaging.reading.scans import decode_scan
from sigverify.progress import Progress
from sigverify.records.database import Records
from sigverify.records.register.accounts import (
    Account,
    Specimen,
    find_account,
    find_specimen,
    image_bytes,
)
from sigverify.records.register.embeddings import (
    StoredEmbedding,
    embedding_contents,
    embedding_vectors,
    keep_embeddings,
)
from sigverify.records.register.people import searchable
from sigverify.verification.caches.embeddings import (
    CachedSignature,
    decode_signature,
    encode_signature,
)
from sigverify.verification.register.results import AccountOnDay, KnownSignatory
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

# Specimens are embedded in groups of this size; a stop loses one group at most.
_CHUNK: Final = 64
_LENGTH_BYTES: Final = 4
_VECTOR: Final = np.dtype("<f2")


class RegisterSpecimens:
    """Reads specimens from the register. One instance may serve several threads."""

    def __init__(self, records: Records, *, verifier: Verifier) -> None:
        """Use a database and a verifier.

        Args:
            records: the open database.
            verifier: computes missing embeddings.
        """
        self._records = records
        self._verifier = verifier
        self._made_by = verifier.embedding_identity

    def account(self, number: str, *, day: date) -> AccountOnDay:
        """An account on a day, with the specimens that are valid on that day.

        Raises:
            RecordsError: there is no such account, or the database can't be read.
            WrongKeyError: it was sealed with another key.
            DamagedBlobError: an image or an embedding was changed.
        """
        with self._records.reading() as connection:
            account = find_account(connection, number)
        return self.on_day(account, day=day)

    def on_day(self, account: Account, *, day: date) -> AccountOnDay:
        """`account` for an account that was read before."""
        entitled = account.entitled_on(day)
        prepared = self.prepared(
            [specimen for person in entitled for specimen in person.specimens_on(day)]
        )
        return AccountOnDay(
            number=account.number,
            day=day,
            signatories=tuple(
                KnownSignatory(
                    name=person.name,
                    specimens=tuple(prepared[one.id] for one in person.specimens_on(day)),
                )
                for person in entitled
            ),
            mandates=account.mandates_on(day),
        )

    def prepared(self, specimens: Sequence[Specimen]) -> dict[int, PreparedSignature]:
        """Specimens by their numbers, ready for comparison.

        Raises:
            RecordsError: the database can't be read, or an image was purged.
            WrongKeyError: it was sealed with another key.
            DamagedBlobError: an image or an embedding was changed.
        """
        with self._records.reading() as connection:
            known = embedding_contents(
                connection,
                [specimen.id for specimen in specimens],
                made_by=self._made_by,
                vault=self._records.vault,
            )
        found = {
            specimen.id: _decoded(known[specimen.id], specimen=specimen)
            for specimen in specimens
            if specimen.id in known
        }
        missing = [specimen for specimen in specimens if specimen.id not in found]
        for start in range(0, len(missing), _CHUNK):
            fresh = {one.id: self._embedded(one) for one in missing[start : start + _CHUNK]}
            self._keep(fresh)
            found |= fresh
        return found

    def embeddings(self, numbers: Sequence[int]) -> list[NDArray[np.float32]]:
        """Only the embeddings of specimens that `vectors` has listed.

        Args:
            numbers: of the specimens, each once.

        Returns:
            (R, C, D + 1) float32 each.

        Raises:
            RecordsError: the database can't be read, or an image was purged.
            WrongKeyError: it was sealed with another key.
            DamagedBlobError: an image or an embedding was changed.
        """
        with self._records.reading() as connection:
            known = embedding_contents(
                connection, numbers, made_by=self._made_by, vault=self._records.vault
            )
            missing = [find_specimen(connection, one) for one in numbers if one not in known]
        fresh = self.prepared(missing)
        found = [
            fresh[one].embedding if one in fresh else _known(known[one]).embedding
            for one in numbers
        ]
        return [embedding for embedding in found if embedding is not None]

    def vectors(
        self, *, day: date, progress: Progress
    ) -> tuple[NDArray[np.float16], NDArray[np.int64], NDArray[np.int64]]:
        """The search vectors of all signatories in the register who may sign on a day.

        Missing embeddings are computed first, which takes some time.

        Args:
            day: the day.
            progress: called with (specimens embedded, specimens to embed).

        Returns:
            (n, d) search vectors, (n,) numbers of the specimens and (n,) of their signatories.
            Unusable specimens are left out.

        Raises:
            RecordsError: the database can't be read.
            WrongKeyError: it was sealed with another key.
            DamagedBlobError: an image or an embedding was changed.
        """
        with self._records.reading() as connection:
            wanted = dict(searchable(connection, day=day))
            stored = embedding_vectors(connection, made_by=self._made_by, vault=self._records.vault)
            vectors = {number: vector for number, vector in stored if number in wanted}
            missing = [
                find_specimen(connection, number) for number in wanted if number not in vectors
            ]
        for start in range(0, len(missing), _CHUNK):
            progress(start, len(missing))
            fresh = self.prepared(missing[start : start + _CHUNK])
            vectors |= {number: _vector(signature) for number, signature in fresh.items()}
        progress(len(missing), len(missing))
        numbers = [number for number in wanted if vectors[number]]
        if not numbers:
            raise RecordsError(
                f"The register has no specimen that can be used on {day}.",
                remedy="Enter specimens with 'sigverify register import'.",
            )
        joined = b"".join(vectors.pop(number) for number in numbers)
        return (
            np.frombuffer(joined, _VECTOR).reshape(len(numbers), -1).astype(np.float16, copy=False),
            np.array(numbers, np.int64),
            np.array([wanted[number] for number in numbers], np.int64),
        )

    def _embedded(self, specimen: Specimen) -> PreparedSignature:
        """A specimen prepared from its image, as `Verifier.prepare` does."""
        vault = self._records.vault
        with self._records.reading() as connection:
            data = image_bytes(connection, specimen.image_sha256, vault=vault)
        path = _path(specimen)
        scan = decode_scan(data, name=path.name, page=specimen.page)
        prepared = self._verifier.prepare_scan(
            scan, path=path, page=specimen.page, box=specimen.box
        )
        return replace(prepared, specimen=specimen.id, since=specimen.first_day)

    def _keep(self, signatures: dict[int, PreparedSignature]) -> None:
        """Store embeddings; a busy database does not stop the work."""
        entries = {
            number: StoredEmbedding(content=encoded_signature(signature), vector=_vector(signature))
            for number, signature in signatures.items()
        }
        vault = self._records.vault
        with contextlib.suppress(RecordsError), self._records.writing() as connection:
            keep_embeddings(connection, entries, made_by=self._made_by, vault=vault)


def _path(specimen: Specimen) -> Path:
    """A path that stands for a specimen's file; images have no names in the register."""
    return Path(f"no. {specimen.id}")


def _vector(signature: PreparedSignature) -> bytes:
    """The search vector; empty for an unusable specimen."""
    if signature.embedding is None:
        return b""
    vector: bytes = search_vectors(signature.embedding[None])[0].astype(_VECTOR).tobytes()
    return vector


def encoded_signature(signature: PreparedSignature) -> bytes:
    """The length of a PNG file with the ink, that file, and the rest; without ink no file."""
    png = b""
    if signature.ink.size:
        png = cv2.imencode(".png", signature.ink)[1].tobytes()
    known = CachedSignature(
        pixels_sha256=signature.pixels_sha256,
        box=signature.box,
        quality=signature.quality,
        embedding=signature.embedding,
    )
    return len(png).to_bytes(_LENGTH_BYTES, "little") + png + encode_signature(known)


def _ink_end(content: bytes) -> int:
    return _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")


def _known(content: bytes) -> CachedSignature:
    """The signature without its ink."""
    return decode_signature(content[_ink_end(content) :])


def _decoded(content: bytes, *, specimen: Specimen) -> PreparedSignature:
    end = _ink_end(content)
    ink = np.zeros((0, 0), np.uint8)
    if end > _LENGTH_BYTES:
        png = np.frombuffer(content[_LENGTH_BYTES:end], np.uint8)
        ink = np.asarray(cv2.imdecode(png, cv2.IMREAD_GRAYSCALE), np.uint8)
    known = _known(content)
    return PreparedSignature(
        path=_path(specimen),
        specimen=specimen.id,
        since=specimen.first_day,
        page=specimen.page,
        sha256=specimen.image_sha256,
        pixels_sha256=known.pixels_sha256,
        box=known.box,
        quality=known.quality,
        ink=ink,
        embedding=known.embedding,
    )
