"""Log entries of a batch, detailed enough to explain a run that failed at night."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from sigverify.batch.input.items import BatchItem
from sigverify.batch.output.outcome import Summary
from sigverify.files import sha256_hex
from sigverify.logs.log import Field, Log, Words
from sigverify.terms import Decision

_LOG: Final = Log(__name__)

# Log progress after this many items or this many seconds, whichever comes first.
PROGRESS_EVENT: Final = "batch.progress"
PROGRESS_ITEMS: Final = 1000
PROGRESS_SECONDS: Final = 30.0

# Length of the logged hash of an id. Short, because an id may be an account number and a short
# hash fits many numbers.
_ID_DIGITS: Final = 8

# Remedies for kinds of faults that do not come from an error with a remedy of its own.
_REMEDIES: Final = {
    "unclear item": "Correct this row of the table; its reason in the results says how.",
    "image without cheque": "Ask the bank that made the letter which cheque the image belongs to.",
    "damaged letter": "Have the letter sent again; the cheques outside the damage were verified.",
    "wrong totals": "Ask the bank that made the letter whether a part of it is missing.",
    "no register": "Name the specimens in the table, or create the records first.",
    "unknown account": "Add the account to the register, or correct its number in the table.",
    "damaged specimen": "Restore the records from a backup, or add the specimen again.",
    "changed file": "Run the batch again when no program writes to its images.",
    "too little memory": "Use fewer processes (--workers), or scan the image at 300 dpi.",
    "ended the process": "Look at the image; it is damaged, or the machine ran out of memory.",
    "fault of the program": "Report the bug with its entry in this log.",
}


def log_failed_item(
    item: BatchItem, *, row: int, kind: str, known: Mapping[str, Field] | None = None
) -> None:
    """Log that an item could not be judged.

    Args:
        item: the item; the log gets a short hash of its id.
        row: the item's number in the table, counted from 1 without the heading and empty lines.
        kind: the kind of fault in a few words, the same for many items.
        known: further values that may be logged.
    """
    fields: dict[str, Field] = {
        "row": row,
        "item": sha256_hex(item.id.encode("utf-8", "backslashreplace"))[:_ID_DIGITS],
        "kind": kind.replace(" ", "-"),
        **(known or {}),
    }
    if kind in _REMEDIES:
        fields["remedy"] = Words(_REMEDIES[kind])
    # The full reason is in the results.
    _LOG.warning("batch.item_failed", told=True, also=fields)


class RunLog:
    """Logs the beginning, the progress and the end of a run."""

    def __init__(self, *, total: int) -> None:
        """Start with a number of items, none of them done."""
        self._total = total
        self._resumed = self._noted_items = 0
        self._started = self._noted = time.monotonic()

    def resumed(self, done: int) -> None:
        """Log how many items an earlier run has done."""
        self._resumed = self._noted_items = done
        if done:
            _LOG.info("batch.resumed", done=done, total=self._total)

    def progress(self, summary: Summary) -> None:
        """Log the progress of the run, if a log line is due."""
        now = time.monotonic()
        if (
            now - self._noted < PROGRESS_SECONDS
            and summary.items - self._noted_items < PROGRESS_ITEMS
        ):
            return
        self._noted, self._noted_items = now, summary.items
        rate = self._rate(summary)
        _LOG.info(
            PROGRESS_EVENT,
            done=summary.items,
            total=self._total,
            failed=summary.failed,
            rate=round(rate, 2),
            seconds_left=round((self._total - summary.items) / rate) if rate else None,
        )

    def ended(self, summary: Summary) -> None:
        """Log that all items are judged and the results are written."""
        counts: dict[str, Field] = {
            decision.value.replace("-", "_"): summary.decisions[decision] for decision in Decision
        }
        _LOG.info(
            "batch.ended",
            items=summary.items,
            failed=summary.failed,
            **counts,
            resumed=summary.resumed,
            images_read=summary.read,
            seconds=round(time.monotonic() - self._started, 1),
            rate=round(self._rate(summary), 2),
        )

    def cut_off(self, summary: Summary, error: BaseException) -> None:
        """Log that the run ended early."""
        fields: dict[str, Field] = {
            "done": summary.items,
            "total": self._total,
            "failed": summary.failed,
            "seconds": round(time.monotonic() - self._started, 1),
        }
        if isinstance(error, KeyboardInterrupt):
            _LOG.warning("batch.cancelled", told=True, also=fields)
        else:
            _LOG.error("batch.cut_off", told=True, cause=error, also=fields)

    def _rate(self, summary: Summary) -> float:
        """Return items per second."""
        seconds = time.monotonic() - self._started
        return (summary.items - self._resumed) / seconds if seconds > 0 else 0.0
