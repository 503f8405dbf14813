"""Signatures that were made from specimens by bending, tracing or joining them.

A copy that is bent, or a line that is traced, follows *one* specimen along its whole length, much
more closely than it follows the others: those differ from it as two signatures of a person do. A
steady signer's specimens all agree with a new signature, so what counts is the lead of the nearest
one. If pieces of several specimens were joined, this is true of each piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Matrix
from sigverify.imaging.bending import bend, directed_line
from sigverify.imaging.registration import InkLines

# The limits were measured with tests/benchmarks/altered_copies.py
# (docs/decisions/0006-copies-of-a-specimen.md).
# How far the nearest reference's agreement exceeds this share of the others' mean: that of the
# whole line, and of each piece.
FOLLOWED_LEAD: Final = 0.465
JOINED_LEAD: Final = 0.485
_OTHERS: Final = 0.6
# One more reference is taken to agree so much, as those of a steady signer do: few others do not
# tell how steady one is.
_STEADY_SHARE: Final = 0.8
# One cut lies within these shares of the line's points, at one of so many places.
_CUTS: Final = np.linspace(0.25, 0.75, 13)
# Two cuts lie within these; the pieces have at least a sixth of the points each.
_PLACES: Final = np.linspace(1 / 6, 5 / 6, 13)
_FIRST, _SECOND = np.triu_indices(len(_PLACES), k=3)

# The width of a questioned line must vary at least this share as much as those of the references do
# in the mean, if there are so many of them.
EVEN_SHARE: Final = 0.55
EVEN_REFERENCES: Final = 3

ALTERATION_RULE: Final = (
    FOLLOWED_LEAD,
    JOINED_LEAD,
    _OTHERS,
    _STEADY_SHARE,
    EVEN_SHARE,
    EVEN_REFERENCES,
)
"""The limits that determine the answers."""


class Alteration(IntEnum):
    """What a signature that is no plain copy seems to be. The numbers are stored."""

    NONE = 0
    JOINED = 1
    EVEN_LINE = 2
    FOLLOWED = 3


def alteration_of(
    questioned: InkLines, references: Sequence[InkLines], *, matrices: Sequence[Matrix]
) -> Alteration:
    """What a signature seems to be beside some references.

    Args:
        questioned: the line of a signature that is no plain copy of a reference.
        references: those of some references, at least one.
        matrices: (2, 3) each, from a reference to the questioned ink.
    """
    whole, pieces = leads(questioned, references, matrices=matrices)
    if whole >= FOLLOWED_LEAD:
        return Alteration.FOLLOWED
    if pieces >= JOINED_LEAD:
        return Alteration.JOINED
    return Alteration.EVEN_LINE if is_too_even(questioned, references) else Alteration.NONE


def leads(
    questioned: InkLines, references: Sequence[InkLines], *, matrices: Sequence[Matrix]
) -> tuple[float, float]:
    """How far the nearest reference leads, as a whole and piece by piece.

    Args:
        questioned: a line.
        references: those of some references, at least one.
        matrices: (2, 3) each, from a reference to the questioned ink.

    Returns:
        The lead of the reference on which most of the line lies, once it is bent onto it; and the
        least lead among two or three pieces at the best upright cuts.
    """
    agreements = bend(references, directed_line(questioned), matrices=matrices)
    whole = _lead(np.array([[soft.share] for _, soft in agreements]))
    order = np.argsort(questioned.points[0], kind="stable")
    near = np.stack([stiff.fixed[order] for stiff, _ in agreements])
    return float(whole[0]), _lead_of_pieces(near)


def _lead_of_pieces(near: NDArray[np.bool_]) -> float:
    """The least lead of a piece, at the best cuts.

    Args:
        near: (k, n) whether each reference lies on each point, the points from left to right.
    """
    found = np.concatenate([np.zeros((len(near), 1)), near.cumsum(axis=1)], axis=1)
    before, after, _ = _leads_beside(found, places=_CUTS)
    left, right, middle = _leads_beside(found, places=_PLACES)
    halves = np.minimum(before, after).max()
    thirds = np.min([left[_FIRST], middle, right[_SECOND]], axis=0).max()
    return float(max(halves, thirds))


def _leads_beside(found: Matrix, *, places: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The leads before and after cuts, and between `_FIRST` and `_SECOND`.

    Args:
        found: (k, n + 1) how many of the first points lie on each reference.
        places: (c,) of the cuts, as shares of the points.
    """
    size = found.shape[1] - 1
    cuts = np.round(places * size).astype(np.intp)
    at = found[:, cuts]
    before = _lead(at / np.maximum(cuts, 1))
    after = _lead((found[:, -1:] - at) / np.maximum(size - cuts, 1))
    between = (at[:, _SECOND] - at[:, _FIRST]) / np.maximum(cuts[_SECOND] - cuts[_FIRST], 1)
    return before, after, _lead(between)


def _lead(shares: Matrix) -> Matrix:
    """(c,) how far the largest of (k, c) shares exceeds a share of the others' mean."""
    best = shares.max(axis=0)
    others = (shares.sum(axis=0) - best + _STEADY_SHARE) / len(shares)
    lead: Matrix = best - _OTHERS * others
    return lead


def is_too_even(questioned: InkLines, references: Sequence[InkLines]) -> bool:
    """Whether the width of a line varies much less than those of at least three references do."""
    if len(references) < EVEN_REFERENCES:
        return False
    usual = float(np.mean([one.width_variation for one in references]))
    return questioned.width_variation < EVEN_SHARE * usual
