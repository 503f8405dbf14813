from __future__ import annotations

import itertools

import pytest

from sigverify.errors import RecordsError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records import approvals
from sigverify.records.approvals import Decided
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records
from sigverify.records.roles import NotAllowedError, Person, Policy, Role, SiteRoles

CLARA = Person(user="clara", role=Role.CLERK)
SAM = Person(user="sam", role=Role.SUPERVISOR)
SUE = Person(user="sue", role=Role.SUPERVISOR)
POLICY = Policy(roles=SiteRoles(version=1, people={"clara": "clerk"}, second_person_from=10_000.0))


def decide(
    records: Records,
    *,
    person: Person = CLARA,
    verdict: str = "pay",
    decision: str = "accept",
    amount: float | None = 10_000,
    case_id: str = "c1",
) -> Decided:
    event = AuditEvent(
        kind=Kind.DECISION,
        person=person,
        action=verdict,
        decision=decision,
        amount=amount,
        case_id=case_id,
        account="12",
        note="as ever",
    )
    with records.writing() as connection:
        return approvals.decide(connection, trail=records.audit, policy=POLICY, event=event)


def pending(records: Records) -> list[Decided]:
    with records.reading() as connection:
        return approvals.pending(connection, trail=records.audit)


def standing(records: Records, case_id: str = "c1") -> Decided | None:
    with records.reading() as connection:
        return approvals.standing(connection, trail=records.audit, case_id=case_id)


def answer(
    records: Records, seq: int, *, person: Person, note: str = "seen", agrees: bool = True
) -> Decided:
    act = approvals.confirm if agrees else approvals.decline
    with records.writing() as connection:
        return act(connection, trail=records.audit, person=person, seq=seq, note=note)


@pytest.mark.parametrize(
    ("verdict", "decision", "amount", "why"),
    [
        ("pay", "accept", 9_999.99, None),
        ("pay", "accept", 10_000, Reason(ReasonCode.AMOUNT_FROM, amount=10_000.0)),
        ("pay", "accept", None, Reason(ReasonCode.AMOUNT_UNKNOWN)),
        ("pay", "refer", 5, None),
        ("pay", "flag", 5, Reason(ReasonCode.SUSPECTED_BY_PROGRAM)),
        ("return", "flag", 50_000, None),
        ("refer", "accept", 50_000, None),
    ],
)
def test_what_needs_a_second_person(
    verdict: str, decision: str, amount: float | None, why: Reason | None
) -> None:
    asked = {"pays": verdict == "pay", "flagged": decision == "flag"}
    assert POLICY.second_person(**asked, amount=amount) == why
    assert Policy(roles=None).second_person(**asked, amount=amount) is None


def test_a_second_person_confirms_and_the_trail_has_both(records: Records) -> None:
    waiting = decide(records)
    assert waiting.waits
    assert pending(records) == [waiting]
    assert (waiting.account, waiting.note, waiting.user) == ("12", "as ever", "clara")
    confirmed = answer(records, waiting.seq, person=SAM)
    assert pending(records) == []
    assert confirmed == standing(records)
    assert not confirmed.waits
    assert confirmed.answer is not None
    assert confirmed.answer.confirmed
    assert (confirmed.answer.user, confirmed.answer.note) == ("sam", "seen")
    with records.reading() as connection:
        assert check_trail(connection, trail=records.audit).whole


def test_a_decision_that_needs_no_second_person_does_not_wait(records: Records) -> None:
    decided = decide(records, amount=5)
    assert not decided.waits
    assert pending(records) == []
    with pytest.raises(RecordsError, match="needs no second person"):
        answer(records, decided.seq, person=SAM)


def test_nobody_confirms_their_own_decision_and_no_clerk_confirms_any(records: Records) -> None:
    waiting = decide(records, person=SAM)
    for agrees in (True, False):
        with pytest.raises(NotAllowedError, match="nobody can confirm their own"):
            answer(records, waiting.seq, person=SAM, agrees=agrees)
        with pytest.raises(NotAllowedError, match="supervisor, risk officer"):
            answer(records, waiting.seq, person=CLARA, agrees=agrees)
    assert pending(records) == [waiting]
    assert answer(records, waiting.seq, person=SUE).answer is not None


def test_a_decision_is_answered_once(records: Records) -> None:
    waiting = decide(records)
    declined = answer(records, waiting.seq, person=SAM, agrees=False, note="not her hand")
    assert declined.answer is not None
    assert not declined.answer.confirmed
    with pytest.raises(RecordsError, match="declined by sam"):
        answer(records, waiting.seq, person=SUE)
    with pytest.raises(RecordsError, match="There is no decision 99"):
        answer(records, 99, person=SUE)
    with pytest.raises(RecordsError, match="There is no decision 1"):
        answer(records, 1, person=SUE)


def test_declining_takes_a_reason(records: Records) -> None:
    waiting = decide(records)
    with pytest.raises(RecordsError, match="reason for declining is missing"):
        answer(records, waiting.seq, person=SAM, agrees=False, note=" ")
    assert pending(records) == [waiting]


def test_a_later_decision_or_a_withdrawal_ends_the_waiting(records: Records) -> None:
    first = decide(records)
    second = decide(records)
    assert pending(records) == [second]
    with pytest.raises(RecordsError, match="replaced by another decision"):
        answer(records, first.seq, person=SAM)
    with records.writing() as connection:
        approvals.withdraw(connection, trail=records.audit, person=CLARA, case_id="c1")
    assert pending(records) == []
    assert standing(records) is None
    with pytest.raises(RecordsError, match="withdrawn by clara"):
        answer(records, second.seq, person=SAM)


def test_cases_do_not_mix(records: Records) -> None:
    waiting = [decide(records, case_id=name) for name in ("c1", "c2", "c3")]
    answer(records, waiting[1].seq, person=SAM)
    assert [one.case_id for one in pending(records)] == ["c1", "c3"]


def test_an_auditor_and_a_risk_officer_decide_nothing(records: Records) -> None:
    for role, verdict in itertools.product((Role.AUDITOR, Role.RISK_OFFICER), ("pay", "return")):
        with pytest.raises(NotAllowedError, match="may not decide on cheques"):
            decide(records, person=Person(user="x", role=role), verdict=verdict)
    assert standing(records) is None


def test_what_somebody_asked_for_who_has_lost_the_role_can_only_be_declined(
    records: Records,
) -> None:
    waiting = decide(records)
    now = Policy(roles=SiteRoles(version=1, people={"sam": "supervisor"}))
    records.audit.may_still = now.allows
    with pytest.raises(NotAllowedError) as refused:
        answer(records, waiting.seq, person=SAM)
    assert isinstance(refused.value.what, Reason)
    assert refused.value.what.code is ReasonCode.NO_LONGER_ALLOWED
    declined = answer(records, waiting.seq, person=SAM, agrees=False).answer
    assert declined is not None
    assert not declined.confirmed
