"""Judges a chunk of a batch; the same code in every process and on every machine."""

from __future__ import annotations

import base64
import contextlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from sigverify.batch.input.items import BatchItem, PicturePart
from sigverify.batch.judging.inks import InkFolder
from sigverify.batch.judging.signatures import (
    ChangedFileError,
    Found,
    SignatureStore,
    Unreadable,
)
from sigverify.batch.output.journal import ChunkResult
from sigverify.batch.output.rows import ResultRow, account_row, failed_row, judged_row
from sigverify.batch.presentments import JudgedInk, judged_ink
from sigverify.batch.run_log import log_failed_item
from sigverify.errors import ModelError, SigVerifyError
from sigverify.files import read_bytes
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.imaging.reading.scans import decode_scan
from sigverify.letters.items import ItemKind
from sigverify.logs.bugs import note_bug
from sigverify.logs.log import Log, fault_fields, milliseconds_since
from sigverify.micr.reading import read_line
from sigverify.terms import Decision
from sigverify.verification.caches.copy_checks import CopyMemory
from sigverify.verification.caches.embeddings import EMBEDDINGS_NAME, EmbeddingCache
from sigverify.verification.parallel import keep_freed_memory
from sigverify.verification.presentments.entries import seen_ink
from sigverify.verification.register.cheques import verify_account
from sigverify.verification.register.results import AccountOnDay, AccountVerification
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)

COPIES_NAME: Final = "copies.sqlite"
_INKS_NAME: Final = "inks"
# Greatest number of embeddings on the disk during a batch, of images that several chunks need.
SPILL_BYTES: Final = 16 * 2**30

THUMBNAIL_WIDTH: Final = 220
THUMBNAIL_HEIGHT: Final = 80
_SHOWN: Final = frozenset({Decision.REFER, Decision.FLAG})
_UNCLEAR: Final = Unreadable(error="unclear item", reason="nothing is questioned")
# Items of a letter that are not cheques. A credit is not a fault: nobody signs it.
_ITEM_ERRORS: Final[dict[str, str]] = {
    ItemKind.CREDIT: "",
    ItemKind.LOOSE_IMAGE: "image without cheque",
    ItemKind.DAMAGE: "damaged letter",
    ItemKind.TOTALS: "wrong totals",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSettings:
    """What a process needs in order to judge.

    Attributes:
        model: the model's folder.
        calibration: the calibration's file; None takes the model's own.
        cache: folder of the cache between runs; None keeps nothing.
        spill: folder of data that several chunks of this run need; None if processes share nothing.
        inks: make ink pictures of the referred and flagged items.
        seen: send the code of each questioned ink with its row.
        identity: the `Verifier.embedding_identity` that the embeddings must have.
        micr: read the MICR line of each upright cheque, unless the item brings it.
        log_level: the least level of log records that workers send to the main process.
    """

    model: Path
    calibration: Path | None
    cache: Path | None
    spill: Path | None
    inks: bool
    seen: bool
    identity: str
    log_level: int = logging.WARNING
    micr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Consecutive items of a batch.

    Attributes:
        index: number of the chunk in the batch, counted from 0.
        items: the items.
        needed_again: images that other chunks need too.
        awaited: those of them that a chunk under way is preparing.
        first_row: number of the first item in the whole batch, counted from 1.
        accounts: the accounts that judge the items, or why an account can't be used.
    """

    index: int
    items: tuple[BatchItem, ...]
    needed_again: frozenset[PicturePart]
    awaited: frozenset[PicturePart]
    first_row: int = 1
    accounts: Mapping[str, AccountOnDay | Unreadable] = field(default_factory=dict)


class Judge:
    """Judges chunks, one after another, in one thread."""

    def __init__(self, settings: WorkSettings) -> None:
        """Load the model and open the caches.

        Raises:
            ModelError: the model is missing or damaged, or its embeddings differ on this machine.
            CalibrationError: the calibration does not fit the model.
            OutputError: a cache can't be opened.
        """
        # One process for each core is faster than threads that share the cores.
        cv2.setNumThreads(1)
        keep_freed_memory()
        self._inks, self._micr, self._seen = settings.inks, settings.micr, settings.seen
        self._verifier = Verifier(settings.model, calibration=settings.calibration, threads=1)
        shared = copies = None
        made_by = self._verifier.embedding_identity
        if made_by != settings.identity:
            raise ModelError(
                "A process or a worker has another version of the program than the one that "
                "began the batch.",
                remedy="Install the same version everywhere.",
            )
        if settings.cache is not None:
            shared = EmbeddingCache(settings.cache / EMBEDDINGS_NAME, made_by=made_by)
            copies = CopyMemory(settings.cache / COPIES_NAME)
        elif settings.spill is not None:
            shared = EmbeddingCache(
                settings.spill / EMBEDDINGS_NAME, made_by=made_by, max_bytes=SPILL_BYTES
            )
        self._caches = [cache for cache in (shared, copies) if cache is not None]
        self._store = SignatureStore(
            self._verifier,
            shared=shared,
            keep_all=settings.cache is not None,
            copies=copies,
            inks=None if settings.spill is None else InkFolder(settings.spill / _INKS_NAME),
        )

    def close(self) -> None:
        """Close the caches."""
        for cache in self._caches:
            cache.close()

    def judge(self, chunk: Chunk) -> ChunkResult:
        """Judge all items of a chunk; an item that can't be judged gets a row that says why."""
        began = time.perf_counter()
        read_before = self._store.read
        found = self._store.prepared(
            (part for item in chunk.items for part in item.pictures),
            needed_again=chunk.needed_again,
            awaited=chunk.awaited,
        )
        seconds = dict(self._store.seconds)
        started = time.perf_counter()
        results = self._results(chunk, found)
        each = (time.perf_counter() - started) / len(chunk.items)
        rows: list[ResultRow] = []
        milliseconds: list[float] = []
        inks: dict[int, tuple[str, str]] = {}
        seen: dict[int, list[tuple[Any, ...]]] = {}
        for place, (item, result) in enumerate(zip(chunk.items, results, strict=True)):
            row = self._row(item, result, number=chunk.first_row + place)
            rows.append(row)
            if not isinstance(result, Unreadable):
                shown = _shown_of(result)
                if self._inks and shown is not None and row.decision in _SHOWN:
                    inks[place] = self._pictures(item, shown)
                if self._seen:
                    seen[place] = list(self._seen_on(item, result))
            # The time of an image counts for the first item that needs it.
            own = each + sum(seconds.pop(part, 0.0) for part in item.pictures)
            milliseconds.append(round(1000 * own, 1))
        self._store.save()
        _LOG.debug(
            "batch.chunk_judged",
            row=chunk.first_row,
            items=len(chunk.items),
            read=self._store.read - read_before,
            milliseconds=milliseconds_since(began),
        )
        return ChunkResult(
            index=chunk.index,
            rows=tuple(rows),
            milliseconds=tuple(milliseconds),
            inks=inks,
            read=self._store.read - read_before,
            seen=seen,
        )

    def _results(
        self, chunk: Chunk, found: dict[PicturePart, Found]
    ) -> list[Verification | AccountVerification | Unreadable]:
        """Each item's result: by its account, or by the specimens that it names."""
        named = iter(self._judged([one for one in chunk.items if not one.asks_register], found))
        return [
            self._by_account(item, chunk.accounts[item.account])
            if item.asks_register
            else next(named)
            for item in chunk.items
        ]

    def _row(
        self,
        item: BatchItem,
        result: Verification | AccountVerification | Unreadable,
        *,
        number: int,
    ) -> ResultRow:
        """The result row of an item; a failed item is logged with its row's number."""
        if isinstance(result, Verification):
            row = judged_row(item, result)
        elif isinstance(result, AccountVerification):
            row = account_row(item, result)
        else:
            row = _failed(item, result)
            if result.error:
                log_failed_item(item, row=number, kind=result.error, known=result.known)
        if self._micr and not (row.error or row.micr_line):
            row = row._replace(micr_line=_line_of(item))
        return row

    def _judged(
        self, items: Sequence[BatchItem], found: dict[PicturePart, Found]
    ) -> list[Verification | Unreadable]:
        ready = [_ready(item, found) for item in items]
        cases = [case for case in ready if not isinstance(case, Unreadable)]
        amounts = [
            item.amount_number
            for item, case in zip(items, ready, strict=True)
            if not isinstance(case, Unreadable)
        ]
        places = {
            id(signature): part
            for part, signature in found.items()
            if isinstance(signature, PreparedSignature)
        }
        test = self._store.copy_test(places, cases=cases)
        try:
            results: list[Verification | Unreadable] = []
            results += self._verifier.verify_many(cases, amounts=amounts, copy_test=test)
        except Exception:  # judging them one by one shows which item failed
            results = []
            for case, amount in zip(cases, amounts, strict=True):
                try:
                    results += self._verifier.verify_many([case], amounts=[amount], copy_test=test)
                except ChangedFileError as error:
                    results.append(
                        Unreadable(
                            error="changed file", reason=str(error), known=fault_fields(error)
                        )
                    )
                except Exception as error:  # one item must not end a batch
                    results.append(program_fault(error))
        remaining = iter(results)
        return [case if isinstance(case, Unreadable) else next(remaining) for case in ready]

    def _by_account(
        self, item: BatchItem, account: AccountOnDay | Unreadable
    ) -> AccountVerification | Unreadable:
        """Judge a cheque by its account, as `sigverify verify --account` does."""
        if isinstance(account, Unreadable) or item.questioned is None:
            return account if isinstance(account, Unreadable) else _UNCLEAR
        signatures = self._store.all_on(item.questioned)
        if isinstance(signatures, Unreadable):
            return signatures
        try:
            return verify_account(
                signatures,
                account=account,
                verifier=self._verifier,
                amount=item.amount_paid,
                copy_test=self._store.copy_test({}),
            )
        except Exception as error:  # one item must not end a batch
            return program_fault(error)

    def _seen_on(
        self, item: BatchItem, result: Verification | AccountVerification
    ) -> Iterator[JudgedInk]:
        """Yield the inks of an item; none of an image that has vanished since."""
        if isinstance(result, Verification):
            with contextlib.suppress(ChangedFileError):
                signature = result.questioned
                if item.questioned is not None:
                    signature = self._store.with_ink(item.questioned, signature)
                ink = seen_ink(signature, item=item.id, account=item.account)
                if ink is not None:
                    yield judged_ink(ink, copied=result.is_copy)
            return
        for number, one in enumerate(result.signatures, start=1):
            ink = seen_ink(one.signature, item=item.id, account=result.account)
            if ink is not None:
                copied = one.verification is not None and one.verification.is_copy
                yield judged_ink(ink, copied=copied, number=number, person=one.signatory or "")

    def _pictures(self, item: BatchItem, result: Verification) -> tuple[str, str]:
        """The questioned ink and that of the most similar specimen, for the report."""
        shown = result.most_similar
        pairs: list[tuple[PicturePart | None, PreparedSignature]] = [
            (None if item.asks_register else item.questioned, result.questioned)
        ]
        if shown is not None:
            given = {Path(part.path): part for part in reversed(item.references)}
            pairs.append((given.get(shown.signature.path), shown.signature))
        pictures = []
        for part, signature in pairs:
            try:
                full = signature if part is None else self._store.with_ink(part, signature)
                pictures.append(thumbnail(full.ink))
            except Exception:  # only the report lacks an image that has vanished since
                pictures.append("")
        return pictures[0], pictures[-1] if len(pictures) > 1 else ""


def _failed(item: BatchItem, why: Unreadable) -> ResultRow:
    return failed_row(item, error=why.error, reason=why.reason, cause=why.cause)


def program_fault(error: Exception) -> Unreadable:
    """Return the fault of an item on which the program failed."""
    return Unreadable(
        error="fault of the program",
        reason=f"the program failed on this item ({type(error).__name__}: {error})",
        known={**fault_fields(error), "bug": note_bug(error)},
    )


def thumbnail(ink: Image) -> str:
    """Make a small picture of some ink.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink.

    Returns:
        A PNG file in base64, empty if there is no ink.
    """
    if ink.size == 0:
        return ""
    scale = min(THUMBNAIL_WIDTH / ink.shape[1], THUMBNAIL_HEIGHT / ink.shape[0])
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    # Sixteen grey levels look the same and take half the space.
    levels = np.asarray(small, np.uint8) & 0xF0
    _, data = cv2.imencode(".png", 255 - levels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return base64.b64encode(data.tobytes()).decode("ascii")


def _shown_of(result: Verification | AccountVerification) -> Verification | None:
    """The verification whose inks the report shows; None if nothing was compared."""
    return result if isinstance(result, Verification) else result.telling.verification


def _line_of(item: BatchItem) -> str:
    """The MICR line of an item's cheque; empty if none can be read."""
    part = item.questioned
    if part is None:
        return ""
    try:
        data = read_bytes(Path(part.path), max_bytes=MAX_FILE_BYTES)
        line = read_line(decode_scan(data, name=part.path, page=part.page).grey)
    except SigVerifyError:
        return ""
    return "" if line is None else line.text


def _ready(
    item: BatchItem, found: dict[PicturePart, Found]
) -> tuple[PreparedSignature, list[PreparedSignature]] | Unreadable:
    """Return the questioned signature and its references, or why the item can't be judged."""
    if item.fault is not None or item.questioned is None:
        kind = None if item.cheque is None else _ITEM_ERRORS.get(item.cheque.item_type)
        return replace(
            _UNCLEAR,
            error=_UNCLEAR.error if kind is None else kind,
            reason=item.fault or _UNCLEAR.reason,
        )
    questioned, *references = (found[part] for part in item.pictures)
    for signature in (questioned, *references):
        if isinstance(signature, Unreadable):
            return signature
    if isinstance(questioned, Unreadable):
        return questioned
    return questioned, [found for found in references if isinstance(found, PreparedSignature)]
