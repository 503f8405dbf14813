"""``sigverify model show``: shows a trained model."""

from __future__ import annotations

import json
from typing import Annotated

import typer

model_app = typer.Typer(name="model", help="Show a trained model.", no_args_is_help=False)


@model_app.callback()
def _root() -> None:
    """Keep ``show`` as a subcommand; typer folds a group of one command into its parent."""


@model_app.command()
def show(
    model: Annotated[
        str | None,
        typer.Argument(metavar="[NAME|FOLDER]", help="The model; without it, the shipped one."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print manifest and calibration as one JSON object.")
    ] = False,
) -> None:
    """Check every file of a model, then show its origin, its figures and its calibration."""
    from sigverify.encoding.artefact import CALIBRATION_NAME, load_artefact
    from sigverify.paths import model_folder
    from sigverify.verification.calibration_file import load_calibration

    artefact = load_artefact(model_folder(model))
    calibration = load_calibration(artefact.folder / CALIBRATION_NAME, artefact=artefact)
    if as_json:
        values = {
            "manifest": artefact.manifest.model_dump(mode="json"),
            "calibration": calibration.values.model_dump(mode="json", exclude_unset=True),
        }
        typer.echo(json.dumps(values, indent=2))
    else:
        from sigverify.cli.printing import print_model

        print_model(artefact, calibration=calibration)
