"""The result of examining a case, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigverify.detection.detections import Detection
from sigverify.errors import SigVerifyError
from sigverify.gui.models.cases.case import BoxOrigin, Case
from sigverify.imaging.reading.scans import Scan
from sigverify.reporting.inks import Picture
from sigverify.terms import Box
from sigverify.verification.presentments.entries import SeenInk
from sigverify.verification.results import PreparedSignature, Verification

if TYPE_CHECKING:
    from sigverify.verification.register.results import AccountVerification


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownSpecimen:
    """A specimen as it is shown.

    Attributes:
        path: its file.
        prepared: ready for comparison; None if the file can't be read.
        picture: its thumbnail; None if the file can't be read.
        problem: why the file can't be read; None if it can.
        day: from when it is: the day that the register says, else that of the file.
        own_similarity: similarity to the other specimens taken together, 0..1; None if it or
            they can't be compared.
    """

    path: Path
    prepared: PreparedSignature | None
    picture: Picture | None
    problem: SigVerifyError | None
    own_similarity: float | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegisterView:
    """A cheque of an account as it is shown.

    Attributes:
        result: the program's decision by the account's mandate.
        specimens: those that each of the signatures was compared with.
        people: the signatories they belong to; None where nothing could be compared.
        sources: the image that each of the signatures was prepared from, turned as it was.
        shown: which signature is shown, counted from 0.
    """

    result: AccountVerification
    specimens: tuple[tuple[ShownSpecimen, ...], ...]
    people: tuple[str | None, ...]
    sources: tuple[Scan, ...]
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examination:
    """The result of examining a case, as it is shown.

    Attributes:
        case: the case, with the box that was used and the outcome.
        detections: places that may hold signatures, the most confident first.
        specimens: in the case's order.
        questioned: the signature under examination; None without a cheque.
        verification: the result; None without a cheque or a readable specimen.
        source: the image that the questioned signature was prepared from, turned as it was; None
            without a cheque.
        register: the result by the register; None unless the case names an account. With it, the
            fields above are those of one of the cheque's signatures.
        inks: to be kept with the clerk's decision, so that they are found again.
    """

    case: Case
    detections: tuple[Detection, ...]
    specimens: tuple[ShownSpecimen, ...]
    questioned: PreparedSignature | None
    verification: Verification | None
    source: Scan | None = None
    register: RegisterView | None = None
    inks: tuple[SeenInk, ...] = ()

    def showing(self, number: int) -> Examination:
        """A copy that shows another signature of the cheque of an account, counted from 0."""
        register = self.register
        if register is None:
            return self
        one = register.result.signatures[number]
        return replace(
            self,
            specimens=register.specimens[number],
            questioned=one.signature,
            verification=one.verification,
            source=register.sources[number],
            register=replace(register, shown=number),
        )


def evidence_of(found: Examination) -> dict[str, Any] | None:
    """The evidence of an examination for the records; None if nothing was compared."""
    from sigverify.verification.recording import evidence
    from sigverify.verification.register.results import account_evidence

    if found.register is not None:
        return account_evidence(found.register.result)
    return None if found.verification is None else dict(evidence(found.verification))


def shown_box(case: Case, *, found: Examination | None) -> Box | None:
    """The box of the signature that is shown.

    Args:
        case: the case as it is now.
        found: its examination; None before there is one.
    """
    register = None if found is None else found.register
    if found is None or register is None or not found.case.examined_like(case):
        return case.box
    by_hand = case.box_origin is BoxOrigin.CLERK and register.shown == 0
    if by_hand or found.questioned is None or found.questioned.box is None:
        return case.box
    return found.questioned.box
