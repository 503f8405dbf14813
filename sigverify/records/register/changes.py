"""The common parts of all changes of the register: person, transaction, audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, insert, update

from sigverify.errors import DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.sealing import sealed_event
from sigverify.records.database import Records
from sigverify.records.entries import Key, entries, entry
from sigverify.records.register.accounts import RegisterError, Signatory, find_account
from sigverify.records.roles import NotAllowedError, Permission, Person
from sigverify.records.schema import now, tidy

MAX_NUMBER: Final = 64
MAX_NAME: Final = 120
# A spreadsheet reads a text that begins with these as a formula; no real name does.
_FORMULA: Final = frozenset("=+-@＝＋－＠")
# Several scripts need joiners in their spelling.
_JOINERS: Final = frozenset("\u200c\u200d")


class Changes:
    """Changes by one person in one transaction, all or none.

    Each change also adds a row to the audit trail.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        records: Records,
        person: Person,
        released: Mapping[str, Any] | None = None,
    ) -> None:
        """Check that the person may change the register.

        Args:
            connection: within ``records.writing()``.
            records: the open database.
            person: the person who makes the changes.
            released: why they may be made where nobody may make them alone, for each row of the
                trail: who confirmed them, or that they are urgent. None if nobody has.

        Raises:
            NotAllowedError: the role does not allow it, or a second person must confirm it.
        """
        person.require(Permission.CHANGE_REGISTER)
        if records.four_eyes and released is None:
            raise NotAllowedError(
                Reason(ReasonCode.NOT_ALONE), remedy=Reason(ReasonCode.LET_COLLEAGUE_CONFIRM)
            )
        self._released = dict(released or {})
        self._connection = connection
        self._records = records
        self._person = person
        # Entries that the next row of the trail must seal.
        self._made: list[Key] = []

    def _signatory(self, number: str, name: str) -> Signatory:
        found = find_account(self._connection, number).signatory(name)
        if found is None:
            raise RegisterError(
                f"Account {number} has no signatory {name}.",
                remedy=f"'sigverify register show {number}' shows them.",
            )
        return found

    def _added(self) -> dict[str, str]:
        return {"added_at": now(), "added_by": self._person.user}

    def _insert(self, table: Table, **values: Any) -> int:  # noqa: ANN401 - of the columns
        """Add an entry, which `_note` seals."""
        # A server lets no entry change without a new row of the trail.
        seq = self._records.audit.next_seq(self._connection)
        made = self._connection.execute(insert(table).values(**values, audit_seq=seq))
        key = made.inserted_primary_key
        if key is None:
            raise RuntimeError(f"{table.name} gave no number")
        self._made.append((table.name, *map(str, key)))
        number: int = key[0]
        return number

    def _set(self, table: Table, which: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401
        """Change entries, which `_note` seals; one changed directly in the database is refused.

        Raises:
            ChangedEntryError: an entry does not have its code.
        """
        for one in list(entries(self._connection, table, which)):
            if one.key not in self._made:
                self._records.audit.codes.require(one)
                self._made.append(one.key)
        seq = self._records.audit.next_seq(self._connection)
        self._connection.execute(update(table).where(which).values(**values, audit_seq=seq))

    def _note(self, action: str, *, account: str, **what: Any) -> None:  # noqa: ANN401 - fields
        """Seal the changed entries and add the row of the trail that says so."""
        trail = self._records.audit
        what["facts"] = {**what.get("facts", {}), **self._released}
        event = AuditEvent(
            kind=Kind.REGISTER, person=self._person, action=action, account=account, **what
        )
        made = [one for key in self._made if (one := entry(self._connection, key)) is not None]
        trail.append(self._connection, sealed_event(self._connection, event, made, trail=trail))
        self._made.clear()


def checked_text(text: str, *, what: str, longest: int, missing: ReasonCode) -> str:
    """A name or a number in its stored form.

    Raises:
        DataError: the text is empty or too long, holds invisible characters or quotation marks, or
            begins like a spreadsheet's formula.
    """
    text = tidy(text)
    if not text:
        raise DataError(Reason(missing), remedy=Reason(ReasonCode.GIVE_ONE))
    if len(text) > longest:
        raise DataError(
            f"The {what} is longer than {longest} characters.", remedy="Give a shorter one."
        )
    if not all(letter.isprintable() or letter in _JOINERS for letter in text):
        raise DataError(f"The {what} holds characters that can't be seen.", remedy="Type it again.")
    if '"' in text:
        raise DataError(f"The {what} holds a quotation mark.", remedy="Leave it out.")
    if text[0] in _FORMULA:
        raise DataError(
            f"The {what} {text!r} begins like a spreadsheet's formula.",
            remedy="Leave the sign out.",
        )
    return text


def check_days(first_day: date, last_day: date | None) -> None:
    """Check a period.

    Raises:
        DataError: the period ends before it begins.
    """
    if last_day is not None and last_day < first_day:
        raise DataError(
            f"The last day, {last_day}, is before the first, {first_day}.",
            remedy="Correct the days.",
        )


def days(first_day: date, last_day: date | None) -> dict[str, str | None]:
    """Return a period in the form of the audit trail."""
    return {
        "first_day": first_day.isoformat(),
        "last_day": None if last_day is None else last_day.isoformat(),
    }
