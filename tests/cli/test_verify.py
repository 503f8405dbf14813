"""The command as a user meets it: `main(argv)`, its two outputs and its exit status."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from PIL import Image

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble, with_strangers_end
from tests.helpers.written_set import write_image

Run = Callable[..., tuple[int, str, str]]


def test_the_json_has_the_documented_fields(
    run: Run, genuine: Path, specimen: Path, pristine_model: Path
) -> None:
    status, out, err = run(genuine, "--reference", specimen, "--json")
    result = json.loads(out)
    assert (status, err) == (0, "")
    assert 0.7 < result["similarity"] <= 1
    assert result["decision"] == "accept"
    assert result["evidence"].startswith("evidence-genuine")
    assert result == {
        "similarity": result["similarity"],
        "threshold": 0.7,
        "decision": "accept",
        "evidence": result["evidence"],
        "parts": "all-parts-agree",
        "reasons": [],
        "reason_codes": [],
        "questioned": {
            "path": str(genuine),
            "sha256": hashlib.sha256(genuine.read_bytes()).hexdigest(),
            "box": None,
            "quality": [],
        },
        # One reference alone: nothing to fuse.
        "references": [{"path": str(specimen), "similarity": result["similarity"]}],
        "model": {
            "name": "tiny",
            "version": "1.2.3",
            "sha256": hashlib.sha256((pristine_model / "encoder.onnx").read_bytes()).hexdigest(),
        },
        "calibration": {
            "name": "scribbles",
            "sha256": hashlib.sha256(
                (pristine_model / "calibration.json").read_bytes()
            ).hexdigest(),
            "flag_below": 0.4,
            "warnings": ["Calibrated on scribbles."],
            "warning_codes": [{"code": "text", "parameters": {"text": "Calibrated on scribbles."}}],
        },
    }


def test_a_strangers_signature_is_flagged_and_the_status_is_still_0(
    run: Run, stranger: Path, specimen: Path
) -> None:
    status, out, _ = run(stranger, "-r", specimen, "--json")
    result = json.loads(out)
    assert status == 0
    assert result["decision"] == "flag"
    assert result["similarity"] < 0.4
    assert result["reasons"] == ["less alike than genuine signatures usually are"]


def test_the_parts_that_differ_are_named(run: Run, specimen: Path, tmp_path: Path) -> None:
    joined = tmp_path / "joined.png"
    write_image(joined, with_strangers_end(1, stranger=6))
    _, out, _ = run(joined, "-r", specimen)
    assert "Parts        the left part agrees; the middle and right parts differ" in out
    _, out, _ = run(joined, "-r", specimen, "--json")
    assert json.loads(out)["parts"] == "only-left-part-agrees"


def test_several_references_are_listed_in_their_order(
    run: Run, genuine: Path, specimen: Path, stranger: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.png"
    write_image(second, scribble(seed=1, variation=2))
    _, out, _ = run(genuine, "-r", specimen, "-r", second, "-r", stranger, "--json")
    result = json.loads(out)
    assert [entry["path"] for entry in result["references"]] == [
        str(specimen),
        str(second),
        str(stranger),
    ]
    alone = [entry["similarity"] for entry in result["references"]]
    assert min(alone) <= result["similarity"] <= max(alone)


def test_the_text_says_all_that_matters(run: Run, genuine: Path, specimen: Path) -> None:
    status, out, err = run(genuine, "-r", specimen)
    assert (status, err) == (0, "")
    assert "ACCEPT" in out
    assert "accept from 0.700, flag below 0.400" in out
    assert f"Questioned   {genuine}" in out
    assert str(specimen) in out
    assert "Calibrated on scribbles." in out
    assert "tiny 1.2.3" in out
    assert "\x1b" not in out


def test_the_text_is_coloured_on_a_terminal_but_not_against_the_users_wish(
    run: Run, genuine: Path, specimen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;32m" in run(genuine, "-r", specimen)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    out = run(genuine, "-r", specimen)[1]
    assert "ACCEPT" in out
    assert "32m" not in out


def test_the_same_picture_as_a_specimen_is_flagged_as_a_copy(
    run: Run, specimen: Path, stranger: Path
) -> None:
    copy = specimen.with_name("copy.bmp")
    copy.write_bytes(cv2.imencode(".bmp", scribble(seed=1))[1].tobytes())
    for questioned in (specimen, copy):
        result = json.loads(run(questioned, "-r", stranger, "-r", specimen, "--json")[1])
        assert result["decision"] == "flag"
        assert result["reasons"][0] == "copy of a specimen"
        assert "specimen.png" in result["reasons"][1]


def test_a_specimen_given_twice_counts_once(
    run: Run, genuine: Path, specimen: Path, stranger: Path
) -> None:
    once = json.loads(run(genuine, "-r", specimen, "-r", stranger, "--json")[1])
    twice = json.loads(run(genuine, "-r", specimen, "-r", stranger, "-r", specimen, "--json")[1])
    assert twice["similarity"] == once["similarity"]
    assert twice["references"] == once["references"]
    assert any("given twice" in reason for reason in twice["reasons"])


def test_the_picture_is_written_and_said_to_be(
    run: Run, genuine: Path, specimen: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "new" / "comparison.png"
    status, out, _ = run(genuine, "-r", specimen, "--picture", picture)
    assert status == 0
    assert str(picture) in out
    with Image.open(picture) as image:
        assert image.format == "PNG"
        assert image.width > 1000


def test_a_picture_never_overwrites_a_signature(run: Run, genuine: Path, specimen: Path) -> None:
    before = specimen.read_bytes()
    for target in (specimen, specimen.parent / "." / "specimen.png"):
        status, out, err = run(genuine, "-r", specimen, "--picture", target)
        assert (status, out) == (ExitCode.USAGE, "")
        assert "overwrite" in err
    assert run(genuine, "-r", specimen, "--picture", genuine.with_suffix(".jpg"))[0] == (
        ExitCode.USAGE
    )
    assert specimen.read_bytes() == before


def test_the_explanation_is_written_and_said_to_be(
    run: Run, genuine: Path, specimen: Path, tmp_path: Path
) -> None:
    explanation = tmp_path / "new" / "why.png"
    status, out, _ = run(genuine, "-r", specimen, "--explain", explanation)
    assert status == 0
    assert str(explanation) in out
    with Image.open(explanation) as image:
        assert image.format == "PNG"
    # Not even as a JPEG file, over a signature, or over the other picture.
    before = genuine.read_bytes()
    for target in (tmp_path / "why.jpg", genuine):
        assert run(genuine, "-r", specimen, "--explain", target)[0] == ExitCode.USAGE
    same = tmp_path / "same.png"
    status, _, err = run(genuine, "-r", specimen, "--picture", same, "--explain", same)
    assert status == ExitCode.USAGE
    assert "both pictures" in err
    assert genuine.read_bytes() == before
    assert not same.exists()


def test_a_picture_that_cant_be_written_is_an_output_error(
    run: Run, genuine: Path, specimen: Path
) -> None:
    status, out, err = run(genuine, "-r", specimen, "--picture", specimen / "inside.png")
    assert (status, out) == (ExitCode.OUTPUT, "")
    assert "inside.png: can't be written" in err


def test_a_calibration_of_another_model_is_refused(
    run: Run, genuine: Path, specimen: Path, pristine_model: Path, tmp_path: Path
) -> None:
    values = json.loads((pristine_model / "calibration.json").read_text(encoding="utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**values, "model_sha256": "0" * 64}), encoding="utf-8")
    status, _, err = run(genuine, "-r", specimen, "--calibration", other)
    assert status == ExitCode.CALIBRATION
    assert "made for another network" in err
    own = tmp_path / "own.json"
    own.write_text(json.dumps({**values, "name": "site", "accept_at": 1.0}), encoding="utf-8")
    result = json.loads(run(genuine, "-r", specimen, "--calibration", own, "--json")[1])
    assert (result["decision"], result["threshold"]) == ("refer", 1.0)
    assert result["calibration"]["name"] == "site"


def test_a_missing_model_is_a_model_error(
    genuine: Path, specimen: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status = main(
        ["verify", str(genuine), "-r", str(specimen), "--model", str(tmp_path / "nothing")]
    )
    assert status == ExitCode.MODEL
    assert "neither a shipped model nor a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["verify"], ["verify", "a.png"], ["verify", "a.png", "-r"], ["verify", "a", "-r", "b", "-x"]],
)
def test_a_usage_error_is_one_line_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sigverify: ")
    assert captured.err.endswith("--help'.\n")
    assert captured.err.count("\n") == 1
