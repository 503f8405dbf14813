"""Evaluates a model and its calibration on a labelled set; the source of every published figure.

See `sigverify.evaluation.protocol.PROTOCOL` for the comparisons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import (
    MAX_MANIFEST_BYTES,
    ManifestItem,
    held_out,
    read_manifest,
    split_sha256,
)
from sigverify.errors import DataError, UsageError
from sigverify.evaluation.figures import (
    FORGERIES,
    KindScores,
    Scores,
    by_writer,
    decision_share,
    equal_error,
    error_rate,
    evidence,
    own_threshold_error,
)
from sigverify.evaluation.images import read_images
from sigverify.evaluation.pair_distances import PairDistances
from sigverify.evaluation.protocol import Draw, Signatures, Trials, draw_trials
from sigverify.evaluation.results import Evaluation, ReferenceResult, SetResult
from sigverify.evaluation.retrieval import retrieval_of, vector_map_of
from sigverify.files import read_bytes, sha256_hex
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision, PairKind, Split
from sigverify.verification.parallel import default_threads
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)

SEED: Final = 1
REFERENCES: Final = (1, 5)
MAX_REFERENCES: Final = 20

StageProgress = Callable[[str, int, int], None]


def evaluate(
    manifest: Path,
    *,
    verifier: Verifier,
    references: Sequence[int] = REFERENCES,
    splits: Collection[Split] = (),
    seed: int = SEED,
    progress: StageProgress,
) -> Evaluation:
    """Measure a model and its calibration on a labelled set.

    Args:
        manifest: the table, see `sigverify.datasets.manifest`.
        verifier: model and calibration.
        references: numbers of references.
        splits: splits to use; if empty, ``val`` and ``val_cross``, or all rows if the table has
            neither.
        seed: of draws and bootstraps.
        progress: called with (current step, units done, units to do).

    Raises:
        UsageError: a number of references is out of range.
        DataError: the table is wrong, or has no row of these splits.
        MissingFileError: there is no such table.
    """
    if not references or not all(1 <= k <= MAX_REFERENCES for k in references):
        raise UsageError(
            f"The number of references must be between 1 and {MAX_REFERENCES}.",
            remedy="Give for example --references 1 5.",
        )
    rows = read_manifest(manifest)
    items = _chosen(rows, splits=splits, manifest=manifest)
    by_set: dict[str, list[ManifestItem]] = {}
    for item in items:
        by_set.setdefault(item.dataset, []).append(item)
    started = time.perf_counter()
    manifest_sha256 = sha256_hex(read_bytes(manifest, max_bytes=MAX_MANIFEST_BYTES))
    _LOG.info(
        "evaluation.started",
        manifest=short_hash(manifest_sha256),
        model=short_hash(verifier.model.sha256),
        calibration=short_hash(verifier.calibration.sha256),
        images=len(items),
        sets=len(by_set),
    )
    found = Evaluation(
        manifest=manifest,
        manifest_sha256=manifest_sha256,
        split_sha256=split_sha256(items),
        splits=tuple(split for split in Split if any(item.split is split for item in items)),
        seed=seed,
        model=verifier.model,
        calibration=verifier.calibration,
        sets=tuple(
            _evaluate_set(
                name,
                rows_of_set,
                verifier=verifier,
                references=sorted(set(references)),
                seed=seed,
                progress=progress,
            )
            for name, rows_of_set in by_set.items()
        ),
    )
    _LOG.info("evaluation.ended", milliseconds=milliseconds_since(started))
    return found


def similarities(
    trials: Trials, *, signatures: Signatures, distances: PairDistances, verifier: Verifier
) -> NDArray[np.float64]:
    """Similarity of each trial, as the program computes it; NaN where the image is unusable.

    Args:
        trials: (n) trials.
        signatures: the signatures of the trials.
        distances: between usable signatures, by their indices among the usable ones.
        verifier: fuses references and maps distances to similarities.
    """
    place = np.cumsum(signatures.usable) - 1
    there = signatures.usable[trials.questioned]
    result = np.full(trials.questioned.size, np.nan)
    if there.any():
        own = place[trials.references[there]]
        questioned = np.broadcast_to(place[trials.questioned[there]][:, None], own.shape)
        among = distances.at(*np.broadcast_arrays(own[:, :, None], own[:, None, :]))
        result[there] = verifier.scorer.similarities(
            distances.at(questioned, own), references=among
        )
    return result


def needed_pairs(draws: Sequence[Draw], *, signatures: Signatures) -> NDArray[np.int64]:
    """(p, 2) the pairs that the trials need, by their indices among the usable signatures."""
    place = np.cumsum(signatures.usable) - 1
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for draw in draws:
        for trials in draw.trials.values():
            k = trials.references.shape[1]
            there = signatures.usable[trials.questioned]
            questioned = np.repeat(trials.questioned[there], k)
            pairs.append(place[np.stack([questioned, trials.references[there].ravel()], axis=1)])
            groups = np.unique(trials.references, axis=0)
            first, second = np.triu_indices(k, k=1)
            among = np.stack([groups[:, first].ravel(), groups[:, second].ravel()], axis=1)
            pairs.append(place[among])
    return np.concatenate(pairs)


def _chosen(
    rows: Sequence[ManifestItem], *, splits: Collection[Split], manifest: Path
) -> list[ManifestItem]:
    if not splits:
        return held_out(rows)
    chosen = [row for row in rows if row.split in splits]
    if not chosen:
        raise DataError(
            f"{manifest}: no row is in the split {' or '.join(sorted(splits))}.",
            remedy="Choose a split that the table has.",
        )
    return chosen


def _evaluate_set(
    name: str,
    items: Sequence[ManifestItem],
    *,
    verifier: Verifier,
    references: Sequence[int],
    seed: int,
    progress: StageProgress,
) -> SetResult:
    threads = default_threads()
    images = read_images(
        items,
        verifier=verifier,
        threads=threads,
        progress=lambda done, total: progress(f"{name}: reading", done, total),
    )
    signatures = images.signatures
    draws = [draw_trials(signatures, k=k, seed=seed) for k in references]
    distances = PairDistances(
        images.embeddings,
        pairs=needed_pairs(draws, signatures=signatures),
        threads=threads,
        progress=lambda done, total: progress(f"{name}: comparing", done, total),
    )
    results: list[ReferenceResult] = []
    for k, draw in zip(references, draws, strict=True):
        scores = {
            kind: KindScores(
                similarities(trials, signatures=signatures, distances=distances, verifier=verifier),
                signatures.writers[trials.references[:, 0]],
            )
            for kind, trials in draw.trials.items()
        }
        results.append(
            reference_result(
                scores,
                k=k,
                draw=draw,
                thresholds=verifier.thresholds_for(None, references=k),
                seed=seed,
            )
        )
        progress(f"{name}: measuring", len(results), len(references))
    retrieval, reason = retrieval_of(images, seed=seed)
    forged, unusable = signatures.forged, ~signatures.usable
    return SetResult(
        name=name,
        writers=images.writers,
        genuine=int((~forged).sum()),
        skilled=int(forged.sum()),
        failed={
            PairKind.GENUINE: int((unusable & ~forged).sum()),
            PairKind.SKILLED: int((unusable & forged).sum()),
        },
        faults=images.faults,
        duplicates=images.duplicates,
        by_references=tuple(results),
        retrieval=retrieval,
        retrieval_reason=reason,
        vector_map=vector_map_of(images),
    )


def reference_result(
    scores: Scores, *, k: int, draw: Draw, thresholds: Thresholds, seed: int
) -> ReferenceResult:
    """All figures from the similarities of one set with one number of references."""
    writers = by_writer(scores, accept_at=thresholds.accept_at)
    own = {kind: own_threshold_error(writers, kind, seed=seed) for kind in FORGERIES}
    return ReferenceResult(
        k=k,
        writers=draw.writers.size,
        left_out=draw.left_out,
        thresholds=thresholds,
        scores=scores,
        eer={kind: equal_error(scores, kind, seed=seed) for kind in FORGERIES},
        error_rates={
            kind: error_rate(scores, kind, accept_at=thresholds.accept_at, seed=seed)
            for kind in PairKind
        },
        shares={
            kind: {
                decision: decision_share(scores, kind, decision, thresholds=thresholds, seed=seed)
                for decision in (Decision.REFER, Decision.FLAG, Decision.NO_DECISION)
            }
            for kind in PairKind
        },
        own_threshold_eer={kind: mean for kind, (mean, _) in own.items()},
        worst={kind: worst for kind, (_, worst) in own.items()},
        evidence={kind: evidence(scores, kind) for kind in FORGERIES},
        by_writer=writers,
    )
