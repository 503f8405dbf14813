"""The figures of an evaluation from similarities, each with its counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.checks import ScoreError, TooFewWritersError
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.bootstrap import (
    WriterScores,
    equal_error_interval,
    mean_interval,
)
from sigverify.scoring.performance.calibration_quality import (
    cllr,
    min_cllr,
    platt_check,
    reliability,
)
from sigverify.scoring.performance.intervals import Interval
from sigverify.scoring.performance.metrics import equal_error_rate
from sigverify.terms import Decision, PairKind

FORGERIES: Final = (PairKind.SKILLED, PairKind.RANDOM)
WORST_SHARE: Final = 0.1
ONE_WRITER: Final = "only one writer, so there is no interval"

_KIND_WORDS: Final = {
    PairKind.GENUINE: "comparisons with genuine signatures",
    PairKind.SKILLED: "comparisons with skilled forgeries",
    PairKind.RANDOM: "comparisons with other writers' signatures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its interval and its counts, or the reason why it is missing.

    Attributes:
        value: None if there is nothing to measure.
        interval: None without a value, or if only one writer is left.
        counts: the counts behind the value, such as errors and trials.
        threshold: of an equal error rate, on the similarity.
        reason: why value or interval is missing.
    """

    value: float | None = None
    interval: Interval | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    threshold: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class KindScores:
    """Similarities of one kind of comparison.

    Attributes:
        similarities: (n,) float64, 0..1; NaN where the questioned image is unusable.
        writers: (n,) int64, the writer of the references.
    """

    similarities: NDArray[np.float64]
    writers: NDArray[np.int64]

    @property
    def measured(self) -> WriterScores | None:
        """The comparisons with a similarity; None if there are none."""
        there = ~np.isnan(self.similarities)
        if not there.any():
            return None
        return WriterScores(self.similarities[there], self.writers[there])

    def of_writer(self, writer: int) -> KindScores:
        """The comparisons of one writer."""
        own = self.writers == writer
        return KindScores(self.similarities[own], self.writers[own])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Calibration quality of similarities as strength of evidence, at even odds.

    Attributes:
        cllr: cost in bits, 0 is perfect, 1 no better than a coin; None if a similarity of 0 or 1
            is wrong.
        min_cllr: cost that remains after the best rising map of the same similarities.
        expected_calibration_error: mean gap between claimed and observed share of genuine, 0..1.
        slope: of the observed on the claimed evidence; below 1 = overstated.
        intercept: of the same line; 0 if the similarities are unbiased.
    """

    cllr: float | None
    min_cllr: float
    expected_calibration_error: float
    slope: float | None
    intercept: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterFigures:
    """One writer's results.

    Attributes:
        writer: index of the writer.
        eer: equal error rate at this writer's own best threshold against each kind of forgery,
            None without comparisons.
        errors: errors (genuine not accepted, forgeries accepted) at the shipped threshold, and
            trials.
    """

    writer: int
    eer: dict[PairKind, float | None]
    errors: dict[PairKind, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstWriters:
    """The tenth of the writers, at least one, with the highest equal error rates of their own.

    Attributes:
        eer: mean of their rates, 0..1.
        least: the lowest among them.
        writers: their indices, worst first.
    """

    eer: float
    least: float
    writers: tuple[int, ...]


Scores = Mapping[PairKind, KindScores]


def equal_error(scores: Scores, kind: PairKind, *, seed: int) -> Figure:
    """Equal error rate at one threshold for all writers against one kind of forgery."""
    genuine, forged = scores[PairKind.GENUINE].measured, scores[kind].measured
    if genuine is None or forged is None:
        return Figure(reason=_nothing(PairKind.GENUINE if genuine is None else kind))
    rate = equal_error_rate(genuine.values, forged.values)
    interval, reason = _interval(lambda: equal_error_interval(genuine, forged, seed=seed))
    return Figure(
        value=rate.value,
        interval=interval,
        counts={
            "writers": np.unique(np.concatenate([genuine.writers, forged.writers])).size,
            "genuine_comparisons": genuine.values.size,
            "forged_comparisons": forged.values.size,
        },
        threshold=rate.threshold,
        reason=reason,
    )


def error_rate(scores: Scores, kind: PairKind, *, accept_at: float, seed: int) -> Figure:
    """FRR for genuine, FAR for forgeries, at a threshold fixed beforehand."""
    wrong = _errors(scores[kind], kind=kind, accept_at=accept_at)
    return _share(wrong, scores[kind].writers, kind=kind, counted="errors", seed=seed)


def decision_share(
    scores: Scores, kind: PairKind, decision: Decision, *, thresholds: Thresholds, seed: int
) -> Figure:
    """Share of one kind of trials with a given decision."""
    similarities = scores[kind].similarities
    accepted = similarities >= thresholds.accept_at  # False for NaN, as below
    flagged = similarities < thresholds.flag_below
    missing = np.isnan(similarities)
    decided = {
        Decision.ACCEPT: accepted,
        Decision.FLAG: flagged,
        Decision.NO_DECISION: missing,
        Decision.REFER: ~(accepted | flagged | missing),
    }[decision]
    return _share(decided, scores[kind].writers, kind=kind, counted="count", seed=seed)


def mean_of_shares(
    values: NDArray[np.float64], writers: NDArray[np.generic], *, counted: str, seed: int
) -> Figure:
    """Mean of values in 0..1, each belonging to a writer.

    Args:
        values: (n,) at least one.
        writers: (n,) the writer of each value.
        counted: name of the values in the counts, in the plural.
        seed: of the bootstrap.
    """
    shares = WriterScores(values, writers)
    interval, reason = _interval(lambda: mean_interval(shares, seed=seed))
    return Figure(
        value=float(values.mean()),
        interval=interval,
        counts={"writers": np.unique(writers).size, counted: values.size},
        reason=reason,
    )


def evidence(scores: Scores, kind: PairKind) -> Evidence | None:
    """Calibration quality against one kind of forgery; None without comparisons of both kinds."""
    genuine, forged = scores[PairKind.GENUINE].measured, scores[kind].measured
    if genuine is None or forged is None:
        return None
    right, wrong = genuine.values, forged.values
    cost = cllr(right, wrong)
    slope: float | None = None
    intercept: float | None = None
    try:
        check = platt_check(right, wrong)
        slope, intercept = check.slope, check.intercept
    except ScoreError:  # all equal, or a similarity of 0 or 1 with infinite log-odds
        pass
    return Evidence(
        cllr=cost if math.isfinite(cost) else None,
        min_cllr=min_cllr(right, wrong) + 0.0,  # never a negative zero
        expected_calibration_error=reliability(right, wrong).expected_calibration_error,
        slope=slope,
        intercept=intercept,
    )


def by_writer(scores: Scores, *, accept_at: float) -> tuple[WriterFigures, ...]:
    """The results of each writer who has trials, ascending."""
    everyone = np.unique(np.concatenate([part.writers for part in scores.values()]))
    result: list[WriterFigures] = []
    for writer in everyone.tolist():
        own = {kind: part.of_writer(writer) for kind, part in scores.items()}
        genuine = own[PairKind.GENUINE].measured
        eer: dict[PairKind, float | None] = {}
        for kind in FORGERIES:
            forged = own[kind].measured
            if genuine is None or forged is None:
                eer[kind] = None
            else:
                eer[kind] = equal_error_rate(genuine.values, forged.values).value
        errors = {
            kind: (
                int(_errors(part, kind=kind, accept_at=accept_at).sum()),
                part.similarities.size,
            )
            for kind, part in own.items()
        }
        result.append(WriterFigures(writer=writer, eer=eer, errors=errors))
    return tuple(result)


def own_threshold_error(
    writers: tuple[WriterFigures, ...], kind: PairKind, *, seed: int
) -> tuple[Figure, WorstWriters | None]:
    """Mean over writers of the equal error rate at each one's own threshold, and the worst tenth.

    Each threshold is chosen on the same comparisons on which it is measured, and no bank can know
    it beforehand. This is a secondary figure, for comparison with publications.
    """
    rated = [(eer, figures.writer) for figures in writers if (eer := figures.eer[kind]) is not None]
    if not rated:
        return Figure(reason=_nothing(kind)), None
    values = np.array([eer for eer, _ in rated])
    ids = np.array([writer for _, writer in rated])
    mean = mean_of_shares(values, ids, counted="equal_error_rates", seed=seed)
    worst = np.lexsort((ids, -values))[: math.ceil(WORST_SHARE * values.size)]
    return mean, WorstWriters(
        eer=float(values[worst].mean()),
        least=float(values[worst].min()),
        writers=tuple(ids[worst].tolist()),
    )


def _errors(scores: KindScores, *, kind: PairKind, accept_at: float) -> NDArray[np.bool_]:
    # An unusable image has no similarity (NaN) and is never accepted.
    accepted: NDArray[np.bool_] = scores.similarities >= accept_at
    return ~accepted if kind is PairKind.GENUINE else accepted


def _share(
    hits: NDArray[np.bool_],
    writers: NDArray[np.int64],
    *,
    kind: PairKind,
    counted: str,
    seed: int,
) -> Figure:
    if hits.size == 0:
        return Figure(reason=_nothing(kind))
    shares = WriterScores(hits.astype(np.float64), writers)
    interval, reason = _interval(lambda: mean_interval(shares, seed=seed))
    return Figure(
        value=float(hits.mean()),
        interval=interval,
        counts={
            counted: int(hits.sum()),
            "trials": hits.size,
            "writers": np.unique(writers).size,
        },
        reason=reason,
    )


def _interval(find: Callable[[], Interval]) -> tuple[Interval | None, str | None]:
    try:
        return find(), None
    except TooFewWritersError:
        return None, ONE_WRITER


def _nothing(kind: PairKind) -> str:
    return f"no usable {_KIND_WORDS[kind]}"
