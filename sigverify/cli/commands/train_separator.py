"""``sigverify train-separator``: the network that tells a signature's ink from a cheque's print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.commands.train import TrainingBars, require_torch
from sigverify.cli.options import HelperThreadsOption, ManifestOption, SeedOption


def train_separator(
    data: ManifestOption,
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help="Folder of the separator.")
    ],
    start: Annotated[
        Path | None,
        typer.Option("--start", metavar="FOLDER", help="A separator to go on from."),
    ] = None,
    examples: Annotated[
        int, typer.Option("--examples", min=50, help="Signatures on made-up cheques.")
    ] = 3500,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.01, help="How long to train, after composing.")
    ] = 30.0,
    seed: SeedOption = 1,
    threads: HelperThreadsOption = 2,
    work: Annotated[
        Path,
        typer.Option(
            "--work", metavar="FOLDER", help="For composed cheques. Holds biometric data."
        ),
    ] = Path("runs/separator"),
) -> None:
    """Train the separator of ink and print on made-up cheques."""
    require_torch()
    from sigverify.cli.lines import one_line
    from sigverify.training.separator.training import SeparatorRequest
    from sigverify.training.separator.training import train_separator as train

    request = SeparatorRequest(
        manifest=data,
        start=start,
        output=output,
        work=work,
        examples=examples,
        minutes=minutes,
        seed=seed,
        workers=threads,
    )
    with TrainingBars() as bars:
        figures = train(request, report=bars.show)
    typer.echo(
        f"Separator {one_line(str(output))}: of what it calls ink {figures.precision:.1%} is; "
        f"of the ink it finds {figures.recall:.1%}."
    )
