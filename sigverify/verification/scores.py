"""From distances to similarities: what the network says of each comparison."""

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
    """What the network says of a questioned signature and its k usable references.

    Attributes:
        similarity: all references taken together, 0..1.
        alone: (k) the similarity to each by itself.
        further: (k) how much farther its cells are from each one's than the other way round.
        among: (k, k) distances among the references.
    """

    similarity: float
    alone: list[float]
    further: list[float]
    among: NDArray[np.float64]


class Scorer:
    """Fuses the references of a comparison and turns distances into similarities."""

    def __init__(self, calibration: Calibration) -> None:
        """Take the fusion and the similarity of a calibration."""
        self._similarity = calibration.similarity
        self._fusion: FusionConfig = calibration.fusion

    def scores(self, comparisons: Sequence[Comparison]) -> list[Score | None]:
        """The score of each comparison; None where there is nothing to compare."""
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
            for row, place in enumerate(places):
                found[place] = Score(
                    similarity=float(together[row]),
                    alone=alone[row].tolist(),
                    further=distances.further_to_references(comparisons[place]),
                    among=among[row],
                )
        return found

    def similarities(
        self, questioned: NDArray[np.float64], *, references: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What `Verifier.verify` finds for questioned signatures, each with k references.

        Args:
            questioned: (n, k) distances from each questioned signature to its references, n >= 1.
            references: (n, k, k) distances among the references of each.

        Returns:
            (n,) similarities, 0..1, of all references taken together.
        """
        fused = fuse_many(questioned, references=references, config=self._fusion)
        return self._similarity.similarities(fused)
