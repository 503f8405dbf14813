"""The colours of reports and pictures, as ``#rrggbb`` and, for Pillow, as numbers from 0 to 255.

A decision's colours are in `sigverify.reporting.decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sigverify.terms import PairKind

Colour = tuple[int, int, int]

TEXT_HEX: Final = "#1f2328"
QUIET_HEX: Final = "#59636e"
FRAME_HEX: Final = "#d1d9e0"
# Blue and orange stay apart for colour-blind eyes.
BLUE_HEX: Final = "#0969da"
ORANGE_HEX: Final = "#d95f02"

PAIR_COLOURS: Final[Mapping[PairKind, str]] = MappingProxyType(
    {PairKind.GENUINE: BLUE_HEX, PairKind.SKILLED: ORANGE_HEX, PairKind.RANDOM: QUIET_HEX}
)


def rgb(colour: str) -> Colour:
    """Return a colour's red, green and blue."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def mixed(colour: Colour, *, share: float) -> Colour:
    """Return a colour mixed with white."""
    red, green, blue = (round(255 - share * (255 - part)) for part in colour)
    return red, green, blue


PAPER: Final[Colour] = (255, 255, 255)
TEXT: Final[Colour] = rgb(TEXT_HEX)
QUIET: Final[Colour] = rgb(QUIET_HEX)
FRAME: Final[Colour] = rgb(FRAME_HEX)
