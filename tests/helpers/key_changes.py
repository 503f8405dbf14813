"""Fills records and changes their master key, as `sigverify records change-key` does."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from sigverify.files import sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records, open_records, stored_keys
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.embeddings import StoredEmbedding, keep_embeddings
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.rekeying import begin_change, complete_change, make_change
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

OLD: Final = bytes(range(32))
NEW: Final = bytes(range(1, 33))
DAY: Final = date(2026, 11, 23)
SUPERVISOR: Final = Person(user="sam", role=Role.SUPERVISOR)
CHANGER: Final = Person(user="rita", role=Role.RISK_OFFICER)


def fill(records: Records, *, accounts: int) -> None:
    """Enter accounts N0, N1, ..., each with one person, one specimen, one mandate, a decision."""
    for count in range(accounts):
        number = f"N{count}"
        image = number.encode() * 5000
        with records.writing() as connection:
            changes = AccountChanges(connection, records=records, person=SUPERVISOR)
            changes.account(number)
            changes.admit(number, name="Anna", first_day=DAY)
            changes.set_mandate(number, mandate=read_mandate("any one up to 100"), first_day=DAY)
            new = NewSpecimen(
                image=image,
                pixels_sha256=sha256_hex(image),
                page=0,
                box=None,
                quality=(),
                first_day=DAY,
            )
            specimens = SpecimenChanges(connection, records=records, person=SUPERVISOR)
            made = specimens.add(number, name="Anna", new=new)
            assert made is not None
            stored = StoredEmbedding(
                content=f"content {number}".encode(), vector=f"vector {number}".encode()
            )
            keep_embeddings(connection, {made.id: stored}, made_by="net", vault=records.vault)
            event = AuditEvent(
                kind=Kind.DECISION, person=SUPERVISOR, action="pay", account=number, note="a note"
            )
            records.audit.append(connection, event)


def begin(where: Path | str, new: bytes, *, old: bytes) -> None:
    """Begin a change of the key."""
    with closing(open_records(where, vault=Vault(old))) as records:
        with records.reading() as connection:
            report = check_trail(connection, trail=records.audit, images=True)
        begin_change(records, new=Vault(new), person=CHANGER, proposal=None, report=report)


def change_to(where: Path | str, new: bytes, *, old: bytes) -> None:
    """Change the key, or finish a change that was interrupted."""
    stored = stored_keys(where)
    assert stored is not None
    if stored.before is None:
        if stored.key_id == Vault(new).key_id:
            return
        begin(where, new, old=old)
    with closing(open_records(where, vault=Vault(new), changing_key=True)) as records:
        make_change(records, old=Vault(old), person=CHANGER)
        complete_change(records, person=CHANGER)
