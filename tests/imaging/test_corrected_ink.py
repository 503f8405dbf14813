"""The brush: what it erases, restores, crops and turns, and that it reaches the comparison."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.imaging.corrected_ink import CorrectedInk
from sigverify.imaging.reading.scans import decode_scan
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


def two_strokes() -> CorrectedInk:
    """A dark stroke that was found, and a fainter one that was taken for print."""
    grey = np.full((80, 200), 240, np.uint8)
    grey[20:26, 20:180] = 30
    grey[55:61, 20:180] = 90
    ink = np.zeros_like(grey)
    ink[20:26, 20:180] = 255
    return CorrectedInk(grey, ink)


def test_erasing_takes_ink_away_along_the_line_alone() -> None:
    made = two_strokes()
    made.erase([(100.0, 10.0), (100.0, 40.0)], radius=5.0)
    assert made.ink[22, 100] == 0
    assert made.ink[22, 80] == made.ink[22, 120] == 255
    made.undo()
    assert made.ink[22, 100] == 255
    assert not made.undoable


def test_restoring_takes_what_is_dark_for_ink_and_no_paper() -> None:
    made = two_strokes()
    made.restore([(20.0, 58.0), (179.0, 58.0)], radius=12.0)
    assert made.ink[57, 100] > 128
    assert made.ink[66, 100] == made.ink[48, 100] == 0
    assert made.changed


def test_cropping_keeps_the_rectangle_and_as_found_brings_all_back() -> None:
    made = two_strokes()
    made.crop((150.0, 70.0), (60.0, 10.0))
    columns = np.flatnonzero(made.ink.any(axis=0))
    assert (columns[0], columns[-1]) == (60, 150)
    made.reset()
    assert not made.changed
    made.undo()
    assert np.flatnonzero(made.ink.any(axis=0))[0] == 60


def test_turning_cuts_nothing_off() -> None:
    made = two_strokes()
    before = int((made.ink > 128).sum())
    made.turn(90)
    assert made.ink.shape == made.grey.shape == (200, 80)
    assert int((made.ink > 128).sum()) == pytest.approx(before, rel=0.05)
    # Clockwise: what was at the top is at the right.
    assert np.flatnonzero(made.ink.any(axis=0)).mean() > 40
    made.turn(-20)
    assert int((made.ink > 128).sum()) == pytest.approx(before, rel=0.1)


def test_no_ink_makes_no_image() -> None:
    made = two_strokes()
    made.crop((0.0, 0.0), (1.0, 1.0))
    with pytest.raises(ValueError, match="no ink"):
        made.image()


def test_the_corrected_ink_is_the_one_that_is_compared(pristine_model: Path) -> None:
    verifier = Verifier(pristine_model)
    scan = decode_scan(cv2.imencode(".png", scribble(seed=1))[1].tobytes(), name="a.png")
    found = verifier.prepare_scan(scan, path=Path("a.png"))
    cut = verifier.separated(scan)
    made = CorrectedInk(cut.grey, cut.pen.ink)

    def prepared() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        data = cv2.imencode(".png", made.image())[1].tobytes()
        kept = verifier.prepare_scan(decode_scan(data, name="b.png"), path=Path("b.png"))
        assert kept.embedding is not None
        return kept.ink

    same = prepared()
    overlap = np.logical_and(same > 128, found.ink > 128).sum()
    assert same.shape == pytest.approx(found.ink.shape, abs=3)
    if same.shape == found.ink.shape:
        assert overlap / np.logical_or(same > 128, found.ink > 128).sum() > 0.9
    middle = cut.grey.shape[1] / 2
    made.erase([(middle, 0.0), (middle, float(cut.grey.shape[0]))], radius=15.0)
    cleft = prepared()
    assert not cleft[:, cleft.shape[1] // 2 - 4 : cleft.shape[1] // 2 + 4].any()
