"""What the trainer needs to train the separator: batches of cut-outs, the loss, validation."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from torch import nn

from sigverify.training.separator.batches import make_batch
from sigverify.training.separator.comparison import ComparisonLoss
from sigverify.training.separator.data import SeparatorExamples
from sigverify.training.separator.measuring import measure
from sigverify.training.separator.network import SeparatorNetwork, separator_loss
from sigverify.training.task import BatchLoss, Validation
from sigverify.training.trainer import TrainerConfig

BATCH: Final = 12
_RATE: Final = 4e-3
_COMPARED_RATE: Final = 6e-4
"""With the second loss the training starts from a trained separator."""
_COMPARISON_WEIGHT: Final = 2.0
"""Weight of the second loss: both are about as large for the shipped separator."""


def separator_trainer(seed: int, *, compared: bool = False) -> TrainerConfig:
    """The settings of the loop; the clock ends the training.

    Args:
        seed: of everything that is drawn.
        compared: with the second loss, whose batches are few and slow.
    """
    return TrainerConfig(
        seed=seed,
        warm_up_share=0.05,
        final_rate=0.003,
        weight_decay=1e-3,
        average=0.99 if compared else 0.998,
        average_buffers=True,
    )


class SeparatorTask:
    """Training of a separator on cut-outs, see `sigverify.training.task`."""

    criterion: nn.Module | None = None

    def __init__(
        self,
        network: SeparatorNetwork,
        *,
        examples: SeparatorExamples,
        held_out: SeparatorExamples,
        seed: int,
        batch: int = BATCH,
        comparison: ComparisonLoss | None = None,
    ) -> None:
        """Keep network and examples.

        Args:
            network: the separator, with its starting weights.
            examples: what to train on.
            held_out: examples for validation.
            seed: of everything that is drawn.
            batch: examples a batch.
            comparison: a second loss beside that by pixel; None leaves it out.
        """
        # Convolutions over few channels run faster in this memory layout.
        self.network = network.to(memory_format=torch.channels_last)
        self._examples = examples
        self._held_out = held_out
        self._seed = seed
        self._batch = batch
        self._comparison = comparison

    def initialise(self) -> None:
        """The network has its starting weights from the beginning."""

    def parameter_groups(self) -> list[dict[str, Any]]:
        """All weights, at one rate."""
        rate = _RATE if self._comparison is None else _COMPARED_RATE
        return [{"params": list(self.network.parameters()), "lr": rate}]

    def loss(self, step: int) -> BatchLoss:
        """The loss on a batch of cut-outs."""
        rng = np.random.default_rng([self._seed, step])
        chosen = rng.integers(len(self._examples.canvases), size=self._batch)
        canvas, ink = make_batch(self._examples, chosen, rng=rng)
        # Half the time where the processor has instructions for it, and no worse a network.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.network(canvas)
        loss = separator_loss(logits.float(), canvas=canvas, ink=ink)
        if self._comparison is not None:
            moved = self._comparison(logits.float(), canvas=canvas, ink=ink)
            loss = loss + _COMPARISON_WEIGHT * moved
        return BatchLoss(total=loss, logged=loss)

    def finished(self, average: nn.Module) -> nn.Module:
        """The averaged weights can be used as they are."""
        return average

    def validate(self, network: nn.Module) -> Validation:
        """The mean of the two ways to be wrong about dark pixels of held-out examples."""
        assert isinstance(network, SeparatorNetwork)
        figures = measure(network.eval(), self._held_out)
        return Validation(
            error=1.0 - (figures.precision + figures.recall) / 2,
            figures={"precision": figures.precision, "recall": figures.recall},
        )
