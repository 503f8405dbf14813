"""What somebody reads who has the database's files and not the key: see docs/threat-model.md."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from sigverify.files import sha256_hex
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.embeddings import StoredEmbedding, keep_embeddings
from sigverify.records.register.proposals import Change, apply_change, make_change
from sigverify.records.register.specimen_changes import NewSpecimen
from sigverify.records.roles import Person, Policy, Role, SiteRoles
from sigverify.records.vault import Vault

DAY = date(2026, 11, 23)
SAM = Person(user="sam", role=Role.SUPERVISOR)
ROLES = Policy(roles=SiteRoles(version=1, people={"sam": "supervisor"}))
# Each of these is somewhere in the records.
READ = ("AC-98765", "Telltale Holder", "Telltale Signatory", "TT-CUSTOMER")
HIDDEN = ("TELLTALE INK", "TELLTALE EMBEDDING", "telltale note", "telltale.png", "Waiting Person")


def test_names_and_numbers_can_be_read_and_nothing_else(tmp_path: Path) -> None:
    with closing(open_records(tmp_path / "records.db", vault=Vault(bytes(range(32))))) as records:
        image = b"TELLTALE INK" * 100
        new = NewSpecimen(
            image=image,
            pixels_sha256=sha256_hex(image),
            page=0,
            box=None,
            quality=(),
            first_day=DAY,
        )
        change = (
            Change(account="AC-98765")
            .and_account(holder="Telltale Holder")
            .and_signatory("Telltale Signatory", first_day=DAY, customer="TT-CUSTOMER")
            .and_specimen("Telltale Signatory", new=new)
            .and_mandate(read_mandate("any one up to 100"), first_day=DAY)
        )
        with records.writing() as connection:
            made = apply_change(connection, change, records=records, person=SAM, released={})
            assert made is not None
            stored = StoredEmbedding(content=b"TELLTALE EMBEDDING", vector=b"TELLTALE EMBEDDING")
            keep_embeddings(connection, {made.id: stored}, made_by="net", vault=records.vault)
            event = AuditEvent(
                kind=Kind.DECISION,
                person=SAM,
                action="pay",
                account="AC-98765",
                note="telltale note",
                details={"file": "telltale.png"},
            )
            records.audit.append(connection, event)
            make_change(
                connection,
                Change(account="AC-98765").and_signatory("Waiting Person", first_day=DAY),
                records=records,
                person=SAM,
                policy=ROLES,
            )
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [text for text in READ if text.encode() not in raw] == []
    assert [text for text in HIDDEN if text.encode() in raw] == []
