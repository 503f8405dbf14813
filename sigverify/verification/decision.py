"""From what was measured to the decision, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sigverify.detection.ink import MAX_DOUBT
from sigverify.imaging.quality import DOUBTS, QualityFinding, QualityKind, Severity
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification.copies import CopyTest
from sigverify.verification.results import PreparedSignature

# What each doubt asks for, in the order in which it is said.
_CHECKS: Final = {
    QualityKind.CHECK_BOX: ReasonCode.CHECK_BOX,
    QualityKind.CHECK_INK: ReasonCode.CHECK_INK,
}


def decide(
    similarity: float,
    *,
    thresholds: Thresholds,
    copied: list[Reason],
    doubts: list[Reason],
    partly: Callable[[], Reason | None],
) -> tuple[Decision, list[Reason]]:
    """The decision and why, where the similarity alone does not say it.

    Args:
        similarity: 0..1.
        thresholds: what it is held against.
        copied: what `copied_from` found.
        doubts: what `doubts_about` found.
        partly: what `partly_agreeing` finds, asked only where all else speaks for accepting.
    """
    # Nobody signs the same way twice: a perfect match is the worst of all.
    if copied:
        return Decision.FLAG, [Reason(ReasonCode.COPY_OF_SPECIMEN), *copied]
    # What was compared may be something else than the signature.
    if doubts:
        return Decision.REFER, doubts
    decision = thresholds.decide(similarity)
    if decision is Decision.FLAG:
        return decision, [Reason(ReasonCode.LESS_ALIKE)]
    if decision is Decision.REFER:
        return decision, [Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT)]
    part = partly()
    if part is None:
        return decision, []
    return Decision.REFER, [Reason(ReasonCode.ONLY_PART_AGREES), part]


def doubtful(*, place: Reason | None, ink: float = 0.0) -> tuple[QualityFinding, ...]:
    """What a person should check before a signature on a cheque is relied on.

    Args:
        place: why its box may be wrong; None where nothing says so.
        ink: `PenInk.doubt` of it.
    """
    findings = []
    if place is not None:
        why = Reason(ReasonCode.BOX_DOUBTFUL, doubt=place)
        findings.append(QualityFinding(QualityKind.CHECK_BOX, Severity.WARNING, why))
    if ink > MAX_DOUBT:
        mixed = Reason(ReasonCode.INK_MIXED_WITH_PRINT)
        why = Reason(ReasonCode.INK_DOUBTFUL, doubt=mixed)
        findings.append(QualityFinding(QualityKind.CHECK_INK, Severity.WARNING, why))
    return tuple(findings)


def doubts_about(
    questioned: PreparedSignature, references: Sequence[PreparedSignature]
) -> list[Reason]:
    """What should be checked, and then on which signature and why; empty if nothing."""
    found = [
        (
            finding.kind,
            Reason(ReasonCode.DOUBT_ABOUT, image=signature.name, finding=finding.reason),
        )
        for signature in (questioned, *references)
        for finding in signature.quality
        if finding.kind in DOUBTS
    ]
    kinds = {kind for kind, _ in found}
    checks = [Reason(code) for kind, code in _CHECKS.items() if kind in kinds]
    return checks + [reason for _, reason in found]


def copied_from(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    copy_test: CopyTest,
) -> list[Reason]:
    """What is too like the questioned signature among some usable references."""
    found = []
    for reference in references:
        if questioned.same_image_as(reference):
            found.append(Reason(ReasonCode.SAME_IMAGE, specimen=reference.name))
        elif copy_test(questioned, reference):
            found.append(Reason(ReasonCode.LINES_COINCIDE, specimen=reference.name))
    return found


def questioned_faults(questioned: PreparedSignature) -> list[Reason]:
    """What rules the questioned signature out; empty if nothing."""
    return [
        Reason(ReasonCode.QUESTIONED_UNUSABLE, image=questioned.name, finding=finding.reason)
        for finding in questioned.quality
        if finding.severity is Severity.UNUSABLE
    ]


def specimen_faults(specimens: Sequence[PreparedSignature]) -> list[Reason]:
    """What rules some specimens out; empty if nothing."""
    return [
        Reason(ReasonCode.SPECIMEN_UNUSABLE, specimen=specimen.name, finding=finding.reason)
        for specimen in specimens
        for finding in specimen.quality
        if finding.severity is Severity.UNUSABLE
    ]
