from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a made-up cheque and a signature alone."""
    folder = tmp_path_factory.mktemp("pictures")
    made = compose_cheque(
        np.random.default_rng(2),
        style=Layout.US_PERSONAL,
        signatures=[255 - scribble(seed=4)],
        dpi=150.0,
    )
    for name, image in (("cheque", made.image), ("crop", scribble(seed=1))):
        (folder / f"{name}.png").write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return folder


def test_one_bad_file_does_not_stop_the_rest(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [pictures / "cheque.png", pictures / "missing.png", pictures / "crop.png"]
    crops = tmp_path / "crops"
    status = run(["locate", *map(str, names), "--json", "--crops", str(crops)])
    assert status == ExitCode.ITEMS_FAILED
    cheque, missing, crop = json.loads(capsys.readouterr().out)
    assert cheque["cheque"] is True
    assert cheque["micr"]["sort_code"] == cheque["micr"]["text"].split("⑆")[1]
    assert crop["micr"] is None
    assert set(cheque["signatures"][0]["box"]) == {"x", "y", "w", "h"}
    assert [Path(file).is_file() for file in cheque["crops"]] == [True] * len(cheque["crops"])
    assert "no such file" in missing["error"]
    assert crop["cheque"] is False
    assert crop["signatures"] == crop["crops"] == []


def test_a_single_bad_file_gives_its_own_status(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["locate", str(pictures / "missing.png")]) == ExitCode.MISSING_FILE
    (pictures / "bad.png").write_bytes(b"no picture")
    assert run(["locate", str(pictures / "bad.png")]) == ExitCode.UNREADABLE_FILE
    capsys.readouterr()


def test_people_read_the_boxes(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(pictures / name) for name in ("cheque.png", "crop.png")]
    assert run(["locate", *paths]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "confidence" in text
    assert "not a cheque: a signature alone, used whole" in text


@pytest.mark.parametrize("box", ["1,2,3", "1,2,3,0", "a,b,c,d", "", "1,2,-3,4"])
def test_a_box_that_is_none_is_refused(
    box: str, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crop = str(pictures / "crop.png")
    assert run(["verify", crop, "-r", crop, "--box", box]) == ExitCode.USAGE
    assert "x,y,w,h" in capsys.readouterr().err


def test_the_box_that_was_used_is_in_the_result(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cheque, crop = (str(pictures / f"{name}.png") for name in ("cheque", "crop"))
    assert run(["verify", cheque, "-r", crop, "--json"]) == ExitCode.OK
    found = json.loads(capsys.readouterr().out)["questioned"]["box"]
    assert found is not None
    arguments = ["verify", cheque, "-r", crop, "--json", "--box", "600,250,200,90"]
    assert run(arguments) == ExitCode.OK
    given = json.loads(capsys.readouterr().out)["questioned"]["box"]
    assert given == {"x": 600, "y": 250, "w": 200, "h": 90}
