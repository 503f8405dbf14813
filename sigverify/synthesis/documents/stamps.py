"""Rubber stamps: round or square, in one colour, patchy and slightly tilted."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.synthesis.documents.lettering import Face, printed
from sigverify.synthesis.documents.sheet import Bgr, Mask, Sheet
from sigverify.synthesis.signatures.hand import made_up_name

_INKS: tuple[Bgr, ...] = (
    (150, 50, 110),
    (160, 70, 50),
    (50, 40, 180),
    (70, 60, 60),
    (110, 140, 40),
)
_WORDS = ("PAID", "RECEIVED", "ACCOUNT PAYEE ONLY", "CLEARING", "FOR DEPOSIT ONLY", "VERIFIED")


def press_stamp(sheet: Sheet, *, x: float, y: float, rng: np.random.Generator) -> None:
    """Stamp the sheet; the centre of the stamp is at (x, y) in mm."""
    px = sheet.px_per_mm
    mask = _round(rng, px=px) if rng.random() < 0.5 else _square(rng, px=px)
    turn = cv2.getRotationMatrix2D(
        (mask.shape[1] / 2, mask.shape[0] / 2), float(rng.normal(0.0, 12.0)), 1.0
    )
    turned = np.asarray(cv2.warpAffine(mask, turn, (mask.shape[1], mask.shape[0])), np.uint8)
    coarse = rng.uniform(0.2, 1.3, (9, 9)).astype(np.float32)
    patch = cv2.resize(coarse, (turned.shape[1], turned.shape[0]), interpolation=cv2.INTER_CUBIC)
    uneven = np.asarray(np.clip(turned * np.clip(patch, 0.1, 0.95), 0, 255), np.uint8)
    height, width = uneven.shape
    colour = _INKS[int(rng.integers(len(_INKS)))]
    sheet.ink(uneven, x=x - width / px / 2, y=y - height / px / 2, colour=colour)


def _round(rng: np.random.Generator, *, px: float) -> Mask:
    """Two rings with letters between them and a word across."""
    radius = rng.uniform(9, 17) * px
    side = int(2.3 * radius)
    mask = np.zeros((side, side), np.uint8)
    middle = (side // 2, side // 2)
    thick = max(round(0.4 * px), 1)
    for part in (1.0, 0.66):
        cv2.circle(mask, middle, int(radius * part), 255, thick, cv2.LINE_AA)
    text = f"{made_up_name(rng, letters=8)} bank * {made_up_name(rng, letters=6)} * ".upper()
    cap = 0.16 * radius
    for place, char in enumerate(text):
        if char == " ":
            continue
        letter = printed(char, cap_px=cap, face=Face(bold=6))
        angle = 360.0 * place / len(text)
        _lay(mask, letter, angle=angle, radius=0.83 * radius)
    word = printed(str(rng.choice(_WORDS[:2])), cap_px=0.26 * radius, face=Face(bold=8))
    top, left = side // 2 - word.shape[0] // 2, max(side // 2 - word.shape[1] // 2, 0)
    across = mask[top : top + word.shape[0], left : left + word.shape[1]]
    np.maximum(across, word[:, : across.shape[1]], out=across)
    return mask


def _lay(mask: Mask, letter: Mask, *, angle: float, radius: float) -> None:
    """Draw a letter upright on a circle around the centre of the mask."""
    side = mask.shape[0]
    matrix = cv2.getRotationMatrix2D((letter.shape[1] / 2, letter.shape[0] / 2), -angle, 1.0)
    turn = np.radians(angle)
    matrix[0, 2] += side / 2 + radius * np.sin(turn) - letter.shape[1] / 2
    matrix[1, 2] += side / 2 - radius * np.cos(turn) - letter.shape[0] / 2
    np.maximum(mask, np.asarray(cv2.warpAffine(letter, matrix, (side, side)), np.uint8), out=mask)


def _square(rng: np.random.Generator, *, px: float) -> Mask:
    """One or two words with or without a frame, and a date below."""
    words = [str(rng.choice(_WORDS))]
    if rng.random() < 0.6:
        day, month, year = rng.integers(1, 28), rng.integers(1, 12), rng.integers(2005, 2026)
        words.append(f"{day:02d} {month:02d} {year}")
    cap = rng.uniform(2.0, 3.6) * px
    lines = [printed(word, cap_px=cap, face=Face(bold=10)) for word in words]
    edge = round(cap)
    width = max(line.shape[1] for line in lines) + 2 * edge
    mask = np.zeros((sum(line.shape[0] for line in lines) + 2 * edge, width), np.uint8)
    y = edge
    for line in lines:
        x = (width - line.shape[1]) // 2
        mask[y : y + line.shape[0], x : x + line.shape[1]] = line
        y += line.shape[0]
    if rng.random() < 0.7:
        corner = (width - 1 - edge // 4, mask.shape[0] - 1 - edge // 4)
        thick = max(round(0.5 * px), 1)
        cv2.rectangle(mask, (edge // 4, edge // 4), corner, 255, thick, cv2.LINE_AA)
    # Space for the rotation.
    return np.pad(mask, round(0.25 * width * 0.3 + 2))
