"""Measures how soon the clerk's window is usable, and how soon a case is decided.

``python tests/benchmarks/window.py [--starts 15] [--cases 15]``

The start is the time from a new process until the window is drawn and takes clicks, while the model
loads in the background. The case is the time from opening a 300 dpi colour leaf in the window until
the decision is shown, without the first case of a process, which warms the caches.

With ``--clean N`` the command starts and closes the window N times and checks Qt's messages,
surviving threads and the exit status.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

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


def report(what: str, values: list[float], *, unit: str) -> None:
    """Print median and range."""
    low, middle, high = min(values), statistics.median(values), max(values)
    print(f"{what}: median {middle:.3g} {unit} ({low:.3g} to {high:.3g}, n = {len(values)})")


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--cases", type=int, default=15)
    parser.add_argument("--clean", type=int, metavar="N", help="only start and close N times")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        return start_once(wanted.child)
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
