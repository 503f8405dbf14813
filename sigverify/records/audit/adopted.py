"""The entries that a register had before entries had codes, compared with the trail of that time.

Rows of the trail of schemas 0002 and 0003 name days, pages, boxes and hashes, but neither names nor
the signatory of a specimen. What they name must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from sigverify.files import sha256_hex
from sigverify.records.audit.event import Kind
from sigverify.records.audit.parts import TrailError
from sigverify.records.audit.tables import rows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import Entry, Key

Period = tuple[str, str | None]


class OlderTrail:
    """What the rows of an older trail say about the register."""

    def __init__(self, connection: Connection, *, trail: AuditTrail) -> None:
        """Read all rows that change the register."""
        self.begun = ""
        self._accounts: set[str] = set()
        self._rights: dict[tuple[str, int], Period] = {}
        self._mandates: dict[str, list[tuple[str, Period]]] = {}
        self._specimens: dict[int, dict[str, Any]] = {}
        kinds = [Kind.BEGUN.value, Kind.REGISTER.value]
        asked = select(rows.c.seq).where(rows.c.kind.in_(kinds)).order_by(rows.c.seq)
        for seq in connection.scalars(asked).all():
            try:
                row = trail.row(connection, seq)
            except TrailError:
                continue  # it says nothing; the check names it
            if row is None:
                continue
            body = row.body
            if row.kind == Kind.BEGUN:
                self.begun = row.at
            else:
                self._take(
                    str(body.get("action")),
                    mark=str(body.get("account")),
                    facts=body.get("facts", {}),
                    images=body.get("images", []),
                )

    def differences(
        self, found: dict[str, list[Entry]], *, marks: dict[int, str]
    ) -> Iterator[tuple[Key, str]]:
        """Yield the entries that do not agree with the trail, and why.

        Args:
            found: the entries of each table.
            marks: the keyed hash of each account's number.
        """
        if not self.begun:
            return
        for entry in found["accounts"]:
            if self._counts(entry) and marks.get(entry.values["id"], "") not in self._accounts:
                yield entry.key, "no row of the trail has added it"
        accounts_of: dict[int, set[str]] = {}
        for entry in found["account_signatories"]:
            values = entry.values
            mark, person = marks.get(values["account_id"], ""), values["signatory_id"]
            accounts_of.setdefault(person, set()).add(mark)
            said = self._rights.get((mark, person))
            if said is None and mark in self._accounts:
                yield entry.key, "no row of the trail has added it"
            elif said is not None and said != _period(values):
                yield entry.key, "the trail has other days"
        for entry in found["specimens"]:
            yield from self._specimen(entry, accounts_of.get(entry.values["signatory_id"], set()))
        for mark, stored in _by_account(found["mandates"], marks).items():
            yield from self._mandate(stored, said=list(self._mandates.get(mark, ())))

    def _take(self, action: str, *, mark: str, facts: Any, images: Any) -> None:  # noqa: ANN401
        match action:
            case "account added":
                self._accounts.add(mark)
            case "signatory added" | "signatory admitted again" | "signatory ended":
                self._rights[mark, facts["signatory"]] = _period(facts)
            case "specimen added" | "specimen expired" | "specimen replaced":
                image = images[0][1] if images else ""
                self._specimens[facts["specimen"]] = {**facts, "account": mark, "image": image}
            case "mandate set":
                first_day = date.fromisoformat(facts["first_day"])
                earlier = self._mandates.setdefault(mark, [])
                self._mandates[mark] = [
                    *((sha256, _ended(period, before=first_day)) for sha256, period in earlier),
                    (facts["sha256"], _period(facts)),
                ]

    def _counts(self, entry: Entry) -> bool:
        """Whether the entry is younger than the trail; older ones have no row."""
        return str(entry.values["added_at"]) >= self.begun

    def _specimen(self, entry: Entry, marks: set[str]) -> Iterator[tuple[Key, str]]:
        values, said = entry.values, self._specimens.get(entry.values["id"])
        if said is None:
            if self._counts(entry):
                yield entry.key, "no row of the trail has added it"
            return
        if said["account"] not in marks:
            yield entry.key, "the trail has it on another account"
        elif said["image"] != values["image_sha256"]:
            yield entry.key, "the trail has another image"
        elif _period(said) != _period(values) or said["replaced_by"] != values["replaced_by"]:
            yield entry.key, "the trail has other days"

    def _mandate(
        self, stored: list[Entry], *, said: list[tuple[str, Period]]
    ) -> Iterator[tuple[Key, str]]:
        for entry in stored:
            values = entry.values
            what = (sha256_hex(str(values["rule"]).encode()), _period(values))
            if what in said:
                said.remove(what)
            elif self._counts(entry):
                yield entry.key, "the trail has another mandate or other days"


def _by_account(found: list[Entry], marks: dict[int, str]) -> dict[str, list[Entry]]:
    by_account: dict[str, list[Entry]] = {}
    for entry in found:
        by_account.setdefault(marks.get(entry.values["account_id"], ""), []).append(entry)
    return by_account


def _period(values: Any) -> Period:  # noqa: ANN401 - facts or an entry's values
    return values["first_day"], values["last_day"]


def _ended(period: Period, *, before: date) -> Period:
    """The days of a mandate when another one takes its place."""
    first, last = period
    if last is not None and date.fromisoformat(last) < before:
        return period
    end = max(before, date.fromisoformat(first)) - timedelta(days=1)
    return first, end.isoformat()
