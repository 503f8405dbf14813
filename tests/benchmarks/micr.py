"""Measures how well and how fast the MICR line of made-up cheques is read.

    python tests/benchmarks/micr.py [--cheques N] [--first SEED]

Run by hand. Each cheque has a layout, a resolution of 100 to 600 dpi and a way of capturing of its
own. A line is right if every character is; a number is wrong if it is not the one that was printed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import product

import cv2
import numpy as np

from sigverify.micr.fields import MicrFields, fields_of
from sigverify.micr.glyphs import CMC7_SYMBOLS
from sigverify.micr.reading import Font, MicrCharacter, MicrLine, read_line
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.terms import Box

RESOLUTIONS_DPI = (150, 200, 240, 300, 400, 600)
KINDS = (Capture.COLOUR, Capture.GREY, Capture.BILEVEL, Capture.GREY_100, Capture.PHOTO)
NUMBERS = ("cheque_number", "sort_code", "account", "account_id", "amount_cents")


def printed_fields(text: str, font: Font) -> MicrFields:
    """The fields of a line that was read without a fault."""
    characters = tuple(MicrCharacter(char, 1.0, 0.0) for char in text if char != " ")
    return fields_of(MicrLine(font, characters, text, Box(x=0, y=0, w=1, h=1)))


def main() -> None:
    """Print shares of lines and of numbers by font and capture, and the time of a reading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cheques", type=int, default=120)
    parser.add_argument("--first", type=int, default=5000)
    options = parser.parse_args()
    lines: Counter[tuple[str, str, str]] = Counter()
    numbers: Counter[tuple[str, str]] = Counter()
    times_ms = []
    cases = list(product(KINDS, RESOLUTIONS_DPI))
    for index in range(options.cheques):
        kind, dpi = cases[index % len(cases)]
        rng = np.random.default_rng(options.first + index)
        cheque = compose_cheque(rng, dpi=dpi)
        image = capture(cheque, rng, kind=kind).image
        grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        start = time.perf_counter()
        line = read_line(grey)
        times_ms.append(1000 * (time.perf_counter() - start))
        font = Font.CMC7 if set(CMC7_SYMBOLS) & set(cheque.micr) else Font.E13B
        name = font.value if cheque.micr else "no line"
        lines[name, kind.value, _judged(line, cheque.micr)] += 1
        truth = printed_fields(cheque.micr, font) if cheque.micr else MicrFields()
        read = fields_of(line) if line else MicrFields()
        for number in NUMBERS:
            printed, told = getattr(truth, number), getattr(read, number)
            if printed is not None or told is not None:
                outcome = "unread" if told is None else "right" if told == printed else "WRONG"
                numbers[name, outcome] += 1
    for (name, capture_name, outcome), count in sorted(lines.items()):
        print(f"lines    {name:8} {capture_name:9} {outcome:13} {count}")
    for (name, outcome), count in sorted(numbers.items()):
        print(f"numbers  {name:8} {'':9} {outcome:13} {count}")
    print(f"time     median {np.median(times_ms):.0f} ms, longest {max(times_ms):.0f} ms")


def _judged(line: MicrLine | None, printed: str) -> str:
    """How a line was read, the gaps aside."""
    if line is None:
        return "unread" if printed else "right"
    read = line.text.replace(" ", "")
    if read == printed.replace(" ", ""):
        return "right"
    return "partly unread" if not line.complete else "other"


if __name__ == "__main__":
    main()
