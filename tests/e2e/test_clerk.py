"""A clerk verifies cheques in the window, with the networks that ship."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.terms import Decision
from tests.helpers.window_driving import drop, shown_decision


def test_a_decided_cheque_is_there_when_the_session_is_opened_again(
    open_window: Callable[[], MainWindow],
    examined: Callable[[MainWindow], None],
    told: Callable[..., Any],
    data: Path,
) -> None:
    cheque = data / "cheques" / "bilevel.png"
    specimens = [data / "made" / "1" / "genuine" / f"{number}.png" for number in range(3)]
    named = [word for path in specimens for word in ("--reference", path)]
    answer = told("verify", cheque, *named, "--json")
    assert answer["decision"] == "accept"

    window = open_window()
    drop(window.case_page.specimens, specimens)
    drop(window, [cheque])
    examined(window)
    outcome = window.worklist_controller.case.outcome
    assert outcome is not None
    assert outcome.decision is Decision.ACCEPT
    assert outcome.similarity == answer["similarity"]
    assert window.case_page.decision.word.text() == "Accept"
    box = window.worklist_controller.case.box
    assert box is not None
    assert {"x": box.x, "y": box.y, "w": box.w, "h": box.h} == answer["questioned"]["box"]
    QTest.keyClick(window, Qt.Key.Key_1)
    window.case_page.form.note.setText("as on the card")
    window.case_page.form.record_button.click()
    examined(window)
    window.close()

    again = open_window()
    examined(again)
    (case,) = again.worklist_controller.worklist
    assert (case.questioned, case.specimens) == (cheque, tuple(specimens))
    assert case.outcome == outcome
    assert case.clerk is not None
    assert (case.clerk.verdict, case.clerk.note) == (Verdict.PAY, "as on the card")


def test_an_imitation_is_referred_with_the_reasons_that_the_command_gives(
    open_window: Callable[[], MainWindow],
    examined: Callable[[MainWindow], None],
    told: Callable[..., Any],
    data: Path,
) -> None:
    cheque = data / "demo" / "cheque-imitation.jpg"
    specimens = [data / "demo" / f"specimen-{number}.png" for number in (1, 2, 3)]
    answer = told("verify", cheque, "--json", *[w for path in specimens for w in ("-r", path)])
    window = open_window()
    window.worklist_controller.open_cases([cheque], specimens=specimens)
    examined(window)
    assert shown_decision(window) is Decision.REFER
    outcome = window.worklist_controller.case.outcome
    assert outcome is not None
    assert outcome.similarity == answer["similarity"]
    assert window.case_page.decision.word.text() == "Refer"


def test_the_results_of_a_batch_become_the_work_list(
    open_window: Callable[[], MainWindow],
    examined: Callable[[MainWindow], None],
    data: Path,
    tmp_path: Path,
) -> None:
    items = {
        "genuine": ("made/1/genuine/2.png", "made/1/genuine/0.png", "made/1/genuine/1.png"),
        "other": ("made/2/genuine/3.png", "made/1/genuine/0.png", "made/1/genuine/1.png"),
        "cheque": ("demo/cheque-genuine.jpg", "demo/specimen-1.png", "demo/specimen-2.png"),
        "unsigned": ("demo/cheque-unsigned.jpg", "demo/specimen-1.png"),
        "missing": ("demo/none.png", "demo/specimen-1.png"),
    }
    table = tmp_path / "items.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "questioned", "reference"))
        for name, (questioned, *specimens) in items.items():
            rows.writerow((name, data / questioned, ";".join(str(data / one) for one in specimens)))
    results = tmp_path / "results.csv"
    command = ["batch", str(table), "-o", str(results), "--workers", "1"]
    assert run(command) == ExitCode.ITEMS_FAILED

    window = open_window()
    drop(window, [results])
    examined(window)
    cases = list(window.worklist_controller.worklist)
    decisions = {case.name: case.outcome.decision for case in cases if case.outcome is not None}
    assert decisions == {
        "genuine": Decision.ACCEPT,
        "other": Decision.FLAG,
        "cheque": Decision.ACCEPT,
        "unsigned": Decision.NO_DECISION,
        "missing": Decision.NO_DECISION,
    }
    # Examined again in the window, a cheque keeps its decision and its similarity.
    (cheque,) = (case for case in cases if case.name == "cheque")
    window.worklist_controller.select(cheque.id)
    examined(window)
    assert cheque.outcome is not None
    found = window.case_controller.examination
    assert found is not None
    assert shown_decision(window) is cheque.outcome.decision
    assert window.worklist_controller.case.outcome is not None
    assert window.worklist_controller.case.outcome.similarity == pytest.approx(
        cheque.outcome.similarity, abs=1e-6
    )
