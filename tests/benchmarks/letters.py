"""Verifies a made-up letter, kills the run twice, and opens its report. Run by hand:

python tests/benchmarks/letters.py FOLDER [--items 30000] [--workers 2]

The letter holds cheques, returns and credits of twenty accounts of a register, over sixty images.
Each image after the first sixty is known, so what is measured is the reading of the letter, the
comparison with the register, the search for cheques that were presented before, and the journal.
The memory is that of the command with all its processes (proportional set size, Linux only): the
most in each tenth of the items, over the runs that were killed and resumed. The browser is Debian's
Chromium.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sigverify.letters.reading import Letter
from tests.helpers.browser import CHROMIUM, Browser
from tests.helpers.letter_runs import verify_night


def main() -> None:
    """Make the letter, run it whole and killed, open the report, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder")
    parser.add_argument("--items", type=int, default=30_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    items: int = options.items
    print(f"{options.workers} workers on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    night = verify_night(folder, items=items, workers=options.workers)
    started = time.process_time()
    count = sum(1 for _ in Letter(night.letter))
    seconds = time.process_time() - started
    print(
        f"read: {count} items of {night.letter.stat().st_size / 2**20:.0f} MiB, "
        f"{1000 * seconds / count:.2f} ms of a processor each"
    )
    print(
        f"whole run: {night.seconds:.0f} s, {items / night.seconds:.0f} items/s from start to end "
        f"(load {os.getloadavg()[0]:.1f})"
    )
    same = night.resumed.read_bytes() == night.whole.read_bytes()
    print(f"{night.kills} kills:", "the same bytes" if same else "DIFFERENT BYTES")
    found = ", ".join(f"{peak / 2**20:.0f}" for peak in night.peaks)
    print(f"most memory in each tenth of the run: {found} MiB")
    if CHROMIUM is not None:
        report(night.report)
    sys.exit(0 if same and night.kills == 2 else 1)


def report(page: Path) -> None:
    """Print how long a browser takes for the report."""
    print(f"report: {page.stat().st_size / 2**20:.0f} MiB")
    with Browser() as browser:
        for name, act in (
            ("opened", lambda: browser.open(page)),
            ("all items", lambda: browser.choose("show", "all")),
            ("last page", lambda: browser.run("document.getElementById('last').click()")),
            ("filtered by account", lambda: browser.choose("account", "1007")),
            ("sorted by amount", lambda: browser.run(_SORT)),
        ):
            started = time.perf_counter()
            act()
            browser.drawn()
            seconds = time.perf_counter() - started
            print(f"  {name}: {1000 * seconds:.0f} ms, {browser.text_of('#count')}")
        pictures = browser.run("document.querySelectorAll('#rows img').length")
        print(f"  {pictures} pictures on the page shown")


_SORT = "document.querySelector('th[data-order=amount] button').click()"


if __name__ == "__main__":
    main()
