"""A batch reads the MICR lines of its cheques if it is asked to."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.micr.glyphs import e13b
from tests.helpers.scribbles import scribble

LINE = "⑈100830⑈ 500229009⑆ 551452⑈ 31"


def test_the_line_of_each_cheque_is_in_its_row(pristine_model: Path, tmp_path: Path) -> None:
    leaf = np.full((500, 1400), 255, np.uint8)
    leaf[200:350, 900:1320] = scribble(seed=1)
    (tmp_path / "plain.png").write_bytes(cv2.imencode(".png", leaf)[1].tobytes())
    line = e13b(LINE, px_per_mm=7.0)
    leaf[460 : 460 + line.shape[0], 120 : 120 + line.shape[1]] = 255 - line
    (tmp_path / "lined.png").write_bytes(cv2.imencode(".png", leaf)[1].tobytes())
    (tmp_path / "s.png").write_bytes(
        cv2.imencode(".png", scribble(seed=1, variation=2))[1].tobytes()
    )
    items = tmp_path / "items.csv"
    items.write_text(
        'questioned,box,reference\nlined.png,"890,190,440,170",s.png\n'
        'plain.png,"890,190,440,170",s.png\n',
        "utf-8",
    )
    model = ["--model", str(pristine_model), "--workers", "1"]

    def lines(name: str, *options: str) -> list[str]:
        output = tmp_path / name
        asked = ["batch", str(items), "--output", str(output), *model, *options]
        assert run(asked) == ExitCode.OK
        with output.open(encoding="utf-8", newline="") as stream:
            return [row["micr_line"] for row in csv.DictReader(stream)]

    assert lines("with.csv", "--micr") == [LINE, ""]
    assert lines("without.csv") == ["", ""]
