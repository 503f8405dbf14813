"""The outcome of a batch: its counts, and the data for a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.results import RunIdentity


@dataclass(slots=True)
class Summary:
    """The counts of a batch.

    Attributes:
        items: number of items.
        failed: number of items that could not be judged because something could not be read.
        decisions: number of items for each decision, without the failed ones.
        reasons: number of items for each (decision or "failed", short reason).
        repeated: number of items with the image of an earlier item.
        read: number of images that were decoded and embedded.
        milliseconds: total time of all items, over all processes.
        resumed: number of items that an earlier run has judged.
    """

    items: int = 0
    failed: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    repeated: int = 0
    read: int = 0
    milliseconds: float = 0.0
    resumed: int = 0

    def add(self, result: ChunkResult) -> None:
        """Count the items of a chunk."""
        self.items += len(result.rows)
        self.read += result.read
        self.milliseconds += sum(result.milliseconds)
        for row in result.rows:
            if row.error:
                self.failed += 1
            else:
                self.decisions[row.decision] += 1
            self.repeated += row.is_repeated
            if row.why:
                self.reasons["failed" if row.error else row.decision, row.why] += 1

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return {
            "items": self.items,
            "failed": self.failed,
            "decisions": dict(sorted(self.decisions.items())),
            "reasons": [[*name, count] for name, count in sorted(self.reasons.items())],
            "repeated": self.repeated,
            "pictures_read": self.read,
            "milliseconds": round(self.milliseconds, 1),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Summary:
        """Restore the counts of a finished run from `as_json`."""
        return cls(
            items=value["items"],
            failed=value["failed"],
            decisions=Counter(value["decisions"]),
            reasons=Counter({(name, why): count for name, why, count in value["reasons"]}),
            repeated=value["repeated"],
            read=value["pictures_read"],
            milliseconds=value["milliseconds"],
            resumed=value["items"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBatch:
    """A judged batch; its files get their names when the caller is done with it.

    Attributes:
        results: the name of the results file.
        written: where the results file is until then.
        report: where the caller writes the report; None for none.
        summary: the counts.
        judged_by: the model and the calibration.
        journal: the result rows of all items; None if an earlier run finished the batch.
    """

    results: Path
    written: Path
    report: Path | None
    summary: Summary
    judged_by: RunIdentity
    journal: Journal | None
