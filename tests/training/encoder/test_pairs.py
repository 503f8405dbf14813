"""Which pairs are compared: by kind, never one person as two, and not all the random ones."""

from __future__ import annotations

import torch

from sigverify.training.encoder.pairs import (
    RANDOM_PAIRS,
    SAME_SET_PAIRS,
    compared_pairs,
    pair_masks,
)

# Three sets with 12 writers each, 3 genuine signatures and a forgery a writer; the last two sets
# share their people.
WRITERS = torch.arange(36).repeat_interleave(4)
FORGED = torch.tensor([0, 0, 0, 1]).bool().repeat(36)
SETS = WRITERS // 12
PEOPLE = torch.tensor([0, 1, 1])[SETS]


def test_kinds_of_pairs() -> None:
    masks = pair_masks(WRITERS, forged=FORGED)
    assert masks.genuine[0].nonzero().flatten().tolist() == [1, 2]
    assert masks.skilled[0].nonzero().flatten().tolist() == [3]
    assert not masks.random[0, :4].any()
    assert masks.random[0, 4:].tolist() == (~FORGED[4:]).tolist()
    for mask in masks:
        assert not mask[3].any()  # an imitation is no anchor


def test_random_pairs_are_a_sample_of_strangers() -> None:
    torch.manual_seed(1)
    everything = pair_masks(WRITERS, forged=FORGED)
    masks = compared_pairs(everything, sets=SETS, people=PEOPLE)
    assert torch.equal(masks.genuine, everything.genuine)
    assert torch.equal(masks.skilled, everything.skilled)
    assert torch.equal(masks.random, masks.random.T)
    first, second = torch.where(masks.random.triu())
    assert len(first) == RANDOM_PAIRS
    assert everything.random[first, second].all()
    same_set = SETS[first] == SETS[second]
    assert int(same_set.sum()) == SAME_SET_PAIRS
    assert (same_set | (PEOPLE[first] != PEOPLE[second])).all()
    torch.manual_seed(2)
    again = compared_pairs(everything, sets=SETS, people=PEOPLE)
    assert not torch.equal(again.random, masks.random)


def test_of_sets_with_the_same_people_only_pairs_within_a_set_are_left() -> None:
    shared = SETS > 0
    everything = pair_masks(WRITERS[shared], forged=FORGED[shared])
    masks = compared_pairs(everything, sets=SETS[shared], people=PEOPLE[shared])
    first, second = torch.where(masks.random)
    assert len(first) == 2 * SAME_SET_PAIRS
    assert (SETS[shared][first] == SETS[shared][second]).all()
