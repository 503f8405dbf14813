"""The ink of a signature on a cheque, without the print around and behind it.

A network finds the pen's pixels (`separator`); the pixels of the scan give the edge of each stroke.
Print and ink are thus separated by texture and place, for every bank, and the edges of the strokes
are as fine as the scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import Cutout
from sigverify.detection.ink_colour import corrected_by_colour
from sigverify.detection.separator import Separator, from_canvas, to_canvas
from sigverify.imaging.arrays import Floats, Image
from sigverify.imaging.cleaning import (
    connected_to_sure,
    coverage_of,
    noise_floor,
    paper_removed,
    paper_tone,
    with_rim,
    without_specks,
)
from sigverify.imaging.marks import Marks
from sigverify.imaging.medians import median_tone, percentile
from sigverify.terms import Box

# A pixel belongs to the pen from this likelihood on ...
_LIKELY: Final = 0.2
# ... if its mark contains a pixel of at least this likelihood.
_SURE: Final = 0.6
MAX_DOUBT: Final = 0.33
"""If `PenInk.doubt` is larger, a person should look. Of 56 signatures on real cheques of four banks
none has more (0.31 at most; a printed name or a bar code touches the worst ones), of those on the
composer's harsher cheques one in five (docs/decisions/0008)."""
MAX_TOUCHED: Final = 0.15
"""If `PenInk.touched` is larger, a difference is no sign of forgery. Five of 57 real leaves have
more: a name is printed through the signature, or its tail runs into a bar code."""
# If only the place matters: the network is less sure of the rim of a stroke.
_RATHER: Final = 0.3
# With fewer such pixels there is no signature.
_MIN_SURE_PX: Final = 12
# A mark belongs to the box if this share of it is inside, or if it is this share of all ink.
_CORE_SHARE: Final = 0.3
_WORD_SHARE: Final = 0.15
_INK_PERCENTILE: Final = 65.0
# Noisy channels get less weight; every channel has at least this much noise.
_LEAST_SPREAD: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class PenInk:
    """The pen's ink in a cut-out.

    Attributes:
        ink: (h, w) uint8 coverage, 0 = paper, 255 = ink, 128 at a stroke's edge; all zero if
            there is no ink.
        doubt: how undecided the network was: the sum over all pixels of the distance of the
            likelihood from 0 or 1, over the number of pixels more likely ink than not. Strokes
            have edges, so 0.1 to 0.2 are usual; from `MAX_DOUBT` on, the ink contains print or
            strokes are missing.
        touched: the print that was connected to the ink and taken away, as a share of the ink.
            From `MAX_TOUCHED` on, strokes may have gone with it.
        taken: (h, w) uint8, 255 = a dark pixel that was taken for print.
    """

    ink: Image
    doubt: float
    touched: float
    taken: Image

    @classmethod
    def without_print(cls, ink: Image, *, doubt: float = 0.0) -> PenInk:
        """Ink from which nothing was taken away."""
        return cls(ink, doubt=doubt, touched=0.0, taken=np.zeros_like(ink))


class SignatureInk(NamedTuple):
    """A signature cut out of a scan.

    Attributes:
        grey: (h, w) uint8, upright, 0 = black, 255 = white.
        pen: the ink of the same place.
    """

    grey: Image
    pen: PenInk


class Seen(NamedTuple):
    """A cut-out as the separator sees it.

    Attributes:
        canvas: its input.
        likely: (CANVAS_HEIGHT, CANVAS_WIDTH) float32, its output.
    """

    canvas: Image
    likely: Floats


def see(cutout: Cutout, *, separator: Separator) -> Seen:
    """Ask the separator about a cut-out."""
    canvas = to_canvas(cutout)
    return Seen(canvas, separator.likelihood(canvas))


def clean_cutout(cutout: Cutout, *, separator: Separator, seen: Seen | None = None) -> PenInk:
    """The ink of a cut-out signature.

    Args:
        cutout: the signature with its surroundings.
        separator: tells ink from print.
        seen: the result of `see`, if the separator was asked before.
    """
    canvas, said = see(cutout, separator=separator) if seen is None else seen
    on_canvas = corrected_by_colour(said, canvas)
    likely = from_canvas(on_canvas, cutout.grey.shape)
    sure = likely >= _SURE
    if np.count_nonzero(sure) < _MIN_SURE_PX:
        return PenInk.without_print(np.zeros_like(cutout.grey))
    grey = _best_grey(cutout, canvas, on_canvas)
    paper = paper_tone(grey)
    darkness = paper_removed(grey, paper=paper)
    # The network's strokes have a rim of paper; the ink is their darker part.
    level = max(percentile(darkness[sure], _INK_PERCENTILE), 1.0)
    coverage = coverage_of(darkness, level=level, noise=noise_floor(grey, paper=paper))
    pen = (coverage >= 128) & (likely >= _LIKELY)
    marks = _of_the_core(connected_to_sure(pen, sure), core=cutout.core)
    ink = with_rim(without_specks(marks), coverage=coverage)
    dark = coverage >= 128
    return PenInk(
        ink,
        doubt=_doubt(said),
        touched=_touched(ink >= 128, dark=dark),
        taken=(dark & (ink < 128)).astype(np.uint8) * 255,
    )


class PenMarks(NamedTuple):
    """The pen's pixels in a cut-out.

    Attributes:
        marks: to a pixel of the network's canvas.
        doubt: see `PenInk`.
    """

    marks: Marks
    doubt: float


def pen_marks(cutout: Cutout, *, separator: Separator) -> PenMarks:
    """The pen's pixels, to a pixel of the network's canvas.

    This is faster than `clean_cutout`, and enough to draw a box around the signature.

    Args:
        cutout: the signature with its surroundings.
        separator: tells ink from print.
    """
    canvas, said = see(cutout, separator=separator)
    likely = from_canvas(corrected_by_colour(said, canvas), cutout.grey.shape)
    marks = connected_to_sure(likely >= _RATHER, likely >= _SURE)
    return PenMarks(_of_the_core(marks, core=cutout.core), doubt=_doubt(said))


def _doubt(on_canvas: Floats) -> float:
    undecided = float(np.minimum(on_canvas, 1.0 - on_canvas).sum())
    return undecided / max(int(np.count_nonzero(on_canvas > 0.5)), 1)


def _touched(ink: NDArray[np.bool_], *, dark: NDArray[np.bool_]) -> float:
    """The dark pixels that are connected to the ink and not part of it, as a share of the ink."""
    marks = Marks.of(dark | ink)
    kept = marks.shared(ink)
    connected = int(marks.areas()[kept > 0].sum())
    return (connected - int(kept.sum())) / max(int(kept.sum()), 1)


def _of_the_core(marks: Marks, *, core: Box) -> Marks:
    """Drop small marks in the margin, which are not part of the signature.

    Tails that the box cuts off are connected to the ink inside. A whole word outside the box is
    kept, because the box missed it.
    """
    inside = np.zeros(marks.shape, np.bool_)
    inside[core.y : core.y + core.h, core.x : core.x + core.w] = True
    areas = marks.areas()
    inner = marks.shared(inside) >= _CORE_SHARE * areas
    return marks.only(inner | (areas >= _WORD_SHARE * int(areas.sum())))


def _best_grey(cutout: Cutout, canvas: Image, likely: Floats) -> Image:
    """The cut-out in the mixture of its colours in which the pen stands out best.

    Blue ink on a blue guilloche hardly shows in blue. The weight of a channel is the contrast of
    the pen with its surroundings over the variance there: Fisher's discriminant for independent
    channels, which does not subtract channels and so does not amplify noise. It is computed on the
    network's canvas, which has a fraction of the pixels.
    """
    pen, ground = likely >= _SURE, likely < 1.0 - _SURE
    if cutout.colour is None or not pen.any() or not ground.any():
        return cutout.grey
    weights = []
    for channel, ink in enumerate(canvas):
        spread = max(float(ink[ground].std()), _LEAST_SPREAD)
        contrast = max(float(ink[pen].mean()) - float(ink[ground].mean()), 1e-3)
        # The canvas holds shares of the paper's tone, the image does not.
        tone = max(median_tone(np.ascontiguousarray(cutout.colour[::4, ::4, channel])), 1.0)
        weights.append(contrast / spread**2 / tone)
    shares = np.array([weights], np.float64) / sum(weights)
    return np.asarray(cv2.transform(cutout.colour, shares), dtype=np.uint8)
