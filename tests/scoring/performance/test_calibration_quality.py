import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.calibration_quality import (
    cllr,
    cllr_of_log_odds,
    isotonic_blocks,
    min_cllr,
    platt_check,
    reliability,
)
from sigverify.scoring.performance.metrics import normal_quantile

shares = st.lists(st.integers(1, 19).map(lambda n: n / 20), min_size=1, max_size=30)


def calibrated(
    spread: float, *, size: int = 20_000
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Well-calibrated log likelihood ratios: normals at +-spread^2 / 2 with that deviation."""
    grid = normal_quantile((np.arange(size) + 0.5) / size)
    return spread**2 / 2 + spread * grid, -(spread**2) / 2 + spread * grid


def expected_cllr(spread: float) -> float:
    """E log2(1 + exp(-x)), x normal at spread^2 / 2, by Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    values = np.logaddexp(0, -(spread**2 / 2 + spread * nodes)) / math.log(2)
    return float((weights * values).sum() / weights.sum())


@pytest.mark.parametrize("spread", [0.5, 2.0, 3.5])
def test_calibrated_evidence_has_the_cllr_of_the_formula(
    spread: float,
) -> None:
    genuine, impostor = calibrated(spread)
    right, wrong = sigmoid(genuine), sigmoid(impostor)
    assert cllr(right, wrong) == pytest.approx(expected_cllr(spread), abs=2e-4)
    assert min_cllr(right, wrong) == pytest.approx(expected_cllr(spread), abs=5e-3)
    check = platt_check(right, wrong)
    assert (check.slope, check.intercept) == pytest.approx((1, 0), abs=0.01)
    assert reliability(right, wrong).expected_calibration_error < 0.003


def test_overstated_and_shifted_evidence_is_detected() -> None:
    genuine, impostor = calibrated(2.0)
    right, wrong = sigmoid(3 * genuine + 1), sigmoid(3 * impostor + 1)
    check = platt_check(right, wrong)
    assert (check.slope, check.intercept) == pytest.approx((1 / 3, -1 / 3), abs=0.01)
    assert check.cllr == pytest.approx(expected_cllr(2.0), abs=1e-3)
    assert cllr(right, wrong) > check.cllr + 0.1
    assert min_cllr(right, wrong) == pytest.approx(min_cllr(genuine, impostor), abs=1e-9)
    assert reliability(right, wrong).expected_calibration_error > 0.1


def test_cllr_at_its_ends() -> None:
    assert cllr([0.5, 0.5], [0.5]) == 1
    assert cllr([1.0], [0.0]) == 0
    assert cllr([0.0, 1.0], [0.0]) == math.inf
    assert cllr([0.9], [1.0]) == math.inf


@given(genuine=shares, impostor=shares)
def test_cllr_agrees_with_plain_loops(genuine: list[float], impostor: list[float]) -> None:
    cost = sum(math.log2(1 + (1 - s) / s) for s in genuine) / len(genuine)
    cost += sum(math.log2(1 + s / (1 - s)) for s in impostor) / len(impostor)
    assert cllr(genuine, impostor) == pytest.approx(cost / 2)
    log_odds = [np.log(np.divide(s, 1 - np.array(s))) for s in (genuine, impostor)]
    assert cllr_of_log_odds(*log_odds) == pytest.approx(cost / 2)


@given(genuine=shares, impostor=shares)
def test_min_cllr_is_least_and_depends_on_the_order_alone(
    genuine: list[float], impostor: list[float]
) -> None:
    least = min_cllr(genuine, impostor)
    assert -1e-12 <= least <= min(1, cllr(genuine, impostor)) + 1e-12
    raised = min_cllr(np.exp(genuine) - 7, np.exp(impostor) - 7)
    assert raised == pytest.approx(least, abs=1e-12)


@given(genuine=shares, impostor=shares)
def test_isotonic_blocks_are_the_min_max_formula(
    genuine: list[float], impostor: list[float]
) -> None:
    blocks = isotonic_blocks(np.array(genuine), np.array(impostor))
    values = sorted(set(genuine) | set(impostor))
    weight = {v: genuine.count(v) / len(genuine) for v in values}
    total = {v: weight[v] + impostor.count(v) / len(impostor) for v in values}

    def mean(first: int, last: int) -> float:
        block = values[first : last + 1]
        return sum(weight[v] for v in block) / sum(total[v] for v in block)

    probability = blocks.at(np.array(values))
    for i in range(len(values)):
        expected = max(min(mean(a, b) for b in range(i, len(values))) for a in range(i + 1))
        assert probability[i] == pytest.approx(expected, abs=1e-12)
    assert (np.diff(blocks.probability) > 0).all()
    for first, height, middle in zip(blocks.first, blocks.probability, blocks.mean, strict=True):
        block = [v for v, p in zip(values, probability, strict=True) if p == height]
        assert first == block[0]
        by_hand = sum(v * total[v] for v in block) / sum(total[v] for v in block)
        assert middle == pytest.approx(by_hand)


def test_kinds_that_do_not_overlap_cost_nothing_to_tell_apart() -> None:
    assert min_cllr([0.8, 0.9], [0.1, 0.2]) == 0
    assert min_cllr([0.1, 0.2], [0.8, 0.9]) == pytest.approx(1)


def test_reliability_bins_by_hand() -> None:
    result = reliability([0.8, 0.8, 0.8, 0.2], [0.2, 0.2, 0.2, 0.8], bins=2)
    assert result.claimed == pytest.approx([0.2, 0.8])
    assert result.found == pytest.approx([0.25, 0.75])
    assert result.weight == pytest.approx([0.5, 0.5])
    assert result.expected_calibration_error == pytest.approx(0.05)


def test_reliability_weighs_the_classes_alike_whatever_their_number() -> None:
    genuine, impostor = calibrated(1.5, size=4000)
    even = reliability(sigmoid(genuine), sigmoid(impostor))
    uneven = reliability(sigmoid(genuine[::8]), sigmoid(impostor))
    assert uneven.expected_calibration_error == pytest.approx(
        even.expected_calibration_error, abs=0.01
    )
    assert uneven.weight.sum() == pytest.approx(1)
    assert even.weight == pytest.approx(np.full(15, 1 / 15), rel=0.01)


@given(genuine=shares, impostor=shares, bins=st.integers(1, 20))
def test_reliability_stays_in_range(genuine: list[float], impostor: list[float], bins: int) -> None:
    result = reliability(genuine, impostor, bins=bins)
    assert result.weight.size <= bins
    assert result.weight.sum() == pytest.approx(1)
    assert (np.diff(result.claimed) > 0).all()
    assert ((result.found >= 0) & (result.found <= 1)).all()
    assert 0 <= result.expected_calibration_error <= 1


def test_bad_input_is_refused() -> None:
    for call in (cllr, reliability, platt_check, min_cllr):
        with pytest.raises(ScoreError, match="There are no"):
            call([], [0.1])
        with pytest.raises(ScoreError, match="NaN"):
            call([0.5], [math.nan])
    for call in (cllr, reliability, platt_check):
        with pytest.raises(ScoreError, match=r"outside 0\.\.1"):
            call([0.5, 1.2], [0.1])
    with pytest.raises(ScoreError, match="exactly 0 or 1"):
        platt_check([1.0, 0.9], [0.1])
