"""Verifies a cheque against an account: who signed, and whether they fulfil the mandate.

Every signature on the cheque is compared with the specimens of each of the account's signatories,
as `Verifier.verify` does, and matched with one of them. Then the account's mandate is judged. If
two signatories are candidates for a signature, a person decides
(docs/decisions/0014-mandates-and-identification.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from sigverify.detection.detections import RIVAL_SHARE, doubt_about
from sigverify.imaging.reading.scans import Scan
from sigverify.logs.log import Log
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.judging import Fulfilment, MandateJudgement, judge
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.identity import who_signed
from sigverify.terms import Box, Decision
from sigverify.verification.copies import COPY_TEST, CopyTest
from sigverify.verification.decision import doubtful
from sigverify.verification.register.results import (
    AccountOnDay,
    AccountVerification,
    MatchedSignature,
    most_telling,
    paid_number,
)
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier

_LOG: Final = Log(__name__)


def signatures_on(
    scan: Scan, *, verifier: Verifier, path: Path, page: int = 0, boxes: Sequence[Box] = ()
) -> list[PreparedSignature]:
    """All signatures on an image, ready for comparison.

    Args:
        scan: the image of a cheque or of a cropped signature.
        verifier: the model.
        path: the file it was read from.
        page: the page it was read from, counted from 0.
        boxes: the places of the signatures; if empty they are detected.

    Raises:
        UsageError: a box lies outside the image.
        ModelError: a network is missing or damaged.
    """
    found = verifier.detect(scan)
    if boxes or not found:
        places: Sequence[Box | None] = boxes or [None]
        return [verifier.prepare_scan(scan, path=path, page=page, box=box) for box in places]
    height, width = scan.grey.shape
    signatures = []
    for detection in found:
        # A detection that does not rival the best is rarely a signature, and its box is coarse.
        if detection.confidence < RIVAL_SHARE * found[0].confidence:
            continue
        prepared = verifier.prepare_scan(scan, path=path, page=page, box=detection.box)
        # Several detections raise no doubt here, because several people sign.
        doubts = doubtful(place=doubt_about([detection], width=width, height=height))
        prepared = replace(prepared, quality=(*prepared.quality, *doubts))
        signatures.append(prepared)
    return signatures


def verify_account(
    signatures: Sequence[PreparedSignature],
    *,
    account: AccountOnDay,
    verifier: Verifier,
    amount: Decimal | None,
    copy_test: CopyTest = COPY_TEST,
) -> AccountVerification:
    """Judge the signatures of a cheque by an account's specimens and mandate.

    Args:
        signatures: the result of `signatures_on`: at least one, usable or not.
        account: the account on the cheque's date.
        verifier: compares.
        amount: of the cheque; None if unknown, which is never accepted.
        copy_test: decides whether two usable signatures are copies of one another.
    """
    matched = _matched(
        signatures, account=account, verifier=verifier, amount=amount, copy_test=copy_test
    )
    signed: dict[str, Decision] = {}
    for one in matched:
        # A person who signed twice counts once, with the better signature.
        if one.signatory is not None and signed.get(one.signatory) is not Decision.ACCEPT:
            signed[one.signatory] = one.decision
    mandate = judge(account.mandates, signed, amount=amount, day=account.day)
    decision, headline = _decided(matched, mandate)
    reasons = [*headline, *mandate.reasons]
    for number, one in enumerate(matched, start=1):
        reasons += [_about(one, number=number, reason=reason) for reason in one.all_reasons]
    reasons += [
        Reason(ReasonCode.NO_SPECIMEN_ON_DAY, person=known.name, day=account.day)
        for known in account.signatories
        if not any(specimen.usable for specimen in known.specimens)
    ]
    _LOG.debug(
        "verification.cheque_decided",
        decision=decision.value,
        signatures=len(matched),
        signed=len(signed),
        mandates=len(account.mandates),
    )
    return AccountVerification(
        decision=decision,
        reasons=tuple(dict.fromkeys(reasons)),
        account=account.number,
        day=account.day,
        amount=amount,
        signatures=tuple(matched),
        mandate=mandate,
        thresholds=_thresholds(matched, verifier=verifier, amount=amount),
        model=verifier.model,
        calibration=verifier.calibration,
    )


def _matched(
    signatures: Sequence[PreparedSignature],
    *,
    account: AccountOnDay,
    verifier: Verifier,
    amount: Decimal | None,
    copy_test: CopyTest,
) -> list[MatchedSignature]:
    people = [known for known in account.signatories if known.specimens]
    if not people:
        return [_uncompared(signature, verification=None) for signature in signatures]
    cases = [(signature, known.specimens) for signature in signatures for known in people]
    amounts = [paid_number(amount)] * len(cases)
    verified = verifier.verify_many(cases, amounts=amounts, copy_test=copy_test)
    rows = [verified[start : start + len(people)] for start in range(0, len(cases), len(people))]
    unknown = float("nan")
    similarities = [
        [unknown if one.similarity is None else one.similarity for one in row] for row in rows
    ]
    identities = who_signed(similarities)
    found: list[MatchedSignature] = []
    for signature, row, identity in zip(signatures, rows, identities, strict=True):
        copied = next((i for i, one in enumerate(row) if one.is_copy), None)
        place = identity.signer if copied is None else copied
        if place is None:
            found.append(_uncompared(signature, verification=row[0]))
            continue
        verification, reasons = row[place], list[Reason]()
        decision = verification.decision
        name: str | None = people[place].name
        if copied is None and _unlike(verification):
            nearest = people[place].name
            name, reasons = None, [Reason(ReasonCode.FITS_NO_SIGNATORY_NEAREST, person=nearest)]
        elif identity.rivals and copied is None:
            # A clerk must decide which of them signed, because the mandate counts people.
            decision = Decision.REFER
            others = tuple(people[rival].name for rival in identity.rivals)
            reasons = [Reason(ReasonCode.SIGNER_UNCLEAR_BETWEEN, people=others)]
        elif any(name == other.signatory for other in found):
            reasons = [Reason(ReasonCode.SIGNED_MORE_THAN_ONCE, person=people[place].name)]
        found.append(
            MatchedSignature(
                signatory=name,
                decision=decision,
                reasons=tuple(reasons),
                signature=signature,
                verification=verification,
            )
        )
    return found


def _decided(
    matched: Sequence[MatchedSignature], mandate: MandateJudgement
) -> tuple[Decision, list[Reason]]:
    """The decision and its short reason."""
    if any(one.verification and one.verification.is_copy for one in matched):
        return Decision.FLAG, [Reason(ReasonCode.COPY_OF_SPECIMEN)]
    if all(one.decision is Decision.NO_DECISION for one in matched):
        return Decision.NO_DECISION, [Reason(ReasonCode.NOTHING_TO_COMPARE)]
    if mandate.decision is Decision.ACCEPT:
        if any(one.signatory is None for one in matched):
            return Decision.REFER, [Reason(ReasonCode.FURTHER_SIGNATURE)]
        return Decision.ACCEPT, []
    if any(one.decision is Decision.FLAG for one in matched):
        return Decision.FLAG, [Reason(ReasonCode.FITS_NO_SIGNATORY)]
    unclear = ReasonCode.SIGNER_UNCLEAR_BETWEEN
    if any(reason.code is unclear for one in matched for reason in one.reasons):
        return Decision.REFER, [Reason(ReasonCode.SIGNER_UNCLEAR)]
    if mandate.fulfilled is Fulfilment.IF_CONFIRMED:
        return Decision.REFER, [Reason(ReasonCode.MANDATE_IF_CONFIRMED)]
    if mandate.missing:
        return Decision.REFER, [Reason(ReasonCode.MANDATE_LACKS, missing=mandate.missing)]
    return Decision.REFER, [Reason(ReasonCode.MANDATE_NOT_FULFILLED)]


def _about(one: MatchedSignature, *, number: int, reason: Reason) -> Reason:
    """A reason with its signature."""
    if one.signatory is None:
        return Reason(ReasonCode.SIGNATURE_NUMBERED, number=number, reason=reason)
    return Reason(ReasonCode.SIGNATURE_OF, person=one.signatory, reason=reason)


def _thresholds(
    matched: Sequence[MatchedSignature], *, verifier: Verifier, amount: Decimal | None
) -> Thresholds:
    """Those of the most informative signature; without a comparison, those for one specimen."""
    verification = most_telling(matched).verification
    if verification is None:
        return verifier.thresholds_for(paid_number(amount), references=1)
    return verification.thresholds


def _unlike(verification: Verification) -> bool:
    """Whether its similarity alone would flag it."""
    similarity = verification.similarity
    return similarity is None or verification.thresholds.decide(similarity) is Decision.FLAG


def _uncompared(
    signature: PreparedSignature, *, verification: Verification | None
) -> MatchedSignature:
    return MatchedSignature(
        signatory=None,
        decision=Decision.NO_DECISION,
        reasons=(),
        signature=signature,
        verification=verification,
    )
