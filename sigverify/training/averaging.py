"""The moving average of a network's weights along its training."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel


def averaged_copy(network: nn.Module, *, decay: float, buffers: bool) -> AveragedModel:
    """A copy of a network whose weights follow an exponential moving average.

    Args:
        network: what is trained.
        decay: share of the average that is kept at each batch; less in the first batches, in which
            the starting weights would count for too long.
        buffers: average the buffers (such as the statistics of batch norms) too, instead of taking
            the latest.
    """

    @torch.no_grad()
    def update(averages: Sequence[Tensor], weights: Sequence[Tensor], updates: Tensor) -> None:
        done = int(updates)
        share = 1.0 - min(decay, (1.0 + done) / (10.0 + done))
        for average, weight in zip(averages, weights, strict=True):
            if average.is_floating_point():
                average.lerp_(weight, share)
            else:  # a counter
                average.copy_(weight)

    # torch's annotation of this argument names private types.
    update_all: object = update
    return AveragedModel(network, multi_avg_fn=update_all, use_buffers=buffers)  # type: ignore[arg-type]
