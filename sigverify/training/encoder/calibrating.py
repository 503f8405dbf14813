"""The calibration and the figures that ship with a model, from distances on ``val``.

The network was not fitted on the writers of ``val``, but they decided when the training stopped, so
their figures are optimistic; those of other sets are more reliable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.artefact import CALIBRATION_NAME, SMALL_AMOUNTS_NAME
from sigverify.encoding.distance import embedding_distances
from sigverify.errors import DataError
from sigverify.files import write_json
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.fusion import FusionCases, FusionConfig, fit_fusion
from sigverify.scoring.performance.bootstrap import WriterScores, equal_error_interval
from sigverify.scoring.performance.metrics import equal_error_rate
from sigverify.scoring.similarity import SimilarityMap, fit_logistic
from sigverify.scoring.thresholds.choosing import Choice, LabelledScores, choose_thresholds
from sigverify.scoring.thresholds.policies import EqualError, SkilledFarAtMost
from sigverify.scoring.thresholds.reference_draws import WriterTable, drawn_scores
from sigverify.terms import PairKind
from sigverify.training.encoder.validation import RANDOM_PARTNERS, Comparisons, Embeddings
from sigverify.training.signatures.corpus import Examples
from sigverify.verification.calibration_values import (
    BandValues,
    CalibrationValues,
    NumberValues,
    SimilarityValues,
    rate_values,
)
from sigverify.wording import codes_of, english, percent, texts_of

# The upper bound of the share of skilled forgeries that is accepted.
FAR_SKILLED: Final = 0.05
# The same of the profile for small amounts, which refers fewer genuine signatures.
SMALL_AMOUNTS_FAR_SKILLED: Final = 0.15
# The share of genuine signatures that is flagged.
FLAG_FRR: Final = 0.005
# Numbers of references with thresholds of their own; the last serves all larger numbers.
NUMBERS: Final = (1, 2, 3, 5)
DRAWS: Final = 10
FUSION_REFERENCES: Final = (1, 2, 3, 5, 7, 10)
FUSION_DRAWS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedCalibrations:
    """The calibrations that ship with a model; they differ in their thresholds only.

    Attributes:
        standard: the one in force.
        small_amounts: accepts more forgeries and refers fewer genuine signatures.
        by_number: the similarities on which the thresholds were chosen, by number of references.
    """

    standard: CalibrationValues
    small_amounts: CalibrationValues
    by_number: Mapping[int, LabelledScores] = field(repr=False)


def calibrate(
    embeddings: Embeddings,
    *,
    examples: Examples,
    by_set: Mapping[str, Comparisons],
    name: str,
    model_sha256: str,
    preprocessing_sha256: str,
    seed: int,
    left_out: Mapping[int, LabelledScores] | None = None,
) -> ShippedCalibrations:
    """Similarity map, fusion and thresholds from writers outside the training.

    The map is fitted on single comparisons of all sets together, genuine against skilled forgeries
    (or against random ones, with a warning, if there are no skilled ones). The thresholds are
    chosen on data sets that were left out of a training of the same recipe, because a set never
    seen is what the model meets; without such scores on the writers of ``val``.

    Args:
        embeddings: (n, ...) of ``examples``.
        examples: the signatures of ``val``.
        by_set: their comparisons.
        name: the model's name.
        model_sha256: hash of the network's file.
        preprocessing_sha256: hash of the preprocessing.
        seed: of draws and bootstraps.
        left_out: by number of references, similarities of sets that were left out, each under the
            similarity map of its own training; see `sigverify.training.selection.scores`.

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
    fusion = _fusion(embeddings, examples=examples, genuine=genuine, seed=seed)
    by_number = dict(left_out or {}) or _drawn_by_number(
        embeddings, examples=examples, fusion=fusion, similarity=similarity, seed=seed
    )
    if 1 not in by_number:
        raise DataError(
            "Fewer than two writers have two genuine signatures.",
            remedy="Put more writers, with all their images, into val.",
        )
    writers_of = "val" if left_out is None else "data sets left out of the training"

    def values(title: Reason, far_skilled: float) -> CalibrationValues:
        chosen = [
            _number(k, scores, far_skilled=far_skilled, writers_of=writers_of, seed=seed)
            for k, scores in sorted(by_number.items())
        ]
        numbers = tuple(number for number, _ in chosen)
        cautions = tuple(dict.fromkeys(one for _, found in chosen for one in found))
        main = numbers[-1].bands[0]
        return CalibrationValues(
            name=english(title),
            created=datetime.now(UTC).replace(microsecond=0),
            author="sigverify train",
            model_sha256=model_sha256,
            preprocessing_sha256=preprocessing_sha256,
            similarity=SimilarityValues(a=similarity.a, b=similarity.b),
            fusion=asdict(fusion),
            accept_at=main.accept_at,
            flag_below=main.flag_below,
            rule=main.rule,
            counts=_counts(by_number[numbers[-1].from_references]),
            rates=main.rates,
            warnings=tuple(texts_of(cautions)),
            warning_codes=tuple(codes_of(cautions)),
            references=numbers[-1].from_references,
            numbers=numbers,
        )

    return ShippedCalibrations(
        standard=values(Reason(ReasonCode.SHIPPED_CALIBRATION, model=name), FAR_SKILLED),
        small_amounts=values(
            Reason(ReasonCode.SMALL_AMOUNTS_CALIBRATION, model=name), SMALL_AMOUNTS_FAR_SKILLED
        ),
        by_number=by_number,
    )


def _drawn_by_number(
    embeddings: Embeddings,
    *,
    examples: Examples,
    fusion: FusionConfig,
    similarity: SimilarityMap,
    seed: int,
) -> dict[int, LabelledScores]:
    """Similarities with 1, 2, 3 and 5 references, drawn from the writers of ``val``."""
    tables = writer_tables(embeddings, examples=examples, seed=seed)
    drawn = {
        k: drawn_scores(tables, k=k, fusion=fusion, similarity=similarity, draws=DRAWS, seed=seed)
        for k in NUMBERS
    }
    return {k: found for k, found in drawn.items() if found is not None}


def write_calibrations(folder: Path, calibrations: ShippedCalibrations) -> None:
    """Write the calibrations into a model's folder.

    Raises:
        OutputError: a file can't be written.
    """
    for name, values in (
        (CALIBRATION_NAME, calibrations.standard),
        (SMALL_AMOUNTS_NAME, calibrations.small_amounts),
    ):
        write_json(folder / name, values.model_dump(mode="json"))


def writer_tables(
    embeddings: Embeddings, *, examples: Examples, seed: int
) -> tuple[WriterTable, ...]:
    """The distances of and about each writer, with strangers of the same set drawn by seed.

    Args:
        embeddings: (n, ...) of the examples.
        examples: (n) their signatures.
        seed: of the strangers' draw.
    """
    rng = np.random.default_rng(seed)
    tables: list[WriterTable] = []
    for writer in np.unique(examples.writers):
        own = examples.writers == writer
        genuine = np.flatnonzero(own & ~examples.forged)
        if not genuine.size:
            continue
        here = examples.datasets == examples.datasets[genuine[0]]
        strangers = rng.permutation(np.flatnonzero(here & ~own & ~examples.forged))
        among, skilled, random = (
            embedding_distances(embeddings[genuine], embeddings[rows])
            for rows in (
                genuine,
                np.flatnonzero(own & examples.forged),
                strangers[:RANDOM_PARTNERS],
            )
        )
        tables.append(
            WriterTable(
                writer=examples.items[genuine[0]].writer,
                among=among,
                skilled=skilled,
                random=random,
            )
        )
    return tuple(tables)


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


def _number(
    k: int, scores: LabelledScores, *, far_skilled: float, writers_of: str, seed: int
) -> tuple[NumberValues, tuple[Reason, ...]]:
    """The thresholds for k references, and what is thin about the data behind them."""
    policy = EqualError() if scores.skilled is None else SkilledFarAtMost(far_skilled)
    choice = choose_thresholds(
        scores, policy=policy, flag_frr=FLAG_FRR, flag_seen=True, seed=seed, unproven=True
    )
    band = BandValues(
        up_to=None,
        accept_at=choice.thresholds.accept_at,
        flag_below=choice.thresholds.flag_below,
        rule=_rule(choice, writers_of=writers_of, far_skilled=far_skilled),
        rates=rate_values(choice.rates),
    )
    return NumberValues(from_references=k, bands=(band,)), choice.cautions


def _rule(choice: Choice, *, writers_of: str, far_skilled: float) -> str:
    frr = choice.rates.frr.rate.value
    if choice.rates.far_skilled is None:
        accept = (
            "ACCEPT from the similarity at which the share of random forgeries accepted equals "
            "the share of genuine signatures not accepted (equal error), on the writers of "
            f"{writers_of}"
        )
    else:
        by = "the upper end of the 95 % interval of the share" if choice.proven else "the share"
        accept = (
            f"ACCEPT from the lowest similarity at which {by} of skilled forgeries accepted is at "
            f"most {percent(far_skilled)}, on the writers of {writers_of}"
        )
    return (
        f"{accept}; {100 * frr:.1f} % of the genuine signatures are then not accepted. FLAG below "
        f"the similarity that {percent(FLAG_FRR)} of the genuine signatures do not reach. REFER in "
        "between."
    )


def _counts(scores: LabelledScores) -> dict[str, int]:
    kinds = zip(PairKind, (scores.genuine, scores.skilled, scores.random), strict=True)
    return {
        "writers": np.unique(scores.genuine.writers).size,
        **{f"{kind}_comparisons": found.values.size for kind, found in kinds if found},
    }


def _pooled(by_set: Mapping[str, Comparisons], *, kind: PairKind) -> WriterScores | None:
    parts = [entry.distances[kind] for entry in by_set.values() if kind in entry.distances]
    if not parts:
        return None
    return WriterScores(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.writers for part in parts]),
    )
