"""Rebuilds the register from the trail, compares it with the tables, and names each difference."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, select

from sigverify.errors import RecordsError
from sigverify.records.audit.entered import ENTRIES, entries_in
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.entries import TABLES, Entry, Key, entries, image_context, label_of
from sigverify.records.schema import images as image_table

_SHOWN: Final = 40


class RegisterCheck:
    """Collects what the rows have entered, and then compares."""

    def __init__(self, *, trail: AuditTrail, report: CheckReport) -> None:
        """Start with an empty register.

        Args:
            trail: the database's audit trail.
            report: receives the findings.
        """
        self._trail = trail
        self._report = report
        self._entered: dict[Key, tuple[int, str]] = {}
        # Entries that did not agree with the trail when they were adopted, and why.
        self._doubted: dict[Key, tuple[int, str]] = {}

    def take(self, row: AuditRow) -> None:
        """Enter what an intact row says, in the order of the rows."""
        if row.kind not in (Kind.REGISTER, Kind.PURGE):
            return
        self._entered.update(entries_in(row))
        for *key, why in row.body.get("facts", {}).get("differences", ()):
            self._doubted[tuple(key)] = (row.seq, why)

    def end(self, connection: Connection, *, images: bool = False) -> None:
        """Compare with the tables.

        Args:
            connection: reads them.
            images: open each image too, which takes long.
        """
        if images:
            self._open_images(connection)
        missing = dict(self._entered)
        for table in TABLES.values():
            for one in entries(connection, table):
                self._compare(connection, one, entered=missing.pop(one.key, None))
        for key, (seq, _) in sorted(missing.items()):
            message = f"The register's {label_of(key)}, which row {seq} entered, is gone."
            self._report.found(Fault.REGISTER, seq, message)
        for key, (seq, why) in self._doubted.items():
            if self._entered.get(key, (seq + 1, ""))[0] < seq:
                message = (
                    f"The register's {label_of(key)} did not agree with the trail when it was "
                    f"sealed by row {seq}: {why}."
                )
                self._report.found(Fault.REGISTER, seq, message)

    def _open_images(self, connection: Connection) -> None:
        asked = select(image_table.c.sha256, image_table.c.sealed)
        asked = asked.where(image_table.c.sealed.is_not(None)).execution_options(yield_per=10)
        for sha256, sealed in connection.execute(asked):
            try:
                self._trail.vault.open(sealed, context=image_context(sha256))
            except RecordsError as error:
                label = label_of((image_table.name, sha256))
                message = f"The register's {label} is damaged: {error.message}"
                self._report.found(Fault.REGISTER, None, message)

    def _compare(
        self, connection: Connection, found: Entry, *, entered: tuple[int, str] | None
    ) -> None:
        self._report.entries += 1
        if entered is None:
            message = f"The register's {found.label} was never entered by this program."
            self._report.found(Fault.REGISTER, None, message)
            return
        seq, mac = entered
        right = self._trail.codes.code(found.key, found.values, audit_seq=seq)
        if right == mac:
            if (found.audit_seq, found.mac) != entered:
                message = f"The code of the register's {found.label} was changed."
                self._report.found(Fault.REGISTER, seq, message)
            return
        what = self._changes(connection, found, seq=seq)
        if found.audit_seq != seq and self._trail.codes.made(found):
            message = (
                f"The register's {found.label} was put back to its state of row "
                f"{found.audit_seq}; row {seq} has changed it since{what}."
            )
        else:
            message = f"The register's {found.label} is not as row {seq} entered it{what}."
        self._report.found(Fault.REGISTER, seq, message)

    def _changes(self, connection: Connection, found: Entry, *, seq: int) -> str:
        """The values that differ, in words; empty if the row's own were purged."""
        was = self._values(connection, found.key, seq=seq)
        if was is None:
            return ""
        told = [
            f"{name} is {_shown(value)} and was {_shown(was.get(name))}"
            for name, value in found.values.items()
            if was.get(name) != value
        ]
        return f": {', '.join(told)}" if told else ""

    def _values(self, connection: Connection, key: Key, *, seq: int) -> dict[str, Any] | None:
        try:
            row = self._trail.row(connection, seq)
            details = {} if row is None else self._trail.details(connection, row)
        except RecordsError:
            return None  # the walk names the row
        for *place, values in details.get(ENTRIES, ()):
            if tuple(place) == key:
                return dict(values)
        return None


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = "none" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
