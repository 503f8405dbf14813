"""From what was measured to the decision, and why, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sigverify.detection.ink import MAX_DOUBT
from sigverify.imaging.quality import DOUBTS, QualityFinding, QualityKind, Severity
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification.copies import CopyTest
from sigverify.verification.results import (
    CHECK_BOX_REASON,
    CHECK_INK_REASON,
    COPY_REASON,
    PART_REASON,
    PreparedSignature,
)


def decide(
    similarity: float,
    *,
    thresholds: Thresholds,
    copied: list[str],
    doubts: list[str],
    partly: Callable[[], str | None],
) -> tuple[Decision, list[str]]:
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
        return Decision.FLAG, [COPY_REASON, *copied]
    # What was compared may be something else than the signature.
    if doubts:
        return Decision.REFER, doubts
    decision = thresholds.decide(similarity)
    if decision is Decision.FLAG:
        return decision, ["less alike than genuine signatures usually are"]
    if decision is Decision.REFER:
        return decision, ["neither clearly alike nor clearly different"]
    part = partly()
    return (decision, []) if part is None else (Decision.REFER, [PART_REASON, part])


def doubtful(*, place: str | None, ink: float = 0.0) -> tuple[QualityFinding, ...]:
    """What a person should check before a signature on a cheque is relied on.

    Args:
        place: why its box may be wrong, in words; None where nothing says so.
        ink: `PenInk.doubt` of it.
    """
    findings = []
    if place is not None:
        findings.append(_warning(QualityKind.CHECK_BOX, CHECK_BOX_REASON, place))
    if ink > MAX_DOUBT:
        why = (
            "print runs into the signature, or the scan is too poor to tell the two apart; "
            "compare the signatures by eye"
        )
        findings.append(_warning(QualityKind.CHECK_INK, CHECK_INK_REASON, why))
    return tuple(findings)


def _warning(kind: QualityKind, reason: str, why: str) -> QualityFinding:
    return QualityFinding(kind, Severity.WARNING, f"{reason[:1].upper()}{reason[1:]}: {why}.")


def doubts_about(
    questioned: PreparedSignature, references: Sequence[PreparedSignature]
) -> list[str]:
    """What should be checked, and then on which signature and why, in words; empty if nothing."""
    found = [
        (finding, f"{signature.path.name}: {finding.message}")
        for signature in (questioned, *references)
        for finding in signature.quality
        if finding.kind in DOUBTS
    ]
    kinds = {finding.kind for finding, _ in found}
    checks = {QualityKind.CHECK_BOX: CHECK_BOX_REASON, QualityKind.CHECK_INK: CHECK_INK_REASON}
    return [text for kind, text in checks.items() if kind in kinds] + [text for _, text in found]


def copied_from(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    copy_test: CopyTest,
) -> list[str]:
    """What is too like the questioned signature among some usable references, in words."""
    found = []
    for reference in references:
        name = reference.path.name
        if questioned.same_image_as(reference):
            found.append(f"it is the same picture as specimen {name}")
        elif copy_test(questioned, reference):
            found.append(f"its lines lie on those of specimen {name} as no two signatures do")
    return found


def faults_of(role: str, signatures: Sequence[PreparedSignature]) -> list[str]:
    """What rules some signatures out, in words.

    Args:
        role: what they are called.
        signatures: some, usable or not.
    """
    return [
        f"{role} {signature.path.name} can't be used: {finding.message}"
        for signature in signatures
        for finding in signature.quality
        if finding.severity is Severity.UNUSABLE
    ]
