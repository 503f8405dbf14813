"""The network says whose pixels they are, the pixels say how far a stroke reaches."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sigverify.detection.cutout import Cutout, cut_out
from sigverify.detection.ink import MAX_DOUBT, PenInk, clean_cutout
from sigverify.detection.separator import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    CHANNELS,
    from_canvas,
    mask_to_canvas,
    to_canvas,
)
from sigverify.imaging.quality import assess_quality
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.terms import Box
from tests.helpers.pretended import PretendedSeparator


def nobody(canvas: np.ndarray) -> np.ndarray:
    """A network that finds no ink."""
    return np.zeros(canvas.shape[1:], np.float32)


def test_ink_is_found_where_the_network_sees_the_pen_and_nowhere_else() -> None:
    rng = np.random.default_rng(4)
    ink = draw(make_signer(rng).write(rng), dpi=200, pen=Pen(width_mm=0.5))
    cheque = compose_cheque(rng, style=Layout.INDIAN, signatures=[ink], dpi=200)
    box = cheque.boxes[0]
    grey = np.asarray(cv2.cvtColor(cheque.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    truth = cut_out(cheque.ink_masks[0], colour=None, box=box, degrees=0.0).grey
    # A network that knows the truth, a little blurred, as networks are.
    wide = np.asarray(cv2.dilate(truth, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    likely = (mask_to_canvas(wide) / 255).astype(np.float32)
    cutout = cut_out(grey, colour=cheque.image, box=box, degrees=0.0)
    found = clean_cutout(cutout, separator=PretendedSeparator(lambda canvas: likely)).ink
    assert found.shape == truth.shape
    true, said = truth >= 128, found >= 128
    assert (said & true).sum() > 0.93 * true.sum()
    assert (said & (wide > 0)).sum() > 0.97 * said.sum()
    assert not clean_cutout(cutout, separator=PretendedSeparator(nobody)).ink.any()


def test_pale_ink_that_shows_in_one_colour_only_is_found() -> None:
    rng = np.random.default_rng(1)
    colour = np.full((90, 240, 3), 235, np.uint8)
    # A dense print that shows in red and green, as ink of the same darkness does in blue.
    colour[:, ::4, 1:] = 120
    colour[:, 1::4, 1:] = 120
    cv2.line(colour, (30, 60), (200, 30), (120, 235, 235), 5, cv2.LINE_AA)
    colour = np.clip(colour + rng.normal(0, 2, colour.shape), 0, 255).astype(np.uint8)
    truth = np.zeros((90, 240), np.uint8)
    cv2.line(truth, (30, 60), (200, 30), 255, 5)
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    cutout = Cutout(grey=grey, colour=colour, core=Box(x=20, y=20, w=190, h=50))
    wide = cv2.dilate(truth, np.ones((5, 5), np.uint8))
    likely = (mask_to_canvas(np.asarray(wide, np.uint8)) / 255).astype(np.float32)
    said = clean_cutout(cutout, separator=PretendedSeparator(lambda canvas: likely)).ink >= 128
    assert (said & (truth > 0)).sum() > 0.9 * (truth > 0).sum()
    assert said.sum() < 1.4 * (truth > 0).sum()


@pytest.mark.parametrize("shape", [(40, 50), (120, 900), (700, 300)])
def test_a_canvas_holds_the_whole_cutout_whatever_its_size(shape: tuple[int, int]) -> None:
    grey = np.full(shape, 250, np.uint8)
    grey[shape[0] // 2 :, : shape[1] // 2] = 20
    cutout = Cutout(grey=grey, colour=None, core=Box(x=0, y=0, w=shape[1], h=shape[0]))
    canvas = to_canvas(cutout)
    assert canvas.shape == (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH)
    back = from_canvas(mask_to_canvas(255 - grey).astype(np.float32), shape)
    assert back.shape == shape
    assert np.abs(back - (255 - grey)).mean() < 8


def test_a_rule_through_the_box_is_not_taken_for_a_cut_signature() -> None:
    grey = np.full((120, 300), 240, np.uint8)
    truth = np.zeros_like(grey)
    loops = [(x, round(60 + 22 * np.sin(x / 9.0))) for x in range(60, 240, 2)]
    cv2.polylines(truth, [np.array(loops, np.int32)], False, 255, 4)
    grey[truth > 0] = 60
    grey[76:79] = 70  # from edge to edge, through the box
    box = Box(x=56, y=34, w=190, h=52)
    likely = (mask_to_canvas(cut_out(truth, colour=None, box=box, degrees=0.0).grey) / 255).astype(
        np.float32
    )
    cutout = cut_out(grey, colour=None, box=box, degrees=0.0)
    ink = clean_cutout(cutout, separator=PretendedSeparator(lambda canvas: likely)).ink
    assert assess_quality(cutout.grey, ink) == ()
    # Crossing strokes are whole: the wave is one piece still.
    assert cv2.connectedComponents((ink >= 128).astype(np.uint8))[0] == 2


def test_marks_in_the_margin_are_not_of_the_signature_but_its_tails_are() -> None:
    grey = np.full((120, 300), 240, np.uint8)
    box = Box(x=60, y=40, w=150, h=50)
    cv2.line(grey, (70, 80), (228, 50), 50, 4)  # its tail leaves the box
    cv2.line(grey, (80, 50), (190, 85), 50, 4)
    cv2.line(grey, (70, 29), (95, 29), 50, 3)  # above the box
    cutout = cut_out(grey, colour=None, box=box, degrees=0.0)
    sure = np.ones((CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    ink = clean_cutout(cutout, separator=PretendedSeparator(lambda canvas: sure)).ink
    rows, columns = np.nonzero(ink >= 128)
    assert columns.max() >= cutout.core.x + cutout.core.w + 12
    assert rows.min() > cutout.core.y


def test_the_doubt_says_how_undecided_the_network_is() -> None:
    grey = np.full((120, 300), 240, np.uint8)
    cv2.line(grey, (70, 80), (228, 50), 50, 4)
    cutout = cut_out(grey, colour=None, box=Box(x=60, y=40, w=180, h=50), degrees=0.0)

    def doubt(*, beside: float) -> float:
        def network(canvas: np.ndarray) -> np.ndarray:
            said = np.full(canvas.shape[1:], beside, np.float32)
            said[canvas.max(axis=0) >= 100] = 1.0
            return said

        return clean_cutout(cutout, separator=PretendedSeparator(network)).doubt

    assert doubt(beside=0.0) == 0.0
    assert doubt(beside=0.0) < doubt(beside=0.01) < MAX_DOUBT < doubt(beside=0.2)


def test_what_was_taken_away_and_how_much_of_it_touched_the_ink_is_told() -> None:
    grey = np.full((120, 300), 240, np.uint8)
    truth = np.zeros_like(grey)
    cv2.line(truth, (70, 80), (228, 50), 255, 5)
    grey[truth > 0] = 50
    box = Box(x=60, y=40, w=180, h=50)

    def found(*, bar: int) -> PenInk:
        mixed = grey.copy()
        mixed[30:100, bar : bar + 6] = 50
        likely = (
            mask_to_canvas(cut_out(truth, colour=None, box=box, degrees=0.0).grey) / 255
        ).astype(np.float32)
        cutout = cut_out(mixed, colour=None, box=box, degrees=0.0)
        return clean_cutout(cutout, separator=PretendedSeparator(lambda canvas: likely))

    beside, across = found(bar=250), found(bar=150)
    assert beside.touched < 0.02
    assert beside.taken.any()
    assert not (beside.taken.astype(bool) & (beside.ink >= 128)).any()
    assert 0.2 < across.touched < 0.6
