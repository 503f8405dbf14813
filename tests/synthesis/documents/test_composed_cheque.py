"""Made-up cheques have the given signatures and the right boxes."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.synthesis.documents.cheque import (
    INK_LEVEL,
    ComposedCheque,
    box_around,
    compose_cheque,
)
from sigverify.synthesis.documents.layouts import SIZE_MM, Layout
from sigverify.synthesis.documents.sheet import Mask
from sigverify.synthesis.signatures.pen import MM_PER_INCH, Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.terms import Box

DPI = 100.0


def a_signature(seed: int, *, dpi: float = 150.0) -> Mask:
    rng = np.random.default_rng(seed)
    return draw(make_signer(rng).write(rng), dpi=dpi, pen=Pen())


def composed(seed: int, layout: Layout, count: int) -> ComposedCheque:
    inks = [a_signature(seed + n) for n in range(count)]
    return compose_cheque(np.random.default_rng(seed), style=layout, signatures=inks, dpi=DPI)


@pytest.mark.parametrize("layout", list(Layout))
def test_each_layout_has_the_size_of_its_kind_and_a_box_around_the_ink(layout: Layout) -> None:
    for seed in range(4):
        cheque = composed(seed, layout, 1)
        height, width = cheque.image.shape[:2]
        assert cheque.image.dtype == np.uint8
        assert cheque.image.shape == (height, width, 3)
        assert width == pytest.approx(SIZE_MM[layout][0] * DPI / MM_PER_INCH, rel=0.08)
        assert height == pytest.approx(SIZE_MM[layout][1] * DPI / MM_PER_INCH, rel=0.08)
        (box,), (mask,) = cheque.boxes, cheque.ink_masks
        assert mask.shape == (height, width)
        assert box == box_around(mask)
        assert box.clipped(width=width, height=height) == box
        assert 4.0 < box.w * MM_PER_INCH / DPI < 75.0
        # Signatures are in the lower part of every form.
        assert box.y + box.h / 2 > 0.4 * height


@pytest.mark.parametrize("layout", list(Layout))
def test_ink_darkens_exactly_where_the_mask_says(layout: Layout) -> None:
    signed = composed(11, layout, 1)
    unsigned = composed(11, layout, 0)
    changed = (signed.image != unsigned.image).any(axis=2)
    mask = signed.ink_masks[0]
    assert not changed[mask == 0].any() or _stamped(signed, unsigned)
    assert changed[mask > 200].mean() > 0.95
    assert (signed.image <= unsigned.image)[mask > 0].all()


def _stamped(signed: ComposedCheque, unsigned: ComposedCheque) -> bool:
    """A stamp may be pressed after the signature, which a cheque without one does not get."""
    away = signed.ink_masks[0] == 0
    return bool((signed.image <= unsigned.image)[away].all())


def test_the_signature_keeps_its_shape() -> None:
    ink = a_signature(3)
    cheque = compose_cheque(np.random.default_rng(0), style=Layout.UK, signatures=[ink], dpi=200.0)
    given, laid = box_around(ink), cheque.boxes[0]
    assert laid.w / laid.h == pytest.approx(given.w / given.h, rel=0.06)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_as_many_boxes_as_signatures_apart_from_each_other(count: int) -> None:
    cheque = composed(5, Layout.INDIAN, count)
    assert len(cheque.boxes) == len(cheque.ink_masks) == count
    for n, box in enumerate(cheque.boxes):
        for other in cheque.boxes[n + 1 :]:
            assert box.iou(other) < 0.2


def test_same_seed_same_pixels() -> None:
    first, second = (compose_cheque(np.random.default_rng(4), dpi=DPI) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert first.boxes == second.boxes
    assert first.layout is second.layout


def test_positions_and_colours_differ_from_cheque_to_cheque() -> None:
    cheques = [composed(seed, Layout.INDIAN, 1) for seed in range(8)]
    places = {(box.x // 20, box.y // 20) for cheque in cheques for box in cheque.boxes}
    tones = {tuple(np.median(cheque.image, axis=(0, 1)) // 8) for cheque in cheques}
    assert len(places) > 4
    assert len(tones) > 4


def test_made_up_people_sign_by_themselves_but_not_always() -> None:
    counts = [
        len(compose_cheque(np.random.default_rng(seed), dpi=60.0).boxes) for seed in range(45)
    ]
    assert set(counts) == {0, 1, 2}
    assert counts.count(1) > 22


def test_handwriting_elsewhere_is_known_and_is_no_signature() -> None:
    for seed in range(6):
        cheque = composed(seed, Layout.US_PERSONAL, 0)
        written = cheque.filled_in >= INK_LEVEL
        if not written.any():
            continue  # filled in by a machine
        assert 0.0005 < written.mean() < 0.1
        grey = cheque.image.mean(axis=2)
        assert np.median(grey[written]) < np.median(grey) - 20


def test_a_signature_without_ink_is_refused() -> None:
    with pytest.raises(ValueError, match="no ink"):
        compose_cheque(np.random.default_rng(0), signatures=[np.zeros((20, 40), np.uint8)])


def test_box_is_tight() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[10:15, 20:33] = 255
    mask[0, 0] = INK_LEVEL - 1
    assert box_around(mask) == Box(x=20, y=10, w=13, h=5)
