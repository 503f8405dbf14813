"""Thinning of ink to lines one pixel wide.

Zhang & Suen 1984, "A fast parallel algorithm for thinning digital patterns": OpenCV's own version
lives in its contrib modules, which the plain package does not have. The mask is packed, 64 pixels
to a number, so that one operation asks the same of 64 pixels at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_WORD_BITS: Final = 64
_ONE: Final = np.uint64(1)
_LAST: Final = np.uint64(_WORD_BITS - 1)


def thin(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The skeleton of a mask.

    Args:
        mask: (H, W) uint8, non-zero = ink.

    Returns:
        (H, W) uint8, 1 on the skeleton, 0 elsewhere; connected where the mask is connected.
    """
    lines = np.zeros(mask.shape, np.uint8)
    inked = np.flatnonzero(mask.any(axis=1))
    if inked.size:
        rows = slice(inked[0], inked[-1] + 1)
        lines[rows] = _thinned(mask[rows])
    return lines


def _thinned(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = mask.shape
    # An empty column behind each row and an empty row at both ends: what is shifted over an edge
    # meets paper.
    words = width // _WORD_BITS + 1
    pixels = np.zeros((height + 2, words * _WORD_BITS), np.uint8)
    pixels[1:-1, :width] = mask != 0
    packed = np.packbits(pixels, axis=1, bitorder="little")
    rest = packed.view("<u8").astype(np.uint64).reshape(-1)
    while True:
        before = rest
        for first in (True, False):
            rest = rest & ~_removable(rest, row=words, first=first)
        if np.array_equal(before, rest):
            break
    packed = rest.astype("<u8").view(np.uint8).reshape(height + 2, -1)
    bits = np.unpackbits(packed, axis=1, bitorder="little")
    return bits[1:-1, :width]


def _removable(rest: Words, *, row: int, first: bool) -> Words:
    """The pixels that one of the two sub-passes removes; among others that are paper already.

    Args:
        rest: the packed ink, row after row; the lowest bit of a number is its leftmost pixel.
        row: numbers in a row.
        first: which of the sub-passes.
    """
    west = rest << _ONE
    west[1:] |= rest[:-1] >> _LAST
    east = rest >> _ONE
    east[:-1] |= rest[1:] << _LAST
    north_west, north, north_east = (_from_above(part, row) for part in (west, rest, east))
    south_west, south, south_east = (_from_below(part, row) for part in (west, rest, east))
    ring = (north, north_east, east, south_east, south, south_west, west, north_west)
    once = np.zeros_like(rest)
    twice, pair, closed = once.copy(), once.copy(), ~once
    for i, here in enumerate(ring):
        following = ring[(i + 1) % len(ring)]
        either = here | following
        closed &= either
        pair |= here & following
        rises = np.bitwise_xor(either, here, out=either)
        twice |= once & rises
        once |= rises
    kept = east & south & (north | west) if first else north & west & (east | south)
    # Paper turns to ink just once around the pixel, so its inked neighbours are one unbroken run:
    # that it has two to six of them says that two of them touch, and two that are paper as well.
    return once & pair & ~(twice | closed | kept)


def _from_above(part: Words, row: int) -> Words:
    moved = np.zeros_like(part)
    moved[row:] = part[:-row]
    return moved


def _from_below(part: Words, row: int) -> Words:
    moved = np.zeros_like(part)
    moved[:-row] = part[row:]
    return moved
