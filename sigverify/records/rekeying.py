"""The change of the master key: asked for, released by a second person, made, verified, recorded.

While it is made, the database says so and nobody else can use the records. A process that is killed
leaves a change that the same command finishes: the former key stays where it is until everything
was verified with the new one.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.logs.log import Log
from sigverify.progress import Progress, no_progress
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, AuditRow, Kind
from sigverify.records.audit.report import CheckReport
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records
from sigverify.records.register.proposals import ChangeWaitsError
from sigverify.records.resealing import (
    renew_row_codes,
    reseal_values,
    seal_register,
    still_sealed_with,
)
from sigverify.records.roles import Permission, Person, Policy
from sigverify.records.schema import FACT_KEY_BEFORE, FACT_KEY_ID, FACT_KEY_VERIFIED, facts
from sigverify.records.server_roles import require_owner
from sigverify.records.vault import Vault

_LOG: Final = Log(__name__)

ASKED: Final = "change of the master key"
BEGUN: Final = "change of the master key begun"
VERIFIED: Final = "change of the master key verified"


def release(records: Records, *, person: Person, policy: Policy) -> int | None:
    """Return the number of the row that allows the change; None if no approval is needed.

    Raises:
        NotAllowedError: the role does not allow it.
        ChangeWaitsError: it was recorded now, or before, and waits for a second person.
    """
    person.require(Permission.RESUME)
    if not policy.four_eyes:
        return None
    with records.writing() as connection:
        trail = records.audit
        found = [trail.row(connection, row.seq) for row in _key_rows(connection, trail)]
        mine = [row for row in found if row is not None]
        used = {row.body["facts"].get("proposal") for row in mine}
        asked = [row for row in mine if row.body.get("waits") and row.seq not in used]
        for row in reversed(asked):
            answers = list(trail.rows(connection, refers_to=row.seq))
            if not answers:
                raise ChangeWaitsError(row.seq)
            answer = trail.row(connection, answers[0].seq)
            if answer is not None and answer.kind == Kind.CONFIRMATION:
                return row.seq
        seq = trail.append(
            connection,
            AuditEvent(
                kind=Kind.KEY,
                person=person,
                action=ASKED,
                waits=True,
                facts={"home": trail.home(connection)},
            ),
        ).seq
    raise ChangeWaitsError(seq)


def begin_change(
    records: Records, *, new: Vault, person: Person, proposal: int | None, report: CheckReport
) -> None:
    """Begin the change: nobody else can use the records until it is complete.

    Args:
        records: opened with the key in force.
        new: the vault of the new key, which is stored already.
        person: the person who changes the key.
        proposal: the result of `release`.
        report: a check of the trail, whose faults may be there afterwards too.

    Raises:
        NotAllowedError: the role does not allow it, or these records are on a server and their
            owner is another login role.
        TrailError: no row can be added to the trail.
    """
    person.require(Permission.RESUME)
    with records.writing() as connection:
        if connection.dialect.name == "postgresql":
            require_owner(connection)
        records.audit.append(
            connection,
            AuditEvent(
                kind=Kind.KEY,
                person=person,
                action=BEGUN,
                facts={
                    "from": records.vault.key_id,
                    "to": new.key_id,
                    "home": records.audit.home(connection),
                    "faults": _faults(report),
                    "proposal": proposal,
                },
            ),
        )
        _set_fact(connection, FACT_KEY_ID, new.key_id)
        _set_fact(connection, FACT_KEY_BEFORE, records.vault.key_id)
    _LOG.info("records.key_change_begun")


def make_change(
    records: Records, *, old: Vault, person: Person, progress: Progress = no_progress
) -> None:
    """Encrypt everything anew and verify it; after a kill it continues without loss.

    Args:
        records: opened with the new key to change it.
        old: the vault of the former key.
        person: the person who changes the key.
        progress: called with the work done and its total, several times from the start.

    Raises:
        RecordsError: the database can't be written, or the verification found a new fault; the
            former key is still needed.
    """
    trail = records.audit
    before = AuditTrail(old, database_id=records.database_id)
    reseal_values(records, old=old, progress=progress)
    renew_row_codes(records, old=before, progress=progress)
    with records.writing() as connection:
        newest = _newest(connection, trail)
        if newest.body["action"] == BEGUN:
            seal_register(connection, records=records, old=before, person=person)
    with records.reading() as connection:
        begun = [row for row in _key_rows(connection, trail) if row.body["action"] == BEGUN][-1]
        report = check_trail(connection, trail=trail, progress=progress, images=True)
        with contextlib.closing(still_sealed_with(connection, old)) as found:
            left = next(found, None)
    allowed = Counter(begun.body["facts"]["faults"])
    fresh = Counter(_faults(report)) - allowed
    if fresh or left is not None:
        told = [one.message for one in report.findings if one.fault.value in fresh]
        raise RecordsError(
            "The records were encrypted again, and the check found new faults: "
            + " ".join(told[:3] or [f"values in {left}"]),
            remedy="Keep both keys, and put the database back from a backup.",
        )
    with records.writing() as connection:
        _set_fact(connection, FACT_KEY_VERIFIED, records.vault.key_id)
    records.tidy_up()


def complete_change(records: Records, *, person: Person) -> None:
    """Let everybody use the records again, once the new key is in its place.

    Raises:
        TrailError: no row can be added to the trail.
    """
    with records.writing() as connection:
        records.audit.append(
            connection,
            AuditEvent(
                kind=Kind.KEY,
                person=person,
                action=VERIFIED,
                facts={"to": records.vault.key_id, "home": records.audit.home(connection)},
            ),
        )
        for name in (FACT_KEY_BEFORE, FACT_KEY_VERIFIED):
            connection.execute(sa.delete(facts).where(facts.c.name == name))
    _LOG.info("records.key_changed")


def _key_rows(connection: Connection, trail: AuditTrail) -> list[AuditRow]:
    return list(trail.rows(connection, kinds=(Kind.KEY,)))


def _newest(connection: Connection, trail: AuditTrail) -> AuditRow:
    """The newest row about the key, checked by itself."""
    row = trail.row(connection, _key_rows(connection, trail)[-1].seq)
    if row is None:
        raise RuntimeError("a row about the key was there a moment ago")
    return row


def _faults(report: CheckReport) -> dict[str, int]:
    return dict(Counter(one.fault.value for one in report.findings))


def _set_fact(connection: Connection, name: str, value: str) -> None:
    connection.execute(sa.delete(facts).where(facts.c.name == name))
    connection.execute(facts.insert().values(name=name, value=value))
