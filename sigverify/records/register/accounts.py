"""The contents of the register: accounts, their signatories, specimens and mandates.

This module reads them; `sigverify.records.register.changes` changes them. Nothing is deleted: an
entry that is no longer valid has a last day, and every query names a day.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from sigverify.errors import RecordsError
from sigverify.imaging.quality import QualityFinding
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.entries import entries, image_context
from sigverify.records.mandates.mandate import Mandate, name_key
from sigverify.records.register.intact import (
    require_account,
    require_entries,
    require_images,
)
from sigverify.records.schema import (
    account_signatories,
    accounts,
    images,
    mandates,
    signatories,
    specimens,
    tidy,
)
from sigverify.terms import Box

if TYPE_CHECKING:
    from sigverify.records.vault import Vault


# Number of accounts in one query; SQLite allows a few thousand.
_AT_ONCE: Final = 500


class RegisterError(RecordsError):
    """The register has no such entry, or a new entry contradicts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A signature known to be genuine.

    Attributes:
        id: number of the specimen in the register.
        image_sha256: hash of the image file.
        pixels_sha256: hash of the decoded pixels.
        page: page of the file, counted from 0.
        box: box of the signature on the page; None for the whole page.
        quality: what is wrong with the image, warnings only.
        first_day: the first day on which the specimen is valid.
        last_day: the last such day; None for no end.
        added_at: time at which it was added, UTC.
        added_by: the user who added it.
        replaced_by: the specimen that replaces it from the day after its last day on.
        kept: whether the image is still stored; it may have been purged.
    """

    id: int
    image_sha256: str
    pixels_sha256: str
    page: int
    box: Box | None
    quality: tuple[QualityFinding, ...]
    first_day: date
    last_day: date | None
    added_at: str
    added_by: str
    replaced_by: int | None
    kept: bool

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.kept and _holds(self.first_day, self.last_day, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A person who may sign for an account.

    Attributes:
        id: number of the person in the register.
        name: the person's name in the mandates of the account.
        customer: the bank's own number for the person, which identifies them across accounts.
        first_day: the first day on which they may sign for this account.
        last_day: the last such day; None for no end.
        specimens: all specimens, including expired ones, in the order of their first days.
    """

    id: int
    name: str
    customer: str | None
    first_day: date
    last_day: date | None
    specimens: tuple[Specimen, ...]

    def entitled_on(self, day: date) -> bool:
        """Return whether the signatory may sign on a day."""
        return _holds(self.first_day, self.last_day, day=day)

    def specimens_on(self, day: date) -> tuple[Specimen, ...]:
        """The specimens that are valid on a day."""
        return tuple(specimen for specimen in self.specimens if specimen.holds_on(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMandate:
    """A mandate and the days on which it is in force."""

    id: int
    mandate: Mandate
    first_day: date
    last_day: date | None
    added_at: str
    added_by: str

    def holds_on(self, day: date) -> bool:
        """Return whether the mandate is in force on a day."""
        return _holds(self.first_day, self.last_day, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with all its data.

    Attributes:
        id: number of the account in the register, not the bank's.
        number: the bank's number.
        holder: the account holder; may be empty.
        signatories: all signatories, including former ones, by name.
        mandates: all mandates, in the order of their first days.
    """

    id: int
    number: str
    holder: str
    signatories: tuple[Signatory, ...]
    mandates: tuple[StoredMandate, ...]

    def signatory(self, name: str) -> Signatory | None:
        """The signatory of this name in any capitalisation; None if there is none."""
        key = name_key(name)
        return next((one for one in self.signatories if name_key(one.name) == key), None)

    def entitled_on(self, day: date) -> tuple[Signatory, ...]:
        """The signatories on a day."""
        return tuple(one for one in self.signatories if one.entitled_on(day))

    def mandates_on(self, day: date) -> tuple[Mandate, ...]:
        """The mandates in force on a day: usually one, none if none was set."""
        return tuple(one.mandate for one in self.mandates if one.holds_on(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account in a list.

    Attributes:
        number: the bank's number.
        holder: the account holder; may be empty.
        signatories: number of signatories who may sign today.
        specimens: number of their specimens that are valid today.
    """

    number: str
    holder: str
    signatories: int
    specimens: int


def list_accounts(
    connection: Connection, *, day: date, like: str = "", most: int | None = None
) -> list[AccountLine]:
    """Return accounts sorted by number.

    Args:
        connection: to read from.
        day: the day that counts as "today".
        like: part of the number, of the holder's name or of a signatory's name, ignoring case;
            empty for all accounts.
        most: the greatest number of accounts; None for no limit.

    Raises:
        ChangedEntryError: a number or a holder's name was changed directly in the database. The
            counts are not checked; `find_account` checks everything.
    """
    entitled = (
        (account_signatories.c.account_id == accounts.c.id)
        & (account_signatories.c.first_day <= day)
        & (account_signatories.c.last_day.is_(None) | (account_signatories.c.last_day >= day))
    )
    valid = (
        (specimens.c.signatory_id == account_signatories.c.signatory_id)
        & (specimens.c.first_day <= day)
        & (specimens.c.last_day.is_(None) | (specimens.c.last_day >= day))
    )
    asked = (
        select(
            accounts.c.number,
            accounts.c.holder,
            func.count(account_signatories.c.signatory_id.distinct()),
            func.count(specimens.c.id),
        )
        .select_from(accounts.outerjoin(account_signatories, entitled).outerjoin(specimens, valid))
        .group_by(accounts.c.id, accounts.c.number, accounts.c.holder)
        .order_by(accounts.c.number)
        .limit(most)
    )
    if like:
        asked = asked.where(_has_text(_askable(like)))
    found = [
        AccountLine(number=number, holder=holder, signatories=people, specimens=count)
        for number, holder, people, count in connection.execute(asked)
    ]
    for start in range(0, len(found), _AT_ONCE):
        shown = [one.number for one in found[start : start + _AT_ONCE]]
        require_entries(connection, entries(connection, accounts, accounts.c.number.in_(shown)))
    return found


def _has_text(like: str) -> Any:  # noqa: ANN401 - an SQL expression
    named = (
        select(account_signatories.c.account_id)
        .join(signatories)
        .where(signatories.c.name.icontains(like, autoescape=True))
    )
    return (
        accounts.c.number.icontains(like, autoescape=True)
        | accounts.c.holder.icontains(like, autoescape=True)
        | accounts.c.id.in_(named)
    )


def find_account(connection: Connection, number: str) -> Account:
    """An account with all its data.

    Raises:
        RegisterError: there is no account with this number.
        ChangedEntryError: an entry of the account does not agree with the audit trail.
    """
    asked = select(accounts).where(accounts.c.number == _askable(tidy(number)))
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise RegisterError(
            Reason(ReasonCode.NO_SUCH_ACCOUNT, account=number),
            remedy=Reason(ReasonCode.LOOK_UP_ACCOUNT),
        )
    people = connection.execute(
        select(signatories, account_signatories.c.first_day, account_signatories.c.last_day)
        .join(account_signatories)
        .where(account_signatories.c.account_id == row.id)
        .order_by(signatories.c.name)
    ).all()
    require_account(
        connection, account_id=row.id, number=row.number, people=[one.id for one in people]
    )
    theirs = select(account_signatories.c.signatory_id).where(
        account_signatories.c.account_id == row.id
    )
    found: dict[int, list[Specimen]] = {}
    held = connection.execute(_specimens().where(specimens.c.signatory_id.in_(theirs))).all()
    require_images(connection, {one.image_sha256 for one in held})
    for one in held:
        found.setdefault(one.signatory_id, []).append(_specimen(one))
    stored = connection.execute(
        select(mandates)
        .where(mandates.c.account_id == row.id)
        .order_by(mandates.c.first_day, mandates.c.id)
    )
    return Account(
        id=row.id,
        number=row.number,
        holder=row.holder,
        signatories=tuple(
            Signatory(
                id=one.id,
                name=one.name,
                customer=one.customer,
                first_day=one.first_day,
                last_day=one.last_day,
                specimens=tuple(found.get(one.id, ())),
            )
            for one in people
        ),
        mandates=tuple(
            StoredMandate(
                id=one.id,
                mandate=Mandate.from_json(one.rule),
                first_day=one.first_day,
                last_day=one.last_day,
                added_at=one.added_at,
                added_by=one.added_by,
            )
            for one in stored
        ),
    )


def find_specimen(connection: Connection, specimen_id: int) -> Specimen:
    """Return a specimen by its number.

    Raises:
        RegisterError: there is no specimen with this number.
        ChangedEntryError: its entry does not have its code.
    """
    row = connection.execute(_specimens().where(specimens.c.id == specimen_id)).one_or_none()
    if row is None:
        raise RegisterError(
            f"There is no specimen {specimen_id} in the register.",
            remedy="'sigverify register show ACCOUNT' shows the numbers.",
        )
    require_entries(connection, entries(connection, specimens, specimens.c.id == specimen_id))
    require_images(connection, [row.image_sha256])
    return _specimen(row)


def image_bytes(connection: Connection, sha256: str, *, vault: Vault) -> bytes:
    """Return the bytes of a specimen's image file.

    Raises:
        RegisterError: the image was purged.
        WrongKeyError: the image was sealed with another key.
        DamagedBlobError: the image was changed or replaced by another one.
    """
    sealed = connection.scalar(select(images.c.sealed).where(images.c.sha256 == sha256))
    if sealed is None:
        raise RegisterError(
            f"The image {sha256[:12]} is no longer kept.",
            remedy="Add a new specimen in its place.",
        )
    return vault.open(sealed, context=image_context(sha256))


def _askable(text: str) -> str:
    """A text for a query; characters that no database can hold become question marks."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def _specimens() -> Select[Any]:
    return (
        select(specimens, images.c.sealed.is_not(None).label("kept"))
        .join(images)
        .order_by(specimens.c.first_day, specimens.c.id)
    )


def _specimen(row: Row[Any]) -> Specimen:
    box = None if row.box is None else Box(*json.loads(row.box))
    return Specimen(
        id=row.id,
        image_sha256=row.image_sha256,
        pixels_sha256=row.pixels_sha256,
        page=row.page,
        box=box,
        quality=tuple(map(QualityFinding.from_row, json.loads(row.quality))),
        first_day=row.first_day,
        last_day=row.last_day,
        added_at=row.added_at,
        added_by=row.added_by,
        replaced_by=row.replaced_by,
        kept=bool(row.kept),
    )


def _holds(first_day: date, last_day: date | None, *, day: date) -> bool:
    return first_day <= day and (last_day is None or day <= last_day)
