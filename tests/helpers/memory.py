"""The memory of a process with all its descendants, as Linux counts it."""

from __future__ import annotations

from pathlib import Path


def processes_of(process: int) -> list[int]:
    """Return a process and all its descendants."""
    try:
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [
            int(child) for task in tasks for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return [process, *(one for child in children for one in processes_of(child))]


def memory_of(process: int) -> int:
    """Return the bytes of a process and all its descendants; shared pages count in proportion."""
    return sum(map(own_memory_of, processes_of(process)))


def own_memory_of(process: int) -> int:
    """Return the bytes of one process."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
