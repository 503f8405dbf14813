"""Starting weights of the encoder's last layer: discriminant directions, whitened within writers.

Directions in which signatures of the same person differ say nothing about the signer and are
scaled down; of the others, those with the largest differences are kept (docs/experiments.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.training.encoder.frozen import FrozenImages
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.pool import PoolPlan
from sigverify.training.encoder.validation import EMBEDDING_BATCH

# More images per writer and label add time, not precision: each has hundreds of cells.
FITTED_ON: Final = PoolPlan(genuine=4, forged=4, views=1)
# Share of an isotropic scatter in the estimate, as some directions are hardly measured.
SHRINKAGE: Final = 0.1
# Limits the scaling of features that hardly vary.
MIN_DEVIATION: Final = 1e-3


@torch.no_grad()
def start_head(
    network: EncoderNetwork,
    *,
    images: FrozenImages,
    hands: NDArray[np.int64],
    device: torch.device,
) -> None:
    """Fit the encoder's last layer to its features with the starting weights.

    Args:
        network: the encoder; its head is set in place.
        images: (n) signatures of ``train``, a few of each hand.
        hands: (n,) number of the hand that wrote each.
        device: where to compute.
    """
    network.eval()
    parts: list[Tensor] = []
    for start in range(0, len(images), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(images)))
        features = network.features(images.read(rows, device=device).features)
        parts.append(features.flatten(2).transpose(1, 2))
    weight, bias = fit_head(
        torch.cat(parts), hands=torch.from_numpy(hands).to(device), size=len(network.head.weight)
    )
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
