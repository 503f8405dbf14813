"""What the register must hold by the rows of the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.tables import rows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import Key

# The option of a connection that holds the trail of its database.
TRAIL_OPTION: Final = "sigverify_trail"
# The fact of a row that lists the register's entries that it made, each with its code.
ENTRIES: Final = "entries"


def trail_of(connection: Connection) -> AuditTrail:
    """The trail of a connection of `sigverify.records.database.Records`.

    Nothing is read from the register without it, because the trail says what the register holds.
    """
    trail: AuditTrail = connection.get_execution_options()[TRAIL_OPTION]
    return trail


def entries_in(row: AuditRow) -> Iterator[tuple[Key, tuple[int, str]]]:
    """Yield the entries that a row made: the key, and the row's number with the entry's code."""
    for *key, mac in row.body.get("facts", {}).get(ENTRIES, ()):
        yield tuple(key), (row.seq, mac)


def entered(
    connection: Connection, *, account: str, signatories: Iterable[int]
) -> dict[Key, tuple[int, str]]:
    """What the register must hold of an account and its people, by the newest rows.

    Args:
        connection: of `sigverify.records.database.Records`.
        account: number of the account.
        signatories: numbers of people in the register.

    Returns:
        For each entry the number of the row that made it, and its code.

    Raises:
        TrailError: one of these rows was changed, or written without the key.
    """
    trail = trail_of(connection)
    of_account = rows.c.account.in_(trail.account_marks(connection, account))
    mine = of_account | rows.c.signatory.in_(list(signatories))
    asked = (
        sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
        .where(rows.c.kind == Kind.REGISTER.value, mine)
        .order_by(rows.c.seq)
    )
    found: dict[Key, tuple[int, str]] = {}
    for seq, body, sha256, mac in connection.execute(asked):
        found.update(entries_in(trail.intact(seq, body, sha256=sha256, mac=mac)))
    return found
