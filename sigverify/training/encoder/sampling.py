"""Choice of the signatures in a batch: few writers, several genuine and forged ones of each.

Random batches of a large set contain hardly any pair of one writer. Here every batch contains all
three kinds of pairs, above all skilled forgeries, and data sets (scripts) take turns, so a large
set does not dominate a small one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sigverify.errors import DataError
from sigverify.training.signatures.corpus import Examples, Indices

MIN_GENUINE: Final = 2
# Numbers of the independent random streams.
_SETS, _WRITERS, _IMAGES = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """Composition of a batch.

    Attributes:
        writers: writers per batch.
        genuine: genuine signatures per writer, at most.
        forged: skilled forgeries per writer, at most.
    """

    writers: int = 8
    genuine: int = 4
    forged: int = 3


class TupleSampler:
    """Batches by number: seed and number decide the batch, so the sampler has no state to save.

    Within a set each writer is drawn once before any is repeated; sets take turns in the same way.
    """

    def __init__(self, examples: Examples, *, plan: BatchPlan, seed: int) -> None:
        """Sort the examples by set, writer and label.

        Args:
            examples: where to draw from. Writers with fewer than two genuine signatures are left
                out; of writers without forgeries only genuine ones are drawn.
            plan: composition of a batch.
            seed: of everything that is drawn.

        Raises:
            DataError: fewer than two writers have two genuine signatures.
        """
        self.plan = plan
        self._seed = seed
        self._genuine: dict[int, Indices] = {}
        self._forged: dict[int, Indices] = {}
        by_set: dict[str, list[int]] = {}
        for writer in np.unique(examples.writers).tolist():
            own = examples.writers == writer
            genuine = np.flatnonzero(own & ~examples.forged)
            if genuine.size < MIN_GENUINE:
                continue
            self._genuine[writer] = genuine
            self._forged[writer] = np.flatnonzero(own & examples.forged)
            by_set.setdefault(str(examples.datasets[genuine[0]]), []).append(writer)
        self._sets = [np.array(by_set[name]) for name in sorted(by_set)]
        self.writer_count = len(self._genuine)
        if self.writer_count < MIN_GENUINE:
            raise DataError(
                "Fewer than two writers have two genuine signatures each to train on.",
                remedy="Give more writers, or more images of each.",
            )

    def batch(self, number: int) -> Indices:
        """(k,) indices of the examples in a batch, by writer, the genuine of each first."""
        chosen: list[Indices] = []
        for writer in self._writers(number):
            rng = self._rng(_IMAGES, number, writer)
            for images, count in (
                (self._genuine[writer], self.plan.genuine),
                (self._forged[writer], self.plan.forged),
            ):
                chosen.append(rng.permutation(images)[:count])
        return np.concatenate(chosen)

    def _writers(self, number: int) -> list[int]:
        """The writers of a batch, each once."""
        writers: dict[int, None] = {}
        for turn in range(number * self.plan.writers, (number + 1) * self.plan.writers):
            visit, place = divmod(turn, len(self._sets))
            which = int(self._rng(_SETS, visit).permutation(len(self._sets))[place])
            members = self._sets[which]
            epoch, place = divmod(visit, len(members))
            writers[int(self._rng(_WRITERS, which, epoch).permutation(members)[place])] = None
        return list(writers)

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, *stream])
