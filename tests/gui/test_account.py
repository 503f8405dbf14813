"""Cheques of an account of the register, verified in the window as by the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sigverify.cli.app import run
from sigverify.detection.detections import Detection, Detections
from sigverify.detection.locator import Locator
from sigverify.errors import ExitCode
from sigverify.gui.i18n.wording import decision_word
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.cases.queue import cheque_number
from sigverify.gui.views.case.case_report import save_report
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.paths import settings_file, site_file
from sigverify.records.opening import create_configured
from sigverify.settings import load_settings
from sigverify.terms import Box, Decision
from sigverify.wording import english
from tests.helpers.letters import Cheque, Picture, group_4, letter
from tests.helpers.scribbles import scribble
from tests.helpers.window_driving import OTHER, SIGNED, name_account, settled, write_cheque

PEOPLE = {"A. Rose": 1, "D. Dunn": 9}


@pytest.fixture
def window(
    open_window: Callable[..., MainWindow],
    pristine_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """The window on a register with an account of two people, who both sign each cheque."""

    def locate(_locator: Locator, scan: Scan) -> Detections:
        if max(scan.grey.shape) < 1000:
            return Detections(is_cheque=False, found=(), degrees=0.0)
        found = tuple(
            Detection(box=box, confidence=sure, degrees=0.0)
            for box, sure in ((SIGNED, 0.95), (OTHER, 0.9))
        )
        return Detections(is_cheque=True, found=found, degrees=0.0)

    monkeypatch.setattr(Locator, "locate", locate)
    create_configured(key_file=tmp_path / "key")
    for name, seed in PEOPLE.items():
        folder = tmp_path / "in" / "47" / name
        folder.mkdir(parents=True)
        for variation in (2, 3):
            picture = scribble(seed=seed, variation=variation)
            (folder / f"{variation}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    model = ["--model", str(pristine_model)]
    assert run(["register", "import", str(tmp_path / "in"), *model]) == ExitCode.OK
    mandate = "any one up to 10,000; any two up to 50,000"
    assert run(["register", "mandate", "47", mandate]) == ExitCode.OK
    kept = load_settings(settings_file(), site=site_file()).values
    return open_window(records=kept.records, records_key=kept.records_key)


def named(qtbot: QtBot, window: MainWindow, number: str, amount: str) -> None:
    name_account(window, number, amount)
    settled(qtbot, window)


def shown(window: MainWindow) -> str:
    """All that the program says."""
    return "\n".join(part.text() for part in window.case_page.decision.findChildren(QLabel))


def test_the_window_says_what_the_command_says(
    qtbot: QtBot,
    window: MainWindow,
    pristine_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cheque = write_cheque(tmp_path / "cheque.png")
    window.open_files([cheque])
    settled(qtbot, window)
    for amount in ("9,500.5", "50,000", "60,000", ""):
        named(qtbot, window, "47", amount)
        capsys.readouterr()
        paid = ["--amount", amount] if amount else []
        asked = ["verify", str(cheque), "--account", "47", *paid, "--json"]
        assert run([*asked, "--model", str(pristine_model)]) == ExitCode.OK
        told = json.loads(capsys.readouterr().out)
        found = window.case_controller.examination
        assert found is not None
        assert found.register is not None
        assert found.register.result.as_json() == told
        decision = Decision(told["decision"])
        assert window.case_page.decision.word.text() == decision_word(decision)
        assert window.worklist_controller.case.outcome is not None
        assert window.worklist_controller.case.outcome.decision is decision
        words = shown(window).lower()
        for reason in told["reasons"]:
            assert reason.lower() in words
        who = [one["signatory"] for one in told["account"]["signatures"]]
        rows = [button.accessibleName() for button in window.case_page.decision.signatures.buttons]
        assert len(rows) == 2
        assert all((name or "Nobody") in row for name, row in zip(who, rows, strict=True))


def test_each_signature_is_held_against_its_own_specimens(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    named(qtbot, window, "47", "")
    assert window.case_page.decision.meaning.text().startswith("Mandate not met: type the amount")
    named(qtbot, window, "47", "100")
    people, boxes = set(), []
    for button in window.case_page.decision.signatures.buttons:
        button.click()
        settled(qtbot, window)
        found = window.case_controller.examination
        assert found is not None
        assert found.register is not None
        assert found.questioned is not None
        people.add(found.register.people[found.register.shown])
        boxes.append(found.questioned.box)
        assert len(window.case_page.specimens.cards) == 2
        assert all(card.picture.image is not None for card in window.case_page.specimens.cards)
        assert window.case_page.comparison.isVisible()
    assert people == set(PEOPLE)
    assert boxes[0] != boxes[1]
    # A clerk's box stands for the signature that was found there, the other one stays.
    window.editor.set_box(Box(x=OTHER.x - 5, y=OTHER.y, w=OTHER.w + 5, h=OTHER.h))
    settled(qtbot, window)
    found = window.case_controller.examination
    assert found is not None
    assert found.register is not None
    assert len(found.register.result.signatures) == 2
    assert {one.day for part in found.register.specimens for one in part} == {date.today()}
    assert window.case_page.specimens.cards[0].day.text() == date.today().isoformat()
    report = window.reports.current()
    assert report is not None
    save_report(report, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    # Without a number the clerk's own specimens count again.
    named(qtbot, window, "", "")
    assert window.case_page.specimens.cards == []
    assert window.worklist_controller.case.outcome is None


def test_what_was_typed_wrong_is_told_beside_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    named(qtbot, window, "47", "100")
    assert window.case_page.specimens.cards
    form = window.case_page.specimens.account
    form.number.selectAll()
    QTest.keyClicks(form.number, "4711")
    QTest.keyClick(form.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.worklist_controller.case.problem is not None, timeout=20_000)
    # Nothing of the other account stays beside it.
    assert (window.case_page.specimens.cards, window.case_controller.pair) == ([], None)
    assert "There is no account 4711" in shown(window)
    assert window.case_page.cheque.view.isVisible()
    named(qtbot, window, "47", "much")
    assert window.worklist_controller.case.account == "4711"
    assert "not an amount" in window.case_page.specimens.account.fault.text()
    named(qtbot, window, "47", "100")
    assert window.worklist_controller.case.problem is None
    window.decision_controller.decide(Verdict.REFER, reason="10 Agrees with the specimens", note="")
    settled(qtbot, window)
    clerk = window.worklist_controller.case.clerk
    assert clerk is not None
    assert clerk.row is not None


def test_without_records_nobody_is_asked_for_an_account(
    open_window: Callable[..., MainWindow],
) -> None:
    window = open_window()
    assert not window.case_page.specimens.account.isVisibleTo(window)


def test_an_account_that_the_register_knows_is_used_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    known = write_cheque(folder / "known.png")
    unknown = write_cheque(folder / "unknown.png", variation=4)
    (folder / "index.csv").write_text(
        "file;account;amount\nknown.png;47;9500.50\nunknown.png;48;10\n", "utf-8"
    )
    window.activateWindow()
    window.open_files([known, unknown])
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: all(case.micr is not None for case in worklist), timeout=30_000)
    settled(qtbot, window)
    one, other = worklist
    assert (one.account, one.amount) == ("47", 9500.5)
    # What was hidden meanwhile has left the keyboard to no field, and to no button.
    assert QApplication.focusWidget() is window.case_page.comparison.view
    QTest.keyClick(window.case_page.comparison.view, Qt.Key.Key_1)
    assert window.case_page.form.verdict is Verdict.PAY
    assert window.case_page.specimens.account.number.text() == "47"
    assert one.outcome is not None
    assert (other.account, other.problem) == ("", None)
    # The clerk's word counts, also that there is no account.
    named(qtbot, window, "", "")
    assert window.worklist_controller.case.account == ""


def test_a_letter_opens_as_a_queue(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    fronts = [write_cheque(tmp_path / f"{number}.png", variation=number) for number in (1, 4)]
    leaves = [read_scan(path).grey for path in fronts]
    cheques = [
        Cheque(account="47", serial=f"{100 + number}", pictures=[Picture(data=group_4(leaf))])
        for number, leaf in enumerate(leaves)
    ]
    letter_file = tmp_path / "night.x937"
    letter_file.write_bytes(letter([Cheque(type="61", serial=""), *cheques, Cheque()]))
    window.open_files([letter_file])
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: len(list(worklist)) == 3, timeout=30_000)
    qtbot.waitUntil(lambda: all(case.checked for case in worklist), timeout=30_000)
    settled(qtbot, window)
    one, other, broken = worklist
    assert (one.account, one.amount, one.title) == ("47", 123.45, f"{2:015d}")
    assert one.outcome is not None
    assert other.outcome is not None
    assert cheque_number(one) == "100"
    assert broken.problem is not None
    assert "no image of the front" in english(broken.problem)
