"""Copies of a specimen: signatures that are more alike than a hand can make them.

Nobody signs twice the same way, so a questioned signature whose every line lies on the specimen's
was not signed anew: it was photocopied, printed from a scan, or pasted. The network's similarity
can't tell, because the better the copy, the more alike it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.registration import InkLines, Registration, register
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.results import PreparedSignature

# Measured with tests/benchmarks/copy_check.py (docs/decisions/0006-copies-of-a-specimen.md): of
# 13,620 genuine pairs of four sets 36 are called copies, and each of these is one signature that
# its set holds twice; all other pairs reach 0.85 at most. Of re-scanned copies 97-99 % are found.
# Of two signatures laid on each other, so much of the one's lines must lie on the other's ...
COPY_SHARE: Final = 0.88
# ... and so much of the other's on the one's: a bad copy loses lines or has a ruled line beside it.
COPY_LEAST_SHARE: Final = 0.25
# A scanner's feed stretches a page by a few per cent, and a forger who knows this check
# stretches or slants a copy by more. Beyond this a signature is no longer taken for the signer's.
COPY_STRETCH: Final = 1.50
# Specimens are laid on each other only where the network finds them this near, as a share of the
# distance at which the evidence is even: among ten specimens there are 45 pairs.
SUSPICIOUS_SHARE: Final = 0.8

# Two inks that share less than this after the rough search are no copies of one another. Of 439
# that are, half of them drawn out before, one shared 0.41 there, all others 0.60 or more.
HOPELESS_SHARE: Final = 0.50

COPY_RULE: Final = (COPY_SHARE, COPY_LEAST_SHARE, COPY_STRETCH, HOPELESS_SHARE)
"""What the answers depend on beside the program's version and the canvas."""

CopyTest = Callable[[PreparedSignature, PreparedSignature], bool]
"""Whether one of two usable signatures is a copy of the other: `is_copy`, or what remembers it."""


def is_copy(
    first: PreparedSignature,
    second: PreparedSignature,
    *,
    lines: Callable[[PreparedSignature], InkLines] = attrgetter("lines"),
) -> bool:
    """Whether one of two usable signatures is a copy of the other.

    Args:
        first: a signature.
        second: another.
        lines: where a signature's lines come from; they are large, and many pairs need the same.

    Raises:
        ValueError: one of them has no ink.
    """
    if first.same_image_as(second):
        return True
    found = register(lines(first), lines(second), least_share=HOPELESS_SHARE)
    return calls_copy(found)


def calls_copy(found: Registration) -> bool:
    """Whether two inks lie on each other as no two signatures do."""
    shares = sorted([found.moved_share, found.fixed_share])
    return (
        shares[0] >= COPY_LEAST_SHARE and shares[1] >= COPY_SHARE and found.stretch <= COPY_STRETCH
    )


def copies_among(
    references: Sequence[PreparedSignature],
    *,
    distances: NDArray[np.float64],
    middle: float,
    copy_test: CopyTest = is_copy,
) -> list[Reason]:
    """Which of some usable references are copies of others.

    Args:
        references: the references.
        distances: (k, k) among them.
        middle: the distance at which the evidence is even.
        copy_test: tells whether two signatures are copies of one another.
    """
    return [
        Reason(ReasonCode.SPECIMEN_COPIED, specimen=second.name, other=first.name)
        for (i, first), (j, second) in combinations(enumerate(references), 2)
        if distances[i, j] <= SUSPICIOUS_SHARE * middle and copy_test(first, second)
    ]
