"""Measures how long the window is blocked by each action of a clerk and a risk officer.

``python tests/benchmarks/stalls.py [--list 30000]``

A timer fires every 5 ms. For each action the command prints the longest time between two beats,
three times: as the clock says; without the time in which the window's thread could run and other
processes had the processors (on Linux), which is how long the window is blocked on an idle machine;
and the processor time of that thread alone. Between the last two lies waiting for the program's
other threads. At the end it prints the longest of each.

With ``--list N`` it opens the results of a batch with N exceptions instead and works on that list.
For each action it prints how long it takes until the window is drawn, by the clock and in processor
time of the window's thread, and that processor time with everything that follows.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigverify.gui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.benchmarks.window import environment  # noqa: E402 - found by the path above


def prepare(folder: Path) -> None:
    """Make records, a bank's signatures and scores in other processes.

    Their imports are therefore not loaded yet when the window needs them.
    """
    made = (
        "from pathlib import Path; from tests.helpers.made_scores import write_scores;"
        "from tests.screenshots.calibration import made_up_bank;"
        f"folder = Path({str(folder)!r}); made_up_bank(folder / 'bank');"
        "write_scores(folder / 'scores.csv', signers=120)"
    )
    records = ["records", "create", str(folder / "records.db"), "--key-file", str(folder / "key")]
    for arguments in (["-m", "sigverify", *records], ["-c", made]):
        own = environment(str(folder))
        subprocess.run([sys.executable, *arguments], check=True, env=own, capture_output=True)


def heart() -> None:
    """Print how long each action blocks the window."""
    folder = Path(tempfile.mkdtemp())
    os.environ.update(environment(str(folder)))
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from sigverify.gui.app import make_application
    from sigverify.gui.main_window import MainWindow
    from sigverify.gui.models.cases.case import Verdict
    from sigverify.gui.responsiveness import keep_responsive
    from sigverify.paths import settings_file, shipped_folder, site_file
    from sigverify.settings import load_settings

    demo = shipped_folder("assets") / "demo"
    keep_responsive()
    make_application()
    prepare(folder)
    state = load_settings(settings_file(), site=site_file())
    bank, scores = folder / "bank", folder / "scores.csv"

    # A plot library takes these for graphics cards; a clerk's machine has none of them.
    sys.modules["cuda"] = None  # type: ignore[assignment]
    beats: list[tuple[float, float, float]] = []
    longest = [0.0, 0.0, 0.0]
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(_times()))
    timer.start(5)

    def watch(what: str, do: Callable[[], object], until: Callable[[], object]) -> None:
        """Run an action, wait for its end, and print the longest gap."""
        _let_work(100)
        del beats[:-1]
        do()
        end = time.monotonic() + 120
        while not until() and time.monotonic() < end:
            _let_work(10)
        _let_work(100)
        pairs = list(itertools.pairwise(beats))
        found = [
            1000 * max(after[which] - before[which] for before, after in pairs)
            for which in range(3)
        ]
        longest[:] = map(max, longest, found)
        print("".join(f"{one:6.0f}" for one in found), f"ms  {what}", flush=True)

    def top(kind: str) -> Any:  # noqa: ANN401 - windows of several kinds
        found = [one for one in QApplication.topLevelWidgets() if type(one).__name__ == kind]
        return next((one for one in found if one.isVisible()), None)

    window = MainWindow(settings=state, data=folder / "data")
    controller, case_controller, act = (
        window.worklist_controller,
        window.case_controller,
        window.actions_by_name,
    )
    window.resize(1280, 720)

    def rest() -> bool:
        return not window.runner.busy and not case_controller.waiting

    def open_window() -> None:
        window.show()
        window.start()

    watch("open the window, load the model", open_window, rest)
    watch("open and judge three cheques", window.files.choose_demo, rest)
    for mode in ("overlay", "blink", "agreement"):
        watch(f"compare: {mode}", act["next_mode"].trigger, lambda: True)
    watch("next case", act["next_case"].trigger, rest)
    watch(
        "decide", lambda: window.decision_controller.decide(Verdict.REFER, reason="", note=""), rest
    )
    report_of = window.reports.current()
    assert report_of is not None
    watch(
        "save the report",
        lambda: window.reports.save(report_of, folder / "report.pdf"),
        lambda: (folder / "report.pdf").exists() and rest(),
    )
    watch("name an account", lambda: controller.editor.name_account("47", 10.0), rest)
    _full_list(window, watch=watch, rest=rest)
    watch("settings", act["settings"].trigger, lambda: top("SettingsDialog"))
    top("SettingsDialog").reject()
    watch("help", act["help"].trigger, lambda: top("HelpDialog"))
    top("HelpDialog").reject()
    watch("open what waits", act["approvals"].trigger, lambda: top("ApprovalsWindow"))
    top("ApprovalsWindow").close()
    watch("open the register", act["register"].trigger, lambda: top("RegisterWindow") and rest())
    book = top("RegisterWindow")
    watch("new signatory", lambda: book.admit("47", name="A", holder="B"), lambda: not book.busy)
    specimens = sorted(demo.glob("specimen-*.png"))
    watch("add specimens", lambda: book.add_specimens("A", specimens), lambda: not book.busy)
    book.close()
    watch("open the wizard", act["calibrate"].trigger, lambda: top("CalibrationWizard"))
    wizard = top("CalibrationWizard")

    def walk(path: Path) -> None:
        wizard.data.path.setText(str(path))
        watch("wizard: read data", wizard.next, lambda: wizard.currentPage() is not wizard.data)
        if wizard.currentPage() is wizard.check:
            watch("wizard: check", lambda: None, wizard.check.isComplete)
            watch("wizard: compare", wizard.next, wizard.score.isComplete)

    walk(bank)
    wizard.restart()
    walk(scores)
    policy = wizard.policy
    watch("wizard: curves", wizard.next, lambda: rest() and policy.plots.isVisible())
    watch("wizard: change a limit", lambda: policy.limit.setValue(5.0), policy.isComplete)
    watch("wizard: drag the line", lambda: policy.plots.lines[0].setValue(0.6), lambda: True)
    for tab in (1, 2):
        watch("wizard: other curves", partial(policy.plots.setCurrentIndex, tab), lambda: True)
    watch("wizard: result", wizard.next, wizard.result_page.isComplete)
    wizard.next()
    wizard.sign.name.setText("ours")
    wizard.sign.target = folder / "calibration.pdf"
    watch("wizard: sign, report, activate", wizard.accept, lambda: not top("CalibrationWizard"))
    watch("judge by the new calibration", lambda: None, rest)
    window.close()
    print("".join(f"{one:6.0f}" for one in longest), "ms  longest")


def _times() -> tuple[float, float, float]:
    """The clock, the clock without waiting for a processor, and the processor time; in seconds."""
    now = time.perf_counter()
    try:
        waited = float(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9
    except OSError:
        waited = 0.0
    return now, now - waited, time.thread_time()


def _let_work(milliseconds: int) -> None:
    """Let the window and its threads work; QTest.qWait would keep the interpreter's lock."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _full_list(
    window: MainWindow,
    *,
    watch: Callable[[str, Callable[[], object], Callable[[], object]], None],
    rest: Callable[[], bool],
) -> None:
    """Work on a list of 500 examined cases, and remove it again."""
    from PySide6.QtCore import Qt

    from sigverify.gui.models.cases.case import Case, Outcome, Verdict
    from sigverify.paths import shipped_folder
    from sigverify.terms import Decision

    demo = shipped_folder("assets") / "demo"
    controller, act, page = window.worklist_controller, window.actions_by_name, window.queue_page
    judged = [
        Case(
            title=f"cheque-{number:09d}",
            questioned=demo / "genuine.png",
            specimens=tuple(sorted(demo.glob("specimen-*.png"))),
            outcome=Outcome(decision=Decision.ACCEPT, similarity=0.9),
            amount=float(number),
            micr="",
        )
        for number in range(500)
    ]

    def add() -> None:
        controller.worklist.add(judged)
        controller.select(judged[1].id)

    watch("500 cases: into the list", add, rest)
    watch("500 cases: next case", act["next_case"].trigger, rest)
    watch(
        "500 cases: decide",
        lambda: window.decision_controller.decide(Verdict.REFER, reason="", note=""),
        rest,
    )
    watch("500 cases: one was checked", controller.worklist_changed.emit, rest)
    watch("500 cases: show the queue", act["queue"].trigger, rest)
    watch("500 cases: one was checked", controller.worklist_changed.emit, rest)
    descending = Qt.SortOrder.DescendingOrder
    watch("500 cases: sort", lambda: page.table.sortByColumn(3, descending), rest)
    watch("500 cases: search", lambda: page.search.setText("0042"), rest)
    watch("500 cases: search ended", lambda: page.search.setText(""), rest)
    watch("500 cases: scroll to the end", page.table.scrollToBottom, rest)
    watch("500 cases: back to a case", window.queue.leave, rest)
    watch("500 cases: clear the list", controller.clear, rest)
    watch("open and judge three cheques again", window.files.choose_demo, rest)


def long_list(count: int) -> None:
    """Print how long each action on a long list takes, once its pictures are drawn."""
    folder = Path(tempfile.mkdtemp())
    os.environ.update(environment(str(folder)))
    from PySide6.QtCore import Qt

    from sigverify.gui.app import make_application
    from sigverify.gui.main_window import MainWindow
    from sigverify.gui.models.cases.case import Verdict
    from sigverify.gui.models.cases.worklist import Show
    from sigverify.gui.responsiveness import keep_responsive
    from sigverify.paths import settings_file, shipped_folder, site_file
    from sigverify.settings import load_settings

    demo = shipped_folder("assets") / "demo"
    results = folder / "results.csv"
    row = f"{demo / 'imitation.png'},{demo / 'specimen-1.png'},refer,0.4\n"
    rows = "".join(f"cheque-{number:09d},{row}" for number in range(count))
    results.write_text("id,questioned,references,decision,similarity\n" + rows, "utf-8")
    keep_responsive()
    make_application()
    state = load_settings(settings_file(), site=site_file())
    window = MainWindow(settings=state, data=folder / "data")
    controller, act = window.worklist_controller, window.actions_by_name
    page = window.queue_page
    window.resize(1280, 720)
    window.show()
    window.start()
    clock = time.perf_counter, time.thread_time

    def rest() -> bool:
        return not window.runner.busy and not window.case_controller.waiting

    def watch(what: str, do: Callable[[], object]) -> None:
        begun = [read() for read in clock]
        do()
        window.grab()
        taken = [1000 * (read() - before) for read, before in zip(clock, begun, strict=True)]
        while not rest():
            _let_work(10)
        everything = 1000 * (time.thread_time() - begun[1])
        print(f"{taken[0]:6.0f} {taken[1]:6.0f} {everything:6.0f} ms  {what}", flush=True)
        _let_work(400)

    def open_results() -> None:
        window.open_files([results])
        while len(controller.worklist) < count:
            _let_work(5)

    print("      until drawn (clock, processor), with what follows")
    _let_work(1500)
    watch(f"{count} cases: open the results", open_results)
    for _ in range(3):
        watch("next case", act["next_case"].trigger)
    decide = window.decision_controller.decide
    watch("decide", lambda: decide(Verdict.REFER, reason="", note=""))
    watch("only what is to decide", lambda: controller.set_show(Show.OPEN))
    watch("next case", act["next_case"].trigger)
    watch("decide", lambda: decide(Verdict.REFER, reason="", note=""))
    watch("park", act["park"].trigger)
    watch("show the queue", act["queue"].trigger)
    watch("sort", lambda: page.table.sortByColumn(3, Qt.SortOrder.DescendingOrder))
    watch("search", lambda: page.search.setText("00042"))
    watch("search ended", lambda: page.search.setText(""))
    watch("back to a case", window.queue.leave)
    watch("remove a case", controller.remove_case)
    watch("restore it", controller.restore_case)
    watch("clear the list", controller.clear)
    window.close()


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", type=int, metavar="N", help="work on a list of N exceptions")
    wanted = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if wanted.list:
        long_list(wanted.list)
    else:
        heart()
    return 0


if __name__ == "__main__":
    sys.exit(main())
