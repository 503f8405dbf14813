"""Changes of accounts: their signatories and mandates."""

from __future__ import annotations

import json
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from sigverify.errors import DataError
from sigverify.files import sha256_hex
from sigverify.reasons import ReasonCode
from sigverify.records.mandates.mandate import Mandate, name_key
from sigverify.records.register.accounts import Account, RegisterError, Signatory, find_account
from sigverify.records.register.changes import (
    MAX_NAME,
    MAX_NUMBER,
    Changes,
    check_days,
    checked_text,
    days,
)
from sigverify.records.schema import account_signatories, accounts, mandates, signatories


class AccountChanges(Changes):
    """Changes of accounts, their signatories and their mandates."""

    def account(self, number: str, *, holder: str = "") -> Account:
        """An account, which is added if it is missing; a given holder is set.

        Raises:
            DataError: the number or the name is not allowed.
        """
        number = checked_text(
            number,
            what="account number",
            longest=MAX_NUMBER,
            missing=ReasonCode.ACCOUNT_NUMBER_MISSING,
        )
        if holder:
            holder = checked_text(
                holder,
                what="account holder",
                longest=MAX_NAME,
                missing=ReasonCode.HOLDER_MISSING,
            )
        row = self._connection.execute(
            select(accounts.c.id, accounts.c.holder).where(accounts.c.number == number)
        ).one_or_none()
        if row is None:
            self._insert(accounts, number=number, holder=holder, **self._added())
            self._note("account added", account=number, details={"holder": holder})
        elif holder and holder != row.holder:
            self._set(accounts, accounts.c.id == row.id, holder=holder)
            self._note("holder changed", account=number, details={"holder": holder})
        return find_account(self._connection, number)

    def admit(
        self,
        number: str,
        *,
        name: str,
        first_day: date,
        last_day: date | None = None,
        customer: str | None = None,
        again: bool = False,
    ) -> Signatory:
        """Give a person the right to sign for an account; an existing signatory does not change.

        Args:
            number: number of an existing account.
            name: the person's name in the account's mandates.
            first_day: the first day on which the person may sign.
            last_day: the last such day; None for no end.
            customer: the bank's own number for the person. A signatory of another account with
                this number is the same person and has the same specimens. None if unknown.
            again: readmit a signatory whose right to sign has ended by `first_day`. An import does
                not set this: repeating an import must not readmit people who have left.

        Raises:
            RegisterError: there is no such account, or the customer number contradicts the
                register.
            DataError: a text is not allowed, or the last day is before the first.
        """
        name = checked_text(name, what="name", longest=MAX_NAME, missing=ReasonCode.NAME_MISSING)
        if customer is not None:
            customer = checked_text(
                customer,
                what="customer number",
                longest=MAX_NUMBER,
                missing=ReasonCode.CUSTOMER_NUMBER_MISSING,
            )
        check_days(first_day, last_day)
        account = find_account(self._connection, number)
        known = account.signatory(name)
        if known is None:
            person = self._person_of(customer, name=name)
            self._insert(
                account_signatories,
                account_id=account.id,
                signatory_id=person,
                first_day=first_day,
                last_day=last_day,
            )
            self._note_signatory(
                "signatory added",
                account=number,
                signatory=person,
                name=name,
                period=days(first_day, last_day),
            )
            return self._signatory(number, name)
        if customer not in (None, known.customer):
            raise RegisterError(
                f"{name} of account {number} is known with another customer number or none.",
                remedy="Correct the number, or give the other person another name.",
            )
        if not again or known.last_day is None or known.last_day >= first_day:
            return known
        self._set(
            account_signatories, _place(account, known), first_day=first_day, last_day=last_day
        )
        self._note_signatory(
            "signatory admitted again",
            account=number,
            signatory=known.id,
            name=known.name,
            period=days(first_day, last_day),
        )
        return self._signatory(number, name)

    def end_signatory(self, number: str, *, name: str, last_day: date) -> None:
        """Set a signatory's last day.

        Raises:
            RegisterError: the account has no such signatory.
        """
        person = self._signatory(number, name)
        account = find_account(self._connection, number)
        self._set(account_signatories, _place(account, person), last_day=last_day)
        self._note_signatory(
            "signatory ended",
            account=number,
            signatory=person.id,
            name=person.name,
            period=days(person.first_day, last_day),
        )

    def set_mandate(self, number: str, *, mandate: Mandate, first_day: date) -> None:
        """Put a mandate in force; it replaces the mandates in force from that day on.

        Raises:
            RegisterError: there is no such account.
            DataError: the mandate names a person who is not a signatory of the account.
        """
        account = find_account(self._connection, number)
        unknown = mandate.names - {name_key(one.name) for one in account.signatories}
        if unknown:
            raise DataError(
                f"The mandate names {', '.join(sorted(unknown))}, and account {number} has no "
                "such signatory.",
                remedy="Add the signatory first, or correct the name.",
            )
        for stored in account.mandates:
            if stored.last_day is None or stored.last_day >= first_day:
                last_day = max(first_day, stored.first_day) - timedelta(days=1)
                self._set(mandates, mandates.c.id == stored.id, last_day=last_day)
        rule = mandate.to_json()
        self._insert(
            mandates,
            account_id=account.id,
            rule=rule,
            first_day=first_day,
            last_day=None,
            **self._added(),
        )
        self._note(
            "mandate set",
            account=number,
            facts={**days(first_day, None), "sha256": sha256_hex(rule.encode())},
            details={"mandate": json.loads(rule)},
        )

    def _person_of(self, customer: str | None, *, name: str) -> int:
        """Return the number of the person with a customer number; adds a new person if needed."""
        if customer is not None:
            row = self._connection.execute(
                select(signatories.c.id, signatories.c.name).where(
                    signatories.c.customer == customer
                )
            ).one_or_none()
            if row is not None and name_key(row.name) != name_key(name):
                raise RegisterError(
                    f"Customer {customer} is {row.name} on another account, and not {name}.",
                    remedy="Correct the number or the name.",
                )
            if row is not None:
                known: int = row.id
                return known
        return self._insert(signatories, name=name, customer=customer, **self._added())

    def _note_signatory(
        self,
        action: str,
        *,
        account: str,
        signatory: int,
        name: str,
        period: dict[str, str | None],
    ) -> None:
        self._note(
            action,
            account=account,
            signatory=signatory,
            facts={"signatory": signatory, **period},
            details={"name": name},
        )


def _place(account: Account, signatory: Signatory) -> ColumnElement[bool]:
    return (account_signatories.c.account_id == account.id) & (
        account_signatories.c.signatory_id == signatory.id
    )
