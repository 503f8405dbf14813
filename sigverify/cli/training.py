"""What the training commands share: the check for torch, progress bars and Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
from types import FrameType
from typing import Final

from sigverify.cli.output import is_quiet

TRAINING_STAGE: Final = "Training"
"""The stage in which Ctrl-C waits for the end of the batch, so that the run is saved."""


def require_torch(*more: str) -> None:
    """Say what to install before any work starts.

    Args:
        more: modules that are needed in addition to those of every training.

    Raises:
        MissingExtraError: a library that only training needs is not installed.
    """
    from importlib.util import find_spec

    from sigverify.errors import MissingExtraError

    needed = ("torch", "torchvision", "pytorch_metric_learning", "onnx", "onnxscript")
    needed_too = ("safetensors", "matplotlib", *more)
    missing = [name for name in (*needed, *needed_too) if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"Training needs {', '.join(missing)}, which this installation does not have.",
            remedy="Install it with: pip install 'sigverify[train]'",
        )


def check_loss(name: str) -> None:
    """Refuse a loss that does not exist.

    Raises:
        UsageError: there is no such loss.
    """
    from sigverify.errors import UsageError
    from sigverify.training.encoder.losses import LOSS_NAMES

    if name not in LOSS_NAMES:
        raise UsageError(
            f"There is no loss {name!r}.", remedy=f"Choose from: {', '.join(LOSS_NAMES)}."
        )


class TrainingBars:
    """A progress bar with the time left for each stage of the work, on the error stream.

    While the training itself runs, the first Ctrl-C only sets `cancelled`; the second one ends the
    program at once.
    """

    def __init__(self) -> None:
        """Nothing is shown before the bars are entered."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskID,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        self._tasks: dict[str, TaskID] = {}
        self._interrupted = False
        self._restore = contextlib.ExitStack()
        self._progress = Progress(
            TextColumn("{task.description:<18}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[remark]}", markup=False),
            console=Console(stderr=True),
            speed_estimate_period=600,
            disable=is_quiet(),
        )

    def __enter__(self) -> TrainingBars:
        """Begin to draw."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing."""
        self._restore.close()
        self._progress.stop()

    def show(self, what: str, share: float, remark: str) -> None:
        """Move the bar of one stage.

        Args:
            what: the stage.
            share: of it that is done, 0..1.
            remark: shown behind the bar.
        """
        if what not in self._tasks:
            self._restore.close()
            if what == TRAINING_STAGE:
                self._defer_interrupts()
            self._tasks[what] = self._progress.add_task(what, total=1.0, remark="")
        self._progress.update(self._tasks[what], completed=share, remark=remark)

    def cancelled(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._interrupted

    def _defer_interrupts(self) -> None:
        before = signal.signal(signal.SIGINT, self._interrupt)
        self._restore.callback(signal.signal, signal.SIGINT, before)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
