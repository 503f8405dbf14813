"""Seals entries of the register for the row of the trail that is about to be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from sigverify.records.audit.entered import ENTRIES
from sigverify.records.audit.event import AuditEvent
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import Entry


def sealed_event(
    connection: Connection, event: AuditEvent, made: Iterable[Entry], *, trail: AuditTrail
) -> AuditEvent:
    """Give entries their codes; returns the event to append next, in the same transaction.

    The row of the event holds the codes for ever, and the values until they are purged.

    Args:
        connection: within a writing transaction.
        event: what made the entries so.
        made: the entries as they are now.
        trail: the audit trail.

    Raises:
        TrailError: the last row of the trail was changed.
    """
    seq = trail.next_seq(connection)
    codes: list[list[str]] = []
    values: list[list[Any]] = []
    for one in made:
        codes.append([*one.key, trail.codes.seal(connection, one, audit_seq=seq)])
        values.append([*one.key, dict(one.values)])
    return replace(
        event,
        facts={**event.facts, ENTRIES: codes},
        details={**event.details, ENTRIES: values},
    )
