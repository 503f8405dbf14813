"""Calibration policies, read from a short text and described in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sigverify.errors import UsageError
from sigverify.scoring.thresholds.policies import (
    EqualError,
    FrrAtMost,
    LeastCost,
    Policy,
    SkilledFarAtMost,
)
from sigverify.wording import percent

DEFAULT_FLAG_FRR: Final = 0.05
# If half of the genuine cheques go to a person, nobody can work with it.
MAX_FRR: Final = 0.5
POLICY_HELP: Final = (
    "Give equal-error, far-skilled=1%, frr=2% or "
    "least-cost:loss=500,minutes=2,minute-cost=0.8,forgery-rate=0.1%; with ' up to AMOUNT' behind "
    "it for cheques up to an amount."
)
_COSTS: Final = ("loss", "minutes", "minute-cost", "forgery-rate")
_UP_TO: Final = re.compile(r"(?P<policy>.*?)(?:\s+up\s+to\s+(?P<amount>\S+))?", re.DOTALL)


class Scaling(StrEnum):
    """The method that scales similarities to the site's signatures."""

    PLATT = "platt"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountBand:
    """A policy for cheques up to an amount; None for all larger amounts."""

    up_to: float | None
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRequest:
    """A complete request: policies by amount, and the limit on flagged genuine signatures.

    Attributes:
        bands: ascending, the last without a limit.
        flag_frr: greatest share of genuine signatures to be flagged, by its upper bound; the band
            between the thresholds is referred. With None there is no band for REFER.
        flag_seen: apply ``flag_frr`` to the share seen instead of its upper bound.
        unproven: grant limits that the data can't prove, with a warning.
        max_frr: refuse a policy with which more genuine signatures than this share are not
            accepted; None refuses none.
    """

    bands: tuple[AmountBand, ...]
    flag_frr: float | None = DEFAULT_FLAG_FRR
    flag_seen: bool = False
    unproven: bool = False
    max_frr: float | None = MAX_FRR


def parse_bands(texts: Sequence[str]) -> tuple[AmountBand, ...]:
    """Parse policies such as ``far-skilled=5% up to 1000`` and ``far-skilled=0.5%``.

    Raises:
        UsageError: no policy, an amount given twice, or no policy for the largest amounts.
    """
    bands = [_band(text) for text in texts]
    limits = [float("inf") if band.up_to is None else band.up_to for band in bands]
    if limits.count(float("inf")) != 1 or len(set(limits)) < len(limits):
        raise UsageError(
            "Policies by amount need one without an amount, for all larger ones, and no amount "
            "twice.",
            remedy=POLICY_HELP,
        )
    return tuple(band for _, band in sorted(zip(limits, bands, strict=True), key=lambda it: it[0]))


def parse_policy(text: str) -> Policy:
    """Parse one policy, see `POLICY_HELP`.

    Raises:
        UsageError: the text is not a policy.
    """
    name, _, value = text.strip().partition("=")
    try:
        if text.strip() == "equal-error":
            return EqualError()
        if name == "far-skilled":
            return SkilledFarAtMost(parse_share(value))
        if name == "frr":
            return FrrAtMost(parse_share(value))
        if text.strip().startswith("least-cost:"):
            return _least_cost(text.strip().removeprefix("least-cost:"))
    except ValueError as error:
        raise UsageError(f"{text!r}: {error}.", remedy=POLICY_HELP) from error
    raise UsageError(f"{text!r} is not a policy.", remedy=POLICY_HELP)


def parse_share(text: str) -> float:
    """Parse a share such as ``1%`` or ``0.01``.

    Raises:
        ValueError: the text is not a number.
    """
    text = text.strip()
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def policy_words(policy: Policy) -> str:
    """The policy in a risk officer's words."""
    match policy:
        case EqualError():
            return "as large a share of the forgeries is accepted as of the genuine is not"
        case SkilledFarAtMost(rate):
            return f"at most {percent(rate)} of the skilled forgeries is accepted"
        case FrrAtMost(rate):
            return f"at most {percent(rate)} of the genuine signatures is not accepted"
        case LeastCost():
            return (
                "the expected cost is least, where an accepted forgery costs "
                f"{policy.loss_per_accepted_forgery:g}, a look {policy.minutes_per_referral:g} "
                f"minutes at {policy.cost_per_minute:g} each, and {percent(policy.forgery_rate)} "
                "of the items are forged"
            )


def rule_words(
    policy: Policy, *, flag_frr: float | None, cheques: str, proven: bool, flag_seen: bool = False
) -> str:
    """The rule by which thresholds were chosen, in words.

    Args:
        policy: the policy.
        flag_frr: greatest share of genuine signatures to be flagged.
        flag_seen: whether that is the share seen on purpose.
        cheques: the cheques with these thresholds; empty for all.
        proven: True if limits apply to the upper bounds, False if only to the observed rates.
    """
    start = f"{cheques}: " if cheques else ""
    by = "the upper end of the 95 % interval" if proven else "the rate seen, which proves nothing"
    rule = f"{start}ACCEPT such that {policy_words(policy)}"
    if isinstance(policy, SkilledFarAtMost | FrrAtMost):
        rule += f", by {by}"
    if flag_frr is None:
        return f"{rule}. FLAG what is not accepted."
    return (
        f"{rule}. FLAG such that at most {percent(flag_frr)} of the genuine signatures is flagged, "
        f"by {'the share seen' if flag_seen else by}. REFER between."
    )


def request_words(request: PolicyRequest) -> str:
    """The request in the form of the command's options."""
    parts = []
    for band in request.bands:
        up_to = "" if band.up_to is None else f" up to {band.up_to:g}"
        parts.append(f"{_typed(band.policy)}{up_to}")
    flag = "none" if request.flag_frr is None else percent(request.flag_frr)
    flag += " seen" if request.flag_seen and request.flag_frr is not None else ""
    granted = ", unproven limits granted" if request.unproven else ""
    return f"{'; '.join(parts)}; genuine flagged at most: {flag}{granted}"


def _typed(policy: Policy) -> str:
    match policy:
        case EqualError():
            return "equal-error"
        case SkilledFarAtMost(rate):
            return f"far-skilled={rate:g}"
        case FrrAtMost(rate):
            return f"frr={rate:g}"
        case LeastCost():
            return (
                f"least-cost:loss={policy.loss_per_accepted_forgery:g},"
                f"minutes={policy.minutes_per_referral:g},"
                f"minute-cost={policy.cost_per_minute:g},forgery-rate={policy.forgery_rate:g}"
            )


def _band(text: str) -> AmountBand:
    match = _UP_TO.fullmatch(text.strip())
    if match is None or match["amount"] is None:
        return AmountBand(up_to=None, policy=parse_policy(text))
    try:
        amount = float(match["amount"])
    except ValueError:
        amount = 0.0
    if not 0 < amount < float("inf"):
        raise UsageError(f"{match['amount']!r} is not an amount.", remedy=POLICY_HELP)
    return AmountBand(up_to=amount, policy=parse_policy(match["policy"]))


def _least_cost(text: str) -> LeastCost:
    given = dict(part.strip().partition("=")[::2] for part in text.split(","))
    if set(given) != set(_COSTS):
        raise ValueError(f"the costs are {', '.join(_COSTS)}")
    loss, minutes, minute_cost, rate = (parse_share(given[name]) for name in _COSTS)
    return LeastCost(
        loss_per_accepted_forgery=loss,
        minutes_per_referral=minutes,
        cost_per_minute=minute_cost,
        forgery_rate=rate,
    )
