from __future__ import annotations

from datetime import date

from sigverify.records.database import Records
from sigverify.records.register.people import find_people, has_account, searchable
from sigverify.records.schema import (
    account_signatories,
    accounts,
    images,
    now,
    signatories,
    specimens,
)
from tests.helpers.sealed_entries import seal_entries

DAY = date(2026, 11, 22)
LATER = date(2027, 1, 1)
ADDED = {"added_at": now(), "added_by": "tester"}


def fill(records: Records) -> None:
    """Add Asha to two accounts, Bimal formerly to one; one specimen ends, one is purged."""
    with records.writing() as connection:
        for account_number in ("1", "2"):
            connection.execute(accounts.insert(), {"number": account_number, "holder": "", **ADDED})
        for name in ("Asha", "Bimal"):
            connection.execute(signatories.insert(), {"name": name, **ADDED})
        for account, signatory, last_day in ((1, 1, None), (2, 1, None), (1, 2, DAY)):
            connection.execute(
                account_signatories.insert(),
                {
                    "account_id": account,
                    "signatory_id": signatory,
                    "first_day": DAY,
                    "last_day": last_day,
                },
            )
        for number, (person, last_day, sealed) in enumerate(
            ((1, None, b"x"), (1, DAY, b"x"), (1, None, None), (2, None, b"x")), start=1
        ):
            connection.execute(images.insert(), {"sha256": str(number), "sealed": sealed})
            connection.execute(
                specimens.insert(),
                {
                    "signatory_id": person,
                    "image_sha256": str(number),
                    "pixels_sha256": str(number),
                    "page": 0,
                    "quality": "[]",
                    "first_day": DAY,
                    "last_day": last_day,
                    **ADDED,
                },
            )
        seal_entries(connection, records)


def test_searchable_specimens_on_a_day(records: Records) -> None:
    fill(records)
    with records.reading() as connection:
        assert searchable(connection, day=DAY) == [(1, 1), (2, 1), (4, 2)]
        assert searchable(connection, day=LATER) == [(1, 1)]
        assert searchable(connection, day=date(2020, 1, 1)) == []


def test_people_come_in_the_given_order_with_valid_specimens(records: Records) -> None:
    fill(records)
    with records.reading() as connection:
        bimal, asha = find_people(connection, [2, 1], day=DAY)
        assert (bimal.name, bimal.accounts) == ("Bimal", ("1",))
        assert (asha.name, asha.accounts) == ("Asha", ("1", "2"))
        assert [one.id for one in asha.specimens] == [1, 2]
        (later,) = find_people(connection, [1], day=LATER)
        assert [one.id for one in later.specimens] == [1]
        assert has_account(connection, "2")
        assert not has_account(connection, "3")
