"""From what was measured to the decision, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sigverify.imaging.quality import QualityFinding, QualityKind, Severity
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification.copies import CopyTest
from sigverify.verification.results import CHECK_BOX_REASON, COPY_REASON, PreparedSignature


def decide(
    similarity: float, *, thresholds: Thresholds, copied: list[str], doubts: list[str]
) -> tuple[Decision, list[str]]:
    """The decision and why, where the similarity alone does not say it.

    Args:
        similarity: 0..1.
        thresholds: what it is held against.
        copied: what `copied_from` found.
        doubts: what `doubts_about` found.
    """
    # Nobody signs the same way twice: a perfect match is the worst of all.
    if copied:
        return Decision.FLAG, [COPY_REASON, *copied]
    # What was compared may be something else than the signature.
    if doubts:
        return Decision.REFER, [CHECK_BOX_REASON, *doubts]
    decision = thresholds.decide(similarity)
    if decision is Decision.FLAG:
        return decision, ["less alike than genuine signatures usually are"]
    if decision is Decision.REFER:
        return decision, ["neither clearly alike nor clearly different"]
    return decision, []


def check_box(doubt: str) -> QualityFinding:
    """What is said of a signature whose place on its cheque is in doubt."""
    message = f"{CHECK_BOX_REASON[:1].upper()}{CHECK_BOX_REASON[1:]}: {doubt}."
    return QualityFinding(QualityKind.CHECK_BOX, Severity.WARNING, message)


def doubts_about(
    questioned: PreparedSignature, references: Sequence[PreparedSignature]
) -> list[str]:
    """Whose place on its cheque is in doubt, in words; the notes say why."""
    return [
        f"{signature.path.name}: {finding.message}"
        for signature in (questioned, *references)
        for finding in signature.quality
        if finding.kind is QualityKind.CHECK_BOX
    ]


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
