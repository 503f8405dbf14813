"""What the version wrote that knew no codes of reasons still opens; ``old_files`` holds it.

The files come from that version itself, at work on the images of ``assets/demo``. No program still
makes them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sigverify.batch.output.journal import Journal, journal_folder
from sigverify.errors import UsageError
from sigverify.gui.models.cases.batch_results import read_results
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.session_file import SessionFile
from sigverify.reasons import Reason, ReasonCode
from sigverify.records import approvals
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.report import Fault
from sigverify.records.database import open_records
from sigverify.records.register.accounts import find_account
from sigverify.records.vault import Vault
from sigverify.verification.caches.embeddings import decode_signature, encode_signature
from sigverify.wording import english, texts_of
from tests.helpers.places import ROOT

OLD = ROOT / "tests" / "old_files"
KEY = bytes(range(32))
COPY = Reason(ReasonCode.COPY_OF_SPECIMEN)
EMBEDDING = (
    b'{"box":null,"pixels_sha256":"' + 64 * b"0" + b'","quality":[["blank","unusable","There is no '
    b'ink in the picture. Check that the right area was cut out."],["low-contrast","warning","The '
    b'ink hardly stands out from the paper. Scan it again with more contrast."]],"shape":null}\n'
)


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl", "results.html"])
def test_results_of_a_batch(name: str) -> None:
    cases = {case.name: case for case in read_results(OLD / name)}
    assert set(cases) >= {"imitation", "copy", "blank", "missing", "unsigned"}
    copied, missing = cases["copy"].outcome, cases["missing"].problem
    assert copied is not None
    assert copied.reasons[0] == COPY
    assert "same picture as specimen specimen-1.png" in english(copied.reasons[1])
    assert missing is not None
    assert english(missing).endswith("none.png: no such file. Check the path.")


def test_a_work_list(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD / "worklist.json", tmp_path))
    worklist, complaint = SessionFile(path).load()
    assert complaint is None
    first, second, third = worklist
    assert first.clerk is not None
    assert first.clerk.waits == Reason(ReasonCode.SUSPECTED_BY_PROGRAM)
    assert reasons(first)[0] == COPY
    assert reasons(second)[0] == Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT)
    assert third.problem is not None
    assert english(third.problem) == "/srv/cheques/none.png: no such file."


def reasons(case: Case) -> tuple[Reason, ...]:
    assert case.outcome is not None
    return case.outcome.reasons


def test_the_journal_of_a_batch_is_refused(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    journal_folder(results).mkdir()
    shutil.copy(OLD / "journal", journal_folder(results))
    head = (OLD / "journal").read_bytes().split(b"\n")[0]
    identity = json.loads(head.partition(b" ")[2]) | {"format": 4}
    with pytest.raises(UsageError, match="started with another format"):
        Journal(results, identity=identity, resume=True)


def test_records(tmp_path: Path) -> None:
    file = Path(shutil.copy(OLD / "records.db", tmp_path))
    records = open_records(file, vault=Vault(KEY))
    with records.reading() as connection:
        found = check_trail(connection, trail=records.audit).findings
        waiting = approvals.pending(connection, trail=records.audit)
        rows = list(records.audit.rows(connection))
        details = [records.audit.details(connection, row) for row in rows]
        (anna,) = find_account(connection, "12-345").signatories
    records.close()
    # The copy of a database is a copy; nothing else is wrong with it.
    assert [finding.fault for finding in found] == [Fault.COPIED]
    assert [one.why for one in waiting] == [
        Reason(ReasonCode.SUSPECTED_BY_PROGRAM),
        Reason(ReasonCode.TEXT, text="the amount is 10,000.00 or more"),
        Reason(ReasonCode.AMOUNT_UNKNOWN),
    ]
    told = next(one["reasons"] for one in details if "reasons" in one)
    assert told[0] == "Copy of a specimen"
    pale, coarse = anna.specimens[0].quality
    assert pale.reason == Reason(ReasonCode.LOW_CONTRAST)
    assert coarse.message.startswith("The signature is only 61 pixels long.")


def test_an_embedding() -> None:
    found = decode_signature(EMBEDDING)
    assert texts_of(one.reason for one in found.quality)[0].startswith("There is no ink in the")
    assert found.quality[1].reason == Reason(ReasonCode.LOW_CONTRAST)
    assert decode_signature(encode_signature(found)).quality == found.quality
