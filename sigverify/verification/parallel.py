"""Work that is handed to a few threads and comes back in its order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

MAX_THREADS: Final = 8
# So many items a thread are begun before their turn: enough to keep it busy, few enough to hold.
_AHEAD: Final = 4

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
