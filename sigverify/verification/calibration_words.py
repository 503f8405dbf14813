"""Results of a calibration in sentences that need no statistics to be read."""

from __future__ import annotations

import math

from sigverify.scoring.choosing import Estimate, Rates

_BASES = (100, 1000, 10_000, 100_000)


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


def _about(number: float) -> str:
    return str(round(number))


def _interval(estimate: Estimate, *, base: int) -> str:
    low = math.floor(base * estimate.interval.low)
    high = math.ceil(base * estimate.interval.high)
    return f"95 % interval {low}-{high}"
