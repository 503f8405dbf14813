"""A case: a cheque, the specimens to compare it with, and the decisions on it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from sigverify.gui.models.cases.particulars import Said, Source, said_by_name
from sigverify.reasons import Reason
from sigverify.terms import Box, Decision

QUARTER_TURNS: Final = 4
_PAGE: Final = re.compile(r"#page=(\d{1,6})$", re.IGNORECASE)


class BoxOrigin(StrEnum):
    """Who has set the signature's box."""

    UNKNOWN = "unknown"
    """Not set yet: the signature is detected when the case is examined."""
    FOUND = "found"
    CLERK = "clerk"


class Verdict(StrEnum):
    """The clerk's decision, as distinct from the program's."""

    PAY = "pay"
    RETURN = "return"
    REFER = "refer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkDecision:
    """A clerk's own decision.

    Attributes:
        verdict: pay, return or refer.
        reason: code and text of the reason; may be empty.
        note: the clerk's note; may be empty.
        clerk: the clerk's name; may be empty.
        decided_at: the time, ISO 8601 with time zone.
        row: number of its row in the audit trail; None if there is no trail.
        waits: why a second person has to confirm it; None if nobody has to.
        confirmed_by: the second person who has confirmed it; may be empty.
    """

    verdict: Verdict
    reason: str
    note: str
    clerk: str
    decided_at: str
    row: int | None = None
    waits: Reason | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A decision that no longer counts.

    Attributes:
        decision: the decision.
        because: why it was withdrawn, in the words of the person who did so.
    """

    decision: ClerkDecision
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The program's decision on a case, as the work list keeps it.

    Attributes:
        decision: the program's decision.
        similarity: 0..1; None without one.
        reasons: the reasons.
    """

    decision: Decision
    similarity: float | None
    reasons: tuple[Reason, ...] = ()

    @property
    def exceptional(self) -> bool:
        """Whether a person has to look at the case."""
        return self.decision is not Decision.ACCEPT


def new_id() -> str:
    """A unique id for a case."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the work list. A change makes a new object with the same ``id``.

    Attributes:
        id: unique within the work list.
        title: the name to show; empty shows the file's name.
        questioned: the cheque's file; None before there is one.
        page: its page, counted from 0.
        box: the signature's box in pixels of the image file; None takes the whole image.
        box_origin: who has set the box.
        turns: clockwise quarter turns that bring the image upright, 0..3; None if not known yet.
        turned: whether the program has turned the image because the signature was sideways.
        specimens: files of signatures known to be genuine; a name may end in ``#page=2`` to name
            a page other than the first.
        account: number of the account in the register whose specimens are used instead; empty
            without one.
        amount: the cheque's amount, for its mandate and for thresholds by amount; None if it is
            not known.
        outcome: the program's decision; None before the present state has been examined.
        problem: why the case can't be examined; None if it can.
        clerk: the clerk's decision; None before there is one.
        withdrawn: the last decision, if it was withdrawn and nothing has changed since.
        parked: whether the clerk has parked the case.
        said: account, cheque number and amount, each with its source.
        micr: the MICR line as read; empty if none was read, None before it was looked for.
    """

    id: str = field(default_factory=new_id)
    title: str = ""
    questioned: Path | None = None
    page: int = 0
    box: Box | None = None
    box_origin: BoxOrigin = BoxOrigin.UNKNOWN
    turns: int | None = None
    turned: bool = False
    specimens: tuple[Path, ...] = ()
    account: str = ""
    amount: float | None = None
    outcome: Outcome | None = None
    problem: Reason | None = None
    clerk: ClerkDecision | None = None
    withdrawn: Withdrawn | None = None
    parked: bool = False
    said: tuple[Said, ...] = ()
    micr: str | None = None

    @property
    def name(self) -> str:
        """The name to show; empty for a case without a cheque."""
        if self.title:
            return self.title
        return "" if self.questioned is None else self.questioned.name

    @property
    def empty(self) -> bool:
        """Whether the case has neither a cheque nor specimens."""
        return self.questioned is None and not self.specimens

    @property
    def paid(self) -> Decimal | None:
        """The amount as a mandate takes it: the shortest decimal number that gives its float."""
        if self.amount is None:
            return None
        return Decimal(int(self.amount) if self.amount.is_integer() else repr(self.amount))

    @property
    def comparable(self) -> bool:
        """Whether there is a cheque and something to compare it with."""
        return self.questioned is not None and bool(self.specimens or self.account)

    @property
    def pending(self) -> bool:
        """Whether the clerk's decision waits for a second person's approval."""
        return self.clerk is not None and self.clerk.waits is not None

    @property
    def settled(self) -> bool:
        """Whether there is a decision that counts."""
        return self.clerk is not None and self.clerk.waits is None

    @property
    def checked(self) -> bool:
        """Whether the present state has been examined."""
        return self.outcome is not None or self.problem is not None

    @property
    def needs_a_look(self) -> bool:
        """Whether a person has to decide without the program's acceptance."""
        return self.problem is not None or (self.outcome is not None and self.outcome.exceptional)

    def examined_like(self, other: Case) -> bool:
        """Whether an examination of both would give the same result."""

        def asked(case: Case) -> tuple[object, ...]:
            by_hand = case.box_origin is BoxOrigin.CLERK
            return (
                case.questioned,
                case.page,
                case.box,
                case.turns,
                case.specimens,
                case.account,
                case.amount,
                by_hand,
                # The MICR line is read with the examination.
                frozenset(one for one in case.said if one.source is not Source.MICR),
            )

        return asked(self) == asked(other)

    def as_named(self, pattern: str) -> Case:
        """The case with what the name of its image says.

        Args:
            pattern: how the site names images; empty says nothing. A letter has said more.
        """
        if not pattern or self.questioned is None or self.said:
            return self
        return replace(self, said=said_by_name(pattern, self.questioned))

    def as_found(self, found: Case) -> Case:
        """The case with everything that its examination has found."""
        return replace(
            self,
            box=found.box,
            box_origin=found.box_origin,
            turns=found.turns,
            turned=found.turned,
            account=found.account,
            amount=found.amount,
            said=found.said,
            micr=found.micr,
            outcome=found.outcome,
            problem=found.problem,
        )


def file_and_page(path: Path) -> tuple[Path, int]:
    """Split a specimen's path into the file and its page, counted from 0."""
    found = _PAGE.search(path.name)
    if found is None or path.exists():
        return path, 0
    return path.with_name(path.name[: found.start()]), max(0, int(found[1]) - 1)
