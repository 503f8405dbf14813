"""Parsers for fields of tables: a page of a file, a box on a page."""

from __future__ import annotations

import re
from typing import Final

from sigverify.terms import Box

_BOX_NUMBERS: Final = 4
_MAX_PIXEL: Final = 10**6
_MAX_PAGE: Final = 10**6


def read_page(text: str) -> int:
    """Parse a page number, which counts from 1 in the field, into one that counts from 0.

    Raises:
        ValueError: it is not a page number; the message says so in plain words.
    """
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= _MAX_PAGE):
        raise ValueError(f"{text!r} is not a page number; pages are counted from 1")
    return int(text) - 1


def read_box(text: str) -> Box:
    """Parse a box from the four numbers x, y, w, h.

    Raises:
        ValueError: it is not a box; the message says so in plain words.
    """
    numbers = re.split(r"[\s,]+", text.strip("[]() "))
    try:
        x, y, w, h = (int(number) for number in numbers)
        if max(abs(x), abs(y), w, h) > _MAX_PIXEL or len(numbers) != _BOX_NUMBERS:
            raise ValueError
        return Box(x=x, y=y, w=w, h=h)
    except ValueError as error:
        raise ValueError(
            f"box {text!r} is not x,y,w,h in pixels with a positive width and height"
        ) from error
