import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.errors import DataError
from sigverify.scoring.checks import ScoreError
from sigverify.scoring.performance.intervals import Rate
from sigverify.scoring.performance.metrics import (
    equal_error_rate,
    error_rates_curve,
    false_accept_rate,
    false_reject_rate,
    normal_quantile,
)

# Few distinct values, so that ties within and between the kinds are common.
tied_scores = st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=40)
any_scores = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def test_rates_count_ties_as_accepted() -> None:
    assert false_accept_rate([0.1, 0.5, 0.5, 0.9], threshold=0.5) == Rate(3, 4)
    assert false_reject_rate([0.1, 0.5, 0.5, 0.9], threshold=0.5) == Rate(1, 4)


@given(genuine=tied_scores, impostor=tied_scores)
def test_curve_agrees_with_plain_loops(genuine: list[float], impostor: list[float]) -> None:
    curve = error_rates_curve(genuine, impostor)
    assert curve.thresholds[:-1].tolist() == sorted(set(genuine) | set(impostor))
    for index, threshold in enumerate(curve.thresholds.tolist()):
        assert curve.false_accepts[index] == sum(score >= threshold for score in impostor)
        assert curve.false_rejects[index] == sum(score < threshold for score in genuine)
    assert (curve.far[0], curve.frr[0]) == (1, 0)
    assert (curve.far[-1], curve.frr[-1]) == (0, 1)


def plain_equal_error_rate(genuine: list[float], impostor: list[float]) -> float:
    points = []
    for threshold in [*sorted(set(genuine) | set(impostor)), math.inf]:
        far = sum(score >= threshold for score in impostor) / len(impostor)
        frr = sum(score < threshold for score in genuine) / len(genuine)
        points.append((far, frr))
    for (far_0, frr_0), (far_1, frr_1) in itertools.pairwise(points):
        if far_0 > frr_0 and far_1 <= frr_1:
            share = (far_0 - frr_0) / ((far_0 - frr_0) - (far_1 - frr_1))
            return far_0 + share * (far_1 - far_0)
    raise AssertionError("the curve crosses FAR = FRR somewhere")


@given(genuine=tied_scores, impostor=tied_scores)
def test_equal_error_rate_agrees_with_plain_loops(
    genuine: list[float], impostor: list[float]
) -> None:
    expected = plain_equal_error_rate(genuine, impostor)
    assert equal_error_rate(genuine, impostor).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("genuine", "impostor", "value"),
    [
        ([0.8, 0.9], [0.1, 0.2], 0.0),
        ([0.1, 0.2], [0.8, 0.9], 1.0),
        ([0.5] * 3, [0.5] * 7, 0.5),
        ([0.4, 0.7, 0.8, 0.9], [0.1, 0.2, 0.3, 0.6], 0.25),
        # FAR 1/2 at (0.5, 0.7], FRR 0 -> 1/3: the line to (FAR 0, FRR 1/3) crosses at 0.2.
        ([0.7, 0.8, 0.9], [0.1, 0.7], 0.2),
    ],
)
def test_known_equal_error_rates(genuine: list[float], impostor: list[float], value: float) -> None:
    assert equal_error_rate(genuine, impostor).value == pytest.approx(value, abs=1e-12)


def test_equal_error_rate_of_two_normals() -> None:
    # Two unit normals, d' apart: EER = Phi(-d'/2). Exact quantiles stand in for draws.
    grid = normal_quantile((np.arange(20_000) + 0.5) / 20_000)
    result = equal_error_rate(grid + 2.0, grid)
    assert result.value == pytest.approx(0.158655, abs=1e-4)
    assert result.threshold == pytest.approx(1.0, abs=1e-3)
    assert (result.genuine_trials, result.impostor_trials) == (20_000, 20_000)


def test_threshold_of_separable_kinds_lies_mid_way() -> None:
    assert equal_error_rate([0.8, 0.9], [0.1, 0.2]).threshold == pytest.approx(0.5)


@given(genuine=any_scores, impostor=any_scores)
def test_equal_error_threshold_is_an_operating_point_next_to_the_value(
    genuine: list[float], impostor: list[float]
) -> None:
    result = equal_error_rate(genuine, impostor)
    far = false_accept_rate(impostor, threshold=result.threshold).value
    frr = false_reject_rate(genuine, threshold=result.threshold).value
    curve = error_rates_curve(genuine, impostor)
    assert abs(far - frr) == pytest.approx(np.abs(curve.far - curve.frr).min(), abs=1e-12)
    assert min(far, frr) - 1e-12 <= result.value <= max(far, frr) + 1e-12


@given(genuine=tied_scores, impostor=tied_scores)
def test_equal_error_rate_is_symmetric_in_the_roles(
    genuine: list[float], impostor: list[float]
) -> None:
    swapped = equal_error_rate([-s for s in impostor], [-s for s in genuine])
    assert swapped.value == pytest.approx(equal_error_rate(genuine, impostor).value, abs=1e-12)


@given(genuine=tied_scores, impostor=tied_scores)
@pytest.mark.parametrize("rising", [lambda x: 3 * x - 7, np.exp, np.arctan, lambda x: x**3])
def test_equal_error_rate_is_unchanged_by_a_rising_map(
    rising: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    genuine: list[float],
    impostor: list[float],
) -> None:
    mapped = equal_error_rate(rising(np.array(genuine)), rising(np.array(impostor)))
    assert mapped.value == equal_error_rate(genuine, impostor).value


@given(genuine=any_scores, impostor=any_scores, copies=st.integers(2, 4))
def test_equal_error_rate_is_unchanged_by_repeating_every_score(
    genuine: list[float], impostor: list[float], copies: int
) -> None:
    repeated = equal_error_rate(genuine * copies, impostor)
    assert repeated.value == pytest.approx(equal_error_rate(genuine, impostor).value, abs=1e-12)


def test_normal_quantile_known_values() -> None:
    quantiles = normal_quantile([[0.5, 0.975], [0.1, 1e-6]])
    expected = np.array([[0, 1.959963984540054], [-1.2815515655446004, -4.753424308822899]])
    assert quantiles == pytest.approx(expected, abs=1e-12)


CALLS: list[Callable[[list[float], list[float]], object]] = [
    error_rates_curve,
    equal_error_rate,
    lambda genuine, impostor: (
        false_accept_rate(impostor, threshold=0.5),
        false_reject_rate(genuine, threshold=0.5),
    ),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("bad", [[], [0.5, math.nan], [math.inf]])
def test_empty_and_nan_are_refused(
    call: Callable[[list[float], list[float]], object], bad: list[float]
) -> None:
    for genuine, impostor in ((bad, [0.1]), ([0.9], bad)):
        with pytest.raises(ScoreError):
            call(genuine, impostor)


def test_the_refusal_says_what_is_wrong_and_is_both_kinds_of_error() -> None:
    with pytest.raises(DataError, match="There are no genuine similarities"):
        equal_error_rate([], [0.1])
    with pytest.raises(ValueError, match="1 of the 3 impostor similarities are NaN"):
        equal_error_rate([0.9], [0.1, math.nan, 0.2])
    with pytest.raises(ScoreError, match="2 dimensions"):
        false_accept_rate(np.zeros((2, 2)), threshold=0.5)
    with pytest.raises(ScoreError, match="not all numbers"):
        false_accept_rate(["high"], threshold=0.5)


def test_a_nan_threshold_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        false_accept_rate([0.5], threshold=math.nan)
    with pytest.raises(ValueError, match="NaN"):
        false_reject_rate([0.5], threshold=math.nan)
