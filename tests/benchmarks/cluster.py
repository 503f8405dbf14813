"""Compares the cost of an item on a Dask cluster with that of local processes. Run by hand:

python -m tests.benchmarks.cluster FOLDER [--workers 4] [--items 600] [--rounds 3]

Each run is a program of its own that ends with its workers. The figure is the processor time of all
its processes, the scheduler among them, less that of a run of one item, for each further item; of
several rounds, in turn, the least. The crops are those of `tests/benchmarks/batch.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import ctypes
import logging
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.benchmarks.batch import (
    CROP_PAIRS,
    DRAWN,
    PR_SET_CHILD_SUBREAPER,
    crop_rows,
    draw_crop,
    made,
)

KINDS: Final = ("local", "cluster")


def judge(items: Path, results: Path, *, kind: str, workers: int) -> None:
    """Run a batch in this process and its workers."""
    from sigverify.batch.input.items import ItemTable
    from sigverify.batch.output.files import BatchOutput
    from sigverify.batch.run import BatchSettings, run_batch
    from sigverify.paths import model_folder

    with ExitStack() as stack:
        address = None
        if kind == "cluster":
            from distributed import LocalCluster

            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            )
            address = cluster.scheduler_address
        settings = BatchSettings(
            output=BatchOutput(results=results),
            model=model_folder(None),
            processes=workers,
            scheduler=address,
        )
        stack.enter_context(
            run_batch(ItemTable(items), settings=settings, progress=lambda *_: None)
        )


def seconds_of(folder: Path, *, kind: str, items: int, workers: int) -> float:
    """Return processor seconds of a run as a program of its own."""
    table = folder / "items.csv"
    for old in folder.glob(f"{kind}.csv*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    names = made(folder / "crops", 2 * CROP_PAIRS, drawn=DRAWN, picture=draw_crop, suffix=".png")
    with table.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("questioned", "reference"))
        lines.writerows(crop_rows(names, items))
    before = os.times()
    # The local processes are forks of a server that ends after the command: see `main`.
    command = [sys.executable, "-m", "tests.benchmarks.cluster", str(folder)]
    subprocess.run(
        [*command, "--judge", kind, "--workers", str(workers)],
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = os.times()
    used = after.children_user + after.children_system
    return used - before.children_user - before.children_system


def main() -> None:
    """Run both kinds in turn and print the cost of an item."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--items", type=int, default=CROP_PAIRS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--judge", choices=KINDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    if options.judge is not None:
        results = folder / f"{options.judge}.csv"
        judge(folder / "items.csv", results, kind=options.judge, workers=options.workers)
        return
    if sys.platform == "linux":
        # Orphaned processes become children of this one, which counts their time as well.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    least = dict.fromkeys(KINDS, float("inf"))
    start = dict.fromkeys(KINDS, float("inf"))
    for _ in range(options.rounds):
        for kind in KINDS:
            for count, found in ((1, start), (options.items, least)):
                used = seconds_of(folder, kind=kind, items=count, workers=options.workers)
                found[kind] = min(found[kind], used)
    each = {kind: 1000 * (least[kind] - start[kind]) / (options.items - 1) for kind in KINDS}
    same = (folder / "local.csv").read_bytes() == (folder / "cluster.csv").read_bytes()
    print(f"{options.workers} workers, {options.items} items, load {os.getloadavg()[0]:.1f}")
    for kind in KINDS:
        print(f"{kind:8} start {start[kind]:5.1f} s, then {each[kind]:6.1f} ms an item")
    print(f"ratio {each['cluster'] / each['local']:.3f}; results the same: {same}")


if __name__ == "__main__":
    main()
