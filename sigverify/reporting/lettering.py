"""Text for pictures, set in Pillow's built-in font, which is the same on every machine.

The font has plain Latin letters only. Dots replace letters that it lacks; it never draws an empty
box.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from PIL import ImageFont

LEFT_OUT: Final = "..."


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at a size in pixels."""
    loaded = ImageFont.load_default(size)
    if not isinstance(loaded, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType")
    return loaded


def width_of(text: str, *, size: int) -> int:
    """Return the width of a line in pixels."""
    return round(font(size).getlength(text))


def drawable(text: str) -> str:
    """Return the text without accents, and with dots for each run of other missing letters."""
    parts: list[str] = []
    for letter in text:
        base = unicodedata.normalize("NFKD", letter)[0]
        if _has_glyph(letter):
            parts.append(letter)
        elif letter.isspace():
            parts.append(" ")
        elif _has_glyph(base):
            parts.append(base)
        elif not parts or parts[-1] != LEFT_OUT:
            parts.append(LEFT_OUT)
    return "".join(parts)


def has_letters(text: str) -> bool:
    """Return whether the font has enough of a text's letters to make it recognisable."""
    return any(letter.isalnum() and _has_glyph(letter) for letter in text)


def fitted(text: str, *, size: int, width: int) -> str:
    """Return a drawable line of at most ``width`` pixels; shortens a long text in the middle."""
    text = drawable(text)
    if width_of(text, size=size) <= width:
        return text
    for kept in range(len(text) - 1, 0, -1):
        shorter = f"{text[: kept - kept // 2]}{LEFT_OUT}{text[len(text) - kept // 2 :]}"
        if width_of(shorter, size=size) <= width:
            return shorter
    return LEFT_OUT


def wrapped(text: str, *, size: int, width: int) -> list[str]:
    """Return drawable lines of at most ``width`` pixels."""
    lines: list[str] = []
    for word in drawable(text).split():
        if lines and width_of(f"{lines[-1]} {word}", size=size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(fitted(word, size=size, width=width))
    return lines


@cache
def _has_glyph(letter: str) -> bool:
    # A font draws every missing character as the same box.
    if letter == " ":
        return True
    big = font(40)
    mask = bytes(big.getmask(letter))
    return bool(mask) and mask != bytes(big.getmask("\U0010fffd"))
