"""Changes that wait for a second person: of register, calibration, site's policy, master key.

`sigverify.records.approvals` has the decisions on cheques.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from sigverify.errors import RecordsError, UsageError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.event import AuditEvent, AuditRow, Kind
from sigverify.records.database import Records
from sigverify.records.register.proposals import (
    IMAGE_PART,
    STEPS,
    Change,
    apply_change,
    change_of,
)
from sigverify.records.roles import NotAllowedError, Permission, Person, Role, same_user

KINDS: Final = (Kind.PROPOSAL, Kind.CALIBRATION, Kind.SITE, Kind.KEY)
_IMAGE_DIGITS: Final = 8
# What the person who proposed a change must still be allowed to do when it takes effect.
_NEEDED: Final[dict[str, Permission]] = {
    Kind.PROPOSAL.value: Permission.CHANGE_REGISTER,
    Kind.CALIBRATION.value: Permission.ACTIVATE_CALIBRATION,
    Kind.KEY.value: Permission.RESUME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingChange:
    """A change that waits.

    Attributes:
        seq: number of its row.
        kind: ``proposal``, ``calibration``, ``site`` or ``key``.
        at: time, UTC, ISO 8601.
        user: the user who made it.
        words: what it does, in a few words.
        account: number of the account; None without one, or if it was purged.
        steps: what it does to the register, each with its values; empty for other kinds.
        image: the file of a new specimen; None without one.
        image_sha256: hash of that file; None without one.
        disagrees: the new specimen is unlike the signatory's others.
    """

    seq: int
    kind: str
    at: str
    user: str
    words: str
    account: str | None
    steps: tuple[tuple[str, dict[str, Any]], ...]
    image: bytes | None
    image_sha256: str | None
    disagrees: bool

    @property
    def image_code(self) -> str:
        """The first digits of the image's hash, which show that it was looked at."""
        return (self.image_sha256 or "")[:_IMAGE_DIGITS]


def waiting_changes(connection: Connection, *, records: Records) -> list[WaitingChange]:
    """All changes that wait for a second person, the oldest first.

    Raises:
        TrailError: a row was changed.
    """
    found = [row.seq for row in records.audit.rows(connection, kinds=KINDS, waiting=True)]
    return [find_change(connection, seq, records=records) for seq in found]


def find_change(connection: Connection, seq: int, *, records: Records) -> WaitingChange:
    """A change by the number of its row.

    Raises:
        RecordsError: there is no such change that waits.
        TrailError: the row was changed.
    """
    row = _waiting(connection, seq, records=records)
    details = records.audit.details(connection, row)
    images = row.body.get("images", [])
    return WaitingChange(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        user=row.user,
        words=_words(row),
        account=None if "account" not in details else str(details["account"]),
        steps=tuple((str(name), dict(values)) for name, values in details.get(STEPS, ())),
        image=records.audit.part(connection, row, IMAGE_PART),
        image_sha256=images[0][1] if images else None,
        disagrees=bool(row.body.get("facts", {}).get("disagrees")),
    )


def confirm_change(
    connection: Connection,
    seq: int,
    *,
    records: Records,
    person: Person,
    note: str = "",
    seen: str = "",
) -> WaitingChange:
    """Confirm a change; it takes effect in the same transaction.

    Args:
        connection: within ``records.writing()``.
        seq: number of its row.
        records: the open database.
        person: the person who confirms.
        note: that person's own words.
        seen: for a new specimen the code that is shown with its image.

    Raises:
        NotAllowedError: the role does not allow it, or the change is that person's own.
        RecordsError: no such change waits, or the register no longer allows it.
        UsageError: the image of the specimen was not looked at.
    """
    found = _answerable(connection, seq, records=records, person=person)
    if found.kind in _NEEDED:
        records.audit.require_still(found.user, _NEEDED[found.kind])
    if found.image_sha256 is not None and seen.lower() != found.image_code:
        raise UsageError(
            f"Change {seq} adds a specimen whose image was not looked at.",
            remedy=f"Look at it with 'sigverify approvals show {seq} --picture FILE.png', and give "
            "the code that it prints: --seen CODE.",
        )
    row = _answer(connection, found, Kind.CONFIRMATION, records=records, person=person, note=note)
    if found.kind == Kind.PROPOSAL:
        proposed = _waiting_row(connection, seq, records=records)
        change: Change = change_of(
            records.audit.details(connection, proposed),
            image=found.image,
            disagrees=found.disagrees,
        )
        apply_change(
            connection,
            change,
            records=records,
            person=Person(user=proposed.user, role=Role(proposed.role)),
            released={"proposal": seq, "confirmed": row.seq, "confirmed_by": person.user},
        )
    return found


def decline_change(
    connection: Connection, seq: int, *, records: Records, person: Person, note: str
) -> WaitingChange:
    """Decline a change, which makes it void.

    Raises:
        NotAllowedError: the role does not allow it, or the change is that person's own.
        RecordsError: no such change waits, or there is no note.
    """
    if not note.strip():
        raise RecordsError(
            Reason(ReasonCode.NO_REASON_FOR_DECLINING), remedy=Reason(ReasonCode.SAY_WHY)
        )
    found = _answerable(connection, seq, records=records, person=person)
    _answer(connection, found, Kind.REFUSAL, records=records, person=person, note=note)
    return found


def is_change(connection: Connection, seq: int, *, records: Records) -> bool:
    """Whether a row is a change rather than a decision on a cheque.

    Raises:
        TrailError: the row was changed.
    """
    row = records.audit.row(connection, seq)
    return row is not None and row.kind in KINDS


def _answerable(
    connection: Connection, seq: int, *, records: Records, person: Person
) -> WaitingChange:
    person.require(Permission.CONFIRM)
    found = find_change(connection, seq, records=records)
    if same_user(person.user, found.user):
        raise NotAllowedError(
            Reason(ReasonCode.OWN_DECISION, number=seq), remedy=Reason(ReasonCode.ASK_COLLEAGUE)
        )
    return found


def _answer(
    connection: Connection,
    found: WaitingChange,
    kind: Kind,
    *,
    records: Records,
    person: Person,
    note: str,
) -> AuditRow:
    return records.audit.append(
        connection,
        AuditEvent(
            kind=kind,
            person=person,
            action=found.words,
            account=found.account,
            note=note.strip(),
            refers_to=found.seq,
        ),
    )


def _waiting(connection: Connection, seq: int, *, records: Records) -> AuditRow:
    row = _waiting_row(connection, seq, records=records)
    answers = list(records.audit.rows(connection, refers_to=seq))
    if answers or not row.body.get("waits"):
        raise RecordsError(
            f"Change {seq} is no longer waiting.", remedy="See 'sigverify approvals list'."
        )
    return row


def _waiting_row(connection: Connection, seq: int, *, records: Records) -> AuditRow:
    row = records.audit.row(connection, seq)
    if row is None or row.kind not in KINDS:
        raise RecordsError(f"There is no change {seq}.", remedy="See 'sigverify approvals list'.")
    return row


def _words(row: AuditRow) -> str:
    facts = row.body.get("facts", {})
    action = str(row.body.get("action", row.kind))
    if row.kind == Kind.CALIBRATION:
        return f"calibration {facts.get('name', '')} {action}"
    if row.kind == Kind.SITE:
        return f"{action} to {facts.get('policy', '')} from {facts.get('before', '')}"
    return action
