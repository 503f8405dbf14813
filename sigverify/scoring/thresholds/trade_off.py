"""What stricter and laxer limits on skilled forgeries would cost in genuine signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.rates import Rates
from sigverify.scoring.thresholds.choosing import LabelledScores, accepting_bounds, rates_at

LIMITS: Final = (0.01, 0.02, 0.03, 0.05, 0.08, 0.10, 0.15, 0.20)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """One limit and its cost.

    Attributes:
        limit: on the upper bound of the share of skilled forgeries accepted.
        accept_at: the lowest threshold that keeps it.
        rates: error rates at that threshold, on the same scores.
    """

    limit: float
    accept_at: float
    rates: Rates


def trade_offs(
    scores: LabelledScores, *, limits: Sequence[float] = LIMITS, seed: int
) -> tuple[TradeOff, ...]:
    """The cost of each limit that the data can prove; empty without skilled forgeries.

    Args:
        scores: of the signers on whom thresholds are chosen.
        limits: on the upper bound of the share of skilled forgeries accepted.
        seed: of the bootstrap.

    Raises:
        TooFewWritersError: a single writer.
    """
    if scores.skilled is None:
        return ()
    grid, bounds = accepting_bounds(scores.skilled, genuine=scores.genuine, seed=seed)
    found = []
    for limit in limits:
        kept = np.flatnonzero(bounds <= limit)
        if kept.size:
            accept_at = float(grid[kept[0]])
            thresholds = Thresholds(accept_at=accept_at, flag_below=accept_at)
            rates = rates_at(scores, thresholds=thresholds, seed=seed)
            found.append(TradeOff(limit=limit, accept_at=accept_at, rates=rates))
    return tuple(found)
