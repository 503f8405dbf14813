from __future__ import annotations

import numpy as np
import pytest

from sigverify.evaluation.protocol import (
    DRAWS,
    RANDOM_PARTNERS,
    Signatures,
    draw_trials,
)
from sigverify.terms import PairKind

GENUINE, SKILLED, RANDOM = PairKind


def signatures(*counts: tuple[int, int], unusable: tuple[int, ...] = ()) -> Signatures:
    """Signatures by (genuine, forged) counts of each writer, writer after writer."""
    writers = [w for w, (g, f) in enumerate(counts) for _ in range(g + f)]
    forged = [i >= g for g, f in counts for i in range(g + f)]
    usable = np.ones(len(writers), dtype=bool)
    usable[list(unusable)] = False
    return Signatures(writers=np.array(writers), forged=np.array(forged), usable=usable)


def test_one_reference_takes_every_pair_and_ten_strangers() -> None:
    labels = signatures((4, 3), (5, 0), (12, 2))
    draw = draw_trials(labels, k=1, seed=1)
    assert (draw.writers.tolist(), draw.left_out) == ([0, 1, 2], 0)
    trials = draw.trials
    pairs = {
        frozenset(pair)
        for pair in zip(trials[GENUINE].references[:, 0], trials[GENUINE].questioned, strict=True)
    }
    assert len(trials[GENUINE].questioned) == len(pairs) == 6 + 10 + 66
    assert all(len(pair) == 2 for pair in pairs)
    assert len(trials[SKILLED].questioned) == 4 * 3 + 12 * 2
    # Writer 2 has only nine signatures of other writers to be compared with.
    assert len(trials[RANDOM].questioned) == 4 * 10 + 5 * 10 + 12 * 9
    for kind, same_writer, forged in (
        (GENUINE, True, False),
        (SKILLED, True, True),
        (RANDOM, False, False),
    ):
        reference, questioned = trials[kind].references[:, 0], trials[kind].questioned
        assert not labels.forged[reference].any()
        assert (labels.forged[questioned] == forged).all()
        assert ((labels.writers[reference] == labels.writers[questioned]) == same_writer).all()
    first = trials[RANDOM].questioned[trials[RANDOM].references[:, 0] == 0]
    assert len(set(first.tolist())) == RANDOM_PARTNERS


def test_several_references_are_drawn_and_the_rest_is_questioned() -> None:
    labels = signatures((7, 3), (8, 0), (5, 9), (20, 0))
    draw = draw_trials(labels, k=5, seed=1)
    assert (draw.writers.tolist(), draw.left_out) == ([0, 1, 3], 1)
    trials = draw.trials
    assert len(trials[GENUINE].questioned) == DRAWS * (2 + 3 + 15)
    assert len(trials[SKILLED].questioned) == DRAWS * 3
    assert len(trials[RANDOM].questioned) == DRAWS * 3 * RANDOM_PARTNERS
    for kind in PairKind:
        references, questioned = trials[kind].references, trials[kind].questioned
        assert references.shape == (questioned.size, 5)
        assert all(len(set(row)) == 5 for row in references.tolist())
        assert not labels.forged[references].any()
        assert (labels.writers[references] == labels.writers[references[:, :1]]).all()
        assert not (references == questioned[:, None]).any()
    own = labels.writers[trials[GENUINE].references[:, 0]]
    assert (own == labels.writers[trials[GENUINE].questioned]).all()
    # The signatures of the writer left out still serve as random forgeries.
    assert 2 in labels.writers[trials[RANDOM].questioned]
    of_last = trials[GENUINE].references[own == 3]
    assert len(np.unique(of_last, axis=0)) == DRAWS


def test_the_seed_alone_decides_what_is_drawn() -> None:
    labels = signatures((7, 3), (8, 0), (20, 0))

    def drawn(k: int, seed: int) -> list[int]:
        return draw_trials(labels, k=k, seed=seed).trials[RANDOM].questioned.tolist()

    for k in (1, 3):
        assert drawn(k, 1) == drawn(k, 1)
        assert drawn(k, 1) != drawn(k, 2)


def test_an_unusable_picture_is_questioned_and_never_a_reference() -> None:
    labels = signatures((4, 2), (3, 0), unusable=(0, 4))
    draw = draw_trials(labels, k=1, seed=1)
    trials = draw.trials
    assert len(trials[GENUINE].questioned) == 6 + 3
    assert trials[GENUINE].questioned.tolist().count(0) == 3
    assert len(trials[SKILLED].questioned) == 3 * 2
    assert trials[SKILLED].questioned.tolist().count(4) == 3
    for k in (1, 3):
        for kind in PairKind:
            assert not np.isin(draw_trials(labels, k=k, seed=1).trials[kind].references, [0]).any()
    several = draw_trials(labels, k=3, seed=1)
    # Writer 1 would need a fourth signature.
    assert (several.writers.tolist(), several.left_out) == ([0], 1)
    assert several.trials[GENUINE].questioned.tolist() == [0] * DRAWS


def test_two_unusable_pictures_are_no_trial() -> None:
    trials = draw_trials(signatures((3, 0), unusable=(0, 1)), k=1, seed=1).trials
    assert sorted(trials[GENUINE].questioned.tolist()) == [0, 1]
    assert trials[GENUINE].references.tolist() == [[2], [2]]


@pytest.mark.parametrize("counts", [(1, 4), (0, 4)])
def test_a_writer_without_two_genuine_signatures_is_left_out(counts: tuple[int, int]) -> None:
    draw = draw_trials(signatures(counts, (2, 0)), k=1, seed=1)
    assert (draw.writers.tolist(), draw.left_out) == ([1], 1)
    assert draw.trials[SKILLED].questioned.size == 0
    assert draw.trials[SKILLED].references.shape == (0, 1)
