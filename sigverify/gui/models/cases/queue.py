"""The work list as a queue: what each case is about, and where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from sigverify.files import harmless
from sigverify.gui.models.cases.case import Case, Verdict
from sigverify.gui.models.cases.particulars import Particular, disagreements, told
from sigverify.wording import amount_text, english

_PART: Final = re.compile(r"[^\W_]+")
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


def found_by(case: Case, text: str) -> bool:
    """Whether a search finds a case by its name, its account or its amount."""
    wanted = text.casefold().split()
    if not wanted:
        return True
    there = " ".join(
        (case.name, account_number(case), cheque_number(case), amount_of(case))
    ).casefold()
    return all(word in there for word in wanted)


def day_counts(cases: Iterable[Case]) -> Counter[Verdict | Status]:
    """How many cases were decided in which way, and how many stand where."""
    counts: Counter[Verdict | Status] = Counter()
    for case in cases:
        if case.empty:
            continue
        counts[status_of(case)] += 1
        if case.settled and case.clerk is not None:
            counts[case.clerk.verdict] += 1
    return counts


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
