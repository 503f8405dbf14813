"""The start of the encoder's last layer: principal components, whitened within writers.

Directions in which a writer's own genuine signatures differ say nothing about who signed, so they
are scaled down; what is left tells writers apart before any training (docs/experiments.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor

from sigverify.training.data import Examples
from sigverify.training.network import SiameseEncoder
from sigverify.training.validation import EMBEDDING_BATCH

# Share of the scatter that is taken as the same in all directions, as some are hardly measured.
SHRINKAGE: Final = 0.1
# Keeps a feature that hardly varies from being blown up.
MIN_DEVIATION: Final = 1e-3


@torch.no_grad()
def start_head(network: SiameseEncoder, *, examples: Examples, device: torch.device) -> None:
    """Fit the encoder's last layer to frozen features of the signatures to train on.

    Args:
        network: the encoder; its head is set in place.
        examples: signatures of ``train``.
        device: where to compute.
    """
    network.eval()
    parts: list[Tensor] = []
    for start in range(0, len(examples), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(examples)))
        canvases = torch.from_numpy(examples.canvases(rows)).to(device)
        parts.append(network.features(canvases[:, None].float() / 255))
    genuine = torch.from_numpy(~examples.forged).to(device)
    weight, bias = fit_head(
        torch.cat(parts),
        writers=torch.from_numpy(examples.writers).to(device),
        genuine=genuine,
        size=network.head.out_features,
    )
    network.head.weight.copy_(weight)
    network.head.bias.copy_(bias)


def fit_head(
    features: Tensor, *, writers: Tensor, genuine: Tensor, size: int
) -> tuple[Tensor, Tensor]:
    """Weights (size, F) and bias (size,) of standardising, PCA and whitening in one linear map.

    Args:
        features: (n, F) float32.
        writers: (n,) int64.
        genuine: (n,) bool; only these say how a writer varies.
        size: of the embedding. Directions that the features do not have stay zero.
    """
    mean = features.mean(dim=0)
    deviation = features.std(dim=0) + MIN_DEVIATION
    standard = (features - mean) / deviation
    rank = min(size, *standard.shape)
    torch.manual_seed(0)  # the decomposition starts from random directions
    _, _, axes = torch.svd_lowrank(standard, q=rank, niter=4)
    reduced = (standard @ axes)[genuine]
    _, own = torch.unique(writers[genuine], return_inverse=True)
    count = int(own.max()) + 1
    sums = torch.zeros(count, rank, device=reduced.device).index_add_(0, own, reduced)
    centred = reduced - (sums / own.bincount(minlength=count)[:, None])[own]
    scatter = (centred.T @ centred / max(len(centred) - count, 1)).double()
    level = scatter.diagonal().mean() * SHRINKAGE
    scatter = (1 - SHRINKAGE) * scatter + level * torch.eye(rank, device=scatter.device)
    values, vectors = torch.linalg.eigh(scatter)
    whitening = (vectors * values.rsqrt()) @ vectors.T
    weight = torch.zeros(size, features.shape[1], device=features.device)
    weight[:rank] = (whitening.float() @ axes.T) / deviation
    return weight, -weight @ mean
