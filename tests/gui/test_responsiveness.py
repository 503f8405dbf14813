"""What holds the interpreter while the window waits for it is short."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from sigverify.gui.responsiveness import keep_responsive


@pytest.fixture
def responsive() -> Iterator[None]:
    """As in the program, and as before afterwards."""
    interval, callbacks, frozen = sys.getswitchinterval(), list(gc.callbacks), gc.get_freeze_count()
    keep_responsive()
    gc.collect()
    yield
    sys.setswitchinterval(interval)
    gc.callbacks[:] = callbacks
    if frozen == 0:
        gc.unfreeze()


@pytest.mark.usefixtures("responsive")
def test_what_imports_have_made_is_scanned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    gc.collect()
    assert gc.get_freeze_count() < frozen + len(kept)
    for number in range(30):
        monkeypatch.setitem(sys.modules, f"made_up_{number}", ModuleType("made_up"))
    gc.collect()
    assert gc.get_freeze_count() >= frozen + len(kept)
    # What is made later is collected as ever.
    later = gc.get_freeze_count()
    more = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    gc.collect()
    assert gc.get_freeze_count() < later + len(more)


@pytest.mark.usefixtures("responsive")
def test_the_window_waits_less_than_python_lets_a_thread_run() -> None:
    assert sys.getswitchinterval() < 0.002
