"""The decision and its reasons, from the measurements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sigverify.detection.ink import MAX_DOUBT, MAX_TOUCHED, PenInk
from sigverify.imaging.quality import DOUBTS, UNSIGNED, QualityFinding, QualityKind, Severity
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.consistency import barely_accepted, count_against, few_agree, strangers
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification.agreement import partly_agreeing
from sigverify.verification.alterations import Alteration
from sigverify.verification.comparison import Comparison
from sigverify.verification.copies import CopyTest, copies_among
from sigverify.verification.results import PreparedSignature
from sigverify.verification.scores import Score

# Doubtful ink is a signature from this confidence in its place on, or if confidence and doubt
# together speak for it: the confidence times one less the doubt. What was found on 72 unsigned
# made-up cheques has 0.24 at most, signatures crossed by print 0.36 to 0.42.
_SIGNED_FROM: Final = 0.7
_SIGNED_EVIDENCE: Final = 0.3
# What to check for each doubt, in the order of the reasons.
_CHECKS: Final = {
    QualityKind.CHECK_BOX: ReasonCode.CHECK_BOX,
    QualityKind.CHECK_INK: ReasonCode.CHECK_INK,
    QualityKind.PRINT_TOUCHES: ReasonCode.CHECK_INK,
}

_ALTERATIONS: Final = {
    Alteration.JOINED: ReasonCode.ALTERED_COPY,
    Alteration.FOLLOWED: ReasonCode.FOLLOWED_SPECIMEN,
    Alteration.EVEN_LINE: ReasonCode.EVEN_LINE,
}


def decide(
    comparison: Comparison,
    *,
    score: Score | None,
    thresholds: Thresholds,
    single: Thresholds,
    middle: float,
    copy_test: CopyTest,
) -> tuple[Decision, list[Reason]]:
    """Decide, and give all reasons, those that led to the decision first.

    Args:
        comparison: a questioned signature and its references.
        score: their similarities; None if there is nothing to compare.
        thresholds: from similarity to decision, with these references together.
        single: the same with one reference.
        middle: the distance between two signatures at which the evidence is even.
        copy_test: decides whether usable signatures are copies, as they are or altered.
    """
    others = [*comparison.repeated, *_specimen_faults(comparison.distinct)]
    if score is None:
        if comparison.questioned.usable:
            return Decision.NO_DECISION, [Reason(ReasonCode.NO_USABLE_SPECIMEN), *others]
        return Decision.NO_DECISION, [*_questioned_faults(comparison.questioned), *others]
    decision, why = _decided(
        comparison, score=score, thresholds=thresholds, single=single, copy_test=copy_test
    )
    copies = copies_among(
        comparison.usable, distances=score.among, middle=middle, copy_test=copy_test
    )
    return decision, [*why, *copies, *others]


def _decided(
    comparison: Comparison,
    *,
    score: Score,
    thresholds: Thresholds,
    single: Thresholds,
    copy_test: CopyTest,
) -> tuple[Decision, list[Reason]]:
    """The decision on comparable signatures, and the reasons for it."""
    questioned, references = comparison.questioned, comparison.usable
    # Nobody signs twice in the same way, so a perfect match is the strongest sign of forgery.
    copied = _copied_from(questioned, references, copy_test=copy_test)
    if copied:
        return Decision.FLAG, [Reason(ReasonCode.COPY_OF_SPECIMEN), *copied]
    # The compared ink may not be the signature.
    doubts = _doubts_about(questioned, references)
    if doubts:
        return Decision.REFER, doubts
    decision = thresholds.decide(score.similarity)
    apart = [
        Reason(ReasonCode.SPECIMEN_UNLIKE_OTHERS, specimen=references[place].name)
        for place in strangers(score.kinship, thresholds=single)
    ]
    if decision is Decision.FLAG:
        unclear = _print_touching(questioned, references)
        if unclear:
            return Decision.REFER, [*unclear, Reason(ReasonCode.LESS_ALIKE), *apart]
        return decision, [Reason(ReasonCode.LESS_ALIKE), *apart]
    if decision is Decision.REFER:
        return decision, [Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT), *apart]
    names = [reference.name for reference in references]
    part = partly_agreeing(names, similarities=score.alone, further=score.further)
    if part is not None:
        return Decision.REFER, [Reason(ReasonCode.ONLY_PART_AGREES), part, *apart]
    # The fused similarity is a mean, in which one specimen can hide the others.
    if few_agree(score.alone, thresholds=thresholds):
        short = count_against(score.alone, thresholds=thresholds)
        few = Reason(ReasonCode.FEW_SPECIMENS_AGREE, short=short, all=len(score.alone))
        return Decision.REFER, [few, *apart]
    if apart:
        return Decision.REFER, apart
    # Last, as it takes the longest and only matters for what would be accepted.
    alteration = copy_test.altered(questioned, references)
    if alteration is not Alteration.NONE:
        return Decision.REFER, [Reason(_ALTERATIONS[alteration])]
    if barely_accepted(score.similarity, thresholds=thresholds):
        return decision, [Reason(ReasonCode.BARELY_ACCEPTED)]
    return decision, []


def doubtful(
    *, place: Reason | None, pen: PenInk | None = None, confidence: float = 1.0
) -> tuple[QualityFinding, ...]:
    """What a person should check on a cheque before relying on the signature.

    Args:
        place: why its box may be wrong; None without doubt.
        pen: its ink; None if only the box may be wrong.
        confidence: the locator's confidence in the place; 1 if a person gave it. With doubtful ink
            and without confidence it is print or writing, and the cheque is not signed.
    """
    findings = []
    if (
        pen is not None
        and pen.doubt > MAX_DOUBT
        and confidence < _SIGNED_FROM
        and confidence * (1.0 - pen.doubt) < _SIGNED_EVIDENCE
    ):
        findings.append(UNSIGNED)
    if place is not None:
        why = Reason(ReasonCode.BOX_DOUBTFUL, doubt=place)
        findings.append(QualityFinding(QualityKind.CHECK_BOX, Severity.WARNING, why))
    if pen is not None and (pen.doubt > MAX_DOUBT or pen.touched > MAX_TOUCHED):
        mixed = Reason(ReasonCode.INK_MIXED_WITH_PRINT)
        why = Reason(ReasonCode.INK_DOUBTFUL, doubt=mixed)
        kind = QualityKind.CHECK_INK if pen.doubt > MAX_DOUBT else QualityKind.PRINT_TOUCHES
        findings.append(QualityFinding(kind, Severity.WARNING, why))
    return tuple(findings)


def _print_touching(
    questioned: PreparedSignature, references: Sequence[PreparedSignature]
) -> list[Reason]:
    """What to check if print touches the questioned signature or all of its references.

    A signature is suspected only if it is seen well and differs from one that is seen well.
    """
    touched = frozenset({QualityKind.PRINT_TOUCHES})
    asked = _doubts_about(questioned, (), kinds=touched)
    if asked or not all(_doubts_about(one, (), kinds=touched) for one in references):
        return asked
    return _doubts_about(questioned, references, kinds=touched)


def _doubts_about(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    kinds: frozenset[QualityKind] = DOUBTS,
) -> list[Reason]:
    """What to check, then on which signature and why; empty without doubts of these kinds."""
    found = [
        (
            finding.kind,
            Reason(ReasonCode.DOUBT_ABOUT, image=signature.name, finding=finding.reason),
        )
        for signature in (questioned, *references)
        for finding in signature.quality
        if finding.kind in kinds
    ]
    present = {kind for kind, _ in found}
    checks = [Reason(code) for kind, code in _CHECKS.items() if kind in present]
    return checks + [reason for _, reason in found]


def _copied_from(
    questioned: PreparedSignature,
    references: Sequence[PreparedSignature],
    *,
    copy_test: CopyTest,
) -> list[Reason]:
    """The usable references of which the questioned signature is a copy."""
    found = []
    for reference in references:
        if questioned.same_image_as(reference):
            found.append(Reason(ReasonCode.SAME_IMAGE, specimen=reference.name))
        elif copy_test(questioned, reference):
            found.append(Reason(ReasonCode.LINES_COINCIDE, specimen=reference.name))
    return found


def _questioned_faults(questioned: PreparedSignature) -> list[Reason]:
    """Why the questioned signature is unusable; empty if it is usable."""
    return [
        Reason(ReasonCode.QUESTIONED_UNUSABLE, image=questioned.name, finding=finding.reason)
        for finding in questioned.quality
        if finding.severity is Severity.UNUSABLE
    ]


def _specimen_faults(specimens: Sequence[PreparedSignature]) -> list[Reason]:
    """Why some specimens are unusable; empty if all are usable."""
    return [
        Reason(ReasonCode.SPECIMEN_UNUSABLE, specimen=specimen.name, finding=finding.reason)
        for specimen in specimens
        for finding in specimen.quality
        if finding.severity is Severity.UNUSABLE
    ]
