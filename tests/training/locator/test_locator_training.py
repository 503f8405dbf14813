"""The locator's examples, its loss and its files: the exported files run as the trained network."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.detection.locator import LOCATOR, Locator
from sigverify.detection.postprocessing import boxes_on_canvas
from sigverify.errors import CancelledError, DataError, ModelError
from sigverify.progress import never
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.training.locator.batches import make_batch
from sigverify.training.locator.data import (
    MAX_BOXES,
    LocatorExamples,
    compose_example,
    crop_example,
    view_composed,
)
from sigverify.training.locator.export import read_locator, write_locator
from sigverify.training.locator.network import LocatorNetwork, locator_loss
from sigverify.training.locator.real_cheques import real_examples
from sigverify.training.locator.task import LocatorSizes, LocatorTask, locator_trainer
from sigverify.training.trainer import Trainer, TrainingStatus


def blots(count: int) -> LocatorExamples:
    """Each canvas has one dark rectangle, the signature, and thin lines of print."""
    rng = np.random.default_rng(0)
    canvases = np.zeros((count, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    boxes = np.full((count, MAX_BOXES, 4), np.nan, np.float32)
    for canvas, box in zip(canvases, boxes, strict=True):
        canvas[:, 20:24] = 180
        x, y = rng.integers((60, 100), (CANVAS_WIDTH - 200, CANVAS_HEIGHT - 100))
        canvas[:, y : y + 48, x : x + 112] = 220
        box[0] = (x, y, x + 112, y + 48)
    return LocatorExamples(canvases=canvases, boxes=boxes, is_cheque=np.ones(count, np.bool_))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_examples_lie_upright_with_their_boxes_around_the_ink(turns: int) -> None:
    rng = np.random.default_rng(5)
    ink = np.zeros((60, 200), np.uint8)
    cv2.ellipse(ink, (100, 30), (90, 24), 0, 0, 360, 255, 5)
    cheque = compose_cheque(rng, style=Layout.UK, signatures=[ink], dpi=100.0)
    picture = capture(cheque, rng, kind=Capture.COLOUR, quarter_turns=turns)
    found = view_composed(picture, kind=Capture.COLOUR, quarter_turns=turns)
    assert found is not None
    view, boxes = found
    left, top, right, bottom = boxes[0].astype(int)
    # On a British form the signature is in the lower half; upright, a wide ring stays wide.
    assert (top + bottom) / 2 > CANVAS_HEIGHT / 2
    assert right - left > 1.5 * (bottom - top)
    inside = view.canvas[0, top:bottom, left:right]
    assert inside.mean() > 1.5 * view.canvas[0].mean()


def test_composing_makes_cheques_and_crops() -> None:
    rng = np.random.default_rng(3)
    examples = [compose_example(rng, signatures=[]), crop_example(rng, signatures=[])]
    for example in examples:
        if example is not None:
            assert example[0].canvas.shape == (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH)
    assert examples[1] is None or np.isnan(examples[1][1]).all()


def test_moving_a_cheque_moves_its_box() -> None:
    canvases, boxes, upright = make_batch(blots(6), np.arange(6), rng=np.random.default_rng(1))
    for canvas, box, way_up in zip(canvases, boxes, upright, strict=True):
        standing = canvas if way_up else canvas.flip(1, 2)
        left, top, right, bottom = (int(v) for v in box[0])
        middle = standing[0, (top + bottom) // 2, (left + right) // 2]
        assert float(middle) > 0.5


def test_the_loss_is_lowest_for_the_right_maps() -> None:
    boxes = torch.full((1, MAX_BOXES, 4), float("nan"))
    boxes[0, 0] = torch.tensor([200.0, 200.0, 320.0, 260.0])
    sides = torch.full((1, 4, 48, 96), 30.0)
    y, x = torch.meshgrid(torch.arange(48) * 8 + 4.0, torch.arange(96) * 8 + 4.0, indexing="ij")
    right = torch.stack((x - 200, y - 200, 320 - x, 260 - y))[None].clamp(min=1.0)
    near = ((x - 260).abs() < 42) & ((y - 230).abs() < 21)
    logits = torch.where(near, 6.0, -6.0)[None, None]
    yes = torch.ones(1, dtype=torch.bool)

    def loss(maps: torch.Tensor, sheet: float = 6.0) -> float:
        value = locator_loss(
            maps, torch.full((1, 2), sheet), boxes=boxes, is_cheque=yes, is_upright=yes
        )
        return float(value)

    best = loss(torch.cat((logits, right), dim=1))
    assert best < loss(torch.cat((logits, sides), dim=1))
    assert best < loss(torch.cat((-logits, right), dim=1))
    assert best < loss(torch.cat((logits, right), dim=1), sheet=-6.0)


SIZES = LocatorSizes(batch=4, norm_batches=1, sheet_batches=1, sheet_steps=1)


def train(
    folder: Path, *, steps: int, cancelled: Callable[[], bool] = never
) -> tuple[LocatorNetwork, TrainingStatus]:
    torch.manual_seed(0)
    task = LocatorTask(
        LocatorNetwork(),
        composed=blots(8),
        real=blots(4),
        held_out=blots(2),
        seed=1,
        sizes=SIZES,
    )
    config = replace(locator_trainer(1), steps=steps)
    trainer = Trainer(task, config=config, folder=folder, settings={})
    status = trainer.run(resume=True, seconds=1e9, report=lambda _: None, cancelled=cancelled)
    return task.network, status


def test_a_resumed_training_ends_as_one_without_interruption(tmp_path: Path) -> None:
    whole, _ = train(tmp_path / "whole", steps=3)
    asked = itertools.count()
    with pytest.raises(CancelledError):
        train(tmp_path / "parts", steps=3, cancelled=lambda: next(asked) == 2)
    parts, status = train(tmp_path / "parts", steps=3)
    assert status.step == 3
    expected, found = whole.state_dict(), parts.state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_the_written_files_run_as_the_trained_network(tmp_path: Path) -> None:
    examples = blots(1)
    network, _ = train(tmp_path / "work", steps=1)
    network.eval()
    write_locator(network, tmp_path / "locator", cheques=8, found=0.5)
    canvas = examples.canvases[0]
    maps = Locator(tmp_path / "locator").maps(canvas)
    with torch.no_grad():
        wanted, sheet = network(torch.from_numpy(canvas[None].astype(np.float32) / 255.0))
    np.testing.assert_allclose(maps.confidence, torch.sigmoid(wanted[0, 0]), atol=1e-4)
    np.testing.assert_allclose(maps.sides, wanted[0, 1:], rtol=1e-3, atol=1e-2)
    assert maps.upright == pytest.approx(float(torch.sigmoid(sheet[0, 1])), abs=1e-4)
    boxes_on_canvas(maps)
    with torch.no_grad():
        again, _ = read_locator(tmp_path / "locator").eval()(
            torch.from_numpy(canvas[None].astype(np.float32) / 255.0)
        )
    np.testing.assert_allclose(again, wanted, rtol=1e-4, atol=1e-4)

    onnx = tmp_path / "locator" / LOCATOR.onnx_name
    onnx.write_bytes(onnx.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="altered or damaged"):
        Locator(tmp_path / "locator")


def test_real_cheques_are_read_from_a_table(tmp_path: Path) -> None:
    cheque = compose_cheque(np.random.default_rng(1), style=Layout.UK, dpi=100.0)
    (tmp_path / "a.png").write_bytes(cv2.imencode(".png", cheque.image)[1].tobytes())
    table = tmp_path / "boxes.csv"
    table.write_text("path,layout,x,y,w,h\na.png,one,10,20,30,40\na.png,two,,,,\n")
    both = real_examples(table, without=())
    assert both.boxes.shape == (2, MAX_BOXES, 4)
    assert np.isnan(both.boxes[1]).all()
    assert not np.isnan(both.boxes[0, 0]).any()
    assert len(real_examples(table, without=("two",)).canvases) == 1
    with pytest.raises(DataError):
        real_examples(table, without=("one", "two"))
    table.write_text("file\na.png\n")
    with pytest.raises(DataError, match="not a table of boxes"):
        real_examples(table, without=())
