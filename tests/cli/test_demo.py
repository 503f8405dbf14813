from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from PIL import Image

from sigverify import paths
from sigverify.__main__ import main
from sigverify.detection.locator import shipped_locator
from sigverify.detection.separator import shipped_separator
from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with scribbles for its demo; returns the demo's folder."""
    # The made-up checkout has no networks; both are kept once they are loaded.
    shipped_locator()
    shipped_separator()
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "checkout" / "sigverify")
    folder = tmp_path / "checkout" / "assets" / "demo"
    folder.mkdir(parents=True)
    images = {
        "specimen-1": scribble(seed=1),
        "specimen-2": scribble(seed=1, variation=1),
        "genuine": scribble(seed=1, variation=2),
        "imitation": scribble(seed=2),
    }
    for name, grey in images.items():
        (folder / f"{name}.png").write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return folder


def test_the_demo_shows_a_genuine_signature_and_an_imitation(
    assets: Path, pristine_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "demo.png"
    assert main(["demo", "--output", str(picture), "--model", str(pristine_model)]) == 0
    out = capsys.readouterr().out
    assert out.index("genuine.png") < out.index("imitation.png")
    assert out.index("specimen-1.png") < out.index("specimen-2.png")
    assert out.index("ACCEPT") < out.index("FLAG")
    assert str(picture) in out
    with Image.open(picture) as image:
        assert image.height > image.width


def test_the_demo_never_overwrites_what_it_shows(
    assets: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = assets / "genuine.png"
    before = target.read_bytes()
    status = main(["demo", "--output", str(target), "--model", str(pristine_model)])
    assert status == ExitCode.USAGE
    assert "overwrite" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_a_demo_without_its_signatures_says_so(
    assets: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in assets.glob("specimen-*.png"):
        path.unlink()
    assert main(["demo", "--model", str(pristine_model)]) == ExitCode.MISSING_FILE
    assert "the demo's signatures are missing" in capsys.readouterr().err
