"""Documents with specimens: each signature is known to the pixel, whatever lies around it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.card import CardKind, compose_card
from sigverify.synthesis.documents.cheque import box_around
from sigverify.synthesis.documents.sheet import blank_sheet
from sigverify.synthesis.documents.traces import carbon_copy, faxed, show_through
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer

DPI = 120.0


@pytest.mark.parametrize("kind", list(CardKind))
def test_each_kind_carries_the_given_signature_and_print(kind: CardKind) -> None:
    rng = np.random.default_rng(3)
    ink = draw(make_signer(rng).write(rng), dpi=DPI, pen=Pen(width_mm=0.5))
    card = compose_card(np.random.default_rng(5), kind=kind, signatures=[ink], dpi=DPI)
    (box,), (mask,) = card.boxes, card.ink_masks
    assert card.layout is kind
    assert box == box_around(mask)
    assert mask.shape == card.filled_in.shape == card.image.shape[:2]
    grey = card.image.astype(float).mean(axis=2)
    assert grey[mask > 190].mean() < np.median(grey) - 25
    dark = grey < np.median(grey) - 25
    assert (dark & (mask == 0)).sum() > 100
    again = compose_card(np.random.default_rng(5), kind=kind, signatures=[ink], dpi=DPI)
    assert np.array_equal(card.image, again.image)


def test_a_specimen_sheet_has_a_signature_in_each_box() -> None:
    sheets = [
        compose_card(np.random.default_rng(seed), kind=CardKind.SPECIMENS, dpi=DPI)
        for seed in range(3)
    ]
    assert all(2 <= len(sheet.boxes) <= 6 for sheet in sheets)
    for sheet in sheets:
        centres = [(box.x + box.w / 2, box.y + box.h / 2) for box in sheet.boxes]
        assert len(set(centres)) == len(centres)


def test_an_ink_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no ink"):
        compose_card(np.random.default_rng(1), signatures=[np.zeros((20, 50), np.uint8)])


def test_a_fax_is_black_and_white_and_coarse() -> None:
    rng = np.random.default_rng(2)
    ink = draw(make_signer(rng).write(rng), dpi=DPI, pen=Pen(width_mm=0.6))
    card = compose_card(np.random.default_rng(4), kind=CardKind.CARD, signatures=[ink], dpi=200.0)
    picture = capture(card, np.random.default_rng(1), kind=Capture.FAX)
    assert set(np.unique(picture.image)) <= {0, 255}
    rows = (picture.image[1:] != picture.image[:-1]).any(axis=(1, 2)).mean()
    assert rows < 0.7  # most rows of 98 to the inch are there twice
    assert faxed(card.image, dpi=200.0, rng=rng).shape == card.image.shape


def test_writing_on_the_back_is_faint() -> None:
    for seed in range(4):
        sheet = blank_sheet(width_mm=80, height_mm=40, dpi=DPI, colour=(250, 250, 250))
        show_through(sheet, rng=np.random.default_rng(seed))
        assert 120 < sheet.image.min() < 250


def test_a_carbon_copy_is_softer_than_its_original() -> None:
    rng = np.random.default_rng(6)
    ink = draw(make_signer(rng).write(rng), dpi=DPI, pen=Pen(width_mm=0.5))
    copied, _ = carbon_copy(ink, rng=rng)
    assert copied.shape == ink.shape
    steep = [
        np.abs(cv2.Laplacian(one.astype(np.float32), cv2.CV_32F)).max() for one in (ink, copied)
    ]
    assert steep[1] < steep[0]
    assert copied[ink >= 200].mean() > 90
