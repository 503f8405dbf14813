"""The wizard as a risk officer meets it: by keyboard, with bad data, and without a stall."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from sigverify.calibration.flow import CalibrationFlow, Step
from sigverify.calibration.store import CalibrationStore, calibration_in_force
from sigverify.encoding.artefact import load_artefact
from sigverify.gui.main_window import MainWindow
from sigverify.gui.tasks import TaskRunner
from sigverify.gui.wizard.wizard import CalibrationWizard
from sigverify.verification.verifier import Verifier
from tests.helpers.made_scores import write_scores
from tests.helpers.window_driving import child
from tests.helpers.written_set import write_set

WAIT_MS = 60_000


def new_flow(model: Path, folder: Path) -> CalibrationFlow:
    return CalibrationFlow(
        Verifier(model, threads=1),
        artefact=load_artefact(model),
        store=CalibrationStore(folder / "store"),
        cache=folder / "cache.sqlite",
        clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.fixture
def flow(pristine_model: Path, tmp_path: Path) -> CalibrationFlow:
    return new_flow(pristine_model, tmp_path)


@pytest.fixture
def wizard(flow: CalibrationFlow, qtbot: QtBot) -> Iterator[CalibrationWizard]:
    runner = TaskRunner()
    made = CalibrationWizard(flow, runner=runner)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()
    runner.close()


def press_next(wizard: CalibrationWizard, qtbot: QtBot) -> None:
    """Next by the keyboard, once the page allows it."""
    button = wizard.button(QWizard.WizardButton.NextButton)
    qtbot.waitUntil(button.isEnabled, timeout=WAIT_MS)
    before = wizard.currentId()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wizard.currentId() != before, timeout=WAIT_MS)


def test_from_pictures_to_a_calibration_in_force_by_keyboard_alone(
    wizard: CalibrationWizard,
    flow: CalibrationFlow,
    qtbot: QtBot,
    pristine_model: Path,
    tmp_path: Path,
) -> None:
    table = write_set(
        tmp_path / "bank", writers=[(f"b/{number}", "val") for number in range(4)], forged=2
    )
    (tmp_path / "bank/b/1/broken.png").write_bytes(b"no picture")
    with table.open("a", encoding="utf-8") as rows:
        rows.write("b/1/broken.png,b/1,genuine,val\n")
    QTest.keyClicks(wizard.data.path, str(table))
    wizard.data.references.setValue(2)

    # What the clerk's window would feel: the longest time between two beats of a timer.
    beats = [time.perf_counter()]
    heart = QTimer(wizard)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start(5)
    press_next(wizard, qtbot)
    qtbot.waitUntil(wizard.check.isComplete, timeout=WAIT_MS)
    # What is done offers the next page, and nothing more to stop.
    assert wizard.button(QWizard.WizardButton.NextButton).hasFocus()
    assert not wizard.check.panel.button.isVisible()
    press_next(wizard, qtbot)
    assert wizard.check.table.rowCount() == 1
    name, reason = wizard.check.table.item(0, 0), wizard.check.table.item(0, 1)
    assert name is not None
    assert name.text() == "b/1/broken.png"
    assert reason is not None
    assert reason.text().startswith("This is not an image")
    assert "unusable 1" in wizard.check.counts.text()
    press_next(wizard, qtbot)
    QTest.keyClicks(wizard.policy.kind, "Both")
    wizard.policy.refer.setChecked(False)
    qtbot.waitUntil(wizard.policy.isComplete, timeout=WAIT_MS)
    assert "Of 1000 cheques a day about" in wizard.policy.day.text()
    heart.stop()
    gaps = [1000 * (after - before) for before, after in itertools.pairwise(beats)]
    print(f"\nheartbeat of 5 ms: longest gap {max(gaps):.0f} ms of {len(gaps)}")

    press_next(wizard, qtbot)
    qtbot.waitUntil(wizard.result_page.isComplete, timeout=WAIT_MS)
    assert wizard.result_page.sentence.text().startswith("Of 1000 genuine cheques")
    press_next(wizard, qtbot)
    finish = wizard.button(QWizard.WizardButton.FinishButton)
    assert not finish.isEnabled()
    QTest.keyClicks(wizard.sign.name, "ours")
    QTest.keyClicks(wizard.sign.author, "A. Risk")
    # While warnings stand, somebody has to want it in force.
    assert flow.result is not None
    assert flow.result.warnings
    assert not wizard.sign.activate.isChecked()
    QTest.keyClick(wizard.sign.activate, Qt.Key.Key_Space)
    QTest.keyClick(finish, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not wizard.isVisible(), timeout=WAIT_MS)
    assert flow.step is Step.DONE
    assert wizard.result() == QWizard.DialogCode.Accepted
    store = CalibrationStore(tmp_path / "store")
    assert calibration_in_force(pristine_model, store=store) is not None

    # The flow walked without a window gives the same, to the last bit.
    other = new_flow(pristine_model, tmp_path / "other")
    other.choose_data(table, references=2)
    other.check_data(progress=lambda done, total: None)
    other.score(progress=lambda done, total: None)
    other.choose_policy(wizard.policy.request)
    other.look_at_held_out()
    assert other.sign(name="ours", author="A. Risk") == flow.values


def test_data_that_will_not_do_are_refused_on_their_page(
    wizard: CalibrationWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    wizard.data.path.setText(str(tmp_path / "empty"))
    wizard.next()
    qtbot.waitUntil(lambda: "no image" in wizard.data.message.text(), timeout=WAIT_MS)
    assert wizard.currentPage() is wizard.data
    write_scores(tmp_path / "one.csv", signers=1)
    wizard.data.path.setText(str(tmp_path / "one.csv"))
    wizard.next()
    qtbot.waitUntil(
        lambda: "There is 1 signer" in wizard.score.panel.message.text(), timeout=WAIT_MS
    )
    assert not wizard.score.isComplete()


def test_a_limit_that_cannot_be_proven_stops_there_until_it_is_granted(
    wizard: CalibrationWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.data.path.setText(str(write_scores(tmp_path / "scores.csv")))
    wizard.next()
    press_next(wizard, qtbot)
    policy = wizard.policy
    policy.limit.setValue(0.01)
    qtbot.waitUntil(lambda: "can't show a rate" in policy.message.text(), timeout=WAIT_MS)
    assert not policy.isComplete()
    policy.unproven.setChecked(True)
    qtbot.waitUntil(policy.isComplete, timeout=WAIT_MS)
    assert "can't prove" in policy.message.text()
    # Dragging the line shows another threshold's day, and leaves the policy alone.
    before = policy.day.text()
    policy.plots.lines[0].setValue(0.123)
    assert "Accept from 0.1230" in policy.day.text() != before
    assert policy.plots.lines[1].value() == pytest.approx(0.123)


def test_figures_go_as_soon_as_something_else_is_asked(
    wizard: CalibrationWizard, flow: CalibrationFlow, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.data.path.setText(str(write_scores(tmp_path / "scores.csv")))
    wizard.next()
    press_next(wizard, qtbot)
    policy = wizard.policy
    policy.kind.setCurrentIndex(3)
    qtbot.waitUntil(policy.isComplete, timeout=WAIT_MS)
    assert "Of 1000 cheques" in policy.day.text()
    assert policy.plots.lines[0].isVisible()
    policy.volume.setValue(77)
    assert policy.day.text() == "Calculating…"
    assert not policy.plots.lines[0].isVisible()
    assert not policy.isComplete()
    # An answer to what was asked before is on its way when the next change comes.
    under_way = []
    policy.request_preview()
    under_way.append(policy.busy)
    policy.volume.setValue(78)
    under_way.append(policy.busy)
    assert under_way == [True, False]
    qtbot.waitUntil(policy.isComplete, timeout=WAIT_MS)
    assert "Of 78 cheques" in policy.day.text()
    # A line that is dragged differs from the policy's own.
    policy.plots.lines[0].setValue(0.9)
    assert "as you dragged it" in policy.message.text()
    # Of two limits it is said which of them is shown.
    policy.kind.setCurrentIndex(0)
    policy.limit.setValue(30.0)
    policy.small_limit.setValue(50.0)
    policy.by_amount.setChecked(True)
    qtbot.waitUntil(policy.isComplete, timeout=WAIT_MS)
    assert "stricter of the two" in policy.message.text()


def test_closing_in_the_middle_drops_the_answer(
    wizard: CalibrationWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.data.path.setText(str(write_scores(tmp_path / "scores.csv")))
    wizard.next()
    press_next(wizard, qtbot)
    assert wizard.policy.busy
    wizard.reject()
    assert not wizard.policy.busy


def test_stopped_work_goes_on_where_it_was(
    wizard: CalibrationWizard, flow: CalibrationFlow, qtbot: QtBot, tmp_path: Path
) -> None:
    table = write_set(
        tmp_path / "bank", writers=[(f"b/{number}", "val") for number in range(4)], forged=0
    )
    wizard.data.path.setText(str(table))
    wizard.data.references.setValue(2)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.check.panel.busy, timeout=WAIT_MS)
    wizard.check.panel.stop()
    assert "continue where it stopped" in wizard.check.panel.message.text()
    QTest.keyClick(wizard.check.panel.button, Qt.Key.Key_Space)
    qtbot.waitUntil(wizard.check.isComplete, timeout=WAIT_MS)
    assert flow.checked is not None
    assert len(flow.checked.signers) == 4


def test_the_wizard_opens_over_the_window_and_says_when_it_was_signed(
    open_window: Callable[..., MainWindow], qtbot: QtBot, pristine_model: Path, tmp_path: Path
) -> None:
    window = open_window(clerk="A. Risk")
    window.actions_by_name["calibrate"].trigger()
    qtbot.waitUntil(lambda: window.findChild(CalibrationWizard) is not None, timeout=WAIT_MS)
    wizard = child(window, CalibrationWizard)
    signed: list[CalibrationFlow] = []
    wizard.accepted.connect(lambda flow=wizard.flow: signed.append(flow))
    wizard.data.path.setText(str(write_scores(tmp_path / "scores.csv")))
    wizard.next()
    press_next(wizard, qtbot)
    wizard.policy.kind.setCurrentIndex(3)
    press_next(wizard, qtbot)
    press_next(wizard, qtbot)
    wizard.sign.name.setText("ours")
    assert wizard.sign.author.text() == "A. Risk"
    wizard.sign.activate.setChecked(False)
    wizard.accept()
    # Signed beside the window, which stays until that is done and can't be closed meanwhile.
    assert wizard.sign.busy
    wizard.reject()
    qtbot.waitUntil(lambda: bool(signed), timeout=WAIT_MS)
    assert [flow.step for flow in signed] == [Step.ACTIVATE]
    # Kept where the command finds it, and not in force.
    assert len(CalibrationStore().stored(load_artefact(pristine_model))) == 1
    assert calibration_in_force(pristine_model) is None


@pytest.mark.parametrize("changes", [{}, {"model": ""}], ids=["a model named", "the shipped model"])
def test_the_window_opens_it_unless_the_site_has_laid_the_calibration_down(
    changes: dict[str, str], open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = open_window(**changes)
    window.actions_by_name["calibrate"].trigger()
    qtbot.waitUntil(lambda: window.findChild(CalibrationWizard) is not None, timeout=WAIT_MS)
    child(window, CalibrationWizard).reject()
    state = window.settings
    window.apply_settings(replace(state, locked=frozenset({"calibration"})))
    assert not window.actions_by_name["calibrate"].isEnabled()
