"""Writing down what was verified and decided, where the settings name records.

Nothing is told to a user before its row has been committed. What hinders that is an error; without
records in the settings nothing is written down and nothing hinders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigverify.errors import SigVerifyError
from sigverify.files import read_bytes, sha256_hex
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.paths import settings_file, site_file
from sigverify.reasons import codes_in
from sigverify.records.audit.event import AuditEvent, AuditRow, ImageMark, Kind
from sigverify.records.roles import Permission
from sigverify.settings import Settings, load_settings
from sigverify.wording import codes_of, texts_of

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided
    from sigverify.records.opening import OpenRecords
    from sigverify.verification.results import Verification


class Recorder:
    """Writes rows for the user who runs the program. One instance may serve several threads.

    Attributes:
        opened: the records.
        place: where they and their key lie, as the settings name them.
    """

    def __init__(self, opened: OpenRecords, *, place: tuple[str, Path | None]) -> None:
        """Write into these records.

        Args:
            opened: the records, closed with this.
            place: where they and their key lie, as the settings name them.
        """
        self.opened = opened
        self.place = place

    def close(self) -> None:
        """Close the records."""
        self.opened.records.close()

    def require(self, permission: Permission) -> None:
        """Refuse what the user's role does not allow.

        Raises:
            NotAllowedError: the role does not allow it.
        """
        self.opened.person.require(permission)

    def verification(
        self, result: Verification, *, amount: float | None, account: str | None = None
    ) -> AuditRow:
        """Write a verification down.

        Args:
            result: what the program says.
            amount: of the cheque; None is not known.
            account: number of the account; None without one.

        Raises:
            RecordsError: it can't be written down.
        """
        self.require(Permission.VERIFY)
        return self.add(Kind.VERIFICATION, amount=amount, account=account, **evidence(result))

    def decision(
        self,
        *,
        case_id: str,
        verdict: str,
        reason: str,
        note: str,
        questioned: Path | None,
        known: Mapping[str, Any],
        amount: float | None,
        account: str | None = None,
        name: str = "",
    ) -> Decided:
        """Write a clerk's decision down.

        Args:
            case_id: the case's name.
            verdict: ``pay``, ``return`` or ``refer``.
            reason: code and words of the reason; may be empty.
            note: in the clerk's own words; may be empty.
            questioned: the cheque's file.
            known: what the clerk was shown, see `evidence`; without the images' hashes the
                cheque's file is hashed now.
            amount: of the cheque; None is not known.
            account: number of the account; None without one.
            name: the clerk's name in the window; may be empty.

        Returns:
            The decision; it may wait for a second person.

        Raises:
            RecordsError: it can't be written down, or the role does not allow it.
        """
        from sigverify.records import approvals

        words = {"clerk": name, "reason": reason}
        details = {**known.get("details", {}), **{key: text for key, text in words.items() if text}}
        fields = {**known}
        if "images" not in fields and questioned is not None:
            details["questioned"] = str(questioned)
            # A cheque may be decided because its picture can't be read.
            with suppress(SigVerifyError):
                fields["images"] = _mark_of(questioned)
        event = self._event(
            Kind.DECISION,
            **{
                **fields,
                "action": verdict,
                "case_id": case_id,
                "reason": reason.partition(" ")[0] or None,
                "note": note,
                "amount": amount,
                "account": account,
                "details": details,
            },
        )
        records = self.opened.records
        with records.writing() as connection:
            return approvals.decide(
                connection, trail=records.audit, policy=self.opened.policy, event=event
            )

    def standing(self, case_id: str) -> Decided | None:
        """The last decision of a case, with a second person's answer; None if there is none.

        Raises:
            RecordsError: the records can't be read.
        """
        from sigverify.records import approvals

        records = self.opened.records
        with records.reading() as connection:
            return approvals.standing(connection, trail=records.audit, case_id=case_id)

    def withdrawal(self, case_id: str) -> None:
        """Write down that a decision was taken back.

        Raises:
            RecordsError: it can't be written down, or the role does not allow it.
        """
        from sigverify.records import approvals

        records = self.opened.records
        with records.writing() as connection:
            approvals.withdraw(
                connection, trail=records.audit, person=self.opened.person, case_id=case_id
            )

    def add(self, kind: Kind, **fields: Any) -> AuditRow:  # noqa: ANN401 - those of AuditEvent
        """Write down what one of the packages above did, in its own words.

        Args:
            kind: what was done.
            **fields: of `AuditEvent`.

        Raises:
            RecordsError: it can't be written down.
        """
        records = self.opened.records
        with records.writing() as connection:
            return records.audit.append(connection, self._event(kind, **fields))

    def _event(self, kind: Kind, **fields: Any) -> AuditEvent:  # noqa: ANN401
        return AuditEvent(kind=kind, person=self.opened.person, **fields)


@contextmanager
def recorder_in_use(needed: Permission = Permission.VERIFY) -> Iterator[Recorder | None]:
    """What writes down what is done; None where the settings name no records.

    It is opened before anything is done, so that nothing is done that could not be written down.

    Args:
        needed: what the user is about to do.

    Raises:
        RecordsError: the records can't be opened.
        NotAllowedError: the user's role does not allow it.
        DataError: the site's settings can't be read.
    """
    settings = load_settings(settings_file(), site=site_file()).values
    recorder = open_recorder(settings)
    try:
        if recorder is not None:
            recorder.require(needed)
        yield recorder
    finally:
        if recorder is not None:
            recorder.close()


def open_recorder(settings: Settings) -> Recorder | None:
    """A recorder to be closed by the caller, or None where the settings name no records.

    Raises:
        RecordsError: the records can't be opened.
    """
    if not settings.records:
        return None
    # Imported here: without records nobody waits for a database.
    from sigverify.records.opening import open_configured

    opened = open_configured(settings)
    if opened is None:
        return None
    return Recorder(opened, place=(settings.records, settings.records_key))


def evidence(result: Verification) -> Mapping[str, Any]:
    """What a decision rests on, as fields of `AuditEvent`.

    Hashes and numbers are kept for ever; names of files and what is said in words can be purged.
    """
    box = result.questioned.box
    return {
        "images": (
            ImageMark(role="questioned", sha256=result.questioned.sha256),
            *(
                ImageMark(role="specimen", sha256=score.signature.sha256)
                for score in result.references
            ),
        ),
        "model_sha256": result.model.sha256,
        "calibration_sha256": result.calibration.sha256,
        "similarity": result.similarity,
        "decision": result.decision.value,
        "facts": {
            "accept_at": result.thresholds.accept_at,
            "flag_below": result.thresholds.flag_below,
            "page": result.questioned.page,
            "box": None if box is None else [box.x, box.y, box.w, box.h],
            "alone": [score.similarity for score in result.references],
            "reason_codes": codes_in(result.notes),
        },
        "details": {
            "questioned": str(result.questioned.path),
            "specimens": [str(score.signature.path) for score in result.references],
            "reasons": texts_of(result.notes, capital=True),
            "reason_codes": codes_of(result.notes),
        },
    }


def _mark_of(path: Path) -> tuple[ImageMark, ...]:
    sha256 = sha256_hex(read_bytes(path, max_bytes=MAX_FILE_BYTES))
    return (ImageMark(role="questioned", sha256=sha256),)
