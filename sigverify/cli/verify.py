"""``sigverify verify``: one questioned signature against its specimens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import CalibrationOption, ModelOption
from sigverify.errors import UsageError
from sigverify.terms import Box


def verify(
    questioned: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONED",
            help="The signature under examination: an image file of it, or of the whole cheque.",
        ),
    ],
    reference: Annotated[
        list[Path],
        typer.Option(
            "--reference",
            "-r",
            metavar="FILE",
            help="A specimen known to be genuine; may be given several times.",
        ),
    ],
    box: Annotated[
        str | None,
        typer.Option(
            "--box",
            metavar="X,Y,W,H",
            help="The signature's place on the questioned image, in pixels; without it, it is "
            "looked for on a cheque, and any other image is taken whole.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
    amount: Annotated[
        float | None,
        typer.Option(
            "--amount", min=0, help="Of the cheque, for a calibration with thresholds by amount."
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE.png", help="Write a picture of the comparison to this file."
        ),
    ] = None,
    explain: Annotated[
        Path | None,
        typer.Option(
            "--explain",
            metavar="FILE.png",
            help="Write a picture of where the signature agrees with the nearest specimen and "
            "where it differs.",
        ),
    ] = None,
) -> None:
    """Compare a signature with specimens and say: accept, refer, flag, or no decision.

    The exit status is 0 whatever the decision is.
    """
    from sigverify.files import write_atomically
    from sigverify.paths import model_folder
    from sigverify.verification.calibration_store import calibration_in_force
    from sigverify.verification.verifier import Verifier

    for target in (picture, explain):
        check_picture_path(target, inputs=[questioned, *reference])
    if picture is not None and explain is not None and picture.resolve() == explain.resolve():
        raise UsageError(
            f"{explain}: both pictures would go to this file.", remedy="Choose two names."
        )
    folder = model_folder(model)
    verifier = Verifier(folder, calibration=calibration or calibration_in_force(folder))
    result = verifier.verify(
        verifier.prepare(questioned, box=None if box is None else parse_box(box)),
        [verifier.prepare(path) for path in reference],
        amount=amount,
    )
    if picture is not None:
        from sigverify.verification.report import comparison_picture

        write_atomically(picture, comparison_picture(result))
    if explain is not None:
        from sigverify.verification.explanation import explain_nearest
        from sigverify.verification.explanation_picture import explanation_picture

        explanation = explain_nearest(result, middle=verifier.middle_distance)
        write_atomically(explain, explanation_picture(result, explanation=explanation))
    if as_json:
        # ASCII only: a file name that is no valid text must not break the output.
        typer.echo(json.dumps(result.as_json(), indent=2, allow_nan=False))
    else:
        from sigverify.cli.printing import print_verification

        print_verification(result, picture=picture, explanation=explain)


def parse_box(text: str) -> Box:
    """A box that was typed as x,y,w,h.

    Raises:
        UsageError: it is none.
    """
    try:
        x, y, w, h = (int(number) for number in text.split(","))
        return Box(x=x, y=y, w=w, h=h)
    except ValueError as error:
        raise UsageError(
            f"--box {text}: this is no box.",
            remedy="Give x,y,w,h in whole pixels, w and h larger than 0, such as 1900,700,260,150.",
        ) from error


def check_picture_path(picture: Path | None, *, inputs: list[Path]) -> None:
    """Refuse a picture that is no PNG file or would overwrite what it shows.

    Raises:
        UsageError: it is one of these.
    """
    if picture is None:
        return
    if picture.suffix.lower() != ".png":
        raise UsageError(
            f"{picture}: the picture is a PNG file.", remedy="Let its name end in .png."
        )
    if any(picture.resolve() == path.resolve() for path in inputs):
        raise UsageError(
            f"{picture}: the picture would overwrite a signature.", remedy="Choose another name."
        )
