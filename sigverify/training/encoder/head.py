"""Starting weights of the encoder's last layer: discriminant directions, whitened within writers.

Directions in which signatures of the same person differ say nothing about the signer and are
scaled down; of the others, those with the largest differences are kept (docs/experiments.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor

from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.pool import PoolPlan, choose_pool
from sigverify.training.encoder.validation import EMBEDDING_BATCH
from sigverify.training.signatures.corpus import Examples

# More images per writer and label add time, not precision: each has hundreds of cells.
SOME: Final = PoolPlan(genuine=4, forged=4, views=1)
# Share of an isotropic scatter in the estimate, as some directions are hardly measured.
SHRINKAGE: Final = 0.1
# Limits the scaling of features that hardly vary.
MIN_DEVIATION: Final = 1e-3


@torch.no_grad()
def start_head(network: EncoderNetwork, *, examples: Examples, device: torch.device) -> None:
    """Fit the encoder's last layer to frozen features of the signatures to train on.

    Args:
        network: the encoder; its head is set in place.
        examples: signatures of ``train``.
        device: where to compute.
    """
    network.eval()
    some = choose_pool(examples, plan=SOME, seed=0).examples
    parts: list[Tensor] = []
    for start in range(0, len(some), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(some)))
        canvases = torch.from_numpy(some.canvases(rows)).to(device)
        features = network.features(network.frozen(canvases[:, None].float() / 255).features)
        parts.append(features.flatten(2).transpose(1, 2))
    # Imitations of a writer count as another hand.
    hands = torch.from_numpy(2 * some.writers + some.forged).to(device)
    weight, bias = fit_head(torch.cat(parts), hands=hands, size=len(network.head.weight))
    network.head.weight.copy_(weight.view_as(network.head.weight))
    lengths = [(part @ weight.T + bias).norm(dim=-1).mean() for part in parts]
    network.softness.copy_(torch.stack(lengths).mean())
    assert network.head.bias is not None
    network.head.bias.copy_(bias)


def fit_head(features: Tensor, *, hands: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Fit weights (size, F) and bias (size,) of a linear map for the features of each cell.

    Fisher's discriminant directions (Rao 1948) with the class "same hand, same cell".

    Args:
        features: (n, cells, F) float32.
        hands: (n,) int64, number of the hand that wrote the image.
        size: length of a cell's descriptor, at most F.
    """
    count, cells, depth = features.shape
    flat = features.reshape(-1, depth).double()
    mean = flat.mean(dim=0)
    deviation = flat.std(dim=0) + MIN_DEVIATION
    standard = ((flat - mean) / deviation).reshape(count, cells, depth)
    _, own = torch.unique(hands, return_inverse=True)
    groups = int(own.max()) + 1
    sums = torch.zeros(groups, cells, depth, dtype=torch.double, device=features.device)
    sums.index_add_(0, own, standard)
    centred = standard - (sums / own.bincount(minlength=groups)[:, None, None])[own]
    within = _scatter(centred, freedom=max(count - groups, 1) * cells)
    level = within.diagonal().mean() * SHRINKAGE
    within = (1 - SHRINKAGE) * within + level * torch.eye(depth, device=within.device)
    values, vectors = torch.linalg.eigh(within)
    whitening = vectors * values.rsqrt()
    total = whitening.T @ _scatter(standard, freedom=count * cells) @ whitening
    _, directions = torch.linalg.eigh(total)
    mapping = (whitening @ directions.flip(1)[:, :size]).T / deviation
    return mapping.float(), (-mapping @ mean).float()


def _scatter(values: Tensor, *, freedom: int) -> Tensor:
    """(F, F) mean of outer products of (n, cells, F) values."""
    flat = values.flatten(0, 1)
    return flat.T @ flat / freedom
