"""Processing of many images in one process: threads, and freed memory that is kept."""

from __future__ import annotations

import ctypes
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

MAX_THREADS: Final = 8
# Items that are started early for each thread: enough to keep it busy, few enough to hold.
_AHEAD: Final = 4
# From malloc.h of the GNU C library.
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
# Larger blocks are allocated from the system one by one; this is the largest value allowed.
_SINGLE_BYTES: Final = 32 * 2**20
# This much freed memory is kept for the next image.
_KEPT_BYTES: Final = 128 * 2**20

Item = TypeVar("Item")
Result = TypeVar("Result")


def default_threads() -> int:
    """The number of processors, up to a limit."""
    return min(os.cpu_count() or 1, MAX_THREADS)


def in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, threads: int
) -> Iterator[Result]:
    """``map(function, items)`` in several threads; if it is left early, the rest is not started.

    Args:
        function: called for each item; numpy, OpenCV and the runtime release Python's lock.
        items: the arguments; taken as the work goes on.
        threads: number of threads, at least 1.
    """
    pool = ThreadPoolExecutor(threads)
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= _AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def keep_freed_memory() -> None:
    """Keep freed memory for the next image, if the C library supports it.

    Otherwise each array of a few hundred kilobytes is returned to the system and paged in again,
    which takes a fifth of an image's time. Only the GNU C library does so.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _SINGLE_BYTES)
        set_option(_M_TRIM_THRESHOLD, _KEPT_BYTES)
