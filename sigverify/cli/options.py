"""Options that several commands take, in the same words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|FOLDER", help="The trained model to use."),
]

CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration",
        metavar="FILE",
        help="The calibration to use instead of the one in force.",
    ),
]

DateOption = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        metavar="DAY",
        formats=["%Y-%m-%d"],
        help="The cheque's date, which says who may sign; today without this.",
    ),
]

ManifestOption = Annotated[
    Path,
    typer.Option("--data", metavar="MANIFEST", help="Table path,writer,label,split (CSV)."),
]

SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of everything that is drawn.")]

DeviceOption = Annotated[
    str, typer.Option("--device", help="auto, cpu or cuda, with a number if need be.")
]

ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, help="Processor threads; all by default.")
]

SmokeOption = Annotated[
    bool, typer.Option("--smoke", help="A few images and batches, to try the machinery.")
]

HelperThreadsOption = Annotated[
    int, typer.Option("--threads", min=1, help="Processes and processor threads.")
]


def day_of(given: datetime | None) -> date:
    """The day that was given, or today."""
    return date.today() if given is None else given.date()
