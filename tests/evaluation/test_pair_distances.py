from __future__ import annotations

import threading

import numpy as np
import pytest

from sigverify.encoding.distance import embedding_distances
from sigverify.evaluation import pair_distances
from sigverify.evaluation.pair_distances import PairDistances
from sigverify.verification.parallel import in_order


def embeddings(count: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(count, 4, 6, 4)).astype(np.float32)
    cells[..., :-1] /= np.linalg.norm(cells[..., :-1], axis=-1, keepdims=True)
    cells[..., -1] = rng.random((count, 4, 6)) < 0.7
    return cells


def test_each_pair_has_the_distance_that_the_model_gives() -> None:
    vectors = embeddings(6)
    pairs = np.array([[0, 1], [5, 2], [3, 0], [4, 4]])
    steps: list[tuple[int, int]] = []
    distances = PairDistances(
        vectors, pairs=pairs, threads=2, progress=lambda done, total: steps.append((done, total))
    )
    expected = embedding_distances(vectors, vectors)
    first, second = np.array([[1, 0], [2, 0]]), np.array([[0, 1], [5, 3]])
    assert distances.at(first, second) == pytest.approx(expected[first, second], abs=1e-6)
    assert distances.at(np.array([4, 1]), np.array([4, 1])).tolist() == [0, 0]
    assert steps[-1] == (3, 3)


def test_a_pair_is_compared_once_however_often_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def count(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        nonlocal compared
        compared += len(first) * len(second)
        return embedding_distances(first, second)

    monkeypatch.setattr(pair_distances, "embedding_distances", count)
    pairs = np.array([[0, 1], [1, 0], [0, 1], [2, 1], [2, 2]])
    PairDistances(embeddings(3), pairs=pairs, threads=1, progress=lambda *_: None)
    assert compared == 2


@pytest.mark.parametrize("asked", [(0, 2), (2, 3)])
def test_a_pair_that_was_not_compared_is_no_number(asked: tuple[int, int]) -> None:
    distances = PairDistances(
        embeddings(4), pairs=np.array([[0, 1], [0, 3]]), threads=1, progress=lambda *_: None
    )
    with pytest.raises(KeyError):
        distances.at(np.array([asked[0]]), np.array([asked[1]]))


def test_no_pairs_are_no_error() -> None:
    none = np.empty((0, 2), dtype=np.int64)
    distances = PairDistances(
        np.empty((0, 0), np.float32), pairs=none, threads=1, progress=lambda *_: None
    )
    assert distances.at(none[:, 0], none[:, 1]).size == 0


def test_threads_keep_the_order_and_pass_an_error_on() -> None:
    gate = threading.Event()

    def double(value: int) -> int:
        if value == 0:
            gate.wait(10)  # the first one finishes last
        if value == 1:
            gate.set()
        if value == 40:
            raise ZeroDivisionError
        return 2 * value

    assert list(in_order(double, range(30), threads=2)) == [2 * value for value in range(30)]
    with pytest.raises(ZeroDivisionError):
        list(in_order(double, range(50), threads=2))


def test_leaving_early_cancels_the_remaining_items() -> None:
    begun: list[int] = []
    work = in_order(begun.append, range(1000), threads=1)
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert len(begun) < 20
