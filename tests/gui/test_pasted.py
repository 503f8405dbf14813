"""Pasted images: sealed with the key of the records, or never written."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.reasons import ReasonCode
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import create_key
from tests.helpers.key_changes import change_to
from tests.helpers.window_driving import settled, write_cheque


def paste(qtbot: QtBot, window: MainWindow, folder: Path, *, variation: int = 1) -> Path:
    """Paste a cheque; gives its path in the case."""
    cheque = write_cheque(folder / "c.png", variation=variation)
    QGuiApplication.clipboard().setImage(QImage(str(cheque)))
    window.actions_by_name["paste"].trigger()
    settled(qtbot, window)
    assert window.case_controller.picture is not None
    questioned = window.worklist_controller.case.questioned
    assert questioned is not None
    return questioned


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def unsealed_files(folder: Path) -> list[Path]:
    """The files that hold an image or are among those of pasted images."""
    found = files_of(folder)
    return [one for one in found if b"PNG" in one.read_bytes() or one.parent.name == "pasted"]


def test_without_records_a_pasted_image_is_never_written(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    first = open_window()
    paste(qtbot, first, tmp_path)
    saved = tmp_path / "data" / "worklist.json"
    qtbot.waitUntil(lambda: saved.is_file() and not first.runner.busy)
    # A crash leaves nothing either.
    assert unsealed_files(tmp_path / "data") == []
    first.close()
    second = open_window()
    settled(qtbot, second)
    assert unsealed_files(tmp_path / "data") == []
    problem = second.worklist_controller.case.problem
    assert problem is not None
    assert problem.code is ReasonCode.PASTED_IMAGE_GONE


def test_with_records_a_pasted_image_is_sealed_with_their_key(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where, key = tmp_path / "records.db", tmp_path / "bank.key"
    vault = create_key(key)
    open_records(where, vault=vault).close()
    first = open_window(records=str(where), records_key=key)
    questioned = paste(qtbot, first, tmp_path)
    folder = tmp_path / "data" / "pasted"
    qtbot.waitUntil(lambda: files_of(folder) == [questioned])
    assert stat.S_IMODE(questioned.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert vault.open(questioned.read_bytes(), context=b"pasted image").startswith(b"\x89PNG")
    first.close()
    # The next session shows it; without the key it can't.
    second = open_window(records=str(where), records_key=key)
    settled(qtbot, second)
    assert second.case_controller.picture is not None
    monkeypatch.setattr(
        "sigverify.gui.controllers.dialog_controller.confirmed_by_user", lambda *_a, **_k: True
    )
    second.actions_by_name["clear"].trigger()
    qtbot.waitUntil(lambda: files_of(folder) == [])


def test_an_image_pasted_under_the_former_key_is_dropped_with_a_word(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    where, key, other = tmp_path / "records.db", tmp_path / "bank.key", tmp_path / "new.key"
    old = create_key(key)
    open_records(where, vault=old).close()
    first = open_window(records=str(where), records_key=key)
    questioned = paste(qtbot, first, tmp_path)
    qtbot.waitUntil(lambda: files_of(tmp_path / "data" / "pasted") == [questioned])
    new = create_key(other)
    change_to(where, new.master_key(), old=old.master_key())
    other.replace(key)
    # A window that was open meanwhile seals with the key that is in force.
    again = paste(qtbot, first, tmp_path, variation=2)
    qtbot.waitUntil(again.is_file)
    assert new.open(again.read_bytes(), context=b"pasted image").startswith(b"\x89PNG")
    first.close()
    second = open_window(records=str(where), records_key=key)
    second.worklist_controller.select(next(iter(second.worklist_controller.worklist)).id)
    settled(qtbot, second)
    problem = second.worklist_controller.case.problem
    assert problem is not None
    assert problem.code is ReasonCode.PASTED_IMAGE_OF_FORMER_KEY
    assert files_of(tmp_path / "data" / "pasted") == [again]


def test_an_image_pasted_by_an_earlier_version_does_not_stay_as_it_was(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    first = open_window()
    folder = tmp_path / "data" / "pasted"
    qtbot.waitUntil(lambda: not first.runner.busy)
    folder.mkdir(parents=True)
    plain, left = folder / "pasted-1.png", folder / "pasted-2.png"
    for path in (plain, left):
        write_cheque(path)
    first.open_files([plain])
    settled(qtbot, first)
    first.close()
    second = open_window()
    settled(qtbot, second)
    assert second.case_controller.picture is not None
    qtbot.waitUntil(lambda: files_of(folder) == [])
