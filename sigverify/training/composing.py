"""Composing of training examples, several processes at a time, in files that a later run reuses."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def write_missing(
    jobs: Sequence[Any],
    *,
    write: Callable[[Any], None],
    workers: int,
    report: Callable[[float], None],
) -> list[Path]:
    """Write the files that no earlier run has left.

    Args:
        jobs: tuples whose first part is the file; each can be sent to another process.
        write: writes the file of one job, completely or not at all.
        workers: number of processes.
        report: called with the share that is done.

    Returns:
        All files, in the order of the jobs.
    """
    missing = [job for job in jobs if not job[0].is_file()]
    # Spawned, not forked: the parent may have threads by now.
    with multiprocessing.get_context("spawn").Pool(max(workers, 1)) as pool:
        for done, _ in enumerate(pool.imap_unordered(write, missing), start=1):
            report(done / len(missing))
    return [job[0] for job in jobs]
