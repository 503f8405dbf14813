"""Keeps the window answering while a task's thread runs Python code."""

from __future__ import annotations

import gc
import sys
from typing import Any, Final

# A task's thread gives the interpreter back to the window within this time. Python's own 5 ms add
# up, since the window asks for it again after each call into Qt.
_SWITCH_S: Final = 0.0005
# Imports of fewer modules leave little to scan.
_MANY_MODULES: Final = 20


class _ShortCollections:
    """Takes what imports have made out of the garbage collection.

    A full collection holds the interpreter while it scans every object: more than 100 ms with the
    libraries of the first comparison or of a report, whose modules and classes stay for good. It
    happens just then, because they are many new objects.
    """

    def __init__(self) -> None:
        self._known = 0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """Keep the objects so far out of a full collection that begins after imports."""
        if phase == "start" and info["generation"] == 2:
            modules = len(sys.modules)
            # Not at every collection: garbage that is taken out is never freed.
            if modules - self._known >= _MANY_MODULES:
                self._known = modules
                gc.freeze()


def keep_responsive() -> None:
    """Shorten what holds the interpreter while the window waits for it; call it once."""
    sys.setswitchinterval(_SWITCH_S)
    gc.callbacks.append(_ShortCollections())
