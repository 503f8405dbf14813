"""``sigverify identify``: ranks the signatories who may have signed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from sigverify.cli.options import CalibrationOption, DateOption, ModelOption, day_of
from sigverify.cli.output import is_quiet
from sigverify.cli.records_access import recorder_needed

_MAX_TOP = 50


def identify(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="A signature, or a cheque with one.")
    ],
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="NUMBER",
            help="Only the signatories of this account; default: everybody in the register.",
        ),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, max=_MAX_TOP, help="Number of signatories to list.")
    ] = 5,
    box: Annotated[
        str | None,
        typer.Option("--box", metavar="X,Y,W,H", help="The signature's place, in pixels."),
    ] = None,
    day: DateOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Rank the signatories who may have written a signature.

    The exit status is 0 whether somebody is known or not.
    """
    from sigverify.cli.judging import verifier_in_force
    from sigverify.cli.options import parse_box
    from sigverify.records.audit.event import Kind
    from sigverify.verification.register.identification import Register, identify_of_account

    place = None if box is None else parse_box(box)
    with recorder_needed() as recorder:
        verifier = verifier_in_force(recorder, model=model, calibration=calibration)
        questioned = verifier.prepare(image, box=place)
        records = recorder.opened.records
        if account is not None:
            found = identify_of_account(
                questioned,
                account,
                records=records,
                verifier=verifier,
                day=day_of(day),
                top=top,
            )
        else:
            register = Register(records, verifier=verifier, day=day_of(day), progress=_say_progress)
            found = register.identify(questioned, top=top)
        recorder.add(Kind.VERIFICATION, action="identified", account=account, **found.evidence())
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2, allow_nan=False))
    else:
        from sigverify.cli.printing import print_identification

        print_identification(found)


def _say_progress(done: int, total: int) -> None:
    """Report on the standard error that specimens are embedded: the first search may take long."""
    if total and not is_quiet():
        print(f"Specimens made ready for this model: {done} of {total}", file=sys.stderr)
