"""The register for the window: one account at a time, with thumbnails.

All functions run in a task's thread and do not know Qt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sigverify.enrolment.assessment import assess
from sigverify.enrolment.importing import ImportReport, import_source
from sigverify.enrolment.sources import read_source
from sigverify.enrolment.unlike import is_unlike
from sigverify.errors import SigVerifyError
from sigverify.files import read_bytes
from sigverify.gui.models.pictures import thumbnail
from sigverify.imaging.corrected_ink import CorrectedInk
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.imaging.reading.scans import decode_scan
from sigverify.progress import Cancelled, Progress, never, no_progress
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.keys.vaults import export_key
from sigverify.records.mandates.text import read_mandate
from sigverify.records.opening import OpenRecords
from sigverify.records.register.accounts import (
    Account,
    AccountLine,
    Specimen,
    find_account,
    find_specimen,
    image_bytes,
    list_accounts,
)
from sigverify.records.register.proposals import Change, make_change, require_made
from sigverify.records.roles import ALLOWED, Permission
from sigverify.records.schema import tidy
from sigverify.reporting.inks import Picture
from sigverify.terms import Box
from sigverify.verification.verifier import Verifier

# What one step adds to a specimen's box on each side, as a share of its width and height.
_WIDER = 0.3
# More than a list can usefully show; the clerk types a part of the account to find it.
MOST_ACCOUNTS = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AccountPage:
    """An account as it is shown.

    Attributes:
        account: the account in the register.
        pictures: thumbnails of its specimens by their numbers; None where there is no image.
        day: the day for which it is shown.
    """

    account: Account
    pictures: Mapping[int, Picture | None]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpecimenInk:
    """The ink of a specimen, to be corrected.

    Attributes:
        ink: the ink and the image around it.
        is_part: whether the image shows more than that.
    """

    ink: CorrectedInk
    is_part: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AddReport:
    """The result of adding files as specimens.

    Attributes:
        added: how many were added.
        known: names of files that are specimens already.
        refused: name of each other file, and the error.
    """

    added: int
    known: tuple[str, ...]
    refused: tuple[tuple[str, SigVerifyError], ...]


class RegisterBook:
    """Reads and changes the register for one person."""

    def __init__(self, opened: OpenRecords) -> None:
        """Take over open records; `close` closes them."""
        self._records = opened.records
        self._person = opened.person
        self._policy = opened.policy

    @property
    def may_change(self) -> bool:
        """Whether the person's role allows changes."""
        return Permission.CHANGE_REGISTER in ALLOWED[self._person.role]

    def accounts(self, like: str) -> list[AccountLine]:
        """Accounts whose number, holder or signatory contains a text, sorted by number."""
        with self._records.reading() as connection:
            return list_accounts(connection, day=_today(), like=like, most=MOST_ACCOUNTS)

    def page(self, number: str, *, cancelled: Cancelled = never) -> AccountPage:
        """An account with thumbnails of its specimens.

        Raises:
            RegisterError: there is no account with this number.
        """
        pictures: dict[int, Picture | None] = {}
        with self._records.reading() as connection:
            account = find_account(connection, number)
            for signatory in account.signatories:
                for specimen in signatory.specimens:
                    if cancelled():
                        break
                    pictures[specimen.id] = None
                    try:
                        data = image_bytes(
                            connection, specimen.image_sha256, vault=self._records.vault
                        )
                        scan = decode_scan(data, name="", page=specimen.page)
                    except SigVerifyError:
                        # Purged or damaged: the card says that there is no image.
                        continue
                    pictures[specimen.id] = thumbnail(scan, box=specimen.box)
        return AccountPage(account=account, pictures=pictures, day=_today())

    @property
    def may_copy_key(self) -> bool:
        """Whether the person's role allows a copy of the key."""
        return Permission.RESUME in ALLOWED[self._person.role]

    def import_folder(
        self,
        folder: Path,
        *,
        verifier: Verifier,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
    ) -> ImportReport:
        """Import specimens and mandates from a folder or a table, as `sigverify register import`.

        Raises:
            DataError: nothing there can be imported.
            NotAllowedError: the role does not allow it.
        """
        return import_source(
            OpenRecords(records=self._records, policy=self._policy, person=self._person),
            read_source(folder),
            verifier=verifier,
            today=_today(),
            progress=progress,
            cancelled=cancelled,
        )

    def set_mandate(self, number: str, text: str) -> None:
        """Put a mandate in force from today on.

        Raises:
            DataError: the text is no mandate.
            NotAllowedError: the role does not allow it.
            ChangeWaitsError: it waits for a second person.
        """
        change = Change(account=number).and_mandate(read_mandate(text), first_day=_today())
        self._make(change)

    def copy_key(self, path: Path) -> None:
        """Write the key of the records to a new file, and record that.

        Raises:
            NotAllowedError: the role does not allow it.
            RecordsError: the file exists, or can't be written.
        """
        self._person.require(Permission.RESUME)
        with self._records.writing() as connection:
            event = AuditEvent(kind=Kind.EXPORT, person=self._person, action="key")
            self._records.audit.append(connection, event)
        export_key(self._records.vault, key_file=path)

    def admit(self, number: str, *, name: str, holder: str) -> str:
        """Add a signatory to an account, which is added if it is new; returns its number.

        Raises:
            ChangeWaitsError: it waits for a second person.
        """
        change = Change(account=number).and_account(holder=holder)
        self._make(change.and_signatory(name, first_day=_today(), again=True))
        return tidy(number)

    def add(
        self,
        number: str,
        *,
        name: str,
        paths: Sequence[Path],
        verifier: Verifier,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
    ) -> AddReport:
        """Add files as specimens of a signatory; a refused file does not stop the others."""
        added = 0
        known: list[str] = []
        refused: list[tuple[str, SigVerifyError]] = []
        for done, path in enumerate(paths):
            if cancelled():
                break
            progress(done, len(paths))
            try:
                if self._add(number, name=name, path=path, verifier=verifier, replaces=None):
                    added += 1
                else:
                    known.append(path.name)
            except SigVerifyError as error:
                refused.append((path.name, error))
        return AddReport(added=added, known=tuple(known), refused=tuple(refused))

    def add_image(self, number: str, *, name: str, data: bytes, verifier: Verifier) -> bool:
        """Add an image as a specimen of a signatory; False if it is one already.

        Raises:
            RegisterError: the account has no such signatory.
            DataError: the image can't be used.
            ChangeWaitsError: it waits for a second person.
        """
        return self._enter(number, name=name, data=data, title="", verifier=verifier, replaces=None)

    def replace(
        self, number: str, specimen_id: int, *, name: str, path: Path, verifier: Verifier
    ) -> None:
        """Replace a specimen by a file, from today on.

        Raises:
            ChangeWaitsError: it waits for a second person.
        """
        self._add(number, name=name, path=path, verifier=verifier, replaces=specimen_id)

    def ink_of(self, specimen_id: int, *, verifier: Verifier, wider: int = 0) -> SpecimenInk:
        """The ink of a specimen, to be corrected.

        Args:
            specimen_id: number of the specimen.
            verifier: separates the ink from print.
            wider: by how many steps the specimen's box is enlarged.

        Raises:
            RecordsError: the image can't be read.
        """
        with self._records.reading() as connection:
            specimen = find_specimen(connection, specimen_id)
            data = image_bytes(connection, specimen.image_sha256, vault=self._records.vault)
        scan = decode_scan(data, name="", page=specimen.page)
        height, width = scan.grey.shape
        box = specimen.box
        if box is not None:
            x, y = round(wider * _WIDER * box.w), round(wider * _WIDER * box.h)
            larger = Box(x=box.x - x, y=box.y - y, w=box.w + 2 * x, h=box.h + 2 * y)
            box = larger.clipped(width=width, height=height)
        cut = verifier.separated(scan, box=box)
        return SpecimenInk(
            ink=CorrectedInk(cut.grey, cut.pen.ink),
            is_part=box is not None and (box.w < width or box.h < height),
        )

    def replace_by_image(
        self, number: str, specimen_id: int, *, name: str, data: bytes, verifier: Verifier
    ) -> None:
        """Replace a specimen by an image, from today on.

        Raises:
            DataError: the image can't be used.
            ChangeWaitsError: it waits for a second person.
        """
        self._enter(number, name=name, data=data, title="", verifier=verifier, replaces=specimen_id)

    def expire(self, number: str, specimen_id: int) -> None:
        """Let a specimen expire, from today on.

        Raises:
            ChangeWaitsError: it waits for a second person.
        """
        last_day = _today() - timedelta(days=1)
        self._make(Change(account=number).and_end_of_specimen(specimen_id, last_day=last_day))

    def close(self) -> None:
        """Close the records."""
        self._records.close()

    def _add(
        self, number: str, *, name: str, path: Path, verifier: Verifier, replaces: int | None
    ) -> bool:
        """Add or replace a specimen; False if the image is one already."""
        data = read_bytes(path, max_bytes=MAX_FILE_BYTES)
        return self._enter(
            number, name=name, data=data, title=path.name, verifier=verifier, replaces=replaces
        )

    def _enter(
        self,
        number: str,
        *,
        name: str,
        data: bytes,
        title: str,
        verifier: Verifier,
        replaces: int | None,
    ) -> bool:
        new = assess(data, name=title, verifier=verifier, first_day=_today())
        unlike = self._policy.four_eyes and is_unlike(
            new, number, name=name, records=self._records, verifier=verifier, replaces=replaces
        )
        change = Change(account=number).and_specimen(
            name, new=new, replaces=replaces, disagrees=unlike
        )
        return self._make(change) is not None

    def _make(self, change: Change) -> Specimen | None:
        with self._records.writing() as connection:
            made = make_change(
                connection,
                change,
                records=self._records,
                person=self._person,
                policy=self._policy,
            )
        return require_made(made)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
