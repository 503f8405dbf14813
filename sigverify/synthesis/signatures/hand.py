"""A made-up person's handwriting: letters, words, dots and headlines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.signatures.glyphs import CAPITAL, DIGIT, SMALL, Glyph
from sigverify.synthesis.signatures.indic import HEADLINE_HEIGHT, Script
from sigverify.synthesis.signatures.programme import ProgrammeBuilder, StrokeRole, placed

_CONSONANTS = "bcdfghjklmnpqrstvwxyz"
_CONSONANT_ODDS = np.array([3, 3, 5, 2, 4, 6, 3, 5, 7, 6, 9, 4, 1, 9, 8, 8, 3, 3, 1, 3, 2], float)
_VOWELS = "aeiou"
_VOWEL_ODDS = np.array([9, 8, 7, 5, 3], float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Personal proportions, the same in everything one person writes.

    Attributes:
        width: width of letters for their height, 1 = as in the tables.
        spacing: extra space after a letter, in x-heights.
        ascender: length of the parts above the small letters, 1 = as in the tables.
        descender: length of the parts below the line.
        capital: size of capitals.
        distortion: deviation of personal letter forms from the tables, in x-heights.
        simplify: probability that a target of a small letter is left out.
        decay: loss of height over a word, 0 = none, 1 = the last letters are flat.
        joining: probability that a small letter is joined to the one before.
    """

    width: float
    spacing: float
    ascender: float
    descender: float
    capital: float
    distortion: float
    simplify: float
    decay: float
    joining: float


def made_up_hand(rng: np.random.Generator, *, legibility: float) -> Hand:
    """Draw a person's proportions; ``legibility`` 0..1, where 1 stays close to the tables."""
    loose = 1.0 - legibility
    return Hand(
        width=float(rng.uniform(0.65, 1.25) * (1.0 + 0.3 * loose * rng.random())),
        spacing=float(rng.normal(0.05, 0.12)),
        ascender=float(rng.uniform(0.65, 1.45)),
        descender=float(rng.uniform(0.5, 1.5)),
        capital=float(rng.uniform(0.8, 1.5) + 0.8 * loose * rng.random()),
        distortion=float(rng.uniform(0.06, 0.14) + 0.14 * loose),
        simplify=float(loose * rng.uniform(0.0, 0.4)),
        decay=float(loose * rng.uniform(0.0, 0.8)),
        joining=float(rng.choice([0.0, 0.75, 1.0], p=[0.15, 0.25, 0.6])),
    )


def made_up_name(rng: np.random.Generator, *, letters: int) -> str:
    """A pronounceable lower-case word of at least ``letters`` letters."""
    consonants = _CONSONANT_ODDS / _CONSONANT_ODDS.sum()
    vowels = _VOWEL_ODDS / _VOWEL_ODDS.sum()
    name = ""
    vowel_next = rng.random() < 0.35
    while len(name) < letters:
        source, odds = (_VOWELS, vowels) if vowel_next else (_CONSONANTS, consonants)
        name += source[int(rng.choice(len(source), p=odds))]
        vowel_next = not vowel_next if rng.random() < 0.85 else vowel_next
    return name


class Scribe:
    """Writes letters into a builder; the same letter always has the same personal form."""

    def __init__(self, hand: Hand, *, builder: ProgrammeBuilder, rng: np.random.Generator) -> None:
        """Start without personal forms; ``rng`` draws each when it is first needed."""
        self.hand = hand
        self.builder = builder
        self._rng = rng
        self._forms: dict[int, Glyph] = {}

    def word(self, text: str, *, x: float, y: float = 0.0, size: float = 1.0) -> float:
        """Write a Latin word or a number from (x, y) and return the x where it ends.

        Dots and crosses are written after the whole word.
        """
        self.builder.next_word()
        later: list[tuple[NDArray[np.float64], int]] = []
        for place, char in enumerate(text):
            glyph, is_small = self._latin(char)
            fall = self.hand.decay * place / max(len(text), 4) if is_small else 0.0
            scale = size * (1.0 if is_small else self.hand.capital)
            self.builder.next_glyph()
            strokes = placed(
                glyph, x=x, y=y, width=scale * self.hand.width, height=scale * (1.0 - fall)
            )
            joined = is_small and place > 0 and self._rng.random() < self.hand.joining
            if not joined:
                self.builder.lift()
            self.builder.add(self._simplified(strokes[0]) if is_small else strokes[0])
            for stroke in strokes[1:]:
                if is_small and self.hand.joining > 0.0:
                    later.append((stroke, self.builder.glyph))
                else:
                    self.builder.run_of(stroke, role=StrokeRole.BODY, glyph=self.builder.glyph)
            x += scale * (glyph.advance * self.hand.width + self.hand.spacing)
            if not is_small:
                x += 0.2 * scale
        for stroke, glyph_number in later:
            role = StrokeRole.DOT if np.ptp(stroke[:, 0]) < 0.15 else StrokeRole.CROSS
            self.builder.run_of(stroke, role=role, glyph=glyph_number)
        return x

    def dot(self, *, x: float, y: float = 0.0) -> None:
        """A full stop, drawn as a short dash as in quick handwriting."""
        length = self._rng.uniform(0.05, 0.3)
        points = np.array([[x, y, 1.0], [x + length, y - 0.4 * length, 1.0]])
        self.builder.run_of(points, role=StrokeRole.DOT)

    def hanging_word(self, script: Script, *, x: float, letters: int, headline: float) -> float:
        """Write a word that hangs from a headline and return the x where it ends.

        ``headline`` is the probability that a letter's part of the headline is drawn; at 1 the
        headline is one stroke over the whole word.
        """
        rng, width = self._rng, self.hand.width
        self.builder.next_word()
        start = x
        for _ in range(letters):
            first = x
            glyph = script.letters[int(rng.integers(len(script.letters)))]
            x = self._hang(glyph, x=x)
            if rng.random() < 0.35:
                sign = script.above[int(rng.integers(len(script.above)))]
                self._hang(sign, x=x)
            if rng.random() < 0.45:
                x = self._hang(script.after[int(rng.integers(len(script.after)))], x=x)
            if headline < 1.0 and rng.random() < headline:
                self._headline(first - 0.1 * width, x + 0.1 * width)
        if headline >= 1.0:
            self._headline(start - 0.2, x + rng.uniform(0.0, 0.6))
        return x

    def _hang(self, glyph: Glyph, *, x: float) -> float:
        glyph = self._personal(glyph)
        self.builder.next_glyph()
        for place, stroke in enumerate(placed(glyph, x=x, width=self.hand.width)):
            near = place > 0 and np.hypot(*(stroke[0, :2] - self.builder.last)) < 0.5
            if not (near and self._rng.random() < 0.6 * self.hand.joining):
                self.builder.lift()
            self.builder.add(stroke)
        return x + (glyph.advance * self.hand.width + self.hand.spacing + 0.2)

    def _headline(self, left: float, right: float) -> None:
        rise = self._rng.normal(0.0, 0.05)
        points = np.array(
            [[left, HEADLINE_HEIGHT - rise, 1.0], [right, HEADLINE_HEIGHT + rise, 1.0]]
        )
        self.builder.run_of(points, role=StrokeRole.HEADLINE)

    def _latin(self, char: str) -> tuple[Glyph, bool]:
        if char in SMALL:
            return self._personal(SMALL[char]), True
        if char in DIGIT:
            return self._personal(DIGIT[char]), False
        forms = CAPITAL[char]
        # A person always writes the same one of the two forms of a letter.
        known = [form for form in forms if id(form) in self._forms]
        form = known[0] if known else forms[int(self._rng.integers(len(forms)))]
        return self._personal(form), False

    def _personal(self, glyph: Glyph) -> Glyph:
        """The person's own form of a letter, made when it is first needed."""
        if id(glyph) not in self._forms:
            strokes = []
            for stroke in glyph.strokes:
                points = stroke.copy()
                points[:, :2] += self._rng.normal(0.0, self.hand.distortion, (len(points), 2))
                high, low = points[:, 1] > 1.4, points[:, 1] < -0.45
                points[high, 1] = 1.4 + (points[high, 1] - 1.4) * self.hand.ascender
                points[low, 1] = -0.45 + (points[low, 1] + 0.45) * self.hand.descender
                strokes.append(points)
            self._forms[id(glyph)] = Glyph(strokes=tuple(strokes), advance=glyph.advance)
        return self._forms[id(glyph)]

    def _simplified(self, stroke: NDArray[np.float64]) -> NDArray[np.float64]:
        keep = self._rng.random(len(stroke)) >= self.hand.simplify
        keep[0] = True
        return stroke[keep] if keep.sum() >= 2 else stroke
