"""Results of a calibration in sentences that need no statistics to be read."""

from __future__ import annotations

import math
from typing import Final

from sigverify.scoring.choosing import Estimate, Rates
from sigverify.scoring.policies import LeastCost
from sigverify.terms import PairKind

RATE_NAMES: Final = {
    "frr": "Genuine not accepted (FRR)",
    "genuine_flagged": "Genuine flagged",
    "far_skilled": "Skilled forgeries accepted (FAR)",
    "far_random": "Other people's signatures accepted (FAR)",
}
"""What the rates of a calibration are called where people read them."""

KIND_NAMES: Final = {
    PairKind.GENUINE.value: "genuine signatures",
    PairKind.SKILLED.value: "skilled forgeries",
    PairKind.RANDOM.value: "other people's signatures",
}
"""What is compared, likewise."""

_BASES: Final = (100, 1000, 10_000, 100_000)


def outcome_words(rates: Rates, *, cheques: str = "") -> str:
    """What thresholds do, such as "Of 1000 genuine cheques about 23 would be referred ...".

    Args:
        rates: at the thresholds.
        cheques: which cheques they serve; empty where they serve all.
    """
    start = f"{cheques}: " if cheques else ""
    frr, flagged = rates.frr, rates.genuine_flagged
    base = max(1000, _base(frr))
    referred = base * (frr.rate.value - flagged.rate.value)
    genuine = (
        f"of {base} genuine cheques about {_about(referred)} would be referred and "
        f"{_about(base * flagged.rate.value)} flagged (both together {_interval(frr, base=base)})"
    )
    forged = "how many skilled forgeries would pass is unknown"
    if rates.far_skilled is not None:
        forged = _passing(rates.far_skilled, what="skilled forgeries")
    parts = [genuine, forged]
    if rates.far_random is not None:
        parts.append(_passing(rates.far_random, what="other people's signatures"))
    text = "; ".join(parts)
    return f"{start}{text[0].upper() if not start else text[0]}{text[1:]}."


def cost_words(policy: LeastCost, rates: Rates, *, cheques: str = "") -> str:
    """What thresholds cost at the prices of the policy, and what doing without them would.

    Args:
        policy: the prices.
        rates: at the thresholds.
        cheques: which cheques they serve; empty where they serve all.
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
    """Which cheques a band is for; empty where there is only one."""
    if all_alike:
        return ""
    return "Larger cheques" if up_to is None else f"Cheques up to {up_to:g}"


def _passing(estimate: Estimate, *, what: str) -> str:
    base = _base(estimate)
    return (
        f"of {base} {what} about {_about(base * estimate.rate.value)} would pass "
        f"({_interval(estimate, base=base)})"
    )


def _base(estimate: Estimate) -> int:
    """So many that at least one goes wrong, if any does."""
    if estimate.rate.errors == 0:
        return _BASES[1]
    return next((base for base in _BASES if base * estimate.rate.value >= 1), _BASES[-1])


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2g}"


def _about(number: float) -> str:
    return str(round(number))


def _interval(estimate: Estimate, *, base: int) -> str:
    low = math.floor(base * estimate.interval.low)
    high = math.ceil(base * estimate.interval.high)
    return f"95 % interval {low}-{high}"
