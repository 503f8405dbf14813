"""``sigverify leave-one-out``: error rates on data sets that a recipe was not trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import (
    DeviceOption,
    LossOption,
    OnlineOption,
    PairWindowOption,
    SeedOption,
    ViewsOption,
)
from sigverify.cli.training import TrainingBars, check_loss, require_torch


def leave_one_out(
    data: Annotated[
        list[Path],
        typer.Option(
            "--data", metavar="MANIFEST", help="Table of scanned signatures; may be repeated."
        ),
    ],
    online: OnlineOption = None,
    name: Annotated[str, typer.Option("--name", help="The recipe's name, a folder.")] = "recipe",
    group: Annotated[
        list[str] | None,
        typer.Option("--group", help="Leave out only this group of sets; may be repeated."),
    ] = None,
    loss: LossOption = "logistic",
    steps: Annotated[
        int,
        typer.Option(
            "--steps", min=0, help="Batches of each training; 0 measures without a training."
        ),
    ] = 250,
    views: ViewsOption = 3,
    pair_window: PairWindowOption = 0.0,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="Compare with the methods of the textbooks and with all losses."
        ),
    ] = False,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", help="With --compare: only this method; may be repeated."),
    ] = None,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="Time limit for the training of each group.")
    ] = 60.0,
    seed: SeedOption = 1,
    device: DeviceOption = "auto",
    threads: Annotated[int, typer.Option("--threads", min=1, help="Processor threads.")] = 2,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder for images, trainings and figures. Holds biometric data.",
        ),
    ] = Path("runs/leave-one-out"),
) -> None:
    """Measure a recipe on data sets that its training did not use."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.encoder.pool import PoolPlan
    from sigverify.training.encoder.task import TrainConfig
    from sigverify.training.selection.leave_one_out import (
        RESULT_NAME,
        LeaveOutRequest,
        table,
    )
    from sigverify.training.selection.leave_one_out import leave_one_out as measure
    from sigverify.training.selection.protocol import GROUPS

    check_loss(loss)
    request = LeaveOutRequest(
        manifests=tuple(data),
        archives=tuple(online or ()),
        work=work,
        name=name,
        train=TrainConfig(
            loss=loss,
            seed=seed,
            steps=steps,
            pair_window=pair_window,
            pool=PoolPlan(views=views),
        ),
        groups=tuple(group or GROUPS),
        minutes=minutes,
        device=device,
        threads=threads,
    )
    if compare:
        from sigverify.training.selection import comparison

        with TrainingBars() as bars:
            rows = comparison.compare(
                request, methods=method or list(comparison.METHODS), report=bars.show
            )
        typer.echo(comparison.comparison_table(rows))
        return
    with TrainingBars() as bars:
        found = measure(request, report=bars.show)
    typer.echo(table(found))
    typer.echo(f"The figures: {one_line(str(work / name / RESULT_NAME))}")
