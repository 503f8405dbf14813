"""``sigverify locate``: finds the signatures on cheques."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.errors import ExitCode, SigVerifyError
from sigverify.reasons import Reason, ReasonCode
from sigverify.wording import english

if TYPE_CHECKING:
    from sigverify.detection.located_file import LocatedFile


def locate(
    cheques: Annotated[
        list[Path], typer.Argument(metavar="CHEQUE...", help="Scans or photographs of cheques.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON list instead of text.")
    ] = False,
    crops: Annotated[
        Path | None,
        typer.Option(
            "--crops",
            metavar="FOLDER",
            help="Write each box's pixels and its cleaned ink to this folder.",
        ),
    ] = None,
) -> None:
    """Find the signatures on cheques.

    The exit status is 0 for any result, and 3 if one of several files can't be used.
    """
    from sigverify.cli.lines import one_line
    from sigverify.detection.detector import shipped_detector
    from sigverify.detection.located_file import locate_file, write_crops

    detector = shipped_detector()
    results: list[dict[str, object]] = []
    failed = False
    for path in cheques:
        try:
            found = locate_file(path, detector=detector)
            written = [] if crops is None else write_crops(found, folder=crops, detector=detector)
        except SigVerifyError as error:
            if len(cheques) == 1:
                raise
            failed = True
            results.append({"path": str(path), "error": error.message})
            if not as_json:
                print(one_line(str(error)), file=sys.stderr)
            continue
        results.append({**found.as_json(), "crops": [str(file) for file in written]})
        if not as_json:
            _print(found, written)
    if as_json:
        # ASCII only: a file name that is not valid text must not break the output.
        typer.echo(json.dumps(results, indent=2, allow_nan=False))
    if failed:
        raise typer.Exit(int(ExitCode.ITEMS_FAILED))


def _print(found: LocatedFile, written: list[Path]) -> None:
    from sigverify.cli.lines import one_line

    typer.echo(one_line(str(found.path)))
    detections = found.detections.found
    if not found.detections.is_cheque:
        several = "several signatures" if detections else "a signature alone, used whole"
        typer.echo(f"  not a cheque: {several}")
    elif not detections:
        typer.echo("  no signature was found")
    for detection in detections:
        box = detection.box
        typer.echo(
            f"  box {box.x},{box.y},{box.w},{box.h}  confidence {detection.confidence:.2f}  "
            f"turn {round(detection.degrees)} degrees"
        )
    if found.doubt is not None:
        check = english(Reason(ReasonCode.BOX_DOUBTFUL, doubt=found.doubt))
        typer.echo(f"  {check}")
    if found.line is not None:
        typer.echo(f"  MICR line {found.line.text}  confidence {found.line.confidence:.2f}")
    for file in written:
        typer.echo(f"  wrote {one_line(str(file))}")
