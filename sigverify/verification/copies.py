"""Copies of a specimen: signatures that coincide more closely than two signatures can.

Nobody signs twice in the same way. A questioned signature whose lines all coincide with a
specimen's was therefore photocopied, printed from a scan, or pasted. The network's similarity does
not show this, because it rises with the quality of the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.bending import Bending, bend
from sigverify.imaging.registration import (
    CANVAS,
    TOLERANCE_WIDTHS,
    InkLines,
    Registration,
    line_distances,
    register,
)
from sigverify.imaging.stroke_width import width_variation
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# Measured with tests/benchmarks/copy_check.py (docs/decisions/0006-copies-of-a-specimen.md): of
# 13,620 genuine pairs of four sets 36 are called copies, and each of these is one signature that
# its set holds twice; all other pairs reach 0.85 at most. Of re-scanned copies 97-99 % are found.
# After registration, at least this share of one signature's lines must lie on the other's ...
COPY_SHARE: Final = 0.88
# ... and this share in the other direction: a bad copy loses lines or has a ruled line beside it.
COPY_LEAST_SHARE: Final = 0.25
# A scanner's feed stretches a page by a few per cent, and a forger who knows this check stretches
# or slants a copy by more. A signature stretched by more than this is not taken for a copy.
COPY_STRETCH: Final = 1.50
# Specimens are registered only below this distance, as a share of the distance at which the
# evidence is even: ten specimens have 45 pairs.
SUSPICIOUS_SHARE: Final = 0.8

# Two inks that share less than this after the coarse search are not copies. Of 439 copies, half of
# them stretched before, one shared 0.41 there, all others 0.60 or more.
HOPELESS_SHARE: Final = 0.50

# A copy that was bent, in waves or like rubber, agrees again once the bend is undone
# (`sigverify.imaging.bending`): at least this share of one line must then lie on the other, ...
BENT_SHARE: Final = 0.93
# ... and this share in the other direction.
BENT_LEAST_SHARE: Final = 0.80
# A bend shifts the lines by this share of the canvas's width at most, as a root mean square.
BENT_SHIFT: Final = 0.05
# Parts of several specimens joined: near each point of the line, this share of it must lie on one
# of the specimens, on the mean over the line.
JOINED_SHARE: Final = 0.92
# ... and more than on any single specimen by this share.
JOINED_GAIN: Final = 0.07
# "Near" is within this many pixels of the canvas, to the left and to the right.
JOINED_REACH_PX: Final = 30.0
# The number of specimens among which parts are looked for, the most alike first.
JOINED_AMONG: Final = 5

# A line whose width varies by less than this share of its mean ...
EVEN_WIDTH: Final = 0.165
# ... and by less than this share of the specimens' variation was not written like them.
EVEN_SHARE: Final = 0.70

COPY_RULE: Final = (COPY_SHARE, COPY_LEAST_SHARE, COPY_STRETCH, HOPELESS_SHARE)
"""The limits that determine the answers, besides the program's version and the canvas."""

CopyTest = Callable[[PreparedSignature, PreparedSignature], bool]
"""Whether one of two usable signatures is a copy of the other: `is_copy`, or a cache of it."""


def is_copy(
    first: PreparedSignature,
    second: PreparedSignature,
    *,
    lines: Callable[[PreparedSignature], InkLines] = attrgetter("lines"),
) -> bool:
    """Whether one of two usable signatures is a copy of the other.

    Args:
        first: a signature.
        second: another.
        lines: gives a signature's lines, which are large and needed by many pairs.

    Raises:
        ValueError: one of them has no ink.
    """
    if first.same_image_as(second):
        return True
    found = register(lines(first), lines(second), least_share=HOPELESS_SHARE)
    return calls_copy(found)


def altered_copy(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    similarities: Sequence[float],
) -> Reason | None:
    """Whether the questioned signature is a bent copy, or joined from parts of several specimens.

    This takes longer than `is_copy`, and is for what would be accepted otherwise.

    Args:
        questioned: usable.
        references: usable, at least one.
        similarities: of the questioned signature to each of them.

    Returns:
        `LINES_COINCIDE_BENT` with the specimen, `PARTS_COINCIDE`, or None.

    Raises:
        ValueError: one of them has no ink.
    """
    nearest = sorted(range(len(references)), key=lambda place: -similarities[place])
    moved = questioned.lines
    found = [(references[place], register(moved, references[place].lines)) for place in nearest[:1]]
    first, registration = found[0]
    if registration.stretch <= COPY_STRETCH:
        bending = bend(moved, first.lines, matrix=registration.matrix)
        if calls_bent_copy(bending):
            return Reason(ReasonCode.LINES_COINCIDE_BENT, specimen=first.name)
    found += [
        (references[place], register(moved, references[place].lines))
        for place in nearest[1:JOINED_AMONG]
    ]
    if len(found) > 1:
        distances = [line_distances(one.matrix, moved, reference.lines) for reference, one in found]
        if in_parts(moved.points[0], np.array(distances)):
            return Reason(ReasonCode.PARTS_COINCIDE)
    return None


def too_even(
    questioned: PreparedSignature, references: Sequence[PreparedSignature]
) -> Reason | None:
    """Whether the questioned line is of one width, as a traced or plotted one is.

    Args:
        questioned: usable.
        references: usable, at least one.

    Raises:
        ValueError: one of them has no ink.
    """
    variation = width_variation(questioned.ink)
    if variation >= EVEN_WIDTH:
        return None
    usual = float(np.median([width_variation(reference.ink) for reference in references]))
    return Reason(ReasonCode.LINE_TOO_EVEN) if variation < EVEN_SHARE * usual else None


def calls_bent_copy(found: Bending) -> bool:
    """Whether two inks coincide, once one was bent, more closely than two signatures can."""
    shares = sorted([found.moved_share, found.fixed_share])
    return shares[0] >= BENT_LEAST_SHARE and shares[1] >= BENT_SHARE and found.shift <= BENT_SHIFT


def in_parts(across: NDArray[np.float64], distances: NDArray[np.float64]) -> bool:
    """Whether a line lies on several specimens, part by part, and on none of them as a whole.

    Args:
        across: see `share_in_parts`.
        distances: likewise.
    """
    together = share_in_parts(across, distances)
    alone = max(share_in_parts(across, row[None]) for row in distances)
    return together >= JOINED_SHARE and together - alone >= JOINED_GAIN


def share_in_parts(across: NDArray[np.float64], distances: NDArray[np.float64]) -> float:
    """How much of a line lies on one specimen or another, part by part.

    Args:
        across: (n,) places of the line's points across the canvas, in pixels.
        distances: (k, n) of the points to the lines of k specimens, in pixels.

    Returns:
        0..1: the mean over the points of the share of the line near them that lies on the specimen
        that fits best there.
    """
    there = distances <= TOLERANCE_WIDTHS * CANVAS.stroke_width
    order = np.argsort(across)
    place, sums = across[order], np.cumsum(there[:, order], axis=1)
    sums = np.concatenate([np.zeros((len(there), 1)), sums], axis=1)
    start = np.searchsorted(place, place - JOINED_REACH_PX, side="left")
    end = np.searchsorted(place, place + JOINED_REACH_PX, side="right")
    shares = (sums[:, end] - sums[:, start]) / (end - start)
    return float(shares.max(axis=0).mean())


def calls_copy(found: Registration) -> bool:
    """Whether two inks coincide more closely than two signatures can."""
    shares = sorted([found.moved_share, found.fixed_share])
    return (
        shares[0] >= COPY_LEAST_SHARE and shares[1] >= COPY_SHARE and found.stretch <= COPY_STRETCH
    )


def copies_among(
    references: Sequence[PreparedSignature],
    *,
    distances: NDArray[np.float64],
    middle: float,
    copy_test: CopyTest = is_copy,
) -> list[Reason]:
    """Find usable references that are copies of others.

    Args:
        references: the references.
        distances: (k, k) among them.
        middle: the distance at which the evidence is even.
        copy_test: decides whether two signatures are copies of one another.
    """
    return [
        Reason(ReasonCode.SPECIMEN_COPIED, specimen=second.name, other=first.name)
        for (i, first), (j, second) in combinations(enumerate(references), 2)
        if distances[i, j] <= SUSPICIOUS_SHARE * middle and copy_test(first, second)
    ]
