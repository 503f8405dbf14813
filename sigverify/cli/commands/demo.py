"""``sigverify demo``: compares made-up signatures that ship with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from sigverify.cli.options import ModelOption
from sigverify.cli.output import fact
from sigverify.errors import MissingFileError

_TITLES: Final = {
    "genuine": "A made-up genuine signature against its specimens",
    "imitation": "A made-up imitation against the same specimens",
}


def demo(
    output: Annotated[
        Path,
        typer.Option(
            "--output", metavar="FILE.png", help="The file for the picture of both comparisons."
        ),
    ] = Path("sigverify-demo.png"),
    model: ModelOption = None,
) -> None:
    """Compare a made-up genuine signature and an imitation with made-up specimens."""
    from sigverify.cli.lines import one_line
    from sigverify.cli.options import check_picture_path
    from sigverify.cli.printing import print_verification
    from sigverify.files import write_atomically
    from sigverify.paths import model_folder, shipped_folder
    from sigverify.reporting.comparison_picture import comparison_sheet
    from sigverify.verification.verifier import Verifier

    folder = shipped_folder("assets") / "demo"
    questioned = {folder / f"{name}.png": title for name, title in _TITLES.items()}
    specimens = sorted(folder.glob("specimen-*.png"))
    if not specimens:
        raise MissingFileError(
            f"{folder}: the demo's signatures are missing.", remedy="Install the program again."
        )
    check_picture_path(output, inputs=[*specimens, *questioned])
    verifier = Verifier(model_folder(model))
    references = [verifier.prepare(path) for path in specimens]
    results = [
        (title, verifier.verify(verifier.prepare(path), references))
        for path, title in questioned.items()
    ]
    write_atomically(output, comparison_sheet(results))
    fact(picture=output, comparisons=[result.as_json() for _, result in results])
    for title, result in results:
        print_verification(result, title=title)
        typer.echo()
    typer.echo(f"Picture of both comparisons: {one_line(str(output))}")
