"""How long work tells what is done and hears that it is not wanted any more."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""
Cancelled = Callable[[], bool]
"""Asked whether the work is to end."""


def untold(done: int, total: int) -> None:
    """Progress that nobody is told."""


def never() -> bool:
    """Work that nobody cancels."""
    return False
