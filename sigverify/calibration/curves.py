"""The curves of a calibration: histograms, error rates along the threshold, counts of a day.

These are plain numbers. The wizard, the report and the machine-readable report each present them in
their own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import UsageError
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.bootstrap import (
    Band,
    WriterScores,
    false_accept_band,
    false_reject_band,
    threshold_grid,
)
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import Decision, PairKind

BINS: Final = 40
# Enough points for a smooth curve.
POINTS: Final = 160

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RateCurve:
    """An error rate along the thresholds.

    Attributes:
        rate: (t,) 0..1.
        low: (t,) lower ends of the 95 % intervals.
        high: (t,) upper ends.
    """

    rate: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Curves:
    """Histograms and error rates of a set of scores.

    Attributes:
        edges: (b + 1,) of the histograms' bins, 0..1.
        shares: (b,) share of comparisons in each bin, for each kind.
        sizes: number of comparisons of each kind.
        thresholds: (t,) ascending.
        rates: FRR under genuine, FAR under the two kinds of forgery.
    """

    edges: Numbers
    shares: Mapping[PairKind, Numbers]
    sizes: Mapping[PairKind, int]
    thresholds: Numbers
    rates: Mapping[PairKind, RateCurve]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The expected decisions on a day's cheques.

    Attributes:
        volume: number of cheques.
        forged: number of skilled forgeries among them.
        decisions: number of cheques with each decision.
        forged_accepted: number of accepted forgeries; None if unknown.
    """

    volume: int
    forged: float
    decisions: Mapping[Decision, float]
    forged_accepted: float | None


def curves_of(scores: LabelledScores, *, seed: int) -> Curves:
    """Compute histograms, and error rates with their 95 % bands along the threshold."""
    by_kind = _by_kind(scores)
    forged = scores.skilled or scores.random or scores.genuine
    grid = threshold_grid(scores.genuine.values, forged.values, points=POINTS)
    grid = np.unique(np.concatenate([[0.0], grid[grid <= 1], [1.0]]))
    edges = np.linspace(0, 1, BINS + 1)
    rates = {}
    for kind, part in by_kind.items():
        band_of = false_reject_band if kind is PairKind.GENUINE else false_accept_band
        band: Band = band_of(part, thresholds=grid, seed=seed)
        below = np.searchsorted(np.sort(part.values), grid, side="left") / part.values.size
        rate = below if kind is PairKind.GENUINE else 1 - below
        rates[kind] = RateCurve(rate=rate, low=band.low, high=band.high)
    return Curves(
        edges=edges,
        shares={
            kind: np.histogram(part.values, edges)[0] / part.values.size
            for kind, part in by_kind.items()
        },
        sizes={kind: part.values.size for kind, part in by_kind.items()},
        thresholds=grid,
        rates=rates,
    )


def day_of(
    scores: LabelledScores, *, thresholds: Thresholds, volume: int, forgery_rate: float
) -> Day:
    """Estimate how many of a day's cheques are accepted, referred and flagged.

    Args:
        scores: of genuine signatures and skilled forgeries.
        thresholds: from similarity to decision.
        volume: number of cheques.
        forgery_rate: share of skilled forgeries among them, 0..1.

    Raises:
        UsageError: a volume below 0, or a rate outside 0..1.
    """
    if volume < 0 or not 0 <= forgery_rate <= 1:
        raise UsageError(
            f"A day can't have {volume} cheques with a forged share of {forgery_rate}.",
            remedy="Give a number of cheques, and a share between 0 and 1.",
        )
    genuine = _decided(scores.genuine, thresholds=thresholds)
    forged = None if scores.skilled is None else _decided(scores.skilled, thresholds=thresholds)
    share = forgery_rate if forged is not None else 0.0
    return Day(
        volume=volume,
        forged=volume * forgery_rate,
        decisions={
            decision: volume
            * ((1 - share) * genuine[decision] + share * (forged or {}).get(decision, 0.0))
            for decision in genuine
        },
        forged_accepted=None if forged is None else volume * share * forged[Decision.ACCEPT],
    )


def _decided(scores: WriterScores, *, thresholds: Thresholds) -> dict[Decision, float]:
    accepted = float((scores.values >= thresholds.accept_at).mean())
    flagged = float((scores.values < thresholds.flag_below).mean())
    return {
        Decision.ACCEPT: accepted,
        Decision.REFER: max(0.0, 1 - accepted - flagged),
        Decision.FLAG: flagged,
    }


def _by_kind(scores: LabelledScores) -> dict[PairKind, WriterScores]:
    found = {
        PairKind.GENUINE: scores.genuine,
        PairKind.SKILLED: scores.skilled,
        PairKind.RANDOM: scores.random,
    }
    return {kind: part for kind, part in found.items() if part is not None}
