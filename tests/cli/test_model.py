from __future__ import annotations

import json
from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode


def test_a_model_tells_its_origin_and_its_figures(
    pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "show", str(pristine_model)]) == 0
    out = capsys.readouterr().out
    for text in (
        "tiny 1.2.3",
        "grid-average",
        "scribbles",
        "set by hand for tests",
        "Genuine not accepted (FRR) 2.00 % [1.00, 7.00]  (2 of 100)",
        "accept from 0.7000, flag below 0.4000",
        "Calibrated on scribbles.",
    ):
        assert text in out


def test_the_json_is_the_two_files(
    pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "show", str(pristine_model), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    for key, name in (("manifest", "manifest.json"), ("calibration", "calibration.json")):
        assert shown[key] == json.loads((pristine_model / name).read_text(encoding="utf-8"))


def test_a_damaged_model_is_refused(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray((model / "encoder.onnx").read_bytes())
    data[50] ^= 4
    (model / "encoder.onnx").write_bytes(data)
    assert main(["model", "show", str(model)]) == ExitCode.MODEL
    assert "altered or damaged" in capsys.readouterr().err
