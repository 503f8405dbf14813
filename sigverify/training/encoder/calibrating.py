"""The calibration and the figures that ship with a model, from distances on ``val``.

The network was not fitted on the writers of ``val``, but they decided when the training stopped, so
their figures are optimistic; those of other sets are more reliable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import embedding_distances
from sigverify.errors import CalibrationError, DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.bootstrap import WriterScores, equal_error_interval
from sigverify.scoring.choosing import Choice, LabelledScores, choose_thresholds
from sigverify.scoring.fusion import FusionCases, FusionConfig, fit_fusion
from sigverify.scoring.metrics import equal_error_rate
from sigverify.scoring.policies import EqualError
from sigverify.scoring.similarity import SimilarityMap, fit_logistic
from sigverify.terms import PairKind
from sigverify.training.encoder.validation import Comparisons, Embeddings
from sigverify.training.signatures.corpus import Examples
from sigverify.verification.calibration_file import (
    CalibrationValues,
    SimilarityValues,
    rate_values,
)
from sigverify.wording import codes_of, english, texts_of

FLAG_FRR: Final = 0.05
FUSION_REFERENCES: Final = (1, 3, 5)
FUSION_DRAWS: Final = 2


def calibrate(
    embeddings: Embeddings,
    *,
    examples: Examples,
    by_set: Mapping[str, Comparisons],
    name: str,
    model_sha256: str,
    preprocessing_sha256: str,
    seed: int,
) -> CalibrationValues:
    """Similarity map, fusion and thresholds from writers outside the training.

    The map is fitted on single comparisons of all sets together, genuine against skilled forgeries
    (or against random ones, with a warning, if there are no skilled ones).

    Args:
        embeddings: (n, ...) of ``examples``.
        examples: the signatures of ``val``.
        by_set: their comparisons.
        name: the model's name.
        model_sha256: hash of the network's file.
        preprocessing_sha256: hash of the preprocessing.
        seed: of draws and bootstraps.

    Raises:
        DataError: too few comparisons, or genuine pairs are not nearer than forgeries.
    """
    distances = {kind: _pooled(by_set, kind=kind) for kind in PairKind}
    genuine, skilled, random = (distances[kind] for kind in PairKind)
    forged = skilled or random
    if genuine is None or forged is None:
        raise DataError(
            "The writers of val give no pairs to compare.",
            remedy="Put writers with two genuine signatures and some forgeries into val.",
        )
    similarity = fit_logistic(
        np.concatenate([genuine.values, forged.values]),
        genuine=np.arange(genuine.values.size + forged.values.size) < genuine.values.size,
    )
    choice, flag_frr = _choose(
        LabelledScores(
            genuine=_as_similarities(genuine, similarity=similarity),
            skilled=skilled and _as_similarities(skilled, similarity=similarity),
            random=random and _as_similarities(random, similarity=similarity),
        ),
        seed=seed,
    )
    return CalibrationValues(
        name=english(Reason(ReasonCode.SHIPPED_CALIBRATION, model=name)),
        created=datetime.now(UTC).replace(microsecond=0),
        author="sigverify train",
        model_sha256=model_sha256,
        preprocessing_sha256=preprocessing_sha256,
        similarity=SimilarityValues(a=similarity.a, b=similarity.b),
        fusion=asdict(_fusion(embeddings, examples=examples, genuine=genuine, seed=seed)),
        accept_at=choice.thresholds.accept_at,
        flag_below=choice.thresholds.flag_below,
        rule=_rule(kind="skilled" if skilled else "random", flag_frr=flag_frr),
        counts={
            "writers": np.unique(genuine.writers).size,
            **{f"{kind}_comparisons": s.values.size for kind, s in distances.items() if s},
        },
        rates=rate_values(choice.rates),
        warnings=tuple(texts_of(choice.cautions)),
        warning_codes=tuple(codes_of(choice.cautions)),
    )


def figures(by_set: Mapping[str, Comparisons], *, seed: int) -> dict[str, Any]:
    """Equal error rates of each set with counts and intervals, as JSON values.

    A set of fewer than two writers has no interval and therefore no figure.
    """
    result: dict[str, Any] = {}
    for name, entry in by_set.items():
        genuine = entry.distances.get(PairKind.GENUINE)
        if genuine is None or np.unique(genuine.writers).size < 2:
            continue
        right = WriterScores(-genuine.values, genuine.writers)
        rates: dict[str, Any] = {}
        for kind in (PairKind.SKILLED, PairKind.RANDOM):
            forged = entry.distances.get(kind)
            if forged is None or np.unique(forged.writers).size < 2:
                continue
            wrong = WriterScores(-forged.values, forged.writers)
            interval = equal_error_interval(right, wrong, seed=seed)
            rates[f"{kind}_eer"] = {
                "value": equal_error_rate(right.values, wrong.values).value,
                "low": interval.low,
                "high": interval.high,
                "writers": int(np.unique(genuine.writers).size),
                "genuine_comparisons": int(right.values.size),
                "forged_comparisons": int(wrong.values.size),
            }
        result[name] = rates
    return result


def reference_cases(
    embeddings: Embeddings, *, examples: Examples, k: int, seed: int, draws: int = FUSION_DRAWS
) -> FusionCases | None:
    """Questioned signatures with k references each, as in a verification.

    For each writer with more than k genuine signatures, k references are drawn ``draws`` times; the
    other genuine signatures and all skilled forgeries are questioned.

    Returns:
        The cases, None if no writer has enough signatures.
    """
    rng = np.random.default_rng([seed, k])
    questioned: list[NDArray[np.float64]] = []
    among: list[NDArray[np.float64]] = []
    labels: list[NDArray[np.bool_]] = []
    for writer in np.unique(examples.writers):
        genuine = np.flatnonzero((examples.writers == writer) & ~examples.forged)
        forged = np.flatnonzero((examples.writers == writer) & examples.forged)
        if genuine.size <= k:
            continue
        for _ in range(draws):
            drawn = rng.permutation(genuine)
            references = embeddings[drawn[:k]]
            others = np.concatenate([drawn[k:], forged])
            questioned.append(embedding_distances(embeddings[others], references))
            own = embedding_distances(references, references)
            among.append(np.broadcast_to(own, (others.size, k, k)))
            labels.append(np.arange(others.size) < drawn.size - k)
    if not questioned:
        return None
    return FusionCases(
        questioned=np.concatenate(questioned),
        references=np.concatenate(among),
        genuine=np.concatenate(labels),
    )


def _fusion(
    embeddings: Embeddings, *, examples: Examples, genuine: WriterScores, seed: int
) -> FusionConfig:
    cases = [
        reference_cases(embeddings, examples=examples, k=k, seed=seed) for k in FUSION_REFERENCES
    ]
    usable = [group for group in cases if group is not None]
    if len(usable) > 1 and examples.forged.any():
        return fit_fusion(usable)
    # No information on the spread of a signer here: the plain mean.
    return FusionConfig(
        typical_spread=float(genuine.values.mean()),
        typical_scatter=0.0,
        strength=0.0,
        shrinkage=1.0,
        nearest_share=0.0,
    )


def _choose(scores: LabelledScores, *, seed: int) -> tuple[Choice, float | None]:
    """The thresholds, and the guaranteed share of genuine signatures flagged, if any."""
    try:
        choice = choose_thresholds(scores, policy=EqualError(), flag_frr=FLAG_FRR, seed=seed)
    except CalibrationError:  # too few writers or comparisons for a guarantee
        return choose_thresholds(scores, policy=EqualError(), flag_frr=None, seed=seed), None
    return choice, FLAG_FRR


def _rule(*, kind: str, flag_frr: float | None) -> str:
    accept = (
        "ACCEPT from the similarity at which, with one reference, as large a share of the "
        f"{kind} forgeries of val is accepted as of its genuine signatures is not (equal error)."
    )
    if flag_frr is None:
        return f"{accept} FLAG below it: val is too small for a band of REFER."
    return (
        f"{accept} FLAG below the highest similarity at which the upper end of the 95 % interval "
        f"of the share of genuine signatures flagged is at most {flag_frr:.0%}. REFER between."
    )


def _pooled(by_set: Mapping[str, Comparisons], *, kind: PairKind) -> WriterScores | None:
    parts = [entry.distances[kind] for entry in by_set.values() if kind in entry.distances]
    if not parts:
        return None
    return WriterScores(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.writers for part in parts]),
    )


def _as_similarities(scores: WriterScores, *, similarity: SimilarityMap) -> WriterScores:
    return WriterScores(similarity.similarities(scores.values), scores.writers)
