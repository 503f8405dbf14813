"""Signatures of which only a part agrees: something is missing, or something was added.

The distance is a mean over both signatures, and a mean forgives a part: a plain ring drawn around
nothing is near enough to a name with such a ring around it, because the ring is most of the ink.
But then nearly all of the one is found on the other and much of the other is not, while two
signatures that a hand wrote in full differ from each other about as much either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.model.distance import Cells, cell_costs
from sigverify.verification.results import PreparedSignature

# How much farther the cells of the one may on average be from their matches than the cells of the
# other; 1 is as far as a cell is from bare paper. Of 1795 accepted genuine signatures of the four
# public sets, with one to five specimens, the nearest specimen gave 0.049 at most; of 3391 made-up
# ones 11 gave more than this. A ring or a cross in the place of signatures with such lines in them
# gave 0.03 to 0.16, another signature written over the genuine one up to 0.17.
MAX_ONE_SIDED: Final = 0.06


def partly_agreeing(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    similarities: Sequence[float],
) -> str | None:
    """What of the questioned signature or of its nearest reference is not on the other, in words.

    Args:
        questioned: usable.
        references: usable, at least one.
        similarities: to each of them.

    Returns:
        None where both agree as a whole, or as little either way.
    """
    nearest = references[int(np.argmax(similarities))]
    assert questioned.embedding is not None
    assert nearest.embedding is not None
    ahead, back = cell_costs(questioned.embedding, nearest.embedding)
    more = _mean(ahead, questioned.embedding) - _mean(back, nearest.embedding)
    if abs(more) <= MAX_ONE_SIDED:
        return None
    if more < 0:
        return f"much of specimen {nearest.path.name} is missing on it"
    return f"much of it is not on specimen {nearest.path.name}"


def _mean(costs: NDArray[np.float32], cells: Cells) -> float:
    """Of the inked cells."""
    weights = cells[..., -1]
    return float((costs * weights).sum() / max(float(weights.sum()), 1.0))
