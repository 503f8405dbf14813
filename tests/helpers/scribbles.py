"""Made-up signatures for tests of everything that only needs some handwriting-like ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.documents.lettering import Face
from sigverify.synthesis.documents.sheet import blank_sheet
from sigverify.synthesis.signatures.pen import MM_PER_INCH

FORM_DPI = 150.0


def scribble(*, seed: int, variation: int = 0) -> NDArray[np.uint8]:
    """A wavy pen line on white paper.

    Args:
        seed: whose hand it is.
        variation: which of this hand's signatures; 0 is the hand at its steadiest.

    Returns:
        (150, 420) uint8, 0 = black, 255 = white.
    """
    hand = np.random.default_rng(seed)
    moment = np.random.default_rng([seed, variation])
    wobble = 0.0 if variation == 0 else 0.15
    time = np.linspace(0, 1, 400)
    x, y = 360 * time, np.zeros_like(time)
    for frequency in range(2, 11):
        shake = 1 + wobble * moment.standard_normal(2)
        angle = 2 * np.pi * frequency * time
        x += hand.normal(0, 60 / frequency) * shake[0] * np.sin(angle + hand.uniform(0, 6))
        y += hand.normal(0, 90 / frequency) * shake[1] * np.sin(angle + hand.uniform(0, 6))
    line = np.stack([20 + 380 * _unit(x), 20 + 110 * _unit(y)], axis=1)
    paper = np.full((150, 420), 255, np.uint8)
    points = np.round(line * 16).astype(np.int32)
    cv2.polylines(paper, [points], False, 30, thickness=3, lineType=cv2.LINE_AA, shift=4)
    return paper


def with_strangers_end(seed: int, *, stranger: int) -> NDArray[np.uint8]:
    """A hand's signature whose right third is another hand's, as `scribble`."""
    picture, other = scribble(seed=seed, variation=1), scribble(seed=stranger)
    picture[:, 280:] = other[:, 280:]
    return picture


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return (values - values.min()) / (values.max() - values.min())


def scribble_above_print(*, seed: int) -> NDArray[np.uint8]:
    """A scribble above a printed line, as on a form, black = 0."""
    ink = scribble(seed=seed)
    width_mm = ink.shape[1] / FORM_DPI * MM_PER_INCH
    sheet = blank_sheet(width_mm=width_mm + 1, height_mm=14, dpi=FORM_DPI, colour=(255, 255, 255))
    for row, words in enumerate(("AUTHORISED SIGNATORY", "PLEASE SIGN ABOVE THIS LINE")):
        sheet.text(words, x=4, y=5 + 5 * row, cap=2, face=Face(), colour=(30, 30, 30))
    printed = np.asarray(cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY), np.uint8)
    return np.vstack((ink, printed[:, : ink.shape[1]]))
