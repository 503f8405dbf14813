"""The protocol of an evaluation: which signatures of a data set are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.terms import PairKind

RANDOM_PARTNERS: Final = 10
DRAWS: Final = 10

PROTOCOL: Final = (
    "Each data set apart; each picture is read and embedded once; a picture that stands in a set "
    "twice under one label counts once, under two labels or writers not at all; a "
    "signature that the copy check finds digitised twice counts once. "
    "One reference: every unordered pair of a writer's genuine signatures, every genuine against "
    f"every skilled forgery of its writer, every genuine against {RANDOM_PARTNERS} genuine "
    "signatures of other writers of the set, drawn by seed. "
    f"k references: {DRAWS} seeded draws of k usable genuine signatures of a writer; the writer's "
    "remaining genuine signatures and all skilled forgeries are questioned, and "
    f"{RANDOM_PARTNERS} genuine signatures of other writers a draw. References are fused and "
    "thresholds applied as the program does it. Writers with fewer than k + 1 genuine signatures, "
    "or fewer than k usable ones, are left out and counted. "
    "An unusable picture is never a reference; questioned, it is not accepted: it counts in FRR "
    "and FAR, and has no similarity, so it does not count in equal error rates and calibration "
    "quality. EER: one threshold for all writers of the set, found on these comparisons "
    "themselves. Intervals: 95 %, bootstrap over writers."
)

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Signatures:
    """Writers, labels and usability of the signatures of a data set.

    Attributes:
        writers: (n,) int64, the writer's index; for a forgery, that of the imitated writer.
        forged: (n,) bool, True for a skilled forgery of its writer.
        usable: (n,) bool, False without an embedding.
    """

    writers: Indices
    forged: NDArray[np.bool_]
    usable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Questioned signatures, each with k references.

    Attributes:
        references: (n, k) int64, indices of usable genuine signatures of one writer.
        questioned: (n,) int64, indices; not all are usable.
    """

    references: Indices
    questioned: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """All trials with k references each.

    Attributes:
        trials: for every kind, possibly none.
        writers: (w,) int64, the writers with trials, ascending.
        left_out: number of writers with too few signatures.
    """

    trials: dict[PairKind, Trials]
    writers: Indices
    left_out: int


def draw_trials(signatures: Signatures, *, k: int, seed: int) -> Draw:
    """Draw the trials of one data set, see `PROTOCOL`.

    Args:
        signatures: of one data set.
        k: number of references, at least 1.
        seed: the same seed gives the same trials.
    """
    rng = np.random.default_rng([seed, k])
    found: dict[PairKind, list[Trials]] = {kind: [] for kind in PairKind}
    everyone = np.unique(signatures.writers)
    kept: list[int] = []
    for writer in everyone.tolist():
        own = signatures.writers == writer
        genuine = np.flatnonzero(own & ~signatures.forged)
        usable = genuine[signatures.usable[genuine]]
        if genuine.size < k + 1 or usable.size < k:
            continue
        kept.append(writer)
        skilled = np.flatnonzero(own & signatures.forged)
        strangers = np.flatnonzero(~own & ~signatures.forged)
        if k == 1:
            rounds = _singles(genuine, usable=usable, skilled=skilled, strangers=strangers, rng=rng)
        else:
            rounds = _several(
                genuine, usable=usable, skilled=skilled, strangers=strangers, k=k, rng=rng
            )
        for kind, trials in rounds:
            found[kind].append(trials)
    return Draw(
        trials={kind: _joined(parts, k=k) for kind, parts in found.items()},
        writers=np.array(kept, dtype=np.int64),
        left_out=everyone.size - len(kept),
    )


def _singles(
    genuine: Indices,
    *,
    usable: Indices,
    skilled: Indices,
    strangers: Indices,
    rng: np.random.Generator,
) -> Iterator[tuple[PairKind, Trials]]:
    first, second = (genuine[side] for side in np.triu_indices(genuine.size, k=1))
    # The usable signature of a pair is the reference; a pair of unusable ones is no trial.
    swapped = ~np.isin(first, usable)
    reference = np.where(swapped, second, first)
    questioned = np.where(swapped, first, second)
    possible = np.isin(reference, usable)
    yield PairKind.GENUINE, Trials(reference[possible, None], questioned[possible])
    for reference in usable:
        yield PairKind.SKILLED, _against(skilled, references=reference[None])
        partners = _drawn(strangers, rng=rng)
        yield PairKind.RANDOM, _against(partners, references=reference[None])


def _several(
    genuine: Indices,
    *,
    usable: Indices,
    skilled: Indices,
    strangers: Indices,
    k: int,
    rng: np.random.Generator,
) -> Iterator[tuple[PairKind, Trials]]:
    for _ in range(DRAWS):
        references = np.sort(rng.choice(usable, size=k, replace=False))
        remaining = np.setdiff1d(genuine, references)
        yield PairKind.GENUINE, _against(remaining, references=references)
        yield PairKind.SKILLED, _against(skilled, references=references)
        yield PairKind.RANDOM, _against(_drawn(strangers, rng=rng), references=references)


def _drawn(strangers: Indices, *, rng: np.random.Generator) -> Indices:
    return rng.choice(strangers, size=min(RANDOM_PARTNERS, strangers.size), replace=False)


def _against(questioned: Indices, *, references: Indices) -> Trials:
    return Trials(np.tile(references, (questioned.size, 1)), questioned)


def _joined(parts: list[Trials], *, k: int) -> Trials:
    none = Trials(np.empty((0, k), dtype=np.int64), np.empty(0, dtype=np.int64))
    return Trials(
        np.concatenate([part.references for part in (none, *parts)]),
        np.concatenate([part.questioned for part in (none, *parts)]),
    )
