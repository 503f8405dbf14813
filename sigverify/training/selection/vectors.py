"""One vector a signature: pooled features of the frozen network, and classical ways to map them.

Every mapper is fitted on signatures of some hands and maps vectors into a space whose Euclidean
distance is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_metric_learning.losses import TripletMarginLoss
from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices
from sklearn.decomposition import PCA
from sklearn.neighbors import NeighborhoodComponentsAnalysis
from torch import Tensor, nn
from torch.nn import functional

from sigverify.training.encoder.frozen import FrozenImages
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.validation import EMBEDDING_BATCH
from sigverify.training.signatures.corpus import Examples

Vectors = NDArray[np.float32]
Mapper = Callable[[Vectors], Vectors]

GRID: Final = (3, 6)
"""Parts of the canvas whose features are averaged."""
COMPONENTS: Final = 200
SHRINKAGE: Final = 0.1
"""Share of an isotropic scatter in the estimate of that within hands."""
# Its time grows with the square of the number of images.
_NCA_IMAGES: Final = 2000
_NCA_ITERATIONS: Final = 40
_LMNN_BATCHES: Final = 300
_BATCH_HANDS: Final = 32
_BATCH_IMAGES: Final = 4
_CODE: Final = 128
_AE_BATCHES: Final = 600
_AE_BATCH: Final = 64
_AE_SHRINK: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """Signatures to fit a mapper on.

    Attributes:
        vectors: (n, D) float32.
        hands: (n,) int64.
        seed: of all draws.
    """

    vectors: Vectors
    hands: NDArray[np.int64]
    seed: int


@torch.no_grad()
def pooled(network: EncoderNetwork, images: FrozenImages, *, device: torch.device) -> Vectors:
    """(n, D) features before the head, averaged in the parts of a grid."""
    network.eval()
    parts: list[Vectors] = []
    for start in range(0, len(images), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(images)))
        features = network.features(images.read(rows, device=device).features)
        parts.append(functional.adaptive_avg_pool2d(features, GRID).flatten(1).cpu().numpy())
    return np.concatenate(parts)


def components(fitting: Fitting) -> Mapper:
    """Standardised numbers, then principal components, all with their own variance."""
    mean = fitting.vectors.mean(axis=0)
    deviation = fitting.vectors.std(axis=0) + 1e-3
    count = min(COMPONENTS, *fitting.vectors.shape)
    pca = PCA(count, svd_solver="randomized", random_state=fitting.seed)
    pca.fit((fitting.vectors - mean) / deviation)
    return lambda vectors: np.asarray(pca.transform((vectors - mean) / deviation), np.float32)


def whitened(fitting: Fitting) -> Mapper:
    """Components scaled so that signatures of one hand vary equally in all directions."""
    before = components(fitting)
    values = before(fitting.vectors).astype(np.float64)
    _, own = np.unique(fitting.hands, return_inverse=True)
    sums = np.zeros((own.max() + 1, values.shape[1]))
    np.add.at(sums, own, values)
    centred = values - (sums / np.bincount(own)[:, None])[own]
    scatter = centred.T @ centred / max(len(values) - len(sums), 1)
    level = SHRINKAGE * np.trace(scatter) / len(scatter)
    spread, directions = np.linalg.eigh(
        (1 - SHRINKAGE) * scatter + (level + 1e-9) * np.eye(len(scatter))
    )
    matrix = (directions / np.sqrt(spread)).astype(np.float32)
    return lambda vectors: before(vectors) @ matrix


def neighbourhood_components(fitting: Fitting) -> Mapper:
    """NCA on the whitened components (Goldberger et al. 2004)."""
    before = whitened(fitting)
    nca = NeighborhoodComponentsAnalysis(
        init="identity", max_iter=_NCA_ITERATIONS, random_state=fitting.seed
    )
    order = np.random.default_rng(fitting.seed).permutation(np.unique(fitting.hands))
    counts = np.array([np.count_nonzero(fitting.hands == hand) for hand in order])
    some = np.isin(fitting.hands, order[np.cumsum(counts) <= _NCA_IMAGES])
    nca.fit(before(fitting.vectors[some]), fitting.hands[some])
    return lambda vectors: np.asarray(nca.transform(before(vectors)), np.float32)


def large_margin(fitting: Fitting) -> Mapper:
    """LMNN on the whitened components (Weinberger and Saul 2009), by batches.

    A linear map pulls signatures of a hand together and pushes those of other hands out of a margin
    around them, both with half of the weight.
    """
    before = whitened(fitting)
    values = torch.from_numpy(before(fitting.vectors))
    hands = torch.from_numpy(fitting.hands)
    matrix = nn.Parameter(torch.eye(values.shape[1]))
    optimiser = torch.optim.Adam([matrix], lr=1e-3)
    # In units of the mean distance within hands, so that a margin of 1 means something.
    unit = float(np.sqrt(2 * values.shape[1]))
    push = TripletMarginLoss(margin=1.0)
    push.distance.normalize_embeddings = False
    push.distance.power = 2
    for rows in _batches(fitting):
        mapped = values[rows] @ matrix / unit
        anchors, near, far = get_all_triplets_indices(hands[rows])
        pull = (mapped[anchors] - mapped[near]).square().sum(dim=1).mean()
        pushed: Tensor = push(mapped, indices_tuple=(anchors, near, far))
        optimiser.zero_grad()
        (0.5 * pull + 0.5 * pushed).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    linear = matrix.detach().numpy()
    return lambda vectors: before(vectors) @ linear


def _batches(fitting: Fitting) -> Iterator[Tensor]:
    """Rows of some hands with several signatures each."""
    rng = np.random.default_rng(fitting.seed)
    members = [np.flatnonzero(fitting.hands == hand) for hand in np.unique(fitting.hands)]
    members = [rows for rows in members if len(rows) > 1]
    for _ in range(_LMNN_BATCHES):
        chosen = rng.permutation(len(members))[:_BATCH_HANDS]
        yield torch.from_numpy(
            np.concatenate([rng.permutation(members[i])[:_BATCH_IMAGES] for i in chosen])
        )


class Autoencoder(nn.Module):
    """A small convolutional autoencoder of reduced canvases."""

    def __init__(self, *, height: int, width: int) -> None:
        """Make the layers for canvases of this size; both sides are multiples of 32."""
        super().__init__()
        self.shape = (64, height // 32, width // 32)
        size = self.shape[0] * self.shape[1] * self.shape[2]
        self.down = nn.Sequential(
            nn.Conv2d(1, 16, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(size, _CODE),
        )
        self.up = nn.Sequential(
            nn.Linear(_CODE, size),
            nn.ReLU(),
            nn.Unflatten(1, self.shape),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
        )

    def forward(self, canvas: Tensor) -> Tensor:
        """Logits of the reduced canvas, (B, 1, H / 4, W / 4)."""
        logits: Tensor = self.up(self.down(canvas))
        return logits


def reduced(examples: Examples) -> Tensor:
    """(n, 1, H / 4, W / 4) float32 canvases, padded to a whole number of the network's cells."""
    parts = []
    for start in range(0, len(examples), _AE_BATCH):
        rows = np.arange(start, min(start + _AE_BATCH, len(examples)))
        canvases = torch.from_numpy(examples.canvases(rows))[:, None].float() / 255
        parts.append(functional.avg_pool2d(canvases, _AE_SHRINK))
    small = torch.cat(parts)
    height, width = (-side % 8 for side in small.shape[2:])
    return functional.pad(small, (0, width, 0, height))


def fit_autoencoder(examples: Examples, *, seed: int) -> Autoencoder:
    """Train an autoencoder on signatures without their labels."""
    torch.manual_seed(seed)
    canvases = reduced(examples)
    height, width = (side * _AE_SHRINK for side in canvases.shape[2:])
    network = Autoencoder(height=height, width=width)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(_AE_BATCHES):
        batch = canvases[torch.randint(len(canvases), (_AE_BATCH,))]
        loss = functional.binary_cross_entropy_with_logits(network(batch), batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return network.eval()


@torch.no_grad()
def encoded(network: Autoencoder, examples: Examples) -> Vectors:
    """(n, D) codes of signatures."""
    parts = torch.split(reduced(examples), _AE_BATCH)
    return np.concatenate([network.down(part).numpy() for part in parts])
