from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sigverify.reporting.explanation_maps import (
    ALIKE_SHARE,
    SCALE,
    UNLIKE_SHARE,
    ExplanationPictures,
    draw_explanation,
    scale_colours,
)
from sigverify.reporting.explanation_picture import explanation_picture
from sigverify.reporting.inks import QUESTIONED_INK, REFERENCE_INK
from sigverify.reporting.page import WIDTH
from sigverify.verification.explanation import explain, explain_nearest
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def prepared(
    verifier: Verifier, folder: Path, name: str, grey: NDArray[np.uint8]
) -> PreparedSignature:
    path = folder / name
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return verifier.prepare(path)


def drawn(
    questioned: PreparedSignature, reference: PreparedSignature, *, middle: float
) -> ExplanationPictures:
    explanation = explain(questioned, reference, middle=middle)
    return draw_explanation(explanation, questioned=questioned, reference=reference)


def reddish(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return picture[..., 0].astype(int) - picture[..., 2] > 60


def bluish(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return picture[..., 2].astype(int) - picture[..., 0] > 60


def changed_at_the_right() -> NDArray[np.uint8]:
    """Return the first signer's signature with a solid patch of more strokes at its right end."""
    grey = scribble(seed=1).copy()
    for y in range(60, 100, 5):
        cv2.line(grey, (330, y), (395, y), 30, 3)
    return grey


def test_the_same_ink_is_blue_all_over(verifier: Verifier, tmp_path: Path) -> None:
    first = prepared(verifier, tmp_path, "a.png", scribble(seed=1))
    second = prepared(verifier, tmp_path, "b.png", scribble(seed=1))
    found = drawn(first, second, middle=verifier.middle_distance)
    for picture in (found.questioned, found.reference):
        assert bluish(picture).mean() > 0.1
        assert not reddish(picture).any()
    # Each ink covers the other: hardly a pixel has the colour of only one.
    for colour in (QUESTIONED_INK, REFERENCE_INK):
        assert (found.overlay == colour).all(axis=-1).mean() < 1e-3


def test_a_difference_is_shown_where_it_is(verifier: Verifier, tmp_path: Path) -> None:
    questioned = prepared(verifier, tmp_path, "q.png", changed_at_the_right())
    reference = prepared(verifier, tmp_path, "r.png", scribble(seed=1))
    found = drawn(questioned, reference, middle=0.1)
    warm = reddish(found.questioned)
    left, right = np.split(warm, [int(0.7 * warm.shape[1])], axis=1)
    assert right.sum() > 500
    assert left.sum() < 0.2 * right.sum()
    only_questioned = (found.overlay == QUESTIONED_INK).all(axis=-1)
    assert only_questioned[:, int(0.7 * warm.shape[1]) :].sum() > 500


def test_the_scale_runs_from_alike_to_unlike() -> None:
    colours = scale_colours(np.array([0.0, ALIKE_SHARE, 1.0, UNLIKE_SHARE, 9.0]))
    np.testing.assert_array_equal(colours, [SCALE[0], SCALE[0], SCALE[2], SCALE[-1], SCALE[-1]])


@pytest.mark.parametrize("seed", [1, 2, None])
def test_every_verification_gives_a_picture(
    verifier: Verifier, tmp_path: Path, seed: int | None
) -> None:
    blank = np.full((150, 420), 255, np.uint8)
    grey = blank if seed is None else scribble(seed=seed, variation=1)
    questioned = prepared(verifier, tmp_path, "q.png", grey)
    references = [
        prepared(verifier, tmp_path, "stranger.png", scribble(seed=5)),
        prepared(verifier, tmp_path, "near.png", scribble(seed=1)),
    ]
    result = verifier.verify(questioned, references)
    explanation = explain_nearest(result, middle=verifier.middle_distance)
    assert (explanation is None) == (seed is None)
    data = explanation_picture(result, explanation=explanation)
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert picture.shape[1] == WIDTH
    assert (picture.shape[0] > 1000) == (seed is not None)
    if seed == 1:
        assert explanation is not None
        nearest = explain(questioned, references[1], middle=verifier.middle_distance)
        np.testing.assert_array_equal(explanation.questioned.costs, nearest.questioned.costs)
