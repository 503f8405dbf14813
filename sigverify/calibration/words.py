"""The results of a calibration in sentences that need no knowledge of statistics."""

from __future__ import annotations

import math
from typing import Final

from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.rates import Estimate, Rates
from sigverify.scoring.thresholds.policies import LeastCost

_BASES: Final = (100, 1000, 10_000, 100_000)


def outcome(rates: Rates) -> Reason:
    """The effect of thresholds, such as "of 1000 genuine cheques about 23 would be referred"."""
    frr, flagged = rates.frr, rates.genuine_flagged
    base = max(1000, _base(frr))
    referred = base * (frr.rate.value - flagged.rate.value)
    genuine = Reason(
        ReasonCode.GENUINE_OUTCOME,
        base=base,
        referred=round(referred),
        flagged=round(base * flagged.rate.value),
        **_interval(frr, base=base),
    )
    skilled = Reason(ReasonCode.SKILLED_UNKNOWN)
    if rates.far_skilled is not None:
        skilled = _passing(rates.far_skilled, code=ReasonCode.SKILLED_PASSING)
    if rates.far_random is None:
        return Reason(ReasonCode.OUTCOME, genuine=genuine, skilled=skilled)
    others = _passing(rates.far_random, code=ReasonCode.OTHERS_PASSING)
    return Reason(ReasonCode.OUTCOME_WITH_OTHERS, genuine=genuine, skilled=skilled, others=others)


def outcome_of_band(rates: Rates, *, up_to: float | None, all_alike: bool) -> Reason:
    """`outcome` with the amounts of the band, unless there is only one band."""
    found = outcome(rates)
    if all_alike:
        return found
    if up_to is None:
        return Reason(ReasonCode.OUTCOME_LARGER, outcome=found)
    return Reason(ReasonCode.OUTCOME_UP_TO, amount=up_to, outcome=found)


def cost_words(policy: LeastCost, rates: Rates, *, cheques: str = "") -> str:
    """The cost of thresholds at the policy's prices, compared with looking at all or no cheques.

    Args:
        policy: the prices.
        rates: at the thresholds.
        cheques: the cheques with these thresholds; empty for all.
    """
    start = f"{cheques}: of" if cheques else "Of"
    base, look = _BASES[1], policy.minutes_per_referral * policy.cost_per_minute
    forged = base * policy.forgery_rate
    passing, high = 0.0, 0.0
    lost = "what skilled forgeries that pass would cost is unknown"
    if rates.far_skilled is not None:
        passing, high = rates.far_skilled.rate.value, rates.far_skilled.interval.high
        lost = (
            "forgeries that pass would cost about "
            f"{_money(forged * passing * policy.loss_per_accepted_forgery)} (at the upper end of "
            f"the interval {_money(forged * high * policy.loss_per_accepted_forgery)})"
        )
    looks = forged * (1 - passing) + (base - forged) * rates.frr.rate.value
    return (
        f"{start} {base} cheques, {forged:g} of them forged, {lost}, and looks about "
        f"{_money(looks * look)}; to look at every cheque would cost {_money(base * look)}, to "
        f"look at none {_money(forged * policy.loss_per_accepted_forgery)}. A forgery that passes "
        f"costs as much as {_money(policy.loss_per_accepted_forgery / look)} looks."
    )


def cheques_words(up_to: float | None, *, all_alike: bool) -> str:
    """The cheques of a band in words; empty if there is only one band."""
    if all_alike:
        return ""
    return "Larger cheques" if up_to is None else f"Cheques up to {up_to:g}"


def specimens_words(least: int, most: int | None) -> str:
    """A range of numbers of specimens, such as "3 or 4 specimens"."""
    if most is None:
        return f"{least} or more specimens"
    if most == least:
        return "1 specimen" if least == 1 else f"{least} specimens"
    return f"{least} {'or' if most == least + 1 else 'to'} {most} specimens"


def _passing(estimate: Estimate, *, code: ReasonCode) -> Reason:
    base = _base(estimate)
    passing = round(base * estimate.rate.value)
    return Reason(code, base=base, passing=passing, **_interval(estimate, base=base))


def _base(estimate: Estimate) -> int:
    """The smallest base with at least one expected error, if there are errors."""
    if estimate.rate.errors == 0:
        return _BASES[1]
    return next((base for base in _BASES if base * estimate.rate.value >= 1), _BASES[-1])


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2g}"


def _interval(estimate: Estimate, *, base: int) -> dict[str, int]:
    return {
        "low": math.floor(base * estimate.interval.low),
        "high": math.ceil(base * estimate.interval.high),
    }
