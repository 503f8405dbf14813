"""The check of results against all inks that the records keep, and what it changes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from sigverify.verification.presentments.entries import (
    PART,
    Origin,
    SeenInk,
    decoded,
    seen_ink,
)
from sigverify.verification.presentments.index import EarlierInk, InkIndex
from sigverify.verification.register.results import AccountVerification
from sigverify.verification.results import PreparedSignature, Verification

if TYPE_CHECKING:
    from sigverify.records.database import Records

_DAY: Final = 10  # characters of "2026-11-22"


Result = TypeVar("Result", Verification, AccountVerification)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked(Generic[Result]):
    """A result after the check, and the inks that the records should keep with it.

    Attributes:
        result: the result.
        inks: of the questioned signatures, and of specimens that are not kept yet.
    """

    result: Result
    inks: tuple[SeenInk, ...] = ()


class Presentments:
    """The inks of one database's records. Used by one thread at a time."""

    def __init__(self, records: Records) -> None:
        """Start with nothing read.

        Args:
            records: the open database.
        """
        self._records = records
        self._index = InkIndex()
        self._read: dict[int, int] = {}

    def refreshed(self) -> InkIndex:
        """The index of all inks that the records keep now.

        Raises:
            RecordsError: the records can't be read, or an attachment was changed.
        """
        trail = self._records.audit
        with self._records.reading() as connection:
            there = trail.count_parts(connection, PART, upto=max(self._read, default=0))
            if there != sum(self._read.values()):
                # Some were purged, and must be forgotten here too.
                self._index, self._read = InkIndex(), {}
            last = max(self._read, default=0)
            for seq, at, content in trail.parts_named(connection, PART, after=last):
                self._read[seq] = self._read.get(seq, 0) + 1
                for ink in decoded(content):
                    self._index.add(ink, at=at)
        return self._index

    def checked(
        self, result: Verification, *, account: str = "", case_id: str = ""
    ) -> Checked[Verification]:
        """Check a result.

        Args:
            result: of one signature.
            account: number of the account; empty if unknown.
            case_id: identifier of the case; empty without one.

        Raises:
            RecordsError: the records can't be read.
        """
        index = self.refreshed()
        ink = seen_ink(result.questioned, account=account, case_id=case_id)
        if ink is None:
            return Checked(result=result)
        # A copy of its own specimen is suspected anyway, and is found there too.
        earlier = None if result.is_copy else index.find(ink, lines=result.questioned.lines)
        if earlier is not None:
            result = with_earlier(result, origin=ink.origin, earlier=earlier)
        specimens = (score.signature for score in result.references)
        kept = (ink, *_unknown(specimens, index=index, account=account))
        return Checked(result=result, inks=kept)

    def checked_account(
        self, result: AccountVerification, *, case_id: str = ""
    ) -> Checked[AccountVerification]:
        """`checked` for all signatures on a cheque of an account."""
        index = self.refreshed()
        inks: list[SeenInk] = []
        found: dict[int, tuple[Decision, list[Reason]]] = {}
        for number, one in enumerate(result.signatures):
            ink = seen_ink(one.signature, account=result.account, case_id=case_id)
            if ink is None:
                continue
            inks.append(ink)
            if one.verification is not None and one.verification.is_copy:
                continue
            earlier = index.find(ink, lines=one.signature.lines)
            if earlier is not None:
                found[number] = about(ink.origin, earlier=earlier)
        specimens = {
            score.signature.sha256: score.signature
            for one in result.signatures
            for score in (() if one.verification is None else one.verification.references)
        }
        inks += _unknown(specimens.values(), index=index, account=result.account)
        return Checked(result=with_earlier_on(result, found), inks=tuple(inks))


def about(origin: Origin, *, earlier: EarlierInk) -> tuple[Decision, list[Reason]]:
    """What an ink that was found again means: a decision at least as strict as this, and why.

    Args:
        origin: where the questioned ink comes from.
        earlier: the same ink.
    """
    day = date.fromisoformat(earlier.at[:_DAY])
    item, other = earlier.origin.item, earlier.origin.account
    if other and origin.account and other != origin.account:
        told = Reason(ReasonCode.SAME_INK_OTHER_ACCOUNT, item=item, account=other, day=day)
        return Decision.FLAG, [Reason(ReasonCode.PRESENTED_BEFORE), told]
    told = Reason(ReasonCode.SAME_INK_AS_ITEM, item=item, day=day)
    return Decision.REFER, [Reason(ReasonCode.PRESENTED_BEFORE), told]


def stricter(decision: Decision, found: Decision) -> Decision:
    """The decision after an ink was found again; a suspected forgery stays one."""
    return decision if decision in (Decision.FLAG, Decision.NO_DECISION) else found


def with_earlier(result: Verification, *, origin: Origin, earlier: EarlierInk) -> Verification:
    """A result whose ink was found again."""
    decision, reasons = about(origin, earlier=earlier)
    return replace(
        result,
        decision=stricter(result.decision, decision),
        reasons=(*reasons, *result.reasons),
    )


def with_earlier_on(
    result: AccountVerification, found: dict[int, tuple[Decision, list[Reason]]]
) -> AccountVerification:
    """A cheque of an account whose signatures' inks were found again, by their numbers."""
    if not found:
        return result
    signatures, told = list(result.signatures), list[Reason]()
    for number, (decision, (headline, *reasons)) in found.items():
        one = signatures[number]
        signatures[number] = replace(
            one,
            decision=stricter(one.decision, decision),
            reasons=(headline, *reasons, *one.reasons),
        )
        told += [
            Reason(ReasonCode.SIGNATURE_NUMBERED, number=number + 1, reason=reason)
            if one.signatory is None
            else Reason(ReasonCode.SIGNATURE_OF, person=one.signatory, reason=reason)
            for reason in reasons
        ]
    asked = [decision for decision, _ in found.values()]
    changed = stricter(result.decision, Decision.FLAG if Decision.FLAG in asked else Decision.REFER)
    # The first reason is the short one that many cheques share.
    first = Reason(ReasonCode.PRESENTED_BEFORE)
    kept = result.decision in (Decision.FLAG, Decision.NO_DECISION)
    every = (*result.reasons, *told) if kept else (first, *told, *result.reasons)
    return replace(result, decision=changed, reasons=every, signatures=tuple(signatures))


def _unknown(
    specimens: Iterable[PreparedSignature], *, index: InkIndex, account: str
) -> list[SeenInk]:
    """The inks of specimens that the index does not have."""
    fresh = [one for one in specimens if not index.knows_specimen(one.sha256)]
    inks = [seen_ink(one, account=account, specimen=True) for one in fresh]
    return [ink for ink in inks if ink is not None]
