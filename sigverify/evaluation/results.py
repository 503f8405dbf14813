"""The results of an evaluation: plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import Duplicates
from sigverify.evaluation.figures import (
    Evidence,
    Figure,
    Scores,
    WorstWriters,
    WriterFigures,
)
from sigverify.evaluation.images import UnusableImage
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision, PairKind, Split
from sigverify.verification.results import CalibrationIdentity, ModelIdentity


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RetrievalFigures:
    """Retrieval of each genuine signature among all others, by the search vectors.

    Attributes:
        signatures: number of signatures in the gallery.
        without_match: number of them whose writer has no other; they are no queries.
        precision_at_1: share of searches whose first result is by the same writer.
        mean_average_precision: as in `sigverify.scoring.performance.retrieval`.
        mean_reciprocal_rank: likewise.
    """

    signatures: int
    without_match: int
    precision_at_1: Figure
    mean_average_precision: Figure
    mean_reciprocal_rank: Figure


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class VectorMap:
    """Some writers' search vectors, the data for the plot of them.

    Attributes:
        vectors: (n, G) float32 of unit length.
        writers: (n,) int64.
        forged: (n,) bool.
    """

    vectors: NDArray[np.float32]
    writers: NDArray[np.int64]
    forged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReferenceResult:
    """Results with k references.

    Attributes:
        k: number of references.
        writers: number of writers with trials.
        left_out: number of writers with too few signatures.
        thresholds: the calibration's, for this number of references.
        scores: similarities of each kind of comparison.
        eer: equal error rate against each kind of forgery, one threshold for all writers.
        error_rates: FRR (genuine) and FAR (each kind of forgery) at these thresholds.
        shares: for each kind of trials, the share with each decision other than ACCEPT.
        own_threshold_eer: mean equal error rate at each writer's own threshold.
        worst: the writers with the highest equal error rates.
        evidence: calibration quality against each kind of forgery.
        by_writer: each writer's results.
    """

    k: int
    writers: int
    left_out: int
    thresholds: Thresholds
    scores: Scores
    eer: Mapping[PairKind, Figure]
    error_rates: Mapping[PairKind, Figure]
    shares: Mapping[PairKind, Mapping[Decision, Figure]]
    own_threshold_eer: Mapping[PairKind, Figure]
    worst: Mapping[PairKind, WorstWriters | None]
    evidence: Mapping[PairKind, Evidence | None]
    by_writer: tuple[WriterFigures, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SetResult:
    """Results on one data set.

    Attributes:
        name: the set.
        writers: ids of its writers.
        genuine: number of images of genuine signatures, without duplicates.
        skilled: number of images of skilled forgeries, without duplicates.
        failed: number of images without an embedding, by kind.
        faults: the unusable images with their reasons.
        duplicates: dropped rows.
        by_references: results for each number of references.
        retrieval: retrieval figures; None if they can't be computed.
        retrieval_reason: why there are none.
        vector_map: the data for the plot of the search vectors.
    """

    name: str
    writers: tuple[str, ...]
    genuine: int
    skilled: int
    failed: Mapping[PairKind, int]
    faults: tuple[UnusableImage, ...]
    duplicates: Duplicates
    by_references: tuple[ReferenceResult, ...]
    retrieval: RetrievalFigures | None
    retrieval_reason: str | None
    vector_map: VectorMap


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluation:
    """Results on a manifest.

    Attributes:
        manifest: the table.
        manifest_sha256: hash of the file.
        split_sha256: hash of the rows used.
        splits: the splits used.
        seed: of draws and bootstraps.
        model: identity of the network.
        calibration: identity of the calibration.
        sets: the data sets, in the order of the table.
    """

    manifest: Path
    manifest_sha256: str
    split_sha256: str
    splits: tuple[Split, ...]
    seed: int
    model: ModelIdentity
    calibration: CalibrationIdentity
    sets: tuple[SetResult, ...]
