"""Train the separator on composed cheques, and write it as ONNX with a small manifest."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.detection.separator import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    CHANNELS,
    SEPARATOR,
    Separator,
)
from sigverify.errors import DataError, ModelError
from sigverify.training.helpers import rate_share
from sigverify.training.onnx_graph import write_helper
from sigverify.training.separator.data import SeparatorExamples, compose_examples
from sigverify.training.separator.network import SeparatorNetwork, separator_loss

BATCH: Final = 12
HELD_OUT: Final = 200
"""Composed signatures that are not trained on, for the figures in the manifest."""
_RATE: Final = 4e-3
_AVERAGED: Final = 0.998
_GREY_ODDS: Final = 0.25
_SECOND_PRINT_ODDS: Final = 0.3
"""How often the print about another signature is laid over one's own."""

_SCREEN_ODDS: Final = 0.25
"""How often a line screen is laid over everything: the hardest print is as wide as a pen."""
_PREFIX: Final = "network."
"""Of the names of the weights in the ONNX file."""

Report = Callable[[str, float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorRequest:
    """What to train on and for how long.

    Attributes:
        manifest: table of signatures; those of `train` are laid on made-up cheques.
        start: folder of a separator to go on from; None begins anew.
        output: folder for the separator.
        work: folder for composed examples, which hold biometric data.
        examples: how many to compose.
        minutes: time for the training itself, after the composing.
        seed: decides everything that is drawn.
        workers: processes that compose, and threads that train.
    """

    manifest: Path
    start: Path | None
    output: Path
    work: Path
    examples: int
    minutes: float
    seed: int
    workers: int


@dataclass(frozen=True, slots=True)
class SeparatorFigures:
    """How well held-out ink is told from print: shares of dark pixels, means over signatures."""

    precision: float
    recall: float


def train_separator(request: SeparatorRequest, *, report: Report) -> SeparatorFigures:
    """Compose, train, write.

    Returns:
        What was measured on held-out examples.

    Raises:
        DataError: the manifest can't be used, or there are too few examples.
        ModelError: what it should go on from is no separator.
        OutputError: the separator can't be written.
    """
    examples = compose_examples(
        request.manifest,
        count=request.examples,
        seed=request.seed,
        folder=request.work,
        workers=request.workers,
        report=lambda share: report("composing", share, ""),
    )
    held_out = min(HELD_OUT, len(examples.canvases) // 4)
    if len(examples.canvases) - held_out < BATCH:
        raise DataError("There are too few examples to train on.", remedy="Compose more of them.")
    torch.manual_seed(request.seed)
    torch.set_num_threads(request.workers)
    network = SeparatorNetwork() if request.start is None else read_separator(request.start)
    network = fit(
        network,
        examples=examples.part(slice(held_out, None)),
        minutes=request.minutes,
        seed=request.seed,
        report=report,
    )
    figures = measure(network, examples.part(slice(held_out)))
    write_separator(network, request.output, examples=len(examples.canvases), figures=figures)
    return figures


def fit(
    network: SeparatorNetwork,
    *,
    examples: SeparatorExamples,
    minutes: float,
    seed: int,
    report: Report,
) -> SeparatorNetwork:
    """Train for a time; what comes back is the average of the weights along the way."""
    rng = np.random.default_rng(seed)
    # Convolutions over few channels run faster in this order of the numbers.
    network = network.to(memory_format=torch.channels_last)
    averaged = torch.optim.swa_utils.AveragedModel(
        network,
        avg_fn=_average,
        use_buffers=True,
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=1e-3)
    start, share, mean = time.monotonic(), 0.0, math.nan
    network.train()
    while share < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * rate_share(share)
        chosen = rng.integers(len(examples.canvases), size=BATCH)
        canvas, ink = make_batch(examples, chosen, rng=rng)
        # Half the time where the processor has instructions for it, and no worse a network.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(canvas)
        loss = separator_loss(logits.float(), canvas=canvas, ink=ink)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        averaged.update_parameters(network)
        value = float(loss.detach())
        mean = value if math.isnan(mean) else 0.97 * mean + 0.03 * value
        share = (time.monotonic() - start) / (60.0 * minutes)
        report("training", min(share, 1.0), f"loss {mean:.3f}")
    result = averaged.module
    assert isinstance(result, SeparatorNetwork)
    return result.eval()


def _average(averaged: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
    """The mean of all weights at first, of some hundred batches later on."""
    keep = min(_AVERAGED, float(count) / (float(count) + 10.0))
    return averaged + (current - averaged) * (1.0 - keep)


def make_batch(
    examples: SeparatorExamples, chosen: NDArray[np.int64], *, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Examples of some rows in other colours and light, moved a little, with more print.

    Returns:
        Canvases (n, CHANNELS, H, W) float32 0..1 and inks (n, H, W) float32, 0 or 1.
    """
    shape = (len(chosen), CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH)
    canvases = np.empty(shape, np.float32)
    inks = np.empty((len(chosen), CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    for place, row in enumerate(chosen.tolist()):
        canvas, ink = _moved(examples.canvases[row], examples.inks[row], rng=rng)
        if rng.random() < _SECOND_PRINT_ODDS:
            other = int(rng.integers(len(examples.canvases)))
            canvas = _printed_over(
                canvas, *_moved(examples.canvases[other], examples.inks[other], rng=rng)
            )
        if rng.random() < _SCREEN_ODDS:
            canvas = _screened(canvas, rng=rng)
        canvases[place], inks[place] = _recoloured(canvas, rng=rng), ink >= 128
    pixels = torch.from_numpy(canvases).contiguous(memory_format=torch.channels_last)
    return pixels, torch.from_numpy(inks)


def _moved(
    canvas: NDArray[np.uint8], ink: NDArray[np.uint8], *, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    middle = (CANVAS_WIDTH / 2, CANVAS_HEIGHT / 2)
    degrees = float(np.clip(rng.normal(0.0, 2.0), -6.0, 6.0))
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), dtype=np.float64)
    matrix[:, :2] @= np.diag(np.exp(rng.normal(0.0, 0.08, 2)) * np.exp(rng.uniform(-0.15, 0.1)))
    matrix[:, 2] = np.asarray(middle) - matrix[:, :2] @ np.asarray(middle)
    matrix[:, 2] += rng.normal(0.0, (6.0, 4.0))
    size = (CANVAS_WIDTH, CANVAS_HEIGHT)
    planes = np.ascontiguousarray(canvas.transpose(1, 2, 0))
    moved = cv2.warpAffine(planes, matrix, size, flags=cv2.INTER_LINEAR)
    return (
        np.ascontiguousarray(moved.transpose(2, 0, 1)).astype(np.uint8),
        np.asarray(cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR), dtype=np.uint8),
    )


def _printed_over(
    canvas: NDArray[np.uint8], other: NDArray[np.uint8], other_ink: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """What is beside the ink on another canvas, laid over this one as dye over dye."""
    beside = cv2.dilate(other_ink, np.ones((7, 7), np.uint8)) == 0
    through = (255 - canvas.astype(np.uint16)) * (255 - other.astype(np.uint16) * beside)
    return np.asarray(255 - through // 255, dtype=np.uint8)


def _screened(canvas: NDArray[np.uint8], *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Straight or waving lines from edge to edge, at any angle, now and then crossing."""
    y, x = np.mgrid[:CANVAS_HEIGHT, :CANVAS_WIDTH].astype(np.float32)
    through = np.ones((CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(7.0, 45.0)
    width, darkness = rng.uniform(1.0, min(5.0, 0.4 * period)), rng.uniform(0.1, 1.0)
    for turn in (0.0, rng.uniform(0.4, 2.7)) if rng.random() < 0.3 else (0.0,):
        cos, sin = np.cos(angle + turn), np.sin(angle + turn)
        along, across = cos * x + sin * y, cos * y - sin * x
        if rng.random() < 0.5:
            swing = rng.uniform(0.0, 14.0)
            across = across + swing * np.sin(along * rng.uniform(0.01, 0.09) + rng.uniform(0, 6))
        away = np.abs(np.mod(across, period) - period / 2)
        lines = np.clip(width / 2 - away + 0.5, 0.0, 1.0)
        through *= 1.0 - np.float32(darkness) * lines
    tint = rng.uniform(0.4, 1.0, CHANNELS) if rng.random() < 0.5 else np.ones(CHANNELS)
    kept = 1.0 - (1.0 - through)[None] * tint[:, None, None].astype(np.float32)
    return np.asarray(255.0 - (255.0 - canvas) * kept, dtype=np.uint8)


def _recoloured(canvas: NDArray[np.uint8], *, rng: np.random.Generator) -> NDArray[np.float32]:
    """Another scanner's idea of the same sheet, (CHANNELS, H, W) float32 0..1."""
    pixels = canvas.astype(np.float32) / 255.0
    if rng.random() < _GREY_ODDS:
        pixels[:] = np.tensordot(rng.dirichlet((2, 5, 3)), pixels, axes=1)[None]
    elif rng.random() < 0.3:
        pixels = pixels[rng.permutation(CHANNELS)]
    pixels = pixels ** np.float32(rng.uniform(0.7, 1.4)) * np.float32(rng.uniform(0.6, 1.15))
    if rng.random() < 0.3:
        pixels += rng.normal(0.0, rng.uniform(0.0, 0.05), pixels.shape).astype(np.float32)
    return np.asarray(np.clip(pixels, 0.0, 1.0), dtype=np.float32)


@torch.no_grad()
def measure(network: SeparatorNetwork, examples: SeparatorExamples) -> SeparatorFigures:
    """Precision and recall of dark pixels, means over the examples; NaN without any."""
    found: list[tuple[float, float]] = []
    for canvas, ink in zip(examples.canvases, examples.inks, strict=True):
        logits = network(torch.from_numpy(canvas[None].astype(np.float32) / 255.0))[0].numpy()
        dark = canvas.max(axis=0) >= 64
        said, true = (logits > 0) & dark, (ink >= 128) & dark
        both = float((said & true).sum())
        if true.any():
            found.append((both / max(said.sum(), 1), both / true.sum()))
    if not found:
        return SeparatorFigures(precision=math.nan, recall=math.nan)
    precision, recall = np.mean(found, axis=0)
    return SeparatorFigures(precision=float(precision), recall=float(recall))


def write_separator(
    network: SeparatorNetwork, folder: Path, *, examples: int, figures: SeparatorFigures
) -> None:
    """Write the network and its manifest.

    Raises:
        OutputError: a file can't be written.
    """
    facts = {
        "composed_examples": examples,
        "held_out_precision": round(figures.precision, 4),
        "held_out_recall": round(figures.recall, 4),
    }
    write_helper(_Finished(network), SEPARATOR, folder=folder, facts=facts)


def read_separator(folder: Path) -> SeparatorNetwork:
    """A network whose weights are those of a separator that `write_separator` wrote.

    Raises:
        ModelError: there is no separator, or one of another architecture.
    """
    import onnx

    Separator(folder)  # checks the files
    model = onnx.load(folder / SEPARATOR.onnx_name)
    stored = {
        tensor.name.removeprefix(_PREFIX): torch.from_numpy(
            onnx.numpy_helper.to_array(tensor).copy()
        )
        for tensor in model.graph.initializer
    }
    network = SeparatorNetwork()
    own = network.state_dict()
    # How many batches have been seen is not stored.
    weights = {name: stored.get(name, value) for name, value in own.items()}
    missing = [
        name for name, value in own.items() if value.is_floating_point() and name not in stored
    ]
    if missing or any(weights[name].shape != value.shape for name, value in own.items()):
        raise ModelError(
            f"{folder}: a separator of another architecture.",
            remedy="Begin anew, without --start.",
        )
    network.load_state_dict(weights)
    return network


class _Finished(torch.nn.Module):
    """The network with shares instead of logits."""

    def __init__(self, network: SeparatorNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, canvas: Tensor) -> Tensor:
        """See `SeparatorNetwork`."""
        return torch.sigmoid(self.network(canvas))
