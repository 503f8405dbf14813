"""Rows of a batch's results, and the identity of the run that made them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sigverify.batch.output.journal import Journal
from sigverify.batch.output.outcome import JudgedBatch, Summary
from sigverify.batch.output.results import RunIdentity
from sigverify.batch.output.rows import ResultRow
from sigverify.reasons import Reason, ReasonCode
from sigverify.reporting.batch_report import write_report
from sigverify.verification.results import CalibrationIdentity, ModelIdentity

IDENTITY = RunIdentity(
    model=ModelIdentity(name="tiny", version="1", sha256="a" * 64),
    calibration=CalibrationIdentity(name="=cmd", sha256="b" * 64, warnings=()),
)

UNUSABLE = Reason(ReasonCode.SPECIMEN_UNUSABLE, specimen="a.png", finding=Reason(ReasonCode.NO_INK))


def row(**changes: Any) -> ResultRow:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "id": "1",
        "questioned": "/x/q.png",
        "page": 2,
        "reference": ["/x/r.png", "/x/s.png"],
        "account": "007",
        "amount": "-12.50",
        "similarity": 0.1 + 0.2,
        "evidence": "evidence-imitation-weak",
        "threshold": 0.7,
        "flag_below": 0.4,
        "decision": "refer",
        "reasons": ["specimen a.png can't be used: ...", "neither"],
        "reason_codes": [
            UNUSABLE.as_json(),
            Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT).as_json(),
        ],
        "error": "",
        "box": [1, 2, 3, 4],
        "quality": ["clipped"],
        "unusable": [],
        "sha256": "c" * 64,
        "signed_by": ["=Asha", "Bimal"],
        "rules": ["any two up to 50,000"],
    }
    return ResultRow(**values | changes)


def published_page(folder: Path, *, journal: Journal, summary: Summary) -> Path:
    """Write the report of a finished journal, and remove the journal."""
    page = folder / "r.html"
    batch = JudgedBatch(
        results=folder / "r.csv",
        written=folder / "r.csv",
        report=page,
        summary=summary,
        judged_by=IDENTITY,
        journal=journal,
    )
    write_report(page, batch=batch, journal=journal)
    journal.remove()
    return page
