"""Confirmation by a second person: a colleague confirms or declines, and nobody their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pytest
from pytestqt.qtbot import QtBot

from sigverify.files import sha256_hex
from sigverify.gui.dialogs.approvals_window import ApprovalsWindow
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.records import approvals, opening
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records, open_records
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.accounts import Account, find_account
from sigverify.records.register.proposals import Change, apply_change, make_change
from sigverify.records.register.specimen_changes import NewSpecimen
from sigverify.records.roles import Person, Policy, Role, SiteRoles, os_user
from sigverify.records.waiting_changes import waiting_changes
from tests.helpers.scribbles import scribble
from tests.helpers.window_driving import settled, write_cheque
from tests.helpers.written_set import write_image

DAY = date(2026, 11, 23)
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
        shown = self.window.findChildren(ApprovalsWindow)[-1]
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
            version=1, people={os_user(): role, "anna": "supervisor"}, second_person_from=1_000.0
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
    assert "nobody can confirm their own" in shown.message.text()
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


def new_specimen(image: Path) -> NewSpecimen:
    data = image.read_bytes()
    return NewSpecimen(
        image=data,
        pixels_sha256=sha256_hex(data),
        page=0,
        box=None,
        quality=(),
        first_day=DAY,
    )


def with_account(site: Bank, specimens: list[Path]) -> None:
    """Account 47 with Anna, who has two specimens, and a mandate."""
    change = Change(account="47").and_account(holder="Holder").and_signatory("Anna", first_day=DAY)
    changes = [
        change.and_mandate(read_mandate("any one up to 100"), first_day=DAY),
        *(
            Change(account="47").and_specimen("Anna", new=new_specimen(one))
            for one in specimens[:2]
        ),
    ]
    person = Person(user="anna", role=Role.SUPERVISOR)
    with site.records.writing() as connection:
        for one in changes:
            apply_change(connection, one, records=site.records, person=person, released={})


def propose(site: Bank, change: Change, *, user: str = "anna") -> int:
    with site.records.writing() as connection:
        made = make_change(
            connection,
            change,
            records=site.records,
            person=Person(user=user, role=Role.SUPERVISOR),
            policy=site.policy,
        )
    assert isinstance(made, int)
    return made


def account_of(site: Bank) -> Account:
    with site.records.reading() as connection:
        return find_account(connection, "47")


def test_a_new_specimen_is_approved_beside_the_others(
    bank: Callable[[RoleName], Bank], specimens: list[Path], tmp_path: Path
) -> None:
    site = bank("supervisor")
    with_account(site, specimens)
    other = tmp_path / "other.png"
    write_image(other, scribble(seed=8))
    change = Change(account="47").and_specimen("Anna", new=new_specimen(other), disagrees=True)
    propose(site, change)
    shown = site.open()
    assert "New specimen · account 47" in shown.list.item(0).text()
    assert "UNLIKE THE OTHER SPECIMENS" in shown.list.item(0).text()
    view = shown.change
    assert view.isVisible()
    assert not shown.evidence.isVisible()
    assert view.concerned.image is not None
    assert len([one for one in view.others if one.isVisible()]) == 2
    assert "unlike the signatory's others" in view.warning.text()
    assert view.warning.isVisible()
    assert "Anna gets a specimen" in view.words.text()
    assert len(account_of(site).signatories[0].specimens) == 2
    shown.confirm.click()
    site.rest(shown)
    assert len(account_of(site).signatories[0].specimens) == 3
    assert shown.message.text() == "No approval is pending."
    shown.close()
    site.records.close()


def test_a_mandate_is_declined_beside_the_one_in_force(
    bank: Callable[[RoleName], Bank], specimens: list[Path]
) -> None:
    site = bank("supervisor")
    with_account(site, specimens)
    propose(
        site,
        Change(account="47").and_mandate(read_mandate("any one up to 999,999"), first_day=DAY),
    )
    shown = site.open()
    words = shown.change.words.text()
    assert "999,999" in words
    assert "Mandate in force now: any one up to 100" in words
    assert not shown.change.concerned.isVisible()
    assert len([one for one in shown.change.others if one.isVisible()]) == 1
    assert not shown.decline.isEnabled()
    shown.note.setText("nobody has asked for it")
    shown.decline.click()
    site.rest(shown)
    assert len(account_of(site).mandates) == 1
    with site.records.reading() as connection:
        assert waiting_changes(connection, records=site.records) == []
    shown.close()
    site.records.close()


def test_a_signatory_and_the_end_of_a_specimen_are_shown_with_their_images(
    bank: Callable[[RoleName], Bank], specimens: list[Path]
) -> None:
    site = bank("supervisor")
    with_account(site, specimens)
    propose(site, Change(account="47").and_signatory("Bert", first_day=DAY))
    number = account_of(site).signatories[0].specimens[0].id
    propose(site, Change(account="47").and_end_of_specimen(number, last_day=DAY))
    shown = site.open()
    assert "Bert may sign from 2026-11-23." in shown.change.words.text()
    shown.confirm.click()
    site.rest(shown)
    assert account_of(site).signatory("Bert") is not None
    assert f"Specimen {number} is valid until" in shown.change.words.text()
    assert shown.change.concerned.image is not None
    assert len([one for one in shown.change.others if one.isVisible()]) == 1
    shown.confirm.click()
    site.rest(shown)
    assert account_of(site).signatories[0].specimens[0].last_day == DAY
    shown.close()
    site.records.close()


def test_nobody_approves_their_own_change_or_an_image_that_is_not_shown(
    bank: Callable[[RoleName], Bank], specimens: list[Path], tmp_path: Path
) -> None:
    site = bank("supervisor")
    with_account(site, specimens)
    propose(site, Change(account="47").and_signatory("Bert", first_day=DAY), user=os_user())
    shown = site.open()
    assert not shown.confirm.isEnabled()
    assert "This change is your own" in shown.message.text()
    shown.confirm.setEnabled(True)
    shown.confirm.click()
    site.rest(shown)
    assert "nobody can confirm their own" in shown.message.text()
    assert account_of(site).signatory("Bert") is None
    shown.close()
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    propose(site, Change(account="47").and_specimen("Anna", new=new_specimen(broken)))
    again = site.open()
    again.list.setCurrentRow(1)
    site.rest(again)
    assert not again.confirm.isEnabled()
    again.close()
    site.records.close()
