"""Imports signatories, specimens and mandates into the register, line by line.

Each line is a transaction of its own: a bad line is reported and the others are imported. An
interrupted import can be repeated, because existing entries are recognised.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from sigverify.enrolment.assessment import assess
from sigverify.enrolment.disagreement import MIN_SPECIMENS, Disagreement, odd_ones
from sigverify.enrolment.sources import BadEntry, Entry, MandateEntry, Source
from sigverify.enrolment.unlike import is_unlike
from sigverify.errors import DataError, MissingFileError, UnreadableFileError, UsageError
from sigverify.files import read_bytes
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.imaging.reading.scans import decode_scan
from sigverify.logs.log import Log, milliseconds_since
from sigverify.progress import Cancelled, Progress, never, no_progress
from sigverify.records.entries import image_context
from sigverify.records.export.register import SEALED_SUFFIX
from sigverify.records.mandates.text import read_mandate
from sigverify.records.opening import OpenRecords
from sigverify.records.register.accounts import (
    RegisterError,
    Specimen,
    find_account,
)
from sigverify.records.register.proposals import Change, make_change
from sigverify.records.register.specimen_changes import NewSpecimen
from sigverify.records.roles import Permission
from sigverify.records.vault import DamagedBlobError, WrongKeyError
from sigverify.verification.register.specimens import RegisterSpecimens
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)

# A sealed file is longer than its image by this at most.
_SEAL_BYTES: Final = 1024
# Errors that concern one line only; any other error stops the import.
_LINE_ERRORS: Final = (
    DamagedBlobError,
    DataError,
    MissingFileError,
    RegisterError,
    UnreadableFileError,
    UsageError,
    WrongKeyError,
)


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """The result of an import.

    Attributes:
        added: number of specimens that were added.
        known: number of specimens that were already in the register.
        people: number of imported lines that have a signatory but no image.
        mandates: number of mandates that were set.
        waiting: numbers of the changes that wait for a second person.
        refused: the refused lines, each with its reason.
        disagreeing: specimens that differ from the others of their signatory, for each signatory
            who got a new one.
    """

    added: int = 0
    known: int = 0
    people: int = 0
    mandates: int = 0
    waiting: list[int] = field(default_factory=list)
    refused: list[BadEntry] = field(default_factory=list)
    disagreeing: list[Disagreement] = field(default_factory=list)


def import_source(
    opened: OpenRecords,
    source: Source,
    *,
    verifier: Verifier,
    today: date,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> ImportReport:
    """Import all valid lines.

    Args:
        opened: the records, and the person who imports the lines.
        source: the lines.
        verifier: assesses the images; it needs no training.
        today: first day of entries that do not give their own.
        progress: called with (lines done, all lines).
        cancelled: called before each line; True stops the import, finished lines stay.

    Raises:
        NotAllowedError: the role does not allow it.
        RecordsError: the records can't be written at all.
    """
    report = ImportReport()
    lines = (*source.entries, *source.mandates)
    # Fail at once, not line by line, if the role does not allow it.
    opened.person.require(Permission.CHANGE_REGISTER)
    started = time.perf_counter()
    _LOG.info("enrolment.started", entries=len(source.entries), mandates=len(source.mandates))
    enriched: set[tuple[str, str]] = set()
    for done, line in enumerate(lines):
        if cancelled():
            _LOG.warning("enrolment.cancelled", told=True, done=done, total=len(lines))
            break
        progress(done, len(lines))
        try:
            match line:
                case BadEntry():
                    report.refused.append(line)
                    _LOG.warning("enrolment.line_refused", told=True, line=done + 1)
                case Entry():
                    if _enter(opened, line, verifier=verifier, today=today, report=report):
                        enriched.add((line.account, line.signatory))
                case MandateEntry():
                    _set_mandate(opened, line, today=today, report=report)
        except _LINE_ERRORS as error:
            report.refused.append(BadEntry(where=line.where, reason=error.message))
            _LOG.warning("enrolment.line_refused", told=True, cause=error, line=done + 1)
    for number, name in sorted(enriched):
        report.disagreeing += _disagreeing(opened, number, name, verifier=verifier, day=today)
    progress(len(lines), len(lines))
    _LOG.info(
        "enrolment.ended",
        specimens_added=report.added,
        specimens_known=report.known,
        people=report.people,
        refused=len(report.refused),
        disagreeing=len(report.disagreeing),
        milliseconds=milliseconds_since(started),
    )
    return report


def _enter(
    opened: OpenRecords, entry: Entry, *, verifier: Verifier, today: date, report: ImportReport
) -> bool:
    """Enter a line, and return whether its signatory got a new specimen."""
    first_day = entry.first_day or today
    new = None
    if entry.picture is not None:
        new = _assessed(opened, entry, entry.picture, verifier=verifier, first_day=first_day)
    change = Change(account=entry.account).and_account(holder=entry.holder)
    change = change.and_signatory(
        entry.signatory,
        customer=entry.customer,
        first_day=entry.signs_from or first_day,
        last_day=entry.signs_until,
        again=entry.signs_from is not None,
    )
    if new is not None:
        unlike = opened.policy.four_eyes and is_unlike(
            new, entry.account, name=entry.signatory, records=opened.records, verifier=verifier
        )
        change = change.and_specimen(entry.signatory, new=new, disagrees=unlike)
    added = _made(opened, change)
    if isinstance(added, int):
        report.waiting.append(added)
    elif new is None:
        report.people += 1
    elif added is None:
        report.known += 1
    else:
        report.added += 1
    return isinstance(added, Specimen)


def _disagreeing(
    opened: OpenRecords, number: str, name: str, *, verifier: Verifier, day: date
) -> list[Disagreement]:
    """The specimens of a signatory that differ from the others on a day."""
    with opened.records.reading() as connection:
        account = find_account(connection, number)
    signatory = account.signatory(name)
    valid = () if signatory is None else signatory.specimens_on(day)
    if len(valid) < MIN_SPECIMENS:
        return []
    prepared = RegisterSpecimens(opened.records, verifier=verifier).prepared(valid)
    return [
        Disagreement(
            account=account.number,
            signatory=name,
            specimen=valid[place].id,
            similarity=similarity,
            others=len(valid) - 1,
        )
        for place, similarity in odd_ones([prepared[one.id] for one in valid], verifier=verifier)
    ]


def _assessed(
    opened: OpenRecords, entry: Entry, picture: Path, *, verifier: Verifier, first_day: date
) -> NewSpecimen:
    data = read_bytes(picture, max_bytes=MAX_FILE_BYTES + _SEAL_BYTES)
    if picture.suffix == SEALED_SUFFIX:
        data = opened.records.vault.open(data, context=image_context(picture.stem))
    if entry.page is None:
        pages = decode_scan(data, name=picture.name).page_count
        if pages > 1:
            raise DataError(
                f"{picture.name} has {pages} pages, and the page to use is not given.",
                remedy="Give the page in a table.",
            )
    return assess(
        data,
        name=picture.name,
        verifier=verifier,
        page=entry.page or 0,
        box=entry.box,
        first_day=first_day,
        last_day=entry.last_day,
    )


def _set_mandate(
    opened: OpenRecords, entry: MandateEntry, *, today: date, report: ImportReport
) -> None:
    mandate = read_mandate(entry.text)
    first_day = entry.first_day or today
    with opened.records.reading() as connection:
        # Leave an identical mandate alone, or each import would start it again.
        account = find_account(connection, entry.account)
        if account.mandates_on(first_day) == (mandate,):
            return
    made = _made(opened, Change(account=entry.account).and_mandate(mandate, first_day=first_day))
    if isinstance(made, int):
        report.waiting.append(made)
    else:
        report.mandates += 1


def _made(opened: OpenRecords, change: Change) -> Specimen | int | None:
    with opened.records.writing() as connection:
        return make_change(
            connection,
            change,
            records=opened.records,
            person=opened.person,
            policy=opened.policy,
        )
