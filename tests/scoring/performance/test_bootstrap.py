import math
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.scoring.checks import ScoreError, TooFewWritersError
from sigverify.scoring.performance.bootstrap import (
    WriterScores,
    equal_error_interval,
    false_accept_band,
    false_accept_interval,
    false_reject_band,
    false_reject_interval,
    mean_interval,
    threshold_grid,
)
from sigverify.scoring.performance.intervals import clopper_pearson, student_t_quantile
from sigverify.scoring.performance.metrics import equal_error_rate


def drawn_scores(
    rng: np.random.Generator, *, writers: int, each: int, centre: float, between: float = 0.5
) -> WriterScores:
    ids = np.repeat(np.arange(writers), each)
    own = rng.normal(centre, between, writers)
    return WriterScores(own[ids] + rng.normal(size=ids.size), ids)


def plain_draws(*, writers: int, seed: int, resamples: int) -> NDArray[np.int64]:
    generator = np.random.default_rng(seed)
    return generator.multinomial(writers, np.full(writers, 1 / writers), size=resamples)


def plain_interval(estimate: float, draws: list[float], *, writers: int) -> tuple[float, float]:
    """Percentiles and Student's t on the logit scale, as in the module's docstring."""
    student = student_t_quantile(0.975, degrees=writers - 1)
    correction = math.sqrt(writers / (writers - 1))
    tail = NormalDist().cdf(-correction * student)
    ends = list(np.quantile(draws, [tail, 1 - tail]))
    error = correction * float(np.std(draws)) / (estimate * (1 - estimate))
    logit = math.log(estimate / (1 - estimate))
    ends += [1 / (1 + math.exp(-logit - sign * student * error)) for sign in (-1, 1)]
    return min(ends), max(ends)


@pytest.mark.parametrize("with_forgeries", [6, 4])
def test_equal_error_interval_agrees_with_drawing_whole_writers_in_plain_loops(
    with_forgeries: int,
) -> None:
    rng = np.random.default_rng(3)
    genuine = drawn_scores(rng, writers=6, each=15, centre=2.0)
    impostor = drawn_scores(rng, writers=with_forgeries, each=25, centre=0.0)
    draws = []
    for weights in plain_draws(writers=6, seed=7, resamples=200):
        if not weights[:with_forgeries].any():
            continue
        parts: list[list[NDArray[np.float64]]] = [[], []]
        for writer, times in enumerate(weights):
            for part, scores in zip(parts, (genuine, impostor), strict=True):
                part += [scores.values[scores.writers == writer]] * times
        draws.append(equal_error_rate(*map(np.concatenate, parts)).value)
    estimate = equal_error_rate(genuine.values, impostor.values).value
    # The kind with the fewest writers limits the precision of the draws.
    expected = plain_interval(estimate, draws, writers=with_forgeries)
    interval = equal_error_interval(genuine, impostor, seed=7, resamples=200)
    assert interval == pytest.approx(expected, abs=1e-12)


def test_rate_intervals_agree_with_drawing_whole_writers_in_plain_loops() -> None:
    rng = np.random.default_rng(4)
    ids = rng.integers(0, 8, 300)
    scores = WriterScores(rng.normal(ids / 8, 1), ids)
    for threshold in (-0.3, 0.9):
        wrong = scores.values < threshold
        draws = []
        for weights in plain_draws(writers=8, seed=2, resamples=150):
            errors = sum(t * wrong[ids == w].sum() for w, t in enumerate(weights))
            draws.append(errors / sum(t * (ids == w).sum() for w, t in enumerate(weights)))
        expected = plain_interval(float(wrong.mean()), draws, writers=8)
        rejected = false_reject_interval(scores, threshold=threshold, seed=2, resamples=150)
        assert rejected == pytest.approx(expected, abs=1e-12)
        accepted = false_accept_interval(scores, threshold=threshold, seed=2, resamples=150)
        assert accepted == pytest.approx((1 - expected[1], 1 - expected[0]), abs=1e-12)
        as_mean = mean_interval(WriterScores(wrong.astype(float), ids), seed=2, resamples=150)
        assert as_mean == rejected


def test_bands_are_the_intervals_at_each_threshold_in_the_order_asked() -> None:
    scores = drawn_scores(np.random.default_rng(5), writers=10, each=20, centre=0.0)
    thresholds = [0.7, -1.0, 5.0, float(scores.values[3])]
    accept = false_accept_band(scores, thresholds=thresholds, seed=1)
    reject = false_reject_band(scores, thresholds=thresholds, seed=1)
    for index, threshold in enumerate(thresholds):
        one = false_accept_interval(scores, threshold=threshold, seed=1)
        assert (accept.low[index], accept.high[index]) == pytest.approx(one)
        one = false_reject_interval(scores, threshold=threshold, seed=1)
        assert (reject.low[index], reject.high[index]) == pytest.approx(one)


def test_ties_are_accepted() -> None:
    scores = WriterScores(np.array([0.5, 0.5, 0.5, 0.4] * 10), np.arange(40))
    at = false_accept_interval(scores, threshold=0.5, seed=0)
    above = false_accept_interval(scores, threshold=math.nextafter(0.5, 1), seed=0)
    assert at.low <= 0.75 <= at.high
    assert at.low > 0
    assert above.low == 0


def test_more_comparisons_of_the_same_writers_do_not_narrow_the_interval() -> None:
    rng = np.random.default_rng(6)
    wrong = (rng.random(40) < 0.3).astype(float)
    once = mean_interval(WriterScores(wrong, np.arange(40)), seed=1)
    often = mean_interval(WriterScores(np.repeat(wrong, 50), np.repeat(np.arange(40), 50)), seed=1)
    assert often.high - often.low > 0.9 * (once.high - once.low)
    naive = clopper_pearson(50 * wrong.sum(), trials=2000)
    assert often.high - often.low > 5 * (naive.high - naive.low)


def test_no_error_seen_is_not_no_error_possible() -> None:
    impostor = WriterScores(np.zeros(300), np.repeat(np.arange(10), 30))
    genuine = WriterScores(np.ones(300), np.repeat(np.arange(10), 30))
    exact = clopper_pearson(0, trials=300)
    assert false_accept_interval(impostor, threshold=0.5, seed=0) == pytest.approx(exact)
    assert false_reject_interval(genuine, threshold=0.5, seed=0) == pytest.approx(exact)
    low, high = equal_error_interval(genuine, impostor, seed=0)
    assert low == 0
    assert 0 < high < exact.high


def test_all_wrong_is_not_always_wrong() -> None:
    impostor = WriterScores(np.ones(300), np.repeat(np.arange(10), 30))
    interval = false_accept_interval(impostor, threshold=0.5, seed=0)
    assert interval.high == 1
    assert interval.low == pytest.approx(clopper_pearson(300, trials=300).low)


def test_the_same_seed_gives_the_same_interval_and_another_a_similar_one() -> None:
    rng = np.random.default_rng(8)
    genuine = drawn_scores(rng, writers=20, each=20, centre=2.0)
    impostor = drawn_scores(rng, writers=20, each=20, centre=0.0)
    first = equal_error_interval(genuine, impostor, seed=1)
    assert first == equal_error_interval(genuine, impostor, seed=1)
    other = equal_error_interval(genuine, impostor, seed=2)
    assert first != other
    assert first == pytest.approx(other, rel=0.1)


def test_the_estimate_lies_within() -> None:
    rng = np.random.default_rng(9)
    for centre in (0.0, 1.0, 3.0, 6.0):
        genuine = drawn_scores(rng, writers=5, each=30, centre=centre)
        impostor = drawn_scores(rng, writers=5, each=40, centre=0.0)
        low, high = equal_error_interval(genuine, impostor, seed=0)
        assert 0 <= low <= equal_error_rate(genuine.values, impostor.values).value <= high <= 1


def test_writer_ids_may_be_text_and_may_differ_between_the_kinds() -> None:
    genuine = WriterScores(np.array([0.9, 0.4, 0.8, 0.7]), np.array(["a", "a", "b", "c"]))
    impostor = WriterScores(np.array([0.1, 0.5, 0.2]), np.array(["b", "b", "d"]))
    low, high = equal_error_interval(genuine, impostor, seed=0)
    assert 0 <= low < high <= 1


def test_one_writer_has_no_interval() -> None:
    one = WriterScores(np.array([0.1, 0.9]), np.array([1, 1]))
    two = WriterScores(np.array([0.1, 0.9]), np.array([1, 2]))
    with pytest.raises(TooFewWritersError, match="at least two writers"):
        mean_interval(one, seed=0)
    with pytest.raises(TooFewWritersError):
        equal_error_interval(two, one, seed=0)
    with pytest.raises(TooFewWritersError):
        equal_error_interval(one, two, seed=0)
    low, high = mean_interval(two, seed=0)
    assert low < 0.01
    assert high > 0.99


def test_grid_keeps_every_similarity_while_there_are_few() -> None:
    grid = threshold_grid([0.3, 0.9, 0.3], [0.1, 0.9])
    assert grid.tolist() == [0.1, 0.3, 0.9, math.nextafter(0.9, 1)]


def test_grid_of_many_similarities_is_small_and_loses_little() -> None:
    rng = np.random.default_rng(10)
    for centre in (2.0, 4.0, 6.0):
        genuine = drawn_scores(rng, writers=50, each=1000, centre=centre)
        impostor = drawn_scores(rng, writers=50, each=1000, centre=0.0)
        grid = threshold_grid(genuine.values, impostor.values)
        assert grid.size <= 4097
        everything = np.concatenate([genuine.values, impostor.values])
        assert grid[0] == everything.min()
        assert grid[-1] > everything.max()
        # Only the grid's thresholds are known: round every similarity down to one of them.
        places = [np.searchsorted(grid, s.values, side="right") - 1 for s in (genuine, impostor)]
        rounded = equal_error_rate(*(grid[place] for place in places)).value
        exact = equal_error_rate(genuine.values, impostor.values).value
        assert rounded == pytest.approx(exact, rel=0.01)


def test_bad_input_is_refused() -> None:
    with pytest.raises(ScoreError, match="NaN"):
        WriterScores(np.array([0.1, math.nan]), np.array([1, 2]))
    with pytest.raises(ScoreError, match="There are no values"):
        WriterScores(np.array([]), np.array([]))
    with pytest.raises(ScoreError, match="do not fit writers"):
        WriterScores(np.array([0.1, 0.2]), np.array([1]))
    good = WriterScores(np.array([0.1, 1.2]), np.array([1, 2]))
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        mean_interval(good, seed=0)
    with pytest.raises(ScoreError, match="thresholds"):
        false_accept_interval(good, threshold=math.nan, seed=0)
