"""The result rows of a batch: one for each item."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sigverify.batch.input.items import BatchItem
from sigverify.imaging.quality import Severity
from sigverify.letters.items import ItemKind
from sigverify.reasons import Reason, ReasonCode, free_text
from sigverify.terms import Decision
from sigverify.verification.register.results import AccountVerification
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.wording import english

_CREDIT: Final = "credit, not verified"
_NO_SPECIMEN: Final = Reason(ReasonCode.NO_USABLE_SPECIMEN)


class ResultRow(NamedTuple):
    """The result of one item; plain JSON values only, for the journal and for other processes.

    A tuple, because sending, storing and reading a dataclass takes three times as long, and a run
    may have a hundred thousand rows.

    Attributes:
        id: the site's name for the item.
        questioned: the file with the signature under examination; empty if the item names none.
        page: the page of that file, counted from 1.
        reference: the specimens' files.
        account: the account of the item.
        amount: the amount of the item.
        similarity: 0..1; None without a comparison.
        evidence: its strength as evidence, a code of a reason; empty without a comparison, and for
            a copy.
        threshold: the least similarity that is accepted; None if nothing was judged.
        flag_below: a lower similarity is flagged; None if nothing was judged.
        decision: a value of `Decision`.
        reasons: the reasons in English.
        reason_codes: the reasons as data, one for each text, see `Reason.as_json`.
        error: the kind of fault if the item could not be judged, otherwise empty.
        box: x, y, w, h of the signature in the questioned image; None for the whole image.
        quality: what is wrong with the questioned image, values of `QualityKind`.
        unusable: the findings in `quality` that rule out a comparison.
        sha256: hash of the questioned file; empty if it could not be read.
        signed_by: for an account's cheque, the signatories who signed beyond doubt.
        rules: for an account's cheque, the mandate's rules that cover it, in words.
        item_type: for an item of a letter, what it is, a value of `ItemKind`; otherwise empty,
            as are the following.
        sequence: its sequence number.
        serial: the cheque's number.
        routing: the routing number of the paying bank.
        micr_line: the fields of its MICR line.
    """

    id: str
    questioned: str
    page: int
    reference: list[str]
    account: str
    amount: str
    similarity: float | None
    evidence: str
    threshold: float | None
    flag_below: float | None
    decision: str
    reasons: list[str]
    reason_codes: list[dict[str, Any]]
    error: str
    box: list[int] | None
    quality: list[str]
    unusable: list[str]
    sha256: str
    signed_by: list[str]
    rules: list[str]
    item_type: str = ""
    sequence: str = ""
    serial: str = ""
    routing: str = ""
    micr_line: str = ""

    @property
    def why(self) -> str:
        """The reason in a few words, the same for many items."""
        if self.error:
            return self.error
        if self.item_type == ItemKind.CREDIT:
            return _CREDIT
        if self.decision == Decision.NO_DECISION:
            found = ", ".join(self.unusable)
            return f"questioned signature: {found}" if found else english(_NO_SPECIMEN)
        return self.reasons[0] if self.decision != Decision.ACCEPT and self.reasons else ""

    @property
    def is_repeated(self) -> bool:
        """Whether an earlier item of the batch has the same image."""
        return any(code["code"] == ReasonCode.IMAGE_SEEN_BEFORE for code in self.reason_codes)


def judged_row(item: BatchItem, result: Verification) -> ResultRow:
    """Return the row of an item that was judged."""
    return ResultRow(
        **_given(item),
        **_judged(result, signature=result.questioned),
        similarity=result.similarity,
        evidence=result.evidence_code or "",
        signed_by=[],
        rules=[],
    )


def account_row(item: BatchItem, result: AccountVerification) -> ResultRow:
    """Return the row of a cheque judged by its account, with the numbers of its telling match."""
    telling = result.telling
    found = telling.verification
    references = () if found is None else found.references
    return ResultRow(
        **{**_given(item), "reference": [str(score.signature.path) for score in references]},
        **_judged(result, signature=telling.signature),
        similarity=telling.similarity,
        evidence=telling.evidence_code or "",
        signed_by=list(result.signed_by),
        rules=list(result.rules),
    )


def failed_row(
    item: BatchItem, *, error: str, reason: str, cause: Reason | None = None
) -> ResultRow:
    """Return the row of an item that could not be judged.

    Args:
        item: the item.
        error: the kind of fault in a few words, the same for many items.
        reason: what is wrong and what to do.
        cause: what is wrong as data, if it has a code.
    """
    return ResultRow(
        **_given(item),
        similarity=None,
        evidence="",
        threshold=None,
        flag_below=None,
        decision=Decision.NO_DECISION.value,
        reasons=[reason],
        reason_codes=[(free_text(reason) if cause is None else cause).as_json()],
        error=error,
        box=None,
        quality=[],
        unusable=[],
        sha256="",
        signed_by=[],
        rules=[],
    )


def _judged(
    result: Verification | AccountVerification, *, signature: PreparedSignature
) -> dict[str, Any]:
    """The decision on an item, and what was seen of its signature."""
    box, quality = signature.box, signature.quality
    return {
        "threshold": result.thresholds.accept_at,
        "flag_below": result.thresholds.flag_below,
        "decision": result.decision.value,
        "reasons": [row_text(reason) for reason in result.reasons],
        "reason_codes": [reason.as_json() for reason in result.reasons],
        "error": "",
        "box": None if box is None else [box.x, box.y, box.w, box.h],
        "quality": [finding.kind.value for finding in quality],
        "unusable": [f.kind.value for f in quality if f.severity is Severity.UNUSABLE],
        "sha256": signature.sha256,
    }


def _given(item: BatchItem) -> dict[str, Any]:
    questioned, cheque = item.questioned, item.cheque
    return {
        "id": _text(item.id),
        "questioned": "" if questioned is None else _text(questioned.path),
        "page": 1 if questioned is None else questioned.page + 1,
        "reference": [_text(str(part)) for part in item.references],
        "account": _text(item.account),
        "amount": _text(item.amount),
        **({} if cheque is None else cheque._asdict()),
    }


def row_text(reason: Reason) -> str:
    """Return a reason in English, as a row holds it."""
    return _text(english(reason))


def _text(text: str) -> str:
    """Return the text with undecodable bytes (a file name in another encoding) as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
