import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.encoding.distance import embedding_distances
from sigverify.terms import PairKind, Split
from sigverify.training.encoder import validation
from sigverify.training.encoder.validation import choose_images, compare_by_set, mean_eer
from sigverify.training.signatures.corpus import Corpus

Vectors = NDArray[np.float32]


def as_cells(vectors: Vectors) -> Vectors:
    """Embeddings of one cell with ink, whose distances are those of the vectors."""
    weighted = np.concatenate([vectors, np.ones((len(vectors), 1))], axis=1)
    return weighted[:, None, None, :].astype(np.float32)


def random_cells(count: int) -> Vectors:
    vectors = np.random.default_rng(1).standard_normal((count, 5))
    return as_cells((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))


def test_comparisons_by_loops(corpus: Corpus) -> None:
    train = corpus.require(Split.TRAIN)
    embeddings = random_cells(len(train))
    expected: dict[tuple[str, PairKind], list[tuple[float, int]]] = {}
    for i, j in itertools.permutations(range(len(train)), 2):
        if train.forged[i] or train.datasets[i] != train.datasets[j]:
            continue
        same = train.writers[i] == train.writers[j]
        if train.forged[j]:
            kind = PairKind.SKILLED if same else None
        elif same:
            kind = PairKind.GENUINE if i < j else None
        else:
            kind = PairKind.RANDOM  # both orders: each signature meets all strangers, if few
        if kind is not None:
            distance = float(embedding_distances(embeddings[[i]], embeddings[[j]])[0, 0])
            entry = (round(distance, 5), int(train.writers[i]))
            expected.setdefault((str(train.datasets[i]), kind), []).append(entry)
    found = {
        (name, kind): [
            (round(float(value), 5), int(writer))
            for value, writer in zip(scores.values, scores.writers, strict=True)
        ]
        for name, entry in compare_by_set(embeddings, examples=train, seed=1).items()
        for kind, scores in entry.distances.items()
    }
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        assert sorted(found[key]) == sorted(values)


def test_strangers_are_drawn_by_seed(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "RANDOM_PARTNERS", 3)
    train = corpus.require(Split.TRAIN)
    embeddings = random_cells(len(train))
    drawn = [
        compare_by_set(embeddings, examples=train, seed=seed)["one"].distances[PairKind.RANDOM]
        for seed in (1, 1, 2)
    ]
    assert drawn[0].values.size == 12 * 3
    assert np.array_equal(drawn[0].values, drawn[1].values)
    assert not np.array_equal(drawn[0].values, drawn[2].values)


def test_mean_eer_weighs_sets_alike_and_falls_back_on_random(corpus: Corpus) -> None:
    train = corpus.require(Split.TRAIN)
    # Writers apart, imitations half on their writer's place (set one) or all of them (set two).
    vectors = np.eye(10, dtype=np.float32)[train.writers]
    numbers = np.arange(len(train))
    for row in numbers[train.forged & (train.datasets == "one") & (numbers % 2 == 0)]:
        vectors[row] = np.eye(10)[9]
    by_set = compare_by_set(as_cells(vectors), examples=train, seed=1)
    assert by_set["one"].eer(PairKind.RANDOM) == 0
    half, all_of_them = by_set["one"].eer(PairKind.SKILLED), by_set["two"].eer(PairKind.SKILLED)
    assert half == pytest.approx(1 / 3)
    assert all_of_them == pytest.approx(0.5)
    assert mean_eer(by_set) == pytest.approx((1 / 3 + 0.5) / 2)
    genuine = train.subset(np.flatnonzero(~train.forged))
    alone = compare_by_set(as_cells(vectors[~train.forged]), examples=genuine, seed=1)
    assert mean_eer(alone) == 0
    one_each = genuine.subset(np.array([0, 4]))
    assert mean_eer(compare_by_set(as_cells(vectors[[0, 8]]), examples=one_each, seed=1)) is None


def test_a_choice_of_images_takes_some_of_each_label_by_seed(corpus: Corpus) -> None:
    train = corpus.require(Split.TRAIN)
    chosen = choose_images(train, per_label=3, seed=1)
    counts = [
        np.count_nonzero((chosen.writers == writer) & (chosen.forged == forged))
        for writer in range(5)
        for forged in (False, True)
    ]
    assert counts == [3] * 10
    assert choose_images(train, per_label=3, seed=1).items == chosen.items
    assert choose_images(train, per_label=3, seed=2).items != chosen.items
    assert len(choose_images(train, per_label=99, seed=1)) == len(train)
