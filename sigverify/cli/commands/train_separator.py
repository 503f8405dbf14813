"""``sigverify train-separator``: train the network that separates ink from print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import (
    HelperOutputOption,
    HelperStartOption,
    HelperThreadsOption,
    HelperWorkOption,
    ManifestOption,
    OnlineOption,
    ResumeOption,
    SeedOption,
    TrainingMinutesOption,
)
from sigverify.cli.training import TrainingBars, require_torch


def train_separator(
    data: ManifestOption,
    output: HelperOutputOption,
    online: OnlineOption = None,
    start: HelperStartOption = None,
    composed: Annotated[
        int, typer.Option("--composed", min=50, help="Number of signatures on cheques to compose.")
    ] = 3500,
    model: Annotated[
        Path | None,
        typer.Option(
            "--compare-with",
            help="Folder of a model. Its encoder says how far wrong ink moves a comparison; this "
            "is learnt beside the pixels. For a separator that is trained already (--start).",
        ),
    ] = None,
    minutes: TrainingMinutesOption = 30.0,
    seed: SeedOption = 1,
    resume: ResumeOption = True,
    threads: HelperThreadsOption = 2,
    work: HelperWorkOption = Path("runs/separator"),
) -> None:
    """Train the network that separates a signature's ink from print, on composed cheques."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.runlog import LOG_NAME, PLOT_NAME, plot_log
    from sigverify.training.separator.recipe import SeparatorRequest
    from sigverify.training.separator.recipe import train_separator as train

    request = SeparatorRequest(
        manifest=data,
        archives=tuple(online or ()),
        start=start,
        model=model,
        output=output,
        work=work,
        examples=composed,
        minutes=minutes,
        resume=resume,
        seed=seed,
        workers=threads,
    )
    with TrainingBars() as bars:
        figures = train(request, report=bars.show, cancelled=bars.cancelled)
    plot_log(work / LOG_NAME, picture=work / PLOT_NAME)
    typer.echo(
        f"Separator {one_line(str(output))}: on held-out composed cheques it finds "
        f"{figures.recall:.1%} of the ink, and {figures.precision:.1%} of what it takes for ink is "
        f"ink. Plot: {one_line(str(work / PLOT_NAME))}"
    )
