"""Error rates on whole data sets that a training never used.

The ``val`` writers of the sets in training flatter a recipe that was fitted to these sets: the
recipe that won there lost on unseen sets (docs/experiments.md). So each recipe is fitted once
without each group of sets, measured on that group, and chosen by the mean over the groups. What a
product has beforehand (the fusion of several references, the threshold) comes from writers of the
other sets on whom nothing was fitted.

Sets that share writers are in one group: they are left out together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.fusion import FusionCases, FusionConfig, fit_fusion, fuse_many
from sigverify.scoring.performance.metrics import equal_error_rate

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "CEDAR": ("cedar",),
    "Bengali": ("bhsig_bengali",),
    "Hindi": ("bhsig_hindi",),
    "NFI + NISDCC": ("sigcomp2009_nfi", "sigcomp2009_nisdcc"),
    "SUSIG": ("susig_visual", "susig_blind"),
    "MCYT": ("mcyt",),
}
REFERENCES: Final = 5
# How often references are drawn from a writer's signatures.
DRAWS: Final = 4
# Numbers of references that the fusion is fitted with: those of the product, as far as a sample of
# each writer's signatures allows.
_FUSED: Final = (1, 2, 3, 5, 7)

Floats = NDArray[np.float64]
# From (p,) rows of one signature each and (p,) rows of another to (p,) distances.
PairDistance = Callable[[NDArray[np.int64], NDArray[np.int64]], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class WriterPairs:
    """Which signatures of and about one writer are compared.

    Attributes:
        dataset: the writer's set.
        writer: ``set/number``.
        genuine: (g,) rows of genuine signatures, each in turn a reference.
        forged: (f,) rows of skilled forgeries.
        strangers: (r,) rows of genuine signatures of other writers of the set.
    """

    dataset: str
    writer: str
    genuine: NDArray[np.int64]
    forged: NDArray[np.int64]
    strangers: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class WriterDistances:
    """The distances of one writer's comparisons.

    Attributes:
        dataset: the writer's set.
        among: (g, g) float64 among the genuine signatures, zero on the diagonal.
        skilled: (g, f) from genuine signatures to skilled forgeries.
        random: (g, r) from genuine signatures to strangers'.
    """

    dataset: str
    among: Floats
    skilled: Floats
    random: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Error rates on sets that were left out, 0..1; NaN without comparisons.

    Attributes:
        skilled_1: skilled EER with one reference and one threshold for all writers of a set.
        skilled_5: the same with five references.
        own_1: with one reference, mean of each writer's own best threshold.
        random_1: random EER with one reference.
        random_5: the same with five references.
        far: share of skilled forgeries accepted with one reference at the threshold where both
            error rates are equal on unseen writers of the other sets.
        frr: share of genuine signatures rejected at that threshold.
    """

    skilled_1: float
    skilled_5: float
    own_1: float
    random_1: float
    random_5: float
    far: float
    frr: float


def choose_pairs(
    *,
    datasets: NDArray[np.str_],
    writers: NDArray[np.str_],
    forged: NDArray[np.bool_],
    per_label: int,
    strangers: int,
    writers_a_set: int,
    seed: int,
) -> tuple[WriterPairs, ...]:
    """A sample of comparisons, writers with skilled forgeries first.

    Args:
        datasets: (n,) the set of each signature.
        writers: (n,) its writer or, if it is forged, the writer it imitates.
        forged: (n,) bool.
        per_label: genuine signatures and skilled forgeries a writer, each at most.
        strangers: random forgeries a writer, at most.
        writers_a_set: writers of each set, at most.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    chosen: list[WriterPairs] = []
    for dataset in dict.fromkeys(datasets.tolist()):
        here = datasets == dataset
        names = rng.permutation(np.unique(writers[here]))
        imitated = np.isin(names, writers[here & forged])
        names = np.concatenate((names[imitated], names[~imitated]))[:writers_a_set]
        others = np.flatnonzero(here & ~forged)
        for name in np.sort(names).tolist():
            own = here & (writers == name)
            genuine = rng.permutation(np.flatnonzero(own & ~forged))[:per_label]
            if len(genuine) < 2:
                continue
            chosen.append(
                WriterPairs(
                    dataset=dataset,
                    writer=name,
                    genuine=genuine,
                    forged=rng.permutation(np.flatnonzero(own & forged))[:per_label],
                    strangers=rng.permutation(others[writers[others] != name])[:strangers],
                )
            )
    return tuple(chosen)


def measure_pairs(
    pairs: Iterable[WriterPairs], *, distance: PairDistance
) -> tuple[WriterDistances, ...]:
    """The distances of some writers' comparisons, each pair computed once."""
    measured: list[WriterDistances] = []
    for entry in pairs:
        g = len(entry.genuine)
        upper = np.triu_indices(g, k=1)
        among = np.zeros((g, g))
        among[upper] = distance(entry.genuine[upper[0]], entry.genuine[upper[1]])
        others = [
            distance(np.repeat(entry.genuine, len(rows)), np.tile(rows, g)).reshape(g, len(rows))
            if len(rows)
            else np.zeros((g, 0))
            for rows in (entry.forged, entry.strangers)
        ]
        measured.append(WriterDistances(entry.dataset, among + among.T, others[0], others[1]))
    return tuple(measured)


def fit_on(writers: Iterable[WriterDistances], *, seed: int) -> FusionConfig:
    """The product's fusion, fitted on some writers as the product fits it."""
    entries = list(writers)
    rng = np.random.default_rng(seed)
    return fit_fusion(
        [
            cases
            for k in _FUSED
            for cases in [_cases(entries, references=k, random=False, rng=rng)]
            if cases is not None
        ]
    )


def figures(
    left_out: Iterable[WriterDistances], *, others: Iterable[WriterDistances], seed: int
) -> dict[str, Figures]:
    """The error rates on each set that was left out.

    Args:
        left_out: writers of the sets that were left out.
        others: unseen writers of the other sets; fusion and threshold are fitted on them.
        seed: of the references' draws.
    """
    unseen, known = list(left_out), list(others)
    fusion = fit_on(known, seed=seed)
    genuine, skilled, _ = _singles(known)
    threshold = -equal_error_rate(-genuine, -skilled).threshold
    result: dict[str, Figures] = {}
    for dataset in dict.fromkeys(entry.dataset for entry in unseen):
        here = [entry for entry in unseen if entry.dataset == dataset]
        genuine, skilled, random = _singles(here)
        result[dataset] = Figures(
            skilled_1=_eer(genuine, skilled),
            skilled_5=_fused_eer(here, fusion=fusion, random=False, seed=seed),
            own_1=_own_eer(here),
            random_1=_eer(genuine, random),
            random_5=_fused_eer(here, fusion=fusion, random=True, seed=seed),
            far=float((skilled <= threshold).mean()) if skilled.size else np.nan,
            frr=float((genuine > threshold).mean()),
        )
    return result


def mean_distances(
    views: Sequence[Sequence[WriterDistances]], *, scales: Sequence[float]
) -> tuple[WriterDistances, ...]:
    """The mean of several distances of the same comparisons.

    Args:
        views: for each distance the same writers.
        scales: what each distance is divided by, see `typical_deviation`.
    """

    def mean(name: str, writer: int) -> Floats:
        parts = [
            getattr(view[writer], name) / scale for view, scale in zip(views, scales, strict=True)
        ]
        return np.asarray(np.mean(parts, axis=0))

    return tuple(
        WriterDistances(entry.dataset, *(mean(name, i) for name in ("among", "skilled", "random")))
        for i, entry in enumerate(views[0])
    )


def typical_deviation(writers: Sequence[WriterDistances]) -> float:
    """The standard deviation of the distances of genuine pairs."""
    return float(_singles(writers)[0].std())


def mean_figures(by_set: dict[str, Figures]) -> Figures:
    """The mean over groups of the mean over their sets; a rate that is NaN does not count."""

    def mean(name: str) -> float:
        groups = [
            [value for s in sets if s in by_set and not np.isnan(value := getattr(by_set[s], name))]
            for sets in GROUPS.values()
        ]
        means = [float(np.mean(values)) for values in groups if values]
        return float(np.mean(means)) if means else np.nan

    return Figures(**{field.name: mean(field.name) for field in fields(Figures)})


def _upper(square: Floats) -> Floats:
    return np.asarray(square[np.triu_indices(len(square), k=1)])


def _singles(writers: Sequence[WriterDistances]) -> tuple[Floats, Floats, Floats]:
    """Distances of all genuine, skilled and random pairs."""
    return (
        np.concatenate([_upper(entry.among) for entry in writers]),
        np.concatenate([entry.skilled.ravel() for entry in writers]),
        np.concatenate([entry.random.ravel() for entry in writers]),
    )


def _eer(genuine: Floats, forged: Floats) -> float:
    return equal_error_rate(-genuine, -forged).value if genuine.size and forged.size else np.nan


def _own_eer(writers: Sequence[WriterDistances]) -> float:
    rates = [
        _eer(_upper(entry.among), entry.skilled.ravel()) for entry in writers if entry.skilled.size
    ]
    return float(np.mean(rates)) if rates else np.nan


def _cases(
    writers: Sequence[WriterDistances],
    *,
    references: int,
    random: bool,
    rng: np.random.Generator,
) -> FusionCases | None:
    """Draws of references from each writer's signatures, the rest of them questioned."""
    questioned: list[Floats] = []
    among: list[Floats] = []
    genuine: list[NDArray[np.bool_]] = []
    for entry in writers:
        forged = entry.random if random else entry.skilled
        if len(entry.among) <= references or not forged.size:
            continue
        for _ in range(DRAWS):
            order = rng.permutation(len(entry.among))
            taken, rest = order[:references], order[references:]
            own, other = entry.among[np.ix_(rest, taken)], forged[taken].T
            questioned += [own, other]
            spread = entry.among[np.ix_(taken, taken)]
            among.append(np.broadcast_to(spread, (len(own) + len(other), *spread.shape)))
            genuine += [np.ones(len(own), np.bool_), np.zeros(len(other), np.bool_)]
    if not questioned:
        return None
    return FusionCases(np.concatenate(questioned), np.concatenate(among), np.concatenate(genuine))


def _fused_eer(
    writers: Sequence[WriterDistances], *, fusion: FusionConfig, random: bool, seed: int
) -> float:
    rng = np.random.default_rng(seed)
    cases = _cases(writers, references=REFERENCES, random=random, rng=rng)
    if cases is None:
        return np.nan
    fused = fuse_many(cases.questioned, references=cases.references, config=fusion)
    return _eer(fused[cases.genuine], fused[~cases.genuine])
