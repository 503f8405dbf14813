"""The results of verifying a cheque of an account, and their JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sigverify.reasons import Reason, ReasonCode, codes_in
from sigverify.records.audit.event import ImageMark
from sigverify.records.mandates.judging import MandateJudgement
from sigverify.records.mandates.mandate import Mandate
from sigverify.records.mandates.text import rule_text
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification.results import (
    CalibrationIdentity,
    ModelIdentity,
    PreparedSignature,
    Verification,
    identity_json,
)
from sigverify.wording import codes_of, texts_of

_WORST: Final = (Decision.ACCEPT, Decision.REFER, Decision.NO_DECISION, Decision.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownSignatory:
    """A signatory who may sign on the cheque's date.

    Attributes:
        name: as the account's mandates name the person.
        specimens: those that are valid on that day, usable or not; may be empty.
    """

    name: str
    specimens: tuple[PreparedSignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AccountOnDay:
    """An account of the register on a day, as plain data that can be sent to a process.

    Attributes:
        number: the bank's number.
        day: the cheque's date.
        signatories: who may sign, by name.
        mandates: the mandates in force.
    """

    number: str
    day: date
    signatories: tuple[KnownSignatory, ...]
    mandates: tuple[Mandate, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatchedSignature:
    """One signature of a cheque, and its signatory.

    Attributes:
        signatory: the matched signatory; None if it matches nobody.
        decision: the decision on this signature.
        reasons: why, without those of the verification.
        signature: the signature.
        verification: with the specimens of that signatory, or of the nearest one if it matches
            nobody; None if nothing could be compared.
    """

    signatory: str | None
    decision: Decision
    reasons: tuple[Reason, ...]
    signature: PreparedSignature
    verification: Verification | None

    @property
    def similarity(self) -> float | None:
        """To that signatory's specimens, 0..1; None if nothing could be compared."""
        return None if self.verification is None else self.verification.similarity

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """Its own reasons and those of the verification, each once."""
        own = () if self.verification is None else self.verification.reasons
        return tuple(dict.fromkeys((*self.reasons, *own)))

    @property
    def evidence_code(self) -> str | None:
        """As in `Verification.as_json`; None if nothing could be compared."""
        return None if self.verification is None else self.verification.evidence_code

    @property
    def parts_code(self) -> str | None:
        """As in `Verification.as_json`; None if nothing could be compared."""
        return None if self.verification is None else self.verification.parts_code

    def references_json(self) -> list[dict[str, Any]]:
        """The specimens compared with the signature, as in `Verification.as_json`."""
        return [] if self.verification is None else self.verification.references_json()

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, as documented in the user guide."""
        return {
            "signatory": self.signatory,
            "similarity": self.similarity,
            "evidence": self.evidence_code,
            "parts": self.parts_code,
            "decision": self.decision.value,
            "reasons": texts_of(self.all_reasons),
            "reason_codes": codes_of(self.all_reasons),
            "questioned": self.signature.as_json(),
            "references": self.references_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AccountVerification:
    """The program's result for a cheque of an account.

    Attributes:
        decision: ACCEPT only if enough different entitled signatories signed for the amount.
        reasons: reasons for it: first a short one that many cheques share, then those of the
            mandate's rules, then those of the signatures.
        account: the bank's number.
        day: the cheque's date.
        amount: of the cheque; None if it is unknown.
        signatures: the detected ones, by confidence.
        mandate: the judged mandate.
        thresholds: those of the most informative signature; the others may have other numbers of
            specimens, and therefore other thresholds.
    """

    decision: Decision
    reasons: tuple[Reason, ...]
    account: str
    day: date
    amount: Decimal | None
    signatures: tuple[MatchedSignature, ...]
    mandate: MandateJudgement
    thresholds: Thresholds
    model: ModelIdentity
    calibration: CalibrationIdentity

    @property
    def telling(self) -> MatchedSignature:
        """The most informative signature, see `most_telling`."""
        return most_telling(self.signatures)

    @property
    def meaning(self) -> Reason:
        """The decision in a few words."""
        accepted = self.decision is Decision.ACCEPT
        return Reason(ReasonCode.ENOUGH_SIGNED) if accepted else self.reasons[0]

    @property
    def notes(self) -> tuple[Reason, ...]:
        """Reasons and warnings for people, each once."""
        reasons = self.reasons if self.decision is Decision.ACCEPT else self.reasons[1:]
        return tuple(dict.fromkeys((*reasons, *self.calibration.warnings)))

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The people whose signatures were accepted, each once."""
        names = (s.signatory for s in self.signatures if s.decision is Decision.ACCEPT)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def rules(self) -> tuple[str, ...]:
        """The mandate's rules that cover the cheque, in words."""
        return tuple(rule_text(one.rule) for one in self.mandate.rules)

    def as_json(self) -> dict[str, Any]:
        """As `Verification.as_json` for the most informative signature, with the account."""
        telling = self.telling
        return {
            "similarity": telling.similarity,
            "evidence": telling.evidence_code,
            "parts": telling.parts_code,
            "threshold": self.thresholds.accept_at,
            "decision": self.decision.value,
            "reasons": texts_of(self.reasons),
            "reason_codes": codes_of(self.reasons),
            "questioned": telling.signature.as_json(),
            "references": telling.references_json(),
            **identity_json(self.model, self.calibration, thresholds=self.thresholds),
            "account": {
                "number": self.account,
                "date": self.day.isoformat(),
                "amount": None if self.amount is None else f"{self.amount:f}",
                "signed_by": list(self.signed_by),
                "mandate": {
                    "fulfilled": self.mandate.fulfilled.value,
                    "rules": [
                        {"rule": rule_text(one.rule), "fulfilled": one.fulfilled.value}
                        for one in self.mandate.rules
                    ],
                },
                "signatures": [one.as_json() for one in self.signatures],
            },
        }


def account_evidence(result: AccountVerification) -> dict[str, Any]:
    """The evidence of a decision, as fields of an `AuditEvent`.

    Hashes and numbers are kept for ever; names and texts can be purged.
    """
    marks = [ImageMark(role="questioned", sha256=result.telling.signature.sha256)]
    for one in result.signatures:
        for score in () if one.verification is None else one.verification.references:
            marks.append(ImageMark(role="specimen", sha256=score.signature.sha256))
    return {
        "account": result.account,
        "amount": paid_number(result.amount),
        "images": tuple(dict.fromkeys(marks)),
        "model_sha256": result.model.sha256,
        "calibration_sha256": result.calibration.sha256,
        "similarity": result.telling.similarity,
        "decision": result.decision.value,
        "facts": {
            "accept_at": result.thresholds.accept_at,
            "flag_below": result.thresholds.flag_below,
            "day": result.day.isoformat(),
            "mandate": result.mandate.fulfilled.value,
            "reason_codes": codes_in(result.reasons),
            "signatures": [
                {"decision": one.decision.value, "similarity": one.similarity}
                for one in result.signatures
            ],
        },
        "details": {
            "questioned": str(result.telling.signature.path),
            "signed_by": list(result.signed_by),
            "signatures": [one.as_json() for one in result.signatures],
            "rules": list(result.rules),
            "reasons": texts_of(result.reasons),
            "reason_codes": codes_of(result.reasons),
        },
    }


def paid_number(amount: Decimal | None) -> float | None:
    """An amount as a number for the thresholds."""
    return None if amount is None else float(amount)


def most_telling(signatures: Sequence[MatchedSignature]) -> MatchedSignature:
    """The most informative signature: the worst decision, then the lowest similarity."""
    return max(signatures, key=_weight)


def _weight(one: MatchedSignature) -> tuple[int, float]:
    return _WORST.index(one.decision), -(1.0 if one.similarity is None else one.similarity)
