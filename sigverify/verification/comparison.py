"""Questioned signatures with their references, checked and compared in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.encoding.distance import paired_sides
from sigverify.errors import UsageError
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# Embeddings are copied for a comparison, so few at a time that they stay in the processor's cache.
PAIRS_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """A questioned signature and its references, each image once.

    Attributes:
        questioned: the signature under examination.
        distinct: the references.
        usable: the references that can be compared.
        repeated: a reason for each repeated reference.
    """

    questioned: PreparedSignature
    distinct: list[PreparedSignature]
    usable: list[PreparedSignature]
    repeated: list[Reason]

    @classmethod
    def of(
        cls, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> Comparison:
        """Drop repeated references, and find the usable ones.

        Raises:
            UsageError: there is no reference.
        """
        if not references:
            raise UsageError("There is no reference.", remedy="Give at least one specimen.")
        distinct, repeated = _distinct(references)
        return cls(
            questioned=questioned,
            distinct=distinct,
            usable=[reference for reference in distinct if reference.usable],
            repeated=repeated,
        )

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare."""
        return self.questioned.usable and bool(self.usable)

    @property
    def pairs(self) -> Iterator[tuple[PreparedSignature, PreparedSignature]]:
        """The pairs whose distances are needed."""
        if self.comparable:
            yield from ((self.questioned, reference) for reference in self.usable)
            yield from combinations(self.usable, 2)


class Distances:
    """Distances of pairs of usable signatures, each computed once."""

    def __init__(self, pairs: Iterable[tuple[PreparedSignature, PreparedSignature]]) -> None:
        """Compute the distances; pairs may repeat, in either order."""
        # By identity: the caller holds the signatures for as long as this lives.
        distinct = {(id(first), id(second)): (first, second) for first, second in pairs}
        todo = list(distinct.values())
        self._known: dict[tuple[int, int], float] = {}
        self._further: dict[tuple[int, int], float] = {}
        for start in range(0, len(todo), PAIRS_AT_ONCE):
            part = todo[start : start + PAIRS_AT_ONCE]
            ahead, back = paired_sides(
                np.stack([_embedding(first) for first, _ in part]),
                np.stack([_embedding(second) for _, second in part]),
            ).tolist()
            for (first, second), one, other in zip(part, ahead, back, strict=True):
                there, here = (id(first), id(second)), (id(second), id(first))
                self._known[there] = self._known[here] = (one + other) / 2
                self._further[there], self._further[here] = one - other, other - one

    def to_references(self, case: Comparison) -> list[float]:
        """From the questioned signature to each usable reference, in their order."""
        return [self._known[id(case.questioned), id(reference)] for reference in case.usable]

    def further_to_references(self, case: Comparison) -> list[float]:
        """The mean cell distance to each reference, less that in the other direction."""
        return [self._further[id(case.questioned), id(reference)] for reference in case.usable]

    def among_references(self, case: Comparison) -> list[list[float]]:
        """From each usable reference to each other; 0 to itself."""
        return [
            [
                0.0 if first is second else self._known[id(first), id(second)]
                for second in case.usable
            ]
            for first in case.usable
        ]


def _distinct(
    references: Sequence[PreparedSignature],
) -> tuple[list[PreparedSignature], list[Reason]]:
    """Each image once, and a reason for each repeated one.

    A repeated specimen would make the signer look steadier than they are.
    """
    distinct: list[PreparedSignature] = []
    reasons: list[Reason] = []
    for reference in references:
        if any(map(reference.same_image_as, distinct)):
            reasons.append(Reason(ReasonCode.SPECIMEN_REPEATED, specimen=reference.name))
        else:
            distinct.append(reference)
    return distinct, reasons


def _embedding(signature: PreparedSignature) -> NDArray[np.float32]:
    if signature.embedding is None:
        raise ValueError("only usable signatures can be compared")
    return signature.embedding
