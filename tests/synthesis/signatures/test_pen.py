"""Ink is inside its canvas and depends on pen and resolution."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.synthesis.signatures.kinematics import Trajectory
from sigverify.synthesis.signatures.pen import Pen, PenKind, draw, random_pen
from sigverify.synthesis.signatures.signer import make_signer


def line(*, length_mm: float, angle: float = 0.0, pressure: float = 0.6) -> Trajectory:
    along = np.linspace(0.0, length_mm, 50)
    return Trajectory(
        (np.column_stack((along * np.cos(angle), along * np.sin(angle), np.full(50, pressure))),)
    )


@pytest.mark.parametrize("dpi", [100, 200, 300, 600])
def test_every_signature_has_ink_and_none_touches_the_border(dpi: int) -> None:
    for seed in range(15):
        rng = np.random.default_rng(seed)
        ink = draw(make_signer(rng).write(rng), dpi=dpi, pen=random_pen(rng), rng=rng)
        assert ink.dtype == np.uint8
        assert ink.max() > 150
        assert 0.003 < (ink > 100).mean() < 0.5
        rim = np.concatenate((ink[0], ink[-1], ink[:, 0], ink[:, -1]))
        assert rim.max() == 0


def test_size_in_pixels_follows_the_resolution() -> None:
    trajectory = make_signer(np.random.default_rng(1)).write(np.random.default_rng(1))
    small = draw(trajectory, dpi=100, pen=Pen())
    large = draw(trajectory, dpi=300, pen=Pen())
    assert large.shape[0] == pytest.approx(3 * small.shape[0], abs=4)
    assert large.shape[1] == pytest.approx(3 * small.shape[1], abs=4)
    assert large.mean() == pytest.approx(small.mean(), rel=0.1)


def test_line_is_as_wide_as_the_pen_says() -> None:
    pen = Pen(width_mm=0.5, swell=0.0, fade=0.0)
    ink = draw(line(length_mm=20), dpi=254, pen=pen)
    column = ink[:, ink.shape[1] // 2].astype(float) / 255
    assert column.sum() == pytest.approx(5.0, abs=0.7)  # 10 pixels a millimetre


def test_pressing_harder_gives_a_wider_and_darker_line() -> None:
    pen = Pen(swell=0.5, fade=0.5)
    light = draw(line(length_mm=20, pressure=0.2), dpi=300, pen=pen)
    heavy = draw(line(length_mm=20, pressure=0.9), dpi=300, pen=pen)
    assert (heavy > 0).sum() > 1.3 * (light > 0).sum()
    assert heavy.max() > light.max() + 30


def test_a_broad_nib_writes_thin_along_and_wide_across() -> None:
    pen = Pen(kind=PenKind.FOUNTAIN, swell=0.0, fade=0.0, nib_ratio=3.0, nib_angle=0.8)
    along = draw(line(length_mm=20, angle=-0.8), dpi=300, pen=pen)
    across = draw(line(length_mm=20, angle=np.pi / 2 - 0.8), dpi=300, pen=pen)
    assert across.sum() > 1.8 * along.sum()


def test_grain_needs_and_follows_the_generator() -> None:
    pen = Pen(grain=0.5)
    even = draw(line(length_mm=20), dpi=200, pen=pen)
    once = draw(line(length_mm=20), dpi=200, pen=pen, rng=np.random.default_rng(4))
    again = draw(line(length_mm=20), dpi=200, pen=pen, rng=np.random.default_rng(4))
    assert np.array_equal(once, again)
    assert once.sum() < even.sum()


def test_drawing_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="stroke"):
        draw(Trajectory(()), dpi=200, pen=Pen())
    with pytest.raises(ValueError, match="resolution"):
        draw(line(length_mm=5), dpi=0, pen=Pen())
