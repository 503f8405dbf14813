"""The detections of a scan, and doubts about the best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sigverify.detection.crops import CleanedImage
from sigverify.imaging.arrays import Image
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Box

# A box with at least this confidence needs no check by a person ...
SURE_CONFIDENCE: Final = 0.5
# ... unless another detection has at least this share of its confidence.
RIVAL_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Detection:
    """A place that may hold a signature.

    Attributes:
        box: its place in pixels of the image as read.
        confidence: 0..1.
        degrees: the clockwise turn, as seen, that brings the cheque upright.
        doubt: how undecided the separator is about the ink there (`PenInk.doubt`); 0 if it was not
            asked.
    """

    box: Box
    confidence: float
    degrees: float
    doubt: float = 0.0

    @property
    def evidence(self) -> float:
        """What place and ink together say for a signature, 1 at most."""
        return self.confidence * (1.0 - self.doubt)


@dataclass(frozen=True, slots=True)
class Detections:
    """The detections of a scan.

    Attributes:
        is_cheque: whether the scan is a cheque and not a signature alone, a cut-out or a card.
        degrees: the clockwise turn, as seen, that brings it upright.
        upright: 0..1, the locator's certainty about which way up the cheque is.
        found: the detections, the best first. Empty if there is no signature on a cheque, or if
            an image that is not a cheque holds one signature at most.
        paper: `paper_tone` of the whole scan if it was computed and the scan is not a cheque;
            cleaning needs it next.
        whole: the whole scan cleaned, if it was and the scan is not a cheque.
    """

    is_cheque: bool
    degrees: float = 0.0
    upright: float = 1.0
    found: tuple[Detection, ...] = ()
    paper: Image | None = field(default=None, repr=False, compare=False)
    whole: CleanedImage | None = field(default=None, repr=False, compare=False)

    @property
    def rivals(self) -> tuple[Detection, ...]:
        """The best detection and those with a similar confidence."""
        if not self.found:
            return ()
        least = RIVAL_SHARE * self.found[0].confidence
        return tuple(one for one in self.found if one.confidence >= least)


def doubt_about(found: Sequence[Detection], *, width: int, height: int) -> Reason | None:
    """Why a person should check the best box; None if nothing is wrong.

    Args:
        found: the detections of a cheque with one signature, at least one.
        width: of the image in pixels.
        height: of the image in pixels.
    """
    best = found[0]
    if best.confidence < SURE_CONFIDENCE:
        return Reason(ReasonCode.PLACE_UNCERTAIN)
    if any(other.confidence >= RIVAL_SHARE * best.confidence for other in found[1:]):
        return Reason(ReasonCode.SEVERAL_PLACES)
    box = best.box
    if box.x <= 0 or box.y <= 0 or box.x + box.w >= width or box.y + box.h >= height:
        return Reason(ReasonCode.BOX_AT_EDGE)
    return None
