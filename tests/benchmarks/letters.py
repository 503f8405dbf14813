"""Verifies a made-up letter, kills the run twice, and compares the results. Run by hand:

python tests/benchmarks/letters.py FOLDER [--items 30000] [--workers 2] [--register]

The letter has one cheque after the other of twenty accounts, over a hundred images. With
``--register`` the accounts are in a register, and every cheque is located and embedded. Without it
the specimens come from a folder and all embeddings from the cache of a run before, so that what is
measured is the reading of the letter and the journal. The memory is that of the command with all
its processes (proportional set size, sampled a few times a second; Linux only): the most in each
tenth of the run by its journal, over the runs that were killed and resumed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sigverify.batch.plan import CHUNK_ITEMS
from sigverify.files import file_sha256
from sigverify.letters.reading import Letter
from sigverify.records.opening import create_configured
from tests.benchmarks.batch import proportional, tree
from tests.helpers.letter_runs import batch_command, run_killed, write_night, write_specimens

TENTHS = 10


def main() -> None:
    """Make the letter, run it whole and killed, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=30_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--register", action="store_true")
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    items: int = options.items
    print(f"{options.workers} workers on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    night = write_night(folder / "night.x937", items=items)
    started = time.process_time()
    count = sum(1 for _ in Letter(night))
    seconds = time.process_time() - started
    print(
        f"read: {count} items of {night.stat().st_size / 2**20:.0f} MiB, "
        f"{1000 * seconds / count:.2f} ms of a processor each"
    )
    specimens = write_specimens(folder / "in")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(folder / "home" / name)
    more = ["--workers", str(options.workers), "--resume", "--date", "2030-01-02"]
    if options.register:
        if not (folder / "home" / "key").exists():
            (folder / "home").mkdir(exist_ok=True)
            create_configured(key_file=folder / "home" / "key")
            importing = [sys.executable, "-m", "sigverify", "register", "import", str(specimens)]
            subprocess.run(importing, check=True, stdout=subprocess.DEVNULL)
    else:
        more += ["--specimens-dir", str(specimens), "--cache", str(folder / "cache")]
    whole, results = folder / "whole.csv", folder / "results.csv"
    for old in (*folder.glob("whole.csv*"), *folder.glob("results.csv*")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    before, started = os.times(), time.perf_counter()
    subprocess.run(batch_command(night, whole, *more), check=True, capture_output=True)
    after, seconds = os.times(), time.perf_counter() - started
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    print(
        f"whole run: {items / seconds:.0f} items/s from start to end, "
        f"{1000 * used / items:.2f} ms of a processor each"
    )
    chunks = -(-items // CHUNK_ITEMS)
    journal = folder / "results.csv.part" / "journal"
    peaks: dict[int, int] = defaultdict(int)

    def watch(process: int) -> None:
        try:
            done = journal.read_bytes().count(b"\n")
        except FileNotFoundError:
            return
        tenth = min(TENTHS * done // (chunks + 1), TENTHS - 1)
        peaks[tenth] = max(peaks[tenth], sum(map(proportional, tree(process))))

    command = batch_command(night, results, *more)
    for limit in (chunks // 3, 2 * chunks // 3, chunks + 1):
        killed = run_killed(command, journal=journal, chunks=limit, watch=watch)
        print("killed" if killed else "ended", f"at {limit} of {chunks} chunks")
    same = file_sha256(results) == file_sha256(whole)
    print("results: the same bytes" if same else "results: DIFFERENT BYTES")
    found = ", ".join(f"{peaks[tenth] / 2**20:.0f}" for tenth in range(TENTHS))
    print(f"most memory in each tenth of the run: {found} MiB")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
