"""Scores for a calibration: of the signers on whom thresholds are chosen, and of held-out signers.

Each questioned signature is compared with k references of its claimed signer, drawn as in the
evaluation (`sigverify.evaluation.protocol.PROTOCOL`), and its similarity is that of the shipped
calibration. A third of the signers is held out: thresholds are never chosen on them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.calibration.data import CheckedImages, SignerCount
from sigverify.calibration.source import ReadyScores, SourceKind
from sigverify.errors import CancelledError, DataError
from sigverify.evaluation.pair_distances import PairDistances
from sigverify.evaluation.protocol import Signatures, draw_trials
from sigverify.evaluation.run import needed_pairs, similarities
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.progress import Cancelled, Progress, never
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import PairKind
from sigverify.verification.parallel import default_threads
from sigverify.verification.verifier import Verifier
from sigverify.wording import english

_LOG: Final = Log(__name__)

HELD_OUT_SHARE: Final = 1 / 3
# An interval needs two signers, and each part needs intervals.
MIN_SIGNERS: Final = 4
DEFAULT_REFERENCES: Final = 5
# Numbers of references with thresholds of their own: 1, 2, 3 or 4, and 5 or more.
NUMBERS: Final = (1, 2, 3, 5)

_ADD_SIGNERS: Final = Reason(ReasonCode.ADD_SIGNERS)
_UNUSED_FORGERIES: Final = Reason(ReasonCode.FORGERIES_UNUSED, number=MIN_SIGNERS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberScores:
    """Similarities with another number of references.

    Attributes:
        references: the number.
        fit: scores of the signers on whom thresholds are chosen.
        held_out: scores of the held-out signers.
    """

    references: int
    fit: LabelledScores
    held_out: LabelledScores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredParts:
    """Similarities under the shipped calibration.

    Attributes:
        kind: kind of the source data.
        data_sha256: hash of the source data.
        references: number of references for each questioned signature in ``fit`` and
            ``held_out``: the number that the bank usually has.
        seed: of all random draws.
        fit: scores of the signers on whom thresholds are chosen.
        held_out: scores of the held-out signers.
        counts: numbers of signers, images and comparisons.
        warnings: to show wherever the calibration is used.
        others: the same signers with other numbers of references, ascending; empty where a table
            does not have them.
    """

    kind: SourceKind
    data_sha256: str
    references: int
    seed: int
    fit: LabelledScores
    held_out: LabelledScores
    counts: Mapping[str, int]
    warnings: tuple[Reason, ...]
    others: tuple[NumberScores, ...] = ()


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

    They are compared with 1, 2, 3 and 5 references too, for the thresholds of these numbers, where
    enough signers have enough signatures.

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
    enough = _signers_with_enough(checked, references=references)
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

    parts: list[Mapping[int, LabelledScores]] = []
    counts = {**checked.counts, "left_out": len(checked.signers) - len(enough)}
    for writers in (fit, held_out):
        scores, size, unusable = _part(
            checked,
            writers=writers,
            verifier=verifier,
            references=references,
            further=[k for k in NUMBERS if k != references],
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
        fit=parts[0][references],
        held_out=parts[1][references],
        counts=counts | _sizes(*(part[references] for part in parts)),
        warnings=tuple(warnings),
        others=_others(*parts, references=references),
    )


def score_table(ready: ReadyScores, *, references: int, seed: int) -> ScoredParts:
    """Split a table of scores by signers.

    Args:
        ready: the scores.
        references: the number of references that the bank usually has. It is the number behind
            the scores if the table does not give one; if the table lacks it, the largest counts.
        seed: of the split.

    Raises:
        DataError: too few signers.
    """
    number = references if references in ready.by_number else max(ready.by_number)
    given = ready.by_number[number]
    everyone = np.unique(given.genuine.writers).tolist()
    if len(everyone) < MIN_SIGNERS:
        raise DataError(
            f"{_signers(len(everyone))} with genuine comparisons; a calibration needs "
            f"{MIN_SIGNERS}, some to choose on, some to check on.",
            remedy=_ADD_SIGNERS,
        )
    warnings = [Reason(ReasonCode.SCORES_GIVEN)]
    skilled = given.skilled
    with_forgeries = [] if skilled is None else np.intersect1d(skilled.writers, everyone).tolist()
    dropped = 0 < len(with_forgeries) < MIN_SIGNERS
    if dropped:
        warnings.append(_UNUSED_FORGERIES)
    parts: list[dict[int, LabelledScores]] = []
    for writers in split_signers(everyone, with_forgeries=with_forgeries, seed=seed):
        found: dict[int, LabelledScores] = {}
        for k, scores in ready.by_number.items():
            genuine = _of_writers(scores.genuine, writers)
            if genuine is not None:
                found[k] = LabelledScores(
                    genuine=genuine,
                    skilled=None if dropped else _of_writers(scores.skilled, writers),
                    random=_of_writers(scores.random, writers),
                )
        if number not in found:
            raise DataError("There are no genuine comparisons.", remedy=_ADD_SIGNERS)
        parts.append(found)
    return ScoredParts(
        kind=SourceKind.SCORES,
        data_sha256=ready.sha256,
        references=number or references,
        seed=seed,
        fit=parts[0][number],
        held_out=parts[1][number],
        counts=_sizes(*(part[number] for part in parts)),
        warnings=tuple(warnings),
        others=_others(*parts, references=number),
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


def _signers_with_enough(checked: CheckedImages, *, references: int) -> list[SignerCount]:
    """The signers with k references and a further genuine signature.

    Raises:
        DataError: there are too few of them.
    """
    enough = [signer for signer in checked.signers if signer.genuine >= references + 1]
    if len(enough) < MIN_SIGNERS:
        raise DataError(
            f"{_signers(len(enough))} of {len(checked.signers)} with {references + 1} usable "
            f"genuine signatures; a calibration with {references} references needs {MIN_SIGNERS}, "
            "some to choose on, some to check on.",
            remedy=f"{english(_ADD_SIGNERS)} Or calibrate with fewer references.",
        )
    return enough


def _part(
    checked: CheckedImages,
    *,
    writers: list[str],
    verifier: Verifier,
    references: int,
    further: Sequence[int],
    seed: int,
    progress: Progress,
    skilled: bool,
) -> tuple[dict[int, LabelledScores], int, int]:
    """Scores of some signers by number of references, and two counts.

    The counts are the number of comparisons, and, with the usual number of references, of
    questioned signatures without a similarity.
    """
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
    draws = {k: draw_trials(part, k=k, seed=seed) for k in (references, *further)}
    pairs = needed_pairs(list(draws.values()), signatures=part)
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
    result: dict[int, LabelledScores] = {}
    unusable = 0
    for k, draw in draws.items():
        found: dict[PairKind, WriterScores | None] = {}
        for kind, trials in draw.trials.items():
            values = similarities(trials, signatures=part, distances=distances, verifier=verifier)
            there = ~np.isnan(values)
            unusable += int((~there).sum()) if k == references else 0
            owners = part.writers[trials.references[:, 0]]
            found[kind] = WriterScores(values[there], owners[there]) if there.any() else None
        genuine = found[PairKind.GENUINE]
        if k == references or _has_signers(genuine):
            result[k] = _labelled(found)
    return result, total, unusable


def _others(
    fit: Mapping[int, LabelledScores], held_out: Mapping[int, LabelledScores], *, references: int
) -> tuple[NumberScores, ...]:
    """The scores with other numbers of references than the usual one, where both parts have any."""
    return tuple(
        NumberScores(references=k, fit=fit[k], held_out=held_out[k])
        for k in sorted(fit.keys() & held_out.keys() - {references, 0})
    )


def _has_signers(scores: WriterScores | None) -> bool:
    return scores is not None and np.unique(scores.writers).size >= 2


def _labelled(found: Mapping[PairKind, WriterScores | None]) -> LabelledScores:
    genuine = found[PairKind.GENUINE]
    if genuine is None:
        raise DataError("There are no genuine comparisons.", remedy=_ADD_SIGNERS)
    return LabelledScores(
        genuine=genuine, skilled=found[PairKind.SKILLED], random=found[PairKind.RANDOM]
    )


def _of_writers(scores: WriterScores | None, writers: list[str]) -> WriterScores | None:
    if scores is None:
        return None
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
