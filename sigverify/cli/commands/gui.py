"""``sigverify gui``: the clerk's window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def gui(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Cheques or result files to open."),
    ] = None,
) -> int:
    """Open the verification window: cheques, specimens, comparison, decision."""
    from sigverify.gui.app import main

    return main([str(path) for path in files or []])
