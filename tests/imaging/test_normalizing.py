from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.skeleton import thin
from sigverify.synthesis.documents.scanning import ScanMode, ScannerSettings, scan
from sigverify.synthesis.signatures.pen import Pen, draw, random_pen
from sigverify.synthesis.signatures.signer import make_signer
from tests.helpers.scribbles import scribble

Image = NDArray[np.uint8]
CONFIG = PreprocessingConfig()
SIGNERS = range(6)


def network_input(pixels: Image) -> Image:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.ndim == 3 else pixels
    return normalize_ink(clean_crop(np.asarray(grey, dtype=np.uint8)), CONFIG)


def likeness(first: Image, second: Image) -> float:
    """Correlation of two canvases that are blurred by a pixel, 0..1."""
    a, b = (cv2.GaussianBlur(canvas.astype(np.float32), (0, 0), 1.0) for canvas in (first, second))
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def signature(
    seed: int, *, dpi: int, mode: ScanMode = ScanMode.GREY, pen: Pen | None = None
) -> Image:
    """The same movement of the hand for a seed, whatever the pen and the scanner."""
    movement = make_signer(np.random.default_rng(seed)).write(np.random.default_rng(seed + 100))
    chosen = pen or random_pen(np.random.default_rng(seed))
    ink = draw(movement, dpi=dpi, pen=chosen, rng=np.random.default_rng(1))
    return scan(
        ink, colour=(90, 50, 40), rng=np.random.default_rng(2), settings=ScannerSettings(mode=mode)
    )


@pytest.mark.parametrize("mode", list(ScanMode))
@pytest.mark.parametrize(
    ("dpi", "median", "worst"), [(300, 0.99, 0.98), (200, 0.98, 0.97), (100, 0.96, 0.8)]
)
def test_the_same_ink_gives_nearly_the_same_input(
    dpi: int, mode: ScanMode, median: float, worst: float
) -> None:
    values = [
        likeness(
            network_input(signature(seed, dpi=300, mode=ScanMode.COLOUR)),
            network_input(signature(seed, dpi=dpi, mode=mode)),
        )
        for seed in SIGNERS
    ]
    assert np.median(values) > median
    assert min(values) > worst


def test_pens_of_different_width_give_nearly_the_same_input() -> None:
    values = [
        likeness(
            network_input(signature(seed, dpi=200, pen=Pen(width_mm=0.3))),
            network_input(signature(seed, dpi=200, pen=Pen(width_mm=0.8))),
        )
        for seed in SIGNERS
    ]
    assert np.median(values) > 0.93


def test_different_people_give_different_inputs() -> None:
    """Without this the tests above could pass on a blank canvas."""
    inputs = [network_input(signature(seed, dpi=200)) for seed in SIGNERS]
    between = [likeness(a, b) for i, a in enumerate(inputs) for b in inputs[:i]]
    assert max(between) < 0.6


@pytest.mark.parametrize("thickness", [3, 6, 10])
def test_strokes_come_to_the_wanted_width(thickness: int) -> None:
    paper = np.full((200, 500), 255, np.uint8)
    cv2.ellipse(paper, (250, 100), (220, 80), 0, 0, 300, 0, thickness=thickness)
    canvas = network_input(paper)
    # Steps along a skeleton are 1 or root 2 long; on an ellipse 1.1 on average.
    length = 1.1 * thin((canvas >= 128).astype(np.uint8)).sum()
    assert canvas.sum() / 255 / length == pytest.approx(CONFIG.stroke_width, rel=0.15)


@pytest.mark.parametrize(("height", "width"), [(40, 400), (400, 40), (150, 300)])
def test_the_ink_fills_the_canvas_with_its_aspect(height: int, width: int) -> None:
    ink = np.zeros((500, 500), np.uint8)
    cv2.rectangle(ink, (30, 50), (30 + width, 50 + height), 255, thickness=3)
    canvas = normalize_ink(ink, CONFIG) >= 128
    rows, columns = np.flatnonzero(canvas.any(axis=1)), np.flatnonzero(canvas.any(axis=0))
    made_h, made_w = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert made_w / made_h == pytest.approx((width + 3) / (height + 3), rel=0.12)
    fits_h = abs(made_h - (CONFIG.canvas_height - 2 * CONFIG.margin)) <= 4
    fits_w = abs(made_w - (CONFIG.canvas_width - 2 * CONFIG.margin)) <= 4
    assert fits_h or fits_w
    assert abs(rows.mean() - CONFIG.canvas_height / 2) < 3 or made_h < 20


def test_a_short_break_is_closed_and_a_loop_stays_open() -> None:
    ink = np.zeros((152, 312), np.uint8)
    cv2.line(ink, (5, 10), (148, 10), 255, thickness=3)
    cv2.line(ink, (153, 10), (306, 10), 255, thickness=3)
    cv2.circle(ink, (100, 90), 5, 255, thickness=2)
    cv2.line(ink, (5, 140), (306, 140), 255, thickness=3)
    canvas = normalize_ink(ink, CONFIG)
    pieces = cv2.connectedComponents((canvas >= 128).astype(np.uint8), connectivity=8)[0] - 1
    assert pieces == 3
    holes = cv2.connectedComponents((canvas < 128).astype(np.uint8), connectivity=4)[0] - 1
    assert holes == 2, "the small loop was filled"


def test_no_ink_gives_an_empty_canvas() -> None:
    canvas = normalize_ink(np.zeros((30, 60), np.uint8), CONFIG)
    assert canvas.shape == (CONFIG.canvas_height, CONFIG.canvas_width)
    assert not canvas.any()


def test_another_number_is_another_preprocessing() -> None:
    assert PreprocessingConfig(stroke_width=3.5).sha256() != CONFIG.sha256()
    assert PreprocessingConfig().sha256() == CONFIG.sha256()


def test_a_skeleton_is_thin_and_whole() -> None:
    mask = (scribble(seed=2) < 128).astype(np.uint8)
    lines = thin(mask)
    assert not (lines & ~mask).any()
    assert cv2.connectedComponents(lines)[0] == cv2.connectedComponents(mask)[0]
    solid = cv2.filter2D(lines, cv2.CV_32F, np.ones((2, 2), np.float32))
    assert (solid == 4).sum() <= 0.01 * lines.sum()
