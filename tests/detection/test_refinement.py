from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.detections import Detection
from sigverify.detection.refinement import refine_box
from sigverify.terms import Box
from tests.helpers.pretended import PretendedSeparator

DARKNESS = PretendedSeparator(lambda canvas: (canvas[0] > 60).astype(np.float32))
"""Takes all that is dark for ink."""
NOTHING = PretendedSeparator(lambda canvas: np.zeros(canvas.shape[1:], np.float32))
"""Finds no ink."""


def page() -> tuple[NDArray[np.uint8], Box]:
    """White paper with a zigzag, and the box about it."""
    grey = np.full((600, 1200), 250, np.uint8)
    points = np.array([(700, 400), (760, 330), (820, 410), (900, 320), (980, 400)], np.int32)
    cv2.polylines(grey, [points], False, 30, 7, cv2.LINE_AA)
    return grey, Box(x=696, y=316, w=288, h=98)


@pytest.mark.parametrize("guess", [Box(x=680, y=290, w=330, h=150), Box(x=730, y=340, w=230, h=60)])
def test_a_box_is_fitted_to_the_ink(guess: Box) -> None:
    grey, truth = page()
    found = refine_box(Detection(guess, 0.9, 0.0), grey, colour=None, separator=DARKNESS)
    assert found.box.iou(truth) > 0.88
    assert found.confidence == 0.9


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_box_is_fitted_on_a_turned_cheque(turns: int) -> None:
    grey, truth = page()
    mask = np.zeros_like(grey)
    mask[truth.y : truth.y + truth.h, truth.x : truth.x + truth.w] = 1
    x, y, w, h = cv2.boundingRect(np.ascontiguousarray(np.rot90(mask, turns)))
    guess = Box(x=x - 20, y=y - 15, w=w + 40, h=h + 30)
    turned = np.ascontiguousarray(np.rot90(grey, turns))
    found = refine_box(Detection(guess, 0.9, 90.0 * turns), turned, colour=None, separator=DARKNESS)
    assert found.box.iou(Box(x=x, y=y, w=w, h=h)) > 0.88


def test_a_box_is_fitted_on_a_tilted_cheque() -> None:
    grey, _ = page()
    matrix = cv2.getRotationMatrix2D((600, 300), -10.0, 1.0)  # clockwise as seen
    tilted = np.asarray(cv2.warpAffine(grey, matrix, (1200, 600), borderValue=250), np.uint8)
    x, y, w, h = cv2.boundingRect((tilted < 128).astype(np.uint8))
    guess = Box(x=x - 15, y=y + 10, w=w + 30, h=h)
    found = refine_box(Detection(guess, 0.9, -10.0), tilted, colour=None, separator=DARKNESS)
    assert found.box.iou(Box(x=x, y=y, w=w, h=h)) > 0.85


def test_a_box_is_fitted_on_a_large_scan() -> None:
    grey, truth = page()
    large = np.asarray(cv2.resize(grey, None, fx=4, fy=4), np.uint8)
    wanted = Box(x=4 * truth.x, y=4 * truth.y, w=4 * truth.w, h=4 * truth.h)
    guess = Box(x=wanted.x - 80, y=wanted.y - 60, w=wanted.w + 160, h=wanted.h + 120)
    found = refine_box(Detection(guess, 0.9, 0.0), large, colour=None, separator=DARKNESS)
    assert found.box.iou(wanted) > 0.88


NEAR_MISS = Box(x=700, y=330, w=230, h=70)
"""A part of the zigzag. The first look around it does not reach the stroke of `with_a_stroke`."""


def with_a_stroke() -> NDArray[np.uint8]:
    """The zigzag of `page` and a separate stroke to the right of it."""
    grey, _ = page()
    cv2.line(grey, (1005, 330), (1005, 400), 30, 7)
    return grey


def test_what_the_first_look_did_not_reach_is_found_by_the_second() -> None:
    detection = Detection(NEAR_MISS, 0.9, 0.0)
    found = refine_box(detection, with_a_stroke(), colour=None, separator=DARKNESS)
    assert found.box.x + found.box.w == pytest.approx(1009, abs=3)
    assert found.doubt == 0.0


def test_a_second_look_at_more_doubtful_ink_does_not_count() -> None:
    looks: list[float] = []

    def answer(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
        looks.append(1.0 - 0.2 * len(looks))  # less sure of the same ink
        return (canvas[0] > 60).astype(np.float32) * np.float32(looks[-1])

    detection = Detection(NEAR_MISS, 0.9, 0.0)
    separator = PretendedSeparator(answer)
    found = refine_box(detection, with_a_stroke(), colour=None, separator=separator)
    assert len(looks) == 2
    assert found.box.x + found.box.w == pytest.approx(984, abs=5)
    assert found.doubt == 0.0


def test_where_no_ink_is_found_the_box_stays() -> None:
    grey, truth = page()
    found = refine_box(Detection(truth, 0.9, 0.0), grey, colour=None, separator=NOTHING)
    assert (found.box, found.confidence) == (truth, 0.9)
