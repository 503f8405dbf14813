from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.encoding.distance import (
    REACH_COLUMNS,
    REACH_ROWS,
    ROOT_FLOOR,
    WHOLE_WEIGHT,
    cell_costs,
    embedding_distances,
    paired_distances,
    part_distances,
    search_vectors,
)

# The distance of an embedding from itself.
SAME = (1 + WHOLE_WEIGHT) * np.sqrt(ROOT_FLOOR)


def embeddings(count: int, *, seed: int, grid: tuple[int, int] = (4, 7)) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    made = rng.normal(size=(count, *grid, 6)).astype(np.float32)
    made[..., :-1] /= np.linalg.norm(made[..., :-1], axis=-1, keepdims=True)
    made[..., -1] = rng.random((count, *grid)) < 0.4
    return made


def one_way(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Mean cost of the inked cells of one signature, cell by cell and match by match."""
    rows, columns, _ = a.shape
    costs: list[float] = []
    for r in range(rows):
        for c in range(columns):
            if a[r, c, -1] == 0:
                continue
            costs.append(
                min(
                    float(np.sum((a[r, c, :-1] - b[y, x, :-1]).astype(np.float64) ** 2))
                    for y in range(max(0, r - REACH_ROWS), min(rows, r + REACH_ROWS + 1))
                    for x in range(max(0, c - REACH_COLUMNS), min(columns, c + REACH_COLUMNS + 1))
                )
            )
    return float(np.mean(np.sqrt(np.array(costs) + ROOT_FLOOR)))


def wholes(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Distance of the mean descriptors of the inked cells."""
    means = [one[one[..., -1] > 0][:, :-1].astype(np.float64).mean(axis=0) for one in (a, b)]
    return float(np.sqrt(np.sum((means[0] - means[1]) ** 2) + ROOT_FLOOR))


def test_distances_are_those_of_plain_loops() -> None:
    first, second = embeddings(3, seed=1), embeddings(4, seed=2)
    distances = embedding_distances(first, second)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            expected = (one_way(a, b) + one_way(b, a)) / 2 + WHOLE_WEIGHT * wholes(a, b)
            assert distances[i, j] == pytest.approx(expected, abs=1e-5)


def test_distances_are_symmetrical_and_least_for_the_same_signature() -> None:
    made = embeddings(5, seed=3)
    distances = embedding_distances(made, made)
    np.testing.assert_allclose(distances, distances.T, atol=1e-6)
    np.testing.assert_allclose(distances.diagonal(), SAME, atol=2e-3)
    assert (distances + 2 * np.eye(5) > 0.1).all()


def test_ink_moved_by_a_cell_costs_nothing_and_moved_beyond_reach_costs() -> None:
    one = embeddings(1, seed=4, grid=(8, 16))
    one[..., -1] = 0
    one[:, 3:5, 6:9, -1] = 1
    near = np.roll(one, (REACH_ROWS, REACH_COLUMNS), axis=(1, 2))
    far = np.roll(one, (REACH_ROWS, REACH_COLUMNS + 1), axis=(1, 2))
    assert embedding_distances(one, near)[0, 0] == pytest.approx(SAME, abs=2e-3)
    assert embedding_distances(one, far)[0, 0] > 0.2


def test_blocks_give_what_single_comparisons_give(monkeypatch: pytest.MonkeyPatch) -> None:
    made = embeddings(6, seed=5)
    whole = embedding_distances(made, made)
    monkeypatch.setattr("sigverify.encoding.distance.BLOCK_BYTES", 1)
    np.testing.assert_allclose(embedding_distances(made, made), whole, atol=1e-6)


def test_pairs_have_the_very_distances_of_single_comparisons() -> None:
    first, second = embeddings(5, seed=9), embeddings(5, seed=10)
    expected = embedding_distances(first, second).diagonal()
    np.testing.assert_array_equal(paired_distances(first, second), expected)
    np.testing.assert_array_equal(paired_distances(first[3:], second[3:]), expected[3:])


def test_cell_costs_average_to_the_cells_part_of_the_distance() -> None:
    first, second = embeddings(2, seed=6)
    forward, backward = cell_costs(first, second)
    mean = (forward[first[..., -1] > 0].mean() + backward[second[..., -1] > 0].mean()) / 2
    distance = embedding_distances(first[None], second[None])[0, 0]
    assert mean == pytest.approx(distance - WHOLE_WEIGHT * wholes(first, second), abs=1e-5)


def test_search_vectors_are_of_unit_length_and_see_no_paper() -> None:
    made = embeddings(3, seed=7, grid=(10, 20))
    vectors = search_vectors(made)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    changed = made.copy()
    changed[made[..., -1] == 0, :-1] = 0
    np.testing.assert_allclose(search_vectors(changed), vectors, atol=1e-6)


def test_a_blank_signature_gives_zeros_rather_than_nan() -> None:
    made = embeddings(2, seed=8)
    made[0, ..., -1] = 0
    assert np.isfinite(embedding_distances(made, made)).all()
    assert np.isfinite(search_vectors(made)).all()


def inked(seed: int) -> NDArray[np.float32]:
    """(8, 15, 6) with ink everywhere but in the outer columns."""
    (made,) = embeddings(1, seed=seed, grid=(8, 15))
    made[:, 1:-1, -1] = 1
    made[:, [0, -1], -1] = 0
    return made


def test_one_part_of_a_signature_is_the_signature() -> None:
    first, second = embeddings(2, seed=11, grid=(8, 15))
    (found,) = part_distances(first, second, parts=1)
    # Ink of the second beyond the first's does not count.
    inside = np.flatnonzero(first[..., -1].any(axis=0))
    second[:, : inside[0], -1] = second[:, inside[-1] + 1 :, -1] = 0
    assert found == pytest.approx(paired_distances(first[None], second[None])[0], abs=0.02)


def test_a_part_that_was_replaced_is_far_and_the_others_stay_near() -> None:
    first, other = inked(12), inked(13)
    second = first.copy()
    second[:, 9:] = other[:, 9:]
    left, middle, right = part_distances(first, second, parts=3)
    assert left < middle < 0.5 < right


def test_a_part_without_ink_on_the_other_signature_is_far() -> None:
    first = inked(14)
    second = first.copy()
    second[:, 9:, -1] = 0
    second[:, 9:, :-1] = 0
    left, _, right = part_distances(first, second, parts=3)
    assert left < 0.3 < 0.6 < right
