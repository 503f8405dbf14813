"""The result of a check of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sigverify.records.audit.head import Head

MAX_FINDINGS: Final = 100


class Fault(StrEnum):
    """The kind of a fault."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    FORGED = "forged"
    WRONG_KEY = "wrong key"
    TRUNCATED = "truncated"
    COPIED = "copied"
    UNGUARDED = "unguarded"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault that was found.

    Attributes:
        fault: what.
        seq: number of the row; None where it is about the whole.
        message: the same for people.
    """

    fault: Fault
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """A resumption of a database that was moved, copied or restored.

    Attributes:
        seq: number of the row.
        at: when.
        user: who answers for it.
        seen: number of the last row that had been seen before; None where nobody knows.
    """

    seq: int
    at: str
    user: str
    seen: int | None


@dataclass(slots=True, kw_only=True)
class CheckReport:
    """The result of a check.

    Attributes:
        rows: how many there are.
        begun: when the first was written; empty where that can't be told.
        head: the last row; None where there is none.
        findings: what is wrong, at most `MAX_FINDINGS`.
        more: how many findings were left out.
        resumptions: what somebody answers for.
        purged: how many attachments were purged, as the trail says itself.
        seen: what the head file remembers; None where there is none on this machine.
        clock_back: how many rows say that they were written before the one before them; a clock
            was set back, or somebody wanted it to look so.
    """

    rows: int = 0
    begun: str = ""
    head: Head | None = None
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    resumptions: list[Resumption] = field(default_factory=list)
    purged: int = 0
    seen: Head | None = None
    clock_back: int = 0

    @property
    def whole(self) -> bool:
        """Whether there is no fault."""
        return not self.findings

    def found(self, fault: Fault, seq: int | None, message: str) -> None:
        """Add a finding."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(fault=fault, seq=seq, message=message))
        else:
            self.more += 1
