from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from sigverify.errors import DataError, RecordsError
from sigverify.files import sha256_hex
from sigverify.imaging.quality import QualityFinding, QualityKind, Severity
from sigverify.reasons import Reason, ReasonCode, free_text
from sigverify.records.audit.event import Kind
from sigverify.records.database import Records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import (
    Account,
    Specimen,
    find_account,
    image_bytes,
    list_accounts,
)
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import NotAllowedError, Person, Role
from sigverify.records.schema import images
from sigverify.records.vault import DamagedBlobError
from sigverify.terms import Box

ANNA = Person(user="anna", role=Role.SUPERVISOR)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
PALE = QualityFinding(QualityKind.LOW_CONTRAST, Severity.WARNING, Reason(ReasonCode.LOW_CONTRAST))


def picture(name: str, *, first_day: date = MONDAY, **what: object) -> NewSpecimen:
    values = {"page": 0, "box": None, "quality": (), **what}
    pixels = sha256_hex(name.encode())
    return NewSpecimen(
        image=f"made-up picture {name}".encode(),
        pixels_sha256=pixels,
        first_day=first_day,
        **values,  # type: ignore[arg-type]
    )


def open_account(records: Records, *names: str, number: str = "12-345") -> None:
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.account(number, holder="Müller & Söhne")
        for name in names:
            changes.admit(number, name=name, first_day=MONDAY)


def add(
    records: Records, name: str, new: NewSpecimen, *, number: str = "12-345"
) -> Specimen | None:
    with records.writing() as connection:
        changes = SpecimenChanges(connection, records=records, person=ANNA)
        return changes.add(number, name=name, new=new)


def look(records: Records, number: str = "12-345") -> Account:
    with records.reading() as connection:
        return find_account(connection, number)


def actions(records: Records) -> list[str]:
    with records.reading() as connection:
        return [
            row.body["action"] for row in records.audit.rows(connection, kinds=(Kind.REGISTER,))
        ]


def test_entered_data_are_returned_unchanged(records: Records) -> None:
    open_account(records, "Anna Meyer", "Bert Özil")
    added = add(records, "Anna Meyer", picture("a1", page=2, box=Box(1, 2, 3, 4), quality=(PALE,)))

    account = look(records)
    assert (account.number, account.holder) == ("12-345", "Müller & Söhne")
    assert [one.name for one in account.signatories] == ["Anna Meyer", "Bert Özil"]
    (specimen,) = account.signatories[0].specimens
    assert specimen == added
    assert (specimen.page, specimen.box, specimen.quality) == (2, Box(1, 2, 3, 4), (PALE,))
    assert (specimen.added_by, specimen.first_day, specimen.last_day) == ("anna", MONDAY, None)
    assert actions(records) == [
        "account added",
        "signatory added",
        "signatory added",
        "specimen added",
    ]


def test_the_image_is_kept_whole_and_encrypted(records: Records) -> None:
    open_account(records, "Anna Meyer")
    new = picture("a1")
    added = add(records, "Anna Meyer", new)
    assert added is not None
    with records.reading() as connection:
        sealed = connection.scalar(sa.select(images.c.sealed))
        assert sealed is not None
        assert b"made-up" not in sealed
        assert image_bytes(connection, added.image_sha256, vault=records.vault) == new.image


def test_an_image_put_in_the_place_of_another_is_found(records: Records) -> None:
    open_account(records, "Anna Meyer")
    first = add(records, "Anna Meyer", picture("a1"))
    second = add(records, "Anna Meyer", picture("a2"))
    assert first is not None
    assert second is not None
    with records.writing() as connection:
        sealed = connection.scalar(
            sa.select(images.c.sealed).where(images.c.sha256 == second.image_sha256)
        )
        connection.execute(
            images.update().where(images.c.sha256 == first.image_sha256).values(sealed=sealed)
        )
    with records.reading() as connection, pytest.raises(DamagedBlobError):
        image_bytes(connection, first.image_sha256, vault=records.vault)


def test_several_signatures_of_one_card_share_its_file(records: Records) -> None:
    open_account(records, "Anna Meyer")
    for place, name in enumerate("abc"):
        new = picture(name, box=Box(place, 0, 5, 5))
        card = NewSpecimen(
            image=b"made-up card",
            pixels_sha256=new.pixels_sha256,
            page=0,
            box=new.box,
            quality=(),
            first_day=MONDAY,
        )
        add(records, "Anna Meyer", card)
    assert len(look(records).signatories[0].specimens) == 3
    with records.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(images)) == 1


def test_the_same_picture_twice_counts_once(records: Records) -> None:
    open_account(records, "Anna Meyer", "Bert Özil")
    assert add(records, "Anna Meyer", picture("a1")) is not None
    assert add(records, "anna  MEYER", picture("a1")) is None
    assert len(look(records).signatories[0].specimens) == 1
    with pytest.raises(RecordsError, match="Anna Meyer, who signs for this account too"):
        add(records, "Bert Özil", picture("a1"))
    assert actions(records).count("specimen added") == 1


@pytest.mark.parametrize(
    "finding",
    [
        QualityFinding(QualityKind.BLANK, Severity.UNUSABLE, Reason(ReasonCode.NO_INK)),
        QualityFinding(QualityKind.CHECK_BOX, Severity.WARNING, free_text("Check the box.")),
    ],
)
def test_an_unusable_picture_is_refused_with_its_reason(
    records: Records, finding: QualityFinding
) -> None:
    open_account(records, "Anna Meyer")
    with pytest.raises(DataError, match=finding.message):
        add(records, "Anna Meyer", picture("a1", quality=(finding,)))
    assert look(records).signatories[0].specimens == ()


def test_an_expired_specimen_stays_and_holds_no_longer(records: Records) -> None:
    open_account(records, "Anna Meyer")
    added = add(records, "Anna Meyer", picture("a1"))
    assert added is not None
    with records.writing() as connection:
        changes = SpecimenChanges(connection, records=records, person=ANNA)
        changes.expire("12-345", added.id, last_day=TUESDAY)
        with pytest.raises(RecordsError, match=f"ended on {TUESDAY}"):
            changes.expire("12-345", added.id, last_day=WEDNESDAY)
    (anna,) = look(records).signatories
    assert len(anna.specimens) == 1
    assert [len(anna.specimens_on(day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [1, 1, 0]


def test_a_replaced_specimen_ends_the_day_before(records: Records) -> None:
    open_account(records, "Anna Meyer")
    old = add(records, "Anna Meyer", picture("a1"))
    assert old is not None
    with records.writing() as connection:
        changes = SpecimenChanges(connection, records=records, person=ANNA)
        later = picture("a2", first_day=WEDNESDAY)
        with pytest.raises(RecordsError, match="is one of Anna Meyer, not of Bert"):
            changes.replace("12-345", old.id, name="Bert", new=later)
        new = changes.replace("12-345", old.id, name="Anna Meyer", new=later)
        with pytest.raises(RecordsError, match=f"already replaced by specimen {new.id}"):
            changes.replace("12-345", old.id, name="Anna Meyer", new=picture("a3"))
    (anna,) = look(records).signatories
    assert [one.replaced_by for one in anna.specimens] == [new.id, None]
    assert [one.id for one in anna.specimens_on(TUESDAY)] == [old.id]
    assert [one.id for one in anna.specimens_on(WEDNESDAY)] == [new.id]
    assert actions(records)[-2:] == ["specimen added", "specimen replaced"]


def test_a_specimen_is_changed_through_its_own_account_only(records: Records) -> None:
    open_account(records, "Anna Meyer")
    open_account(records, "Anna Meyer", number="77")
    added = add(records, "Anna Meyer", picture("a1"))
    assert added is not None
    with records.writing() as connection:
        changes = SpecimenChanges(connection, records=records, person=ANNA)
        with pytest.raises(RecordsError, match=f"77 has no specimen {added.id}"):
            changes.expire("77", added.id, last_day=MONDAY)


def test_people_of_one_name_are_one_only_by_their_customer_number(records: Records) -> None:
    for number, customer in (("1", None), ("2", None), ("3", "C7"), ("4", "C7")):
        with records.writing() as connection:
            changes = AccountChanges(connection, records=records, person=ANNA)
            changes.account(number)
            changes.admit(number, name="Anna Meyer", customer=customer, first_day=MONDAY)
    ids = [look(records, number).signatories[0].id for number in "1234"]
    assert len(set(ids)) == 3
    assert ids[2] == ids[3]
    add(records, "Anna Meyer", picture("a1"), number="3")
    assert len(look(records, "4").signatories[0].specimens) == 1

    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.account("5")
        with pytest.raises(RecordsError, match="C7 is Anna Meyer on another account"):
            changes.admit("5", name="Bert Özil", customer="C7", first_day=MONDAY)
        with pytest.raises(RecordsError, match="another customer number"):
            changes.admit("3", name="Anna Meyer", customer="C8", first_day=MONDAY)


def test_a_former_signatory_is_readmitted_only_on_request(records: Records) -> None:
    open_account(records, "Anna Meyer")
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.end_signatory("12-345", name="anna meyer", last_day=MONDAY)
    assert [bool(look(records).entitled_on(day)) for day in (MONDAY, TUESDAY)] == [True, False]
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.admit("12-345", name="Anna Meyer", first_day=WEDNESDAY)
        assert not find_account(connection, "12-345").entitled_on(WEDNESDAY)
        changes.admit("12-345", name="Anna Meyer", first_day=WEDNESDAY, again=True)
    entitled = [bool(look(records).entitled_on(day)) for day in (TUESDAY, WEDNESDAY)]
    assert entitled == [False, True]
    assert actions(records)[-2:] == ["signatory ended", "signatory admitted again"]


def test_a_new_mandate_ends_the_one_before(records: Records) -> None:
    open_account(records, "Anna Meyer", "Bert Özil")
    one, both = read_mandate("any one up to 100"), read_mandate("any two up to 100")
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.set_mandate("12-345", mandate=one, first_day=MONDAY)
        changes.set_mandate("12-345", mandate=both, first_day=WEDNESDAY)
    account = look(records)
    in_force = [account.mandates_on(day) for day in (date(2026, 11, 22), TUESDAY, WEDNESDAY)]
    assert in_force == [(), (one,), (both,)]
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        changes.set_mandate("12-345", mandate=one, first_day=TUESDAY)
    account = look(records)
    assert [account.mandates_on(day) for day in (TUESDAY, WEDNESDAY)] == [(one,), (one,)]


def test_a_mandate_names_signatories_of_the_account(records: Records) -> None:
    open_account(records, "Anna Meyer")
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        mandate = read_mandate('"Anna Meyer" with "Carl Cox" up to 100')
        with pytest.raises(DataError, match="carl cox"):
            changes.set_mandate("12-345", mandate=mandate, first_day=MONDAY)


def test_a_harmful_name_is_refused(records: Records) -> None:
    names = ["", " ", "x" * 121, "A\u202emeyer", "A\0", "=cmd|' /C calc'!A0", "@SUM(A1)", 'A "B"']
    open_account(records)
    with records.writing() as connection:
        changes = AccountChanges(connection, records=records, person=ANNA)
        for name in names:
            with pytest.raises(DataError):
                changes.admit("12-345", name=name, first_day=MONDAY)
            with pytest.raises(DataError):
                changes.account(name)


def test_a_last_day_before_the_first_is_refused(records: Records) -> None:
    open_account(records, "Anna Meyer")
    with pytest.raises(DataError, match="before the first"):
        add(records, "Anna Meyer", picture("a1", first_day=TUESDAY, last_day=MONDAY))


def test_a_clerk_may_not_change_the_register(records: Records) -> None:
    clerk = Person(user="carl", role=Role.CLERK)
    with records.writing() as connection, pytest.raises(NotAllowedError, match="carl"):
        AccountChanges(connection, records=records, person=clerk)


def test_accounts_are_found_by_number_holder_and_signatory(records: Records) -> None:
    open_account(records, "Anna Meyer", number="1")
    open_account(records, "Bert Özil", number="2_0")
    add(records, "Anna Meyer", picture("a1"), number="1")
    add(records, "Anna Meyer", picture("a2", first_day=TUESDAY), number="1")
    with records.reading() as connection:
        lines = list_accounts(connection, day=MONDAY)
        assert [(one.number, one.signatories, one.specimens) for one in lines] == [
            ("1", 1, 1),
            ("2_0", 1, 0),
        ]
        assert [one.specimens for one in list_accounts(connection, day=TUESDAY)] == [2, 0]
        found = {
            like: [one.number for one in list_accounts(connection, day=MONDAY, like=like)]
            for like in ("meyer", "2_", "_", "Müller", "%")
        }
    assert found == {"meyer": ["1"], "2_": ["2_0"], "_": ["2_0"], "Müller": ["1", "2_0"], "%": []}


def test_an_account_is_found_in_any_spelling_or_reported_missing(records: Records) -> None:
    open_account(records, number="9 é")
    assert look(records, "  9  e\u0301 ").number == "9 é"
    for number in ("99", "9\0", "9\udcff"):
        with pytest.raises(RecordsError, match="no account 9"):
            look(records, number)
    with records.reading() as connection:
        assert list_accounts(connection, day=MONDAY, like="9\0\udcff") == []


def test_a_change_that_fails_leaves_no_trace(records: Records) -> None:
    open_account(records, "Anna Meyer")

    def fail() -> None:
        with records.writing() as connection:
            changes = SpecimenChanges(connection, records=records, person=ANNA)
            changes.add("12-345", name="Anna Meyer", new=picture("a1"))
            raise ZeroDivisionError

    before = actions(records)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert look(records).signatories[0].specimens == ()
    assert actions(records) == before
