from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sigverify.reporting.comparison_picture import comparison_picture, comparison_sheet
from sigverify.reporting.page import WIDTH
from sigverify.terms import Decision
from sigverify.verification.results import Verification
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def judged(verifier: Verifier, folder: Path, *, name: str, seed: int | None) -> Verification:
    """Verify a signature (None: blank paper) against two of the first signer's."""
    grey = np.full((150, 420), 255, np.uint8) if seed is None else scribble(seed=seed, variation=3)
    paths = [folder / name, folder / "a.png", folder / "b.png"]
    for path, image in zip(
        paths, (grey, scribble(seed=1), scribble(seed=1, variation=1)), strict=True
    ):
        path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    questioned, *references = [verifier.prepare(path) for path in paths]
    return verifier.verify(questioned, references)


def pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def share_of(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> float:
    return float((picture == colour).all(axis=2).mean())


@pytest.mark.parametrize(
    ("seed", "decision", "band"),
    [
        (1, Decision.ACCEPT, (26, 127, 55)),
        (2, Decision.FLAG, (207, 34, 46)),
        (None, Decision.NO_DECISION, (89, 99, 110)),
    ],
)
def test_the_picture_shows_the_decision_and_the_inks(
    verifier: Verifier,
    tmp_path: Path,
    seed: int | None,
    decision: Decision,
    band: tuple[int, int, int],
) -> None:
    result = judged(verifier, tmp_path, name="q.png", seed=seed)
    assert result.decision is decision
    picture = pixels(comparison_picture(result))
    assert picture.shape[1] == WIDTH
    assert share_of(picture, band) > 0.05
    red_over_blue = picture[..., 0].astype(int) - picture[..., 2]
    assert (red_over_blue > 100).mean() > 0.002
    # The heading has a trace of blue too, so ask for more than that.
    assert ((red_over_blue < -100).mean() > 0.002) == (seed is not None)


def test_a_sheet_holds_all_comparisons(verifier: Verifier, tmp_path: Path) -> None:
    result = judged(verifier, tmp_path, name="q.png", seed=2)
    one = pixels(comparison_picture(result))
    two = pixels(comparison_sheet([(None, result), (None, result)]))
    np.testing.assert_array_equal(two, np.concatenate([one, one]))


@pytest.mark.parametrize("name", ["हस्ताक्षर.png", "签名.png", "a" * 200 + ".png", "x\n\ty.png"])
def test_any_file_name_gives_a_picture_without_empty_boxes(
    verifier: Verifier, tmp_path: Path, name: str
) -> None:
    plain = comparison_picture(judged(verifier, tmp_path, name="q.png", seed=2))
    odd = comparison_picture(judged(verifier, tmp_path, name=name, seed=2))
    assert pixels(odd).shape == pixels(plain).shape
