"""Decisions where the site keeps records: none counts before it stands there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sigverify.files import sha256_hex
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.batch_results import read_results
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.tasks import Failure
from sigverify.reasons import ReasonCode
from sigverify.records import approvals, opening
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.records.roles import NotAllowedError, Person, Policy, Role, SiteRoles, os_user
from sigverify.terms import Box, Decision
from tests.helpers.window_driving import settled, write_cheque


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, object]:
    """Settings that name records."""
    where, key = tmp_path / "records.db", tmp_path / "bank.key"
    open_records(where, vault=create_key(key)).close()
    return {"records": str(where), "records_key": key}


@pytest.fixture
def window(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    kept: dict[str, object],
    specimens: list[Path],
    tmp_path: Path,
) -> MainWindow:
    """The window with two cases that were examined."""
    opened = open_window(**kept)
    paths = [write_cheque(tmp_path / f"{n}.png") for n in range(2)]
    opened.worklist_controller.open_cases(paths, specimens=specimens)
    settled(qtbot, opened)
    return opened


def rows(kept: dict[str, object]) -> list[AuditRow]:
    where, key = Path(str(kept["records"])), Path(str(kept["records_key"]))
    records = open_records(where, vault=open_vault(key, key_id=key_file_id(key)))
    with records.reading() as connection:
        found = [row for row in records.audit.rows(connection) if row.kind != Kind.BEGUN]
        assert check_trail(connection, trail=records.audit).whole
    records.close()
    return found


def note_of(kept: dict[str, object], row: AuditRow) -> str:
    where, key = Path(str(kept["records"])), Path(str(kept["records_key"]))
    records = open_records(where, vault=open_vault(key, key_id=key_file_id(key)))
    with records.reading() as connection:
        note = records.audit.details(connection, row)["note"]
    records.close()
    return str(note)


def answer_all(kept: dict[str, object], *, confirmed: int) -> None:
    """Confirm one waiting decision as a supervisor, and decline the others."""
    where, key = Path(str(kept["records"])), Path(str(kept["records_key"]))
    records = open_records(where, vault=open_vault(key, key_id=key_file_id(key)))
    sam = Person(user="sam", role=Role.SUPERVISOR)
    with records.writing() as connection:
        for waiting in approvals.pending(connection, trail=records.audit):
            act = approvals.confirm if waiting.seq == confirmed else approvals.decline
            act(
                connection,
                trail=records.audit,
                person=sam,
                seq=waiting.seq,
                note="not her hand",
            )
    records.close()


def test_a_decision_is_in_the_records_with_its_evidence(
    qtbot: QtBot, window: MainWindow, kept: dict[str, object]
) -> None:
    case = window.worklist_controller.case
    window.decision_controller.decide(
        Verdict.PAY, reason="10 Agrees with the specimens", note="as ever"
    )
    window.decision_controller.decide(Verdict.PAY, reason="", note="a second click")
    settled(qtbot, window)
    (row,) = rows(kept)
    decided = window.worklist_controller.worklist.get(case.id)
    assert decided is not None
    assert decided.clerk is not None
    assert (decided.clerk.row, decided.clerk.waits) == (row.seq, None)
    assert window.worklist_controller.case.id != case.id
    assert case.questioned is not None
    assert case.outcome is not None
    assert (row.kind, row.user, row.body["action"]) == ("decision", os_user(), "pay")
    assert row.body["images"][0] == ["questioned", sha256_hex(case.questioned.read_bytes())]
    assert row.body["similarity"] == case.outcome.similarity
    assert row.body["reason"] == "10"
    assert row.body["case"] == case.id


def test_a_decision_that_cant_be_recorded_is_none(
    qtbot: QtBot, window: MainWindow, kept: dict[str, object]
) -> None:
    key = Path(str(kept["records_key"]))
    content = key.read_bytes()
    key.unlink()
    failures: list[Failure] = []
    window.decision_controller.failed.disconnect()
    window.decision_controller.failed.connect(failures.append)
    case = window.worklist_controller.case
    window.decision_controller.decide(Verdict.PAY, reason="", note="")
    settled(qtbot, window)
    assert window.worklist_controller.case.id == case.id
    assert window.worklist_controller.case.clerk is None
    assert "bank.key" in str(failures[0].error)
    key.write_bytes(content)
    key.chmod(0o600)
    assert rows(kept) == []
    window.decision_controller.decide(Verdict.PAY, reason="", note="")
    settled(qtbot, window)
    assert len(rows(kept)) == 1


def test_reopening_is_in_the_audit_trail_with_its_reason(
    qtbot: QtBot, window: MainWindow, kept: dict[str, object]
) -> None:
    first = window.worklist_controller.case.id
    window.decision_controller.decide(Verdict.PAY, reason="", note="as ever")
    settled(qtbot, window)
    window.worklist_controller.select(first)
    settled(qtbot, window)
    # What changes the case changes nothing while the decision stands.
    window.editor.set_box(Box(x=5, y=5, w=90, h=60))
    settled(qtbot, window)
    assert window.worklist_controller.case.clerk is not None
    window.decision_controller.reopen("wrong cheque")
    settled(qtbot, window)
    assert window.worklist_controller.case.clerk is None
    window.actions_by_name["redo"].trigger()
    settled(qtbot, window)
    found = rows(kept)
    assert [row.kind for row in found] == ["decision", "withdrawal", "decision"]
    assert note_of(kept, found[1]) == "wrong cheque"
    assert note_of(kept, found[2]) == "as ever"


def test_what_waits_for_a_second_person_says_so(
    qtbot: QtBot,
    window: MainWindow,
    kept: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = Policy(roles=SiteRoles(version=1, people={os_user(): "clerk"}, second_person_from=1.0))
    monkeypatch.setattr(opening, "load_policy", lambda: policy)
    said: list[str] = []
    window.worklist_controller.status_message.connect(said.append)
    case = window.worklist_controller.case
    window.decision_controller.decide(Verdict.PAY, reason="", note="")
    settled(qtbot, window)
    decided = window.worklist_controller.worklist.get(case.id)
    assert decided is not None
    assert decided.clerk is not None
    assert decided.clerk.waits is not None
    waits = decided.clerk.waits.code
    assert waits in (ReasonCode.AMOUNT_UNKNOWN, ReasonCode.SUSPECTED_BY_PROGRAM)
    assert any("second person" in text for text in said)
    (row,) = rows(kept)
    assert row.body["waits"] is True
    window.worklist_controller.select(case.id)
    settled(qtbot, window)
    assert "second person" in window.case_page.form.made_by.text()
    assert window.case_page.form.made_by.property("role") == "warning"

    # Another clerk's decision on the other case is declined, this one is confirmed.
    window.worklist_controller.step(1)
    other = window.worklist_controller.case.id
    window.decision_controller.decide(Verdict.PAY, reason="", note="")
    settled(qtbot, window)
    answer_all(kept, confirmed=row.seq)
    window.worklist_controller.select(case.id)
    settled(qtbot, window)
    confirmed = window.worklist_controller.case.clerk
    assert confirmed is not None
    assert (confirmed.waits, confirmed.confirmed_by) == (None, "sam")
    assert "sam" in window.case_page.form.made_by.text()
    window.worklist_controller.select(other)
    settled(qtbot, window)
    assert window.worklist_controller.case.clerk is None
    assert any("not her hand" in text for text in said)


def test_a_role_that_is_withdrawn_ends_in_an_open_window(
    qtbot: QtBot, window: MainWindow, kept: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Failure] = []
    window.decision_controller.failed.disconnect()
    window.decision_controller.failed.connect(failures.append)
    for role in ("clerk", "auditor"):
        policy = Policy(roles=SiteRoles(version=1, people={os_user(): role}))
        monkeypatch.setattr(opening, "load_policy", lambda policy=policy: policy)
        window.decision_controller.decide(Verdict.REFER, reason="", note="")
        settled(qtbot, window)
    (row,) = rows(kept)
    assert row.role == "clerk"
    (failure,) = failures
    assert isinstance(failure.error, NotAllowedError)


def test_what_a_result_file_says_is_no_evidence(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    kept: dict[str, object],
    specimens: list[Path],
    tmp_path: Path,
) -> None:
    window = open_window(**kept)
    write_cheque(tmp_path / "forged.png", seed=4)
    rows_of_file = [
        {"questioned": "forged.png", "references": [str(path) for path in specimens]},
        {"questioned": "forged.png", "references": []},
    ]
    results = tmp_path / "results.jsonl"
    claim = {"decision": "accept", "similarity": 0.99}
    results.write_text("".join(json.dumps({**row, **claim}) + "\n" for row in rows_of_file))
    controller = window.worklist_controller
    claimed, other = read_results(results)
    controller.worklist.add([other, claimed])
    controller.select(claimed.id)
    # The file's word lets nobody decide before the window has looked itself.
    window.case_page.form.choose(Verdict.PAY)
    window.case_page.form.record()
    assert not window.decision_controller.under_way(window.worklist_controller.case.id)
    settled(qtbot, window)
    examined = window.worklist_controller.case.outcome
    assert examined is not None
    assert examined.decision is not Decision.ACCEPT

    def decided(case_id: str) -> bool:
        case = controller.worklist.get(case_id)
        return case is not None and case.clerk is not None

    window.decision_controller.decide(Verdict.RETURN, reason="20 Differs", note="")
    qtbot.waitUntil(lambda: decided(claimed.id), timeout=20_000)
    # For those who are quicker than the window the acceptance is named, not as the program's.
    quick = replace(other, id="quick")
    controller.worklist.add([quick])
    controller.select(quick.id)
    window.decision_controller.decide(Verdict.PAY, reason="10 Agrees", note="")
    settled(qtbot, window)
    # The row stays, though the decision is withdrawn if the examination finds another box.
    first, second = [row for row in rows(kept) if row.kind == Kind.DECISION]
    assert first.body["decision"] == examined.decision.value
    assert "decision" not in second.body
    assert second.body["facts"]["not_examined"] == claim


@pytest.mark.parametrize("what", ["approval", "verdict", "cheque", "row"])
def test_a_list_that_its_user_has_written_decides_nothing(
    qtbot: QtBot,
    window: MainWindow,
    open_window: Callable[..., MainWindow],
    kept: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    policy = Policy(roles=SiteRoles(version=1, people={os_user(): "clerk"}, second_person_from=1.0))
    case = window.worklist_controller.case
    with monkeypatch.context() as rules:
        rules.setattr(opening, "load_policy", lambda: policy)
        window.decision_controller.decide(Verdict.PAY, reason="", note="")
        settled(qtbot, window)
    window.close()
    session = tmp_path / "data" / "worklist.json"
    saved = json.loads(session.read_text())
    saved["current"] = case.id
    (entry,) = (one for one in saved["cases"] if one["id"] == case.id)
    entry["clerk"] |= {"waits": None, "waits_code": None, "confirmed_by": "sam"}
    if what == "verdict":
        entry["clerk"]["verdict"] = "refer"
    if what == "cheque":
        entry["questioned"] = str(write_cheque(tmp_path / "another.png", variation=7))
    if what == "row":
        entry["clerk"]["row"] = None
    session.write_text(json.dumps(saved))
    again = open_window(**kept)
    settled(qtbot, again)
    qtbot.wait(100)
    settled(qtbot, again)
    shown = again.worklist_controller.case
    assert shown.id == case.id
    if what == "approval":
        assert shown.clerk is not None
        assert shown.clerk.waits is not None
        assert shown.clerk.confirmed_by == ""
    else:
        assert shown.clerk is None


def test_a_report_leaves_the_program_only_when_that_is_recorded(
    qtbot: QtBot, window: MainWindow, kept: dict[str, object], tmp_path: Path
) -> None:
    report = window.reports.current()
    assert report is not None
    key = Path(str(kept["records_key"]))
    key.rename(tmp_path / "elsewhere")
    window.runner.failed.disconnect()
    window.reports.save(report, tmp_path / "first.pdf")
    settled(qtbot, window)
    assert not (tmp_path / "first.pdf").exists()
    (tmp_path / "elsewhere").rename(key)
    window.reports.save(report, tmp_path / "second.pdf")
    settled(qtbot, window)
    assert (tmp_path / "second.pdf").exists()
    (row,) = rows(kept)
    assert (row.kind, row.body["action"], row.body["case"]) == (
        "export",
        "report saved",
        report.case.id,
    )
