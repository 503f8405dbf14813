"""The program's own numbers against SciPy's (docs/decisions/0018-libraries.md)."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.scoring.identity import log_odds, who_signed
from sigverify.scoring.logistic import fit_log_odds
from sigverify.scoring.performance.calibration_quality import isotonic_blocks
from sigverify.scoring.performance.intervals import (
    beta_quantile,
    clopper_pearson,
    regularised_incomplete_beta,
    student_t_quantile,
)
from sigverify.scoring.performance.metrics import normal_quantile

special = pytest.importorskip("scipy.special", reason="the extra 'plots' is not installed")
optimize = pytest.importorskip("scipy.optimize", reason="the extra 'plots' is not installed")
stats = pytest.importorskip("scipy.stats", reason="the extra 'plots' is not installed")

SHAPES = [(1, 1), (0.5, 0.5), (3, 998), (41.5, 7), (250, 250), (2, 40_000), (9_000, 31_000)]


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_the_beta_distribution(a: float, b: float) -> None:
    for probability in (1e-6, 0.025, 0.3, 0.5, 0.975, 1 - 1e-6):
        x = float(special.betaincinv(a, b, probability))
        assert beta_quantile(probability, a=a, b=b) == pytest.approx(x, rel=1e-9)
        assert regularised_incomplete_beta(x, a=a, b=b) == pytest.approx(probability, rel=1e-9)


@pytest.mark.parametrize(
    ("errors", "trials"), [(0, 1), (1, 1), (0, 600), (3, 600), (2_500, 14_364)]
)
def test_clopper_pearson(errors: int, trials: int) -> None:
    exact = stats.binomtest(errors, trials).proportion_ci(0.95, method="exact")
    low, high = clopper_pearson(errors, trials=trials)
    assert low == pytest.approx(exact.low, rel=1e-9)
    assert high == pytest.approx(exact.high, rel=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 3.5, 9, 30, 250, 4_000])
def test_student_t(degrees: float) -> None:
    for probability in (0.6, 0.9, 0.975, 0.9995):
        expected = float(special.stdtrit(degrees, probability))
        assert student_t_quantile(probability, degrees=degrees) == pytest.approx(expected, rel=1e-8)


def test_the_normal_distribution() -> None:
    probabilities = np.array([1e-12, 5e-4, 0.1, 0.5, 0.8, 1 - 1e-9])
    expected = special.ndtri(probabilities)
    assert normal_quantile(probabilities) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_isotonic_regression() -> None:
    rng = np.random.default_rng(7)
    for _ in range(30):
        genuine = np.round(rng.normal(0.7, 0.2, 60), 2)
        forged = np.round(rng.normal(0.4, 0.2, 90), 2)
        values = np.concatenate([genuine, forged])
        labels = np.arange(values.size) < genuine.size
        each = np.where(labels, 1 / genuine.size, 1 / forged.size)
        scores, place = np.unique(values, return_inverse=True)
        weights = np.bincount(place, weights=each)
        shares = np.bincount(place, weights=each * labels) / weights
        expected = optimize.isotonic_regression(shares, weights=weights).x
        assert isotonic_blocks(genuine, forged).at(scores) == pytest.approx(expected, abs=1e-12)


def test_the_logistic_regression() -> None:
    rng = np.random.default_rng(11)
    x = np.concatenate([rng.normal(0.2, 0.1, 200), rng.normal(0.5, 0.2, 70)])
    labels = np.arange(x.size) < 200
    counts = np.where(labels, 200, 70)
    targets = np.where(labels, (counts + 1) / (counts + 2), 1 / (counts + 2))

    def loss(line: np.ndarray) -> float:
        odds = line[0] * x + line[1]
        return float(((np.logaddexp(0, odds) - targets * odds) * 0.5 / counts).sum())

    found = fit_log_odds(x, positive=labels)
    best = optimize.minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-9})
    assert loss(np.array(found)) <= best.fun + 1e-12
    assert tuple(found) == pytest.approx(tuple(best.x), rel=1e-4)


def test_who_signed_is_the_assignment_of_most_signatures_with_the_strongest_evidence() -> None:
    rng = np.random.default_rng(13)
    for _ in range(200):
        similarities = rng.uniform(0.02, 0.98, (int(rng.integers(1, 6)), int(rng.integers(1, 7))))
        evidence = log_odds(similarities)
        found = who_signed(similarities)
        # An unlikely pair costs more than all evidence together.
        worth = np.full(evidence.shape, -1e6)
        for row, one in enumerate(found):
            for column in (one.signer, *one.rivals):
                worth[row, column] = evidence[row, column]
        rows, columns = optimize.linear_sum_assignment(worth, maximize=True)
        expected = {
            row: column
            for row, column in zip(rows, columns, strict=True)
            if worth[row, column] > -1e6
        }
        for row, column in expected.items():
            assert found[row].signer == column
