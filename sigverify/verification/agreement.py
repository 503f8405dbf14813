"""Detection of partial agreement: part of a signature is missing, or something was added.

The distance is a mean over both signatures, so a large agreement can hide a part that differs: a
bare ring has a small distance to a name in such a ring, because the ring is most of the ink. But
then nearly all of one signature is found on the other and much of the other is not, while two
complete signatures differ about as much in both directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# The largest difference of the mean distances in the two directions; 1 is the distance of a cell
# from bare paper. Among 1795 accepted genuine signatures of the four public sets, with one to five
# specimens, the nearest specimen gave 0.049 at most; among 3391 synthetic ones 11 exceeded this
# limit. A ring or a cross instead of a signature with such lines gave 0.03 to 0.16, another
# signature written over the genuine one up to 0.17.
MAX_ONE_SIDED: Final = 0.06


def partly_agreeing(
    references: Sequence[PreparedSignature],
    *,
    similarities: Sequence[float],
    further: Sequence[float],
) -> Reason | None:
    """Check whether part of the questioned signature or of its nearest reference has no match.

    Args:
        references: usable, at least one.
        similarities: of the questioned signature to each of them.
        further: its mean cell distance to each of them, less that in the other direction.

    Returns:
        None if both agree as a whole, or equally little in both directions.
    """
    nearest = max(range(len(references)), key=similarities.__getitem__)
    name = references[nearest].name
    if abs(further[nearest]) <= MAX_ONE_SIDED:
        return None
    if further[nearest] < 0:
        return Reason(ReasonCode.PART_MISSING, specimen=name)
    return Reason(ReasonCode.PART_ADDED, specimen=name)
