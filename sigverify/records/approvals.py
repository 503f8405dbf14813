"""The four-eyes principle: decisions that wait for a second person, and that person's answer.

A waiting decision is not stored as a state. It is a row of the audit trail that requires an answer
and has none yet. Therefore nothing can be confirmed without a trace, and nothing can get lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.event import AuditEvent, AuditRow, Kind
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.roles import NotAllowedError, Permission, Person, Policy, same_user
from sigverify.wording import english, reason_of

PAY: Final = "pay"
_FLAGGED: Final = "flag"
_CHEQUE: Final = "questioned"
_ANSWERS: Final = {
    Kind.CONFIRMATION.value: "confirmed",
    Kind.REFUSAL.value: "declined",
    Kind.WITHDRAWAL.value: "withdrawn",
    Kind.DECISION.value: "replaced by another decision",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of a decision that waited.

    Attributes:
        words: ``confirmed``, ``declined``, ``withdrawn`` or ``replaced by another decision``.
        confirmed: whether a second person has confirmed the decision.
        user: the user who answered.
        at: time of the answer, UTC, ISO 8601.
        note: that person's own words; empty if there is no note or it was purged.
    """

    words: str
    confirmed: bool
    user: str
    at: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision with its second person's answer.

    Attributes:
        seq: number of its row, by which `confirm` and `decline` name it.
        at: time of the decision, UTC, ISO 8601.
        user: the user who decided.
        verdict: the clerk's decision, such as ``pay``.
        why: why the decision needs a second person; None if it needs none.
        answer: the answer; None while the decision waits, or if it never had to wait.
        amount: the cheque's amount; None if unknown.
        decision: the program's decision; None without one.
        similarity: 0..1; None without one.
        reason: code of the reason; None without one.
        case_id: identifier of the case; None without one.
        account: number of the account; None if unknown or purged.
        note: the clerk's own words; empty if there is no note or it was purged.
        questioned_sha256: hash of the cheque's image; None if it could not be read.
    """

    seq: int
    at: str
    user: str
    verdict: str
    why: Reason | None
    answer: Answer | None
    amount: float | None
    decision: str | None
    similarity: float | None
    reason: str | None
    case_id: str | None
    account: str | None
    note: str
    questioned_sha256: str | None = None

    @property
    def waits(self) -> bool:
        """Whether the decision still waits."""
        return self.why is not None and self.answer is None


def decide(
    connection: Connection, *, trail: AuditTrail, policy: Policy, event: AuditEvent
) -> Decided:
    """Add a clerk's decision to the audit trail; its row says if it waits for a second person.

    The new decision answers an earlier decision of the same case that still waits.

    Args:
        connection: within a writing transaction.
        trail: the audit trail.
        policy: the site's policy.
        event: an event of kind `Kind.DECISION`; its action is the verdict.

    Raises:
        NotAllowedError: the role does not allow it.
        TrailError: no row can be added to the trail.
    """
    event.person.require(Permission.DECIDE)
    why = policy.second_person(
        pays=event.action == PAY, flagged=event.decision == _FLAGGED, amount=event.amount
    )
    before = None
    if event.case_id is not None:
        waiting = list(trail.rows(connection, case_id=event.case_id, waiting=True))
        before = waiting[-1].seq if waiting else None
    facts = dict(event.facts)
    if why is not None:
        facts |= {"why": english(why), "why_code": why.as_json()}
    row = trail.append(
        connection,
        replace(event, waits=why is not None, refers_to=before, facts=facts),
    )
    return _decided(connection, trail=trail, row=row)


def withdraw(
    connection: Connection, *, trail: AuditTrail, person: Person, case_id: str, note: str = ""
) -> AuditRow:
    """Withdraw a decision of a case.

    Args:
        connection: within a writing transaction.
        trail: the audit trail.
        person: the person who withdraws it.
        case_id: the case's identifier.
        note: why, in that person's own words.

    Raises:
        NotAllowedError: the role does not allow it.
        TrailError: no row can be added to the trail.
    """
    person.require(Permission.DECIDE)
    waiting = list(trail.rows(connection, case_id=case_id, waiting=True))
    event = AuditEvent(
        kind=Kind.WITHDRAWAL,
        person=person,
        case_id=case_id,
        note=note.strip(),
        refers_to=waiting[-1].seq if waiting else None,
    )
    return trail.append(connection, event)


def pending(connection: Connection, *, trail: AuditTrail) -> list[Decided]:
    """Return all decisions that wait for a second person, the oldest first.

    Raises:
        TrailError: a row was changed.
    """
    waiting = [row.seq for row in trail.rows(connection, kinds=(Kind.DECISION,), waiting=True)]
    return [
        _decided(connection, trail=trail, row=_known(connection, trail, seq)) for seq in waiting
    ]


def standing(connection: Connection, *, trail: AuditTrail, case_id: str) -> Decided | None:
    """The last decision of a case with its answer; None if there is none or it was withdrawn.

    Raises:
        TrailError: a row was changed.
    """
    kinds = (Kind.DECISION, Kind.WITHDRAWAL)
    found = list(trail.rows(connection, kinds=kinds, case_id=case_id))
    if not found or found[-1].kind == Kind.WITHDRAWAL:
        return None
    return _decided(connection, trail=trail, row=_known(connection, trail, found[-1].seq))


def confirm(
    connection: Connection, *, trail: AuditTrail, person: Person, seq: int, note: str = ""
) -> Decided:
    """Confirm a decision that waits.

    Args:
        connection: within a writing transaction.
        trail: the audit trail.
        person: the person who confirms.
        seq: number of the decision.
        note: that person's own words.

    Raises:
        NotAllowedError: the role does not allow it, or the decision is that person's own.
        RecordsError: no decision with this number waits.
        TrailError: the row was changed.
    """
    return _answer(
        connection, trail=trail, person=person, seq=seq, note=note, kind=Kind.CONFIRMATION
    )


def decline(
    connection: Connection, *, trail: AuditTrail, person: Person, seq: int, note: str
) -> Decided:
    """Decline a decision that waits, which makes it void.

    Raises:
        NotAllowedError: the role does not allow it, or the decision is that person's own.
        RecordsError: no decision with this number waits, or there is no note.
        TrailError: the row was changed.
    """
    if not note.strip():
        raise RecordsError(
            Reason(ReasonCode.NO_REASON_FOR_DECLINING), remedy=Reason(ReasonCode.SAY_WHY)
        )
    return _answer(connection, trail=trail, person=person, seq=seq, note=note, kind=Kind.REFUSAL)


def _answer(
    connection: Connection, *, trail: AuditTrail, person: Person, seq: int, note: str, kind: Kind
) -> Decided:
    person.require(Permission.CONFIRM)
    row = _known(connection, trail, seq)
    decided = _decided(connection, trail=trail, row=row)
    if decided.answer is not None:
        raise RecordsError(
            f"Decision {seq} is no longer waiting: {decided.answer.words} by "
            f"{decided.answer.user} at {decided.answer.at}.",
            remedy="See 'sigverify approvals list'.",
        )
    if decided.why is None:
        raise RecordsError(
            f"Decision {seq} needs no second person.", remedy="See 'sigverify approvals list'."
        )
    if same_user(person.user, row.user):
        raise NotAllowedError(
            Reason(ReasonCode.OWN_DECISION, number=seq),
            remedy=Reason(ReasonCode.ASK_COLLEAGUE),
        )
    if kind is Kind.CONFIRMATION:
        trail.require_still(row.user, Permission.DECIDE)
    event = AuditEvent(
        kind=kind,
        person=person,
        action=decided.verdict,
        account=decided.account,
        case_id=decided.case_id,
        note=note.strip(),
        refers_to=seq,
    )
    trail.append(connection, event)
    return _decided(connection, trail=trail, row=row)


def _known(connection: Connection, trail: AuditTrail, seq: int) -> AuditRow:
    row = trail.row(connection, seq)
    if row is None or row.kind != Kind.DECISION:
        raise RecordsError(f"There is no decision {seq}.", remedy="See 'sigverify approvals list'.")
    return row


def _decided(connection: Connection, *, trail: AuditTrail, row: AuditRow) -> Decided:
    body, details = row.body, trail.details(connection, row)
    return Decided(
        seq=row.seq,
        at=row.at,
        user=row.user,
        verdict=body.get("action", ""),
        why=_why(body["facts"]) if body.get("waits") else None,
        answer=_answer_to(connection, trail=trail, seq=row.seq) if body.get("waits") else None,
        amount=body.get("amount"),
        decision=body.get("decision"),
        similarity=body.get("similarity"),
        reason=body.get("reason"),
        case_id=body.get("case"),
        account=_text(details.get("account")),
        note=_text(details.get("note")) or "",
        questioned_sha256=next(
            (sha for role, sha in body.get("images", ()) if role == _CHEQUE), None
        ),
    )


def _why(facts: Mapping[str, Any]) -> Reason:
    """Return why a decision waits; rows of older versions hold only the text."""
    return reason_of(str(facts["why"]), facts.get("why_code"))


def _answer_to(connection: Connection, *, trail: AuditTrail, seq: int) -> Answer | None:
    answers = list(trail.rows(connection, refers_to=seq))
    if not answers:
        return None
    found = answers[0]
    details = trail.details(connection, found)
    return Answer(
        words=_ANSWERS.get(found.kind, found.kind),
        confirmed=found.kind == Kind.CONFIRMATION,
        user=found.user,
        at=found.at,
        note=_text(details.get("note")) or "",
    )


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return None if value is None else str(value)
