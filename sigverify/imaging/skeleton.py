"""Thins ink to lines one pixel wide.

The method is Zhang & Suen 1984, "A fast parallel algorithm for thinning digital patterns". OpenCV's
version is in its contrib modules, which the plain package does not have. The mask is packed, 64
pixels to a number, so that one operation processes 64 pixels at once.
"""

from __future__ import annotations

from typing import Final

import cv2
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
    left, top, width, height = cv2.boundingRect(mask)
    if width:
        part = np.s_[top : top + height, left : left + width]
        lines[part] = _thinned(mask[part])
    return lines


def _thinned(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = mask.shape
    # An empty column after each row and an empty row at both ends: pixels shifted over an edge meet
    # paper.
    words = width // _WORD_BITS + 1
    pixels = np.zeros((height + 2, words * _WORD_BITS), np.bool_)
    pixels[1:-1, :width] = mask
    packed = np.packbits(pixels, axis=1, bitorder="little")
    rest = packed.view("<u8").astype(np.uint64).reshape(-1)
    passes = (_Pass(rest, row=words, first=True), _Pass(rest, row=words, first=False))
    while any([single.removed() for single in passes]):
        pass
    packed = rest.astype("<u8").view(np.uint8).reshape(height + 2, -1)
    bits = np.unpackbits(packed, axis=1, bitorder="little")
    return bits[1:-1, :width]


class _Pass:
    """One of two sub-passes, which alternate until neither removes a pixel.

    A pixel is removed if its inked neighbours form one unbroken run of two to six, and the
    neighbours on this sub-pass's side are not all ink.
    """

    def __init__(self, rest: Words, *, row: int, first: bool) -> None:
        """Allocate the views of each pixel's neighbours.

        Args:
            rest: the packed ink, row after row, the first and the last one empty; the lowest bit
                of a number is its leftmost pixel. Pixels are removed from it.
            row: numbers in a row.
            first: whether this is the first sub-pass.
        """
        self._rest = rest
        self._first = first
        self._inner = rest[row:-row]
        self._shifted = np.empty_like(rest), np.empty_like(rest)
        self._carry = np.empty_like(rest[1:])
        self._paper = tuple(np.empty_like(rest) for _ in range(3))
        west, east = self._shifted
        rows = slice(None, -2 * row), slice(row, -row), slice(2 * row, None)
        order = ((1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0))
        # The neighbours are views of the same numbers a row up or down; nothing is copied.
        self._ring = [(west, rest, east)[column][rows[place]] for column, place in order]
        self._ring_paper = [self._paper[column][rows[place]] for column, place in order]
        self._room = [np.empty_like(self._inner) for _ in range(6)]

    def removed(self) -> bool:
        """Remove pixels; return whether there were any."""
        self._shift_rows()
        north, north_east, east, south_east, south, south_west, west, north_west = self._ring
        one, two, a, b, c, d = self._room
        # Around the pixel, paper changes to ink exactly once. Of two successive changes only one
        # can be from paper to ink, so four pairs are counted.
        for pair, room in zip(range(0, 8, 2), (a, b, c, d), strict=True):
            following = (pair + 2) % 8
            np.bitwise_and(self._ring_paper[pair], self._ring[pair + 1], out=room)
            np.bitwise_and(self._ring_paper[pair + 1], self._ring[following], out=one)
            np.bitwise_or(room, one, out=room)
        np.bitwise_and(a, b, out=one)
        np.bitwise_or(a, b, out=a)
        np.bitwise_and(c, d, out=two)
        np.bitwise_or(c, d, out=c)
        np.bitwise_or(one, two, out=two)
        np.bitwise_and(a, c, out=one)
        np.bitwise_or(one, two, out=two)
        np.bitwise_or(a, c, out=one)
        # Such a run has two or more pixels if it includes a direct and a diagonal neighbour, and
        # leaves two free if one of each kind is free.
        np.bitwise_or(north, east, out=a)
        np.bitwise_or(a, south, out=a)
        np.bitwise_or(a, west, out=a)
        np.bitwise_and(one, a, out=one)
        np.bitwise_or(north_east, south_east, out=a)
        np.bitwise_or(a, south_west, out=a)
        np.bitwise_or(a, north_west, out=a)
        np.bitwise_and(one, a, out=one)
        np.bitwise_and(north_east, south_east, out=a)
        np.bitwise_and(a, south_west, out=a)
        np.bitwise_and(a, north_west, out=a)
        np.bitwise_or(two, a, out=two)
        np.bitwise_and(east, south, out=a)
        np.bitwise_and(north, west, out=b)
        # The side whose neighbours must not all be ink; this also excludes a full cross.
        side, other, third = (a, north, west) if self._first else (b, east, south)
        np.bitwise_or(other, third, out=c)
        np.bitwise_and(side, c, out=c)
        np.bitwise_or(two, c, out=two)
        np.bitwise_not(two, out=two)
        np.bitwise_and(one, two, out=one)
        np.bitwise_and(one, self._inner, out=one)
        if not one.any():
            return False
        np.bitwise_xor(self._inner, one, out=self._inner)
        return True

    def _shift_rows(self) -> None:
        west, east = self._shifted
        np.left_shift(self._rest, _ONE, out=west)
        np.right_shift(self._rest[:-1], _LAST, out=self._carry)
        np.bitwise_or(west[1:], self._carry, out=west[1:])
        np.right_shift(self._rest, _ONE, out=east)
        np.left_shift(self._rest[1:], _LAST, out=self._carry)
        np.bitwise_or(east[:-1], self._carry, out=east[:-1])
        for ink, paper in zip((west, self._rest, east), self._paper, strict=True):
            np.bitwise_not(ink, out=paper)
