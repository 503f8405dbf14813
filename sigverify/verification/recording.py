"""Records verifications and decisions in the audit trail, if the settings name records.

A result is shown to a user only after its row has been committed. A failure to do so is an error.
Without records in the settings nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sigverify.errors import SigVerifyError
from sigverify.files import read_bytes, sha256_hex
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.paths import settings_file, site_file
from sigverify.reasons import codes_in
from sigverify.records.audit.event import DETAILS, AuditEvent, AuditRow, ImageMark, Kind
from sigverify.records.roles import Permission
from sigverify.settings import Settings, load_settings
from sigverify.terms import Decision
from sigverify.wording import codes_of, texts_of

if TYPE_CHECKING:
    from sigverify.records.activations import Activated
    from sigverify.records.approvals import Decided
    from sigverify.records.opening import OpenRecords
    from sigverify.verification.presentments.entries import SeenInk
    from sigverify.verification.results import Verification

# A batch has one row; an attachment of this many inks has about a megabyte.
_INKS_A_PART: Final = 1000


class Recorder:
    """Writes rows for the user who runs the program. One instance may serve several threads.

    Attributes:
        opened: the records.
        place: of the records and their key, as in the settings.
        override: what the user has chosen instead of the site's model or calibration, in words;
            each row names it.
        presentments: finds inks that were verified before; for one thread at a time.
    """

    def __init__(self, opened: OpenRecords, *, place: tuple[str, Path | None]) -> None:
        """Use these records.

        Args:
            opened: the records; they are closed with the recorder.
            place: of the records and their key, as in the settings.
        """
        # Imported here, so that programs without records do not wait for it.
        from sigverify.verification.presentments.checking import Presentments

        self.opened = opened
        self.place = place
        self.override = ""
        self.presentments = Presentments(opened.records)

    def close(self) -> None:
        """Close the records."""
        self.opened.records.close()

    def require(self, permission: Permission) -> None:
        """Refuse an action that the user's role does not allow.

        Raises:
            NotAllowedError: the role does not allow it.
        """
        self.opened.person.require(permission)

    def verification(
        self,
        result: Verification,
        *,
        amount: float | None,
        account: str | None = None,
        inks: Sequence[SeenInk] = (),
    ) -> AuditRow:
        """Record a verification.

        Args:
            result: the verification.
            amount: of the cheque; None if unknown.
            account: number of the account; None without one.
            inks: to be kept with it, see `sigverify.verification.presentments`.

        Raises:
            RecordsError: it can't be recorded.
        """
        self.require(Permission.VERIFY)
        return self.add(
            Kind.VERIFICATION,
            amount=amount,
            account=account,
            attachments=attached(inks),
            **evidence(result),
        )

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
        shown: Callable[[], Mapping[str, bytes]] | None = None,
        inks: Sequence[SeenInk] = (),
    ) -> Decided:
        """Record a clerk's decision.

        Args:
            case_id: the case's identifier.
            verdict: ``pay``, ``return`` or ``refer``.
            reason: code and words of the reason; may be empty.
            note: in the clerk's own words; may be empty.
            questioned: the cheque's file.
            known: what the clerk was shown, see `evidence`; without the images' hashes the
                cheque's file is hashed now.
            amount: of the cheque; None if unknown.
            account: number of the account; None without one.
            name: the clerk's name in the window; may be empty.
            shown: makes the images that the clerk saw, by name; they are kept, sealed, with a
                decision that waits for a second person. None keeps none.
            inks: to be kept with it.

        Returns:
            The decision; it may wait for a second person.

        Raises:
            RecordsError: it can't be recorded, or the role does not allow it.
        """
        from sigverify.records import approvals

        words = {"clerk": name, "reason": reason}
        details = {**known.get("details", {}), **{key: text for key, text in words.items() if text}}
        fields = {**known, "attachments": attached(inks)}
        if "images" not in fields and questioned is not None:
            details["questioned"] = str(questioned)
            # A clerk may decide on a cheque whose image can't be read.
            with suppress(SigVerifyError):
                fields["images"] = _mark_of(questioned)
        if shown is not None and self._second_person(verdict, known=known, amount=amount):
            fields["attachments"] = {**fields.get("attachments", {}), **shown()}
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

    def shown(self, seq: int) -> dict[str, bytes]:
        """The images that were kept with a decision, by name; empty if they are no longer kept.

        Args:
            seq: number of the decision's row.

        Raises:
            RecordsError: the records can't be read, or an image was changed.
        """
        from sigverify.verification.presentments.entries import PART

        records = self.opened.records
        kept: dict[str, bytes] = {}
        with records.reading() as connection:
            row = records.audit.row(connection, seq)
            if row is None:
                return kept
            for name in row.body.get("parts", {}):
                passed = name == DETAILS or name.startswith(PART)
                content = None if passed else records.audit.part(connection, row, name)
                if content is not None:
                    kept[name] = content
        return kept

    def standing(self, case_id: str) -> Decided | None:
        """The last decision of a case, with a second person's answer; None if there is none.

        Raises:
            RecordsError: the records can't be read.
        """
        from sigverify.records import approvals

        records = self.opened.records
        with records.reading() as connection:
            return approvals.standing(connection, trail=records.audit, case_id=case_id)

    def withdrawal(self, case_id: str, *, because: str) -> None:
        """Record the withdrawal of a decision.

        Args:
            case_id: the case's identifier.
            because: why it is withdrawn, in the person's own words.

        Raises:
            RecordsError: it can't be recorded, or the role does not allow it.
        """
        from sigverify.records import approvals

        records = self.opened.records
        with records.writing() as connection:
            approvals.withdraw(
                connection,
                trail=records.audit,
                person=self.opened.person,
                case_id=case_id,
                note=because,
            )

    def add(self, kind: Kind, **fields: Any) -> AuditRow:  # noqa: ANN401 - those of AuditEvent
        """Record an event of a higher package.

        Args:
            kind: of the event.
            **fields: of `AuditEvent`.

        Raises:
            RecordsError: it can't be recorded.
        """
        records = self.opened.records
        with records.writing() as connection:
            return records.audit.append(connection, self._event(kind, **fields))

    def activated(self, model_sha256: str) -> Activated | None:
        """The calibration in force for a model according to the trail; None if there never was one.

        Raises:
            RecordsError: the records can't be read.
        """
        from sigverify.records.activations import activated

        records = self.opened.records
        with records.reading() as connection:
            return activated(connection, trail=records.audit, model_sha256=model_sha256)

    def _second_person(
        self, verdict: str, *, known: Mapping[str, Any], amount: float | None
    ) -> bool:
        """Whether a decision will wait for a second person."""
        from sigverify.records import approvals

        why = self.opened.policy.second_person(
            pays=verdict == approvals.PAY,
            flagged=known.get("decision") == Decision.FLAG.value,
            amount=amount,
        )
        return why is not None

    def _event(self, kind: Kind, **fields: Any) -> AuditEvent:  # noqa: ANN401
        if self.override and fields.get("model_sha256") is not None:
            fields["facts"] = {**fields.get("facts", {}), "override": self.override}
        return AuditEvent(kind=kind, person=self.opened.person, **fields)


@contextmanager
def recorder_in_use(needed: Permission = Permission.VERIFY) -> Iterator[Recorder | None]:
    """The recorder; None if the settings name no records.

    It is opened before any work, so that no work is done that can't be recorded.

    Args:
        needed: the permission for the action.

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
    """A recorder, to be closed by the caller; None if the settings name no records.

    Raises:
        RecordsError: the records can't be opened.
    """
    if not settings.records:
        return None
    # Imported here, so that programs without records do not load a database.
    from sigverify.records.opening import open_configured

    opened = open_configured(settings)
    if opened is None:
        return None
    recorder = Recorder(opened, place=(settings.records, settings.records_key))
    locked = load_settings(settings_file(), site=site_file()).locked
    recorder.override = "; ".join(settings.own_choices(locked))
    return recorder


def evidence(result: Verification) -> Mapping[str, Any]:
    """The evidence of a decision, as fields of `AuditEvent`.

    Hashes and numbers are kept for ever; file names and texts can be purged.
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


def attached(inks: Sequence[SeenInk]) -> dict[str, bytes]:
    """Some inks as attachments of a row."""
    from sigverify.verification.presentments.entries import PART, encoded

    if len(inks) <= _INKS_A_PART:
        return {PART: encoded(inks)} if inks else {}
    starts = range(0, len(inks), _INKS_A_PART)
    return {
        f"{PART}-{start // _INKS_A_PART:06d}": encoded(inks[start : start + _INKS_A_PART])
        for start in starts
    }


def _mark_of(path: Path) -> tuple[ImageMark, ...]:
    sha256 = sha256_hex(read_bytes(path, max_bytes=MAX_FILE_BYTES))
    return (ImageMark(role="questioned", sha256=sha256),)
