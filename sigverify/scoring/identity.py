"""Which of several signers wrote each of several signatures, and where that is ambiguous."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError

# Another signer is a rival of the most likely one unless the evidence for the latter is this many
# times as strong.
NEARLY_ALIKE: Final = 10.0
# Log-odds are clipped here, since those of the similarities 0 and 1 are infinite.
_MAX_LOG_ODDS: Final = 30.0
MAX_SIGNATURES: Final = 8


@dataclass(frozen=True, slots=True)
class Identity:
    """The signer of a signature.

    Attributes:
        signer: index of the signer; None where there is nothing to compare.
        rivals: indices of other signers who are nearly as likely, the most likely first.
    """

    signer: int | None
    rivals: tuple[int, ...] = ()


def log_odds(similarities: ArrayLike) -> NDArray[np.float64]:
    """The evidence in similarities, as log likelihood ratios; NaN stays NaN."""
    values = np.asarray(similarities, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(
            np.clip(np.log(values) - np.log1p(-values), -_MAX_LOG_ODDS, _MAX_LOG_ODDS)
        )


def who_signed(similarities: ArrayLike) -> list[Identity]:
    """Match signatures with signers.

    Each signature goes to its most similar signer. Signers who are nearly as likely become its
    rivals. An exact assignment resolves such signatures: it maximises the number of different
    signers, then the total evidence. If every likely signer of a signature already has another
    one, the signature counts as a second signature of its most likely signer.

    Args:
        similarities: (n, m) 0..1 of n signatures, at most 8, to m signers; NaN where there is
            nothing to compare.

    Raises:
        ScoreError: another shape, or numbers outside 0..1.
    """
    values = np.asarray(similarities, dtype=np.float64)
    known = ~np.isnan(values)
    if values.ndim != 2 or len(values) > MAX_SIGNATURES:
        raise ScoreError(
            f"Similarities of shape {values.shape} can't be assigned.",
            remedy=f"Give at most {MAX_SIGNATURES} signatures, with a similarity for each signer.",
        )
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise ScoreError("A similarity is outside 0..1.", remedy="Give similarities.")
    evidence = log_odds(values)
    likely = [_likely(row) for row in evidence]
    shared_out = _shared_out(evidence, likely)
    return [
        Identity(
            signer=signer if signer is not None else next(iter(columns), None),
            rivals=tuple(c for c in columns if c != (columns[0] if signer is None else signer)),
        )
        for signer, columns in zip(shared_out, likely, strict=True)
    ]


def _likely(row: NDArray[np.float64]) -> list[int]:
    """The likely signers of one signature, the most likely first."""
    order = [int(c) for c in np.argsort(-row, kind="stable") if not math.isnan(row[c])]
    return [c for c in order if row[c] > row[order[0]] - math.log(NEARLY_ALIKE) or c == order[0]]


def _shared_out(evidence: NDArray[np.float64], likely: list[list[int]]) -> list[int | None]:
    """A different signer for each signature, None where none is left."""
    # For each set of signatures: number, total evidence and pairs of the best assignment so far.
    best: dict[int, tuple[int, float, tuple[tuple[int, int], ...]]] = {0: (0, 0.0, ())}
    for signer in sorted({c for columns in likely for c in columns}):
        for done, (number, strength, pairs) in list(best.items()):
            for row, columns in enumerate(likely):
                if signer not in columns or done & 1 << row:
                    continue
                wider = (number + 1, strength + evidence[row, signer], (*pairs, (row, signer)))
                key = done | 1 << row
                if key not in best or wider[:2] > best[key][:2]:
                    best[key] = wider
    chosen = dict(max(best.values(), key=lambda found: found[:2])[2])
    return [chosen.get(row) for row in range(len(likely))]
