"""``sigverify train``: a model of one's own from a table of signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import (
    DeviceOption,
    ManifestOption,
    SeedOption,
    SmokeOption,
    ThreadsOption,
)


def train(
    data: ManifestOption,
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help="Folder of the model, trained/NAME.")
    ],
    loss: Annotated[
        str,
        typer.Option("--loss", help="contrastive, logistic, triplet, angular or multi-similarity."),
    ] = "contrastive",
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="How long it all may take.")
    ] = 120.0,
    seed: SeedOption = 1,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on with a run that was cut off.")
    ] = True,
    device: DeviceOption = "auto",
    threads: ThreadsOption = None,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="For prepared images, checkpoints and the log. Holds biometric data.",
        ),
    ] = Path("runs"),
    smoke: SmokeOption = False,
) -> None:
    """Train an encoder on labelled signatures and write it with its calibration."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.errors import UsageError
    from sigverify.training.encoder.loop import LOG_NAME, TrainConfig
    from sigverify.training.encoder.losses import LOSSES
    from sigverify.training.encoder.recipe import Request, train_model
    from sigverify.training.runlog import plot_log

    if loss not in LOSSES:
        raise UsageError(f"There is no loss {loss!r}.", remedy=f"Choose of: {', '.join(LOSSES)}.")
    request = Request(
        manifest=data,
        output=output.resolve(),
        work=work,
        train=TrainConfig(loss=loss, seed=seed),
        minutes=minutes,
        resume=resume,
        device=device,
        threads=threads,
        smoke=smoke,
    )
    with TrainingBars() as bars:
        result = train_model(request, report=bars.show)
    folder = work / output.resolve().name
    plot_log(folder / LOG_NAME, picture=folder / "log.png")
    typer.echo(
        f"Model {one_line(str(output))}: mean EER on val {result.best_eer:.2%} "
        f"(batch {result.best_step} of {result.step}). Course: {one_line(str(folder / 'log.png'))}"
    )


def require_torch(*more: str) -> None:
    """Say what to install before anything is done.

    Args:
        more: modules that are needed beside those of every training.

    Raises:
        MissingExtraError: a library that only training needs is not there.
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


class TrainingBars:
    """A progress bar with the time left for each part of the work, on the error stream."""

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
        self._progress = Progress(
            TextColumn("{task.description:<18}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[remark]}", markup=False),
            console=Console(stderr=True),
            speed_estimate_period=600,
        )

    def __enter__(self) -> TrainingBars:
        """Begin to draw."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing."""
        self._progress.stop()

    def show(self, what: str, share: float, remark: str) -> None:
        """Move the bar of one part of the work."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=1.0, remark="")
        self._progress.update(self._tasks[what], completed=share, remark=remark)
