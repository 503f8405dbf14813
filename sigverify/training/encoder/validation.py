"""Error rates of embeddings, one reference against one questioned signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sigverify.encoding.distance import embedding_distances
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.performance.metrics import equal_error_rate
from sigverify.terms import PairKind
from sigverify.training.encoder.frozen import FrozenImages
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.signatures.corpus import Examples, Indices

EMBEDDING_BATCH: Final = 16
RANDOM_PARTNERS: Final = 10

Embeddings = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """Distances of single comparisons of one data set, by kind.

    Attributes:
        distances: by kind of comparison (n,) distances, 0..2.6, each with the writer of its
            reference; kinds without comparisons are missing.
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
    """(n, ...) float32 embeddings, without augmentation."""
    network.eval()
    parts: list[Embeddings] = []
    for start in range(0, len(examples), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(examples)))
        canvases = torch.from_numpy(examples.canvases(rows)).to(device)
        parts.append(network(canvases[:, None].float() / 255).float().cpu().numpy())
    return np.concatenate(parts)


@torch.no_grad()
def embed_frozen(
    network: EncoderNetwork, images: FrozenImages, *, device: torch.device
) -> Embeddings:
    """(n, ...) float32 embeddings of prepared images."""
    network.eval()
    parts: list[Embeddings] = []
    for start in range(0, len(images), EMBEDDING_BATCH):
        rows = np.arange(start, min(start + EMBEDDING_BATCH, len(images)))
        parts.append(network.embeddings(images.read(rows, device=device)).float().cpu().numpy())
    return np.concatenate(parts)


def compare_by_set(
    embeddings: Embeddings, *, examples: Examples, seed: int
) -> dict[str, Comparisons]:
    """Single comparisons within each data set.

    Every pair of genuine signatures of a writer, every genuine signature against every skilled
    forgery of its writer, and every genuine one against 10 genuine ones of other writers of the
    set, drawn by seed.

    Args:
        embeddings: (n, ...) of the examples.
        examples: (n) their signatures.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    result: dict[str, Comparisons] = {}
    for name in np.unique(examples.datasets).tolist():
        found: dict[PairKind, list[tuple[NDArray[np.float64], int]]] = {}
        here = examples.datasets == name
        genuine = np.flatnonzero(here & ~examples.forged)
        forged = np.flatnonzero(here & examples.forged)
        for row in genuine:
            writer = int(examples.writers[row])
            own = examples.writers[genuine] == writer
            strangers = genuine[~own]
            partners = {
                PairKind.GENUINE: genuine[own & (genuine > row)],
                PairKind.SKILLED: forged[examples.writers[forged] == writer],
                PairKind.RANDOM: rng.permutation(strangers)[:RANDOM_PARTNERS],
            }
            all_of_them = np.concatenate(list(partners.values()))
            distances = embedding_distances(embeddings[[row]], embeddings[all_of_them])[0]
            ends = np.cumsum([rows.size for rows in partners.values()])
            for kind, values in zip(partners, np.split(distances, ends[:-1]), strict=True):
                found.setdefault(kind, []).append((values, writer))
        result[name] = Comparisons(
            {
                kind: WriterScores(
                    np.concatenate([values for values, _ in parts]),
                    np.repeat([writer for _, writer in parts], [v.size for v, _ in parts]),
                )
                for kind, parts in found.items()
                if any(values.size for values, _ in parts)
            }
        )
    return result


def mean_eer(comparisons: dict[str, Comparisons]) -> float | None:
    """Skilled EER averaged over the data sets with equal weights.

    A set without skilled forgeries, such as a bank's own may be, counts with its random EER.

    Returns:
        0..1, None if no set has comparisons of two kinds.
    """
    rates: list[float] = []
    for entry in comparisons.values():
        rate = entry.eer(PairKind.SKILLED)
        rate = entry.eer(PairKind.RANDOM) if rate is None else rate
        if rate is not None:
            rates.append(rate)
    return sum(rates) / len(rates) if rates else None


def choose_images(examples: Examples, *, per_label: int, seed: int) -> Examples:
    """At most ``per_label`` genuine and as many forged signatures of each writer, drawn by seed."""
    rng = np.random.default_rng(seed)
    chosen: list[Indices] = []
    for writer in np.unique(examples.writers):
        for forged in (False, True):
            rows = np.flatnonzero((examples.writers == writer) & (examples.forged == forged))
            chosen.append(np.sort(rng.permutation(rows)[:per_label]))
    return examples.subset(np.concatenate(chosen))
