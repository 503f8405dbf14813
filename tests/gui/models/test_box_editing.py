from __future__ import annotations

import pytest

from sigverify.gui.models.box_editing import Grip, box_between, grip_at, pulled
from sigverify.terms import Box

BOX = Box(x=20, y=30, w=40, h=20)
SIZE = (100, 80)


@pytest.mark.parametrize(
    ("point", "grip"),
    [
        ((20, 30), Grip.LEFT | Grip.TOP),
        ((60, 50), Grip.RIGHT | Grip.BOTTOM),
        ((40, 30), Grip.TOP),
        ((58, 40), Grip.RIGHT),
        ((40, 40), Grip.ALL),
        ((70, 40), Grip.NONE),
    ],
)
def test_what_is_under_the_mouse(point: tuple[int, int], grip: Grip) -> None:
    assert grip_at(BOX, *point, reach=3) == grip


def test_held_edges_move_and_the_others_stay() -> None:
    assert pulled(BOX, Grip.RIGHT, (10, 99), size=SIZE) == Box(x=20, y=30, w=50, h=20)
    assert pulled(BOX, Grip.LEFT | Grip.TOP, (-5, 4), size=SIZE) == Box(x=15, y=34, w=45, h=16)


def test_a_moved_box_keeps_its_size_at_the_edge_of_the_picture() -> None:
    assert pulled(BOX, Grip.ALL, (-500, 500), size=SIZE) == Box(x=0, y=60, w=40, h=20)


def test_too_small_a_box_is_a_slip_of_the_hand() -> None:
    assert pulled(BOX, Grip.RIGHT, (-38, 0), size=SIZE) is None
    assert pulled(BOX, Grip.RIGHT, (-80, 0), size=SIZE) is None
    assert box_between((10, 10), (12, 60), size=SIZE) is None


def test_a_drawn_box_may_begin_at_any_corner_and_ends_at_the_picture() -> None:
    assert box_between((150, 50), (60, 20), size=SIZE) == Box(x=60, y=20, w=40, h=30)
