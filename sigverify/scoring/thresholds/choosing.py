"""Thresholds from a bank's own scores by a policy, with cautions where the data are thin.

A policy states a goal; `choose_thresholds` finds the thresholds, or refuses if the data can't
support the goal. A limit applies to the *upper* end of the 95 % interval from the bootstrap over
writers, not to the observed rate. The rates in the result come from the scores on which the
thresholds were chosen; `rates_at` measures them on held-out writers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import CalibrationError
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.bootstrap import (
    WriterScores,
    false_accept_band,
    false_accept_interval,
    false_reject_band,
    false_reject_interval,
    threshold_grid,
)
from sigverify.scoring.performance.metrics import (
    equal_error_rate,
    error_rates_curve,
    false_accept_rate,
    false_reject_rate,
)
from sigverify.scoring.performance.rates import Estimate, Rates
from sigverify.scoring.thresholds.policies import (
    EqualError,
    FrrAtMost,
    LeastCost,
    Policy,
    SkilledFarAtMost,
    check_rate,
)

MIN_WRITERS = 10
ENOUGH_WRITERS = 30
ENOUGH_ERRORS = 30
_GRID_POINTS = 512


class _Kind(NamedTuple):
    """The reasons for refusing too few comparisons of one kind."""

    too_few: ReasonCode
    unprovable: ReasonCode


_FORGED = _Kind(ReasonCode.FORGED_SIGNERS_TOO_FEW, ReasonCode.FORGED_RATE_UNPROVABLE)
_GENUINE = _Kind(ReasonCode.GENUINE_SIGNERS_TOO_FEW, ReasonCode.GENUINE_RATE_UNPROVABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledScores:
    """Similarities computed as in the product: same number of references, same fusion.

    Attributes:
        genuine: of genuine signatures.
        skilled: of skilled forgeries; None if the bank has none.
        random: of other writers' genuine signatures; None if they were not compared.
    """

    genuine: WriterScores
    skilled: WriterScores | None
    random: WriterScores | None


class UnprovenError(CalibrationError):
    """The data can't prove a limit at any threshold; the caller may grant it with a caution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Thresholds chosen by a policy.

    Attributes:
        policy: the policy.
        thresholds: the thresholds that it gives.
        rates: their error rates on the scores on which they were chosen.
        cautions: limits of the data behind them, such as few writers.
    """

    policy: Policy
    thresholds: Thresholds
    rates: Rates
    cautions: tuple[Reason, ...]

    @property
    def proven(self) -> bool:
        """Whether the data prove the policy's limits."""
        return all(one.code is not ReasonCode.LIMIT_UNPROVEN for one in self.cautions)


def choose_thresholds(
    scores: LabelledScores,
    *,
    policy: Policy,
    flag_frr: float | None,
    flag_seen: bool = False,
    seed: int,
    unproven: bool = False,
    max_frr: float | None = None,
) -> Choice:
    """Choose thresholds by a policy.

    Args:
        scores: of at least 10 writers for a policy with a limit.
        policy: where to accept.
        flag_frr: greatest share of genuine signatures to be flagged, by its upper bound; the band
            between the thresholds is referred. With None there is no band: everything that is not
            accepted is flagged.
        flag_seen: apply ``flag_frr`` to the share seen instead of its upper bound. A flagged
            signature is looked at, so its limit needs less proof than that of an accepted forgery.
        seed: of the bootstrap.
        unproven: grant a limit that the data can't prove: the observed rate keeps it, and the
            result carries a caution.
        max_frr: refuse a limit on skilled forgeries that would leave more than this share of the
            genuine signatures unaccepted; None refuses none.

    Raises:
        CalibrationError: the data can't support the policy: no forgeries of the kind, or, if not
            ``unproven``, too few writers, or so few comparisons that even zero errors would not
            prove the rate. Or nobody could work with the policy (``max_frr``).
        TooFewWritersError: a single writer.
    """
    if flag_frr is not None:
        check_rate(flag_frr)
    proven = True
    try:
        thresholds = _thresholds(
            scores,
            policy=policy,
            flag_frr=flag_frr,
            seed=seed,
            flag_seed=None if flag_seen else seed,
        )
    except UnprovenError:
        if not unproven:
            raise
        proven = False
        thresholds = _thresholds(
            scores, policy=policy, flag_frr=flag_frr, seed=None, flag_seed=None
        )
    rates = rates_at(scores, thresholds=thresholds, seed=seed)
    if (
        max_frr is not None
        and isinstance(policy, SkilledFarAtMost)
        and rates.frr.rate.value > max_frr
    ):
        raise _unworkable(scores, rates, policy=policy, max_frr=max_frr, seed=seed)
    cautions = _cautions(scores, rates=rates)
    return Choice(
        policy=policy,
        thresholds=thresholds,
        rates=rates,
        cautions=cautions if proven else (Reason(ReasonCode.LIMIT_UNPROVEN), *cautions),
    )


def _thresholds(
    scores: LabelledScores,
    *,
    policy: Policy,
    flag_frr: float | None,
    seed: int | None,
    flag_seed: int | None,
) -> Thresholds:
    """The thresholds of a policy.

    Limits apply to the upper bounds of a bootstrap with the seed of accepting or of flagging;
    without a seed, to the observed rates.
    """
    accept_at = _accept_at(scores, policy=policy, seed=seed)
    flag_below = accept_at
    if flag_frr is not None:
        flag_below = min(accept_at, _highest_for_frr(scores.genuine, rate=flag_frr, seed=flag_seed))
    return Thresholds(accept_at=accept_at, flag_below=flag_below)


def rates_at(scores: LabelledScores, *, thresholds: Thresholds, seed: int) -> Rates:
    """The error rates of thresholds on scores; on held-out writers their bounds are a guarantee.

    Args:
        scores: for a guarantee, of writers on whom the thresholds were not chosen.
        thresholds: fixed beforehand.
        seed: of the bootstrap.

    Raises:
        TooFewWritersError: fewer than two writers of a kind.
    """
    accept_at = thresholds.accept_at
    return Rates(
        frr=_rejected(scores.genuine, threshold=accept_at, seed=seed),
        genuine_flagged=_rejected(scores.genuine, threshold=thresholds.flag_below, seed=seed),
        far_skilled=_accepted(scores.skilled, threshold=accept_at, seed=seed),
        far_random=_accepted(scores.random, threshold=accept_at, seed=seed),
    )


def _accept_at(scores: LabelledScores, *, policy: Policy, seed: int | None) -> float:
    match policy:
        case SkilledFarAtMost(rate):
            if scores.skilled is None:
                raise CalibrationError(
                    Reason(ReasonCode.NEEDS_SKILLED_FORGERIES),
                    remedy=Reason(ReasonCode.ADD_SKILLED_OR_OTHER_POLICY),
                )
            return _lowest_for_far(scores.skilled, genuine=scores.genuine, rate=rate, seed=seed)
        case FrrAtMost(rate):
            return _highest_for_frr(scores.genuine, rate=rate, seed=seed)
        case EqualError():
            forged = _forgeries(scores)
            return equal_error_rate(scores.genuine.values, forged.values).threshold
        case LeastCost():
            curve = error_rates_curve(scores.genuine.values, _forgeries(scores).values)
            cost = policy.expected_cost(curve.far, curve.frr)
            # Among equally cheap thresholds the highest accepts the fewest forgeries.
            cheapest = np.flatnonzero(cost == cost.min())[-1]
            return min(float(curve.thresholds[cheapest]), 1.0)


def _forgeries(scores: LabelledScores) -> WriterScores:
    forged = scores.skilled or scores.random
    if forged is None:
        raise CalibrationError(
            Reason(ReasonCode.NEEDS_FORGERIES),
            remedy=Reason(ReasonCode.ADD_SKILLED_OR_COMPARE),
        )
    return forged


def accepting_bounds(
    impostor: WriterScores, *, genuine: WriterScores, seed: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Thresholds, and the bound of the false accept rate from each of them on.

    Args:
        impostor: similarities of one kind of forgery.
        genuine: similarities of genuine comparisons.
        seed: of the bootstrap for the upper bound; None takes the rate seen.

    Returns:
        (t,) thresholds, ascending, and (t,) bounds, never rising: a threshold keeps a limit only if
        all stricter ones keep it too.
    """
    grid = _grid(genuine, impostor)
    if seed is None:
        high = 1 - _share_below(impostor, thresholds=grid)
    else:
        high = false_accept_band(impostor, thresholds=grid, seed=seed).high
    return grid, np.maximum.accumulate(high[::-1])[::-1]


def _lowest_for_far(
    impostor: WriterScores, *, genuine: WriterScores, rate: float, seed: int | None
) -> float:
    if seed is not None:
        _require(impostor, rate=rate, kind=_FORGED)
    grid, bounds = accepting_bounds(impostor, genuine=genuine, seed=seed)
    return _last_kept(grid[::-1], (bounds <= rate)[::-1], rate=rate, kind=_FORGED)


def _unworkable(
    scores: LabelledScores, rates: Rates, *, policy: SkilledFarAtMost, max_frr: float, seed: int
) -> CalibrationError:
    """The error for a limit that nobody could work with; it names the nearest that works."""
    assert scores.skilled is not None
    grid, bounds = accepting_bounds(scores.skilled, genuine=scores.genuine, seed=seed)
    below = _share_below(scores.genuine, thresholds=grid)
    nearest = float(bounds[np.flatnonzero(below <= max_frr)[-1]])
    # Rounded up to a tenth of a per cent, so that the limit named is one that is kept.
    named = min(math.ceil(nearest * 1000) / 1000, 0.999)
    return CalibrationError(
        Reason(ReasonCode.POLICY_UNWORKABLE, limit=policy.rate, rate=rates.frr.rate.value),
        remedy=Reason(ReasonCode.TAKE_WORKABLE_LIMIT, limit=named),
    )


def _highest_for_frr(genuine: WriterScores, *, rate: float, seed: int | None) -> float:
    grid = _grid(genuine, genuine)
    if seed is None:
        high = _share_below(genuine, thresholds=grid)
    else:
        _require(genuine, rate=rate, kind=_GENUINE)
        high = false_reject_band(genuine, thresholds=grid, seed=seed).high
    kept = np.logical_and.accumulate(high <= rate)
    return _last_kept(grid, kept, rate=rate, kind=_GENUINE)


def _grid(genuine: WriterScores, impostor: WriterScores) -> NDArray[np.float64]:
    grid = threshold_grid(genuine.values, impostor.values, points=_GRID_POINTS)
    return grid[grid <= 1]


def _share_below(scores: WriterScores, *, thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    below = np.searchsorted(np.sort(scores.values), thresholds, side="left")
    shares: NDArray[np.float64] = below / scores.values.size
    return shares


def _last_kept(
    grid: NDArray[np.float64], kept: NDArray[np.bool_], *, rate: float, kind: _Kind
) -> float:
    if not kept[0]:
        raise _unsupported(rate, kind=kind)
    return float(grid[np.count_nonzero(kept) - 1])


def _require(scores: WriterScores, *, rate: float, kind: _Kind) -> None:
    writers = np.unique(scores.writers).size
    if writers < MIN_WRITERS:
        raise UnprovenError(
            Reason(kind.too_few, number=writers, needed=MIN_WRITERS),
            remedy=Reason(ReasonCode.ADD_SIGNERS_OR_GRANT),
        )
    # Rule of three: zero errors in n independent trials are compatible with a rate of 3 / n.
    if scores.values.size * rate < 3:
        raise _unsupported(rate, kind=kind)


def _unsupported(rate: float, *, kind: _Kind) -> UnprovenError:
    return UnprovenError(
        Reason(kind.unprovable, rate=rate), remedy=Reason(ReasonCode.ADD_COMPARISONS)
    )


def _rejected(genuine: WriterScores, *, threshold: float, seed: int) -> Estimate:
    return Estimate(
        false_reject_rate(genuine.values, threshold=threshold),
        false_reject_interval(genuine, threshold=threshold, seed=seed),
    )


def _accepted(impostor: WriterScores | None, *, threshold: float, seed: int) -> Estimate | None:
    if impostor is None:
        return None
    return Estimate(
        false_accept_rate(impostor.values, threshold=threshold),
        false_accept_interval(impostor, threshold=threshold, seed=seed),
    )


def _cautions(scores: LabelledScores, *, rates: Rates) -> tuple[Reason, ...]:
    found = []
    if scores.skilled is None:
        found.append(Reason(ReasonCode.NO_SKILLED_FORGERIES))
    kinds = [kind for kind in (scores.genuine, scores.skilled) if kind is not None]
    if min(np.unique(kind.writers).size for kind in kinds) < ENOUGH_WRITERS:
        found.append(Reason(ReasonCode.FEW_WRITERS, number=ENOUGH_WRITERS))
    shown = [estimate for estimate in (rates.frr, rates.far_skilled) if estimate is not None]
    if min(estimate.rate.errors for estimate in shown) < ENOUGH_ERRORS:
        found.append(Reason(ReasonCode.FEW_ERRORS, number=ENOUGH_ERRORS))
    return tuple(found)
