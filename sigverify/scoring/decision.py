"""From a similarity to the decision on a questioned signature."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.terms import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Two thresholds on the similarity. A signature in the band between them goes to a person.

    Attributes:
        accept_at: ACCEPT if and only if similarity >= accept_at; 0..1.
        flag_below: FLAG if similarity < flag_below; at most accept_at. If both are equal there is
            no band and nothing is referred.
    """

    accept_at: float
    flag_below: float

    def __post_init__(self) -> None:
        """Refuse thresholds that would accept and flag the same signature.

        Raises:
            ValueError: not ``0 <= flag_below <= accept_at <= 1``.
        """
        if not 0 <= self.flag_below <= self.accept_at <= 1:
            raise ValueError(f"thresholds need 0 <= flag_below <= accept_at <= 1, not {self}")

    @property
    def zones(self) -> tuple[tuple[float, float, Decision], ...]:
        """Start and end of each decision's range, from 0 to 1. The middle one may be empty."""
        return (
            (0.0, self.flag_below, Decision.FLAG),
            (self.flag_below, self.accept_at, Decision.REFER),
            (self.accept_at, 1.0, Decision.ACCEPT),
        )

    def decide(self, similarity: float) -> Decision:
        """ACCEPT, REFER or FLAG. An unusable image has no similarity, so it never gets here.

        Raises:
            ValueError: the similarity is outside 0..1 or NaN.
        """
        if not 0 <= similarity <= 1:
            raise ValueError(f"a similarity must be between 0 and 1, not {similarity}")
        if similarity >= self.accept_at:
            return Decision.ACCEPT
        return Decision.FLAG if similarity < self.flag_below else Decision.REFER
