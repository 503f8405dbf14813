"""Made-up handwriting that hangs from a headline, as in Devanagari and Bengali.

The shapes are the project's own drawings of the scripts' letters and vowel signs, in the notation
of ``glyphs``: the headline lies at y = 10, the foot at 0. A sign's points are relative to the right
edge of the letter it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.synthesis.signatures.glyphs import Glyph, parse_glyph

HEADLINE_HEIGHT = 1.0
"""Height of the headline above the foot of a letter, in x-heights."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script's letters and signs.

    Attributes:
        letters: consonants, each with its advance at its right edge.
        after: signs that follow a letter and have an advance of their own.
        above: signs above or below a letter, without an advance of their own.
    """

    letters: tuple[Glyph, ...]
    after: tuple[Glyph, ...]
    above: tuple[Glyph, ...]


def _letter(text: str, *, width: int) -> Glyph:
    return Glyph(strokes=parse_glyph(text).strokes, advance=width / 10.0)


_DEVANAGARI_LETTERS = (
    ("7,10! 7,-1! / 7,6! 2,9 -1,4 3,1 9,6 13,9 14,2 10,0", 13),  # ka
    ("1,10! 1,3 4,1 2,6 0,3! 8,3! / 8,10! 8,-1!", 10),  # ma
    ("-1,4 1,5 3,4! 7,4! / 7,10! 7,-1!", 9),  # na
    ("1,10! 7,9 6,4 1,4! 7,-2!", 8),  # ra
    ("7,6! 1,8 0,2 4,0! / 7,10! 7,-1!", 9),  # ta
    ("1,10! 0,3 5,2 7,5! / 7,10! 7,-1!", 9),  # pa
    ("0,9 5,9 2,5! 0,1 4,1 7,4! / 7,10! 7,-1!", 9),  # ya
    ("7,7! 1,9 -2,4 3,1 7,5! / 7,10! 7,-1!", 9),  # va
    ("7,7! 1,9 -2,4 3,1 7,5! / 7,10! 7,-1! / 1,6! 5,3!", 9),  # ba
    ("2,1 -1,5 2,9 5,8 5,3! 6,9 10,7! / 10,10! 10,-1!", 12),  # la
    ("1,10! 7,9 5,4 1,4! 6,-1! / 4,5! 10,5! / 10,10! 10,-1!", 12),  # sa
    ("4,10! 4,8 0,7 3,4 8,6 6,2 1,2! 7,-4!", 9),  # ha
    ("5,10! 5,8 -1,7 0,2 7,4 5,1! 8,-2!", 9),  # da
    ("2,10! 3,4 1,2 -1,4! / 7,10! 7,-1!", 9),  # ga
    ("-1,5 2,0 5,3 4,6! 9,6! / 9,10! 9,-1!", 11),  # ja
    ("1,8 5,10 4,4 0,5! 6,0! / 9,10! 9,-1!", 11),  # sha
    ("0,7! 5,8! 1,6 3,1 8,4! / 8,10! 8,-1!", 10),  # ca
    ("1,10! 0,3 6,1 7,10! 7,-1! / 7,5! 12,9 13,1 9,0", 13),  # pha
    ("0,9 5,11 4,6 1,6! 7,5 4,-1 -1,1 / 5,5! 9,5! / 9,10! 9,-1!", 11),  # a
)
_DEVANAGARI_AFTER = (
    ("2,10! 2,-1!", 4),  # aa
    ("2,10! 2,-1! / 2,10! 4,18 -5,17 -7,10!", 4),  # ii
    ("2,10! 2,-1! / 2,10! -4,16!", 4),  # o
    ("2,10! 2,-1! / 2,10! 3,19 14,17 13,10!", 4),  # i, written before the letter
    ("1,8! 1,9! / 1,2! 1,3!", 3),  # visarga
)
_DEVANAGARI_ABOVE = (
    ("-3,10! -8,16!", 0),  # e
    ("-3,10! -6,16! / -3,10! -9,15!", 0),  # ai
    ("-3,-1! 2,-3 -2,-7 -8,-4", 0),  # u
    ("-2,-2! -8,-5 -6,-8 -1,-8!", 0),  # uu
    ("-4,14! -4,15!", 0),  # anusvara
    ("-2,10! -5,15 0,16 0,13!", 0),  # repha
    ("-8,3! -3,5!", 0),  # subjoined ra
)

_BENGALI_LETTERS = (
    ("0,5! 6,9! 6,-1! 0,5! / 6,8! 13,9 12,2! 9,4!", 12),  # ka
    ("7,10! 7,-1! 0,4! 7,9!", 9),  # ba
    ("7,10! 7,-1! 0,4! 7,9! / 4,-2! 4,-3!", 9),  # ra
    ("0,5 1,2 4,4 4,7! 8,6! / 8,10! 8,-1!", 10),  # na
    ("-1,3 1,9 4,3! 5,9 9,6! / 9,10! 9,-1!", 11),  # la
    ("1,10! 2,4 0,2 -1,5 8,5! / 8,10! 8,-1!", 10),  # ma
    ("1,10! 1,3 -1,3! 4,6 8,7! / 8,10! 8,-1!", 10),  # sa
    ("7,6 3,10 -2,5 4,0 10,4 8,9 9,-1 1,-4", 10),  # ta
    ("1,10! 0,3 7,4 6,8 3,4! 8,-1!", 9),  # da
    ("1,9! 5,10 3,5! 8,5 5,-2 -2,1", 9),  # sha
    ("0,9! 5,9 0,4 1,-1 8,4! / 8,10! 8,-1!", 10),  # pa
    ("-1,3 2,9 3,5 1,1! 4,4 7,10! / 9,10! 9,-1!", 11),  # kha
    ("2,10! 6,8 -1,6 3,2 9,8 7,0! 2,-3", 10),  # ha
    ("7,10! 7,-1! 0,3! 3,6 / 4,9! 12,5!", 11),  # ga
)
_BENGALI_AFTER = (
    ("2,10! 2,-1!", 4),
    ("2,10! 1,-1! / 2,10! 4,20 16,18 15,10!", 4),
    ("5,9 0,9 -1,1 6,1 4,5", 6),
    ("2,10! 2,-1! / 2,10! 2,18 -8,18 -9,11!", 4),
)
_BENGALI_ABOVE = (
    ("-4,-1! 2,-4 -4,-9 -9,-3", 0),
    ("-3,-1 -9,-3 -3,-8! 1,-6!", 0),
    ("-7,10! -11,16 -5,17", 0),
    ("-7,2! -2,-4! 3,0", 0),
)


def _table(rows: tuple[tuple[str, int], ...]) -> tuple[Glyph, ...]:
    return tuple(_letter(text, width=width) for text, width in rows)


DEVANAGARI = Script(
    letters=_table(_DEVANAGARI_LETTERS),
    after=_table(_DEVANAGARI_AFTER),
    above=_table(_DEVANAGARI_ABOVE),
)
BENGALI = Script(
    letters=_table(_BENGALI_LETTERS),
    after=_table(_BENGALI_AFTER),
    above=_table(_BENGALI_ABOVE),
)
