"""A case: a cheque, the specimens to hold it against, and what was said of it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from sigverify.terms import Box, Decision

QUARTER_TURNS: Final = 4
_PAGE: Final = re.compile(r"#page=(\d{1,6})$", re.IGNORECASE)


class BoxOrigin(StrEnum):
    """Who says where the signature is."""

    UNKNOWN = "unknown"
    """Nobody yet: it is looked for when the case is examined."""
    FOUND = "found"
    CLERK = "clerk"


class Verdict(StrEnum):
    """What the clerk decides, which is another thing than what the program says."""

    PAY = "pay"
    RETURN = "return"
    REFER = "refer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkDecision:
    """A clerk's own decision.

    Attributes:
        verdict: what is to be done with the cheque.
        reason: code and words of the reason; may be empty.
        note: in the clerk's own words; may be empty.
        clerk: who decided; may be empty.
        decided_at: when, ISO 8601 with time zone.
        row: its number in the audit trail; None where none is kept.
        waits: why a second person has to confirm it, in words; None if nobody has to any more.
        confirmed_by: the second person who has confirmed it; empty without one.
    """

    verdict: Verdict
    reason: str
    note: str
    clerk: str
    decided_at: str
    row: int | None = None
    waits: str | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the program said of a case, as far as a work-list has to remember it.

    Attributes:
        decision: the program's decision.
        similarity: 0..1, None without one.
        reasons: why, in the program's words.
    """

    decision: Decision
    similarity: float | None
    reasons: tuple[str, ...] = ()

    @property
    def exceptional(self) -> bool:
        """Whether a person must look at it."""
        return self.decision is not Decision.ACCEPT


def new_id() -> str:
    """A name for a case that no other has."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the work-list. Changing it makes another with the same ``id``.

    Attributes:
        id: its name.
        title: what to call it; empty takes the file's name.
        questioned: the cheque's file; None before there is one.
        page: its page, counted from 0.
        box: the signature's place in pixels of the file's picture; None is the whole picture.
        box_origin: who says so.
        turns: quarter turns clockwise after which the picture stands upright, 0..3; None
            where nobody has said so yet.
        specimens: files of signatures known to be genuine; ``#page=2`` at the end of a name
            stands for another page than the first.
        account: number of the account in the register whose specimens count instead of these;
            empty without one.
        amount: the cheque's amount, for its mandate and for thresholds that depend on it; None if
            it is not known.
        outcome: what the program said; None before it said anything of the present state.
        problem: why it can't be examined, in words; None if it can.
        clerk: the clerk's own decision.
        parked: put aside for later or for somebody else.
    """

    id: str = field(default_factory=new_id)
    title: str = ""
    questioned: Path | None = None
    page: int = 0
    box: Box | None = None
    box_origin: BoxOrigin = BoxOrigin.UNKNOWN
    turns: int | None = None
    specimens: tuple[Path, ...] = ()
    account: str = ""
    amount: float | None = None
    outcome: Outcome | None = None
    problem: str | None = None
    clerk: ClerkDecision | None = None
    parked: bool = False

    @property
    def name(self) -> str:
        """What to call it; empty before there is anything to call."""
        if self.title:
            return self.title
        return "" if self.questioned is None else self.questioned.name

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be lost."""
        return self.questioned is None and not self.specimens

    @property
    def paid(self) -> Decimal | None:
        """The amount as a mandate takes it: the shortest number that stands for its float."""
        if self.amount is None:
            return None
        return Decimal(int(self.amount) if self.amount.is_integer() else repr(self.amount))

    @property
    def comparable(self) -> bool:
        """Whether there is a cheque and something to hold it against."""
        return self.questioned is not None and bool(self.specimens or self.account)

    @property
    def checked(self) -> bool:
        """Whether the program has said what it can of the present state."""
        return self.outcome is not None or self.problem is not None

    @property
    def needs_a_look(self) -> bool:
        """Whether the program leaves it to a person."""
        return self.problem is not None or (self.outcome is not None and self.outcome.exceptional)

    def examined_like(self, other: Case) -> bool:
        """Whether both would be examined in the same way."""

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
            )

        return asked(self) == asked(other)

    def as_found(self, found: Case) -> Case:
        """The case with what an examination says of it."""
        return replace(
            self,
            box=found.box,
            box_origin=found.box_origin,
            turns=found.turns,
            outcome=found.outcome,
            problem=found.problem,
        )


def file_and_page(path: Path) -> tuple[Path, int]:
    """The file that a specimen's path names, and its page, counted from 0."""
    found = _PAGE.search(path.name)
    if found is None or path.exists():
        return path, 0
    return path.with_name(path.name[: found.start()]), max(0, int(found[1]) - 1)
