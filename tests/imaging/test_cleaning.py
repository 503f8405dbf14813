from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop, paper_removed, stroke_width, without_specks
from sigverify.imaging.marks import Marks
from tests.helpers.scribbles import scribble

Image = NDArray[np.uint8]


def overlap(first: Image, second: Image) -> float:
    """Intersection over union of what two pictures call ink, 0..1."""
    a, b = first >= 128, second >= 128
    return float((a & b).sum() / (a | b).sum())


def line(*, width: int, tone: int = 40, paper: int = 240) -> Image:
    grey = np.full((120, 400), paper, np.uint8)
    cv2.line(grey, (30, 60), (370, 60), tone, thickness=width)
    return grey


def test_the_ink_is_what_was_drawn() -> None:
    grey = line(width=5)
    expected = np.zeros_like(grey)
    expected[grey < 100] = 255
    assert overlap(clean_crop(grey), expected) > 0.97


@pytest.mark.parametrize("falloff", [0.3, 0.6])
def test_uneven_light_changes_nothing(falloff: float) -> None:
    grey = scribble(seed=1)
    light = np.linspace(1 - falloff, 1, grey.shape[1])[None, :] * np.linspace(1, 0.9, 150)[:, None]
    shaded = np.round(grey * light).astype(np.uint8)
    assert overlap(clean_crop(shaded), clean_crop(grey)) > 0.9


def test_a_faint_stroke_beside_a_dark_one_is_kept_and_no_thicker() -> None:
    grey = np.full((160, 400), 240, np.uint8)
    cv2.line(grey, (30, 50), (370, 50), 20, thickness=5)
    cv2.line(grey, (30, 50), (370, 130), 150, thickness=5)
    ink = clean_crop(grey) >= 128
    rows = np.flatnonzero(ink[:, 300])
    assert rows.max() > 100, "the faint stroke was lost"
    upper, lower = (rows < 80).sum(), (rows > 80).sum()
    assert abs(int(upper) - int(lower)) <= 2


def test_noise_leaves_no_specks() -> None:
    rng = np.random.default_rng(3)
    grey = line(width=5, tone=90).astype(float) + rng.normal(0, 6, (120, 400))
    ink = clean_crop(np.clip(grey, 0, 255).astype(np.uint8))
    assert cv2.connectedComponents((ink >= 128).astype(np.uint8))[0] == 2


def test_a_dot_on_an_i_stays_and_dirt_far_away_goes() -> None:
    mask = np.zeros((300, 900), np.uint8)
    cv2.line(mask, (40, 220), (500, 220), 255, thickness=6)
    cv2.circle(mask, (100, 190), 4, 255, thickness=-1)
    cv2.circle(mask, (860, 30), 4, 255, thickness=-1)
    kept = without_specks(Marks.of(mask > 0)).mask()
    assert kept[190, 100] == 255
    assert kept[30, 860] == 0


@pytest.mark.parametrize("paper", [20, 90, 255])
def test_bare_paper_has_no_ink(paper: int) -> None:
    assert not clean_crop(np.full((50, 80), paper, np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 3)])
def test_the_smallest_images_are_taken(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    grey = rng.integers(0, 256, shape).astype(np.uint8)
    assert clean_crop(grey).shape == shape


def test_darkness_is_measured_against_the_paper() -> None:
    darkness = paper_removed(line(width=5, tone=60, paper=120))
    assert darkness[60, 200] == pytest.approx(127.5, abs=2)
    assert darkness[10, 10] == pytest.approx(0, abs=1)


@pytest.mark.parametrize("width", [3, 5, 9])
def test_stroke_width_of_a_long_line(width: int) -> None:
    mask = np.zeros((120, 400), np.uint8)
    cv2.line(mask, (20, 30), (380, 90), 255, thickness=width)
    # OpenCV draws slanted lines wider than asked; area over length is what they have.
    drawn = np.count_nonzero(mask) / np.hypot(360, 60)
    assert stroke_width(mask) == pytest.approx(drawn, rel=0.06)
    assert stroke_width(np.zeros_like(mask)) == 0.0
