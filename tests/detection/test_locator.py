from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, view_cheque
from sigverify.detection.detections import Detection, Detections, doubt_about
from sigverify.detection.postprocessing import STRIDE, LocatorMaps, boxes_on_canvas
from sigverify.imaging.reading.scans import Scan
from sigverify.reasons import Reason, ReasonCode
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.terms import Box
from tests.helpers.pretended import Canvas, PretendedLocator
from tests.helpers.scribbles import scribble

SHAPE = (CANVAS_HEIGHT // STRIDE, CANVAS_WIDTH // STRIDE)


def located(grey: NDArray[np.uint8], *, network: Callable[[Canvas], LocatorMaps]) -> Detections:
    scan = Scan(
        grey=grey, colour=None, dpi=None, page=0, page_count=1, sha256="0" * 64, format="PNG"
    )
    return PretendedLocator(network).locate(scan)


def cheque(seed: int = 1) -> tuple[NDArray[np.uint8], Box]:
    """A made-up cheque, grey, with the box of its signature."""
    ink = 255 - scribble(seed=seed)
    made = compose_cheque(np.random.default_rng(seed), style=Layout.UK, signatures=[ink], dpi=100.0)
    return np.asarray(cv2.cvtColor(made.image, cv2.COLOR_BGR2GRAY), np.uint8), made.boxes[0]


def maps(
    *boxes: tuple[float, float, float, float],
    confidences: tuple[float, ...] = (0.9, 0.9, 0.9),
    is_cheque: float = 1.0,
    upright: float = 1.0,
) -> LocatorMaps:
    """What a perfect network says of boxes (left, top, right, bottom) on the canvas."""
    confidence, sides = np.zeros(SHAPE, np.float32), np.ones((4, *SHAPE), np.float32)
    for (left, top, right, bottom), sure in zip(boxes, confidences, strict=False):
        row, column = int((top + bottom) / 2 / STRIDE), int((left + right) / 2 / STRIDE)
        x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
        confidence[row, column] = sure
        sides[:, row, column] = (x - left, y - top, right - x, bottom - y)
    return LocatorMaps(confidence=confidence, sides=sides, is_cheque=is_cheque, upright=upright)


def test_a_box_comes_back_to_the_pixels_of_the_image() -> None:
    grey, truth = cheque()
    view = view_cheque(grey, colour=None)
    corners = np.array([[truth.x, truth.x + truth.w], [truth.y, truth.y + truth.h]], np.float64)
    moved = view.to_canvas[:, :2] @ corners + view.to_canvas[:, 2:]
    (left, right), (top, bottom) = moved

    found = located(grey, network=lambda _: maps((left, top, right, bottom)))
    assert found.is_cheque
    assert found.degrees == pytest.approx(0.0, abs=3.0)
    assert found.found[0].box.iou(truth) > 0.9


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_cheque_is_brought_upright_first(turns: int) -> None:
    grey, _ = cheque()
    turned = np.ascontiguousarray(np.rot90(grey, turns))
    upright = view_cheque(grey, colour=None).canvas

    def network(canvas: Canvas) -> LocatorMaps:
        alike = np.corrcoef(canvas[0].ravel(), upright[0].ravel())[0, 1]
        return maps((300, 200, 400, 240), upright=float(alike > 0.5))

    found = located(turned, network=network)
    # Clockwise as seen: what `turns` quarter turns counter-clockwise need.
    assert (found.degrees - 90 * turns + 180) % 360 - 180 == pytest.approx(0.0, abs=3.0)
    assert found.found[0].box.w > found.found[0].box.h or turns % 2 == 1


def test_a_cheque_either_way_up_is_one_and_what_is_one_way_up_only_is_none() -> None:
    grey, _ = cheque()
    upright = view_cheque(grey, colour=None).canvas

    def network(canvas: Canvas, *, turned: float) -> LocatorMaps:
        as_it_lies = np.array_equal(canvas, upright)
        place = (300, 200, 400, 240)
        return maps(place, is_cheque=0.9 if as_it_lies else turned, upright=0.4)

    assert located(grey, network=partial(network, turned=0.8)).is_cheque
    assert not located(grey, network=partial(network, turned=0.1)).is_cheque


def test_a_signature_alone_is_no_cheque_and_is_not_shown_to_the_network() -> None:
    def refuse(_: Canvas) -> LocatorMaps:
        raise AssertionError

    grey = scribble(seed=3)
    assert not located(grey, network=refuse).is_cheque


def with_few_marks() -> NDArray[np.uint8]:
    """A sheet with twenty words, as hatching or a frame leaves them: each is one mark."""
    grey = np.full((400, 900), 245, np.uint8)
    for place in range(20):
        left, top = 60 + 160 * (place % 5), 40 + 90 * (place // 5)
        grey[top : top + 14, left : left + 90] = 60
    return grey


@pytest.mark.parametrize(
    ("said", "is_cheque"),
    [
        (maps((300, 200, 400, 240)), True),
        (maps((300, 200, 400, 240), is_cheque=0.9), False),
        (maps((300, 200, 400, 240), upright=0.95), False),
        (maps((300, 200, 400, 240), confidences=(0.7,)), False),
    ],
)
def test_a_sheet_with_few_marks_is_one_if_the_network_is_certain_of_all(
    said: LocatorMaps, is_cheque: bool
) -> None:
    found = located(with_few_marks(), network=lambda _: said)
    assert found.is_cheque is is_cheque
    assert bool(found.found) is is_cheque


def test_the_network_may_say_that_it_is_no_cheque() -> None:
    found = located(cheque()[0], network=lambda _: maps((9, 9, 99, 99), is_cheque=0.2))
    assert not found.is_cheque
    assert found.found == ()


def test_an_unsigned_cheque_has_no_detections() -> None:
    found = located(cheque()[0], network=lambda _: maps())
    assert found.is_cheque
    assert found.found == ()


def test_neighbouring_cells_are_one_signature_and_distant_ones_two() -> None:
    said = maps((100, 100, 200, 150), (104, 108, 204, 158), (400, 100, 500, 150),
                confidences=(0.8, 0.7, 0.9))  # fmt: skip
    found = boxes_on_canvas(said)
    assert [confidence for _, confidence in found] == pytest.approx([0.9, 0.8])
    assert found[0][0] == pytest.approx([400, 100, 500, 150], abs=0.1)
    # Both cells have a say in the box.
    assert found[1][0] == pytest.approx([101.9, 103.7, 201.9, 153.7], abs=0.1)


def detection(confidence: float, *, x: int = 10) -> Detection:
    return Detection(box=Box(x=x, y=10, w=50, h=20), confidence=confidence, degrees=0.0)


@pytest.mark.parametrize(
    ("found", "doubt"),
    [
        ([detection(0.9)], None),
        ([detection(0.9), detection(0.35, x=70)], None),
        ([detection(0.4)], ReasonCode.PLACE_UNCERTAIN),
        ([detection(0.9), detection(0.8, x=70)], ReasonCode.SEVERAL_PLACES),
        ([detection(0.9, x=0)], ReasonCode.BOX_AT_EDGE),
        ([detection(0.9, x=150)], ReasonCode.BOX_AT_EDGE),
    ],
)
def test_what_makes_a_box_doubtful(found: list[Detection], doubt: ReasonCode | None) -> None:
    reason = doubt_about(found, width=200, height=100)
    assert reason == (None if doubt is None else Reason(doubt))


def test_a_large_scan_costs_the_network_no_more() -> None:
    grey, _ = cheque()
    large = np.asarray(cv2.resize(grey, None, fx=4, fy=4), np.uint8)
    seen = []

    def network(canvas: Canvas) -> LocatorMaps:
        seen.append(canvas)
        return maps((300, 200, 400, 240))

    small_box = located(grey, network=network).found[0].box
    large_box = located(large, network=network).found[0].box
    assert seen[0].shape == seen[1].shape
    assert large_box.w == pytest.approx(4 * small_box.w, rel=0.05)
