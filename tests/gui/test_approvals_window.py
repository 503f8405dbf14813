"""Confirmation by a second person: a colleague confirms or declines, and nobody their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.approvals_window import ApprovalsWindow
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.case import Verdict
from sigverify.records import approvals, opening
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records, open_records
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.records.roles import Person, Policy, Role, SiteRoles, os_user
from tests.helpers.window_driving import settled, write_cheque

RoleName = Literal["clerk", "supervisor", "risk-officer", "auditor"]


class Bank:
    """Records of a site with rules, and the window on them."""

    def __init__(self, window: MainWindow, qtbot: QtBot, records: Records, policy: Policy) -> None:
        self.window, self.qtbot, self.records, self.policy = window, qtbot, records, policy

    def decided_by(self, user: str, *, case_id: str = "elsewhere") -> int:
        """A clerk's decision to pay 5,000; its number."""
        event = AuditEvent(
            kind=Kind.DECISION,
            person=Person(user=user, role=Role.SUPERVISOR),
            action="pay",
            amount=5_000.0,
            account="47",
            case_id=case_id,
        )
        with self.records.writing() as connection:
            row = approvals.decide(
                connection, trail=self.records.audit, policy=self.policy, event=event
            )
        return row.seq

    def waiting(self) -> list[int]:
        with self.records.reading() as connection:
            return [one.seq for one in approvals.pending(connection, trail=self.records.audit)]

    def open(self) -> ApprovalsWindow:
        self.window.actions_by_name["approvals"].trigger()
        (shown,) = self.window.findChildren(ApprovalsWindow)
        self.rest(shown)
        return shown

    def rest(self, shown: ApprovalsWindow) -> None:
        self.qtbot.waitUntil(lambda: not shown.busy and not shown.looking, timeout=20_000)


@pytest.fixture
def bank(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    pristine_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[RoleName], Bank]:
    """A bank whose user has a role, and whose site has chosen the model."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "site.json").write_text(json.dumps({"model": str(pristine_model)}))
    monkeypatch.setattr("sigverify.paths.site_folder", lambda: folder)

    def make(role: RoleName) -> Bank:
        where, key = tmp_path / "records.db", tmp_path / "bank.key"
        open_records(where, vault=create_key(key)).close()
        roles = SiteRoles(
            version=1, people={os_user(): role, "anna": "clerk"}, second_person_from=1_000.0
        )
        policy = Policy(roles=roles)
        monkeypatch.setattr(opening, "load_policy", lambda: policy)
        records = open_records(where, vault=open_vault(key, key_id=key_file_id(key)))
        return Bank(open_window(records=str(where), records_key=key), qtbot, records, policy)

    return make


def test_a_colleague_confirms_and_declines(bank: Callable[[RoleName], Bank]) -> None:
    site = bank("supervisor")
    first, second = site.decided_by("anna", case_id="a"), site.decided_by("anna", case_id="b")
    shown = site.open()
    text = shown.list.item(0).text()
    assert "Pay · 5,000 · account 47" in text
    assert "anna" in text
    assert f"{datetime.now(UTC).astimezone():%Y-%m-%d}" in text
    assert "1,000 or more" in text
    assert not shown.decline.isEnabled()
    shown.confirm.click()
    site.rest(shown)
    assert site.waiting() == [second]
    assert first != second
    shown.note.setText("not her hand")
    shown.decline.click()
    site.rest(shown)
    assert site.waiting() == []
    assert shown.message.text() == "No approval is pending."
    assert not shown.confirm.isVisible()
    shown.close()
    site.records.close()


def test_nobody_confirms_their_own_and_the_window_says_that_it_waits(
    bank: Callable[[RoleName], Bank], specimens: list[Path], tmp_path: Path
) -> None:
    site = bank("supervisor")
    window = site.window
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    settled(site.qtbot, window)
    said: list[str] = []
    window.worklist_controller.status_message.connect(said.append)
    window.editor.name_account("", 5_000.0)
    settled(site.qtbot, window)
    window.decision_controller.decide(Verdict.PAY, reason="10 Agrees with the specimens", note="")
    settled(site.qtbot, window)
    assert any("second person" in text for text in said)
    assert "second person" in window.case_page.form.made_by.text()
    (waits,) = site.waiting()
    shown = site.open()
    assert not shown.confirm.isEnabled()
    assert "your own" in shown.message.text()
    # Even if the button could be pressed, the records refuse it.
    shown.confirm.setEnabled(True)
    shown.confirm.click()
    site.rest(shown)
    assert "nobody confirms their own" in shown.message.text()
    assert site.waiting() == [waits]
    shown.close()
    site.records.close()


def test_a_second_person_sees_cheque_and_specimens_from_the_records(
    bank: Callable[[RoleName], Bank], specimens: list[Path], tmp_path: Path
) -> None:
    site = bank("supervisor")
    window = site.window
    cheque = write_cheque(tmp_path / "cheque.png")
    window.worklist_controller.open_cases([cheque], specimens=specimens)
    settled(site.qtbot, window)
    window.editor.name_account("", 5_000.0)
    settled(site.qtbot, window)
    window.decision_controller.decide(Verdict.PAY, reason="", note="")
    settled(site.qtbot, window)
    # As at another machine: neither the case nor its files are there.
    window.worklist_controller.clear()
    for path in (cheque, *specimens):
        path.unlink()
    shown = site.open()
    assert not shown.look.isEnabled()
    assert shown.evidence.cheque.image is not None
    assert shown.evidence.questioned.image is not None
    visible = [one for one in shown.evidence.specimens if one.isVisible()]
    assert len(visible) == 2
    # Sealed: no image can be read in the database's file.
    assert b"JFIF" not in (tmp_path / "records.db").read_bytes()
    shown.close()
    site.records.close()


def test_a_clerk_is_told_whom_to_ask(bank: Callable[[RoleName], Bank]) -> None:
    site = bank("clerk")
    site.decided_by("anna")
    shown = site.open()
    assert shown.list.count() == 0
    assert "may not confirm the decisions of others" in shown.message.text()
    shown.close()
    site.records.close()
