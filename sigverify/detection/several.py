"""Several signatures in an image that is not a cheque: a card, a slip, a cut-out.

Which of them is meant only a person can say. They are told apart by the paper between them: the
words of one signature are near each other, those of two people are not.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image
from sigverify.terms import Box

MAX_SIGNATURES: Final = 4
# Two parts of the ink are two signatures if each has this share of it ...
_LEAST_SHARE: Final = 0.2
# ... and if the gap between them has this many heights of the lower one, side by side or one above
# the other. Among 750 clean crops of the five sets the widest gap between two words of a signature
# has 1.9 heights, and the highest gap between two lines 0.4.
_ASIDE: Final = 2.5
_ABOVE: Final = 0.6
# The same on a form, whose print and frames keep people apart.
_ASIDE_ON_FORM: Final = 1.3
_ABOVE_ON_FORM: Final = 0.4


def signature_boxes(ink: Image, *, on_form: bool) -> tuple[Box, ...]:
    """The places of several signatures, the one with the most ink first.

    Args:
        ink: (H, W) uint8 coverage, 0 = paper, 255 = ink, of all signatures.
        on_form: whether print was removed from the image.

    Returns:
        Tight boxes; empty if there is one signature, or none.
    """
    mask = ink >= 128
    parts = _parted(mask, whole=int(np.count_nonzero(mask)), on_form=on_form)
    if len(parts) < 2:
        return ()
    parts.sort(key=lambda part: -int(np.count_nonzero(mask[_window(part)])))
    return tuple(parts[:MAX_SIGNATURES])


def _parted(
    mask: NDArray[np.bool_], *, whole: int, on_form: bool, at: tuple[int, int] = (0, 0)
) -> list[Box]:
    """The boxes of the parts of a mask that lies at (x, y) of the image."""
    box = _box_of(mask)
    if box is None:
        return []
    inner = mask[_window(box)]
    at = (at[0] + box.x, at[1] + box.y)
    for across in (False, True):
        # One above the other is tried first: lines of a form.
        turned = inner.T if across else inner
        limit = (
            (_ASIDE_ON_FORM if on_form else _ASIDE)
            if across
            else (_ABOVE_ON_FORM if on_form else _ABOVE)
        )
        place = _widest_gap(turned, whole=whole, across=across, limit=limit)
        if place is not None:
            first, second = turned[: place[0]], turned[place[1] :]
            beyond = (at[0] + place[1], at[1]) if across else (at[0], at[1] + place[1])
            one, other = (first.T, second.T) if across else (first, second)
            return [
                *_parted(one, whole=whole, on_form=on_form, at=at),
                *_parted(other, whole=whole, on_form=on_form, at=beyond),
            ]
    return [Box(x=at[0], y=at[1], w=box.w, h=box.h)]


def _widest_gap(
    mask: NDArray[np.bool_], *, whole: int, across: bool, limit: float
) -> tuple[int, int] | None:
    """The first and the last row of the widest gap that parts two signatures; None without one.

    Args:
        mask: (rows, columns); of the turned mask if ``across``.
        whole: pixels of all ink of the image.
        across: whether the mask is turned, so that heights are along its columns.
        limit: the least gap, in heights of the lower part.
    """
    filled = np.flatnonzero(mask.any(axis=1))
    steps = np.diff(filled)
    best: tuple[float, tuple[int, int]] | None = None
    for place in np.flatnonzero(steps > 2).tolist():
        start, end = int(filled[place]) + 1, int(filled[place + 1])
        parts = (mask[:start], mask[end:])
        if min(int(np.count_nonzero(part)) for part in parts) < _LEAST_SHARE * whole:
            continue
        lower = min(int(np.ptp(np.nonzero(part)[1 if across else 0])) + 1 for part in parts)
        gap = (end - start) / lower
        if gap >= limit and (best is None or gap > best[0]):
            best = (gap, (start, end))
    return None if best is None else best[1]


def _box_of(mask: NDArray[np.bool_]) -> Box | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return Box(
        x=int(columns[0]),
        y=int(rows[0]),
        w=int(columns[-1] - columns[0]) + 1,
        h=int(rows[-1] - rows[0]) + 1,
    )


def _window(box: Box) -> tuple[slice, slice]:
    return slice(box.y, box.y + box.h), slice(box.x, box.x + box.w)
