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
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault that was found.

    Attributes:
        fault: the kind of fault.
        seq: number of the row; None for a fault of the whole trail.
        message: the fault in words.
    """

    fault: Fault
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """A resumption of a database that was moved, copied or restored.

    Attributes:
        seq: number of the row.
        at: time of the resumption.
        user: the user who is responsible for it.
        seen: number of the last row that had been seen before; None if unknown.
    """

    seq: int
    at: str
    user: str
    seen: int | None


@dataclass(slots=True, kw_only=True)
class CheckReport:
    """The result of a check.

    Attributes:
        rows: number of rows.
        entries: number of entries of the register that were compared with the trail.
        begun: time of the first row; empty if it can't be determined.
        head: the last row; None if there is none.
        findings: the faults, at most `MAX_FINDINGS`.
        more: number of findings beyond that limit.
        resumptions: the resumptions of the trail.
        purged: number of purged attachments according to the trail.
        seen: the head in the head file; None if this machine has none.
        notices: what an auditor should look at though it is no fault: urgent changes by one
            person, and changes of the site's policy.
        clock_back: number of rows with an earlier time than the row before; the clock was set back,
            or somebody pretended that it was.
    """

    rows: int = 0
    entries: int = 0
    begun: str = ""
    head: Head | None = None
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    resumptions: list[Resumption] = field(default_factory=list)
    purged: int = 0
    seen: Head | None = None
    notices: list[str] = field(default_factory=list)
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
