"""``sigverify verify``: one questioned signature against its specimens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.cli.options import (
    CalibrationOption,
    DateOption,
    ModelOption,
    check_picture_path,
    day_of,
    parse_amount,
    parse_box,
)
from sigverify.cli.records_access import recorder_needed
from sigverify.errors import UsageError
from sigverify.terms import Box

if TYPE_CHECKING:
    from sigverify.verification.recording import Recorder
    from sigverify.verification.results import Verification
    from sigverify.verification.verifier import Verifier


def verify(
    questioned: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONED",
            help="The signature under examination: an image file of it, or of the whole cheque.",
        ),
    ],
    reference: Annotated[
        list[Path] | None,
        typer.Option(
            "--reference",
            "-r",
            metavar="FILE",
            help="A specimen known to be genuine; may be repeated.",
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="NUMBER",
            help="An account of the register, instead of specimens. All signatures on the "
            "cheque are matched with its signatories, and its mandate is checked.",
        ),
    ] = None,
    box: Annotated[
        list[str] | None,
        typer.Option(
            "--box",
            metavar="X,Y,W,H",
            help="The signature's place on the questioned image, in pixels. Without it, "
            "the program finds the signature on a cheque and uses any other image "
            "whole. With --account it may be repeated, once for each signature.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
    amount: Annotated[
        str | None,
        typer.Option(
            "--amount",
            metavar="AMOUNT",
            help="The cheque's amount, for the account's mandate and for a calibration "
            "with thresholds by amount.",
        ),
    ] = None,
    day: DateOption = None,
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
            help="Write a picture that shows where the signature agrees with the most "
            "similar specimen and where it differs.",
        ),
    ] = None,
) -> None:
    """Compare a signature with specimens and decide: accept, refer, flag, or no decision.

    The exit status is 0 for every decision.
    """
    from sigverify.cli.judging import verifier_in_force
    from sigverify.verification.recording import recorder_in_use

    references = reference or []
    for target in (picture, explain):
        check_picture_path(target, inputs=[questioned, *references])
    if picture is not None and explain is not None and picture.resolve() == explain.resolve():
        raise UsageError(
            f"{explain}: both pictures would go to this file.", remedy="Choose two names."
        )
    if bool(references) == (account is not None):
        raise UsageError(
            "Give either specimens or an account.",
            remedy="Repeat --reference for each specimen, or give --account. See 'sigverify "
            "verify --help'.",
        )
    if account is None and day is not None:
        raise UsageError(
            "--date needs an account.", remedy="Give --account, or leave out the date."
        )
    boxes = [parse_box(text) for text in box or []]
    paid = parse_amount(amount)
    if account is not None:
        with recorder_needed() as recorder:
            _verify_account(
                questioned,
                account=account,
                verifier=verifier_in_force(recorder, model=model, calibration=calibration),
                recorder=recorder,
                boxes=boxes,
                amount=paid,
                day=day_of(day),
                shown=_Shown(as_json=as_json, picture=picture, explain=explain),
            )
        return
    if len(boxes) > 1:
        raise UsageError("Several boxes need an account.", remedy="Give one --box.")
    amount_paid = None if paid is None else float(paid)
    with recorder_in_use() as used:
        verifier = verifier_in_force(used, model=model, calibration=calibration)
        result = verifier.verify(
            verifier.prepare(questioned, box=boxes[0] if boxes else None),
            [verifier.prepare(path) for path in references],
            amount=amount_paid,
        )
        if used is not None:
            checked = used.presentments.checked(result)
            result = checked.result
            used.verification(result, amount=amount_paid, inks=checked.inks)
    _draw(result, verifier=verifier, picture=picture, explain=explain)
    if as_json:
        # ASCII only: a file name that is not valid text must not break the output.
        typer.echo(json.dumps(result.as_json(), indent=2, allow_nan=False))
    else:
        from sigverify.cli.printing import print_verification

        print_verification(result, picture=picture, explanation=explain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """How a result is shown."""

    as_json: bool
    picture: Path | None
    explain: Path | None


def _verify_account(
    questioned: Path,
    *,
    account: str,
    verifier: Verifier,
    recorder: Recorder,
    boxes: list[Box],
    amount: Decimal | None,
    day: date,
    shown: _Shown,
) -> None:
    from sigverify.imaging.reading.scans import read_scan
    from sigverify.records.audit.event import Kind
    from sigverify.verification.recording import attached
    from sigverify.verification.register.cheques import signatures_on, verify_account
    from sigverify.verification.register.results import account_evidence
    from sigverify.verification.register.specimens import RegisterSpecimens

    scan = read_scan(questioned)
    specimens = RegisterSpecimens(recorder.opened.records, verifier=verifier)
    known = specimens.account(account, day=day)
    result = verify_account(
        signatures_on(scan, verifier=verifier, path=questioned, boxes=boxes),
        account=known,
        verifier=verifier,
        amount=amount,
    )
    checked = recorder.presentments.checked_account(result)
    result = checked.result
    recorder.add(Kind.VERIFICATION, attachments=attached(checked.inks), **account_evidence(result))
    telling = result.telling.verification
    if telling is not None:
        _draw(telling, verifier=verifier, picture=shown.picture, explain=shown.explain)
    if shown.as_json:
        typer.echo(json.dumps(result.as_json(), indent=2, allow_nan=False))
    else:
        from sigverify.cli.printing import print_account_verification

        drawn = telling is not None
        print_account_verification(
            result,
            picture=shown.picture if drawn else None,
            explanation=shown.explain if drawn else None,
        )


def _draw(
    result: Verification, *, verifier: Verifier, picture: Path | None, explain: Path | None
) -> None:
    from sigverify.files import write_atomically

    if picture is not None:
        from sigverify.reporting.comparison_picture import comparison_picture

        write_atomically(picture, comparison_picture(result), private=True)
    if explain is not None:
        from sigverify.reporting.explanation_picture import explanation_picture
        from sigverify.verification.explanation import explain_nearest

        explanation = explain_nearest(result, middle=verifier.middle_distance)
        write_atomically(
            explain, explanation_picture(result, explanation=explanation), private=True
        )
