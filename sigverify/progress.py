"""Callables through which long work reports progress and asks whether it was cancelled."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with the amount done and the total."""
Cancelled = Callable[[], bool]
"""Returns whether the work should stop."""


def no_progress(done: int, total: int) -> None:
    """Ignore the progress."""


def never() -> bool:
    """Never cancel the work."""
    return False
