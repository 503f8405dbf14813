"""Which pairs of a batch are compared, and as what.

A pair is *genuine* (two genuine signatures of one writer), *skilled* (a genuine signature and an
imitation of that writer) or *random* (genuine signatures of two writers). Other combinations
are not used: two imitations of one writer may be by the same or by different people, and a bank
does not compare an imitation of one writer with another writer. The anchor of a pair is always
genuine.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
from torch import Tensor

RANDOM_PAIRS: Final = 100
"""Random pairs of a batch that are compared; far more are possible, and most are easy."""
SAME_SET_PAIRS: Final = 60
"""How many of them are of one data set, and so of one script, if there are as many."""


class PairMasks(NamedTuple):
    """(B, B) bool each: row = anchor, always genuine; column = the other one.

    Attributes:
        genuine: two different genuine signatures of one writer.
        skilled: the column is an imitation of the row's writer.
        random: both are genuine, of two writers.
    """

    genuine: Tensor
    skilled: Tensor
    random: Tensor

    @property
    def negative(self) -> Tensor:
        """Both kinds of forgeries."""
        return self.skilled | self.random


def pair_masks(writers: Tensor, *, forged: Tensor) -> PairMasks:
    """The kind of each pair of a batch.

    Args:
        writers: (B,) int64.
        forged: (B,) bool, True for a skilled forgery of its writer.
    """
    same = writers[:, None] == writers[None, :]
    anchor, other = ~forged[:, None], ~forged[None, :]
    itself = torch.eye(len(writers), dtype=torch.bool, device=writers.device)
    return PairMasks(
        genuine=same & anchor & other & ~itself,
        skilled=same & anchor & ~other,
        random=~same & anchor & other,
    )


def compared_pairs(masks: PairMasks, *, sets: Tensor, people: Tensor) -> PairMasks:
    """The pairs without those of possibly one person, and with a sample of the random ones.

    The sample is drawn by torch's generator.

    Args:
        masks: all pairs of a batch.
        sets: (B,) int64, number of the data set.
        people: (B,) int64, the same number for data sets that share writers.
    """
    same_set = sets[:, None] == sets[None, :]
    strangers = masks.random & (same_set | (people[:, None] != people[None, :]))
    near = _drawn(strangers & same_set, count=SAME_SET_PAIRS)
    far = _drawn(strangers & ~same_set, count=RANDOM_PAIRS - int(near.sum()) // 2)
    return masks._replace(random=near | far)


def _drawn(pairs: Tensor, *, count: int) -> Tensor:
    """A symmetrical sample of unordered pairs."""
    first, second = torch.where(pairs.triu(diagonal=1))
    chosen = torch.randperm(len(first), device=pairs.device)[: max(count, 0)]
    sample = torch.zeros_like(pairs)
    sample[first[chosen], second[chosen]] = True
    return sample | sample.T
