"""A signature is cut out with a margin and stands upright, whichever way the scan lay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sigverify.detection.cutout import cut_out
from sigverify.terms import Box


def a_scan() -> tuple[np.ndarray, Box]:
    """A slanting wedge, thick at the left, on a wide sheet; and its box."""
    grey = np.full((300, 500), 255, np.uint8)
    cv2.fillPoly(grey, [np.array([[200, 120], [300, 150], [200, 160]], np.int32)], 0)
    return grey, Box(x=200, y=120, w=101, h=41)


def test_the_box_lies_in_the_core_with_a_margin_about_it() -> None:
    grey, box = a_scan()
    cutout = cut_out(grey, colour=np.dstack([grey] * 3), box=box, degrees=0.0)
    core = cutout.core
    assert (core.w, core.h) == (box.w, box.h)
    assert core.x == core.y > 0
    inner = cutout.grey[core.y : core.y + core.h, core.x : core.x + core.w]
    assert np.array_equal(inner, grey[120:161, 200:301])
    assert cutout.colour is not None
    assert np.array_equal(cutout.colour[:, :, 1], cutout.grey)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_quarter_turns_are_undone_exactly(quarters: int) -> None:
    grey, box = a_scan()
    upright = cut_out(grey, colour=None, box=box, degrees=0.0)
    turned = np.ascontiguousarray(np.rot90(grey, quarters))
    rows, columns = np.nonzero(turned < 128)
    found = Box(
        x=int(columns.min()), y=int(rows.min()), w=int(np.ptp(columns)) + 1, h=int(np.ptp(rows)) + 1
    )
    # Turned counter-clockwise, it comes back clockwise.
    again = cut_out(turned, colour=None, box=found, degrees=90.0 * quarters)
    assert again.core == upright.core
    assert np.array_equal(again.grey, upright.grey)


@pytest.mark.parametrize("degrees", [-12.0, 9.0, 98.0])
def test_a_tilt_is_undone(degrees: float) -> None:
    grey, box = a_scan()
    middle = (box.x + box.w / 2, box.y + box.h / 2)
    tilted = cv2.warpAffine(
        grey, cv2.getRotationMatrix2D(middle, degrees, 1.0), (500, 300), borderValue=255
    )
    rows, columns = np.nonzero(tilted < 128)
    found = Box(
        x=int(columns.min()), y=int(rows.min()), w=int(np.ptp(columns)) + 1, h=int(np.ptp(rows)) + 1
    )
    cutout = cut_out(tilted.astype(np.uint8), colour=None, box=found, degrees=degrees)
    rows, columns = np.nonzero(cutout.grey < 128)
    assert np.ptp(columns) + 1 == pytest.approx(box.w, abs=3)
    assert np.ptp(rows) + 1 == pytest.approx(box.h, abs=3)
    # The thick end is at the left again.
    dark = (cutout.grey < 128).sum(axis=0)
    assert dark[columns.min() : columns.min() + 10].mean() > 2 * dark[columns.max() - 20 :].mean()


def test_a_box_at_the_edge_gets_what_there_is() -> None:
    grey, _ = a_scan()
    cutout = cut_out(grey, colour=None, box=Box(x=480, y=290, w=60, h=30), degrees=0.0)
    assert cutout.core.w == 20
    assert cutout.core.h == 10
    with pytest.raises(ValueError, match="outside"):
        cut_out(grey, colour=None, box=Box(x=600, y=10, w=9, h=9), degrees=0.0)
