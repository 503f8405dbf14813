"""Encrypts everything in a database anew, and gives each row and entry its code under a new key.

Each step is a transaction of its own and finds by itself what is left to do: a sealed value names
its key, and a row's code fits one key. What did not fit the former key is left as it is, so that a
fault stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from sigverify.progress import Progress
from sigverify.records.adopting import sealing_events
from sigverify.records.audit.entered import entries_in
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.parts import FORMER_KEYS, TrailError, part_context
from sigverify.records.audit.sealing import sealed_event
from sigverify.records.audit.tables import lifted_guards, parts, rows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records
from sigverify.records.entries import TABLES, Entry, Key, entries, image_context
from sigverify.records.register.embeddings import (
    embedding_context,
    specimen_embeddings,
    specimen_vectors,
)
from sigverify.records.roles import Person
from sigverify.records.schema import images
from sigverify.records.vault import DamagedBlobError, Vault, header_of

# A transaction seals at most so many values and about so many bytes, or so many codes.
_VALUES: Final = 500
_BYTES: Final = 16 * 2**20
_CODES: Final = 5000
CHANGED: Final = "master key changed"


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A column of sealed values, and the context of each by its primary key."""

    table: Table
    column: str
    context: Callable[..., bytes]


_SEALED: Final = (
    _Sealed(images, "sealed", image_context),
    _Sealed(
        specimen_embeddings,
        "content",
        lambda number, made_by: embedding_context("content", number, made_by=made_by),
    ),
    _Sealed(
        specimen_vectors,
        "vector",
        lambda number, made_by: embedding_context("vector", number, made_by=made_by),
    ),
    _Sealed(parts, "sealed", part_context),
)


def reseal_values(records: Records, *, old: Vault, progress: Progress) -> None:
    """Encrypt all values anew that the former key has sealed.

    Args:
        records: opened with the new key to change it.
        old: the vault of the former key.
        progress: called with the number of values done and their total.

    Raises:
        RecordsError: the database can't be written.
    """
    with records.reading() as connection:
        total = sum(_count(connection, one.table) for one in _SEALED)
    done = 0
    for one in _SEALED:
        after: tuple[Any, ...] | None = None
        while True:
            with records.writing() as connection:
                found = _next_values(connection, one, after=after)
                _reseal(connection, one, found, old=old, new=records.vault)
            if not found:
                break
            after = found[-1]
            done += len(found)
            progress(done, total)


def still_sealed_with(connection: Connection, old: Vault) -> Generator[str, None, None]:
    """Yield the tables of values that the former key has sealed and can open."""
    for one in _SEALED:
        column = one.table.c[one.column]
        asked = sa.select(*one.table.primary_key, column).where(_sealed_by(column, old.key_id))
        for *key, sealed in connection.execute(asked.execution_options(yield_per=10)):
            try:
                old.open(sealed, context=one.context(*key))
            except DamagedBlobError:
                continue  # the check of the trail names it
            yield one.table.name


def renew_row_codes(records: Records, *, old: AuditTrail, progress: Progress) -> None:
    """Give each row of the trail its code under the new key, if it has that of the former one.

    Args:
        records: opened with the new key to change it.
        old: the trail under the former key.
        progress: called with the number of rows done and their total.

    Raises:
        RecordsError: the database can't be written.
    """
    with records.reading() as connection:
        total = _count(connection, rows)
    asked = sa.select(rows.c.seq, rows.c.sha256, rows.c.mac).order_by(rows.c.seq).limit(_CODES)
    new = (
        sa.update(rows).where(rows.c.seq == sa.bindparam("number")).values(mac=sa.bindparam("code"))
    )
    done, last = 0, 0
    while True:
        with records.writing() as connection:
            found = connection.execute(asked.where(rows.c.seq > last)).all()
            changed = [
                {"number": seq, "code": records.audit.row_mac(sha256)}
                for seq, sha256, mac in found
                if old.written_with_key(sha256, mac=mac)
            ]
            if changed:
                with lifted_guards(connection):
                    connection.execute(new, changed)
        if not found:
            return
        last = found[-1].seq
        done += len(found)
        progress(done, total)


def seal_register(
    connection: Connection, *, records: Records, old: AuditTrail, person: Person
) -> None:
    """Give the entries of the register their codes under the new key, and record the change.

    An entry that does not agree with the trail gets none.

    Args:
        connection: within ``records.writing()``, once each row has its new code.
        records: opened with the new key to change it.
        old: the trail under the former key.
        person: the person who changes the key.

    Raises:
        TrailError: the database was moved since the change was begun, or a row was changed.
    """
    trail = records.audit
    if trail.known_home(connection) != old.home(connection):
        raise TrailError(
            "This database was moved or copied while its master key was being changed.",
            remedy="Put it back in its place, and continue there.",
        )
    entered, doubted = _said(connection, trail=trail)
    found: dict[str, list[Entry]] = {}
    for name, table in TABLES.items():
        found[name] = [
            one
            for one in entries(connection, table)
            if entered.get(one.key) == (one.audit_seq, one.mac) and old.codes.made(one)
        ]
    numbers = {one.values["id"]: str(one.values["number"]) for one in found["accounts"]}
    for event, theirs in sealing_events(found, numbers=numbers, person=person):
        trail.adopt(connection, sealed_event(connection, event, theirs, trail=trail))
    differences = [
        [*key, why]
        for key, (seq, why) in doubted.items()
        if entered.get(key, (seq + 1, ""))[0] < seq
    ]
    if differences:
        event = AuditEvent(
            kind=Kind.REGISTER,
            person=person,
            action="register sealed",
            facts={"differences": differences, "difference_count": len(differences)},
        )
        trail.adopt(connection, event)
    event = AuditEvent(
        kind=Kind.KEY,
        person=person,
        action=CHANGED,
        facts={
            "from": old.vault.key_id,
            "to": trail.vault.key_id,
            "home": trail.home(connection),
            "count": sum(map(len, found.values())),
        },
        attachments={FORMER_KEYS: old.passed_on()},
    )
    trail.adopt(connection, event)


def _said(
    connection: Connection, *, trail: AuditTrail
) -> tuple[dict[Key, tuple[int, str]], dict[Key, tuple[int, str]]]:
    """What the intact rows have entered, and what was in doubt when it was adopted, and why."""
    entered: dict[Key, tuple[int, str]] = {}
    doubted: dict[Key, tuple[int, str]] = {}
    kinds = [Kind.REGISTER.value, Kind.PURGE.value]
    asked = sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
    asked = asked.where(rows.c.kind.in_(kinds)).order_by(rows.c.seq)
    with connection.execute(asked.execution_options(yield_per=1000)) as found:
        for seq, body, sha256, mac in found:
            try:
                row = trail.intact(seq, body, sha256=sha256, mac=mac)
            except (TrailError, ValueError):
                continue  # it says nothing; the check names it
            entered.update(entries_in(row))
            for *key, why in row.body.get("facts", {}).get("differences", ()):
                doubted[tuple(key)] = (row.seq, why)
    return entered, doubted


def _next_values(
    connection: Connection, one: _Sealed, *, after: tuple[Any, ...] | None
) -> list[tuple[Any, ...]]:
    """The primary keys of the next values, at most a transaction's share."""
    keys = list(one.table.primary_key)
    asked = sa.select(*keys, sa.func.length(one.table.c[one.column])).order_by(*keys)
    if after is not None:
        asked = asked.where(sa.tuple_(*keys) > sa.tuple_(*after))
    taken: list[tuple[Any, ...]] = []
    size = 0
    for *key, length in connection.execute(asked.limit(_VALUES)):
        taken.append(tuple(key))
        size += length or 0
        if size > _BYTES:
            break
    return taken


def _reseal(
    connection: Connection,
    one: _Sealed,
    keys: list[tuple[Any, ...]],
    *,
    old: Vault,
    new: Vault,
) -> None:
    column = one.table.c[one.column]
    changed: list[tuple[sa.ColumnElement[bool], bytes]] = []
    for key in keys:
        place = sa.and_(
            *(part == value for part, value in zip(one.table.primary_key, key, strict=True))
        )
        sealed = connection.scalar(sa.select(column).where(place, _sealed_by(column, old.key_id)))
        if sealed is None:
            continue
        context = one.context(*key)
        try:
            data = old.open(sealed, context=context)
        except DamagedBlobError:
            continue  # the check of the trail names it
        again = new.seal(data, context=context)
        if new.open(again, context=context) != data:
            raise RuntimeError("a sealed value does not open as it was")
        changed.append((place, again))
    if not changed:
        return
    with lifted_guards(connection):
        for place, again in changed:
            connection.execute(sa.update(one.table).where(place).values({one.column: again}))


def _sealed_by(column: sa.ColumnElement[Any], key_id: str) -> sa.ColumnElement[bool]:
    """Whether a value was sealed with a key, by its first bytes."""
    begin = header_of(key_id)
    found = sa.func.substr(column, 1, len(begin), type_=sa.LargeBinary)
    return found == sa.literal(begin, type_=sa.LargeBinary)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
