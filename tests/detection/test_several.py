"""Signatures of several people are told apart by the paper between them, words of one are not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.detector import shipped_detector
from sigverify.detection.located_file import locate_file
from sigverify.detection.several import signature_boxes
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.quality import QualityKind
from sigverify.terms import Decision
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


def together(*, aside: int = 0, above: int = 0) -> NDArray[np.uint8]:
    """Two signatures on one sheet with a gap in pixels between them."""
    one, other = 255 - scribble(seed=4), 255 - scribble(seed=5)
    height, width = one.shape
    sheet = np.zeros((2 * height + above if above else height, 2 * width + aside), np.uint8)
    sheet[:height, :width] = one
    if above:
        sheet[-height:, :width] = other
    else:
        sheet[:, -width:] = other
    return 255 - sheet


@pytest.mark.parametrize(("aside", "above"), [(300, 0), (0, 100)])
def test_two_signatures_are_both_returned(aside: int, above: int) -> None:
    ink = clean_crop(together(aside=aside, above=above))
    boxes = signature_boxes(ink, on_form=False)
    assert len(boxes) == 2
    whole = np.zeros(ink.shape, bool)
    for box in boxes:
        whole[box.y : box.y + box.h, box.x : box.x + box.w] = True
    assert not (ink >= 128)[~whole].any()
    assert boxes[0].iou(boxes[1]) == 0.0


def test_words_of_one_signature_are_not_parted() -> None:
    assert signature_boxes(clean_crop(scribble(seed=4)), on_form=False) == ()
    assert signature_boxes(clean_crop(together(aside=40)), on_form=False) == ()
    assert signature_boxes(np.zeros((50, 90), np.uint8), on_form=True) == ()


def test_a_dot_far_away_is_no_signature() -> None:
    ink = np.zeros((150, 900), np.uint8)
    ink[:, :420] = 255 - scribble(seed=4)
    cv2.circle(ink, (880, 75), 8, 255, -1)
    assert signature_boxes(ink, on_form=True) == ()


def test_the_user_is_asked_which_signature_is_meant(pristine_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.png"
    path.write_bytes(cv2.imencode(".png", together(aside=300))[1].tobytes())
    found = locate_file(path, detector=shipped_detector()).detections
    assert not found.is_cheque
    assert len(found.found) == 2
    verifier = Verifier(pristine_model)
    specimen = verifier.prepare(path)
    assert specimen.box == found.found[0].box
    assert QualityKind.CHECK_BOX in {finding.kind for finding in specimen.quality}
    other = verifier.prepare(path, box=found.found[1].box)
    assert QualityKind.CHECK_BOX not in {finding.kind for finding in other.quality}
    assert verifier.verify(other, [specimen]).decision is Decision.REFER
