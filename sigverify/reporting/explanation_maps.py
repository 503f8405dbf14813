"""The pictures of an explanation: the inks laid over each other, and the maps of their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.imaging.registration import moved_canvas, on_finer_canvas
from sigverify.reporting.colours import TEXT, Colour
from sigverify.reporting.inks import (
    FINENESS,
    QUESTIONED_INK,
    REFERENCE_INK,
    Picture,
    display_ink,
    tinted,
)
from sigverify.verification.explanation import Explanation, PartMap
from sigverify.verification.results import PreparedSignature

# A part's distance as a share of the distance at which the evidence is even. Up to the first value
# the map shows a part as fully alike, from the last one on as fully different.
ALIKE_SHARE: Final = 0.6
UNLIKE_SHARE: Final = 1.4
# Blue, a pale middle, and orange to red: colour-blind readers can tell them apart, and lightness
# separates them in print without colour (after the diverging scales of ColorBrewer).
SCALE: Final[tuple[Colour, ...]] = (
    (67, 147, 195),
    (163, 205, 227),
    (247, 245, 240),
    (253, 174, 97),
    (208, 64, 20),
)
# The colour is a glow around the ink: its radius, and the blurred ink value of full colour.
GLOW_PX: Final = 9.0
GLOW_LEVEL: Final = 16.0
# The end of a stroke in a cell without weight is not coloured: the network does not count it.
_FULL_WEIGHT: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExplanationPictures:
    """The pictures of an explained pair.

    Attributes:
        overlay: (H, W, 3) uint8 RGB, the questioned ink laid over the specimen's.
        questioned: (H, W, 3) uint8 RGB, the questioned ink, coloured by the distance of each part
            to the specimen.
        reference: (H, W, 3) uint8 RGB, the specimen's ink, coloured in the same way.
    """

    overlay: Picture
    questioned: Picture
    reference: Picture


def draw_explanation(
    explanation: Explanation, *, questioned: PreparedSignature, reference: PreparedSignature
) -> ExplanationPictures:
    """Draw an explained pair.

    Args:
        explanation: the explanation of this pair.
        questioned: the signature under examination.
        reference: the specimen.

    Raises:
        ValueError: one of the signatures has no ink.
    """
    one, two = display_ink(questioned), display_ink(reference)
    if one is None or two is None:
        raise ValueError("only signatures with ink can be drawn")
    laid = moved_canvas(one, on_finer_canvas(explanation.registration.matrix, times=FINENESS))
    return ExplanationPictures(
        overlay=tinted([(laid, QUESTIONED_INK), (two, REFERENCE_INK)]),
        questioned=_heat(one, parts=explanation.questioned),
        reference=_heat(two, parts=explanation.reference),
    )


def scale_colours(values: ArrayLike) -> NDArray[np.float32]:
    """Return the colours of some costs.

    Args:
        values: (...) costs as shares of the middle distance.

    Returns:
        (..., 3) float32 RGB, 0..255.
    """
    places = np.linspace(ALIKE_SHARE, UNLIKE_SHARE, len(SCALE))
    channels = [
        np.interp(np.asarray(values), places, channel) for channel in zip(*SCALE, strict=True)
    ]
    return np.stack(channels, axis=-1).astype(np.float32)


def _heat(ink: Picture, *, parts: PartMap) -> Picture:
    """Draw dark ink on paper that is coloured around the ink by the costs of the parts."""
    height, width = ink.shape
    # Weight the costs while enlarging them, so that cells of bare paper have no influence.
    size = (width, height)
    mass = cv2.resize(parts.weights, size, interpolation=cv2.INTER_LINEAR)
    value = cv2.resize(parts.costs * parts.weights, size, interpolation=cv2.INTER_LINEAR)
    value = value / np.maximum(mass, 1e-6)
    glow = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), GLOW_PX)
    shown = np.clip(glow / GLOW_LEVEL, 0, 1) * np.clip(mass / _FULL_WEIGHT, 0, 1)
    shown = np.asarray(shown[..., None])
    paper = 255 * (1 - shown) + scale_colours(value) * shown
    share = ink[..., None].astype(np.float32) / 255
    blended = paper * (1 - share) + np.array(TEXT) * share
    return np.asarray(np.round(blended), dtype=np.uint8)
