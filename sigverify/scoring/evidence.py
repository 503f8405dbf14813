"""The strength of a similarity as evidence, on a verbal scale.

A similarity s is fitted so that s / (1 - s) is the likelihood ratio: how much more likely it is if
the signer wrote the signature than if somebody imitated it. The scale is that of the European
Network of Forensic Science Institutes (ENFSI 2015, "Guideline for evaluative reporting in forensic
science"), up to 1000: a calibration on a few hundred signers can't tell larger ratios apart.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

_LIMITS: Final = (2.0, 10.0, 100.0, 1000.0)


class Strength(IntEnum):
    """How much a similarity supports one side, whichever it is."""

    NONE = 0
    WEAK = 1
    MODERATE = 2
    MODERATELY_STRONG = 3
    STRONG = 4


def likelihood_ratio(similarity: float) -> float:
    """How much more likely a similarity is for a genuine signature than for an imitation.

    Args:
        similarity: 0..1.

    Returns:
        From 0 on; infinite for 1.
    """
    return similarity / (1 - similarity) if similarity < 1 else float("inf")


def strength_of(similarity: float) -> Strength:
    """How strong the evidence of a similarity (0..1) is, for a genuine signature or against it."""
    ratio = likelihood_ratio(similarity)
    ratio = max(ratio, 1 / ratio if ratio > 0 else float("inf"))
    return Strength(sum(ratio >= limit for limit in _LIMITS))
