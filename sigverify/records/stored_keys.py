"""What a database says of its master key, and of a change of it that is under way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sigverify.errors import RecordsError
from sigverify.records.schema import FACT_KEY_BEFORE, FACT_KEY_ID, FACT_KEY_VERIFIED, facts
from sigverify.records.vault import WrongKeyError


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKeys:
    """What a database says of its master key.

    Attributes:
        key_id: id of the key.
        before: id of the former key while the key is being changed; None otherwise.
        verified: whether such a change is complete but for the key's place.
    """

    key_id: str
    before: str | None
    verified: bool


def stored_keys_in(connection: Connection) -> StoredKeys | None:
    """What an open database says of its master key; None if it was never used."""
    names = (FACT_KEY_ID, FACT_KEY_BEFORE, FACT_KEY_VERIFIED)
    asked = select(facts.c.name, facts.c.value).where(facts.c.name.in_(names))
    found: dict[str, str] = {name: value for name, value in connection.execute(asked)}
    if FACT_KEY_ID not in found:
        return None
    return StoredKeys(
        key_id=found[FACT_KEY_ID],
        before=found.get(FACT_KEY_BEFORE),
        verified=FACT_KEY_VERIFIED in found,
    )


def require_key(connection: Connection, key_id: str, *, where: str) -> None:
    """Refuse a database whose master key is another one, or is being changed.

    Args:
        connection: any connection.
        key_id: id of the available key.
        where: name of the database for messages.

    Raises:
        WrongKeyError: the database belongs to another key.
        RecordsError: its key is being changed.
    """
    found = stored_keys_in(connection)
    if found is None:
        return
    if found.before is not None:
        raise key_changing(where)
    if found.key_id != key_id:
        raise WrongKeyError(
            f"{where}: this database belongs to key {found.key_id}, and the available key is "
            f"{key_id}.",
            remedy="Name the key file that belongs to this database. If the master key was "
            "changed while the program was open, close it and open it again.",
        )


def key_changing(where: str) -> RecordsError:
    """The error for a database whose master key is being changed."""
    return RecordsError(
        f"{where}: the master key of these records is being changed.",
        remedy="Wait until it is done. If the change was interrupted, a risk officer finishes it "
        "with 'sigverify records change-key'.",
    )
