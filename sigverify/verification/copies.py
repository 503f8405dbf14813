"""Copies of a specimen: signatures that coincide more closely than two signatures can.

Nobody signs twice in the same way. A questioned signature whose lines all coincide with a
specimen's was therefore photocopied, printed from a scan, or pasted. The network's similarity does
not show this, because it rises with the quality of the copy.

A forger may bend or trace the copy, or join parts of several. Where the signature would be
accepted, `alterations` therefore looks for these, from the same registration.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.coarse_search import Turns, turns_of
from sigverify.imaging.registration import InkLines, Registration, register
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.alterations import ALTERATION_RULE, Alteration, alteration_of
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

COPY_RULE: Final = (
    COPY_SHARE,
    COPY_LEAST_SHARE,
    COPY_STRETCH,
    HOPELESS_SHARE,
    *ALTERATION_RULE,
)
"""The limits that determine the answers, besides the program's version and the canvas."""

LinesOf = Callable[[PreparedSignature], InkLines]
"""Gives a signature's lines, which are large and needed by many pairs."""


class _Laid(NamedTuple):
    """How a signature lies on others, by their pixels."""

    name: str
    on: dict[str, Registration]
    turns: Turns


class CopyTest:
    """Decides whether signatures are copies, as they are or altered."""

    def __init__(self, lines: LinesOf = attrgetter("lines")) -> None:
        """Use the signatures' lines."""
        self._lines = lines
        # Of the last signature. Any thread may replace it.
        self._laid = _Laid("", {}, ())

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
        return alteration_of(
            self._lines(questioned),
            [self._lines(one) for one in references],
            matrices=[self._registered(questioned, one).inverse for one in references],
        )

    def _registered(self, first: PreparedSignature, second: PreparedSignature) -> Registration:
        laid = self._laid
        if laid.name != first.pixels_sha256:
            laid = _Laid(first.pixels_sha256, {}, turns_of(self._lines(first).coarse))
            self._laid = laid
        found = laid.on.get(second.pixels_sha256)
        if found is None:
            found = register(
                self._lines(first),
                self._lines(second),
                least_share=HOPELESS_SHARE,
                turns=laid.turns,
            )
            laid.on[second.pixels_sha256] = found
        return found


COPY_TEST: Final = CopyTest()


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
