"""Recorded trajectories are drawn smoothly, whatever the tablet and the speed of the hand."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.synthesis.signatures.recorded import Recording, as_trajectory, drawn, smooth_strokes


def loops(*, points: int, grid: float = 0.0, turns: float = 4.0) -> Recording:
    """A row of loops at even times, rounded to a tablet's grid."""
    t = np.linspace(0.0, turns * 2.0 * np.pi, points)
    places = np.column_stack((120.0 * t + 400.0 * np.cos(t), 400.0 * np.sin(t)))
    if grid:
        places = np.round(places / grid) * grid
    return Recording(places, np.append(False, np.ones(points - 1, dtype=np.bool_)))


def turning(strokes: tuple[np.ndarray, ...]) -> float:
    """Radians turned a step: how rough a line is."""
    total, steps = 0.0, 0
    for stroke in strokes:
        heading = np.unwrap(np.arctan2(*np.diff(stroke, axis=0).T[::-1]))
        total, steps = total + np.abs(np.diff(heading)).sum(), steps + len(heading)
    return total / steps


def test_the_same_path_recorded_slowly_and_quickly_is_drawn_alike() -> None:
    quick = smooth_strokes(loops(points=160, grid=4.0))
    slow = smooth_strokes(loops(points=1600, grid=4.0))
    assert len(quick) == len(slow) == 1
    assert len(slow[0]) == pytest.approx(len(quick[0]), rel=0.03)
    assert turning(slow) == pytest.approx(turning(quick), rel=0.2)


def test_a_sparse_recording_is_no_polygon() -> None:
    fine = smooth_strokes(loops(points=4000))
    sparse = smooth_strokes(loops(points=80))
    gaps = np.sqrt(((sparse[0][:, None] - fine[0][None]) ** 2).sum(axis=2)).min(axis=1)
    polygon_error = 400.0 * (1.0 - np.cos(4.0 * np.pi / 79))  # of the chords of a loop
    assert gaps.max() < polygon_error


def test_the_steps_are_even_and_the_ends_stay() -> None:
    recording = loops(points=300)
    (stroke,) = smooth_strokes(recording)
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    assert steps.max() < 1.5 * np.median(steps)
    np.testing.assert_allclose(stroke[[0, -1]], recording.points[[0, -1]], atol=1e-9)


def test_lifts_part_the_strokes_and_a_tap_is_a_stroke() -> None:
    points = np.array([[0, 0], [50, 10], [100, 0], [300, 0], [340, 20], [400, 100], [400, 100]])
    down = np.array([True, True, True, False, True, False, True])
    strokes = smooth_strokes(Recording(points.astype(np.float64), down))
    assert [len(stroke) >= 2 for stroke in strokes] == [True, True, True]
    assert strokes[1][:, 0].min() == pytest.approx(300)


def test_a_pen_that_is_never_down_is_refused() -> None:
    with pytest.raises(ValueError, match="never down"):
        smooth_strokes(Recording(np.zeros((3, 2)), np.zeros(3, np.bool_)))


def test_a_trajectory_has_the_size_that_was_asked_for() -> None:
    trajectory = as_trajectory(loops(points=200), extent_mm=50.0, rng=np.random.default_rng(0))
    left, top, right, bottom = trajectory.bounds_mm()
    assert max(right - left, 2 * (bottom - top)) == pytest.approx(50.0, rel=1e-6)
    for stroke in trajectory.strokes:
        assert (stroke[:, 2] > 0).all()
        assert (stroke[:, 2] <= 1).all()


def test_a_drawing_is_dark_ink_on_paper_and_another_one_each_time() -> None:
    recording = loops(points=200)
    first, again, other = (drawn(recording, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.uint8
    assert first.shape != other.shape or (first != other).any()
    assert np.median(first) > 200
    assert 0.005 < (first < np.median(first) / 2 + 40).mean() < 0.4
