"""What the trainings of the two helper networks, locator and separator, have in common."""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

_WARM_UP: Final = 0.05


def rate_share(share: float) -> float:
    """The learning rate as a share of its height: up, then down along a cosine.

    Args:
        share: of the way to the end, 0..1.
    """
    if share < _WARM_UP:
        return share / _WARM_UP + 0.01
    return 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0))) + 0.003


def write_missing(
    jobs: Sequence[Any],
    *,
    write: Callable[[Any], None],
    workers: int,
    report: Callable[[float], None],
) -> list[Path]:
    """Write the files that an earlier run has not left, several at a time.

    Args:
        jobs: tuples whose first part is the file; all of them can be sent to another process.
        write: writes the file of one job, whole or not at all.
        workers: processes.
        report: told the share that is done.

    Returns:
        All files, in order.
    """
    missing = [job for job in jobs if not job[0].is_file()]
    # Spawned, not forked: the parent may have threads by now.
    with multiprocessing.get_context("spawn").Pool(max(workers, 1)) as pool:
        for done, _ in enumerate(pool.imap_unordered(write, missing), start=1):
            report(done / len(missing))
    return [job[0] for job in jobs]
