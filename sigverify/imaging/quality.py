"""Checks whether an image can be compared, with reasons that a clerk understands.

A bad image gives a similarity like any other, and a wrong one. Therefore each image is checked
before a comparison: it must have ink, enough of it, in enough pixels, not cut off, and shaped like
handwriting. Faults that make a comparison worthless are ``unusable`` (no decision); faults that
only weaken it are a ``warning``.

The thresholds were set on made-up faults and then measured on all 5802 genuine signatures of four
public sets (three scripts, grey and bilevel, 300 dpi) and on 960 of them scaled down to 100 dpi;
the extremes are given beside the thresholds. None of these signatures is called unusable. The only
warnings at 300 dpi are 29 % of CEDAR, whose scans do cut strokes off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import stroke_width
from sigverify.reasons import Reason, ReasonCode
from sigverify.wording import english, reason_of

# Coverage from which a pixel counts as ink.
_INK: Final = 128

# Longest side of the ink in pixels. A signature is 3 to 7 cm long, so 40 pixels are about 25 dpi,
# where loops close up, and 72 about 45 dpi. At 100 dpi genuine signatures have 54 or more, one in
# fifty fewer than 72.
_MIN_SIDE_PX: Final = 40
_FINE_SIDE_PX: Final = 72

# Length of all strokes in widths of the pen. A dot has 1, a tick 15, an initial 40; genuine
# signatures have at least 75, or 24 at 100 dpi, where a pen appears wider than it is.
_MIN_PEN_WIDTHS: Final = 10.0
_FAIR_PEN_WIDTHS: Final = 25.0

# Median grey level (0 = black) below which an image is mostly black. Real scans have 235 or more,
# cheques on coloured paper and photographs in the shade still above 80.
_DARK_MEDIAN: Final = 64.0

# Difference of grey levels between paper and ink. Genuine signatures have at least 62, at 100 dpi
# 46.
_LOW_CONTRAST: Final = 30.0

# Ink as a share of its bounding box: a disc has 0.79, genuine signatures at most 0.28.
_SOLID_SHARE: Final = 0.6
# Spread across the main direction divided by spread along it (standard deviations of the ink): a
# ruled line of 30 pen widths has 0.03, genuine signatures at least 0.059.
_LINE_SPREAD: Final = 0.035
# Share of the ink in long vertical or horizontal straight lines, as in a frame, a table or a bar
# code: genuine signatures have at most 0.28, at 100 dpi 0.23.
_STRAIGHT_SHARE: Final = 0.7
# Least length of a straight line, as a share of the ink's width (horizontal) or height (vertical).
_STRAIGHT_LEVEL: Final = 0.4
_STRAIGHT_UPRIGHT: Final = 0.7
# Separate marks: a page of print has hundreds, genuine signatures at most 62.
_MANY_MARKS: Final = 90

# A stroke is followed inwards from the edge for this many pen widths ...
_FOLLOWED_PEN_WIDTHS: Final = 2.5
# ... and starts there at this share of its later width or more: a rounded end starts narrower.
_CUT_WIDTH_SHARE: Final = 0.65
# A longer run is a stroke that only grazes the edge.
_CUT_MAX_PEN_WIDTHS: Final = 4.0
# Strokes cut by one edge. A few are lost tails (six in the worst genuine signature); from this many
# on, letters are missing.
_MANY_CUT_STROKES: Final = 8


class QualityKind(StrEnum):
    """The kinds of faults of a signature's image."""

    BLANK = "blank"
    TOO_DARK = "too-dark"
    TOO_LITTLE_INK = "too-little-ink"
    TOO_COARSE = "too-coarse"
    CLIPPED = "clipped"
    NOT_A_SIGNATURE = "not-a-signature"
    LOW_CONTRAST = "low-contrast"
    NO_SIGNATURE = "no-signature"
    CHECK_BOX = "check-box"
    CHECK_INK = "check-ink"
    PRINT_TOUCHES = "print-touches"
    OTHER_PAGES = "other-pages"


DOUBTS: Final = frozenset({QualityKind.CHECK_BOX, QualityKind.CHECK_INK})
"""Findings that make it doubtful that the ink is exactly the signature."""


class Severity(StrEnum):
    """Whether a fault makes a comparison worthless or only weaker."""

    UNUSABLE = "unusable"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One fault: its kind, its severity, and the reason, whose text includes the remedy."""

    kind: QualityKind
    severity: Severity
    reason: Reason

    @property
    def message(self) -> str:
        """The reason in English."""
        return english(self.reason)

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON values, as documented in the user guide."""
        return {
            "kind": self.kind.value,
            "severity": self.severity.value,
            "message": self.message,
            **self.reason.as_json(),
        }

    def as_row(self) -> list[Any]:
        """The finding as it is stored in a database."""
        return [self.kind.value, self.severity.value, self.message, self.reason.as_json()]

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> QualityFinding:
        """The inverse of `as_row`; rows of older versions have no reason.

        Raises:
            ValueError: the row is not a finding.
        """
        kind, severity, message, *reason = row
        return cls(QualityKind(kind), Severity(severity), reason_of(message, *reason))


UNSIGNED: Final = QualityFinding(
    QualityKind.NO_SIGNATURE, Severity.UNUSABLE, Reason(ReasonCode.NO_SIGNATURE_FOUND)
)
"""The finding for a cheque on which no signature was found."""


def assess_quality(grey: Image, ink: Image) -> tuple[QualityFinding, ...]:
    """The faults of a cropped signature; an empty tuple if there are none.

    Args:
        grey: (H, W) uint8 crop as scanned, 0 = black, 255 = white.
        ink: (H, W) uint8 cleaned ink of the same crop, 0 = paper, 255 = ink.

    Returns:
        The findings, unusable ones first.

    Raises:
        ValueError: the two differ in shape or are empty.
    """
    if grey.shape != ink.shape or grey.ndim != 2 or grey.size == 0:
        raise ValueError(f"grey {grey.shape} and ink {ink.shape} are not of one image")
    if _median_level(grey) < _DARK_MEDIAN:
        # The cleaned ink of such an image means nothing, so it is not assessed.
        return (_unusable(QualityKind.TOO_DARK, Reason(ReasonCode.MOSTLY_BLACK)),)
    mask = (ink >= _INK).astype(np.uint8)
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return (_unusable(QualityKind.BLANK, Reason(ReasonCode.NO_INK)),)
    box = np.s_[top : top + height, left : left + width]
    inner = mask[box]
    pen = stroke_width(ink[box])
    findings = [
        _size(width=width, height=height),
        _amount(inner, pen=pen),
        _shape(inner),
        _clipping(mask, pen=pen),
        _contrast(grey, mask),
    ]
    found = [finding for finding in findings if finding is not None]
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.WARNING))


def unseen_pages(page: int, *, of: int) -> tuple[QualityFinding, ...]:
    """A warning if a file has several pages and the first one is used, perhaps by default.

    Args:
        page: the page in use, counted from 0.
        of: the number of pages in the file.
    """
    if page or of < 2:
        return ()
    return (_warning(QualityKind.OTHER_PAGES, Reason(ReasonCode.OTHER_PAGES, pages=of)),)


def _unusable(kind: QualityKind, reason: Reason) -> QualityFinding:
    return QualityFinding(kind, Severity.UNUSABLE, reason)


def _warning(kind: QualityKind, reason: Reason) -> QualityFinding:
    return QualityFinding(kind, Severity.WARNING, reason)


def _size(*, width: int, height: int) -> QualityFinding | None:
    """Check for enough pixels to resolve loops and joins."""
    side = max(width, height)
    if side >= _FINE_SIDE_PX:
        return None
    make = _unusable if side < _MIN_SIDE_PX else _warning
    return make(QualityKind.TOO_COARSE, Reason(ReasonCode.TOO_COARSE, pixels=side))


def _amount(inner: Image, *, pen: float) -> QualityFinding | None:
    """Check for enough handwriting to compare."""
    pen_widths = cv2.countNonZero(inner) / pen**2
    if pen_widths >= _FAIR_PEN_WIDTHS:
        return None
    make = _unusable if pen_widths < _MIN_PEN_WIDTHS else _warning
    return make(QualityKind.TOO_LITTLE_INK, Reason(ReasonCode.TOO_LITTLE_INK))


def _shape(inner: Image) -> QualityFinding | None:
    """Check that the ink is shaped like a handwritten signature."""
    height, width = inner.shape
    area = cv2.countNonZero(inner)
    if area > _SOLID_SHARE * height * width:
        # A horizontal or vertical bar fills its box too.
        narrow = min(height, width) < 0.2 * max(height, width)
        return _unusable(
            QualityKind.NOT_A_SIGNATURE,
            Reason(ReasonCode.SINGLE_LINE if narrow else ReasonCode.FILLED_AREA),
        )
    if _spread(inner) < _LINE_SPREAD:
        return _unusable(QualityKind.NOT_A_SIGNATURE, Reason(ReasonCode.SINGLE_LINE))
    if _straight_area(inner) > _STRAIGHT_SHARE * area:
        return _unusable(QualityKind.NOT_A_SIGNATURE, Reason(ReasonCode.RULED_LINES))
    marks = cv2.connectedComponents(inner, connectivity=8)[0] - 1
    if marks > _MANY_MARKS:
        return _unusable(QualityKind.NOT_A_SIGNATURE, Reason(ReasonCode.PAGE_OF_TEXT))
    return None


def _spread(inner: Image) -> float:
    """Standard deviation of the ink across its main direction over the one along it, 0..1."""
    moments = cv2.moments(inner, binaryImage=True)
    covariance = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]])
    across, along = np.linalg.eigvalsh(covariance)
    return float(np.sqrt(max(across, 0.0) / along)) if along > 0 else 1.0


def _straight_area(inner: Image) -> int:
    """Number of ink pixels in long horizontal or vertical runs."""
    height, width = inner.shape
    straight = np.zeros_like(inner)
    for across, down in (
        (max(round(_STRAIGHT_LEVEL * width), 3), 1),
        (1, max(round(_STRAIGHT_UPRIGHT * height), 3)),
    ):
        # Counting is much faster, and most signatures have no such run. As for opening, ink that
        # touches the edge goes on beyond it.
        inked = cv2.boxFilter(
            inner, cv2.CV_32S, (across, down), normalize=False, borderType=cv2.BORDER_REPLICATE
        )
        if inked.max() == across * down:
            line = np.ones((down, across), np.uint8)
            cv2.bitwise_or(straight, cv2.morphologyEx(inner, cv2.MORPH_OPEN, line), straight)
    return cv2.countNonZero(straight)


def _clipping(mask: Image, *, pen: float) -> QualityFinding | None:
    """Check for strokes that the edge of the image cuts off.

    A tight crop of a whole signature touches the ink on all four sides, sometimes at the end of a
    stroke. If ink touches every side, one stroke a side is therefore no sign of clipping.
    """
    sides = [np.rot90(mask, turns) for turns in range(4)]
    cut = [_cut_strokes(side, pen=pen) for side in sides]
    tight = all(side[0].any() for side in sides)
    if max(cut) < (2 if tight else 1):
        return None
    make = _unusable if max(cut) >= _MANY_CUT_STROKES else _warning
    return make(QualityKind.CLIPPED, Reason(ReasonCode.CUT_OFF))


def _cut_strokes(mask: Image, *, pen: float) -> int:
    """Number of strokes cut by the first row of a mask."""
    depth = int(np.ceil(_FOLLOWED_PEN_WIDTHS * pen))
    if depth >= len(mask) or not mask[0].any():
        return 0
    runs = [_runs(row) for row in mask[: depth + 1]]
    return sum(
        end - start <= _CUT_MAX_PEN_WIDTHS * pen and _runs_inwards((start, end), runs, pen=pen)
        for start, end in runs[0]
    )


def _runs_inwards(run: tuple[int, int], runs: list[list[tuple[int, int]]], *, pen: float) -> bool:
    """Whether a run of the first row continues as one stroke of even width through all rows."""
    start, end = run
    first_width = end - start
    for depth, row in enumerate(runs[1:], start=1):
        following = [(a, b) for a, b in row if a <= end and b >= start]
        if not following:
            return False  # it ends, or leaves this row sideways: a stroke along the edge
        if len(following) > 1:
            return depth > pen  # the top of a loop splits at once, a crossing stroke later
        start, end = following[0]
        if depth <= pen and first_width < _CUT_WIDTH_SHARE * (end - start):
            return False  # a rounded end, or the outside of a curve
        if end - start > _CUT_MAX_PEN_WIDTHS * pen:
            return depth > pen  # it has met other ink
    return True


def _runs(row: Image) -> list[tuple[int, int]]:
    """First column and column after the last of each run of ink in a row."""
    edges = np.flatnonzero(np.diff(row, prepend=0, append=0))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _contrast(grey: Image, mask: Image) -> QualityFinding | None:
    """Check that the ink stands out from the paper."""
    paper = 1 - mask
    if not paper.any():
        return None
    if _median_level(grey, mask=paper) - _median_level(grey, mask=mask) >= _LOW_CONTRAST:
        return None
    return _warning(QualityKind.LOW_CONTRAST, Reason(ReasonCode.LOW_CONTRAST))


def _median_level(grey: Image, *, mask: Image | None = None) -> int:
    """Median of the pixels under the mask; a histogram is ten times as fast as sorting."""
    counts = np.cumsum(cv2.calcHist([grey], [0], mask, [256], [0, 256]), dtype=np.float64)
    return int(np.searchsorted(counts, counts[-1] / 2))
