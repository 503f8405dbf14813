"""``sigverify recalibrate``: the calibrations of a trained model, without a training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import (
    ManifestOption,
    ModelOption,
    OnlineOption,
    SeedOption,
    ThreadsOption,
)
from sigverify.cli.training import TrainingBars, require_torch


def recalibrate(
    data: ManifestOption,
    model: ModelOption = None,
    online: OnlineOption = None,
    left_out_scores: Annotated[
        list[Path] | None,
        typer.Option(
            "--left-out-scores",
            metavar="FILE",
            help="Scores of leave-one-out, on which the thresholds are chosen; may be "
            "repeated. Default: the writers of val.",
        ),
    ] = None,
    seed: SeedOption = 1,
    threads: ThreadsOption = None,
    work: Annotated[
        Path,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder for drawings and prepared images. Holds biometric data.",
        ),
    ] = Path("runs"),
) -> None:
    """Choose the thresholds of a trained model again, and update its model card."""
    require_torch()
    import os

    from sigverify.cli.lines import one_line
    from sigverify.paths import model_folder
    from sigverify.training.selection.recalibrating import recalibrate as choose_again

    folder = model_folder(model)
    with TrainingBars() as bars:
        choose_again(
            folder,
            manifest=data,
            archives=tuple(online or ()),
            work=work,
            left_out_scores=tuple(left_out_scores or ()),
            seed=seed,
            threads=threads or os.cpu_count() or 1,
            report=bars.show,
        )
    typer.echo(f"Calibrated again: {one_line(str(folder))}")
