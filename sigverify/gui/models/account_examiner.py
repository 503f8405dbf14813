"""Examines a cheque of an account: who signed, and may they?

Runs in the examining thread, like the examiner that calls it, and does not know the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sigverify.errors import RecordsError, SigVerifyError
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.pictures import thumbnail
from sigverify.imaging.reading.scans import Scan, decode_scan
from sigverify.reporting.inks import Picture
from sigverify.settings import Settings
from sigverify.terms import Box
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

if TYPE_CHECKING:
    from sigverify.records.opening import OpenRecords
    from sigverify.verification.presentments.checking import Checked, Presentments
    from sigverify.verification.register.results import (
        AccountOnDay,
        AccountVerification,
        MatchedSignature,
    )

_KEPT_CHEQUES: Final = 8
_KEPT_PICTURES: Final = 200
# Boxes that overlap by more than this share of the smaller one hold the same signature.
_SAME_SHARE: Final = 0.5


class AccountExaminer:
    """Judges cheques by the account's register entry. Used by one thread at a time."""

    def __init__(self, settings: Settings, *, verifier: Verifier) -> None:
        """Begin with closed records; the first cheque of an account opens them.

        Args:
            settings: name the records.
            verifier: compares signatures.
        """
        self._settings = settings
        self._verifier = verifier
        self._opened: OpenRecords | None = None
        self._presentments: Presentments | None = None
        self._found: dict[tuple[str, int, Path], list[PreparedSignature]] = {}
        self._pictures: dict[tuple[str, int, Box | None], Picture | None] = {}

    def close(self) -> None:
        """Close the records."""
        if self._opened is not None:
            self._opened.records.close()
            self._opened = self._presentments = None

    @property
    def presentments(self) -> Presentments | None:
        """The inks that were verified before; None if no records are kept.

        Raises:
            RecordsError: the records can't be used.
            NotAllowedError: the user's role does not allow verifying.
        """
        from sigverify.verification.presentments.checking import Presentments

        if self._presentments is None and self._settings.records:
            self._presentments = Presentments(self._open().records)
        return self._presentments

    def signatures(
        self, scan: Scan, *, path: Path, own: PreparedSignature | None, own_box: Box | None
    ) -> list[PreparedSignature]:
        """All signatures on a cheque, as `sigverify verify --account` finds them.

        Args:
            scan: the cheque.
            path: its file.
            own: the signature in a box that the clerk has set, which replaces the detection at
                that place; None without one.
            own_box: that box; None with `own` takes the whole image.
        """
        from sigverify.verification.register.cheques import signatures_on

        if own is not None and own_box is None:
            return [own]
        key = (scan.sha256, scan.page, path)
        if key not in self._found:
            if len(self._found) >= _KEPT_CHEQUES:
                self._found.clear()
            self._found[key] = signatures_on(
                scan, verifier=self._verifier, path=path, page=scan.page
            )
        found = self._found[key]
        if own is None or own_box is None:
            return found
        others = [one for one in found if one.box is not None and not same_place(one.box, own_box)]
        return [own, *others]

    def verify(
        self, case: Case, signatures: Sequence[PreparedSignature]
    ) -> tuple[Checked[AccountVerification], AccountOnDay]:
        """Judge a cheque by its account as of today, and look for its inks.

        Returns:
            The result and the account.

        Raises:
            RecordsError: there is no such account, or the records can't be used.
            NotAllowedError: the user's role does not allow verifying.
        """
        from sigverify.verification.register.cheques import verify_account
        from sigverify.verification.register.specimens import RegisterSpecimens

        register = RegisterSpecimens(self._open().records, verifier=self._verifier)
        account = register.account(case.account, day=date.today())
        result = verify_account(
            signatures,
            account=account,
            verifier=self._verifier,
            amount=case.paid,
        )
        assert self.presentments is not None, "an account is in the records"
        return self.presentments.checked_account(result, case_id=case.id), account

    def knows(self, number: str) -> bool:
        """Whether the register has an account; False too if no records can be used."""
        from sigverify.records.register.people import has_account

        if not self._settings.records:
            return False
        try:
            with self._open().records.reading() as connection:
                return has_account(connection, number)
        except SigVerifyError:
            return False

    def scan(self, specimen: PreparedSignature) -> Scan:
        """The image of a specimen of the register.

        Raises:
            RecordsError: it is no longer kept, or was changed.
        """
        from sigverify.records.register.accounts import image_bytes

        records = self._open().records
        with records.reading() as connection:
            data = image_bytes(connection, specimen.sha256, vault=records.vault)
        return decode_scan(data, name=specimen.path.name, page=specimen.page)

    def picture(self, specimen: PreparedSignature) -> Picture | None:
        """A thumbnail of a specimen of the register; None if its image is no longer kept."""
        key = (specimen.sha256, specimen.page, specimen.box)
        if key not in self._pictures:
            if len(self._pictures) >= _KEPT_PICTURES:
                self._pictures.clear()
            try:
                self._pictures[key] = thumbnail(self.scan(specimen), box=specimen.box)
            except SigVerifyError:
                self._pictures[key] = None
        return self._pictures[key]

    def _open(self) -> OpenRecords:
        # Imported here, so that a window without a register does not wait for the database.
        from sigverify.records.opening import open_configured
        from sigverify.records.roles import Permission

        if self._opened is None:
            self._opened = open_configured(self._settings)
        if self._opened is None:
            raise RecordsError(
                "No records are kept on this machine.",
                remedy="Create them with 'sigverify records create', or name them in the settings.",
            )
        self._opened.person.require(Permission.VERIFY)
        return self._opened


def compared_with(one: MatchedSignature, account: AccountOnDay) -> str | None:
    """The signatory whose specimens a signature was compared with; None if there is none."""
    references = () if one.verification is None else one.verification.references
    theirs = {id(score.signature) for score in references}
    for person in account.signatories:
        if any(id(specimen) in theirs for specimen in person.specimens):
            return person.name
    return None


def same_place(one: Box, other: Box) -> bool:
    """Whether two boxes hold the same signature."""
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    smaller = min(one.w * one.h, other.w * other.h)
    return max(across, 0) * max(down, 0) > _SAME_SHARE * smaller
