"""Somebody who has the database but not the key can't change the register unnoticed.

Each attack bypasses the program. Reading the account is refused, and the check names what differs.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
import sqlalchemy as sa

from sigverify.errors import RecordsError
from sigverify.files import sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.database import Records
from sigverify.records.entries import ChangedEntryError
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import find_account, list_accounts
from sigverify.records.register.people import find_people
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Role

DAY = date(2026, 11, 23)
PERSON = Person(user="sam", role=Role.SUPERVISOR)


@pytest.fixture
def register(records: Records) -> Records:
    """Two accounts, each with a signatory, a specimen and a mandate; Bert's right has ended."""
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=PERSON)
        adding = SpecimenChanges(connection, records=records, person=PERSON)
        for number, name in (("100", "Anna"), ("200", "Carl")):
            changes.account(number, holder=f"Holder {number}")
            changes.admit(number, name=name, first_day=DAY)
            image = f"picture of {name}".encode()
            new = NewSpecimen(
                image=image,
                pixels_sha256=sha256_hex(image),
                page=0,
                box=None,
                quality=(),
                first_day=DAY,
            )
            adding.add(number, name=name, new=new)
            changes.set_mandate(number, mandate=read_mandate("any one up to 10,000"), first_day=DAY)
        changes.admit("100", name="Bert", first_day=DAY)
        changes.end_signatory("100", name="Bert", last_day=DAY)
    return records


def attack(records: Records, *statements: str) -> None:
    with records.writing() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def check(records: Records) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit)


def messages(report: CheckReport) -> str:
    assert {found.fault for found in report.findings} <= {Fault.REGISTER}
    return "\n".join(found.message for found in report.findings)


ATTACKS = {
    "a signatory of another account is let in": (
        "INSERT INTO account_signatories (account_id, signatory_id, first_day) "
        "VALUES (1, 2, '2026-11-23')",
        "right to sign (account, signatory) 1, 2 was never entered",
    ),
    "a specimen moves to another person": (
        "UPDATE specimens SET signatory_id = 1 WHERE id = 2",
        "specimen 2 is not as row 8 entered it: signatory_id is 1 and was 2",
    ),
    "a mandate is loosened": (
        "UPDATE mandates SET rule = replace(rule, '10000', '999999') WHERE id = 1",
        "mandate 1 is not as row 5 entered it: rule is",
    ),
    "an ended right is given back": (
        "UPDATE account_signatories SET last_day = NULL WHERE signatory_id = 3",
        "last_day is none and was 2026-11-23",
    ),
    "a mandate is removed": (
        "DELETE FROM mandates WHERE id = 1",
        "mandate 1, which row 5 entered, is gone",
    ),
    "a mandate is copied to another account": (
        "INSERT INTO mandates (id, account_id, rule, first_day, added_at, added_by, audit_seq, "
        "mac) SELECT 9, 1, rule, first_day, added_at, added_by, audit_seq, mac FROM mandates "
        "WHERE id = 2",
        "mandate 9 was never entered",
    ),
    "an account gets another number": (
        "UPDATE accounts SET number = '101' WHERE id = 1",
        "account 1 is not as row 2 entered it: number is 101 and was 100",
    ),
    "an image is exchanged with another": (
        "UPDATE specimens SET image_sha256 = (SELECT image_sha256 FROM specimens WHERE id = 2) "
        "WHERE id = 1",
        "specimen 1 is not as row 4 entered it: image_sha256 is",
    ),
    "an image is removed": (
        "UPDATE images SET sealed = NULL WHERE sha256 = (SELECT image_sha256 FROM specimens "
        "WHERE id = 1)",
        "is not as row 4 entered it: kept is False and was True",
    ),
    "a code is removed": (
        "UPDATE mandates SET mac = '' WHERE id = 1",
        "The code of the register's mandate 1 was changed",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_check_names_a_direct_change_and_reading_refuses_it(
    register: Records, name: str
) -> None:
    statement, named = ATTACKS[name]
    assert check(register).whole
    attack(register, statement)
    assert named in messages(check(register))
    number = "101" if "another number" in name else "100"
    with register.reading() as connection, pytest.raises(ChangedEntryError, match="audit trail"):
        find_account(connection, number)
    if "another person" not in name:
        with register.reading() as connection:
            assert find_account(connection, "200").holder == "Holder 200"


def test_an_entry_that_is_put_back_to_an_earlier_state_is_found(register: Records) -> None:
    with register.reading() as connection:
        bodies = [
            json.loads(body)
            for body in connection.scalars(sa.text("SELECT body FROM audit_rows ORDER BY seq"))
        ]
    added = [one for one in bodies if one.get("action") == "signatory added"][-1]
    seq, codes = added["seq"], added["facts"]["entries"]
    (mac,) = [one[-1] for one in codes if one[0] == "account_signatories"]
    attack(
        register,
        f"UPDATE account_signatories SET last_day = NULL, mac = '{mac}', audit_seq = {seq} "
        "WHERE signatory_id = 3",
    )
    assert f"was put back to its state of row {seq}" in messages(check(register))
    with register.reading() as connection, pytest.raises(ChangedEntryError):
        find_account(connection, "100")


def test_a_person_of_another_account_is_not_found_by_a_search(register: Records) -> None:
    attack(
        register,
        "INSERT INTO account_signatories (account_id, signatory_id, first_day) "
        "VALUES (1, 2, '2026-11-23')",
    )
    with register.reading() as connection, pytest.raises(ChangedEntryError):
        find_people(connection, [2], day=DAY)


def test_a_changed_holder_is_not_listed(register: Records) -> None:
    attack(register, "UPDATE accounts SET holder = 'Mallory' WHERE id = 1")
    with register.reading() as connection, pytest.raises(ChangedEntryError):
        list_accounts(connection, day=DAY)


def test_a_change_does_not_make_a_changed_entry_whole(register: Records) -> None:
    """A legitimate change must not seal what somebody has changed before."""
    attack(register, "UPDATE specimens SET signatory_id = 1 WHERE id = 2")
    with pytest.raises(RecordsError), register.writing() as connection:
        SpecimenChanges(connection, records=register, person=PERSON).expire("100", 2, last_day=DAY)
    assert "signatory_id is 1 and was 2" in messages(check(register))


def test_the_tables_of_the_register_are_all_compared(register: Records) -> None:
    report = check(register)
    with register.reading() as connection:
        count = sum(
            connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0
            for name in (
                "accounts",
                "signatories",
                "account_signatories",
                "images",
                "specimens",
                "mandates",
            )
        )
    assert report.entries == count


def test_random_bytes_in_an_image_are_found_when_images_are_opened(register: Records) -> None:
    statement = "UPDATE images SET sealed = :noise WHERE sha256 = (SELECT min(sha256) FROM images)"
    with register.writing() as connection:
        connection.execute(sa.text(statement), {"noise": bytes(range(200))})
    with register.reading() as connection:
        report = check_trail(connection, trail=register.audit, images=True)
    assert "is damaged" in messages(report)
