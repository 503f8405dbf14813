"""What a bank can ask of its thresholds; `sigverify.scoring.choosing` finds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EqualError:
    """Accept where as many genuine are turned away as forgeries are accepted, as shares."""


@dataclass(frozen=True, slots=True)
class SkilledFarAtMost:
    """Accept as much as the upper bound of the skilled false accept rate allows.

    Attributes:
        rate: greatest share of skilled forgeries to be accepted, more than 0, less than 1.
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that is no share.

        Raises:
            ValueError: not between 0 and 1.
        """
        check_rate(self.rate)


@dataclass(frozen=True, slots=True)
class FrrAtMost:
    """Accept as little as the upper bound of the false reject rate allows.

    Attributes:
        rate: greatest share of genuine signatures not to be accepted, more than 0, less than 1.
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that is no share.

        Raises:
            ValueError: not between 0 and 1.
        """
        check_rate(self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastCost:
    """Accept where the expected cost of an item is least; what is not accepted is looked at.

    Attributes:
        loss_per_accepted_forgery: in money, more than 0.
        minutes_per_referral: of the clerk who looks again, more than 0.
        cost_per_minute: in money, more than 0.
        forgery_rate: share of forgeries among the items, more than 0, less than 1.
    """

    loss_per_accepted_forgery: float
    minutes_per_referral: float
    cost_per_minute: float
    forgery_rate: float

    def __post_init__(self) -> None:
        """Refuse costs that are none.

        Raises:
            ValueError: a cost is not positive, or the rate not between 0 and 1.
        """
        check_rate(self.forgery_rate)
        costs = (self.loss_per_accepted_forgery, self.minutes_per_referral, self.cost_per_minute)
        if not all(0 < cost < np.inf for cost in costs):
            raise ValueError(f"costs must be positive, not {costs}")

    def expected_cost(
        self, far: NDArray[np.float64], frr: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Money an item, for rates of the same shape."""
        looked_at = self.forgery_rate * (1 - far) + (1 - self.forgery_rate) * frr
        return (
            self.forgery_rate * far * self.loss_per_accepted_forgery
            + looked_at * self.minutes_per_referral * self.cost_per_minute
        )


Policy = EqualError | SkilledFarAtMost | FrrAtMost | LeastCost


def check_rate(rate: float) -> float:
    """The rate itself.

    Raises:
        ValueError: not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"a rate to keep must lie between 0 and 1, not at {rate}")
    return rate
