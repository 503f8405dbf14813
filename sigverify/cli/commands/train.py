"""``sigverify train``: an encoder of your own from a table of signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import (
    DeviceOption,
    LossOption,
    ManifestOption,
    OnlineOption,
    PairWindowOption,
    ResumeOption,
    SeedOption,
    SmokeOption,
    StepsOption,
    ThreadsOption,
    ViewsOption,
)
from sigverify.cli.training import TrainingBars, check_loss, require_torch


def train(
    data: ManifestOption,
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help="Folder for the model, trained/NAME.")
    ],
    online: OnlineOption = None,
    without_set: Annotated[
        list[str] | None,
        typer.Option(
            "--without-set", metavar="NAME", help="Data set to leave out; may be repeated."
        ),
    ] = None,
    loss: LossOption = "logistic",
    steps: StepsOption = 500,
    views: ViewsOption = 3,
    pair_window: PairWindowOption = 0.0,
    left_out: Annotated[
        Path | None,
        typer.Option(
            "--left-out",
            metavar="FILE",
            help="Result of leave-one-out; the card then says what each data set is worth.",
        ),
    ] = None,
    left_out_scores: Annotated[
        list[Path] | None,
        typer.Option(
            "--left-out-scores",
            metavar="FILE",
            help="Scores of leave-one-out, on which the thresholds are chosen; may be "
            "repeated. Default: the writers of val.",
        ),
    ] = None,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="Time limit for the whole command.")
    ] = 120.0,
    seed: SeedOption = 1,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
    threads: ThreadsOption = None,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder for prepared images, checkpoints and the log. Holds biometric data.",
        ),
    ] = Path("runs"),
    smoke: SmokeOption = False,
) -> None:
    """Train an encoder on labelled signatures and write it with its calibration."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.encoder.pool import PoolPlan
    from sigverify.training.encoder.recipe import EncoderRequest, train_model
    from sigverify.training.encoder.task import TrainConfig
    from sigverify.training.runlog import LOG_NAME, PLOT_NAME, plot_log
    from sigverify.training.selection.leave_one_out import skilled_rates

    check_loss(loss)
    request = EncoderRequest(
        manifest=data,
        output=output.resolve(),
        work=work,
        train=TrainConfig(
            loss=loss,
            seed=seed,
            steps=steps,
            pair_window=pair_window,
            pool=PoolPlan(views=views),
        ),
        minutes=minutes,
        resume=resume,
        device=device,
        threads=threads,
        smoke=smoke,
        archives=tuple(online or ()),
        without_sets=tuple(without_set or ()),
        left_out=skilled_rates(left_out) if left_out else {},
        left_out_scores=tuple(left_out_scores or ()),
    )
    with TrainingBars() as bars:
        result = train_model(request, report=bars.show, cancelled=bars.cancelled)
    folder = work / output.resolve().name
    plot_log(folder / LOG_NAME, picture=folder / PLOT_NAME)
    typer.echo(
        f"Model {one_line(str(output))}: mean EER on val {result.best_error:.2%} "
        f"(batch {result.best_step} of {result.step}). Plot: {one_line(str(folder / PLOT_NAME))}"
    )
