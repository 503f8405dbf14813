"""Specimens that differ from the others of the same person.

Such a specimen is another person's signature, a poor image, or a second way of signing. It weakens
every comparison, so the clerk who enters it should know at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sigverify.scoring.consistency import strangers
from sigverify.verification.comparison import Comparison
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

# With two specimens it can't be told which of them is the wrong one.
MIN_SPECIMENS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A specimen that the others of its signatory do not support.

    Attributes:
        account: number of the account.
        signatory: name of the signatory.
        specimen: number of the specimen in the register.
        similarity: to the nearest other specimen of the signatory, 0..1.
        others: how many other specimens there are.
    """

    account: str
    signatory: str
    specimen: int
    similarity: float
    others: int


def odd_ones(
    specimens: Sequence[PreparedSignature], *, verifier: Verifier
) -> list[tuple[int, float]]:
    """The specimens that are unlike all others, as `strangers` judges them in a comparison.

    If that holds for all of them, none can be named and the result lists them all.

    Args:
        specimens: of one person; unusable and repeated ones are left out.
        verifier: compares them.

    Returns:
        The place of each in ``specimens`` and its similarity to the nearest other one, 0..1;
        empty with fewer than `MIN_SPECIMENS` that count.
    """
    usable = [one for one in specimens if one.usable]
    if not usable:
        return []
    comparison = Comparison.of(usable[0], usable)
    (score,) = verifier.scorer.scores([comparison])
    if score is None or len(comparison.usable) < MIN_SPECIMENS:
        return []
    places = {id(one): place for place, one in enumerate(specimens)}
    alike = score.kinship - 2 * np.eye(len(comparison.usable))
    return [
        (places[id(comparison.usable[odd])], float(alike[odd].max()))
        for odd in strangers(score.kinship, thresholds=verifier.thresholds_for(None, references=1))
    ]
