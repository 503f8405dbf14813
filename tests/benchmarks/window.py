"""Measures how soon the clerk's window is usable, and how soon a case is decided.

``python tests/benchmarks/window.py [--starts 15] [--cases 15] [--heart] [--list 30000]``

The start is the time from a new process until the window is drawn and takes clicks, while the model
loads in the background. The case is the time from opening a 300 dpi colour leaf in the window until
the decision is shown, without the first case of a process, which warms the caches.

With ``--heart`` a timer fires every 5 ms during all actions of a clerk and a risk officer. For each
action the command prints the longest time between two beats, three times: as the clock says;
without the time in which the window's thread could run and other processes had the processors (on
Linux), which is how long the window is blocked on an idle machine; and the processor time of that
thread alone. Between the last two lies waiting for the program's other threads. At the end it
prints the longest of each.

With ``--list N`` it opens the results of a batch with N exceptions and works on that list; what it
prints is how long each action keeps the window's thread busy.

With ``--clean N`` the command starts and closes the window N times and checks Qt's messages,
surviving threads and the exit status.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigverify.gui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
_IGNORED = "This plugin does not support propagateSizeHints()"


def environment(folder: str) -> dict[str, str]:
    """Return the environment of a process with folders of its own and no screen."""
    own = {name: folder for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **own}


def child(folder: str, mode: str) -> subprocess.CompletedProcess[str]:
    """Run this file in a new process."""
    return subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--child", mode],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(folder), "WINDOW_STARTED": repr(time.time())},
        cwd=ROOT,
        timeout=120,
    )


def start_once(mode: str) -> int:
    """In the new process, open the window, print the time, close it and count threads."""
    from PySide6.QtCore import QTimer

    from sigverify.gui.app import make_application
    from sigverify.gui.main_window import MainWindow
    from sigverify.paths import data_folder, settings_file, site_file
    from sigverify.settings import load_settings

    app = make_application()
    settings = load_settings(settings_file(), site=site_file())
    window = MainWindow(settings=settings, data=data_folder())
    window.show()
    QTimer.singleShot(0, window, window.start)

    def usable() -> None:
        window.grab()
        print(time.time() - float(os.environ["WINDOW_STARTED"]))
        if mode == "start":
            window.close()
        elif mode == "demo":
            window.files.choose_demo()
            QTimer.singleShot(300, window, window.close)
        else:
            QTimer.singleShot(40, window, window.close)

    QTimer.singleShot(0, window, usable)
    app.exec()
    alive = [
        thread.name for thread in threading.enumerate() if thread is not threading.main_thread()
    ]
    print("threads", *alive)
    return 0


def starts(count: int) -> None:
    """Print how soon the window is usable."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count + 1):
            times.append(float(child(folder, "start").stdout.split()[0]))
    report("start to usable window", times[1:], unit="s")


def clean(count: int) -> int:
    """Print how many starts in a row were not clean."""
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            # Close the window at once, while the model loads, and in the middle of the demo.
            done = child(folder, ("start", "loading", "demo")[number % 3])
            said = [line for line in done.stderr.splitlines() if line.strip() != _IGNORED]
            threads = [line for line in done.stdout.splitlines() if line.startswith("threads ")]
            if done.returncode or said or threads:
                faults.append((number, done.returncode, said, threads))
    print(f"{count - len(faults)} of {count} starts clean")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def cases(count: int) -> None:
    """Print how soon a 300 dpi colour leaf is decided."""
    os.environ.update(environment(tempfile.mkdtemp()))
    sys.path.insert(0, str(ROOT))
    import cv2
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest

    from sigverify.gui.app import make_application
    from sigverify.gui.main_window import MainWindow
    from sigverify.paths import shipped_folder
    from sigverify.settings import Settings, SettingsState
    from tests.helpers.pictures import decode_colour

    demo = shipped_folder("assets") / "demo"
    make_application()
    state = SettingsState(values=Settings(), locked=frozenset(), complaint=None)
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(settings=state, data=Path(folder))
        window.resize(1280, 720)
        window.show()
        window.start()
        case_controller = window.case_controller
        while case_controller.examiner is None:
            QTest.qWait(10)
        picture = decode_colour((demo / "cheque-genuine.jpg").read_bytes())
        # 8 inches wide at 300 dpi, and another file each time, so that no cache knows it.
        leaf = cv2.resize(picture, (2427, 1134), interpolation=cv2.INTER_CUBIC)
        # Sleep until an answer comes, as the window does: polling would occupy a core.
        loop = QEventLoop()

        def wake(answer: object) -> None:
            if answer is not None:
                loop.quit()

        case_controller.examined.connect(wake)
        case_controller.pair_changed.connect(lambda: wake(case_controller.pair))
        times, pairs = [], []
        for number in range(count + 1):
            path = Path(folder) / f"{number}.jpg"
            leaf[:8, :8] = 10 * number
            path.write_bytes(cv2.imencode(".jpg", leaf)[1].tobytes())
            begun = time.perf_counter()
            window.worklist_controller.open_cases(
                [path], specimens=sorted(demo.glob("specimen-*.png"))
            )
            loop.exec()
            times.append(time.perf_counter() - begun)
            loop.exec()
            pairs.append(time.perf_counter() - begun)
            window.worklist_controller.remove_case()
        window.close()
    report(
        "case to decision, 2427 x 1134 colour JPEG", [1000 * one for one in times[1:]], unit="ms"
    )
    report("case to overlay and maps", [1000 * one for one in pairs[1:]], unit="ms")


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
    sys.path.insert(0, str(ROOT))
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
    sys.path.insert(0, str(ROOT))
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


def report(what: str, values: list[float], *, unit: str) -> None:
    """Print median and range."""
    low, middle, high = min(values), statistics.median(values), max(values)
    print(f"{what}: median {middle:.3g} {unit} ({low:.3g} to {high:.3g}, n = {len(values)})")


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--cases", type=int, default=15)
    parser.add_argument("--heart", action="store_true", help="only how long it stands still")
    parser.add_argument("--list", type=int, metavar="N", help="only a list of N exceptions")
    parser.add_argument("--clean", type=int, metavar="N", help="only start and close N times")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        return start_once(wanted.child)
    if wanted.heart:
        heart()
        return 0
    if wanted.list:
        long_list(wanted.list)
        return 0
    if wanted.clean:
        return clean(wanted.clean)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if wanted.starts:
        starts(wanted.starts)
    if wanted.cases:
        cases(wanted.cases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
