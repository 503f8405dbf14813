"""What machines read on a made-up document: the text of its MICR line, and bar codes."""

from __future__ import annotations

import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.micr.glyphs import AMOUNT, CMC7_SYMBOLS, DASH, ON_US, TRANSIT

_ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


def bars(
    rng: np.random.Generator, *, length_mm: float, height_mm: float, px_per_mm: float
) -> Image:
    """Coverage (H, W) uint8 of a meaningless bar code."""
    module = 0.3 * px_per_mm
    edges = np.cumsum(rng.integers(1, 4, int(length_mm / 0.3)) * module)
    edges = edges[edges < length_mm * px_per_mm].astype(np.int64)
    row = np.zeros(max(round(length_mm * px_per_mm), 1), np.uint8)
    for left, right in zip(edges[:-1:2], edges[1::2], strict=False):
        row[left:right] = 255
    return np.repeat(row[None], max(round(height_mm * px_per_mm), 1), axis=0)


def micr_text(rng: np.random.Generator) -> str:
    """A line of E-13B as at the bottom of a cheque, in one of four orders of fields."""
    number = "".join(str(d) for d in rng.integers(0, 10, 28))
    routing = _with_check_digit(number[6:14])
    forms = (
        f"{ON_US}{number[:6]}{ON_US} {number[6:15]}{TRANSIT} "
        f"{number[15:21]}{ON_US} {number[21:23]}",
        f"{TRANSIT}{routing}{TRANSIT} {number[15:25]}{ON_US} {number[24:28]}",
        f"{ON_US}{number[:6]}{ON_US} {TRANSIT}{routing}{TRANSIT} {number[15:25]}{ON_US}",
        f"{ON_US}{number[:6]}{ON_US} {number[6:8]}{DASH}{number[8:12]}{TRANSIT} "
        f"{number[12:20]}{ON_US}",
    )
    text = forms[int(rng.integers(len(forms)))]
    if TRANSIT + routing in text and number[27] in "01":
        text += f" {AMOUNT}00{number[:8]}{AMOUNT}"
    return text


def cmc7_text(digits: str) -> str:
    """A French line of CMC-7 from at least 31 digits: cheque, bank, account."""
    inner, _, end, _, bank = CMC7_SYMBOLS
    return f"{end}{digits[:7]}{end}{digits[7:19]}{bank}{digits[19:31]}{inner}"


def _with_check_digit(digits: str) -> str:
    """A routing number from its first eight digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_ABA_WEIGHTS, digits, strict=True))
    return f"{digits}{-total % 10}"
