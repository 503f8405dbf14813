import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigverify.scoring.performance.intervals import (
    Rate,
    beta_quantile,
    clopper_pearson,
    regularised_incomplete_beta,
    student_t_quantile,
)


@pytest.mark.parametrize(
    ("errors", "trials", "low", "high"),
    [
        # scipy.stats.binomtest(x, n).proportion_ci(method="exact")
        (0, 10, 0.0, 0.3084971),
        (1, 10, 0.002528579, 0.4450161),
        (5, 10, 0.1870860, 0.8129140),
        (10, 10, 0.6915029, 1.0),
        (7, 20, 0.1539092, 0.5921885),
        (0, 300, 0.0, 0.01222097),
        (30, 3000, 0.006756843, 0.014245074),
    ],
)
def test_clopper_pearson_known_values(errors: int, trials: int, low: float, high: float) -> None:
    interval = clopper_pearson(errors, trials=trials)
    assert interval.low == pytest.approx(low, rel=2e-6, abs=1e-12)
    assert interval.high == pytest.approx(high, rel=2e-6)


def test_no_error_in_n_trials_has_the_closed_form() -> None:
    for trials in (1, 7, 100, 250_000):
        high = 1 - 0.025 ** (1 / trials)
        assert clopper_pearson(0, trials=trials).high == pytest.approx(high, rel=1e-9)


def test_one_sided_95_percent_is_the_rule_of_3() -> None:
    assert clopper_pearson(0, trials=300, confidence=0.9).high == pytest.approx(3 / 300, rel=0.01)


def test_interval_covers_at_least_95_percent_of_binomial_outcomes() -> None:
    trials = 40
    intervals = [clopper_pearson(errors, trials=trials) for errors in range(trials + 1)]
    for truth in (0.01, 0.05, 0.2, 0.5, 0.77):
        covered = sum(
            math.comb(trials, errors) * truth**errors * (1 - truth) ** (trials - errors)
            for errors, interval in enumerate(intervals)
            if interval.low <= truth <= interval.high
        )
        assert covered >= 0.95


def test_incomplete_beta_agrees_with_the_binomial_sum() -> None:
    # I_x(k, n - k + 1) = P(Binomial(n, x) >= k)
    for x in (0.03, 0.4, 0.9):
        for k in (1, 4, 12):
            tail = sum(math.comb(12, j) * x**j * (1 - x) ** (12 - j) for j in range(k, 13))
            value = regularised_incomplete_beta(x, a=k, b=12 - k + 1)
            assert value == pytest.approx(tail, rel=1e-10)


@given(
    x=st.floats(0.001, 0.999),
    a=st.floats(0.5, 400),
    b=st.floats(0.5, 400),
)
def test_incomplete_beta_mirrors(x: float, a: float, b: float) -> None:
    left = regularised_incomplete_beta(x, a=a, b=b)
    right = regularised_incomplete_beta(1 - x, a=b, b=a)
    assert 0 <= left <= 1
    assert left + right == pytest.approx(1, abs=1e-9)


@given(probability=st.floats(0.01, 0.99), a=st.floats(0.5, 200), b=st.floats(0.5, 200))
def test_beta_quantile_undoes_the_distribution(probability: float, a: float, b: float) -> None:
    x = beta_quantile(probability, a=a, b=b)
    assert regularised_incomplete_beta(x, a=a, b=b) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(1, 12.7062), (4, 2.77645), (24, 2.06390), (1e6, 1.95996)]
)
def test_student_t_known_values(degrees: float, quantile: float) -> None:
    assert student_t_quantile(0.975, degrees=degrees) == pytest.approx(quantile, rel=1e-4)


def test_rate_has_counts_value_and_interval() -> None:
    rate = Rate(3, 200)
    assert rate.value == 0.015
    assert rate.interval == clopper_pearson(3, trials=200)
    assert rate.interval.low < 0.015 < rate.interval.high


@pytest.mark.parametrize(("errors", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(errors: int, trials: int) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        Rate(errors, trials)
    with pytest.raises(ValueError, match="not a rate"):
        clopper_pearson(errors, trials=trials)


def test_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="confidence"):
        clopper_pearson(1, trials=2, confidence=1.0)
    with pytest.raises(ValueError, match="not defined"):
        regularised_incomplete_beta(1.5, a=1, b=1)
    with pytest.raises(ValueError, match="probability"):
        beta_quantile(-0.1, a=1, b=1)
    with pytest.raises(ValueError, match="probability"):
        student_t_quantile(0.2, degrees=3)
