"""The task runner: nothing is lost, nothing comes late, nothing outlives the window."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from sigverify.gui.tasks import Failure, TaskCancelledError, TaskRunner, Urgency
from sigverify.progress import Cancelled, Progress


@pytest.fixture
def runner(qtbot: QtBot) -> TaskRunner:
    return TaskRunner()


def _give(number: int, _progress: Progress, _cancelled: Cancelled) -> int:
    return number


def test_a_hundred_answers_come_in_the_window_s_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    answers: list[int] = []
    threads = set()

    def take(answer: int) -> None:
        answers.append(answer)
        threads.add(threading.get_ident())

    for number in range(100):
        runner.submit(partial(_give, number), on_result=take)
    qtbot.waitUntil(lambda: len(answers) == 100)
    assert answers == list(range(100))
    assert threads == {threading.get_ident()}
    assert not runner.busy
    assert runner.close()


def test_an_error_comes_with_its_traceback(qtbot: QtBot, runner: TaskRunner) -> None:
    def broken(_progress: Progress, _cancelled: Cancelled) -> None:
        raise ZeroDivisionError("oops")

    failures: list[Failure] = []
    runner.submit(broken, on_result=failures.append, on_error=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0].error, ZeroDivisionError)
    assert "in broken" in failures[0].details
    with qtbot.waitSignal(runner.failed) as said:
        runner.submit(broken, on_result=failures.append)
    assert isinstance(said.args[0], Failure)
    assert runner.close()


def test_a_cancelled_task_reports_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, go = threading.Event(), threading.Event()
    said: list[object] = []

    def slow(_progress: Progress, cancelled: Cancelled) -> str:
        begun.set()
        go.wait(10)
        if cancelled():
            raise TaskCancelledError
        return "late"

    task = runner.submit(slow, on_result=said.append, on_error=said.append)
    waiting = runner.submit(lambda _p, _c: "never", on_result=said.append, what="waiting")
    begun.wait(10)
    task.cancel()
    waiting.cancel()
    assert not runner.busy
    go.set()
    done: list[int] = []
    runner.submit(lambda _p, _c: 1, on_result=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert said == []
    assert runner.close()


def test_progress_is_told_and_the_urgent_goes_first(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, go = threading.Event(), threading.Event()
    order: list[str] = []
    steps: list[tuple[int, int]] = []

    def first(progress: Progress, _cancelled: Cancelled) -> str:
        begun.set()
        progress(1, 2)
        go.wait(10)
        return "first"

    runner.submit(
        first, on_result=order.append, on_progress=lambda done, total: steps.append((done, total))
    )
    begun.wait(10)
    runner.submit(lambda _p, _c: "background", on_result=order.append, urgency=Urgency.BACKGROUND)
    runner.submit(lambda _p, _c: "now", on_result=order.append)
    qtbot.waitUntil(lambda: steps == [(1, 2)])
    go.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["first", "now", "background"]
    assert runner.close()


def test_closing_waits_for_what_runs_and_forgets_what_waits(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    begun = threading.Event()
    ended: list[str] = []
    said: list[object] = []

    def patient(_progress: Progress, cancelled: Cancelled) -> str:
        begun.set()
        while not cancelled():
            pass
        ended.append("patient")
        return "late"

    runner.submit(patient, on_result=said.append)
    runner.submit(lambda _p, _c: ended.append("waiting"), on_result=said.append)
    begun.wait(10)
    assert runner.close()
    assert ended == ["patient"]
    assert runner.submit(lambda _p, _c: 1, on_result=said.append).cancelled
    qtbot.wait(1)
    assert said == []
