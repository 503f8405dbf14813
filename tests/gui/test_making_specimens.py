"""A signature on a cheque becomes a specimen, and a specimen's ink is corrected, in the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from sigverify.gui.controllers.specimen_controller import SpecimenController
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.register_book import RegisterBook
from sigverify.imaging.reading.scans import decode_scan
from sigverify.paths import settings_file, site_file
from sigverify.records import opening
from sigverify.records.opening import create_configured, open_configured
from sigverify.records.register.accounts import find_account, image_bytes
from sigverify.records.roles import Policy, SiteRoles, os_user
from sigverify.records.waiting_changes import waiting_changes
from sigverify.settings import Settings, load_settings
from tests.helpers.window_driving import (
    brush_stroke,
    crop_to_left_half,
    name_account,
    settled,
    write_cheque,
)


@pytest.fixture
def kept_window(open_window: Callable[..., MainWindow], tmp_path: Path) -> MainWindow:
    """The window on a register with an account that has one signatory and no specimen."""
    create_configured(key_file=tmp_path / "key")
    kept = load_settings(settings_file(), site=site_file()).values
    records = open_configured(kept)
    assert records is not None
    book = RegisterBook(records)
    book.admit("47", name="A. Rose", holder="Rose")
    book.close()
    return open_window(records=kept.records, records_key=kept.records_key)


def opened(qtbot: QtBot, making: SpecimenController) -> SpecimenDialog:
    qtbot.waitUntil(lambda: making.dialog is not None, timeout=10_000)
    assert making.dialog is not None
    return making.dialog


def test_the_signature_on_a_cheque_becomes_a_specimen_of_its_account(
    qtbot: QtBot, kept_window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window = kept_window
    window.worklist_controller.open_cases([write_cheque(tmp_path / "c.png")], specimens=specimens)
    settled(qtbot, window)
    window.actions_by_name["use_as_specimen"].trigger()
    dialog = opened(qtbot, window.making)
    assert not dialog.buttons.ok.isEnabled()
    dialog.account.setText("47")
    dialog.person.setCurrentText("A. Rose")
    found = dialog.ink.ink.copy()
    # The right half does not belong to it.
    crop_to_left_half(dialog)
    assert 0 < (dialog.ink.ink > 0).sum() < (found > 0).sum()
    wanted = dialog.ink.image()
    dialog.accept()
    qtbot.waitUntil(lambda: not window.runner.busy, timeout=10_000)
    assert window.findChild(ErrorDialog) is None
    assert "A. Rose" in window.statusBar().currentMessage()
    book = open_configured(window.settings.values)
    assert book is not None
    with book.records.reading() as connection:
        (person,) = find_account(connection, "47").signatories
        (specimen,) = person.specimens
        data = image_bytes(connection, specimen.image_sha256, vault=book.records.vault)
    book.records.close()
    assert np.array_equal(decode_scan(data, name="").grey, wanted)
    # From now on the account is compared with it.
    name_account(window, "47", "")
    settled(qtbot, window)
    assert len(window.case_page.specimens.cards) == 1


def test_a_specimen_that_needs_a_second_person_waits_for_one(
    qtbot: QtBot,
    kept_window: MainWindow,
    specimens: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, real = kept_window, opening.open_configured
    roles = SiteRoles(version=1, people={os_user(): "supervisor", "b.boss": "supervisor"})

    def with_roles(settings: Settings) -> opening.OpenRecords | None:
        found = real(settings)
        return None if found is None else replace(found, policy=Policy(roles=roles))

    monkeypatch.setattr(opening, "open_configured", with_roles)
    window.worklist_controller.open_cases([write_cheque(tmp_path / "c.png")], specimens=specimens)
    settled(qtbot, window)
    window.making.use_signature()
    dialog = opened(qtbot, window.making)
    dialog.account.setText("47")
    dialog.person.setCurrentText("A. Rose")
    dialog.accept()
    qtbot.waitUntil(lambda: not window.runner.busy, timeout=10_000)
    assert window.findChild(ErrorDialog) is None
    assert "waits" in window.statusBar().currentMessage()
    kept = real(window.settings.values)
    assert kept is not None
    with kept.records.reading() as connection:
        (waiting,) = waiting_changes(connection, records=kept.records)
        (person,) = find_account(connection, "47").signatories
    kept.records.close()
    assert waiting.image_code
    assert person.specimens == ()


def test_the_ink_of_a_specimen_file_is_corrected_and_can_be_undone(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.worklist_controller.open_cases([write_cheque(tmp_path / "c.png")], specimens=specimens)
    settled(qtbot, window)
    card = window.case_page.specimens.cards[0]
    assert card.ink.image is not None
    card.ink.clicked.emit()
    dialog = opened(qtbot, window.making)
    middle = dialog.brush.rect().center()
    dialog.brush.radius_px = 20.0
    brush_stroke(dialog, QPoint(middle.x(), 2), QPoint(middle.x(), dialog.brush.height() - 2))
    dialog.accept()
    case = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: case.current.specimens != tuple(specimens), timeout=10_000)
    settled(qtbot, window)
    replaced, other = case.current.specimens
    assert other == specimens[1]
    # It is kept sealed, as pasted images are.
    assert replaced.suffix == ".sealed"
    assert window.case_page.specimens.cards[0].path == replaced
    window.editor.undo()
    settled(qtbot, window)
    assert case.current.specimens == tuple(specimens)


def test_without_a_signature_nothing_is_asked(qtbot: QtBot, window: MainWindow) -> None:
    window.making.use_signature()
    assert window.making.dialog is None
    assert window.statusBar().currentMessage()
