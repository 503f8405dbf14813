"""Signatures of which only a part agrees: something is missing, or something was added.

The distance is a mean over both signatures, and a mean forgives a part: a plain ring drawn around
nothing is near enough to a name with such a ring around it, because the ring is most of the ink.
But then nearly all of the one is found on the other and much of the other is not, while two
signatures that a hand wrote in full differ from each other about as much either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# How much farther the cells of the one may on average be from their matches than the cells of the
# other; 1 is as far as a cell is from bare paper. Of 1795 accepted genuine signatures of the four
# public sets, with one to five specimens, the nearest specimen gave 0.049 at most; of 3391 made-up
# ones 11 gave more than this. A ring or a cross in the place of signatures with such lines in them
# gave 0.03 to 0.16, another signature written over the genuine one up to 0.17.
MAX_ONE_SIDED: Final = 0.06


def partly_agreeing(
    references: Sequence[PreparedSignature],
    *,
    similarities: Sequence[float],
    further: Sequence[float],
) -> Reason | None:
    """What of the questioned signature or of its nearest reference is not on the other.

    Args:
        references: usable, at least one.
        similarities: of the questioned signature to each of them.
        further: how much farther its cells are from each of them than that one's cells from it.

    Returns:
        None where both agree as a whole, or as little either way.
    """
    nearest = max(range(len(references)), key=similarities.__getitem__)
    name = references[nearest].name
    if abs(further[nearest]) <= MAX_ONE_SIDED:
        return None
    if further[nearest] < 0:
        return Reason(ReasonCode.PART_MISSING, specimen=name)
    return Reason(ReasonCode.PART_ADDED, specimen=name)
