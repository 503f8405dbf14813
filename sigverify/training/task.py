"""What a network's package provides to be trained: the interface of the trainer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from torch import Tensor, nn


class BatchLoss(NamedTuple):
    """The loss of one batch.

    Attributes:
        total: scalar that is minimised.
        logged: scalar for the log and the display; the total without what only regularises.
    """

    total: Tensor
    logged: Tensor


@dataclass(frozen=True, slots=True)
class Validation:
    """How good a network is on data that it was not trained on.

    Attributes:
        error: what decides which weights are the best, 0..1, lower is better.
        figures: the rates behind it by name, 0..1, for the log.
    """

    error: float
    figures: Mapping[str, float]


class TrainingTask(Protocol):
    """What is trained: a network, its loss on a batch, its validation."""

    @property
    def network(self) -> nn.Module:
        """The network, on its device; it is trained in place."""

    @property
    def criterion(self) -> nn.Module | None:
        """A loss with weights of its own, which belong to the checkpoint; None if there is none."""

    def initialise(self) -> None:
        """Set the starting weights; not called for a run that is resumed."""

    def parameter_groups(self) -> list[dict[str, Any]]:
        """Groups for the optimiser, each with ``params`` and its highest rate ``lr``.

        Called once, with the starting weights in the network.
        """

    def loss(self, step: int) -> BatchLoss:
        """The loss of a batch that depends on the seed and the step alone.

        torch's generator has been seeded for the step, and the network is in training mode.
        """

    def finished(self, average: nn.Module) -> nn.Module:
        """A network ready for use, made of the averaged weights, which are left as they are."""

    def validate(self, network: nn.Module) -> Validation:
        """Measure a finished network."""
