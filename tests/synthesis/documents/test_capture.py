"""The boxes of captured cheques are around the ink."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.detection.cutout import cut_out
from sigverify.synthesis.documents.capture import Capture, capture, part_around, random_capture
from sigverify.synthesis.documents.cheque import ComposedCheque, box_around, compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer


def a_cheque(seed: int = 0, *, dpi: float = 150.0) -> ComposedCheque:
    rng = np.random.default_rng(seed)
    ink = draw(make_signer(rng).write(rng), dpi=dpi, pen=Pen(width_mm=0.5))
    return compose_cheque(rng, style=Layout.INDIAN, signatures=[ink], dpi=dpi)


@pytest.mark.parametrize("kind", list(Capture))
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_stay_around_the_ink(kind: Capture, turns: int) -> None:
    picture = capture(a_cheque(turns), np.random.default_rng(1), kind=kind, quarter_turns=turns)
    assert picture.image.dtype == np.uint8
    assert picture.image.shape == (*picture.ink_masks[0].shape, 3)
    assert picture.filled_in.shape == picture.ink_masks[0].shape
    assert picture.boxes == (box_around(picture.ink_masks[0]),)
    grey = picture.image.astype(float).mean(axis=2)
    box, mask = picture.boxes[0], picture.ink_masks[0]
    window = (slice(box.y, box.y + box.h), slice(box.x, box.x + box.w))
    ink, paper = mask[window] > 190, mask[window] == 0
    assert grey[window][ink].mean() < grey[window][paper].mean() - 25


def test_a_half_turn_is_upside_down() -> None:
    upright = capture(a_cheque(), np.random.default_rng(2), kind=Capture.GREY)
    turned = capture(a_cheque(), np.random.default_rng(2), kind=Capture.GREY, quarter_turns=2)
    assert np.array_equal(turned.image, upright.image[::-1, ::-1])
    box, other = upright.boxes[0], turned.boxes[0]
    height, width = upright.image.shape[:2]
    assert (other.x, other.y) == (width - box.x - box.w, height - box.y - box.h)


def test_bilevel_is_black_and_white_and_keeps_the_signature() -> None:
    for seed in range(12):
        picture = capture(a_cheque(seed), np.random.default_rng(seed), kind=Capture.BILEVEL)
        assert set(np.unique(picture.image)) <= {0, 255}
        signed = picture.ink_masks[0] >= 160
        assert (picture.image[:, :, 0][signed] == 0).mean() > 0.6


def test_clearing_grey_is_coarse_and_without_colour() -> None:
    cheque = a_cheque(dpi=200.0)
    picture = capture(cheque, np.random.default_rng(3), kind=Capture.GREY_100)
    assert picture.dpi == 100.0
    assert picture.image.shape[1] < 0.6 * cheque.image.shape[1] + 60
    assert np.array_equal(picture.image[:, :, 0], picture.image[:, :, 2])


def test_a_page_is_larger_than_its_cheque() -> None:
    cheque = a_cheque(dpi=100.0)
    picture = capture(cheque, np.random.default_rng(3), kind=Capture.PAGE)
    assert picture.image.shape[0] * picture.image.shape[1] > 2 * cheque.filled_in.size


def test_photographs_tilt_both_ways() -> None:
    slopes = []
    for seed in range(10):
        picture = capture(a_cheque(), np.random.default_rng(seed), kind=Capture.PHOTO)
        rows, columns = np.nonzero(picture.filled_in > 128)
        slopes.append(np.polyfit(columns, rows, 1)[0])
    assert min(slopes) < -0.05
    assert max(slopes) > 0.05


def test_same_seed_same_pixels() -> None:
    one, other = (
        capture(a_cheque(), np.random.default_rng(7), kind=Capture.PHOTO) for _ in range(2)
    )
    assert np.array_equal(one.image, other.image)


def test_every_kind_and_turn_is_drawn() -> None:
    drawn = [random_capture(np.random.default_rng(seed)) for seed in range(300)]
    assert {kind for kind, _ in drawn} == set(Capture)
    assert {turns for _, turns in drawn} == {0, 1, 2, 3}


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_stated_turn_makes_an_image_upright(turns: int) -> None:
    cheque = a_cheque()
    rng = np.random.default_rng(5)
    picture = capture(cheque, rng, kind=Capture.PHOTO, quarter_turns=turns)
    cutout = cut_out(
        picture.ink_masks[0], colour=None, box=picture.boxes[0], degrees=picture.degrees
    )
    # A flat signature is wider than high only on a level cheque.
    spread = np.stack(np.nonzero(cutout.grey > 64)).std(axis=1)
    flat = np.stack(np.nonzero(cheque.ink_masks[0] > 64)).std(axis=1)
    assert spread[1] / spread[0] == pytest.approx(flat[1] / flat[0], rel=0.12)


def test_a_part_of_a_cheque_has_its_signature() -> None:
    cheque = a_cheque()
    part = part_around(cheque, 0, reach=0.4)
    assert part.boxes == (box_around(part.ink_masks[0]),)
    assert part.image.shape[:2] == part.ink_masks[0].shape == part.filled_in.shape
    assert part.image.size < cheque.image.size / 2
