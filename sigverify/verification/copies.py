"""Copies of a specimen: signatures that coincide more closely than two signatures can.

Nobody signs twice in the same way. A questioned signature whose lines all coincide with a
specimen's was therefore photocopied, printed from a scan, or pasted. The network's similarity does
not show this, because it rises with the quality of the copy.

A forger may bend the copy, or join parts of several. Where the signature would be accepted, the
specimens are therefore bent onto it, and the agreement is measured on both sides of a cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from itertools import combinations
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Matrix
from sigverify.imaging.bending import near_after_bending
from sigverify.imaging.line_width import width_variation
from sigverify.imaging.registration import InkLines, Registration, laid_near, register
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# Measured with tests/benchmarks/copy_check.py (docs/decisions/0006-copies-of-a-specimen.md): of
# 13,620 genuine pairs of four sets 36 are called copies, and each of these is one signature that
# its set holds twice; all other pairs reach 0.85 at most. Of re-scanned copies 97-99 % are found.
# After registration, at least this share of one signature's lines must lie on the other's ...
COPY_SHARE: Final = 0.88
# ... and this share in the other direction: a bad copy loses lines or has a ruled line beside it.
COPY_LEAST_SHARE: Final = 0.25
# A scanner's feed stretches a page by a few per cent, and a forger who knows this check stretches
# or slants a copy by more. A signature stretched by more than this is not taken for a copy.
COPY_STRETCH: Final = 1.50
# Specimens are registered only below this distance, as a share of the distance at which the
# evidence is even: ten specimens have 45 pairs.
SUSPICIOUS_SHARE: Final = 0.8

# Two inks that share less than this after the coarse search are not copies. Of 439 copies, half of
# them stretched before, one shared 0.41 there, all others 0.60 or more.
HOPELESS_SHARE: Final = 0.50

# Measured with tests/benchmarks/altered_copies.py (the same decision): on each side of one or two
# upright cuts, at least this share of the questioned line must lie on some specimen once that is
# bent onto it. A copy bent like rubber agrees on all sides, joined pieces on one side each.
ALTERED_SHARE: Final = 0.86
# One cut lies within these shares of the line's points, at one of so many places.
_CUTS: Final = np.linspace(0.25, 0.75, 13)
# Two cuts lie within these; the pieces have at least a sixth of the points each.
_PLACES: Final = np.linspace(1 / 6, 5 / 6, 13)
_FIRST, _SECOND = np.triu_indices(len(_PLACES), k=3)
# A second cut fits any signature somewhat better, so it must gain more than this.
_SECOND_CUT: Final = 0.05

# Measured with tests/benchmarks/altered_copies.py (the same decision): the width of a questioned
# line must vary at least this share as much as those of the references do in the mean, if there are
# so many of them. Of 455 genuine signatures of five sets two stayed below.
EVEN_SHARE: Final = 0.55
EVEN_REFERENCES: Final = 3

COPY_RULE: Final = (
    COPY_SHARE,
    COPY_LEAST_SHARE,
    COPY_STRETCH,
    HOPELESS_SHARE,
    ALTERED_SHARE,
    _SECOND_CUT,
    EVEN_SHARE,
    EVEN_REFERENCES,
)
"""The limits that determine the answers, besides the program's version and the canvas."""

LinesOf = Callable[[PreparedSignature], InkLines]
"""Gives a signature's lines, which are large and needed by many pairs."""


class Alteration(IntEnum):
    """What a signature that is no plain copy seems to be. The numbers are stored."""

    NONE = 0
    BENT_OR_JOINED = 1
    EVEN_LINE = 2


class CopyTest:
    """Decides whether signatures are copies, as they are or altered."""

    def __init__(self, lines: LinesOf = attrgetter("lines")) -> None:
        """Use the signatures' lines."""
        self._lines = lines
        # The last signature by its pixels, and how it lies on others. Any thread may replace it.
        self._laid: tuple[str, dict[str, Registration]] = ("", {})

    def __call__(self, first: PreparedSignature, second: PreparedSignature) -> bool:
        """Whether one of two usable signatures is a copy of the other.

        Raises:
            ValueError: one of them has no ink.
        """
        return first.same_image_as(second) or calls_copy(self._registered(first, second))

    def altered(
        self, questioned: PreparedSignature, references: Sequence[PreparedSignature]
    ) -> Alteration:
        """Whether a signature seems to be bent, joined or traced from references.

        It takes longer than the check for a plain copy, from which it goes on. A genuine signature
        that is unusually like several references may seem so too, so a person should look.

        Args:
            questioned: a usable signature that is no plain copy of a reference.
            references: usable, at least one.

        Raises:
            ValueError: one of them has no ink.
        """
        laid = [self._registered(questioned, one) for one in references]
        asked, lines = self._lines(questioned), list(map(self._lines, references))
        if agreement_by_parts(asked, lines, laid=laid) >= ALTERED_SHARE:
            return Alteration.BENT_OR_JOINED
        return Alteration.EVEN_LINE if is_too_even(asked, lines) else Alteration.NONE

    def _registered(self, first: PreparedSignature, second: PreparedSignature) -> Registration:
        name, known = self._laid
        if name != first.pixels_sha256:
            known = {}
            self._laid = (first.pixels_sha256, known)
        if second.pixels_sha256 not in known:
            known[second.pixels_sha256] = laid_on(self._lines(first), self._lines(second))
        return known[second.pixels_sha256]


COPY_TEST: Final = CopyTest()


def laid_on(first: InkLines, second: InkLines) -> Registration:
    """How an ink lies on another, found as far as it matters for a copy."""
    return register(first, second, least_share=HOPELESS_SHARE)


def agreement_by_parts(
    questioned: InkLines,
    references: Sequence[InkLines],
    *,
    laid: Iterable[Registration] | None = None,
) -> float:
    """The share of a line that lies on bent references, on the worst side of the best upright cuts.

    Args:
        questioned: the line.
        references: those of some references, at least one.
        laid: how the questioned ink lies on each of them, from `laid_on`; None finds it.
    """
    if laid is None:
        laid = [laid_on(questioned, one) for one in references]
    order = np.argsort(questioned.points[0], kind="stable")
    near = np.stack(
        [
            near_after_bending(one, questioned, matrix=_laid_back(one, questioned, found))[order]
            for one, found in zip(references, laid, strict=True)
        ]
    )
    found = np.concatenate([np.zeros((len(near), 1)), near.cumsum(axis=1)], axis=1)
    before, after, _ = _shares_beside(found, places=_CUTS)
    halves = np.minimum(before, after).max()
    left, right, middle = _shares_beside(found, places=_PLACES)
    thirds = np.min([left[_FIRST], middle, right[_SECOND]], axis=0).max()
    return float(max(halves, thirds - _SECOND_CUT))


def _shares_beside(found: Matrix, *, places: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The largest shares of any reference before and after cuts, and between `_FIRST`, `_SECOND`.

    Args:
        found: (k, n + 1) how many of the first points lie on each reference.
        places: (c,) of the cuts, as shares of the points.
    """
    size = found.shape[1] - 1
    cuts = np.round(places * size).astype(np.intp)
    at = found[:, cuts]
    before = (at / np.maximum(cuts, 1)).max(axis=0)
    after = ((found[:, -1:] - at) / np.maximum(size - cuts, 1)).max(axis=0)
    between = (at[:, _SECOND] - at[:, _FIRST]) / np.maximum(cuts[_SECOND] - cuts[_FIRST], 1)
    return before, after, between.max(axis=0)


def _laid_back(reference: InkLines, questioned: InkLines, laid: Registration) -> Matrix:
    """(2, 3) from the reference to the questioned ink, found from the way back."""
    return laid_near(reference, questioned, start=laid.inverse)


def is_too_even(questioned: InkLines, references: Sequence[InkLines]) -> bool:
    """Whether the width of a line varies much less than those of at least three references do."""
    if len(references) < EVEN_REFERENCES:
        return False
    usual = float(np.mean([width_variation(one) for one in references]))
    return width_variation(questioned) < EVEN_SHARE * usual


def calls_copy(found: Registration) -> bool:
    """Whether two inks coincide more closely than two signatures can."""
    shares = sorted([found.moved_share, found.fixed_share])
    return (
        shares[0] >= COPY_LEAST_SHARE and shares[1] >= COPY_SHARE and found.stretch <= COPY_STRETCH
    )


def copies_among(
    references: Sequence[PreparedSignature],
    *,
    distances: NDArray[np.float64],
    middle: float,
    copy_test: CopyTest = COPY_TEST,
) -> list[Reason]:
    """Find usable references that are copies of others.

    Args:
        references: the references.
        distances: (k, k) among them.
        middle: the distance at which the evidence is even.
        copy_test: decides whether two signatures are copies of one another.
    """
    return [
        Reason(ReasonCode.SPECIMEN_COPIED, specimen=second.name, other=first.name)
        for (i, first), (j, second) in combinations(enumerate(references), 2)
        if distances[i, j] <= SUSPICIOUS_SHARE * middle and copy_test(first, second)
    ]
