import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.logistic import fit_log_odds, sigmoid
from sigverify.scoring.similarity import SimilarityMap, fit_logistic


def drawn(
    rng: np.random.Generator, *, genuine: int, forged: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Distances whose log likelihood ratio is known: normals at 0.6 and 1.0, deviation 0.2."""
    distances = np.concatenate([rng.normal(0.6, 0.2, genuine), rng.normal(1.0, 0.2, forged)])
    return distances, np.arange(genuine + forged) < genuine


def test_half_at_b_and_falling() -> None:
    scale = SimilarityMap(a=8.0, b=0.9)
    assert scale.similarity(0.9) == 0.5
    similarities = scale.similarities(np.linspace(0, 2, 101))
    assert (np.diff(similarities) < 0).all()
    assert similarities[0] == pytest.approx(1 / (1 + math.exp(-7.2)))


@given(a=st.floats(0.1, 30), b=st.floats(0, 2), similarity=st.floats(0.001, 0.999))
def test_both_ways_agree(a: float, b: float, similarity: float) -> None:
    scale = SimilarityMap(a=a, b=b)
    assert scale.similarity(scale.distance(similarity)) == pytest.approx(similarity, abs=1e-9)


def test_far_out_distances_do_not_overflow() -> None:
    assert SimilarityMap(a=1000.0, b=1.0).similarities([-5.0, 1.0, 9.0]).tolist() == [1, 0.5, 0]


@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (-2.0, 1.0), (math.nan, 1.0), (1.0, math.inf)])
def test_a_map_that_does_not_fall_is_refused(a: float, b: float) -> None:
    with pytest.raises(ValueError, match="a > 0"):
        SimilarityMap(a=a, b=b)


def test_no_number_from_nan_or_from_certainty() -> None:
    scale = SimilarityMap(a=8.0, b=0.9)
    with pytest.raises(ScoreError):
        scale.similarity(math.nan)
    for similarity in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="no distance"):
            scale.distance(similarity)


@pytest.mark.parametrize(
    ("genuine", "forged"), [(40_000, 40_000), (40_000, 4_000), (2_000, 60_000)]
)
def test_fit_finds_the_likelihood_ratio_whatever_the_mix(genuine: int, forged: int) -> None:
    distances, labels = drawn(np.random.default_rng(1), genuine=genuine, forged=forged)
    scale = fit_logistic(distances, genuine=labels)
    # Log likelihood ratio of the two normals: 10 * (0.8 - distance).
    assert scale.a == pytest.approx(10, rel=0.05)
    assert scale.b == pytest.approx(0.8, abs=0.01)


def test_fit_is_the_minimum_of_the_balanced_loss() -> None:
    distances, labels = drawn(np.random.default_rng(2), genuine=60, forged=200)
    line = fit_log_odds(distances, positive=labels)

    def loss(slope: float, intercept: float) -> float:
        total = 0.0
        for value, label in zip(distances, labels, strict=True):
            probability = 1 / (1 + math.exp(-(slope * value + intercept)))
            count = 60 if label else 200
            target = (count + 1) / (count + 2) if label else 1 / (count + 2)
            entropy = target * math.log(probability) + (1 - target) * math.log(1 - probability)
            total -= entropy / (2 * count)
        return total

    best = loss(*line)
    for slope, intercept in ((0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01), (0.01, -0.01)):
        assert best < loss(line.slope + slope, line.intercept + intercept)


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e6])
def test_separable_data_stay_finite_in_any_unit(unit: float) -> None:
    distances = np.array([0.1, 0.2, 0.3, 1.1, 1.2, 1.3]) * unit
    scale = fit_logistic(distances, genuine=np.arange(6) < 3)
    assert scale.b == pytest.approx(0.7 * unit)
    # Platt's targets allow odds of at most n + 1 to 1 for three genuine ones.
    assert 0.5 < scale.similarity(0.2 * unit) < 0.9


@given(shift=st.floats(-5, 5), scale=st.floats(0.01, 100), seed=st.integers(0, 20))
def test_fit_follows_the_unit(shift: float, scale: float, seed: int) -> None:
    distances, labels = drawn(np.random.default_rng(seed), genuine=30, forged=30)
    plain = fit_log_odds(distances, positive=labels)
    moved = fit_log_odds(distances * scale + shift, positive=labels)
    expected = plain.slope * distances + plain.intercept
    assert moved.slope * (distances * scale + shift) + moved.intercept == pytest.approx(
        expected, abs=1e-5
    )


def test_a_fit_that_makes_no_sense_is_refused() -> None:
    labels = np.array([True, True, False, False])
    with pytest.raises(ScoreError, match="no nearer"):
        fit_logistic([0.9, 1.0, 0.1, 0.2], genuine=labels)
    with pytest.raises(ScoreError, match="All values are the same"):
        fit_logistic([0.5] * 4, genuine=labels)
    with pytest.raises(ScoreError, match="All labels are the same"):
        fit_logistic([0.1, 0.2], genuine=[True, True])
    with pytest.raises(ScoreError, match="do not fit labels"):
        fit_logistic([0.1, 0.2], genuine=labels)
    with pytest.raises(ScoreError, match="do not fit labels"):
        fit_logistic([0.1, 0.2], genuine=[1, 0])
    with pytest.raises(ScoreError, match="NaN"):
        fit_logistic([0.1, 0.2, math.nan, 0.4], genuine=labels)


def test_sigmoid_has_no_overflow() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0, 0.5, 1]


def test_a_fit_that_reaches_the_floor_of_rounding_ends() -> None:
    """A regression: on these data steps without effect used to repeat for ever."""
    distances, labels = drawn(np.random.default_rng(0), genuine=30, forged=30)
    plain = fit_log_odds(distances, positive=labels)
    moved = fit_log_odds(distances * 15.0 + 1.0, positive=labels)
    assert moved.slope * 15.0 == pytest.approx(plain.slope, rel=1e-5)
