"""``sigverify calibration list|show|activate``: the calibrations of this site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigverify.cli.output import fact
from sigverify.errors import UsageError

if TYPE_CHECKING:
    from sigverify.encoding.artefact import Artefact

calibration_app = typer.Typer(
    name="calibration", help="List, show and activate calibrations of this site."
)

SMALL_AMOUNTS: Final = "small-amounts"

_Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME|FOLDER", help="The trained model.")
]
_Choice = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME|HASH|FILE]",
        help="A calibration of this site, a file made by calibrate, or small-amounts, the model's "
        "profile for small amounts.",
    ),
]


@calibration_app.command("list")
def list_(model: _Model = None) -> None:
    """List the calibrations of this site; a star marks the one in force."""
    from sigverify.calibration.store import CalibrationStore
    from sigverify.cli.lines import one_line
    from sigverify.encoding.artefact import SMALL_AMOUNTS_NAME

    artefact = _artefact(model)
    stored = CalibrationStore().stored(artefact)
    shipped = not any(one.active for one in stored)
    fact(
        shipped_in_force=shipped,
        calibrations=[
            {
                "sha256": one.sha256,
                "in_force": one.active,
                "fault": one.fault,
                "values": None
                if one.calibration is None
                else one.calibration.values.model_dump(mode="json"),
            }
            for one in stored
        ],
    )
    typer.echo(f"{'*' if shipped else ' '} as shipped, with model {artefact.manifest.name}")
    if (artefact.folder / SMALL_AMOUNTS_NAME).is_file():
        typer.echo(f"  {SMALL_AMOUNTS}, with model {artefact.manifest.name}")
    for one in stored:
        mark = "*" if one.active else " "
        if one.calibration is None:
            text = f"can't be used: {one.fault}"
        else:
            values = one.calibration.values
            warned = f", {len(values.warnings)} warnings" if values.warnings else ""
            one_number = "" if values.numbers else ", one number of specimens only"
            text = (
                f"{values.name}  by {values.author}, {values.created:%Y-%m-%d}, accept from "
                f"{values.accept_at:.4f}{one_number}{warned}"
            )
        typer.echo(one_line(f"{mark} {one.sha256[:12]}  {text}"))


@calibration_app.command()
def show(
    choice: _Choice = None,
    model: _Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Print who activated what, and when.")
    ] = False,
) -> None:
    """Show a calibration, by default the one in force: policy, thresholds, counts, author.

    A file that was changed by hand, or that belongs to another model, is refused.
    """
    from sigverify.calibration.store import CalibrationStore
    from sigverify.cli.lines import one_line
    from sigverify.cli.printing import print_calibration
    from sigverify.encoding.artefact import CALIBRATION_NAME, SMALL_AMOUNTS_NAME
    from sigverify.verification.calibration_file import load_calibration

    store = CalibrationStore()
    if history:
        entries = store.history()
        if not entries:
            typer.echo("No calibration was ever activated here; the shipped one is in force.")
        for entry in entries:
            sha256 = (entry.calibration_sha256 or "-")[:12]
            typer.echo(
                one_line(
                    f"{entry.time:%Y-%m-%d %H:%M:%S}  {entry.user}  {sha256:<12}  {entry.name}  "
                    f"(model {entry.model_sha256[:12]})"
                )
            )
        return
    artefact = _artefact(model)
    if choice is None:
        path = store.active(artefact.encoder_sha256) or artefact.folder / CALIBRATION_NAME
    elif choice == SMALL_AMOUNTS:
        path = artefact.folder / SMALL_AMOUNTS_NAME
    elif Path(choice).is_file():
        path = Path(choice)
    else:
        path = store.find(choice, artefact=artefact).path
    values = load_calibration(path, artefact=artefact).values
    if as_json:
        typer.echo(json.dumps(values.model_dump(mode="json"), indent=2, allow_nan=False))
    else:
        print_calibration(values)


@calibration_app.command()
def activate(
    choice: _Choice = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Return to the calibration that ships with the model.")
    ] = False,
    model: _Model = None,
    user: Annotated[
        str | None,
        typer.Option("--user", help="The person who activates it; default: the current user."),
    ] = None,
    urgent: Annotated[
        str,
        typer.Option(
            "--urgent",
            metavar="REASON",
            help="Activate it alone, where the site allows it; every check of the audit "
            "trail will name it.",
        ),
    ] = "",
) -> None:
    """Put a calibration in force for all verifications of this user, and record it."""
    from datetime import UTC, datetime

    from sigverify.calibration.store import CalibrationStore
    from sigverify.cli.lines import one_line
    from sigverify.cli.options import user_name
    from sigverify.encoding.artefact import SMALL_AMOUNTS_NAME
    from sigverify.records.roles import Permission
    from sigverify.verification.recording import recorder_in_use

    if (choice is None) != shipped:
        raise UsageError(
            "Name one calibration, or --shipped.", remedy="See 'sigverify calibration list'."
        )
    artefact, store = _artefact(model), CalibrationStore()
    path = None
    if choice is not None:
        if choice == SMALL_AMOUNTS:
            path = store.adopt(artefact.folder / SMALL_AMOUNTS_NAME, artefact=artefact)
        elif Path(choice).is_file():
            path = store.adopt(Path(choice), artefact=artefact)
        else:
            path = store.find(choice, artefact=artefact).path
    with recorder_in_use(Permission.ACTIVATE_CALIBRATION) as recorder:
        # Imported here, because the exception comes with the database.
        from sigverify.records.register.proposals import ChangeWaitsError

        try:
            entry = store.activate(
                path,
                artefact=artefact,
                user=user or user_name(),
                now=datetime.now(UTC),
                recorder=recorder,
                urgent=urgent,
            )
        except ChangeWaitsError as waits:
            typer.echo(
                f"Change {waits.seq} waits: it takes effect when a colleague has confirmed it "
                f"(sigverify approvals confirm {waits.seq})."
            )
            return
    fact(name=entry.name, calibration_sha256=entry.calibration_sha256)
    typer.echo(one_line(f"In force from now on: {entry.name}"))


def _artefact(model: str | None) -> Artefact:
    from sigverify.encoding.artefact import load_artefact
    from sigverify.paths import model_folder

    return load_artefact(model_folder(model))
