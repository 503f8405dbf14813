from __future__ import annotations

import numpy as np
import pytest

from sigverify.encoding import index as module
from sigverify.encoding.distance import search_vectors
from sigverify.encoding.index import SearchIndex


def made_up(signers: int, each: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Search vectors of signers who vary little; and who wrote each."""
    rng = np.random.default_rng(seed)
    hands = rng.normal(size=(signers, 4, 8, 7))
    cells = np.repeat(hands, each, axis=0) + 0.3 * rng.normal(size=(signers * each, 4, 8, 7))
    cells[..., -1] = 1.0
    return search_vectors(cells.astype(np.float32)), np.repeat(np.arange(signers), each)


def test_each_signature_finds_its_signer_and_itself() -> None:
    vectors, signers = made_up(40, 3)
    turned = np.random.default_rng(1).permutation(len(vectors))
    index = SearchIndex(vectors[turned].astype(np.float16), signers=signers[turned] * 10)
    for row in range(0, len(turned), 7):
        found, rows = index.nearest(vectors[turned[row]], count=5)
        assert len(found) == len(set(found.tolist())) == 5, "each signer once"
        assert found[0] == signers[turned[row]] * 10
        assert rows[0] == row
        assert (signers[turned[rows]] * 10 == found).all(), "the row is one of that signer's"


def test_without_fewer_directions_than_there_are_it_ranks_as_all_scores_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order is that of the reduced vectors' products, whatever the blocks and the choice."""
    vectors, signers = made_up(30, 2)
    whole = SearchIndex(vectors, signers=signers)
    monkeypatch.setattr(module, "VECTORS_AT_ONCE", 7)
    parts = SearchIndex(vectors, signers=signers)
    for row in (0, 11, 59):
        everyone = whole.nearest(vectors[row], count=1000)
        assert sorted(everyone[0].tolist()) == list(range(30))
        few = parts.nearest(vectors[row], count=4)
        assert few[0].tolist() == everyone[0][:4].tolist()
        assert few[1].tolist() == everyone[1][:4].tolist()


def test_one_signature_alone() -> None:
    vectors, _ = made_up(1, 1)
    found, rows = SearchIndex(vectors, signers=np.array([7])).nearest(vectors[0], count=3)
    assert (found.tolist(), rows.tolist()) == ([7], [0])
