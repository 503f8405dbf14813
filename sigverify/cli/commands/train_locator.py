"""``sigverify train-locator``: the network that finds signatures on cheques."""

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


def train_locator(
    data: ManifestOption,
    output: HelperOutputOption,
    online: OnlineOption = None,
    cheques: Annotated[
        Path | None,
        typer.Option(
            "--cheques",
            metavar="TABLE",
            help="Table path,layout,x,y,w,h (CSV) of real cheques to train on too.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="LAYOUT",
            help="Leave out the table's cheques of this layout; may be repeated.",
        ),
    ] = None,
    start: HelperStartOption = None,
    composed: Annotated[
        int, typer.Option("--composed", min=50, help="Number of cheques to compose.")
    ] = 3500,
    minutes: TrainingMinutesOption = 40.0,
    seed: SeedOption = 1,
    resume: ResumeOption = True,
    threads: HelperThreadsOption = 2,
    work: HelperWorkOption = Path("runs/locator"),
) -> None:
    """Train the network that finds signatures, on composed and optionally on real cheques."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.locator.recipe import LocatorRequest
    from sigverify.training.locator.recipe import train_locator as train
    from sigverify.training.runlog import LOG_NAME, PLOT_NAME, plot_log

    request = LocatorRequest(
        manifest=data,
        archives=tuple(online or ()),
        real=cheques,
        without=tuple(without or ()),
        start=start,
        output=output,
        work=work,
        examples=composed,
        minutes=minutes,
        resume=resume,
        seed=seed,
        workers=threads,
    )
    with TrainingBars() as bars:
        found = train(request, report=bars.show, cancelled=bars.cancelled)
    plot_log(work / LOG_NAME, picture=work / PLOT_NAME)
    typer.echo(
        f"Locator {one_line(str(output))}: finds {found:.1%} of the signatures on held-out "
        f"composed cheques. Plot: {one_line(str(work / PLOT_NAME))}"
    )
