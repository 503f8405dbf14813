"""Options that several commands share, and the parsers of their values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from sigverify.errors import DataError, UsageError
from sigverify.terms import Box

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
        help="The cheque's date, which decides who may sign; default: today.",
    ),
]

ManifestOption = Annotated[
    Path,
    typer.Option("--data", metavar="MANIFEST", help="Table path,writer,label,split (CSV)."),
]

OnlineOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--online", metavar="NPZ", help="Archive of pen trajectories to be drawn; may be repeated."
    ),
]

LossOption = Annotated[
    str,
    typer.Option(
        "--loss",
        help="logistic, contrastive, triplet, triplet-semi-hard, triplet-hard, angular, "
        "multi-similarity, arcface or cross-entropy.",
    ),
]

StepsOption = Annotated[int, typer.Option("--steps", min=1, help="Largest number of batches.")]

ViewsOption = Annotated[
    int, typer.Option("--views", min=1, help="Augmented images of each signature.")
]

PairWindowOption = Annotated[
    float,
    typer.Option(
        "--pair-window",
        min=0.0,
        max=1.0,
        metavar="SHARE",
        help="Share of batches that are compared in one random part of the canvas.",
    ),
]

SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of all random choices.")]

DeviceOption = Annotated[
    str, typer.Option("--device", help="auto, cpu, cuda or a numbered device such as cuda:1.")
]

ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, help="Processor threads; all by default.")
]

SmokeOption = Annotated[
    bool, typer.Option("--smoke", help="A trial run with a few images and batches.")
]

ResumeOption = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Resume a run that was interrupted.")
]

TrainingMinutesOption = Annotated[
    float, typer.Option("--minutes", min=0.01, help="Time limit for the training, after composing.")
]

HelperThreadsOption = Annotated[
    int, typer.Option("--threads", min=1, help="Processes and processor threads.")
]

HelperOutputOption = Annotated[
    Path, typer.Option("--output", metavar="FOLDER", help="Folder for the trained network.")
]

HelperStartOption = Annotated[
    Path | None,
    typer.Option(
        "--start", metavar="FOLDER", help="An earlier network whose weights to start from."
    ),
]

HelperWorkOption = Annotated[
    Path,
    typer.Option(
        "--work",
        metavar="FOLDER",
        help="Folder for composed examples, checkpoints and the log. Holds biometric data.",
    ),
]


def day_of(given: datetime | None) -> date:
    """The given day, or today."""
    return date.today() if given is None else given.date()


def parse_amount(text: str | None) -> Decimal | None:
    """The amount of an option; None if it was not given.

    Raises:
        UsageError: it is not valid.
    """
    if text is None:
        return None
    from sigverify.records.mandates.text import read_amount

    try:
        return read_amount(text)
    except DataError as error:
        raise UsageError(f"--amount: {error.message}", remedy=error.remedy) from error


def parse_box(text: str) -> Box:
    """The box of an option, x,y,w,h.

    Raises:
        UsageError: it is not valid.
    """
    try:
        x, y, w, h = (int(number) for number in text.split(","))
        return Box(x=x, y=y, w=w, h=h)
    except ValueError as error:
        raise UsageError(
            f"--box {text}: not a box.",
            remedy="Give x,y,w,h in whole pixels, w and h larger than 0, such as 1900,700,260,150.",
        ) from error


def check_picture_path(picture: Path | None, *, inputs: list[Path]) -> None:
    """Refuse a picture that is not a PNG file or would overwrite an input.

    Raises:
        UsageError: it is one of these.
    """
    if picture is None:
        return
    if picture.suffix.lower() != ".png":
        raise UsageError(
            f"{picture}: a picture must be a PNG file.", remedy="Use a name that ends in .png."
        )
    if any(picture.resolve() == path.resolve() for path in inputs):
        raise UsageError(
            f"{picture}: the picture would overwrite a signature.", remedy="Choose another name."
        )


def user_name() -> str:
    """The user who is logged in."""
    import getpass

    try:
        return getpass.getuser() or "unknown"
    except (KeyError, OSError):
        return "unknown"
