"""Finding signatures where the verifier can't yet: nothing is found, pictures are taken whole."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.imaging.reading import Scan
from sigverify.terms import Box
from sigverify.verification.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a signature: its place, how sure that is, and how the picture lies."""

    box: Box
    confidence: float
    degrees: float


def locate(verifier: Verifier, scan: Scan) -> tuple[Candidate, ...]:
    """Where there may be signatures, the best first."""
    find = getattr(verifier, "locate", None)
    return () if find is None else tuple(find(scan))
