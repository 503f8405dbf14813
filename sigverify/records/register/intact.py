"""Refuses what the database holds of an account and does not agree with the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from sigverify.records.audit.entered import entered, trail_of
from sigverify.records.entries import Entry, changed_entry, entries, label_of
from sigverify.records.schema import (
    account_signatories,
    accounts,
    images,
    mandates,
    signatories,
    specimens,
)

# Tables whose key begins with the number of an account.
_OF_ACCOUNT: Final = frozenset({accounts.name, account_signatories.name})


def require_account(
    connection: Connection, *, account_id: int, number: str, people: Sequence[int]
) -> None:
    """Refuse an account of which anything was changed, added, removed or put back.

    Args:
        connection: of `sigverify.records.database.Records`.
        account_id: number of the account in the register.
        number: the bank's number.
        people: all its signatories, including former ones.

    Raises:
        ChangedEntryError: an entry does not agree with the trail.
        TrailError: a row of the trail that concerns the account was changed.
    """
    found = [
        *entries(connection, accounts, accounts.c.id == account_id),
        *entries(connection, account_signatories, account_signatories.c.account_id == account_id),
        *entries(connection, mandates, mandates.c.account_id == account_id),
        *entries(connection, signatories, signatories.c.id.in_(people)),
        *entries(connection, specimens, specimens.c.signatory_id.in_(people)),
    ]
    trail = trail_of(connection)
    expected = {
        key: value
        for key, value in entered(connection, account=number, signatories=people).items()
        # Rows of these people may concern other accounts too; an image may be another's as well.
        if key[0] != images.name and (key[0] not in _OF_ACCOUNT or key[1] == str(account_id))
    }
    for one in found:
        trail.codes.require(one)
        if expected.pop(one.key, None) != (one.audit_seq, one.mac):
            raise changed_entry(one.label)
    for key in expected:
        raise changed_entry(label_of(key))


def require_images(connection: Connection, hashes: Iterable[str]) -> None:
    """Refuse images that were removed, or whose entry was changed.

    Raises:
        ChangedEntryError: an entry of an image does not have its code.
    """
    codes = trail_of(connection).codes
    for one in entries(connection, images, images.c.sha256.in_(list(hashes))):
        codes.require(one)


def require_entries(connection: Connection, found: Iterable[Entry]) -> None:
    """Refuse entries that do not have their code; what is missing is not noticed.

    Raises:
        ChangedEntryError: an entry was changed, or was not entered by this program.
    """
    codes = trail_of(connection).codes
    for one in found:
        codes.require(one)
