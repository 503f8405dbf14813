"""The inks of signatures in pictures: their colours and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.reporting.colours import BLUE_HEX, ORANGE_HEX, Colour, rgb
from sigverify.verification.results import PreparedSignature

Picture = Image
"""(H, W, 3) uint8 RGB, drawn for people."""

# Inks are drawn at twice the resolution of the network's input, then fitted to their panel.
FINENESS: Final = 2

# The picture is dark where both signatures have ink.
QUESTIONED_INK: Final[Colour] = rgb(BLUE_HEX)
REFERENCE_INK: Final[Colour] = rgb(ORANGE_HEX)


def display_ink(signature: PreparedSignature) -> Image | None:
    """Return the ink as in the network's input, at a higher resolution; None if there is none."""
    if signature.ink.size == 0:
        return None
    seen = PreprocessingConfig()
    fine = replace(
        seen,
        canvas_height=seen.canvas_height * FINENESS,
        canvas_width=seen.canvas_width * FINENESS,
        margin=seen.margin * FINENESS,
        stroke_width=seen.stroke_width * FINENESS,
    )
    return normalize_ink(signature.ink, fine)


def tinted(inks: Sequence[tuple[Image, Colour]]) -> Picture:
    """Draw translucent inks over each other on white.

    Args:
        inks: (H, W) uint8, 255 = ink, each with its colour; at least one.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    paper = np.ones((1, 1, 3))
    for ink, colour in inks:
        paper = paper * (1 - ink[..., None] / 255 * (1 - np.asarray(colour) / 255))
    return np.round(paper * 255).astype(np.uint8)
