"""The ink of a signature in an image that is not a whole cheque: a crop, a cut-out, a card.

A crop of a signature on bare paper needs no network, and its ink must not depend on one. But
specimens are often cut out loosely, with letters of a name, a bar code or a rule beside the
signature. The separator therefore looks at every image, and its answer is used where there is
print.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import Cutout, bounded, cut_out
from sigverify.detection.ink import PenInk, Seen, SignatureInk, clean_cutout, see
from sigverify.detection.separator import Separator, from_canvas
from sigverify.detection.several import signature_boxes
from sigverify.imaging.arrays import Floats, Image
from sigverify.imaging.cleaning import clean_crop, connected_to_sure
from sigverify.imaging.marks import Marks
from sigverify.imaging.medians import median, median_tone
from sigverify.imaging.resizing import shrunk
from sigverify.terms import Box

# A mark is print if none of its pixels has this likelihood.
_UNLIKELY: Final = 0.3
# An image holds print if this many marks are print: letters, digits, bars. They have at least this
# share of the contrast of the pen's ink: the pieces of a faint stroke are taken for print, too ...
_PRINTED_MARKS: Final = 3
_PRINTED_CONTRAST: Final = 0.55
# ... and if they have this share of the dark pixels. A stroke may be taken for print by mistake.
_PRINTED_SHARE: Final = 0.02
# A rule, a frame or a word that crosses the signature is one mark with it. It is print if the dark
# pixels without that likelihood nearby are this share of all, in this many pieces of a size (the
# pen's strokes are between them), and lie along one line over this share of a side. Of 750 clean
# crops the separator doubts a stroke of as much in at most three pieces, or along half a side.
_CROSSING_SHARE: Final = 0.09
_CROSSING_PIECES: Final = 4
_PIECE_SHARE: Final = 0.003
_CROSSING_LENGTH: Final = 0.6
# How far nearby is, as a share of the width: the network's strokes are a little narrower.
_NEARBY: Final = 1 / 130
# The line may be tilted by this much, and is searched for on an image of this size.
_SLOPES: Final = (-0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03)
_LINE_SIDE: Final = 400
# Pixels of a rule have less than this likelihood. It is thin and runs from edge to edge, or its
# pieces at both edges have this share of the way. With a signature on it, both are one mark.
_RULED: Final = 0.2
_AT_EDGE_PX: Final = 2
_THIN_SHARE: Final = 0.12
_CROSSED_SHARE: Final = 0.6
# The separator was trained on signatures with paper around them.
_PADDING: Final = 0.2
# The signature is looked at again if that makes it this much larger.
_CLOSER: Final = 1.25

# A signature fills an image if its group of marks has at least these shares of the height, of the
# width and of all ink. On real leaves a signature has at most a quarter of the height.
_FILLED_HEIGHT: Final = 0.45
_FILLED_WIDTH: Final = 0.35
_FILLED_INK: Final = 0.9
_GLANCE_SIDE: Final = 500
# Marks are one group if they are this near, as a share of the image's longer side.
_GROUP_REACH: Final = 0.04
_RATHER: Final = 0.3
_SURE: Final = 0.6

_Picture = TypeVar("_Picture", Image, Floats)


class CleanedImage(NamedTuple):
    """An image that is not a cheque, used whole.

    Attributes:
        signature: its ink, which is that of all signatures if there are several.
        boxes: the places of several signatures in pixels of the image, the one with the most ink
            first; empty if there is one signature.
    """

    signature: SignatureInk
    boxes: tuple[Box, ...]


def clean_image(
    grey: Image, *, colour: Image | None, separator: Separator, paper: Image | None = None
) -> CleanedImage:
    """The ink of an image that is not a cheque, perhaps with print in it.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR of the same image, None where there is none.
        separator: tells ink from print.
        paper: `paper_tone` of ``grey``, if already known.

    Raises:
        ModelError: the network can't be run.
    """
    full = grey.shape
    grey = bounded(grey)
    if colour is not None:
        colour = bounded(colour)
    ink = clean_crop(grey, paper=paper)
    bare = CleanedImage(
        SignatureInk(grey, PenInk.without_print(ink)),
        _enlarged(signature_boxes(ink, on_form=False), ink.shape, full),
    )
    marks = Marks.of(ink >= 128)
    if not _may_have_print(marks):
        return bare
    cutout = _padded(grey, colour)
    seen = see(cutout, separator=separator)
    if not _has_print(grey, marks, likely=_likelihood(cutout, seen)):
        return bare
    found = clean_cutout(cutout, separator=separator, seen=seen)
    place = _box_of(found.ink)
    if place is None:
        return CleanedImage(SignatureInk(grey, PenInk.without_print(ink, doubt=1.0)), ())
    inner = _inner(found.ink, cutout.core)
    boxes = _enlarged(signature_boxes(inner, on_form=True), inner.shape, full)
    if not boxes:
        closer = cut_out(cutout.grey, colour=cutout.colour, box=place, degrees=0.0)
        if cutout.grey.shape[1] >= _CLOSER * closer.grey.shape[1]:
            again = clean_cutout(closer, separator=separator)
            if again.ink.any():
                return CleanedImage(SignatureInk(closer.grey, again), ())
    pen = replace(found, ink=inner, taken=_inner(found.taken, cutout.core))
    return CleanedImage(SignatureInk(grey, pen), boxes)


def clean_box(grey: Image, *, colour: Image | None, box: Box, separator: Separator) -> SignatureInk:
    """The ink inside a box of an image that is not a cheque.

    Args:
        grey: (H, W) uint8, the whole image.
        colour: (H, W, 3) uint8 BGR of the same image, None where there is none.
        box: the signature's place, inside the image.
        separator: tells ink from print.

    Raises:
        ModelError: the network can't be run.
    """
    part = bounded(grey[box.y : box.y + box.h, box.x : box.x + box.w])
    ink = clean_crop(part)
    marks = Marks.of(ink >= 128)
    if not _may_have_print(marks):
        return SignatureInk(part, PenInk.without_print(ink))
    cutout = cut_out(grey, colour=colour, box=box, degrees=0.0)
    seen = see(cutout, separator=separator)
    if not _has_print(part, marks, likely=_likelihood(cutout, seen)):
        return SignatureInk(part, PenInk.without_print(ink))
    found = clean_cutout(cutout, separator=separator, seen=seen)
    if not found.ink.any():
        return SignatureInk(part, PenInk.without_print(ink, doubt=1.0))
    return SignatureInk(cutout.grey, found)


def is_filled(grey: Image, *, colour: Image | None, separator: Separator) -> bool:
    """Whether one signature fills the image.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR of the same image, None where there is none.
        separator: tells ink from print.

    Raises:
        ModelError: the network can't be run.
    """
    small = shrunk(grey, side=_GLANCE_SIDE)
    cutout = _padded(small, None if colour is None else shrunk(colour, side=_GLANCE_SIDE))
    likely = _likelihood(cutout, see(cutout, separator=separator))
    ink = connected_to_sure(likely >= _RATHER, likely >= _SURE).mask()
    reach = max(round(_GROUP_REACH * max(ink.shape)), 3)
    near = np.asarray(cv2.dilate(ink, np.ones((reach, 2 * reach), np.uint8)), dtype=np.uint8)
    count, groups = cv2.connectedComponents(near)
    if count < 2:
        return False
    inked = np.bincount(groups[ink > 0], minlength=count)
    group = (groups == inked.argmax()) & (ink > 0)
    box = _box_of(group.astype(np.uint8) * 255)
    height, width = ink.shape
    return (
        box is not None
        and box.h >= _FILLED_HEIGHT * height
        and box.w >= _FILLED_WIDTH * width
        and bool(np.count_nonzero(group) >= _FILLED_INK * inked.sum())
    )


def _may_have_print(marks: Marks) -> bool:
    """Whether `_has_print` can find any, whatever the separator says.

    One or two strokes that do not reach from edge to edge are neither enough printed marks nor a
    rule. The separator takes longer than the cleaning and need not be asked about them.
    """
    return marks.count >= _PRINTED_MARKS or _spans(marks)


def _spans(marks: Marks) -> bool:
    """Whether there is ink at both ends of the image, across or down."""
    height, width = marks.shape
    y, x = np.divmod(marks.pixels, width)
    return any(
        where.size and where.min() <= _AT_EDGE_PX and where.max() >= side - _AT_EDGE_PX - 1
        for where, side in ((x, width), (y, height))
    )


def _has_print(grey: Image, marks: Marks, *, likely: Floats) -> bool:
    """Whether some marks of the ink are print.

    Args:
        grey: (H, W) uint8, the image.
        marks: all that is dark in it.
        likely: (h, w) float32 of the same place, perhaps of another size.
    """
    if not marks.count:
        return False
    height, width = marks.shape
    if likely.shape != marks.shape:
        large = cv2.resize(likely, (width, height), interpolation=cv2.INTER_LINEAR)
        likely = np.asarray(large, np.float32)
    in_marks = likely.reshape(-1)[marks.pixels]
    most = np.zeros(marks.count, np.float32)
    np.maximum.at(most, marks.labels, in_marks)
    areas = marks.areas()
    contrast = median_tone(grey) - grey.reshape(-1)[marks.pixels].astype(np.float64)
    dark = np.bincount(marks.labels, weights=contrast, minlength=marks.count) / areas
    unlikely = most < _UNLIKELY
    pen = contrast[~unlikely[marks.labels]]
    usual = median(pen if pen.size else contrast)
    printed = unlikely & (dark >= _PRINTED_CONTRAST * usual)
    if (
        np.count_nonzero(printed) >= _PRINTED_MARKS
        and areas[printed].sum() >= _PRINTED_SHARE * areas.sum()
    ):
        return True
    if _is_crossed(marks, likely=likely, unlikely=in_marks < _UNLIKELY):
        return True
    if not _spans(marks):
        return False
    ruled = np.zeros(marks.shape, np.bool_)
    ruled.reshape(-1)[marks.pixels[in_marks < _RULED]] = True
    return _has_rule(ruled)


def _is_crossed(marks: Marks, *, likely: Floats, unlikely: NDArray[np.bool_]) -> bool:
    """Whether print crosses the signature and is one mark with it.

    Args:
        marks: all that is dark.
        likely: (H, W) float32, the separator's likelihoods.
        unlikely: (n,) the pixels of the marks that are not likely.
    """
    dark, least = marks.pixels.size, _CROSSING_SHARE * marks.pixels.size
    if np.count_nonzero(unlikely) < least:
        return False
    side = max(round(_NEARBY * marks.shape[1]) | 1, 3)
    near = cv2.dilate(likely, np.ones((side, side), np.uint8)).reshape(-1)[marks.pixels]
    printed = np.zeros(marks.shape, np.bool_)
    printed.reshape(-1)[marks.pixels[near < _UNLIKELY]] = True
    areas = Marks.of(printed).areas()
    if areas.sum() < least or np.count_nonzero(areas >= _PIECE_SHARE * dark) < _CROSSING_PIECES:
        return False
    by = math.ceil(max(marks.shape) / _LINE_SIDE)
    wide = np.asarray(cv2.dilate(printed.view(np.uint8), np.ones((by, by), np.uint8)), np.uint8)
    small = wide[::by, ::by]
    return max(_along_a_line(small), _along_a_line(small.T)) >= _CROSSING_LENGTH


def _along_a_line(mask: Image) -> float:
    """The largest share of the columns that one nearly level line crosses on set pixels."""
    width = mask.shape[1]
    band = cv2.dilate(np.ascontiguousarray(mask), np.ones((3, 1), np.uint8))
    y, x = np.nonzero(band)
    lifted = y + width  # never negative, whatever the slope
    most = max(
        int(np.bincount(np.round(lifted - slope * x).astype(np.intp)).max()) for slope in _SLOPES
    )
    return float(most) / float(width)


def _has_rule(mask: NDArray[np.bool_]) -> bool:
    """Whether a level or an upright line runs from edge to edge, perhaps through the signature."""
    left, top, right, bottom = Marks.of(mask).boxes()
    height, width = mask.shape
    return _crosses(left, right, bottom - top, length=width) or _crosses(
        top, bottom, right - left, length=height
    )


def _crosses(
    start: NDArray[np.intp], end: NDArray[np.intp], thick: NDArray[np.intp], *, length: int
) -> bool:
    """Whether thin marks that begin at one edge and end at the other cover most of the way."""
    long = end - start
    thin = thick <= _THIN_SHARE * long
    first, last = thin & (start <= _AT_EDGE_PX), thin & (end >= length - _AT_EDGE_PX)
    if not first.any() or not last.any():
        return False
    if (first & last).any():
        return True
    return bool(long[first].max() + long[last].max() >= _CROSSED_SHARE * length)


def _likelihood(cutout: Cutout, seen: Seen) -> Floats:
    """The separator's likelihoods in the core of a cut-out."""
    return _inner(from_canvas(seen.likely, cutout.grey.shape), cutout.core)


def _padded(grey: Image, colour: Image | None) -> Cutout:
    """An image with paper around it."""
    height, width = grey.shape
    margin = max(round(_PADDING * float(np.sqrt(height * width))), 1)

    def padded(picture: Image) -> Image:
        paper = [median_tone(np.asarray(plane, np.uint8)) for plane in cv2.split(picture)]
        wider = cv2.copyMakeBorder(
            picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper
        )
        return np.asarray(wider, dtype=np.uint8)

    return Cutout(
        grey=padded(grey),
        colour=None if colour is None else padded(colour),
        core=Box(x=margin, y=margin, w=width, h=height),
    )


def _inner(picture: _Picture, core: Box) -> _Picture:
    return picture[core.y : core.y + core.h, core.x : core.x + core.w]


def _enlarged(
    boxes: tuple[Box, ...], shape: tuple[int, ...], full: tuple[int, ...]
) -> tuple[Box, ...]:
    """Boxes of a reduced image in pixels of the full one."""
    down, across = full[0] / shape[0], full[1] / shape[1]
    return tuple(
        Box(
            x=round(box.x * across),
            y=round(box.y * down),
            w=max(round(box.w * across), 1),
            h=max(round(box.h * down), 1),
        )
        for box in boxes
    )


def _box_of(ink: Image) -> Box | None:
    x, y, width, height = cv2.boundingRect((ink >= 128).astype(np.uint8))
    return Box(x=x, y=y, w=width, h=height) if width else None
