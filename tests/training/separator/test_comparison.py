"""The separator's second loss: how far the predicted ink moves the embedding."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from sigverify.detection.separator import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.encoding.artefact import load_artefact
from sigverify.encoding.encoder import Encoder
from sigverify.errors import ModelError
from sigverify.paths import model_folder
from sigverify.training.encoder.export import read_encoder
from sigverify.training.separator.comparison import ComparisonLoss

STROKES = [((90, 100), (150, 40)), ((150, 40), (180, 110)), ((200, 60), (270, 90))]
LETTER = ((280, 60), (280, 110))


@pytest.fixture(scope="module")
def loss() -> ComparisonLoss:
    return ComparisonLoss.of_model(model_folder())


def drawn(*strokes: tuple[tuple[int, int], tuple[int, int]]) -> Tensor:
    """(1, H, W) strokes, 0 or 1."""
    canvas = np.zeros((CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    for start, end in strokes:
        cv2.line(canvas, start, end, 1, 5)
    return torch.from_numpy(canvas[None].astype(np.float32))


def seen(dark: Tensor) -> Tensor:
    """What the separator sees of dark strokes: the same in all channels."""
    return 0.7 * dark[:, None].expand(-1, CHANNELS, -1, -1)


def said(ink: Tensor) -> Tensor:
    """Logits of a separator that is sure of an ink."""
    return 16.0 * ink - 8.0


def test_missing_ink_and_remaining_print_both_move_the_embedding(loss: ComparisonLoss) -> None:
    ink = drawn(*STROKES)
    canvas = seen(drawn(*STROKES, LETTER))
    right = float(loss(said(ink), canvas=canvas, ink=ink))
    with_letter = float(loss(said(drawn(*STROKES, LETTER)), canvas=canvas, ink=ink))
    without_stroke = float(loss(said(drawn(*STROKES[:2])), canvas=canvas, ink=ink))
    assert right < 0.05
    assert with_letter > right + 0.1
    assert without_stroke > right + 0.1


def test_the_place_and_the_size_on_the_canvas_do_not_matter(loss: ComparisonLoss) -> None:
    def moved(*strokes: tuple[tuple[int, int], tuple[int, int]]) -> float:
        ink = drawn(*strokes)
        canvas = seen(drawn(*strokes))
        return float(loss(said(drawn(*strokes[:2])), canvas=canvas, ink=ink))

    aside = [((x0 - 40, y0 + 15), (x1 - 40, y1 + 15)) for (x0, y0), (x1, y1) in STROKES]
    assert moved(*aside) == pytest.approx(moved(*STROKES), abs=0.01)


def test_the_gradient_takes_print_away_and_leaves_the_encoder_as_it_is(
    loss: ComparisonLoss,
) -> None:
    ink, letter = drawn(*STROKES), drawn(LETTER)
    logits = torch.zeros_like(ink).requires_grad_()
    loss(logits, canvas=seen(ink + letter), ink=ink).backward()
    assert logits.grad is not None
    # A step against the gradient lowers the letter and raises the strokes.
    assert float(logits.grad[letter > 0].sum()) > 0
    assert float(logits.grad[ink > 0].sum()) < 0


def test_examples_without_ink_do_not_count(loss: ComparisonLoss) -> None:
    nothing = torch.zeros((1, CANVAS_HEIGHT, CANVAS_WIDTH))
    ink = drawn(*STROKES)
    canvas = seen(drawn(*STROKES, LETTER))
    assert float(loss(said(nothing), canvas=seen(nothing), ink=nothing)) == 0.0
    both, canvases = torch.cat((nothing, ink)), torch.cat((seen(nothing), canvas))
    wrong = said(torch.cat((nothing, drawn(*STROKES[:2]))))
    alone = loss(wrong[1:], canvas=canvas, ink=ink)
    assert float(loss(wrong, canvas=canvases, ink=both)) == pytest.approx(float(alone))


def test_the_weights_for_training_are_those_of_the_encoder() -> None:
    artefact = load_artefact(model_folder())
    canvas = artefact.golden.canvas
    with torch.no_grad():
        found = read_encoder(artefact)(torch.from_numpy(canvas[None, None] / np.float32(255)))
    assert np.abs(found[0].numpy() - Encoder(artefact).embed(canvas[None])[0]).max() < 1e-4


def test_a_model_without_weights_for_training_is_refused(pristine_model: Path) -> None:
    with pytest.raises(ModelError, match="not the weights"):
        ComparisonLoss.of_model(pristine_model)
