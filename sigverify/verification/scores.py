"""From distances to similarities, for each comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.fusion import FusionConfig, fuse_many
from sigverify.verification.calibration_file import Calibration
from sigverify.verification.comparison import Comparison, Distances


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Score:
    """The similarities of a questioned signature to its k usable references.

    Attributes:
        similarity: to all references together, 0..1.
        alone: (k) the similarity to each by itself.
        further: (k) mean cell distance to each, less that in the other direction.
        among: (k, k) distances among the references.
        kinship: (k, k) similarities among the references, each pair by itself.
    """

    similarity: float
    alone: list[float]
    further: list[float]
    among: NDArray[np.float64]
    kinship: NDArray[np.float64]


class Scorer:
    """Fuses the references of a comparison and turns distances into similarities."""

    def __init__(self, calibration: Calibration) -> None:
        """Use the fusion and the similarity map of a calibration."""
        self._similarity = calibration.similarity
        self._fusion: FusionConfig = calibration.fusion

    def scores(self, comparisons: Sequence[Comparison]) -> list[Score | None]:
        """The score of each comparison; None if there is nothing to compare."""
        distances = Distances(pair for one in comparisons for pair in one.pairs)
        found: list[Score | None] = [None] * len(comparisons)
        alike: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(comparisons):
            if one.comparable:
                alike[len(one.usable)].append(place)
        for places in alike.values():
            apart = np.array([distances.to_references(comparisons[place]) for place in places])
            among = np.array([distances.among_references(comparisons[place]) for place in places])
            together = self.similarities(apart, references=among)
            alone = self._similarity.similarities(apart.reshape(-1)).reshape(apart.shape)
            kinship = self._similarity.similarities(among.reshape(-1)).reshape(among.shape)
            for row, place in enumerate(places):
                found[place] = Score(
                    similarity=float(together[row]),
                    alone=alone[row].tolist(),
                    further=distances.further_to_references(comparisons[place]),
                    among=among[row],
                    kinship=kinship[row],
                )
        return found

    def similarities(
        self, questioned: NDArray[np.float64], *, references: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The similarities of `Verifier.verify` for questioned signatures with k references each.

        Args:
            questioned: (n, k) distances from each questioned signature to its references, n >= 1.
            references: (n, k, k) distances among the references of each.

        Returns:
            (n,) similarities, 0..1, to all references together.
        """
        fused = fuse_many(questioned, references=references, config=self._fusion)
        return self._similarity.similarities(fused)
