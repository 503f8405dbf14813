"""Partial agreement: a part that is missing or was added, and which thirds agree.

The distance is a mean over both signatures, so a large agreement can hide a part that differs: a
bare ring has a small distance to a name in such a ring, because the ring is most of the ink. But
then nearly all of one signature is found on the other and much of the other is not, while two
complete signatures differ about as much in both directions.

For people, the left, the middle and the right third of the ink are compared by themselves. A third
agrees if its distance, taken as if it were the whole signature, is below that at which the evidence
is even.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sigverify.encoding.distance import Cells, part_distances
from sigverify.reasons import Reason, ReasonCode

# The largest difference of the mean distances in the two directions; 1 is the distance of a cell
# from bare paper. Among 1795 accepted genuine signatures of the four public sets, with one to five
# specimens, the nearest specimen gave 0.049 at most; among 3391 synthetic ones 11 exceeded this
# limit. A ring or a cross instead of a signature with such lines gave 0.03 to 0.16, another
# signature written over the genuine one up to 0.17.
MAX_ONE_SIDED: Final = 0.06

# By whether the left part, the middle and the right part agree.
_CODES: Final = {
    (True, True, True): ReasonCode.ALL_PARTS_AGREE,
    (False, True, True): ReasonCode.LEFT_PART_DIFFERS,
    (True, False, True): ReasonCode.MIDDLE_PART_DIFFERS,
    (True, True, False): ReasonCode.RIGHT_PART_DIFFERS,
    (True, False, False): ReasonCode.ONLY_LEFT_PART_AGREES,
    (False, True, False): ReasonCode.ONLY_MIDDLE_PART_AGREES,
    (False, False, True): ReasonCode.ONLY_RIGHT_PART_AGREES,
    (False, False, False): ReasonCode.NO_PART_AGREES,
}
_SOME_DIFFER: Final = frozenset(_CODES.values()) - {
    ReasonCode.ALL_PARTS_AGREE,
    ReasonCode.NO_PART_AGREES,
}


def partly_agreeing(
    specimens: Sequence[str | int],
    *,
    similarities: Sequence[float],
    further: Sequence[float],
) -> Reason | None:
    """Check whether part of the questioned signature or of its nearest reference has no match.

    Args:
        specimens: the names of the usable references, at least one.
        similarities: of the questioned signature to each of them.
        further: its mean cell distance to each of them, less that in the other direction.

    Returns:
        None if both agree as a whole, or equally little in both directions.
    """
    nearest = max(range(len(specimens)), key=similarities.__getitem__)
    name = specimens[nearest]
    if abs(further[nearest]) <= MAX_ONE_SIDED:
        return None
    if further[nearest] < 0:
        return Reason(ReasonCode.PART_MISSING, specimen=name)
    return Reason(ReasonCode.PART_ADDED, specimen=name)


def agreeing_parts(questioned: Cells, reference: Cells, *, middle: float) -> Reason:
    """Say which parts of a signature agree with a specimen and which differ.

    Args:
        questioned: (R, C, D + 1) float32, the embedding of the signature.
        reference: (R, C, D + 1) float32, that of the specimen.
        middle: the distance between two signatures at which the evidence is even.
    """
    left, center, right = part_distances(questioned, reference, parts=3) < middle
    return Reason(_CODES[bool(left), bool(center), bool(right)])


def singles_out(parts: Reason) -> bool:
    """Whether a result of `agreeing_parts` names parts that differ beside parts that agree."""
    return parts.code in _SOME_DIFFER
