"""What the locator's averaged weights need before they can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor, nn

from sigverify.training.locator.network import LocatorNetwork

NORM_BATCHES: Final = 30
SHEET_BATCHES: Final = 60
SHEET_STEPS: Final = 600


@torch.no_grad()
def refresh_norms(network: LocatorNetwork, *, batch: Callable[[], Tensor], count: int) -> None:
    """Measure the batch norms' means and variances again: the stored ones are of other weights.

    Args:
        network: with averaged weights; changed in place.
        batch: gives canvases (n, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1.
        count: batches to measure on.
    """
    norms = [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    network.train()
    for _ in range(count):
        network(batch())


def fit_sheet(
    network: LocatorNetwork,
    *,
    batch: Callable[[], tuple[Tensor, Tensor, Tensor]],
    count: int,
    steps: int,
) -> None:
    """Fit the layers that say whether this is a cheque, and upright, to the trained features.

    During the training the loss of the boxes drowns theirs; on fixed features it takes seconds.

    Args:
        network: in evaluation mode; its ``sheet`` is changed in place.
        batch: gives canvases (n, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1, which of
            them are cheques (n,) bool and which are upright (n,) bool.
        count: batches to fit to; each counts upright and upside down.
        steps: of the optimiser.
    """
    summaries, cheques, uprights = [], [], []
    with torch.no_grad():
        for _ in range(count):
            canvases, is_cheque, upright = batch()
            for pixels, way_up in ((canvases, upright), (canvases.flip(2, 3), ~upright)):
                summaries.append(network.summary(pixels))
                cheques.append(is_cheque)
                uprights.append(way_up)
    features, cheque = torch.cat(summaries), torch.cat(cheques).float()
    wanted = torch.stack((cheque, torch.cat(uprights).float()), dim=1)
    # Crops have no right way up.
    counted = torch.stack((torch.ones_like(cheque), cheque), dim=1)
    optimiser = torch.optim.AdamW(network.sheet.parameters(), lr=3e-3, weight_decay=1e-2)
    for _ in range(steps):
        losses = nn.functional.binary_cross_entropy_with_logits(
            network.sheet(features), wanted, reduction="none"
        )
        optimiser.zero_grad()
        (losses * counted).mean().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
