"""The colours of the pictures: red, green and blue from 0 to 255."""

from __future__ import annotations

from typing import Final

Colour = tuple[int, int, int]

PAPER: Final[Colour] = (255, 255, 255)
TEXT: Final[Colour] = (31, 35, 40)
QUIET: Final[Colour] = (89, 99, 110)
FRAME: Final[Colour] = (209, 217, 224)


def mixed(colour: Colour, *, share: float) -> Colour:
    """A colour thinned with white."""
    red, green, blue = (round(255 - share * (255 - part)) for part in colour)
    return red, green, blue
