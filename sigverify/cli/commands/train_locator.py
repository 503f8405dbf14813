"""``sigverify train-locator``: the network that finds signatures on cheques."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.commands.train import TrainingBars, require_torch
from sigverify.cli.options import HelperThreadsOption, ManifestOption, SeedOption


def train_locator(
    data: ManifestOption,
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help="Folder of the locator.")
    ],
    cheques: Annotated[
        Path | None,
        typer.Option(
            "--cheques",
            metavar="TABLE",
            help="Table path,layout,x,y,w,h (CSV) of real cheques to train on as well.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="LAYOUT", help="Leave these cheques of the table out; repeatable."
        ),
    ] = None,
    composed: Annotated[
        int, typer.Option("--composed", min=50, help="Made-up cheques to compose.")
    ] = 3500,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.01, help="How long to train, after composing.")
    ] = 40.0,
    seed: SeedOption = 1,
    threads: HelperThreadsOption = 2,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="For composed cheques and the state of the training, from which a run that was "
            "cut off goes on. Holds biometric data.",
        ),
    ] = Path("runs/locator"),
) -> None:
    """Train the finder of signatures on made-up and, if there are any, real cheques."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.locator.training import LocatorRequest
    from sigverify.training.locator.training import train_locator as train

    request = LocatorRequest(
        manifest=data,
        real=cheques,
        without=tuple(without or ()),
        output=output,
        work=work,
        cheques=composed,
        minutes=minutes,
        seed=seed,
        workers=threads,
    )
    with TrainingBars() as bars:
        found = train(request, report=bars.show)
    typer.echo(
        f"Locator {one_line(str(output))}: {found:.1%} of the signatures on held-out made-up "
        "cheques were found."
    )
