from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sigverify.errors import RecordsError, UsageError
from sigverify.files import canonical_json, sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records, open_records
from sigverify.records.export.trail import SignOff, export_trail, read_sign_off
from sigverify.records.roles import NotAllowedError, Person, Role
from sigverify.records.vault import Vault

CLARA = Person(user="clara", role=Role.CLERK)
AUDITOR = Person(user="otto", role=Role.AUDITOR)


@pytest.fixture
def filled(tmp_path: Path, vault: Vault) -> Iterator[Records]:
    records = open_records(tmp_path / "db" / "records.db", vault=vault)
    for note in ("=HYPERLINK(1)", "fine"):
        with records.writing() as connection:
            event = AuditEvent(
                kind=Kind.DECISION, person=CLARA, account="DE1", note=note, reason="=1+1"
            )
            records.audit.append(connection, event)
    yield records
    records.close()


def test_an_export_can_be_checked_without_the_program(filled: Records, tmp_path: Path) -> None:
    target = tmp_path / "trail.csv"
    signed = export_trail(filled, person=AUDITOR, target=target, personal=False)
    assert signed.rows == 4
    assert signed.faults == ()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    previous = "0" * 64
    for row in rows:
        assert sha256_hex(row["body"].encode()) == row["sha256"]
        assert json.loads(row["body"])["previous"] == row["previous"] == previous
        previous = row["sha256"]
    assert previous == signed.head.sha256
    assert rows[-1]["kind"] == "export"
    assert rows[1]["reason"] == "'=1+1"
    assert "DE1" not in target.read_text()

    statement = json.loads((tmp_path / "trail.csv.sign-off.json").read_bytes())
    assert statement["file_sha256"] == sha256_hex(target.read_bytes())
    assert statement["kinds"] == {"begun": 1, "decision": 2, "export": 1}
    assert statement["exported_by"] == "otto"
    signature = bytes.fromhex(statement.pop("signature"))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(statement["public_key"]))
    key.verify(signature, canonical_json(statement))


def test_personal_things_are_exported_only_when_asked_for(filled: Records, tmp_path: Path) -> None:
    table, objects = tmp_path / "trail.csv", tmp_path / "trail.json"
    export_trail(filled, person=AUDITOR, target=table, personal=True)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["note"] for row in rows] == ["", "'=HYPERLINK(1)", "fine", ""]
    assert rows[1]["account"] == "DE1"
    export_trail(filled, person=AUDITOR, target=objects, personal=True)
    found = json.loads(objects.read_bytes())
    assert [one.get("note") for one in found[:4]] == [None, "=HYPERLINK(1)", "fine", None]
    assert all(sha256_hex(canonical_json(one["body"])) == one["sha256"] for one in found)


def sign_off(records: Records, target: Path) -> SignOff:
    with records.reading() as connection:
        return read_sign_off(connection, target, trail=records.audit)


def test_a_trail_that_was_cut_does_not_agree_with_an_earlier_export(
    filled: Records, tmp_path: Path
) -> None:
    target = tmp_path / "trail.csv"
    export_trail(filled, person=AUDITOR, target=target, personal=False)
    with filled.writing() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_rows_no_delete"))
        connection.execute(sa.text("DELETE FROM audit_rows WHERE seq = 4"))
    filled.audit.head_file.path.unlink()
    head = sign_off(filled, target).head
    with filled.reading() as connection:
        report = check_trail(connection, trail=filled.audit, known=[head])
    assert ("truncated", 4) in [(found.fault, found.seq) for found in report.findings]


@pytest.mark.parametrize("changed", ["trail.csv", "trail.csv.sign-off.json"])
def test_an_export_that_was_changed_is_refused(
    filled: Records, tmp_path: Path, changed: str
) -> None:
    target = tmp_path / "trail.csv"
    export_trail(filled, person=AUDITOR, target=target, personal=False)
    path = tmp_path / changed
    path.write_bytes(path.read_bytes().replace(b"clara", b"carla").replace(b"otto", b"anna"))
    with pytest.raises(RecordsError, match="was changed"):
        sign_off(filled, target)


def test_an_export_of_another_database_is_refused(filled: Records, tmp_path: Path) -> None:
    target = tmp_path / "trail.csv"
    export_trail(filled, person=AUDITOR, target=target, personal=False)
    other = open_records(tmp_path / "other.db", vault=Vault(bytes(32)))
    with pytest.raises(RecordsError, match="another database"):
        sign_off(other, target)
    other.close()


def test_a_refused_export_leaves_no_file(filled: Records, tmp_path: Path) -> None:
    target = tmp_path / "trail.csv"
    with pytest.raises(NotAllowedError):
        export_trail(filled, person=CLARA, target=target, personal=False)
    with pytest.raises(UsageError, match=r"\.csv or a \.json"):
        export_trail(filled, person=AUDITOR, target=tmp_path / "trail.txt", personal=False)
    assert not target.exists()
