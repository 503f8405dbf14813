"""Measures whether memory stays flat over a long day. Run by hand, on an idle machine:

python tests/benchmarks/soak.py window FOLDER [--cases 10000] [--settled 500]
python tests/benchmarks/soak.py batch FOLDER [--minutes 15] [--workers 2]

``window`` takes cases through the window's case controller (reading, detection, verification and
the picture of the pair), offscreen and without painting. Each case is another file, with two
specimens out of 400. The command prints the memory of the process every hundred cases, and its
growth beyond the peak of the first 500 cases (limit: 5 %). ``batch`` runs the batch command for the
given minutes, on the same images many times over, and prints the memory of all processes in ten
parts of the run. The images are those of tests/benchmarks/batch.py, made in FOLDER.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.batch import DRAWN, crop_rows, draw_crop, made
from tests.helpers.memory import memory_of, own_memory_of

PICTURES = 1200
EVERY = 100


def window(folder: Path, *, count: int, settled: int) -> None:
    """Take cases through the case controller."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEventLoop, QObject

    from sigverify.gui.controllers.case_controller import CaseController
    from sigverify.gui.models.cases.case import Case
    from sigverify.gui.tasks import TaskRunner
    from sigverify.settings import Settings

    names = made(folder / "crops", PICTURES, drawn=DRAWN, picture=draw_crop, suffix=".png")
    application = QCoreApplication.instance() or QCoreApplication([])
    parent = QObject()
    runner = TaskRunner(parent)
    case_controller = CaseController(runner, parent=parent)
    loop = QEventLoop()

    def wake(answer: object) -> None:
        if answer is not None:
            loop.quit()

    case_controller.model_changed.connect(lambda: wake(case_controller.examiner))
    case_controller.pair_changed.connect(lambda: wake(case_controller.pair))
    case_controller.failed.connect(loop.quit)
    case_controller.load_model(Settings())
    loop.exec()
    highest = most = 0
    failed = 0
    started = time.perf_counter()
    for number in range(count):
        specimens = [Path(names[800 + (number + step) % 400]) for step in (0, 1)]
        case_controller.open_case(
            Case(questioned=Path(names[number % 800]), specimens=tuple(specimens))
        )
        loop.exec()
        failed += case_controller.pair is None
        if (number + 1) % EVERY:
            continue
        application.processEvents()
        taken = own_memory_of(os.getpid())
        if number < settled:
            highest = max(highest, taken)
        most = max(most, taken)
        print(f"{number + 1} cases: {taken / 2**20:.0f} MiB", flush=True)
    each = (time.perf_counter() - started) / count
    growth = 100 * (most / max(highest, 1) - 1)
    print(
        f"{count} cases, {failed} failed, {1000 * each:.0f} ms each; most of the first {settled}: "
        f"{highest / 2**20:.0f} MiB, of all {most / 2**20:.0f} MiB: {growth:+.1f} %"
    )
    case_controller.cancel()
    runner.close()
    case_controller.close()


def batch(folder: Path, *, minutes: float, workers: int) -> None:
    """Run the command for some minutes and then stop it."""
    names = made(folder / "crops", PICTURES, drawn=DRAWN, picture=draw_crop, suffix=".png")
    items, results = folder / "soak.csv", folder / "soak-results.csv"
    # More items than the run can finish; the clock ends the run.
    rows = crop_rows(names, 400 * PICTURES // 2)
    items.write_text("questioned,reference\n" + "".join(f"{a},{b}\n" for a, b in rows))
    command = [sys.executable, "-m", "sigverify", "batch", str(items), "-o", str(results)]
    command += ["--workers", str(workers), "--resume"]
    parts: list[list[int]] = [[] for _ in range(10)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        begun = time.monotonic()
        while (passed := (time.monotonic() - begun) / (60 * minutes)) < 1:
            time.sleep(0.5)
            if process.poll() is not None:
                raise SystemExit(f"the command ended by itself with status {process.returncode}")
            parts[int(10 * passed)].append(memory_of(process.pid))
        process.terminate()
    peaks = [max(part, default=0) / 2**20 for part in parts]
    print("highest in each tenth of the run, MiB:", ", ".join(f"{peak:.0f}" for peak in peaks))
    print(f"last half against first half: {100 * (max(peaks[5:]) / max(peaks[:5]) - 1):+.1f} %")


def main() -> None:
    """Run one of the two measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("window", "batch"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--settled", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.what == "window":
        window(folder, count=options.cases, settled=options.settled)
    else:
        batch(folder, minutes=options.minutes, workers=options.workers)


if __name__ == "__main__":
    main()
