"""``sigverify search``: find good settings for a training by trying them."""

from __future__ import annotations

import os
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
from sigverify.cli.training import TrainingBars, require_torch


def search(
    data: ManifestOption,
    trials: Annotated[
        int,
        typer.Option("--trials", min=1, help="Number of trials, including those of earlier runs."),
    ] = 20,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="Time limit for each trial.")
    ] = 10.0,
    seed: SeedOption = 1,
    device: DeviceOption = "auto",
    threads: ThreadsOption = None,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder for prepared images and results. Holds biometric data.",
        ),
    ] = Path("runs"),
    smoke: SmokeOption = False,
) -> None:
    """Try settings of a training in short runs; an interrupted search is resumed."""
    require_torch("optuna")
    from sigverify.cli.lines import one_line
    from sigverify.training.encoder.network import NetworkConfig
    from sigverify.training.encoder.search import SearchRequest, search_settings

    request = SearchRequest(
        manifest=data,
        work=work,
        trials=trials,
        minutes=minutes,
        seed=seed,
        device=device,
        threads=threads or os.cpu_count() or 1,
        network=NetworkConfig(),
        smoke=smoke,
    )
    with TrainingBars() as bars:
        found = search_settings(request, report=bars.show, cancelled=bars.cancelled)
    typer.echo(f"Best mean EER on val: {found.eer:.2%} (trial {found.number})")
    for name, value in sorted(found.settings.items()):
        typer.echo(f"  {name} = {value:.3g}" if isinstance(value, float) else f"  {name} = {value}")
    typer.echo(f"All trials: {one_line(str(found.table))}")
