"""Train the locator on composed cheques, and write it as ONNX with a small manifest."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.detection.locator import LOCATOR
from sigverify.detection.postprocessing import LocatorMaps, boxes_on_canvas
from sigverify.errors import DataError
from sigverify.training.averaging import moving_average
from sigverify.training.checkpoints import load_state, save_state
from sigverify.training.helpers import rate_share
from sigverify.training.locator.batches import make_batch
from sigverify.training.locator.data import LocatorExamples, compose_examples
from sigverify.training.locator.network import LocatorNetwork, locator_loss
from sigverify.training.locator.real_cheques import real_examples
from sigverify.training.onnx_graph import write_helper

BATCH: Final = 16
HELD_OUT: Final = 200
"""Composed cheques that are not trained on, for the figure in the manifest."""
STATE_NAME: Final = "state.pt"
_RATE: Final = 3e-3
_AVERAGED: Final = 0.998
_REAL_SHARE: Final = 0.3
_SAVE_SECONDS: Final = 120.0
_NORM_BATCHES: Final = 30
_SHEET_BATCHES: Final = 60
_SHEET_STEPS: Final = 600

Report = Callable[[str, float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorRequest:
    """What to train on and for how long.

    Attributes:
        manifest: table of signatures; those of `train` are laid on made-up cheques.
        real: table of real cheques with boxes to train on as well; None does without.
        without: layouts of that table to leave out, as a test of layouts never seen.
        output: folder for the locator.
        work: folder for composed cheques, which hold biometric data.
        cheques: how many to compose.
        minutes: time for the training itself, after the composing.
        seed: decides everything that is drawn.
        workers: processes that compose, and threads that train.
    """

    manifest: Path
    real: Path | None
    without: tuple[str, ...]
    output: Path
    work: Path
    cheques: int
    minutes: float
    seed: int
    workers: int


def train_locator(request: LocatorRequest, *, report: Report) -> float:
    """Compose, train, write; returns the share of held-out signatures that were found.

    Raises:
        DataError: the manifest can't be used, or there are too few cheques.
        OutputError: the locator can't be written.
    """
    examples = compose_examples(
        request.manifest,
        count=request.cheques,
        seed=request.seed,
        folder=request.work,
        workers=request.workers,
        report=lambda share: report("composing", share, ""),
    )
    held_out = min(HELD_OUT, len(examples.canvases) // 4)
    if len(examples.canvases) - held_out < BATCH:
        raise DataError("There are too few cheques to train on.", remedy="Compose more of them.")
    torch.manual_seed(request.seed)
    torch.set_num_threads(request.workers)
    network = fit(
        examples.part(slice(held_out, None)),
        real=None if request.real is None else real_examples(request.real, without=request.without),
        minutes=request.minutes,
        seed=request.seed,
        state=request.work / STATE_NAME,
        report=report,
    )
    found = found_share(network, examples.part(slice(held_out)))
    write_locator(network, request.output, cheques=len(examples.canvases), found=found)
    return found


def fit(
    examples: LocatorExamples,
    *,
    real: LocatorExamples | None,
    minutes: float,
    seed: int,
    state: Path | None,
    report: Report,
) -> LocatorNetwork:
    """Train for a time; what comes back is the average of the weights along the way.

    Args:
        examples: what was composed.
        real: cheques of which each batch takes its share, few as they are.
        minutes: how long, an earlier run's time included.
        seed: decides what is drawn.
        state: where the training is kept from time to time, and taken up again.
        report: told the part that is done.

    Raises:
        DataError: the state can't be read.
        OutputError: the state can't be written.
    """
    course = _Course(seconds=60.0 * minutes)
    if state is not None and state.is_file():
        course.restore(load_state(state, device=torch.device("cpu")))
    rng = np.random.default_rng([seed, course.batches])
    composed = len(examples.canvases)
    if real is not None:
        examples = examples.with_more(real)
    saved, mean = time.monotonic(), math.nan
    while course.share < 1.0:
        chosen = _rows(rng, composed=composed, real=len(examples.canvases) - composed)
        loss = course.step(examples, chosen, rng=rng)
        mean = loss if math.isnan(mean) else 0.97 * mean + 0.03 * loss
        report("training", min(course.share, 1.0), f"loss {mean:.3f}")
        if state is not None and time.monotonic() - saved > _SAVE_SECONDS:
            save_state(state, course.state())
            saved = time.monotonic()
    if state is not None:
        save_state(state, course.state())
    network = course.averaged.module
    assert isinstance(network, LocatorNetwork)
    _refresh_norms(network, examples, composed=composed, rng=rng)
    network.eval()
    _fit_sheet(network, examples, composed=composed, rng=rng)
    return network


def _rows(rng: np.random.Generator, *, composed: int, real: int) -> NDArray[np.int64]:
    """Which examples make the next batch; the real ones follow the composed ones."""
    rows = rng.integers(composed, size=BATCH)
    if real:
        rows = np.where(
            rng.random(BATCH) < _REAL_SHARE, composed + rng.integers(real, size=BATCH), rows
        )
    return rows


class _Course:
    """A training on its way."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds, self.spent, self.batches = seconds, 0.0, 0
        # Convolutions over few channels run twice as fast in this order of the numbers.
        self.network = LocatorNetwork().to(memory_format=torch.channels_last)
        self.averaged = torch.optim.swa_utils.AveragedModel(
            self.network, multi_avg_fn=moving_average(_AVERAGED)
        )
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=_RATE, weight_decay=1e-3)

    @property
    def share(self) -> float:
        return self.spent / self.seconds

    def step(
        self, examples: LocatorExamples, chosen: NDArray[np.int64], *, rng: np.random.Generator
    ) -> float:
        start = time.monotonic()
        for group in self.optimiser.param_groups:
            group["lr"] = _RATE * rate_share(self.share)
        canvases, boxes, upright = make_batch(examples, chosen, rng=rng)
        self.network.train()
        maps, sheet = self.network(canvases)
        loss = locator_loss(
            maps,
            sheet,
            boxes=boxes,
            is_cheque=torch.from_numpy(examples.is_cheque[chosen]),
            is_upright=upright,
        )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.averaged.update_parameters(self.network)
        self.batches += 1
        self.spent += time.monotonic() - start
        return float(loss.detach())

    def state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "spent": self.spent,
            "batches": self.batches,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.spent, self.batches = float(state["spent"]), int(state["batches"])


@torch.no_grad()
def _refresh_norms(
    network: LocatorNetwork,
    examples: LocatorExamples,
    *,
    composed: int,
    rng: np.random.Generator,
) -> None:
    """Measure the means and variances anew: those along the way were of other weights."""
    norms = [part for part in network.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    network.train()
    for _ in range(_NORM_BATCHES):
        chosen = _rows(rng, composed=composed, real=len(examples.canvases) - composed)
        network(make_batch(examples, chosen, rng=rng)[0])


def _fit_sheet(
    network: LocatorNetwork,
    examples: LocatorExamples,
    *,
    composed: int,
    rng: np.random.Generator,
) -> None:
    """Fit what says whether this is a cheque, and upright, to what the network has learnt to see.

    On the way its loss is drowned by that of the boxes; on fixed features it takes seconds.
    """
    seen, is_cheque, is_upright = [], [], []
    with torch.no_grad():
        for _ in range(_SHEET_BATCHES):
            chosen = _rows(rng, composed=composed, real=len(examples.canvases) - composed)
            canvases, _, upright = make_batch(examples, chosen, rng=rng)
            for pixels, way_up in ((canvases, upright), (canvases.flip(2, 3), ~upright)):
                seen.append(network.summary(pixels))
                is_cheque.append(torch.from_numpy(examples.is_cheque[chosen]))
                is_upright.append(way_up)
    features, cheque = torch.cat(seen), torch.cat(is_cheque).float()
    wanted = torch.stack((cheque, torch.cat(is_upright).float()), dim=1)
    # Crops have no right way up.
    counted = torch.stack((torch.ones_like(cheque), cheque), dim=1)
    optimiser = torch.optim.AdamW(network.sheet.parameters(), lr=3e-3, weight_decay=1e-2)
    for _ in range(_SHEET_STEPS):
        losses = torch.nn.functional.binary_cross_entropy_with_logits(
            network.sheet(features), wanted, reduction="none"
        )
        optimiser.zero_grad()
        (losses * counted).mean().backward()  # type: ignore[no-untyped-call]
        optimiser.step()


@torch.no_grad()
def found_share(network: LocatorNetwork, examples: LocatorExamples) -> float:
    """The share of signatures whose best box has an IoU of at least 0.5; NaN without any."""
    found: list[bool] = []
    for canvas, boxes in zip(examples.canvases, examples.boxes, strict=True):
        maps, sheet = network(torch.from_numpy(canvas[None].astype(np.float32) / 255.0))
        got = boxes_on_canvas(
            LocatorMaps(
                confidence=torch.sigmoid(maps[0, 0]).numpy(),
                sides=maps[0, 1:].numpy(),
                is_cheque=float(torch.sigmoid(sheet[0, 0])),
                upright=float(torch.sigmoid(sheet[0, 1])),
            )
        )
        for box in boxes[~np.isnan(boxes[:, 0])]:
            found.append(any(_iou(box, other) >= 0.5 for other, _ in got))
    return float(np.mean(found)) if found else math.nan


def _iou(a: NDArray[np.float32], b: NDArray[np.float64]) -> float:
    inner = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0.0, None).prod()
    union = (a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - inner
    return float(inner / union)


def write_locator(network: LocatorNetwork, folder: Path, *, cheques: int, found: float) -> None:
    """Write the network and its manifest.

    Raises:
        OutputError: a file can't be written.
    """
    facts = {"composed_cheques": cheques, "found_of_held_out": round(found, 4)}
    write_helper(_Finished(network), LOCATOR, folder=folder, facts=facts)


class _Finished(torch.nn.Module):
    """The network with shares instead of logits."""

    def __init__(self, network: LocatorNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, canvas: Tensor) -> tuple[Tensor, Tensor]:
        maps, sheet = self.network(canvas)
        shares = torch.cat((torch.sigmoid(maps[:, :1]), maps[:, 1:]), dim=1)
        return shares, torch.sigmoid(sheet)
