"""Measures speed and memory of `sigverify batch` on made-up items. Run by hand:

python tests/benchmarks/batch.py FOLDER [--workers 2] [--only crops cheques cached memory]

The benchmark writes its images to FOLDER, and later runs reuse them. It draws a hundred images and
shifts these by some pixels for the others, so that no two files are equal and no cache holds an
image that it should not hold. Every figure is of the command as a separate process, from start to
end. Beside it are the rate without the start, which a run of one item measures, and the total
processor time, which is more reliable on a busy machine. The memory is that of the process and all
its children (proportional set size, sampled ten times a second; Linux only).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import ctypes
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.scanning import ScanMode, ScannerSettings, scan
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from tests.helpers.memory import memory_of

DRAWN = 100
CROP_DPI = 200.0
CROP_PAIRS = 600
CHEQUES = 200
CACHED_PAIRS = 10_000
MEMORY_ITEMS = 100_000
CHEQUE_SIZE = (2400, 1100)
SAMPLE_SECONDS = 0.1
# From Linux's prctl.h.
PR_SET_CHILD_SUBREAPER = 36

Picture = NDArray[np.uint8]
Row = tuple[str, str]
Found = tuple[float, float, int]


def draw_crop(number: int) -> Picture:
    """Draw a scanned signature; an odd number has the same signer as the even one before it."""
    signer = make_signer(np.random.default_rng(number // 2))
    rng = np.random.default_rng([number, 1])
    ink = draw(signer.write(rng), dpi=CROP_DPI, pen=Pen(), rng=rng)
    bordered = np.pad(ink, 24)
    settings = ScannerSettings(mode=ScanMode.GREY, noise=1.5)
    return scan(bordered, colour=(60, 40, 40), rng=rng, settings=settings)


def draw_cheque(number: int) -> Picture:
    """Draw a cheque in colour."""
    cheque = compose_cheque(np.random.default_rng(number), dpi=300.0)
    return np.asarray(cv2.resize(cheque.image, CHEQUE_SIZE), dtype=np.uint8)


def made(
    folder: Path, count: int, *, drawn: int, picture: Callable[[int], Picture], suffix: str
) -> list[str]:
    """Return images in a folder, after drawing the missing ones."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [str(folder / f"{number}{suffix}") for number in range(count)]
    originals: dict[int, Picture] = {}
    for number, name in enumerate(names):
        if Path(name).exists():
            continue
        which = number % drawn
        if which not in originals:
            originals[which] = picture(which)
        moved = np.roll(originals[which], (number // drawn) % 12, axis=1)
        cv2.imwrite(name, moved)
    return names


class Memory(threading.Thread):
    """Samples the memory of a process and its children."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._process = process
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, memory_of(self._process))


def run(folder: Path, rows: Sequence[Row], *, workers: int, cache: Path | None = None) -> Found:
    """Return wall-clock seconds, processor seconds, and peak bytes of a run."""
    items, results = folder / "items.csv", folder / "results.csv"
    for old in folder.glob("results.csv*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with items.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("questioned", "reference"))
        lines.writerows(rows)
    command = [sys.executable, "-m", "sigverify", "batch", str(items), "-o", str(results)]
    command += ["--workers", str(workers)]
    command += [] if cache is None else ["--cache", str(cache)]
    before, started = os.times(), time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        memory = Memory(process.pid)
        memory.start()
        out = process.communicate()[0]
        seconds = time.perf_counter() - started
        memory.done.set()
        memory.join()
    if process.returncode != 0:
        raise SystemExit(f"status {process.returncode}\n{out}")
    # The server process for forks ends by itself after the command.
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    print("   ", ", ".join(" ".join(line.split()) for line in out.splitlines() if line[0] != " "))
    return seconds, used, memory.peak


def report(name: str, count: int, found: Found, *, start: Found) -> None:
    """Print one line of figures."""
    seconds, used, peak = found
    print(
        f"{name}: {count} in {seconds:.1f} s = {count / seconds:.1f}/s, "
        f"without the start of {start[0]:.1f} s {count / max(seconds - start[0], 1e-9):.1f}/s; "
        f"{1000 * max(used - start[1], 0) / count:.2f} ms of a processor each; "
        f"peak {peak / 2**20:.0f} MiB",
        flush=True,
    )


def crop_rows(names: Sequence[str], count: int) -> list[Row]:
    """Return distinct pairs, nine in ten of the same signer, as on a usual day."""
    half = len(names) // 2
    rows = []
    for number in range(count):
        first, step = number % half, number // half
        second = (first + (37 if number % 10 == 0 else 0) + step * DRAWN // 2) % half
        rows.append((names[2 * first], names[2 * second + 1]))
    return rows


def main() -> None:
    """Make the items, run the batches, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--only", nargs="*", default=["crops", "cheques", "cached", "memory"], metavar="WHAT"
    )
    options = parser.parse_args()
    if sys.platform == "linux":
        # Orphaned processes become children of this one, which counts their time as well.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    folder: Path = options.folder.resolve()
    workers: int = options.workers
    names = made(folder / "crops", 2 * CROP_PAIRS, drawn=DRAWN, picture=draw_crop, suffix=".png")
    rows = crop_rows(names, CROP_PAIRS)
    print(f"{workers} workers on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    start = run(folder, rows[:1], workers=workers)
    if "crops" in options.only:
        report("crop pairs", CROP_PAIRS, run(folder, rows, workers=workers), start=start)
    if "cheques" in options.only:
        cheques = made(folder / "cheques", CHEQUES, drawn=20, picture=draw_cheque, suffix=".jpg")
        pairs = [(cheque, names[1]) for cheque in cheques]
        report("cheques", CHEQUES, run(folder, pairs, workers=workers), start=start)
    cache = folder / "cache"
    pairs = crop_rows(names, CACHED_PAIRS)
    if "cached" in options.only:
        first = run(folder, pairs, workers=workers, cache=cache)
        report("pairs, filling the cache", CACHED_PAIRS, first, start=start)
        again = run(folder, pairs, workers=workers, cache=cache)
        report("pairs from the cache", CACHED_PAIRS, again, start=start)
    if "memory" in options.only:
        many = [pairs[number % CACHED_PAIRS] for number in range(MEMORY_ITEMS)]
        report("items", MEMORY_ITEMS, run(folder, many, workers=workers, cache=cache), start=start)


if __name__ == "__main__":
    main()
