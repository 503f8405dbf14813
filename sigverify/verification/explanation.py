"""Why two signatures are alike or not: their inks registered, and where the network finds parts.

The two inks laid on each other show a clerk what lies where. What they can't show is what counts:
two genuine signatures never lie on each other. So beside them stand maps that come from the
network's own comparison: for each part of one signature, how far it is from the nearest part around
the same place on the other (`sigverify.encoding.distance.cell_costs`). The mean of both maps is the
very distance that the similarity is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.encoding.distance import cell_costs
from sigverify.imaging.registration import (
    Registration,
    moved_canvas,
    on_finer_canvas,
    register,
)
from sigverify.reporting.page import (
    FINENESS,
    QUESTIONED_INK,
    REFERENCE_INK,
    TEXT,
    Colour,
    display_ink,
    nearest,
    tinted,
)
from sigverify.verification.results import PreparedSignature, Verification

# A part's distance as a share of the distance at which the evidence is even: from the first on it
# is shown as wholly alike, up to the last as wholly different.
ALIKE_SHARE: Final = 0.6
UNLIKE_SHARE: Final = 1.4
# Blue, a pale middle, and orange to red: told apart by colour-blind eyes, and by their lightness
# where there is no colour at all (after the diverging scales of ColorBrewer).
SCALE: Final[tuple[Colour, ...]] = (
    (67, 147, 195),
    (163, 205, 227),
    (247, 245, 240),
    (253, 174, 97),
    (208, 64, 20),
)
# The colour lies like a glow around the ink: its reach, and the blurred ink at which it is full.
GLOW_PX: Final = 9.0
GLOW_LEVEL: Final = 16.0
# A stroke's end in a cell that has no weight is not coloured: the network does not count it.
_FULL_WEIGHT: Final = 0.3

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explanation:
    """What is to be shown of one pair.

    Attributes:
        overlay: (H, W, 3) uint8 RGB, the questioned ink laid on the specimen's.
        questioned: (H, W, 3) uint8 RGB, the questioned ink, coloured by how far each part is from
            the specimen.
        reference: the same of the specimen's ink.
        registration: how the inks were laid on each other.
        questioned_unlike: 0..1, the share of the questioned signature's parts that are farther
            from the specimen than the middle distance.
        reference_unlike: the same of the specimen's parts.
    """

    overlay: Picture
    questioned: Picture
    reference: Picture
    registration: Registration
    questioned_unlike: float
    reference_unlike: float


def explain(
    questioned: PreparedSignature, reference: PreparedSignature, *, middle: float
) -> Explanation:
    """Compare one usable pair part by part.

    Args:
        questioned: the signature under examination.
        reference: the specimen.
        middle: the distance at which the evidence is even.

    Raises:
        ValueError: one of them is not usable.
    """
    first, second = questioned.embedding, reference.embedding
    one, two = display_ink(questioned), display_ink(reference)
    if first is None or second is None or one is None or two is None:
        raise ValueError("only usable signatures can be compared")
    forward, backward = cell_costs(first, second)
    registration = register(questioned.lines, reference.lines)
    laid = moved_canvas(one, on_finer_canvas(registration.matrix, times=FINENESS))
    return Explanation(
        overlay=tinted([(laid, QUESTIONED_INK), (two, REFERENCE_INK)]),
        questioned=_heat(one, costs=forward / middle, weights=first[..., -1]),
        reference=_heat(two, costs=backward / middle, weights=second[..., -1]),
        registration=registration,
        questioned_unlike=_unlike(forward / middle, weights=first[..., -1]),
        reference_unlike=_unlike(backward / middle, weights=second[..., -1]),
    )


def explain_nearest(verification: Verification, *, middle: float) -> Explanation | None:
    """Compare a questioned signature with the nearest specimen part by part.

    Args:
        verification: a judgement.
        middle: the distance at which the evidence is even.

    Returns:
        The explanation; None where no two signatures could be compared.
    """
    score = nearest(verification.references)
    if score is None or score.similarity is None:
        return None
    return explain(verification.questioned, score.signature, middle=middle)


def scale_colours(values: ArrayLike) -> NDArray[np.float32]:
    """Colours of some costs.

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


def _heat(ink: Picture, *, costs: Floats, weights: Floats) -> Picture:
    """The ink, dark, on paper coloured around it by its parts' costs."""
    height, width = ink.shape
    # Weighted while it is spread out: a cell of bare paper has a cost as well, but no say.
    size = (width, height)
    mass = cv2.resize(weights, size, interpolation=cv2.INTER_LINEAR)
    value = cv2.resize(costs * weights, size, interpolation=cv2.INTER_LINEAR)
    value = value / np.maximum(mass, 1e-6)
    glow = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), GLOW_PX)
    shown = np.clip(glow / GLOW_LEVEL, 0, 1) * np.clip(mass / _FULL_WEIGHT, 0, 1)
    shown = np.asarray(shown[..., None])
    paper = 255 * (1 - shown) + scale_colours(value) * shown
    share = ink[..., None].astype(np.float32) / 255
    blended = paper * (1 - share) + np.array(TEXT) * share
    return np.asarray(np.round(blended), dtype=np.uint8)


def _unlike(costs: Floats, *, weights: Floats) -> float:
    total = float(weights.sum())
    return float(weights[costs > 1].sum()) / total if total > 0 else 0.0
