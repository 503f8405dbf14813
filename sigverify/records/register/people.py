"""All people in the register whose signatures can be searched for, across accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, select

from sigverify.records.entries import entries
from sigverify.records.register.accounts import Specimen, find_specimen
from sigverify.records.register.intact import require_entries
from sigverify.records.schema import account_signatories, accounts, images, signatories, specimens


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person who may sign for an account on the requested day.

    Attributes:
        id: number of the person in the register.
        name: the person's name.
        accounts: numbers of the accounts that they may sign for on that day.
        specimens: their specimens that are valid on that day.
    """

    id: int
    name: str
    accounts: tuple[str, ...]
    specimens: tuple[Specimen, ...]


def searchable(connection: Connection, *, day: date) -> list[tuple[int, int]]:
    """Numbers of all specimens that are valid on a day, with their signatories' numbers.

    The list leaves out people who may sign for no account on that day.
    """
    entitled = select(account_signatories.c.signatory_id).where(_holds(account_signatories, day))
    asked = (
        select(specimens.c.id, specimens.c.signatory_id)
        .join(images)
        .where(
            images.c.sealed.is_not(None),
            _holds(specimens, day),
            specimens.c.signatory_id.in_(entitled),
        )
        .order_by(specimens.c.id)
    )
    return [(specimen, signatory) for specimen, signatory in connection.execute(asked)]


def has_account(connection: Connection, number: str) -> bool:
    """Return whether an account with this number exists."""
    found = connection.scalar(select(accounts.c.id).where(accounts.c.number == number))
    return found is not None


def find_people(connection: Connection, ids: Sequence[int], *, day: date) -> list[KnownPerson]:
    """Return people by their numbers, in the given order.

    Raises:
        ChangedEntryError: an entry of a person was changed directly in the database.
    """
    return [_person(connection, number, day=day) for number in ids]


def _person(connection: Connection, number: int, *, day: date) -> KnownPerson:
    name = connection.scalars(select(signatories.c.name).where(signatories.c.id == number)).one()
    require_entries(connection, entries(connection, signatories, signatories.c.id == number))
    require_entries(
        connection,
        entries(connection, account_signatories, account_signatories.c.signatory_id == number),
    )
    theirs = (
        select(accounts.c.number)
        .join(account_signatories)
        .where(account_signatories.c.signatory_id == number, _holds(account_signatories, day))
        .order_by(accounts.c.number)
    )
    held = (
        select(specimens.c.id)
        .join(images)
        .where(
            specimens.c.signatory_id == number,
            images.c.sealed.is_not(None),
            _holds(specimens, day),
        )
        .order_by(specimens.c.first_day, specimens.c.id)
    )
    return KnownPerson(
        id=number,
        name=name,
        accounts=tuple(connection.scalars(theirs)),
        specimens=tuple(
            find_specimen(connection, specimen) for specimen in connection.scalars(held)
        ),
    )


def _holds(table: Table, day: date) -> ColumnElement[bool]:
    return (table.c.first_day <= day) & (table.c.last_day.is_(None) | (table.c.last_day >= day))
