"""The average of a network's weights along its training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def moving_average(decay: float) -> Any:  # noqa: ANN401 - torch's own type names private ones
    """What `AveragedModel` calls after each batch with its own weights and the new ones.

    Args:
        decay: what is kept of the average at each batch; less at the beginning, where the start
            would weigh too long.
    """

    @torch.no_grad()
    def update(averages: Sequence[Tensor], weights: Sequence[Tensor], updates: Tensor) -> None:
        done = int(updates)
        share = 1.0 - min(decay, (1.0 + done) / (10.0 + done))
        for average, weight in zip(averages, weights, strict=True):
            average.lerp_(weight, share)

    return update
