"""Error rates of thresholds, with their counts and intervals."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.scoring.performance.intervals import Interval, Rate


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its counts and its interval from the bootstrap over writers."""

    rate: Rate
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Error rates of two thresholds on a set of scores.

    Attributes:
        frr: genuine not accepted (referred or flagged).
        genuine_flagged: genuine flagged; ``frr`` less this is the share referred.
        far_skilled: skilled forgeries accepted; None without any.
        far_random: random forgeries accepted; None without any.
    """

    frr: Estimate
    genuine_flagged: Estimate
    far_skilled: Estimate | None
    far_random: Estimate | None
