from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from sigverify.errors import UsageError
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, AuditRow, Kind
from sigverify.records.audit.report import CheckReport
from sigverify.records.database import Records
from sigverify.records.retention import Purged, count_old, moment_before, purge
from sigverify.records.roles import NotAllowedError, Person, Role
from sigverify.records.schema import images, now, signatories, specimens
from tests.helpers.sealed_entries import seal_entries

CLARA = Person(user="clara", role=Role.CLERK)
RITA = Person(user="rita", role=Role.RISK_OFFICER)


def add(records: Records, note: str) -> AuditRow:
    with records.writing() as connection:
        event = AuditEvent(kind=Kind.DECISION, person=CLARA, account="12", note=note)
        return records.audit.append(connection, event)


def check(records: Records) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit)


def note_of(records: Records, row: AuditRow) -> str | None:
    with records.reading() as connection:
        return records.audit.details(connection, row).get("note")


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("10y", "2014-02-28"),
        ("4y", "2020-02-29"),
        ("12m", "2023-02-28"),
        ("2w", "2024-02-15"),
        ("90d", "2023-12-01"),
    ],
)
def test_ages(age: str, expected: str) -> None:
    leap_day = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert moment_before(age, now=leap_day).date().isoformat() == expected


@pytest.mark.parametrize("age", ["", "10", "y", "0d", "-1y", "1.5y", "9999y", "10 years"])
def test_an_invalid_age_is_refused(age: str) -> None:
    with pytest.raises(UsageError):
        moment_before(age, now=datetime.now(UTC))


def test_after_a_purge_the_old_is_gone_and_the_trail_still_whole(records: Records) -> None:
    old = add(records, "old")
    moment = datetime.now(UTC)
    new = add(records, "new")
    with records.reading() as connection:
        assert count_old(connection, before=moment) == Purged(attachments=1, images=0)
    with records.writing() as connection:
        purge(connection, trail=records.audit, person=RITA, before=moment)
    assert note_of(records, old) is None
    assert note_of(records, new) == "new"
    report = check(records)
    assert report.whole
    assert report.purged == 1
    with records.reading() as connection:
        last = list(records.audit.rows(connection))[-1]
    assert (last.kind, last.user, last.body["facts"]["attachments"]) == ("purge", "rita", 1)


def test_data_missing_without_a_matching_purge_are_reported(records: Records) -> None:
    add(records, "old")
    moment = datetime.now(UTC)
    new = add(records, "new")
    with records.writing() as connection:
        purge(connection, trail=records.audit, person=RITA, before=moment)
        connection.execute(sa.text("DELETE FROM audit_parts WHERE seq = :seq"), {"seq": new.seq})
    assert [(found.fault, found.seq) for found in check(records).findings] == [("removed", new.seq)]


def test_a_refused_purge_removes_nothing(records: Records) -> None:
    row = add(records, "old")
    with pytest.raises(NotAllowedError), records.writing() as connection:
        purge(connection, trail=records.audit, person=CLARA, before=datetime.now(UTC))
    assert note_of(records, row) == "old"


def test_pictures_of_specimens_go_when_all_of_them_ended_before(records: Records) -> None:
    cut = date(2015, 6, 30)
    ends: dict[str, list[date | None]] = {
        "a": [date(2015, 6, 29)],
        "b": [cut],
        "c": [None],
        "d": [date(2000, 1, 1), None],
    }
    with records.writing() as connection:
        connection.execute(
            signatories.insert(), {"id": 1, "name": "A", "added_at": now(), "added_by": "x"}
        )
        for name, last_days in ends.items():
            connection.execute(images.insert(), {"sha256": name, "sealed": b"sealed"})
            for number, last_day in enumerate(last_days):
                connection.execute(
                    specimens.insert(),
                    {
                        "signatory_id": 1,
                        "image_sha256": name,
                        "pixels_sha256": f"{name}{number}",
                        "page": 0,
                        "quality": "[]",
                        "first_day": date(1999, 1, 1),
                        "last_day": last_day,
                        "added_at": now(),
                        "added_by": "x",
                    },
                )
        seal_entries(connection, records)
        before = datetime(2015, 6, 30, tzinfo=UTC)
        found = purge(connection, trail=records.audit, person=RITA, before=before)
    assert found == Purged(attachments=0, images=1)
    with records.reading() as connection:
        kept = set(
            connection.scalars(sa.select(images.c.sha256).where(images.c.sealed.is_not(None)))
        )
    assert kept == {"b", "c", "d"}
