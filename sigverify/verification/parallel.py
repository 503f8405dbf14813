"""How a process works on many images: by several threads, and with memory that it keeps."""

from __future__ import annotations

import ctypes
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

MAX_THREADS: Final = 8
# So many items a thread are begun before their turn: enough to keep it busy, few enough to hold.
_AHEAD: Final = 4
# From malloc.h of the GNU C library.
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
# Blocks from this size on are asked of the system one by one; it is the most that can be set.
_SINGLE_BYTES: Final = 32 * 2**20
# So much free memory is kept for the next image.
_KEPT_BYTES: Final = 128 * 2**20

Item = TypeVar("Item")
Result = TypeVar("Result")


def default_threads() -> int:
    """As many threads as there are processors, within reason."""
    return min(os.cpu_count() or 1, MAX_THREADS)


def in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, threads: int
) -> Iterator[Result]:
    """``map(function, items)`` by several threads; if it is left early, the rest is not begun.

    Args:
        function: what to do with each item; numpy, OpenCV and the runtime let other threads work.
        items: what to do it with; taken as the work goes on.
        threads: how many at once, at least 1.
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
    """Keep what one image has used for the next one, where the C library can be told to.

    Without this each array of a few hundred kilobytes is given back to the system and fetched
    again, page by page: a fifth of an image's time. Only the GNU C library does so.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _SINGLE_BYTES)
        set_option(_M_TRIM_THRESHOLD, _KEPT_BYTES)
