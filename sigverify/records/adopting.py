"""Gives the entries of an older register their codes, once, within the migration's transaction.

An entry that does not agree with the trail as it was written so far is adopted too, because the
bank must be able to go on, but the trail names it from then on, and so does each check until the
entry is set anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from sigverify.logs.log import Log
from sigverify.records.audit.adopted import OlderTrail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.sealing import sealed_event
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import TABLES, Entry, entries
from sigverify.records.roles import Person, Role, os_user
from sigverify.records.vault import Vault

_LOG: Final = Log(__name__)

# The first schema whose entries have codes.
FIRST_SCHEMA: Final = "0004"
# A changed row of the trail is named by the check; the differences name at most so many entries.
_MOST: Final = 1000


def adopt_entries(connection: Connection, *, vault: Vault, database_id: str) -> None:
    """Give all entries their codes, and add the rows of the trail that say so.

    Args:
        connection: within the migration's writing transaction.
        vault: the database's vault.
        database_id: identifier of the database.

    Raises:
        TrailError: the last row of the trail was changed.
    """
    trail = AuditTrail(vault, database_id=database_id)
    found = {name: list(entries(connection, table)) for name, table in TABLES.items()}
    if not found["accounts"] and not found["signatories"]:
        return
    numbers = {one.values["id"]: str(one.values["number"]) for one in found["accounts"]}
    marks = {key: trail.account_mark(number) for key, number in numbers.items()}
    older = OlderTrail(connection, trail=trail)
    differences = [[*key, why] for key, why in older.differences(found, marks=marks)]
    person = Person(user=os_user(), role=Role.SOLE)
    for event, theirs in sealing_events(found, numbers=numbers, person=person):
        trail.adopt(connection, sealed_event(connection, event, theirs, trail=trail))
    trail.adopt(
        connection,
        AuditEvent(
            kind=Kind.REGISTER,
            person=person,
            action="register sealed",
            facts={
                "count": sum(map(len, found.values())),
                "differences": differences[:_MOST],
                "difference_count": len(differences),
            },
        ),
    )
    _LOG.info("records.entries_adopted", differences=len(differences))


def sealing_events(
    found: dict[str, list[Entry]], *, numbers: dict[int, str], person: Person
) -> Iterable[tuple[AuditEvent, list[Entry]]]:
    """Yield one event for each account and each person, with the entries that it seals.

    Args:
        found: the entries of each table.
        numbers: the bank's numbers of accounts by the register's.
        person: the person who has them sealed.
    """
    of_account: dict[int, list[Entry]] = defaultdict(list)
    of_person: dict[int, list[Entry]] = defaultdict(list)
    images = {one.values["sha256"]: one for one in found["images"]}
    for one in found["accounts"]:
        of_account[one.values["id"]].append(one)
    for name in ("account_signatories", "mandates"):
        for one in found[name]:
            of_account[one.values["account_id"]].append(one)
    for one in found["signatories"]:
        of_person[one.values["id"]].append(one)
    for one in found["specimens"]:
        theirs = of_person[one.values["signatory_id"]]
        image = images.pop(one.values["image_sha256"], None)
        theirs += [one] if image is None else [image, one]
    action = "entries sealed"
    for key, made in of_account.items():
        event = AuditEvent(
            kind=Kind.REGISTER, person=person, action=action, account=numbers.get(key)
        )
        yield event, made
    for key, made in of_person.items():
        yield AuditEvent(kind=Kind.REGISTER, person=person, action=action, signatory=key), made
    if images:
        yield AuditEvent(kind=Kind.REGISTER, person=person, action=action), list(images.values())
