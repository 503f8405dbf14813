"""Signatures of a made-up person are similar, and imitations are less so."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.synthesis.signatures.imitation import imitate
from sigverify.synthesis.signatures.kinematics import Trajectory
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import Signer, make_signer
from sigverify.synthesis.signatures.styles import (
    MAX_HEIGHT_MM,
    MAX_WIDTH_MM,
    STYLE_ODDS,
    Style,
)

STYLES = list(Style)


def signer_of(style: Style | None, *, seed: int) -> Signer:
    return make_signer(np.random.default_rng(seed), style=style)


def canvas_of(trajectory: Trajectory) -> NDArray[np.uint8]:
    """The ink in a box of fixed size: cropped tightly, stretched, binary."""
    ink = draw(trajectory, dpi=100, pen=Pen(), margin_mm=0.0)
    return (cv2.resize(ink, (160, 64), interpolation=cv2.INTER_AREA) > 60).astype(np.uint8)


def chamfer(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean distance from the ink of each to the nearest ink of the other, in pixels."""
    to_one = cv2.distanceTransform(1 - one, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    to_other = cv2.distanceTransform(1 - other, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float(to_other[one > 0].mean() + to_one[other > 0].mean()) / 2


def same(one: Trajectory, other: Trajectory) -> bool:
    return len(one.strokes) == len(other.strokes) and all(
        np.array_equal(a, b) for a, b in zip(one.strokes, other.strokes, strict=True)
    )


@pytest.mark.parametrize("style", STYLES)
def test_same_seed_same_person_same_writing(style: Style) -> None:
    first, second = signer_of(style, seed=3), signer_of(style, seed=3)
    assert same(first.write(np.random.default_rng(1)), second.write(np.random.default_rng(1)))
    assert same(
        imitate(first, np.random.default_rng(2), skill=0.5),
        imitate(second, np.random.default_rng(2), skill=0.5),
    )


@pytest.mark.parametrize("style", STYLES)
def test_two_signatures_of_a_person_differ_a_little(style: Style) -> None:
    signer, rng = signer_of(style, seed=5), np.random.default_rng(0)
    one, other = canvas_of(signer.write(rng)), canvas_of(signer.write(rng))
    assert 0.0 < chamfer(one, other) < 12.0


def test_without_variation_only_timing_and_tremor_are_left() -> None:
    signer, rng = signer_of(Style.CURSIVE, seed=8), np.random.default_rng(0)
    still = [canvas_of(signer.write(rng, variation=0.0)) for _ in range(4)]
    usual = [canvas_of(signer.write(rng)) for _ in range(4)]
    assert np.mean([chamfer(still[0], x) for x in still[1:]]) < 0.4 * np.mean(
        [chamfer(usual[0], x) for x in usual[1:]]
    )


def test_genuine_pairs_are_nearer_than_imitations_and_those_nearer_than_strangers() -> None:
    genuine, clumsy, skilled, strangers = [], [], [], []
    last: NDArray[np.uint8] | None = None
    for seed in range(60):
        signer, rng = signer_of(None, seed=seed), np.random.default_rng([seed, 1])
        reference = canvas_of(signer.write(rng))
        genuine.append(chamfer(reference, canvas_of(signer.write(rng))))
        skilled.append(chamfer(reference, canvas_of(imitate(signer, rng, skill=0.9))))
        clumsy.append(chamfer(reference, canvas_of(imitate(signer, rng, skill=0.1))))
        if last is not None:
            strangers.append(chamfer(reference, last))
        last = reference
    assert np.mean(genuine) < np.mean(skilled) < np.mean(clumsy) < np.mean(strangers)
    # Skilled imitations are hard to distinguish: the two kinds overlap widely.
    assert np.mean(skilled) < 1.6 * np.mean(genuine)
    assert np.mean(np.array(clumsy) > np.median(genuine)) > 0.6


def test_signatures_have_usual_sizes_and_many_shapes() -> None:
    aspects = []
    for seed in range(80):
        trajectory = signer_of(None, seed=seed).write(np.random.default_rng(seed))
        left, top, right, bottom = trajectory.bounds_mm()
        assert 3.0 < right - left < 1.6 * MAX_WIDTH_MM
        assert 1.5 < bottom - top < 1.9 * MAX_HEIGHT_MM
        aspects.append((right - left) / (bottom - top))
    assert np.percentile(aspects, 5) < 1.6
    assert np.percentile(aspects, 95) > 4.5


def test_people_have_every_style() -> None:
    found = {signer_of(None, seed=seed).style for seed in range(120)}
    assert found == set(STYLE_ODDS) == set(STYLES)


def test_pressure_and_places_are_numbers_in_range() -> None:
    for seed in range(40):
        signer = signer_of(None, seed=seed)
        rng = np.random.default_rng(seed)
        for trajectory in (signer.write(rng, variation=2.0), imitate(signer, rng, skill=0.0)):
            points = np.concatenate(trajectory.strokes)
            assert np.isfinite(points).all()
            assert points[:, 2].min() > 0.0
            assert points[:, 2].max() <= 1.0


def test_an_imitator_draws_slower_so_the_line_trembles_more() -> None:
    """Curvature per millimetre of the line; the smoothed shapes are equal on average."""

    def bending(trajectory: Trajectory) -> float:
        total, way = 0.0, 0.0
        for stroke in trajectory.strokes:
            step = np.diff(stroke[:, :2], axis=0)
            length = np.hypot(step[:, 0], step[:, 1])
            angle = np.unwrap(np.arctan2(step[:, 1], step[:, 0])[length > 1e-4])
            total += float(np.abs(np.diff(angle)).sum())
            way += float(length.sum())
        return total / way

    own, others = [], []
    for seed in range(30):
        signer, rng = signer_of(None, seed=seed), np.random.default_rng(seed)
        own.append(bending(signer.write(rng)))
        others.append(bending(imitate(signer, rng, skill=0.3)))
    assert np.mean(others) > 1.1 * np.mean(own)


@pytest.mark.parametrize("skill", [-0.1, 1.1, float("nan")])
def test_skill_outside_its_range_is_refused(skill: float) -> None:
    with pytest.raises(ValueError, match="skill"):
        imitate(signer_of(None, seed=0), np.random.default_rng(0), skill=skill)
