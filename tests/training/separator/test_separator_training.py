"""The separator's examples, its loss and its files, which run as the trained network."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sigverify.detection.separator import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    CHANNELS,
    SEPARATOR,
    Separator,
)
from sigverify.errors import CancelledError, ModelError
from sigverify.progress import never
from sigverify.training.separator.batches import make_batch
from sigverify.training.separator.data import SeparatorExamples, compose_cheque_examples
from sigverify.training.separator.export import read_separator, write_separator
from sigverify.training.separator.measuring import SeparatorFigures, measure
from sigverify.training.separator.network import SeparatorNetwork, separator_loss
from sigverify.training.separator.task import SeparatorTask, separator_trainer
from sigverify.training.trainer import Trainer, TrainingStatus


def bars_and_blots(count: int) -> SeparatorExamples:
    """Level bars are print and blots are ink, which are easy to distinguish."""
    rng = np.random.default_rng(0)
    canvases = np.zeros((count, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    inks = np.zeros((count, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    for canvas, ink in zip(canvases, inks, strict=True):
        canvas[:, int(rng.integers(10, 60)) :: 60] = 200
        for x, y in rng.integers((20, 20), (CANVAS_WIDTH - 40, CANVAS_HEIGHT - 40), (6, 2)):
            canvas[:, y : y + 14, x : x + 14] = 160
            ink[y : y + 14, x : x + 14] = 255
    return SeparatorExamples(canvases=canvases, inks=inks)


def train(
    folder: Path, *, steps: int, cancelled: Callable[[], bool] = never
) -> tuple[SeparatorNetwork, TrainingStatus]:
    torch.manual_seed(0)
    task = SeparatorTask(
        SeparatorNetwork(),
        examples=bars_and_blots(24),
        held_out=bars_and_blots(2),
        seed=0,
        batch=4,
    )
    config = replace(separator_trainer(0), steps=steps)
    trainer = Trainer(task, config=config, folder=folder, settings={})
    status = trainer.run(resume=True, seconds=1e9, report=lambda _: None, cancelled=cancelled)
    return task.network.eval(), status


def test_examples_show_the_ink_of_their_masks() -> None:
    rng = np.random.default_rng(2)
    found = [pair for _ in range(2) for pair in compose_cheque_examples(rng, signatures=[])]
    assert found
    for canvas, ink in found:
        assert canvas.shape == (CHANNELS, *ink.shape)
        assert set(np.unique(ink)) == {0, 255}
        dark = canvas.max(axis=0).astype(float)
        assert dark[ink > 0].mean() > dark[ink == 0].mean() + 25


def test_batches_keep_canvas_and_ink_together() -> None:
    examples = bars_and_blots(4)
    canvas, ink = make_batch(examples, np.arange(4), rng=np.random.default_rng(3))
    assert canvas.shape == (4, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH)
    assert 0.0 <= float(canvas.min()) <= float(canvas.max()) <= 1.0
    darkness = canvas.amax(dim=1)
    assert float(darkness[ink > 0].mean()) > 0.25 > float(darkness[ink == 0].mean())


def test_the_loss_is_small_for_the_right_ink_only() -> None:
    canvas, ink = make_batch(bars_and_blots(2), np.arange(2), rng=np.random.default_rng(4))
    right = separator_loss(20.0 * (ink - 0.5), canvas=canvas, ink=ink)
    wrong = separator_loss(-20.0 * (ink - 0.5), canvas=canvas, ink=ink)
    assert float(right) < 0.02
    assert float(wrong) > 5.0


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
    examples = bars_and_blots(4)
    network, _ = train(tmp_path / "work", steps=2)
    figures = measure(network, examples)
    write_separator(network, tmp_path, examples=24, figures=figures)
    separator = Separator(tmp_path)
    canvas = examples.canvases[0]
    with torch.no_grad():
        wanted = torch.sigmoid(network(torch.from_numpy(canvas[None] / np.float32(255))))[0]
    assert np.abs(separator.likelihood(canvas) - wanted.numpy()).max() < 1e-4
    again = read_separator(tmp_path).eval()
    with torch.no_grad():
        likewise = torch.sigmoid(again(torch.from_numpy(canvas[None] / np.float32(255))))[0]
    assert float((likewise - wanted).abs().max()) < 1e-5
    written = json.loads((tmp_path / SEPARATOR.manifest_name).read_text())
    assert written["held_out_recall"] == pytest.approx(figures.recall, abs=1e-4)
    with pytest.raises(ValueError, match="shape"):
        separator.likelihood(canvas[:2])


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    figures = SeparatorFigures(precision=0.5, recall=0.5)
    write_separator(SeparatorNetwork().eval(), tmp_path, examples=1, figures=figures)
    path = tmp_path / SEPARATOR.onnx_name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="altered"):
        Separator(tmp_path)
    path.unlink()
    with pytest.raises(ModelError, match="missing"):
        Separator(tmp_path)
    (tmp_path / SEPARATOR.manifest_name).write_text("{}")
    with pytest.raises(ModelError, match="manifest"):
        Separator(tmp_path)
