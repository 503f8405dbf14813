"""A folder with a small table, and the watch over it in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sigverify.watching.watch import Watch
from sigverify.watching.work import WorkChoices
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

HEADING = "questioned,reference\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a subfolder of images, which no watch looks at without specimens."""
    inbox = tmp_path / "inbox"
    for variation in range(4):
        write_image(inbox / "images" / f"{variation}.png", scribble(seed=1, variation=variation))
    return inbox


@pytest.fixture
def once(pristine_model: Path, folder: Path) -> Callable[..., Path]:
    """Run a watch until everything that has arrived is done; gives the folder of the results."""

    def run(**choices: Any) -> Path:  # noqa: ANN401 - any field
        output = folder / "results"
        chosen = WorkChoices(
            **{"folder": folder, "output": output, "model": str(pristine_model), **choices}
        )
        watch = Watch(chosen, settle=0, metrics_file=output / "watch.prom")
        with contextlib.closing(watch):
            watch.run(once=True)
        return output

    return run


@pytest.fixture
def deliver(folder: Path) -> Callable[..., Path]:
    """Write a table of pairs into the folder."""

    def write(name: str, *pairs: str) -> Path:
        path = folder / name
        path.write_text(HEADING + "".join(f"{pair}\n" for pair in pairs), encoding="utf-8")
        return path

    return write
