"""The state of a watched folder for people and other programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sigverify.errors import MissingFileError, SigVerifyError
from sigverify.files import parse_json, read_bytes, try_lock, write_json
from sigverify.watching.drift import drift_of
from sigverify.watching.state import STATE_NAME, WatchState

SHOWN_NAME: Final = "state.json"
_MAX_BYTES: Final = 2**20
_LAST: Final = 10


@dataclass(slots=True)
class Now:
    """What a watch is at work on.

    Attributes:
        take: number of the take; 0 for none.
        done: number of its items that are done.
        total: number of its items.
        arriving: number of files that are still arriving.
        trouble: why nothing can be verified at present; empty if it can.
    """

    take: int = 0
    done: int = 0
    total: int = 0
    arriving: int = 0
    trouble: str = ""
    _before: tuple[object, ...] = field(default=(), repr=False)

    def changed(self) -> bool:
        """Whether anything but the progress has changed since the last call."""
        here = (self.take, self.arriving, self.trouble)
        changed, self._before = here != self._before, here
        return changed


def write_shown(folder: Path, *, state: WatchState, now: Now) -> None:
    """Write the state beside the results.

    Raises:
        OutputError: it can't be written.
    """
    write_json(folder / SHOWN_NAME, _shown(state, now=now))


def read_shown(folder: Path, *, lock: str) -> dict[str, Any]:
    """Return the state of a folder, whether a watch is at work or not.

    Args:
        folder: the folder of the results.
        lock: name of the file that a watch locks.

    Raises:
        MissingFileError: the folder was never watched.
        OutputError: the state can't be opened.
    """
    if not (folder / STATE_NAME).is_file():
        raise MissingFileError(
            f"{folder}: this folder was never watched.",
            remedy="Name the watched folder, and --output if its results are elsewhere.",
        )
    running = _is_locked(folder / lock)
    now = Now()
    if running:
        try:
            last = parse_json(read_bytes(folder / SHOWN_NAME, max_bytes=_MAX_BYTES))["now"]
            now = Now(**last)
        except (SigVerifyError, ValueError, KeyError, TypeError):
            pass  # it has just begun
    state = WatchState(folder, read_only=True)
    try:
        return {"running": running, **_shown(state, now=now)}
    finally:
        state.close()


def _shown(state: WatchState, *, now: Now) -> dict[str, Any]:
    drift = drift_of(state)
    outcomes = state.outcomes()
    decisions: dict[str, int] = {}
    for one in outcomes:
        for name, count in one.decisions.items():
            decisions[name] = decisions.get(name, 0) + count
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "now": {
            name: getattr(now, name) for name in ("take", "done", "total", "arriving", "trouble")
        },
        "takes": {status.value: count for status, count in state.counts().items()},
        "items": sum(one.items for one in outcomes),
        "failed": sum(one.failed for one in outcomes),
        "decisions": dict(sorted(decisions.items())),
        "drift": {
            "similarities": drift.similarities,
            "index": drift.index,
            "alarm": drift.alarm,
            "referred": round(drift.referred, 6),
        },
        "last": [take.as_json() for take in state.last(_LAST)],
    }


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        stream = try_lock(path)
    except OSError:
        return False
    if stream is None:
        return True
    stream.close()
    return False
