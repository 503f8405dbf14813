"""Reads the accounts that the items of a batch name; only the main process does so.

The workers, in other processes or on other machines, neither open the register nor know its key:
they receive the account data that they need with their items.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sigverify.batch.judging.signatures import Recent, Unreadable
from sigverify.errors import UnreadableFileError
from sigverify.files import canonical_json, sha256_hex
from sigverify.logs.log import fault_fields
from sigverify.verification.register.results import AccountOnDay
from sigverify.verification.verifier import Verifier

# The modules that open a register take the longest to import, and most batches need none.
if TYPE_CHECKING:
    from sigverify.records.database import Records
    from sigverify.records.register.accounts import Account
    from sigverify.verification.register.specimens import RegisterSpecimens

# Number of accounts kept in memory; more than the items of one chunk name.
_KEPT: Final = 256
UNKNOWN: Final = Unreadable(
    error="unknown account",
    reason="there is no such account in the register; 'sigverify register list' shows them",
)
NO_RECORDS: Final = Unreadable(
    error="no register",
    reason="the item names no reference, and no records are kept on this machine; name the "
    "specimens in the column 'reference', or see 'sigverify records create'",
)


class BatchAccounts:
    """The accounts of the register, valid on one day."""

    def __init__(self, records: Records | None, *, verifier: Verifier, day: date) -> None:
        """Start with no account loaded.

        Args:
            records: the open database; None if there is none.
            verifier: embeds specimens that have no embedding yet.
            day: the date of all cheques.
        """
        self._records = records
        self._day = day
        self._specimens: RegisterSpecimens | None = None
        if records is not None:
            from sigverify.verification.register.specimens import RegisterSpecimens

            self._specimens = RegisterSpecimens(records, verifier=verifier)
        self._seen: Recent[str, Account | Unreadable] = Recent(_KEPT)

    def digest(self, number: str) -> str:
        """Hash everything that the register holds of an account on the day, images by their hashes.

        Raises:
            RecordsError: the register can't be read.
        """
        account = self._find(number)
        if isinstance(account, Unreadable):
            return account.error
        return sha256_hex(
            canonical_json(
                [
                    self._day.isoformat(),
                    [
                        [person.name, [one.id, one.pixels_sha256]]
                        for person in account.entitled_on(self._day)
                        for one in person.specimens_on(self._day)
                    ],
                    [person.name for person in account.entitled_on(self._day)],
                    [mandate.to_json() for mandate in account.mandates_on(self._day)],
                ]
            )
        )

    def ready(self, number: str) -> AccountOnDay | Unreadable:
        """Return an account with its specimens ready for comparison, as `digest` read it.

        Raises:
            RecordsError: the register can't be read.
        """
        account = self._find(number)
        if isinstance(account, Unreadable) or self._specimens is None:
            return account if isinstance(account, Unreadable) else NO_RECORDS
        from sigverify.records.vault import DamagedBlobError

        try:
            return self._specimens.on_day(account, day=self._day)
        except (DamagedBlobError, UnreadableFileError) as error:
            # Only an image of this account; a register that can't be read at all ends the batch.
            return Unreadable(
                error="damaged specimen",
                reason=str(error),
                known=fault_fields(error),
                cause=error.reason,
            )

    def _find(self, number: str) -> Account | Unreadable:
        if self._records is None:
            return NO_RECORDS
        from sigverify.records.register.accounts import find_account
        from sigverify.records.register.people import has_account

        seen = self._seen.get(number)
        if seen is None:
            with self._records.reading() as connection:
                known = has_account(connection, number)
                seen = find_account(connection, number) if known else UNKNOWN
            self._seen.put(number, seen)
        return seen
