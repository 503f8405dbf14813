import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.errors import CalibrationError
from sigverify.scoring.checks import ScoreError
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.calibration_quality import cllr, platt_check
from sigverify.scoring.rescaling import IsotonicScaling, PlattScaling, fit_isotonic, fit_platt
from sigverify.scoring.similarity import SimilarityMap


def drawn(
    seed: int, *, size: int, slope: float = 1.0, intercept: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Similarities that Platt scaling with this slope and intercept corrects."""
    rng = np.random.default_rng(seed)
    right, wrong = rng.normal(2, 2, size), rng.normal(-2, 2, size)
    return sigmoid((right - intercept) / slope), sigmoid((wrong - intercept) / slope)


def test_platt_scaling_recovers_slope_and_intercept() -> None:
    genuine, forged = drawn(1, size=20_000, slope=0.5, intercept=0.7)
    scaling = fit_platt(genuine, forged)
    assert (scaling.slope, scaling.intercept) == pytest.approx((0.5, 0.7), abs=0.03)
    check = platt_check(scaling.apply(genuine), scaling.apply(forged))
    assert (check.slope, check.intercept) == pytest.approx((1, 0), abs=1e-3)
    assert cllr(scaling.apply(genuine), scaling.apply(forged)) < cllr(genuine, forged) - 0.05


@given(slope=st.floats(0.1, 3), intercept=st.floats(-2, 2), distance=st.floats(0.5, 1.2))
def test_platt_scaling_moves_the_similarity_map(
    slope: float, intercept: float, distance: float
) -> None:
    scaling = PlattScaling(slope, intercept)
    original = SimilarityMap(a=7.0, b=0.9)
    expected = scaling.apply([original.similarity(distance)])[0]
    assert scaling.scaled(original).similarity(distance) == pytest.approx(expected)


def test_isotonic_scaling_follows_what_platt_cannot() -> None:
    genuine, forged = drawn(2, size=5000)
    bent = [np.where(s > 0.5, 0.5 + (s - 0.5) ** 5, s) for s in (genuine, forged)]
    isotonic = fit_isotonic(*bent)
    fresh = drawn(3, size=5000)
    fresh_bent = [np.where(s > 0.5, 0.5 + (s - 0.5) ** 5, s) for s in fresh]
    platt = fit_platt(*bent)
    by_isotonic = cllr(*(isotonic.apply(s) for s in fresh_bent))
    assert by_isotonic < cllr(*(platt.apply(s) for s in fresh_bent)) - 0.02
    assert by_isotonic == pytest.approx(cllr(*fresh), abs=0.02)


def test_isotonic_scaling_rises_and_claims_no_certainty() -> None:
    genuine, forged = drawn(4, size=1500)
    scaling = fit_isotonic(genuine, forged)
    scaled = scaling.apply(np.linspace(0, 1, 1001))
    assert (np.diff(scaled) >= 0).all()
    assert scaled[0] == pytest.approx(1 / 1502)
    assert scaled[-1] == pytest.approx(1501 / 1502)


def test_isotonic_scaling_joins_points_with_lines() -> None:
    scaling = IsotonicScaling(np.array([0.2, 0.6]), np.array([0.1, 0.9]))
    assert scaling.apply([0.0, 0.2, 0.4, 0.6, 1.0]) == pytest.approx([0.1, 0.1, 0.5, 0.9, 0.9])


def test_isotonic_scaling_needs_many_comparisons() -> None:
    genuine, forged = drawn(5, size=1000)
    fit_isotonic(genuine, forged)
    with pytest.raises(CalibrationError, match="999 genuine and 1000 forged") as caught:
        fit_isotonic(genuine[1:], forged)
    assert caught.value.remedy == "Use Platt scaling."


def test_no_evidence_is_refused() -> None:
    genuine, forged = drawn(6, size=2000)
    with pytest.raises(CalibrationError, match="no more like"):
        fit_platt(forged, genuine)
    with pytest.raises(CalibrationError, match="no more like"):
        fit_isotonic(np.full(1000, 0.2), np.full(1000, 0.8))


def test_bad_similarities_are_refused() -> None:
    with pytest.raises(ScoreError, match="claim of certainty"):
        fit_platt([0.9, 1.0], [0.1])
    with pytest.raises(ScoreError, match=r"outside 0\.\.1"):
        fit_isotonic([1.1], [0.1])
    with pytest.raises(ScoreError, match="NaN"):
        PlattScaling(1.0, 0.0).apply([math.nan])
    for slope, intercept in ((0.0, 0.0), (-1.0, 0.0), (math.nan, 0.0), (1.0, math.inf)):
        with pytest.raises(ValueError, match="slope > 0"):
            PlattScaling(slope, intercept)
