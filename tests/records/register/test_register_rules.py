"""Invariants of the register under random changes in random order."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sigverify.errors import SigVerifyError
from sigverify.files import sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import Kind
from sigverify.records.database import open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import Account, Specimen, find_account
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

PERSON = Person(user="anna", role=Role.SUPERVISOR)
FIRST = date(2026, 11, 23)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
NUMBER = "1"

days = st.sampled_from(DAYS)
names = st.sampled_from(["Anna", "Bert"])
pictures = st.integers(0, 5)


def new_specimen(picture: int, day: date) -> NewSpecimen:
    image = f"made-up picture {picture}".encode()
    return NewSpecimen(
        image=image,
        pixels_sha256=sha256_hex(image),
        page=0,
        box=None,
        quality=(),
        first_day=day,
    )


class Register(RuleBasedStateMachine):
    """An account of two people, changed at random."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "records.db"
        self.records = open_records(file, vault=Vault(bytes(range(32))))
        self.seen: dict[int, Specimen] = {}
        self.done = 0
        with self.records.writing() as connection:
            changes = AccountChanges(connection, records=self.records, person=PERSON)
            changes.account(NUMBER)
            for name in ("Anna", "Bert"):
                changes.admit(NUMBER, name=name, first_day=FIRST)
        self.done += 3

    def teardown(self) -> None:
        self.records.close()
        self.folder.cleanup()

    @rule(name=names, picture=pictures, day=days)
    def add(self, name: str, picture: int, day: date) -> None:
        with self.records.writing() as connection:
            changes = SpecimenChanges(connection, records=self.records, person=PERSON)
            try:
                added = changes.add(NUMBER, name=name, new=new_specimen(picture, day))
            except SigVerifyError:
                return
        self.done += added is not None

    @rule(specimen=st.integers(1, 8), day=days)
    def expire(self, specimen: int, day: date) -> None:
        with self.records.writing() as connection:
            changes = SpecimenChanges(connection, records=self.records, person=PERSON)
            try:
                changes.expire(NUMBER, specimen, last_day=day)
            except SigVerifyError:
                return
        self.done += 1

    @rule(specimen=st.integers(1, 8), name=names, picture=pictures, day=days)
    def replace(self, specimen: int, name: str, picture: int, day: date) -> None:
        with self.records.writing() as connection:
            changes = SpecimenChanges(connection, records=self.records, person=PERSON)
            try:
                changes.replace(NUMBER, specimen, name=name, new=new_specimen(picture, day))
            except SigVerifyError:
                return
        self.done += 2

    @rule(day=days, limit=st.integers(1, 3))
    def set_mandate(self, day: date, limit: int) -> None:
        mandate = read_mandate(f"any one up to {limit}")
        with self.records.writing() as connection:
            changes = AccountChanges(connection, records=self.records, person=PERSON)
            changes.set_mandate(NUMBER, mandate=mandate, first_day=day)
        account = self.account()
        assert account.mandates_on(DAYS[-1]) == (mandate,)
        self.done += 1

    def account(self) -> Account:
        with self.records.reading() as connection:
            return find_account(connection, NUMBER)

    @invariant()
    def nothing_is_lost_or_rewritten(self) -> None:
        found = {one.id: one for person in self.account().signatories for one in person.specimens}
        for number, before in self.seen.items():
            now = found[number]
            assert replace(now, last_day=None, replaced_by=None) == replace(
                before, last_day=None, replaced_by=None
            )
            # An ended specimen never becomes valid again.
            assert not any(now.holds_on(day) and not before.holds_on(day) for day in DAYS)
        self.seen = found

    @invariant()
    def at_most_one_mandate_is_in_force(self) -> None:
        account = self.account()
        assert all(len(account.mandates_on(day)) <= 1 for day in DAYS)

    @invariant()
    def no_picture_is_two_peoples_or_stands_in_its_successors_way(self) -> None:
        people = self.account().signatories
        for person in people:
            theirs = {one.id: one for one in person.specimens}
            for one in person.specimens:
                if one.replaced_by is not None:
                    successor = theirs[one.replaced_by]
                    assert one.last_day is not None
                    assert one.last_day < successor.first_day
        hashes = [{one.pixels_sha256 for one in person.specimens} for person in people]
        assert not hashes[0] & hashes[1]

    @invariant()
    def each_change_is_in_the_trail(self) -> None:
        with self.records.reading() as connection:
            rows = sum(1 for _ in self.records.audit.rows(connection, kinds=(Kind.REGISTER,)))
            assert check_trail(connection, trail=self.records.audit).whole
        assert rows == self.done


Register.TestCase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
TestRegister = Register.TestCase
