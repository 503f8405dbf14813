"""Scans have the requested kind of pixels, and ink is darker than paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.synthesis.documents.scanning import (
    ScanMode,
    ScannerSettings,
    inked,
    random_scanner,
    scan,
)
from sigverify.synthesis.signatures.pen import draw, random_pen
from sigverify.synthesis.signatures.signer import make_signer

BLUE = (150, 60, 40)


def some_ink(*, seed: int = 0) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    return draw(make_signer(rng).write(rng), dpi=150, pen=random_pen(rng), rng=rng)


@pytest.mark.parametrize("mode", list(ScanMode))
def test_mode_decides_the_array(mode: ScanMode) -> None:
    ink = some_ink()
    pixels = scan(
        ink, colour=BLUE, rng=np.random.default_rng(0), settings=ScannerSettings(mode=mode)
    )
    assert pixels.dtype == np.uint8
    assert pixels.shape == ((*ink.shape, 3) if mode is ScanMode.COLOUR else ink.shape)
    if mode is ScanMode.BILEVEL:
        assert set(np.unique(pixels)) == {0, 255}
    grey = pixels.mean(axis=2) if pixels.ndim == 3 else pixels.astype(float)
    assert grey[ink > 220].mean() < grey[ink == 0].mean() - 60


def test_every_random_scan_keeps_the_ink_readable() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        ink = some_ink(seed=seed)
        settings = random_scanner(rng)
        pixels = scan(ink, colour=(50, 40, 40), rng=rng, settings=settings)
        grey = pixels.mean(axis=2) if pixels.ndim == 3 else pixels.astype(float)
        assert grey[ink > 200].mean() < grey[ink == 0].mean() - 40


def test_same_seed_same_pixels() -> None:
    settings = ScannerSettings(jpeg=60, noise=4.0)
    first, second = (
        scan(some_ink(), colour=BLUE, rng=np.random.default_rng(9), settings=settings)
        for _ in range(2)
    )
    assert np.array_equal(first, second)
    other = scan(some_ink(), colour=BLUE, rng=np.random.default_rng(10), settings=settings)
    assert not np.array_equal(first, other)


def test_ink_keeps_what_is_printed_beneath_visible() -> None:
    ground = np.full((2, 2, 3), 200.0, dtype=np.float32)
    ground[0] = 100.0
    ink = np.array([[255, 0], [255, 128]], dtype=np.uint8)
    result = inked(ground, ink, colour=(128, 64, 0))
    assert result[0, 1].tolist() == [100.0, 100.0, 100.0]
    assert result[0, 0, 0] == pytest.approx(result[1, 0, 0] / 2)
    assert result[1, 0, 2] == 0.0
    assert result[1, 0, 0] < result[1, 1, 0] < 200.0


def test_a_higher_threshold_gives_bolder_strokes() -> None:
    ink = some_ink()
    low, high = (
        scan(
            ink,
            colour=BLUE,
            rng=np.random.default_rng(0),
            settings=replace(ScannerSettings(mode=ScanMode.BILEVEL), threshold=threshold),
        )
        for threshold in (0.3, 0.8)
    )
    assert (high == 0).sum() > 1.2 * (low == 0).sum()
