"""The work list as a queue: what each case is about, and where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from sigverify.files import harmless
from sigverify.gui.models.cases.case import Case, Verdict
from sigverify.gui.models.cases.particulars import Particular, disagreements, told
from sigverify.gui.models.cases.worklist import Show
from sigverify.wording import amount_text, english

_PART: Final = re.compile(r"[^\W_]+")
_MOST_KNOWN: Final = 200_000
_NUMBER: Final = re.compile(r"[^\W\d_]*(\d{3,})")


class Status(StrEnum):
    """Where a case stands."""

    CHECKING = "checking"
    OPEN = "open"
    PROBLEM = "problem"
    PARKED = "parked"
    PENDING = "pending"
    DECIDED = "decided"


def status_of(case: Case) -> Status:
    """Where a case stands; a decision that waits for approval is not decided."""
    if case.pending:
        return Status.PENDING
    if case.settled:
        return Status.DECIDED
    if case.parked:
        return Status.PARKED
    if case.problem is not None:
        return Status.PROBLEM
    return Status.OPEN if case.outcome is not None or not case.comparable else Status.CHECKING


def cheque_number(case: Case) -> str:
    """The number of a cheque: the one that a source has said, else the longest in its name."""
    known = told(case.said, Particular.CHEQUE)
    if known is not None:
        return known.value
    # Digits among letters, as in a hash, are no number.
    numbers = [found[1] for part in _PART.findall(case.name) if (found := _NUMBER.fullmatch(part))]
    return max(numbers, key=len) if numbers else ""


def account_number(case: Case) -> str:
    """The account that a cheque is compared with, else the one that a source has said."""
    known = told(case.said, Particular.ACCOUNT)
    return case.account or ("" if known is None else known.value)


def amount_of(case: Case) -> str:
    """The amount of a cheque, for people; empty if it is not known."""
    return "" if case.paid is None else amount_text(case.paid)


def _searched(case: Case) -> str:
    return " ".join(
        (case.name, account_number(case), cheque_number(case), amount_of(case))
    ).casefold()


def _has(there: str, words: Iterable[str]) -> bool:
    return all(word in there for word in words)


Known = TypeVar("Known")


class KnownOfCases(Generic[Known]):
    """What is worked out of cases, once for each state of a case."""

    def __init__(self, work_out: Callable[[Case], Known]) -> None:
        """Know nothing yet.

        Args:
            work_out: works it out.
        """
        self._work_out = work_out
        self._known: dict[str, tuple[Case, Known]] = {}

    def of(self, case: Case) -> Known:
        """What is known of a case in its present state."""
        known = self._known.get(case.id)
        if known is None or known[0] is not case:
            if len(self._known) >= _MOST_KNOWN:
                # Cases that have left the list are among them.
                self._known.clear()
            known = self._known[case.id] = case, self._work_out(case)
        return known[1]


class QueueOrder:
    """Which cases the queue shows, and in which order.

    Attributes:
        text: the search; empty finds all.
        show: the view.
    """

    def __init__(self) -> None:
        """Show all cases in the order of their arrival."""
        self.text = ""
        self.show = Show.ALL
        self._searched = KnownOfCases(_searched)
        self._key: KnownOfCases[Any] | None = None
        self._descending = False

    def sort(self, key: Callable[[Case], Any] | None, *, descending: bool) -> None:
        """Sort otherwise.

        Args:
            key: what cases are sorted by; None keeps the order of their arrival.
            descending: the largest first.
        """
        self._key = None if key is None else KnownOfCases(key)
        self._descending = descending

    def ordered(self, cases: Iterable[Case]) -> list[Case]:
        """Those of the cases that are shown, in their order."""
        words, searched = self.text.casefold().split(), self._searched
        shown = [
            case
            for case in cases
            if self.show.shows(case) and (not words or _has(searched.of(case), words))
        ]
        if self._key is not None:
            shown.sort(key=self._key.of, reverse=self._descending)
        return shown


def standing(case: Case) -> tuple[Verdict | Status, ...]:
    """As what a case is counted: its status, and the decision on it."""
    if case.empty:
        return ()
    status = status_of(case)
    return (status, case.clerk.verdict) if case.settled and case.clerk else (status,)


def day_table(cases: Iterable[Case]) -> bytes:
    """A day's cases as a CSV table in UTF-8, in English as all files are."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(
        ("name", "cheque", "account", "amount", "program", "similarity", "decision", "reason",
         "note", "clerk", "decided_at", "status", "problem",
         "micr", "disagreement")
    )  # fmt: skip
    for case in cases:
        if case.empty:
            continue
        outcome, clerk = case.outcome, case.clerk
        similarity = None if outcome is None else outcome.similarity
        cells = (
            case.name,
            cheque_number(case),
            account_number(case),
            "" if case.paid is None else f"{case.paid:f}",
            "" if outcome is None else outcome.decision.value,
            "" if similarity is None else f"{similarity:.3f}",
            "" if clerk is None else clerk.verdict.value,
            "" if clerk is None else clerk.reason,
            "" if clerk is None else clerk.note,
            "" if clerk is None else clerk.clerk,
            "" if clerk is None else clerk.decided_at,
            status_of(case).value,
            "" if case.problem is None else english(case.problem),
            case.micr or "",
            "; ".join(english(reason) for reason in disagreements(case.said)),
        )
        rows.writerow([harmless(cell) for cell in cells])
    return stream.getvalue().encode("utf-8")
