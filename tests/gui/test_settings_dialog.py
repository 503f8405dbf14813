from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSpinBox
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.settings_dialog import SettingsDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.cases.clerk_rules import reasons_for
from sigverify.paths import settings_file
from sigverify.settings import Settings, SettingsState
from tests.helpers.window_driving import child, settled, write_cheque


def test_every_setting_has_a_row_and_comes_back_as_it_was(qtbot: QtBot) -> None:
    values = Settings(clerk="A", blink_ms=700, calibration=Path("/x.json"), reasons=("1 one",))
    dialog = SettingsDialog(SettingsState(values=values, locked=frozenset(), complaint=None))
    qtbot.addWidget(dialog)
    assert set(dialog.editors) == set(Settings.model_fields)
    assert dialog.values() == values
    assert all(editor.accessibleName() for editor in dialog.editors.values())


def test_pages_are_filled_one_after_the_other(qtbot: QtBot) -> None:
    state = SettingsState(values=Settings(), locked=frozenset(), complaint=None)
    dialog = SettingsDialog(state)
    qtbot.addWidget(dialog)

    def filled() -> list[bool]:
        pages = (dialog.pages.widget(number) for number in range(dialog.pages.count()))
        return [page is not None and bool(page.findChildren(QLabel)) for page in pages]

    # All at once would hold the window up.
    assert filled() == [True] + [False] * (dialog.pages.count() - 1)
    # What is not filled yet counts as it was.
    assert dialog.values() == Settings()
    qtbot.waitUntil(lambda: all(filled()))


def test_changes_are_kept_and_what_is_locked_is_not_to_be_changed(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(locked=frozenset({"calibration", "model"}))
    window.actions_by_name["settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert not dialog.editors["calibration"].isEnabled()
    clerk, blink = dialog.editors["clerk"], dialog.editors["blink_ms"]
    look, reasons = dialog.editors["appearance"], dialog.editors["reasons"]
    assert isinstance(clerk, QLineEdit)
    assert isinstance(blink, QSpinBox)
    assert isinstance(look, QComboBox)
    assert isinstance(reasons, QPlainTextEdit)
    clerk.setText("B. Clerk")
    blink.setValue(900)
    look.setCurrentIndex(look.findData("dark"))
    reasons.setPlainText("77 For a test\n\n")
    dialog.accept()
    assert window.settings.values.clerk == "B. Clerk"
    assert "77 For a test" in reasons_for(Verdict.RETURN, window.settings.values)
    assert child(window.case_page.comparison, QTimer).interval() == 900
    kept = json.loads(settings_file().read_text())
    assert (kept["clerk"], kept["appearance"]) == ("B. Clerk", "dark")
    assert "model" not in kept


def test_what_cant_be_is_reported_and_the_dialog_stays(qtbot: QtBot) -> None:
    dialog = SettingsDialog(SettingsState(values=Settings(), locked=frozenset(), complaint=None))
    qtbot.addWidget(dialog)
    dialog.show()
    clerk = dialog.editors["clerk"]
    assert isinstance(clerk, QLineEdit)
    clerk.setText("x" * 100)
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.complaint.text() == "Your name: at most 80 characters."


def test_where_reports_are_not_allowed_there_are_none(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
) -> None:
    window = open_window(allow_export=False)
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    assert not window.actions_by_name["save_report"].isEnabled()
    assert not window.actions_by_name["print_report"].isEnabled()
    assert window.reports.current() is None


def test_what_the_site_has_set_is_on_a_page_of_its_own(qtbot: QtBot) -> None:
    locked = frozenset({"model", "calibration", "reasons"})
    dialog = SettingsDialog(SettingsState(values=Settings(), locked=locked, complaint=None))
    qtbot.addWidget(dialog)
    dialog.show()
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    # A page on which the site has set everything is not shown empty.
    assert titles == ["You", "Work", "Records", "Reports", "Reasons", "Set by your site"]
    site = dialog.pages.widget(len(titles) - 1)
    assert site is not None
    found = {name for name, editor in dialog.editors.items() if site.isAncestorOf(editor)}
    assert found == set(locked)
    assert not any(dialog.editors[name].isEnabled() for name in locked)
    assert dialog.pages.count() == len(titles)


def test_a_fault_shows_the_page_that_it_is_on(qtbot: QtBot) -> None:
    dialog = SettingsDialog(SettingsState(values=Settings(), locked=frozenset(), complaint=None))
    qtbot.addWidget(dialog)
    dialog.show()
    pattern = dialog.editors["name_pattern"]
    assert isinstance(pattern, QLineEdit)
    pattern.setText("(a+)+$")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.list.currentItem().text() == "Work"
    assert pattern.isVisible()
    assert "{cheque}" in dialog.complaint.text()
    pattern.setText("{account}_{cheque}")
    dialog.accept()
    assert not dialog.isVisible()
    assert dialog.values().name_pattern == "{account}_{cheque}"
