"""The register's window, driven as a supervisor would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sigverify.files import sha256_hex
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.records_dialog import RecordsDialog
from sigverify.gui.dialogs.register_window import RegisterWindow
from sigverify.gui.dialogs.signatory_dialog import SignatoryDialog
from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.register_book import RegisterBook
from sigverify.records.database import open_records
from sigverify.records.opening import OpenRecords, create_configured
from sigverify.records.roles import Person, Policy, Role, SiteRoles
from sigverify.records.vault import Vault
from tests.helpers.keyrings import no_keyring
from tests.helpers.scribbles import scribble
from tests.helpers.window_driving import child, crop_to_left_half, drop, write_cheque


def write(path: Path, *, seed: int, variation: int = 0) -> Path:
    picture = scribble(seed=seed, variation=variation)
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return path


@pytest.fixture
def open_register(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> Iterator[Callable[..., RegisterWindow]]:
    def open_one(role: Role = Role.SUPERVISOR, *, roles: SiteRoles | None = None) -> RegisterWindow:
        opened = OpenRecords(
            records=open_records(tmp_path / "records" / "records.db", vault=Vault(bytes(32))),
            policy=Policy(roles=roles),
            person=Person(user="anna", role=role),
        )
        shown = RegisterWindow(
            RegisterBook(opened),
            runner=window.runner,
            examiner=window.case_controller.examiner,
            parent=window,
        )
        shown.show()
        qtbot.waitUntil(lambda: not shown.busy, timeout=20_000)
        return shown

    yield open_one
    qtbot.waitUntil(lambda: not window.runner.busy, timeout=20_000)


@pytest.fixture
def register(
    qtbot: QtBot, open_register: Callable[..., RegisterWindow], tmp_path: Path
) -> RegisterWindow:
    """The register with one account of two people, the first with a specimen."""
    shown = open_register()
    for name in ("Anna Meyer", "Bert Özil"):
        shown.admit("12-345", name=name, holder="Müller & Söhne")
        settled(qtbot, shown)
    drop(shown.cards[0], [write(tmp_path / "a1.png", seed=1)])
    settled(qtbot, shown)
    return shown


def settled(qtbot: QtBot, shown: RegisterWindow) -> None:
    qtbot.waitUntil(lambda: not shown.busy, timeout=20_000)


def answer_the_question(word: str) -> None:
    """Press a button of the box that is going to open."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, press)
            return
        (button,) = [one for one in box.buttons() if one.text().replace("&", "") == word]
        button.click()

    QTimer.singleShot(0, press)


def told(shown: QWidget) -> str:
    """What stands in the boxes that lie over a window."""
    boxes = [box.text() for box in shown.findChildren(QMessageBox)]
    dialogs = shown.findChildren(ErrorDialog)
    texts = [part.text() for dialog in dialogs for part in dialog.findChildren(QLabel)]
    return "\n".join([*boxes, *texts])


def test_an_empty_register_says_so(open_register: Callable[..., RegisterWindow]) -> None:
    shown = open_register()
    assert "empty" in "".join(part.text() for part in shown.findChildren(QLabel))
    shown.close()


def test_specimens_are_dropped_on_their_signatory(register: RegisterWindow) -> None:
    assert [card.signatory.name for card in register.cards] == ["Anna Meyer", "Bert Özil"]
    (specimen,) = register.cards[0].cards
    assert specimen.picture.image is not None
    assert "In use since" in specimen.state.text()
    assert register.cards[1].cards == []
    assert "12-345\nMüller & Söhne" in register.list.item(0).text()
    register.close()


def test_what_can_not_be_added_is_told_and_the_rest_is_done(
    qtbot: QtBot, register: RegisterWindow, tmp_path: Path
) -> None:
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((150, 420), 255, np.uint8))[1].tobytes())
    files = [tmp_path / "a1.png", blank, write(tmp_path / "a2.png", seed=1, variation=1)]
    drop(register.cards[0], files)
    settled(qtbot, register)
    assert len(register.cards[0].cards) == 2
    assert "a1.png: this image is already a specimen" in told(register)
    assert "blank.png: The image can't be a specimen: There is no ink" in told(register)

    drop(register.cards[1], [tmp_path / "a2.png"])
    settled(qtbot, register)
    assert register.cards[1].cards == []
    assert "Anna Meyer, who signs for this account too" in told(register)
    register.close()


def test_a_specimen_expires_and_another_is_replaced(
    qtbot: QtBot, register: RegisterWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = write(tmp_path / "newer.png", seed=1, variation=2)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(newer), ""))
    register.cards[0].cards[0].replaced.emit()
    settled(qtbot, register)
    new, old = register.cards[0].cards
    assert new.state.text() == f"In use since {new.specimen.first_day.isoformat()}"
    assert old.state.text() == f"Replaced by {new.specimen.id}"
    assert old.property("ended") is True

    answer_the_question("Cancel")
    new.expired.emit()
    settled(qtbot, register)
    assert not register.cards[0].cards[0].property("ended")
    answer_the_question("Let it expire")
    register.cards[0].cards[0].expired.emit()
    settled(qtbot, register)
    assert all(card.property("ended") for card in register.cards[0].cards)
    register.close()


def opened_editor(qtbot: QtBot, shown: RegisterWindow) -> SpecimenDialog:
    """The editor of the first specimen's ink, opened from the card's menu."""
    (edit,) = [
        action
        for menu in shown.cards[0].cards[0].findChildren(QMenu)
        for action in menu.actions()
        if action.text() == "Edit…"
    ]
    edit.trigger()
    qtbot.waitUntil(lambda: shown.editing.dialog is not None, timeout=20_000)
    assert shown.editing.dialog is not None
    return shown.editing.dialog


def test_corrected_ink_replaces_a_specimen(qtbot: QtBot, register: RegisterWindow) -> None:
    dialog = opened_editor(qtbot, register)
    assert not dialog.wider.isVisible()
    dialog.accept()  # nothing was corrected
    settled(qtbot, register)
    assert len(register.cards[0].cards) == 1

    dialog = opened_editor(qtbot, register)
    found = dialog.ink.ink.copy()
    crop_to_left_half(dialog)
    assert 0 < (dialog.ink.ink > 0).sum() < (found > 0).sum()
    wanted = sha256_hex(dialog.png())
    dialog.accept()
    settled(qtbot, register)
    new, old = register.cards[0].cards
    assert new.specimen.image_sha256 == wanted
    assert old.state.text() == f"Replaced by {new.specimen.id}"
    assert told(register) == ""
    register.close()


def test_a_box_that_cuts_the_signature_is_moved(
    qtbot: QtBot, register: RegisterWindow, tmp_path: Path
) -> None:
    drop(register.cards[1], [write_cheque(tmp_path / "cheque.png", seed=4)])
    settled(qtbot, register)
    register.cards.reverse()
    dialog = opened_editor(qtbot, register)
    assert dialog.wider.isVisible()
    narrow = dialog.ink.grey.shape
    dialog.wider.click()
    settled(qtbot, register)
    assert dialog.ink.grey.shape > narrow
    assert dialog.brush.ink is dialog.ink
    dialog.accept()
    settled(qtbot, register)
    new, old = next(card.cards for card in register.cards if len(card.cards) == 2)
    assert (new.specimen.box, old.specimen.replaced_by) == (None, new.specimen.id)
    register.close()


def test_a_corrected_specimen_waits_for_a_second_person(
    qtbot: QtBot, register: RegisterWindow, open_register: Callable[..., RegisterWindow]
) -> None:
    register.close()
    roles = SiteRoles(version=1, people={"anna": "supervisor", "b.boss": "supervisor"})
    shown = open_register(roles=roles)
    qtbot.waitUntil(lambda: bool(shown.cards) and not shown.busy, timeout=20_000)
    dialog = opened_editor(qtbot, shown)
    crop_to_left_half(dialog)
    dialog.accept()
    settled(qtbot, shown)
    assert "waits" in told(shown)
    (specimen,) = shown.cards[0].cards
    assert not specimen.property("ended")
    shown.close()


def test_accounts_are_looked_for(qtbot: QtBot, register: RegisterWindow) -> None:
    register.admit("99", name="Carl Cox", holder="")
    settled(qtbot, register)
    assert register.list.count() == 2
    register.search.setText("cox")
    settled(qtbot, register)
    assert register.list.count() == 1
    assert [card.signatory.name for card in register.cards] == ["Carl Cox"]
    register.close()


def test_a_new_signatory_is_asked_for(qtbot: QtBot, register: RegisterWindow) -> None:
    register.new.click()
    (dialog,) = register.findChildren(SignatoryDialog)
    assert dialog.account.text() == "12-345"
    (ok,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Add"]
    assert not ok.isEnabled()
    dialog.name.setText("=HYPERLINK()")
    assert ok.isEnabled()
    dialog.accept()
    settled(qtbot, register)
    assert "formula" in told(register)
    assert len(register.cards) == 2
    register.close()


def test_a_clerk_only_looks(
    qtbot: QtBot, register: RegisterWindow, open_register: Callable[..., RegisterWindow]
) -> None:
    register.close()
    looking = open_register(Role.CLERK)
    qtbot.waitUntil(lambda: len(looking.cards) == 2, timeout=20_000)
    assert not looking.new.isEnabled()
    assert not looking.cards[0].acceptDrops()
    looking.close()


def test_the_main_window_opens_the_register(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    key = tmp_path / "key"
    where = create_configured(tmp_path / "made" / "records.db", key_file=key)
    window = open_window(records=where, records_key=str(key))
    window.actions_by_name["register"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(RegisterWindow)), timeout=20_000)
    (shown,) = window.findChildren(RegisterWindow)
    settled(qtbot, shown)
    shown.close()
    qtbot.waitUntil(lambda: not window.runner.busy, timeout=20_000)


def test_records_are_created_filled_and_kept_safe_from_the_window(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window()
    window.actions_by_name["register"].trigger()
    qtbot.waitUntil(lambda: window.findChild(RecordsDialog) is not None, timeout=20_000)
    dialog = child(window, RecordsDialog)
    assert dialog.keyring.isChecked()
    assert dialog.complaint.isHidden()
    dialog.place.setText(str(tmp_path / "made.db"))
    with no_keyring():
        dialog.accept()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: window.findChildren(RecordsDialog) not in ([], [dialog]))
    # It asks again, with what was typed, for a file.
    dialog = next(one for one in window.findChildren(RecordsDialog) if one.isVisible())
    assert "keyring" in dialog.complaint.text()
    assert dialog.place.text() == str(tmp_path / "made.db")
    assert dialog.in_file.isChecked()
    assert not dialog.buttons.ok.isEnabled()
    dialog.key.setText(str(tmp_path / "made.key"))
    dialog.accept()
    qtbot.waitUntil(lambda: window.findChild(RegisterWindow) is not None, timeout=20_000)
    register = child(window, RegisterWindow)
    qtbot.waitUntil(lambda: not register.busy, timeout=20_000)
    assert window.settings.values.records == str(tmp_path / "made.db")
    # A person who may change the register imports, sets mandates and saves the key.
    folder = tmp_path / "in" / "47" / "A. Rose"
    folder.mkdir(parents=True)
    for variation in (2, 3):
        picture = scribble(seed=1, variation=variation)
        (folder / f"{variation}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    told: list[str] = []
    register.menu.told.connect(told.append)
    qtbot.waitUntil(lambda: register.menu.verifier is not None, timeout=20_000)
    register.menu.import_folder(tmp_path / "in")
    qtbot.waitUntil(lambda: bool(told) and not register.busy, timeout=20_000)
    assert "2 specimen" in told[0]
    qtbot.waitUntil(lambda: register.list.count() == 1 and not register.busy, timeout=20_000)
    register.menu.set_mandate("47", "any one up to 10,000")
    qtbot.waitUntil(lambda: not register.busy, timeout=20_000)
    assert register.page is not None
    assert len(register.page.account.mandates) == 1
    register.menu.copy_key(tmp_path / "copy.key")
    qtbot.waitUntil(lambda: (tmp_path / "copy.key").is_file(), timeout=20_000)
    assert (tmp_path / "copy.key").read_bytes() == (tmp_path / "made.key").read_bytes()
    qtbot.waitUntil(lambda: not register.busy, timeout=20_000)
    register.close()
