import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.performance.retrieval import retrieve


def plain_query(row: list[float], same: list[bool]) -> tuple[float, float]:
    """Average precision and reciprocal rank of one query, wrong answers first among ties."""
    ranked = [match for _, match in sorted(zip(row, same, strict=True))]
    found, precisions, first = 0, [], 0
    for rank, match in enumerate(ranked, start=1):
        if match:
            found += 1
            first = first or rank
            precisions.append(found / rank)
    return sum(precisions) / len(precisions), 1 / first


def random_distances(rng: np.random.Generator, *, size: int, steps: int) -> NDArray[np.float64]:
    upper = np.triu(rng.integers(0, steps, (size, size)) / steps, 1)
    return upper + upper.T


@pytest.mark.parametrize("steps", [3, 10_000])
def test_agrees_with_plain_loops(steps: int) -> None:
    rng = np.random.default_rng(steps)
    writers = np.array(["a", "b", "c", "d", "alone"])[rng.integers(0, 4, 400)]
    writers[17] = "alone"
    distances = random_distances(rng, size=400, steps=steps)
    result = retrieve(distances, writers=writers)
    expected = []
    for query in range(400):
        others = [other for other in range(400) if other != query]
        same = [bool(writers[other] == writers[query]) for other in others]
        if any(same):
            expected.append(plain_query([distances[query, o] for o in others], same))
    precision, reciprocal = np.array(expected).T
    assert result.average_precision == pytest.approx(precision)
    assert result.reciprocal_rank == pytest.approx(reciprocal)
    assert result.mean_average_precision == pytest.approx(precision.mean())
    assert result.mean_reciprocal_rank == pytest.approx(reciprocal.mean())
    assert result.precision_at_1 == pytest.approx((reciprocal == 1).mean())
    assert result.left_out == 1
    assert result.writers.tolist() == [w for w in writers if w != "alone"]


def test_well_apart_writers_are_all_found() -> None:
    writers = np.repeat([1, 2, 3], 4)
    distances = (writers[:, None] != writers[None, :]).astype(float)
    result = retrieve(distances, writers=writers)
    assert (result.precision_at_1, result.mean_average_precision) == (1, 1)
    assert result.mean_reciprocal_rank == 1


def test_equal_distances_gain_nothing_from_the_order_of_rows() -> None:
    result = retrieve(np.zeros((4, 4)), writers=[1, 1, 2, 2])
    assert result.precision_at_1 == 0
    assert result.mean_reciprocal_rank == pytest.approx(1 / 3)


def test_the_diagonal_is_ignored() -> None:
    distances = np.array([[np.nan, 0.1, 0.9], [0.1, np.nan, 0.8], [0.9, 0.8, np.nan]])
    result = retrieve(distances, writers=["a", "a", "b"])
    assert result.precision_at_1 == 1
    assert result.left_out == 1


def test_bad_input_is_refused() -> None:
    with pytest.raises(ScoreError, match="do not fit"):
        retrieve(np.zeros((2, 3)), writers=[1, 1])
    with pytest.raises(ScoreError, match="No writer has two"):
        retrieve(np.zeros((2, 2)), writers=[1, 2])
    with pytest.raises(ScoreError, match="No writer has two"):
        retrieve(np.zeros((0, 0)), writers=[])
    broken = np.zeros((3, 3))
    broken[0, 2] = np.nan
    with pytest.raises(ScoreError, match="NaN"):
        retrieve(broken, writers=[1, 1, 2])
