"""The tilt of print, where no edge of the cheque is seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.cheque_view import find_cheque
from sigverify.detection.postprocessing import LocatorMaps
from sigverify.imaging.marks import Marks
from sigverify.imaging.reading.scans import Scan
from sigverify.imaging.skew import tilt_of_print
from sigverify.synthesis.documents.cheque import compose_cheque
from tests.helpers.pretended import PretendedLocator


@pytest.fixture(scope="module")
def form() -> NDArray[np.uint8]:
    """(400, 800) uint8 lines of print on white."""
    page = np.full((400, 800), 255, np.uint8)
    rng = np.random.default_rng(3)
    for top in range(60, 380, 40):
        text = "".join(rng.choice(list("ABCDEHKLMNRSTUXZ0123456789"), 34))
        cv2.putText(page, text, (60, top), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1, cv2.LINE_AA)
    return page


def turned(page: NDArray[np.uint8], *, clockwise: float) -> NDArray[np.uint8]:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 0.85)
    white = (255,) * (page.ndim if page.ndim == 3 else 1)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=white), np.uint8)


@pytest.mark.parametrize("degrees", [-14.0, -3.0, 2.5, 9.0])
def test_print_says_how_far_it_is_tilted(form: NDArray[np.uint8], degrees: float) -> None:
    marks = Marks.of(turned(form, clockwise=degrees) < 128)
    assert tilt_of_print(marks) == pytest.approx(degrees, abs=0.5)


def test_level_print_and_no_print_are_not_turned(form: NDArray[np.uint8]) -> None:
    assert tilt_of_print(Marks.of(form < 128)) == 0.0
    assert tilt_of_print(Marks.of(np.zeros((400, 800), np.bool_))) == 0.0


def test_rules_and_grain_have_no_say(form: NDArray[np.uint8]) -> None:
    page = turned(form, clockwise=8.0)
    rng = np.random.default_rng(1)
    for y in range(4, 400, 40):  # the level grain of a table
        for x in range(int(rng.integers(0, 12)), 780, 18):
            page[y : y + 2, x : x + 14] = 0
    assert tilt_of_print(Marks.of(page < 128)) == pytest.approx(8.0, abs=0.6)


def test_the_rows_of_a_security_print_tell_nothing() -> None:
    page = np.full((400, 800), 255, np.uint8)
    for top in range(12, 400, 12):
        for left in range(8, 790, 14):
            page[top : top + 7, left : left + 5] = 0
    assert tilt_of_print(Marks.of(turned(page, clockwise=6.0) < 128)) == 0.0


def test_a_handful_of_marks_tells_nothing() -> None:
    rng = np.random.default_rng(0)
    scattered = np.zeros((400, 800), np.bool_)
    for x, y in rng.integers(10, 380, (200, 2)):
        scattered[y : y + 8, 2 * x : 2 * x + 6] = True
    assert tilt_of_print(Marks.of(scattered)) == 0.0


def test_a_tilted_cheque_without_edges_is_laid_level() -> None:
    cheque = compose_cheque(np.random.default_rng(6), dpi=150.0)
    white = np.where(cheque.image > 190, 255, cheque.image).astype(np.uint8)
    grey = turned(cv2.cvtColor(white, cv2.COLOR_BGR2GRAY).astype(np.uint8), clockwise=7.0)
    assert find_cheque(grey, colour=None)[2] == 0.0  # nothing shows where it ends

    seen: list[NDArray[np.uint8]] = []

    class Shown(Exception):
        pass

    def network(canvas: NDArray[np.uint8]) -> LocatorMaps:
        seen.append(canvas)
        raise Shown

    scan = Scan(
        grey=grey, colour=None, dpi=None, page=0, page_count=1, sha256="0" * 64, format="PNG"
    )
    with pytest.raises(Shown):
        PretendedLocator(network).locate(scan)
    level = Marks.of(seen[0][0] > 90)
    assert abs(tilt_of_print(level)) < 1.5
