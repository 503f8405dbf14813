"""Similarities with k references each, from the distances among one writer's signatures.

Every pair is compared once; references are then drawn from the table many times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.fusion import FusionConfig, fuse_many
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.similarity import SimilarityMap
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import PairKind

Floats = NDArray[np.float64]
MIN_WRITERS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WriterTable:
    """The distances of and about one writer.

    Attributes:
        writer: the writer's id.
        among: (g, g) among the genuine signatures; the diagonal is ignored.
        skilled: (g, f) from the genuine signatures to skilled forgeries; f may be 0.
        random: (g, r) from the genuine signatures to other writers'; r may be 0.
    """

    writer: str
    among: Floats
    skilled: Floats
    random: Floats


def drawn_scores(
    tables: Sequence[WriterTable],
    *,
    k: int,
    fusion: FusionConfig,
    similarity: SimilarityMap,
    draws: int,
    seed: int,
) -> LabelledScores | None:
    """Similarities with k references, drawn from each writer's genuine signatures.

    With one reference every genuine signature serves once, and each genuine pair counts once. With
    more, k references are drawn ``draws`` times; the other genuine signatures and all forgeries are
    questioned. Writers with k or fewer genuine signatures are left out.

    Args:
        tables: of the writers.
        k: number of references, at least 1.
        fusion: makes one distance of k.
        similarity: from distances to similarities.
        draws: how often references are drawn.
        seed: of the draws.

    Returns:
        The similarities; None if fewer than two writers have enough signatures. A kind of forgery
        of fewer than two writers is left out.
    """
    values: dict[PairKind, list[Floats]] = {kind: [] for kind in PairKind}
    writers: dict[PairKind, list[NDArray[np.str_]]] = {kind: [] for kind in PairKind}
    for place, table in enumerate(tables):
        rng = np.random.default_rng([seed, k, place])
        for taken, rest in _draws(len(table.among), k=k, draws=draws, rng=rng):
            spread = table.among[np.ix_(taken, taken)]
            for kind, distances in (
                (PairKind.GENUINE, table.among[np.ix_(taken, rest)]),
                (PairKind.SKILLED, table.skilled[taken]),
                (PairKind.RANDOM, table.random[taken]),
            ):
                count = distances.shape[1]
                if not count:
                    continue
                references = np.broadcast_to(spread, (count, k, k))
                fused = fuse_many(distances.T, references=references, config=fusion)
                values[kind].append(similarity.similarities(fused))
                writers[kind].append(np.full(count, table.writer))
    found: dict[PairKind, WriterScores | None] = {}
    for kind in PairKind:
        names = np.concatenate(writers[kind]) if writers[kind] else np.empty(0, np.str_)
        enough = np.unique(names).size >= MIN_WRITERS
        found[kind] = WriterScores(np.concatenate(values[kind]), names) if enough else None
    genuine = found[PairKind.GENUINE]
    if genuine is None:
        return None
    return LabelledScores(
        genuine=genuine, skilled=found[PairKind.SKILLED], random=found[PairKind.RANDOM]
    )


def _draws(
    genuine: int, *, k: int, draws: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The references and the other genuine signatures of each draw."""
    if genuine <= k:
        return
    if k == 1:
        for one in range(genuine):
            yield np.array([one]), np.arange(one + 1, genuine)
        return
    for _ in range(draws):
        order = rng.permutation(genuine)
        yield order[:k], order[k:]
