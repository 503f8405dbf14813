"""Policies for thresholds; `sigverify.scoring.thresholds.choosing` finds the thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EqualError:
    """Accept at the threshold of the equal error rate."""


@dataclass(frozen=True, slots=True)
class SkilledFarAtMost:
    """Accept as much as a limit on the upper bound of the skilled false accept rate allows.

    Attributes:
        rate: greatest share of skilled forgeries to be accepted, more than 0, less than 1.
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that is not a share.

        Raises:
            ValueError: not between 0 and 1.
        """
        check_rate(self.rate)


@dataclass(frozen=True, slots=True)
class FrrAtMost:
    """Accept as little as a limit on the upper bound of the false reject rate allows.

    Attributes:
        rate: greatest share of genuine signatures not to be accepted, more than 0, less than 1.
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that is not a share.

        Raises:
            ValueError: not between 0 and 1.
        """
        check_rate(self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastCost:
    """Accept where the expected cost of an item is least; a clerk looks at all other items.

    Attributes:
        loss_per_accepted_forgery: in money, more than 0.
        minutes_per_referral: the clerk's time for one referred item, more than 0.
        cost_per_minute: in money, more than 0.
        forgery_rate: share of forgeries among the items, more than 0, less than 1.
    """

    loss_per_accepted_forgery: float
    minutes_per_referral: float
    cost_per_minute: float
    forgery_rate: float

    def __post_init__(self) -> None:
        """Refuse impossible costs.

        Raises:
            ValueError: a cost is not positive, or the rate is not between 0 and 1.
        """
        check_rate(self.forgery_rate)
        costs = (self.loss_per_accepted_forgery, self.minutes_per_referral, self.cost_per_minute)
        if not all(0 < cost < np.inf for cost in costs):
            raise ValueError(f"costs must be positive, not {costs}")

    def expected_cost(
        self, far: NDArray[np.float64], frr: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Expected cost of an item in money, for rates of the same shape."""
        looked_at = self.forgery_rate * (1 - far) + (1 - self.forgery_rate) * frr
        return (
            self.forgery_rate * far * self.loss_per_accepted_forgery
            + looked_at * self.minutes_per_referral * self.cost_per_minute
        )


Policy = EqualError | SkilledFarAtMost | FrrAtMost | LeastCost


def check_rate(rate: float) -> float:
    """Check a rate and return it.

    Raises:
        ValueError: not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"a rate to keep must be between 0 and 1, not {rate}")
    return rate
