"""Progress of long commands, shown on a terminal."""

from __future__ import annotations

from sigverify.cli.output import is_quiet


class Bars:
    """A progress bar with the time left, on the error stream if that is a terminal."""

    def __init__(self) -> None:
        """Begin without a bar."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskID,
            TextColumn,
            TimeRemainingColumn,
        )

        console = Console(stderr=True)
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=is_quiet() or not console.is_terminal,
        )

    def __enter__(self) -> Bars:
        """Begin to draw."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End drawing."""
        self._progress.stop()

    def show(self, what: str, done: int, total: int) -> None:
        """Move the bar of one part of the work."""
        from sigverify.cli.lines import one_line

        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(one_line(what), total=total)
        self._progress.update(self._tasks[what], completed=done)
