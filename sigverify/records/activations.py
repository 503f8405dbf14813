"""Which calibration the site has put in force, by the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.trail import AuditTrail

PUT_IN_FORCE: Final = "put in force"
FAILED: Final = "could not be put in force"
# The part of a row that holds the calibration's file.
FILE_PART: Final = "calibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """The calibration in force for a model.

    Attributes:
        name: its name.
        sha256: hash of its file; None for the shipped one.
        data: its file; None for the shipped one, or if it was purged.
    """

    name: str
    sha256: str | None
    data: bytes | None


def activated(connection: Connection, *, trail: AuditTrail, model_sha256: str) -> Activated | None:
    """The calibration that was last put in force for a model; None if none ever was.

    One that waits for a second person, or was declined, does not count.

    Raises:
        TrailError: a row was changed.
        DamagedBlobError: the stored file was changed.
    """
    counting: list[tuple[int, AuditRow]] = []
    for found in list(trail.rows(connection, kinds=(Kind.CALIBRATION,))):
        row = trail.row(connection, found.seq)
        if row is None or row.body.get("model") != model_sha256:
            continue
        if row.body.get("action") == FAILED and counting:
            counting.pop()
        elif row.body.get("action") == PUT_IN_FORCE:
            since = _since(connection, row, trail=trail)
            if since is not None:
                counting.append((since, row))
    if not counting:
        return None
    _, row = max(counting, key=lambda one: one[0])
    return Activated(
        name=str(row.body["facts"]["name"]),
        sha256=row.body.get("calibration"),
        data=trail.part(connection, row, FILE_PART),
    )


def _since(connection: Connection, row: AuditRow, *, trail: AuditTrail) -> int | None:
    """The number of the row from which on it is in force; None if it is not."""
    if not row.body.get("waits"):
        return row.seq
    for answer in list(trail.rows(connection, refers_to=row.seq)):
        checked = trail.row(connection, answer.seq)
        if checked is not None:
            return checked.seq if checked.kind == Kind.CONFIRMATION else None
    return None
