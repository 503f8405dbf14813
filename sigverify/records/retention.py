"""The deletion of data whose retention period is over: notes, images, and expired specimens.

Purged data are gone. Their existence, their hash, and the purge itself stay in the trail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.errors import UsageError
from sigverify.logs.log import Log
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.parts import FORMER_KEYS
from sigverify.records.audit.sealing import sealed_event
from sigverify.records.audit.tables import parts, rows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import entries
from sigverify.records.roles import Permission, Person
from sigverify.records.schema import images, specimens

_LOG: Final = Log(__name__)

_AGE: Final = re.compile(r"(\d{1,4})([dwmy])")
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """The counts of a purge.

    Attributes:
        attachments: notes, account numbers, images and the like of audit trail rows.
        images: images of specimens that ended before the given moment.
    """

    attachments: int
    images: int


def moment_before(age: str, *, now: datetime) -> datetime:
    """The time that long ago.

    Args:
        age: such as ``10y``, ``18m``, ``6w`` or ``90d``; at least a day.
        now: the current time, with a time zone.

    Raises:
        UsageError: the text is not an age.
    """
    found = _AGE.fullmatch(age.strip().lower())
    if found is None or int(found[1]) == 0:
        raise UsageError(f"{age}: this is not an age.", remedy="Write it as 10y, 18m, 6w or 90d.")
    number, unit = int(found[1]), found[2]
    if unit in "dw":
        return now - timedelta(days=number * (7 if unit == "w" else 1))
    months = number * (_MONTHS_A_YEAR if unit == "y" else 1)
    year, month = divmod(now.year * _MONTHS_A_YEAR + now.month - 1 - months, _MONTHS_A_YEAR)
    if year < 1:
        raise UsageError(f"{age}: nothing is that old.", remedy="Write it as 10y or 18m.")
    # Take the last day of a shorter month, so that nothing is purged a day too early.
    for day in (now.day, 30, 29, 28):
        try:
            return now.replace(year=year, month=month + 1, day=min(day, now.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def count_old(connection: Connection, *, before: datetime) -> Purged:
    """Count what a purge would remove, without changing anything."""
    attachments = connection.scalar(
        sa.select(sa.func.count()).select_from(parts).where(_old_parts(before))
    )
    pictures = connection.scalar(
        sa.select(sa.func.count()).select_from(images).where(_ended_images(before))
    )
    return Purged(attachments=attachments or 0, images=pictures or 0)


def purge(connection: Connection, *, trail: AuditTrail, person: Person, before: datetime) -> Purged:
    """Delete data older than a time, and record it.

    Args:
        connection: within a writing transaction.
        trail: the audit trail.
        person: the person who purges.
        before: the moment, with a time zone, in the past.

    Raises:
        NotAllowedError: the role does not allow it.
        TrailError: no row can be added to the trail.
        ChangedEntryError: an image's entry was changed directly in the database.
    """
    person.require(Permission.PURGE)
    found = count_old(connection, before=before)
    connection.execute(sa.delete(parts).where(_old_parts(before)))
    purged = list(entries(connection, images, _ended_images(before)))
    for one in purged:
        trail.codes.require(one)
    seq = trail.next_seq(connection)
    gone_now = sa.update(images).where(_ended_images(before))
    connection.execute(gone_now.values(sealed=None, audit_seq=seq))
    event = AuditEvent(
        kind=Kind.PURGE,
        person=person,
        facts={
            "before": _stored(before),
            "attachments": found.attachments,
            "images": found.images,
        },
    )
    gone = [replace(one, values={**one.values, "kept": False}) for one in purged]
    trail.append(connection, sealed_event(connection, event, gone, trail=trail))
    _LOG.info("records.purged", attachments=found.attachments, images=found.images)
    return found


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _old_parts(before: datetime) -> sa.ColumnElement[bool]:
    old = sa.select(rows.c.seq).where(rows.c.at < _stored(before))
    return parts.c.seq.in_(old) & (parts.c.name != FORMER_KEYS)


def _ended_images(before: datetime) -> sa.ColumnElement[bool]:
    """Images whose specimens have all expired; a valid specimen keeps its image."""
    day = before.date()
    needed = sa.select(specimens.c.image_sha256).where(
        sa.or_(specimens.c.last_day.is_(None), specimens.c.last_day >= day)
    )
    return images.c.sealed.is_not(None) & images.c.sha256.not_in(needed)
