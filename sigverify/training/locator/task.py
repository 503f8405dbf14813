"""What the trainer needs to train the locator: batches of cheques, the loss, validation."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sigverify.training.locator.batches import make_batch
from sigverify.training.locator.data import LocatorExamples
from sigverify.training.locator.finishing import (
    NORM_BATCHES,
    SHEET_BATCHES,
    SHEET_STEPS,
    fit_sheet,
    refresh_norms,
)
from sigverify.training.locator.measuring import found_share
from sigverify.training.locator.network import LocatorNetwork, locator_loss
from sigverify.training.task import BatchLoss, Validation
from sigverify.training.trainer import TrainerConfig

_RATE: Final = 3e-3
_REAL_SHARE: Final = 0.3
"""Of the examples in a batch, how many are real cheques."""
_FINISHING: Final = 1
"""Names the stream of random numbers that finishing draws from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorSizes:
    """How much is computed, apart from the number of batches.

    Attributes:
        batch: examples a batch.
        norm_batches: batches on which the batch norms are measured at the end.
        sheet_batches: batches that the last layers are fitted to at the end.
        sheet_steps: steps of that fit.
    """

    batch: int = 16
    norm_batches: int = NORM_BATCHES
    sheet_batches: int = SHEET_BATCHES
    sheet_steps: int = SHEET_STEPS


def locator_trainer(seed: int) -> TrainerConfig:
    """The settings of the loop; the clock ends the training."""
    return TrainerConfig(
        seed=seed, warm_up_share=0.05, final_rate=0.003, weight_decay=1e-3, average=0.998
    )


class LocatorTask:
    """Training of a locator on cheques, see `sigverify.training.task`."""

    criterion: nn.Module | None = None

    def __init__(
        self,
        network: LocatorNetwork,
        *,
        composed: LocatorExamples,
        real: LocatorExamples | None,
        held_out: LocatorExamples,
        seed: int,
        sizes: LocatorSizes = LocatorSizes(),
    ) -> None:
        """Join composed and real cheques.

        Args:
            network: the locator, with its starting weights.
            composed: cheques that were composed.
            real: real cheques, of which each batch takes a fixed share however few they are.
            held_out: composed cheques for validation.
            seed: of everything that is drawn.
            sizes: how much is computed.
        """
        # Convolutions over few channels run twice as fast in this memory layout.
        self.network = network.to(memory_format=torch.channels_last)
        self._composed = len(composed.canvases)
        self._real = 0 if real is None else len(real.canvases)
        self._examples = composed if real is None else composed.with_more(real)
        self._held_out = held_out
        self._seed = seed
        self._sizes = sizes

    def initialise(self) -> None:
        """The network has its starting weights from the beginning."""

    def parameter_groups(self) -> list[dict[str, Any]]:
        """All weights, at one rate."""
        return [{"params": list(self.network.parameters()), "lr": _RATE}]

    def loss(self, step: int) -> BatchLoss:
        """The loss on a batch of cheques."""
        rng = np.random.default_rng([self._seed, step])
        chosen = self._rows(rng)
        canvases, boxes, upright = make_batch(self._examples, chosen, rng=rng)
        maps, sheet = self.network(canvases)
        is_cheque = torch.from_numpy(self._examples.is_cheque[chosen])
        loss = locator_loss(maps, sheet, boxes=boxes, is_cheque=is_cheque, is_upright=upright)
        return BatchLoss(total=loss, logged=loss)

    def finished(self, average: nn.Module) -> nn.Module:
        """A copy of the averaged weights with fresh batch norms and fitted last layers."""
        network = copy.deepcopy(average)
        assert isinstance(network, LocatorNetwork)
        rng = np.random.default_rng([self._seed, 0, _FINISHING])

        def batch() -> tuple[Tensor, Tensor, Tensor]:
            chosen = self._rows(rng)
            canvases, _, upright = make_batch(self._examples, chosen, rng=rng)
            return canvases, torch.from_numpy(self._examples.is_cheque[chosen]), upright

        sizes = self._sizes
        refresh_norms(network, batch=lambda: batch()[0], count=sizes.norm_batches)
        network.eval()
        fit_sheet(network, batch=batch, count=sizes.sheet_batches, steps=sizes.sheet_steps)
        return network

    def validate(self, network: nn.Module) -> Validation:
        """The share of signatures on held-out cheques that are missed."""
        assert isinstance(network, LocatorNetwork)
        missed = 1.0 - found_share(network.eval(), self._held_out)
        return Validation(error=missed, figures={"signatures missed": missed})

    def _rows(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Which examples make a batch; the real ones follow the composed ones."""
        size = self._sizes.batch
        rows = rng.integers(self._composed, size=size)
        if self._real:
            real = rng.random(size) < _REAL_SHARE
            rows = np.where(real, self._composed + rng.integers(self._real, size=size), rows)
        return rows
