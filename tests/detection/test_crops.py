"""Crops without print keep their ink; from all other images print is removed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.crops import clean_box, clean_image, is_filled
from sigverify.detection.separator import shipped_separator
from sigverify.imaging.cleaning import clean_crop
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.synthesis.documents.lettering import Face
from sigverify.synthesis.documents.micr import bars
from sigverify.synthesis.documents.sheet import blank_sheet
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.terms import Box
from tests.helpers.pretended import PretendedSeparator
from tests.helpers.scribbles import scribble

DPI = 200.0


@dataclass(frozen=True)
class Specimen:
    """A signature on paper, perhaps with print beside it."""

    grey: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    box: Box


def specimen(seed: int, *, name: bool = False, code: bool = False, below: float = 1.0) -> Specimen:
    """A made-up signature in the middle of a card, with a printed name below, bars at its right."""
    rng = np.random.default_rng(seed)
    ink = draw(make_signer(rng).write(rng), dpi=DPI, pen=Pen(width_mm=0.5), margin_mm=0.0)
    mm = DPI / 25.4
    w, h = ink.shape[1] / mm, ink.shape[0] / mm
    sheet = blank_sheet(width_mm=w + 24, height_mm=h + 16, dpi=DPI, colour=(245, 248, 250))
    sheet.ink(ink, x=8.0, y=6.0, colour=(120, 40, 30))
    truth = np.zeros(sheet.image.shape[:2], np.uint8)
    sheet.note(ink, x=8.0, y=6.0, onto=truth)
    if name:
        sheet.text(
            "ROSAMUND PARKER", x=10, y=6 + h + below + 2, cap=2, face=Face(), colour=(40, 40, 40)
        )
    if code:
        upright = np.ascontiguousarray(
            np.rot90(bars(rng, length_mm=h + 6, height_mm=4, px_per_mm=mm))
        )
        sheet.ink(upright, x=8 + w + 1.5, y=4.0, colour=(30, 30, 30))
    box = Box(x=round(8 * mm), y=round(6 * mm), w=ink.shape[1], h=ink.shape[0])
    grey = np.asarray(cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY), np.uint8)
    return Specimen(grey, sheet.image, truth, box)


def outside(ink: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
    """The share of found ink that is not near true ink."""
    near = cv2.dilate(truth, np.ones((5, 5), np.uint8)) > 0
    found = ink >= 128
    return float((found & ~near).sum() / max(found.sum(), 1))


def test_a_crop_on_bare_paper_keeps_its_ink_to_the_last_pixel() -> None:
    for seed in range(6):
        grey = scribble(seed=seed)
        found = clean_image(grey, colour=None, separator=shipped_separator()).signature
        assert np.array_equal(found.pen.ink, clean_crop(grey))
        assert found.pen.doubt == 0.0


@pytest.mark.parametrize(
    ("strokes", "asked"),
    [
        ([((40, 40), (160, 60))], False),
        ([((40, 40), (160, 60)), ((5, 80), (197, 80))], False),
        # A rule, across and down, and one in two pieces with a stroke between.
        ([((0, 60), (199, 60))], True),
        ([((100, 0), (100, 99))], True),
        ([((0, 60), (60, 60)), ((140, 60), (199, 60))], True),
        # Three marks may be letters.
        ([((40, 40), (160, 60)), ((40, 80), (60, 80)), ((80, 80), (100, 80))], True),
    ],
)
def test_the_separator_is_asked_only_where_there_may_be_print(
    strokes: list[tuple[tuple[int, int], tuple[int, int]]], asked: bool
) -> None:
    grey = np.full((100, 200), 240, np.uint8)
    for start, end in strokes:
        cv2.line(grey, start, end, 30, 4)
    questions = []

    def answer(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
        questions.append(canvas)
        # All of it is print.
        return np.zeros(canvas.shape[1:], np.float32)

    separator = PretendedSeparator(answer)
    found = clean_image(grey, colour=None, separator=separator).signature
    assert bool(questions) is asked
    part = clean_box(grey, colour=None, box=Box(x=0, y=0, w=200, h=100), separator=separator)
    assert len(questions) == (2 if asked else 0)
    if not asked:
        assert np.array_equal(found.pen.ink, clean_crop(grey))
        assert np.array_equal(part.pen.ink, found.pen.ink)
        assert found.pen.doubt == 0.0


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_print_beside_the_signature_is_removed(seed: int) -> None:
    plain, mixed = specimen(seed), specimen(seed, name=True, code=True)
    assert outside(clean_crop(mixed.grey), mixed.truth) > 0.1
    found = clean_image(mixed.grey, colour=mixed.colour, separator=shipped_separator()).signature
    alone = clean_image(plain.grey, colour=plain.colour, separator=shipped_separator()).signature
    assert found.grey.shape == found.pen.ink.shape
    assert tight(found.pen.ink).shape == pytest.approx(tight(alone.pen.ink).shape, abs=6)
    assert (found.pen.ink >= 128).sum() == pytest.approx((alone.pen.ink >= 128).sum(), rel=0.1)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_box_on_a_card_leaves_print_out_too(seed: int) -> None:
    card = specimen(seed, name=True, below=-1.0)
    box = Box(x=card.box.x - 5, y=card.box.y - 5, w=card.box.w + 10, h=card.box.h + 25)
    found = clean_box(card.grey, colour=card.colour, box=box, separator=shipped_separator())
    bare = clean_crop(card.grey[card.box.y : card.box.y + card.box.h])
    assert (found.pen.ink >= 128).sum() == pytest.approx((bare >= 128).sum(), rel=0.15)


def test_a_rule_on_which_the_signature_stands_is_removed() -> None:
    card = specimen(2)
    y = card.box.y + card.box.h - 12
    ruled, plain = card.colour.copy(), card.colour
    ruled[y : y + 2] = (60, 60, 60)
    inks = []
    for colour in (ruled, plain):
        grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
        found = clean_image(grey, colour=colour, separator=shipped_separator()).signature
        inks.append(tight(found.pen.ink))
    assert inks[0].shape == pytest.approx(inks[1].shape, abs=8)


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_a_frame_that_the_signature_crosses_is_removed_though_it_reaches_no_edge(seed: int) -> None:
    card = specimen(seed)
    box, framed = card.box, card.colour.copy()
    corner = (box.x + box.w + 25, box.y + round(0.85 * box.h))
    cv2.rectangle(framed, (box.x - 25, box.y - 15), corner, (50, 50, 50), 2)
    framed = cv2.copyMakeBorder(framed, 30, 30, 30, 30, cv2.BORDER_REPLICATE).astype(np.uint8)
    grey = np.asarray(cv2.cvtColor(framed, cv2.COLOR_BGR2GRAY), np.uint8)
    found = clean_image(grey, colour=framed, separator=shipped_separator()).signature
    alone = clean_image(card.grey, colour=card.colour, separator=shipped_separator()).signature
    assert tight(clean_crop(grey)).shape[1] > tight(alone.pen.ink).shape[1] + 40
    assert tight(found.pen.ink).shape == pytest.approx(tight(alone.pen.ink).shape, abs=12)


def test_print_alone_is_doubted_and_not_made_to_nothing() -> None:
    sheet = blank_sheet(width_mm=50, height_mm=15, dpi=DPI, colour=(250, 250, 250))
    for row, words in enumerate(("PLEASE SIGN ABOVE", "AUTHORISED SIGNATORY")):
        sheet.text(words, x=4, y=5 + 5 * row, cap=2, face=Face(), colour=(30, 30, 30))
    grey = np.asarray(cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY), np.uint8)
    found = clean_image(grey, colour=sheet.image, separator=shipped_separator()).signature
    assert found.pen.ink.any()
    assert found.pen.doubt > 0.3


def test_a_signature_fills_a_cutout_but_no_cheque() -> None:
    rng = np.random.default_rng(3)
    ink = draw(make_signer(rng).write(rng), dpi=DPI, pen=Pen(width_mm=0.5))
    cheque = compose_cheque(rng, style=Layout.INDIAN, signatures=[ink], dpi=DPI)
    grey = np.asarray(cv2.cvtColor(cheque.image, cv2.COLOR_BGR2GRAY), np.uint8)
    box = cheque.boxes[0]
    across, down = box.w // 4, box.h // 4
    part = np.s_[
        max(box.y - down, 0) : box.y + box.h + down, max(box.x - across, 0) : box.x + box.w + across
    ]
    separator = shipped_separator()
    assert is_filled(grey[part], colour=cheque.image[part], separator=separator)
    assert not is_filled(grey, colour=cheque.image, separator=separator)
    bare = np.full((90, 200), 250, np.uint8)
    assert not is_filled(bare, colour=None, separator=separator)


def test_a_large_image_in_colour_is_cleaned_like_a_small_one() -> None:
    card = specimen(1, name=True)
    size = (card.grey.shape[1] * 6, card.grey.shape[0] * 6)
    colour = np.asarray(cv2.resize(card.colour, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    separator = shipped_separator()
    large = clean_image(grey, colour=colour, separator=separator).signature
    small = clean_image(card.grey, colour=card.colour, separator=separator).signature
    shapes = [np.divide(*tight(one.pen.ink).shape) for one in (large, small)]
    assert shapes[0] == pytest.approx(shapes[1], rel=0.1)


def tight(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    x, y, w, h = cv2.boundingRect((ink >= 128).astype(np.uint8))
    return ink[y : y + h, x : x + w]
