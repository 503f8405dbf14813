"""Records a batch in the audit trail."""

from __future__ import annotations

from pathlib import Path

from sigverify.batch.output.outcome import JudgedBatch
from sigverify.batch.presentments import inks_of
from sigverify.errors import OutputError
from sigverify.files import file_sha256
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.tables.table import STANDARD_INPUT
from sigverify.verification.recording import Recorder, attached


def record_batch(
    batch: JudgedBatch,
    *,
    recorder: Recorder,
    items: Path | None = None,
    items_sha256: str | None = None,
) -> AuditRow:
    """Record a batch as one row of the audit trail, with the hash of the results file.

    Call this within the block of `sigverify.batch.run.run_batch`, so that a batch that can't be
    recorded leaves no results.

    Args:
        batch: the batch, with its results written.
        recorder: writes to the audit trail.
        items: the table or letter of items; None without one.
        items_sha256: its hash when it was opened; None to take the file's.

    Raises:
        RecordsError: the row can't be written.
        OutputError: the results file or the items can't be read.
    """
    results, summary = batch.results, batch.summary
    try:
        sha256 = file_sha256(batch.written)
        if items is not None and items_sha256 is None:
            items_sha256 = file_sha256(items)
    except OSError as error:
        raise OutputError(
            f"{results}: can't be read ({error.strerror or error}), so the batch is not recorded.",
            remedy="Run it again with --resume.",
        ) from error
    chunks = () if batch.journal is None else batch.journal.results()
    return recorder.add(
        Kind.BATCH,
        attachments=attached([ink for chunk in chunks for ink in inks_of(chunk)]),
        model_sha256=batch.judged_by.model.sha256,
        calibration_sha256=batch.judged_by.calibration.sha256,
        facts={
            "items": summary.items,
            "failed": summary.failed,
            "decisions": dict(sorted(summary.decisions.items())),
            "calibration": batch.judged_by.calibration.name,
            "model": batch.judged_by.model.name,
            "results_sha256": sha256,
            "items_sha256": items_sha256,
        },
        details={
            "results": str(results.absolute()),
            "items": _named(items),
        },
    )


def _named(items: Path | None) -> str | None:
    if items is None or items == STANDARD_INPUT:
        return None if items is None else "standard input"
    return str(items.absolute())
