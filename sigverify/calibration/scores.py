"""Scores for a calibration: of the signers on whom thresholds are chosen, and of held-out signers.

Each questioned signature is compared with k references of its claimed signer, drawn as in the
evaluation (`sigverify.evaluation.protocol.PROTOCOL`), and its similarity is that of the shipped
calibration. A third of the signers is held out: thresholds are never chosen on them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.calibration.data import CheckedImages
from sigverify.calibration.source import ReadyScores, SourceKind
from sigverify.errors import CancelledError, DataError
from sigverify.evaluation.pair_distances import PairDistances
from sigverify.evaluation.protocol import Signatures, draw_trials
from sigverify.evaluation.run import needed_pairs, similarities
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.bootstrap import WriterScores
from sigverify.scoring.choosing import LabelledScores
from sigverify.terms import PairKind
from sigverify.verification.parallel import default_threads
from sigverify.verification.verifier import Verifier
from sigverify.wording import english

_LOG: Final = Log(__name__)

HELD_OUT_SHARE: Final = 1 / 3
# An interval needs two signers, and each part needs intervals.
MIN_SIGNERS: Final = 4
DEFAULT_REFERENCES: Final = 5

_ADD_SIGNERS: Final = Reason(ReasonCode.ADD_SIGNERS)
_UNUSED_FORGERIES: Final = Reason(ReasonCode.FORGERIES_UNUSED, number=MIN_SIGNERS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredParts:
    """Similarities under the shipped calibration.

    Attributes:
        kind: kind of the source data.
        data_sha256: hash of the source data.
        references: number of references for each questioned signature.
        seed: of all random draws.
        fit: scores of the signers on whom thresholds are chosen.
        held_out: scores of the held-out signers.
        counts: numbers of signers, images and comparisons.
        warnings: to show wherever the calibration is used.
    """

    kind: SourceKind
    data_sha256: str
    references: int
    seed: int
    fit: LabelledScores
    held_out: LabelledScores
    counts: Mapping[str, int]
    warnings: tuple[Reason, ...]


def score_images(
    checked: CheckedImages,
    *,
    verifier: Verifier,
    references: int,
    seed: int,
    progress: Progress,
    cancelled: Cancelled = never,
) -> ScoredParts:
    """Compare the questioned signatures of all signers with k references each.

    Args:
        checked: the signatures.
        verifier: the model with its shipped calibration.
        references: k, the number that the bank usually has of a signer.
        seed: of all random draws.
        progress: called with (comparisons done, comparisons to do).
        cancelled: called from time to time; True stops the work.

    Raises:
        CancelledError: the run was cancelled.
        DataError: too few signers have enough signatures.
    """
    started = time.perf_counter()
    enough = [s for s in checked.signers if s.genuine >= references + 1]
    fewest = f"{references + 1} usable genuine signatures"
    if len(enough) < MIN_SIGNERS:
        raise DataError(
            f"{_signers(len(enough))} of {len(checked.signers)} with {fewest}; a calibration with "
            f"{references} references needs {MIN_SIGNERS}, some to choose on, some to check on.",
            remedy=f"{english(_ADD_SIGNERS)} Or calibrate with fewer references.",
        )
    with_forgeries = [signer.writer for signer in enough if signer.forged]
    warnings: list[Reason] = []
    dropped = 0 < len(with_forgeries) < MIN_SIGNERS
    if dropped:
        warnings.append(_UNUSED_FORGERIES)
    fit, held_out = split_signers(
        [signer.writer for signer in enough], with_forgeries=with_forgeries, seed=seed
    )
    done = 0

    def report(so_far: int, total: int) -> None:
        if cancelled():
            raise CancelledError("Cancelled while comparing.", remedy="Start it again.")
        progress(done + so_far, 2 * total if done == 0 else done + total)

    parts = []
    counts = {**checked.counts, "left_out": len(checked.signers) - len(enough)}
    for writers in (fit, held_out):
        scores, size, unusable = _part(
            checked,
            writers=writers,
            verifier=verifier,
            references=references,
            seed=seed,
            progress=report,
            skilled=not dropped,
        )
        done += size
        counts["questioned_unusable"] = counts.get("questioned_unusable", 0) + unusable
        parts.append(scores)
    _LOG.info(
        "calibration.scored",
        data=short_hash(checked.sha256),
        model=short_hash(verifier.model.sha256),
        references=references,
        signers_chosen_on=len(fit),
        signers_held_out=len(held_out),
        comparisons=done,
        warnings=len(warnings),
        milliseconds=milliseconds_since(started),
    )
    return ScoredParts(
        kind=checked.kind,
        data_sha256=checked.sha256,
        references=references,
        seed=seed,
        fit=parts[0],
        held_out=parts[1],
        counts=counts | _sizes(*parts),
        warnings=tuple(warnings),
    )


def score_table(ready: ReadyScores, *, references: int, seed: int) -> ScoredParts:
    """Split a table of scores by signers.

    Args:
        ready: the scores.
        references: number of references behind each score, for the record.
        seed: of the split.

    Raises:
        DataError: too few signers.
    """
    given = ready.by_number.get(references) or ready.by_number[max(ready.by_number)]
    kinds: dict[PairKind, WriterScores | None] = {
        PairKind.GENUINE: given.genuine,
        PairKind.SKILLED: given.skilled,
        PairKind.RANDOM: given.random,
    }
    everyone = np.unique(given.genuine.writers).tolist()
    if len(everyone) < MIN_SIGNERS:
        raise DataError(
            f"{_signers(len(everyone))} with genuine comparisons; a calibration needs "
            f"{MIN_SIGNERS}, some to choose on, some to check on.",
            remedy=_ADD_SIGNERS,
        )
    warnings = [Reason(ReasonCode.SCORES_GIVEN)]
    skilled = kinds[PairKind.SKILLED]
    with_forgeries = [] if skilled is None else np.intersect1d(skilled.writers, everyone).tolist()
    if 0 < len(with_forgeries) < MIN_SIGNERS:
        kinds[PairKind.SKILLED] = None
        warnings.append(_UNUSED_FORGERIES)
    parts = []
    for writers in split_signers(everyone, with_forgeries=with_forgeries, seed=seed):
        chosen = {
            kind: None if scores is None else _of_writers(scores, writers)
            for kind, scores in kinds.items()
        }
        parts.append(_labelled(chosen))
    return ScoredParts(
        kind=SourceKind.SCORES,
        data_sha256=ready.sha256,
        references=references,
        seed=seed,
        fit=parts[0],
        held_out=parts[1],
        counts=_sizes(*parts),
        warnings=tuple(warnings),
    )


def split_signers(
    writers: list[str], *, with_forgeries: list[str], seed: int
) -> tuple[list[str], list[str]]:
    """Split signers into those on whom thresholds are chosen and the held-out ones.

    Signers with skilled forgeries are split separately, so that both parts have some.
    """
    rng = np.random.default_rng(seed)
    fit: list[str] = []
    held_out: list[str] = []
    forged = set(with_forgeries) if len(with_forgeries) >= MIN_SIGNERS else set()
    for group in (sorted(forged), sorted(set(writers) - forged)):
        drawn = [group[place] for place in rng.permutation(len(group))]
        size = round(HELD_OUT_SHARE * len(group))
        if len(group) >= MIN_SIGNERS:
            size = max(2, size)
        held_out += drawn[:size]
        fit += drawn[size:]
    return fit, held_out


def _part(
    checked: CheckedImages,
    *,
    writers: list[str],
    verifier: Verifier,
    references: int,
    seed: int,
    progress: Progress,
    skilled: bool,
) -> tuple[LabelledScores, int, int]:
    """Scores of some signers, the number of comparisons, and the number without a similarity."""
    everyone = checked.signatures
    numbers = [index for index, writer in enumerate(checked.writers) if writer in set(writers)]
    chosen = np.isin(everyone.writers, numbers)
    if not skilled:
        chosen &= ~everyone.forged
    part = Signatures(
        writers=everyone.writers[chosen],
        forged=everyone.forged[chosen],
        usable=everyone.usable[chosen],
    )
    draw = draw_trials(part, k=references, seed=seed)
    pairs = needed_pairs([draw], signatures=part)
    total = 0

    def count(done: int, size: int) -> None:
        nonlocal total
        total = size
        progress(done, size)

    distances = PairDistances(
        checked.embeddings[chosen[everyone.usable]],
        pairs=pairs,
        threads=default_threads(),
        progress=count,
    )
    found: dict[PairKind, WriterScores | None] = {}
    unusable = 0
    for kind, trials in draw.trials.items():
        values = similarities(trials, signatures=part, distances=distances, verifier=verifier)
        there = ~np.isnan(values)
        unusable += int((~there).sum())
        owners = part.writers[trials.references[:, 0]]
        found[kind] = WriterScores(values[there], owners[there]) if there.any() else None
    return _labelled(found), total, unusable


def _labelled(found: Mapping[PairKind, WriterScores | None]) -> LabelledScores:
    genuine = found[PairKind.GENUINE]
    if genuine is None:
        raise DataError("There are no genuine comparisons.", remedy=_ADD_SIGNERS)
    return LabelledScores(
        genuine=genuine, skilled=found[PairKind.SKILLED], random=found[PairKind.RANDOM]
    )


def _of_writers(scores: WriterScores, writers: list[str]) -> WriterScores | None:
    own: NDArray[np.bool_] = np.isin(scores.writers, writers)
    if np.unique(scores.writers[own]).size < 2:
        return None
    return WriterScores(scores.values[own], scores.writers[own])


def _sizes(fit: LabelledScores, held_out: LabelledScores) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, part in (("fit", fit), ("held_out", held_out)):
        counts[f"{name}_signers"] = np.unique(part.genuine.writers).size
        for kind, scores in (
            (PairKind.GENUINE, part.genuine),
            (PairKind.SKILLED, part.skilled),
            (PairKind.RANDOM, part.random),
        ):
            if scores is not None:
                counts[f"{name}_{kind}_comparisons"] = scores.values.size
    return counts


def _signers(count: int) -> str:
    return "There is 1 signer" if count == 1 else f"There are {count} signers"
