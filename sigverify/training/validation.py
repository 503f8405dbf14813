"""How well embeddings tell signatures apart, one reference against one questioned signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sigverify.model.distance import embedding_distances
from sigverify.scoring.bootstrap import WriterScores
from sigverify.scoring.metrics import equal_error_rate
from sigverify.terms import PairKind
from sigverify.training.data import Examples, Indices

EMBEDDING_BATCH: Final = 32

Embeddings = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """Distances of single comparisons of one data set, by kind.

    Attributes:
        distances: of each kind that the set has: (n,) Euclidean distances, 0..2, each with the
            writer of its reference.
    """

    distances: dict[PairKind, WriterScores]

    def eer(self, kind: PairKind) -> float | None:
        """Equal error rate against one kind of forgery at one threshold, None without trials."""
        if PairKind.GENUINE not in self.distances or kind not in self.distances:
            return None
        return equal_error_rate(
            -self.distances[PairKind.GENUINE].values, -self.distances[kind].values
        ).value


@torch.no_grad()
def embed(network: nn.Module, examples: Examples, *, device: torch.device) -> Embeddings:
    """(n, D) float32 embeddings of unit length, without augmentation."""
    network.eval()
    parts: list[Embeddings] = []
    for start in range(0, len(examples), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(examples)))
        canvases = torch.from_numpy(examples.canvases(rows)).to(device)
        parts.append(network(canvases[:, None].float() / 255).float().cpu().numpy())
    return np.concatenate(parts)


def compare_by_set(embeddings: Embeddings, *, examples: Examples) -> dict[str, Comparisons]:
    """All single comparisons within each data set.

    Every unordered pair of genuine signatures of a writer, every genuine one against every skilled
    forgery of its writer, and every unordered pair of genuine signatures of two writers of a set.

    Args:
        embeddings: (n, D), of unit length.
        examples: (n) what they were made of.
    """
    result: dict[str, Comparisons] = {}
    for name in np.unique(examples.datasets).tolist():
        rows = np.flatnonzero(examples.datasets == name)
        genuine = rows[~examples.forged[rows]]
        forged = rows[examples.forged[rows]]
        writers = examples.writers[genuine]
        first, second = np.triu_indices(genuine.size, k=1)
        between = embedding_distances(embeddings[genuine], embeddings[genuine])[first, second]
        same = writers[first] == writers[second]
        anchor, imitation = np.nonzero(writers[:, None] == examples.writers[forged][None, :])
        skilled = embedding_distances(embeddings[genuine], embeddings[forged])[anchor, imitation]
        kinds = {
            PairKind.GENUINE: (between[same], writers[first][same]),
            PairKind.SKILLED: (skilled, writers[anchor]),
            PairKind.RANDOM: (between[~same], writers[first][~same]),
        }
        result[name] = Comparisons(
            {kind: WriterScores(*scores) for kind, scores in kinds.items() if scores[0].size}
        )
    return result


def mean_eer(comparisons: dict[str, Comparisons]) -> float | None:
    """Skilled EER averaged over the data sets, each weighing the same.

    A set without skilled forgeries, as a bank's own may be, counts with its random EER.

    Returns:
        0..1, None where no set has comparisons of two kinds.
    """
    rates: list[float] = []
    for entry in comparisons.values():
        rate = entry.eer(PairKind.SKILLED)
        rate = entry.eer(PairKind.RANDOM) if rate is None else rate
        if rate is not None:
            rates.append(rate)
    return sum(rates) / len(rates) if rates else None


def choose_images(examples: Examples, *, per_label: int, seed: int) -> Examples:
    """At most so many genuine and forged signatures of each writer, drawn by seed."""
    rng = np.random.default_rng(seed)
    chosen: list[Indices] = []
    for writer in np.unique(examples.writers):
        for forged in (False, True):
            rows = np.flatnonzero((examples.writers == writer) & (examples.forged == forged))
            chosen.append(np.sort(rng.permutation(rows)[:per_label]))
    return examples.subset(np.concatenate(chosen))
