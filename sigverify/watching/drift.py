"""Whether the last similarities of a watched folder are still those of the calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sigverify.scoring.drift import has_changed, stability_index
from sigverify.terms import Decision
from sigverify.watching.state import WatchState

# The last so many similarities, rounded up to whole takes.
WINDOW: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How the last similarities are distributed.

    Attributes:
        similarities: their number.
        index: their population stability index; 0 for none.
        alarm: somebody must look into it.
        referred: share of the items with a decision that were referred.
    """

    similarities: int
    index: float
    alarm: bool
    referred: float


def drift_of(state: WatchState) -> Drift:
    """Compare the last similarities with those that the calibration leads one to expect."""
    outcomes = state.outcomes(newest=WINDOW)
    seen = [sum(part) for part in zip(*(one.seen for one in outcomes), strict=True)]
    expected = [sum(part) for part in zip(*(one.expected for one in outcomes), strict=True)]
    decided = sum(sum(one.decisions.values()) for one in outcomes)
    referred = sum(one.decisions.get(Decision.REFER.value, 0) for one in outcomes)
    known = sum(seen) > 0
    return Drift(
        similarities=round(sum(seen)),
        index=round(stability_index(seen, expected=expected), 6) if known else 0.0,
        alarm=known and has_changed(seen, expected=expected),
        referred=referred / decided if decided else 0.0,
    )
