"""How often the intervals contain the true rate, on simulated writers with known error rates.

Measured with the seeds below, 1000 simulations each: 94.2 to 96.9 % in the cases with a nominal 95.
"""

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest

from sigverify.scoring.performance.bootstrap import (
    WriterScores,
    equal_error_interval,
    false_accept_interval,
    false_reject_interval,
)
from sigverify.scoring.performance.intervals import Interval, clopper_pearson

NORMAL = NormalDist()
SIMULATIONS = 1000


def simulated(
    rng: np.random.Generator, *, writers: int, each: int, centre: float, between: float
) -> WriterScores:
    """Unit normals around a centre for each writer, so that a writer's scores are correlated."""
    ids = np.repeat(np.arange(writers), each)
    return WriterScores(rng.normal(centre, between, writers)[ids] + rng.normal(size=ids.size), ids)


def share_covered(one_interval: Callable[[np.random.Generator], Interval], truth: float) -> float:
    rng = np.random.default_rng(2026)
    intervals = [one_interval(rng) for _ in range(SIMULATIONS)]
    return float(np.mean([low <= truth <= high for low, high in intervals]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("writers", "between", "rate"),
    [(30, 0.3, 0.05), (30, 0.3, 0.01), (75, 0.3, 0.02), (30, 0.5, 0.05), (75, 0.5, 0.05)],
)
def test_rate_intervals_cover(writers: int, between: float, rate: float) -> None:
    threshold = -NORMAL.inv_cdf(rate) * sqrt(1 + between**2)

    def one_interval(rng: np.random.Generator) -> Interval:
        impostor = simulated(rng, writers=writers, each=60, centre=0.0, between=between)
        return false_accept_interval(impostor, threshold=threshold, seed=1)

    assert 0.93 <= share_covered(one_interval, rate) <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize(
    ("writers", "between", "rate"),
    [(12, 0.5, 0.1), (30, 0.5, 0.1), (30, 0.5, 0.03), (75, 0.5, 0.05)],
)
def test_equal_error_intervals_cover(writers: int, between: float, rate: float) -> None:
    distance = -2 * NORMAL.inv_cdf(rate) * sqrt(1 + between**2)

    def one_interval(rng: np.random.Generator) -> Interval:
        genuine = simulated(rng, writers=writers, each=60, centre=distance, between=between)
        impostor = simulated(rng, writers=writers, each=60, centre=0.0, between=between)
        return equal_error_interval(genuine, impostor, seed=1)

    assert 0.93 <= share_covered(one_interval, rate) <= 0.97


@pytest.mark.slow
def test_taking_pairs_for_independent_does_not_cover() -> None:
    """The exact binomial interval is far too narrow, which is why the bootstrap is needed."""
    threshold = -NORMAL.inv_cdf(0.05) * sqrt(1.25)

    def one_interval(rng: np.random.Generator) -> Interval:
        genuine = simulated(rng, writers=30, each=60, centre=0.0, between=0.5)
        errors = int((genuine.values >= threshold).sum())
        return clopper_pearson(errors, trials=genuine.values.size)

    assert share_covered(one_interval, 0.05) < 0.7


@pytest.mark.slow
def test_few_writers_and_rare_errors_do_not_give_narrow_intervals() -> None:
    threshold = NORMAL.inv_cdf(0.01) * sqrt(1.25)

    def one_interval(rng: np.random.Generator) -> Interval:
        genuine = simulated(rng, writers=12, each=60, centre=0.0, between=0.5)
        return false_reject_interval(genuine, threshold=threshold, seed=1)

    assert share_covered(one_interval, 0.01) >= 0.93
