"""What was found on a scan: the places that may hold a signature, and doubts about the best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sigverify.imaging.arrays import Image
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Box

# From here on a box needs no check by a person ...
SURE_CONFIDENCE: Final = 0.5
# ... unless another detection is this sure, too, as a share of the best one's confidence.
RIVAL_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Detection:
    """A place that may hold a signature.

    Attributes:
        box: its place in pixels of the image as read.
        confidence: 0..1.
        degrees: by how much the cheque must be turned clockwise, as seen, to stand upright.
    """

    box: Box
    confidence: float
    degrees: float


@dataclass(frozen=True, slots=True)
class Detections:
    """What a scan shows.

    Attributes:
        is_cheque: whether it is a cheque, and not a signature cut out already.
        degrees: by how much it must be turned clockwise, as seen, to stand upright.
        found: the places that may hold signatures, the best first; empty where nobody has signed.
        paper: `paper_tone` of the whole scan, where that was computed on the way and the scan is
            no cheque: cleaning needs it next.
    """

    is_cheque: bool
    degrees: float = 0.0
    found: tuple[Detection, ...] = ()
    paper: Image | None = field(default=None, repr=False, compare=False)

    @property
    def rivals(self) -> tuple[Detection, ...]:
        """The best detection and those sure enough to be mistaken for it."""
        if not self.found:
            return ()
        least = RIVAL_SHARE * self.found[0].confidence
        return tuple(one for one in self.found if one.confidence >= least)


def doubt_about(found: Sequence[Detection], *, width: int, height: int) -> Reason | None:
    """Why a person should check the best box, in a few words; None where nothing is wrong.

    Args:
        found: what was found on a cheque with one signature, at least one.
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
