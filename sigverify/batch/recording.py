"""The row that a batch leaves in the audit trail."""

from __future__ import annotations

from sigverify.batch.outcome import JudgedBatch
from sigverify.errors import OutputError
from sigverify.files import file_sha256
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.verification.recording import Recorder


def record_batch(batch: JudgedBatch, *, recorder: Recorder) -> AuditRow:
    """Write a batch down: one row, with the hash of the file that holds a row an item.

    Args:
        batch: the batch, its results written.
        recorder: writes into the audit trail.

    Raises:
        RecordsError: it can't be written down.
        OutputError: the results are gone.
    """
    results, summary = batch.results, batch.summary
    try:
        sha256 = file_sha256(results)
    except OSError as error:
        raise OutputError(
            f"{results}: can't be read ({error.strerror or error}), so the batch is not recorded.",
            remedy="Run it again with --resume.",
        ) from error
    return recorder.add(
        Kind.BATCH,
        model_sha256=batch.judged_by.model.sha256,
        calibration_sha256=batch.judged_by.calibration.sha256,
        facts={
            "items": summary.items,
            "failed": summary.failed,
            "decisions": dict(sorted(summary.decisions.items())),
            "results_sha256": sha256,
        },
        details={"results": str(results.absolute())},
    )
