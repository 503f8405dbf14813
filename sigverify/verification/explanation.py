"""Explains a similarity: the registered inks, and the agreement of parts found by the network.

The registered inks show how the signatures lie on each other. They do not show what the network
compares, because two genuine signatures never coincide. Therefore there are also maps of the
network's comparison: for each part of one signature, its distance from the nearest part around the
same place on the other (`sigverify.encoding.distance.cell_costs`). The mean of both maps is the
distance from which the similarity is computed. `sigverify.reporting.explanation_maps` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.encoding.distance import cell_costs
from sigverify.imaging.arrays import Floats
from sigverify.imaging.registration import Registration, register
from sigverify.verification.results import PreparedSignature, Verification


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartMap:
    """The distance of each part of one signature from the nearest part of the other.

    Attributes:
        costs: (R, C) float32, the distances as shares of the middle distance.
        weights: (R, C) float32, the weight of each part; 0 on bare paper.
    """

    costs: Floats
    weights: Floats

    @property
    def unlike(self) -> float:
        """0..1, the weighted share of the parts farther away than the middle distance."""
        total = float(self.weights.sum())
        return float(self.weights[self.costs > 1].sum()) / total if total > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explanation:
    """The comparison of two signatures, part by part.

    Attributes:
        questioned: the parts of the questioned signature, compared with the specimen.
        reference: the parts of the specimen, compared with the questioned signature.
        registration: of the questioned ink on the specimen's.
    """

    questioned: PartMap
    reference: PartMap
    registration: Registration


def explain(
    questioned: PreparedSignature, reference: PreparedSignature, *, middle: float
) -> Explanation:
    """Compare one usable pair part by part.

    Args:
        questioned: the signature under examination.
        reference: the specimen.
        middle: the distance at which the evidence is even.

    Raises:
        ValueError: one of the signatures is not usable.
    """
    first, second = questioned.embedding, reference.embedding
    if first is None or second is None:
        raise ValueError("only usable signatures can be compared")
    forward, backward = cell_costs(first, second)
    return Explanation(
        questioned=PartMap(costs=forward / middle, weights=first[..., -1]),
        reference=PartMap(costs=backward / middle, weights=second[..., -1]),
        registration=register(questioned.lines, reference.lines),
    )


def explain_nearest(verification: Verification, *, middle: float) -> Explanation | None:
    """Compare a questioned signature with the most similar specimen part by part.

    Args:
        verification: the result to explain.
        middle: the distance at which the evidence is even.

    Returns:
        The explanation; None if nothing could be compared.
    """
    score = verification.most_similar
    if score is None or score.similarity is None:
        return None
    return explain(verification.questioned, score.signature, middle=middle)
