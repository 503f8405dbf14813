"""The boosted classifier reads features of pairs in either order."""

from __future__ import annotations

import numpy as np

from sigverify.encoding.distance import paired_distances
from sigverify.training.encoder.validation import Embeddings
from sigverify.training.selection.boosting import boosted_distance, pair_features
from sigverify.training.selection.protocol import choose_pairs


def hand_writing(*, writers: int, seed: int) -> Embeddings:
    """Per writer 6 genuine signatures around a centre, then 6 forgeries farther off."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(writers, 1, 5, 10, 8))
    noise = rng.normal(size=(writers, 12, 5, 10, 8))
    noise[:, 6:] *= 2.5
    drawn = centres + 0.4 * noise
    drawn /= np.linalg.norm(drawn, axis=-1, keepdims=True)
    weight = (rng.random((writers, 12, 5, 10, 1)) < 0.6).astype(np.float64)
    found = np.concatenate([drawn, weight], axis=-1).astype(np.float32)
    return found.reshape(writers * 12, 5, 10, 9)


def test_features_do_not_depend_on_the_order_and_begin_with_the_distance() -> None:
    embeddings = hand_writing(writers=2, seed=1)
    first, second = np.array([0, 1, 2, 20]), np.array([5, 8, 14, 3])
    features = pair_features(embeddings, first, second)
    np.testing.assert_allclose(features, pair_features(embeddings, second, first))
    expected = paired_distances(embeddings[first], embeddings[second])
    np.testing.assert_allclose(features[:, 0], expected, rtol=1e-5)
    assert features.shape[1] > 10


def test_forgeries_are_farther_than_genuine_signatures() -> None:
    known = hand_writing(writers=20, seed=1)
    writers = np.repeat(np.arange(20), 12).astype(np.str_)
    forged = np.tile(np.arange(12) >= 6, 20)
    pairs = choose_pairs(
        datasets=np.full(len(writers), "a"),
        writers=writers,
        forged=forged,
        per_label=6,
        strangers=4,
        writers_a_set=20,
        seed=1,
    )
    unseen = hand_writing(writers=3, seed=2)
    distance = boosted_distance(unseen, fitted_on=known, pairs=pairs, seed=1)
    genuine = distance(np.array([0, 12, 24]), np.array([1, 13, 25]))
    skilled = distance(np.array([0, 12, 24]), np.array([7, 19, 31]))
    random = distance(np.array([0, 12, 24]), np.array([13, 25, 1]))
    assert genuine.max() < min(skilled.min(), random.min())
    assert ((skilled >= 0) & (skilled <= 1)).all()
