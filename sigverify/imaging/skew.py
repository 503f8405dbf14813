"""The tilt of the lines of print on an image.

A cheque is seldom scanned level. Its visible edges give the tilt. If no edge is visible (a pale
cheque on a pale table, a close crop), the print gives it: letters and digits are on lines, and
their feet fall into few rows only along the true tilt. Rules, frames and the grain of a table are
excluded by their shape.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.marks import Marks
from sigverify.imaging.medians import median

_MOST_DEGREES: Final = 17.0
_STEP_DEGREES: Final = 0.5
_FINE_DEGREES: Final = 0.1
# A letter has at least this height in pixels, at most this share of the image's height, and is not
# much wider than high. This accepts words whose letters touch, and rejects rules.
_LEAST_PX: Final = 4
_MOST_SHARE: Final = 1 / 12
_MOST_WIDE: Final = 4
_MIN_LETTERS: Final = 30
# A form has one or two hundred letters. Many more are a security print, whose rows run in any
# direction.
_MAX_LETTERS: Final = 500
# The rows must be fuller along the tilt than along a typical angle, and than without tilt.
_ABOVE_USUAL: Final = 2.0
_ABOVE_LEVEL: Final = 1.3


def tilt_of_print(marks: Marks) -> float:
    """The angle of the lines of print.

    Args:
        marks: the marks darker than the paper, on an image a few hundred pixels wide.

    Returns:
        Degrees, positive clockwise as seen, at most `_MOST_DEGREES` either way; 0 if there is too
        little print or far too much, or if the print is not clearly tilted.
    """
    height, width = marks.shape
    left, top, right, bottom = marks.boxes()
    across, down = right - left, bottom - top
    letters = (down >= _LEAST_PX) & (down <= _MOST_SHARE * height) & (across <= _MOST_WIDE * down)
    if not _MIN_LETTERS <= np.count_nonzero(letters) <= _MAX_LETTERS:
        return 0.0
    x = np.asarray((left + right)[letters] / 2 - width / 2, np.float64)
    feet = np.asarray(bottom[letters] - height / 2, np.float64)
    angles = np.arange(-_MOST_DEGREES, _MOST_DEGREES + _STEP_DEGREES / 2, _STEP_DEGREES)
    scores = _fullness(x, feet, degrees=angles)
    best = float(angles[scores.argmax()])
    level = _fullness(x, feet, degrees=np.zeros(1))[0]
    least = max(_ABOVE_USUAL * median(scores), _ABOVE_LEVEL * float(level))
    if scores.max() < least:
        return 0.0
    near = best + np.arange(-_STEP_DEGREES, _STEP_DEGREES + _FINE_DEGREES / 2, _FINE_DEGREES)
    return float(near[_fullness(x, feet, degrees=near).argmax()])


def _fullness(
    x: NDArray[np.float64], feet: NDArray[np.float64], *, degrees: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(k,) how strongly the feet of letters gather in few rows at each of (k,) tilts."""
    slopes = np.tan(np.radians(degrees))[:, None]
    rows = np.round(feet - x * slopes).astype(np.intp)
    rows -= rows.min()
    # Each tilt has as many rows, and an empty one on either side.
    size = int(rows.max()) + 3
    places = rows + (np.arange(len(degrees))[:, None] * size + 1)
    counts = np.bincount(places.reshape(-1), minlength=len(degrees) * size)
    # The rows next to a letter get half of its count; counted in halves.
    spread = 2 * counts
    spread[1:] += counts[:-1]
    spread[:-1] += counts[1:]
    full: NDArray[np.float64] = (spread.reshape(-1, size) ** 2).sum(axis=1) / 4
    return full
