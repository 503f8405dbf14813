"""The results of a batch: one row for each item, and the files that hold the rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from sigverify.batch.input.items import BatchItem
from sigverify.errors import MissingExtraError, UsageError
from sigverify.files import harmless, written_atomically
from sigverify.imaging.quality import Severity
from sigverify.letters.items import ItemKind
from sigverify.reasons import Reason, ReasonCode, free_text
from sigverify.terms import Decision
from sigverify.verification.register.results import AccountVerification
from sigverify.verification.results import CalibrationIdentity, ModelIdentity, Verification
from sigverify.wording import english

SUFFIXES: Final = (".csv", ".jsonl", ".parquet")

_SEPARATOR: Final = "; "
_CREDIT: Final = "credit, not verified"
_NO_SPECIMEN: Final = Reason(ReasonCode.NO_USABLE_SPECIMEN)
# Rows in a row group of a Parquet file; fixed, so that the same rows give the same bytes.
_ROW_GROUP: Final = 10_000


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
    box, quality = result.questioned.box, result.questioned.quality
    return ResultRow(
        **_given(item),
        similarity=result.similarity,
        evidence=result.evidence_code or "",
        threshold=result.thresholds.accept_at,
        flag_below=result.thresholds.flag_below,
        decision=result.decision.value,
        reasons=[row_text(reason) for reason in result.reasons],
        reason_codes=[reason.as_json() for reason in result.reasons],
        error="",
        box=None if box is None else [box.x, box.y, box.w, box.h],
        quality=[finding.kind.value for finding in quality],
        unusable=[f.kind.value for f in quality if f.severity is Severity.UNUSABLE],
        sha256=result.questioned.sha256,
        signed_by=[],
        rules=[],
    )


def account_row(item: BatchItem, result: AccountVerification) -> ResultRow:
    """Return the row of a cheque judged by its account, with the numbers of its telling match."""
    telling = result.telling
    box, quality = telling.signature.box, telling.signature.quality
    found = telling.verification
    references = () if found is None else found.references
    return ResultRow(
        **{**_given(item), "reference": [str(score.signature.path) for score in references]},
        similarity=telling.similarity,
        evidence=telling.evidence_code or "",
        threshold=result.thresholds.accept_at,
        flag_below=result.thresholds.flag_below,
        decision=result.decision.value,
        reasons=[row_text(reason) for reason in result.reasons],
        reason_codes=[reason.as_json() for reason in result.reasons],
        error="",
        box=None if box is None else [box.x, box.y, box.w, box.h],
        quality=[finding.kind.value for finding in quality],
        unusable=[f.kind.value for f in quality if f.severity is Severity.UNUSABLE],
        sha256=telling.signature.sha256,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIdentity:
    """The model and the calibration of a run, the same in every row."""

    model: ModelIdentity
    calibration: CalibrationIdentity

    def columns(self) -> dict[str, Any]:
        """Return the columns of the results."""
        return {
            "model": f"{self.model.name} {self.model.version}",
            "model_sha256": self.model.sha256,
            "calibration": self.calibration.name,
            "calibration_sha256": self.calibration.sha256,
        }


COLUMNS: Final = (
    "id",
    "questioned",
    "page",
    "reference",
    "account",
    "amount",
    "similarity",
    "evidence",
    "threshold",
    "flag_below",
    "decision",
    "reasons",
    "reason_codes",
    "error",
    "box",
    "quality",
    "sha256",
    "signed_by",
    "rules",
    "item_type",
    "sequence",
    "serial",
    "routing",
    "micr_line",
    "model",
    "model_sha256",
    "calibration",
    "calibration_sha256",
)


def check_format(path: Path) -> None:
    """Check that a results file of this kind can be written.

    Raises:
        UsageError: the extension is unknown.
        MissingExtraError: the package that writes this kind is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{path}: this is not a format for results.",
            remedy=f"Let the name end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.",
        )
    if suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError as error:
            raise MissingExtraError(
                f"{path}: Parquet files need an optional part.",
                remedy="pip install 'sigverify[parquet]', or write a CSV file.",
            ) from error


def write_results(path: Path, rows: Iterable[ResultRow], *, identity: RunIdentity) -> None:
    """Write all rows atomically to a file; its extension selects the kind.

    Args:
        path: the file.
        rows: the rows in the items' order, consumed one by one.
        identity: the model and the calibration.

    Raises:
        OutputError: the file can't be written.
    """
    same = identity.columns()
    full = ({**row._asdict(), **same} for row in rows)
    match path.suffix.lower():
        case ".csv":
            _write_csv(path, rows, same=same)
        case ".jsonl":
            with written_atomically(path) as stream:
                for row in full:
                    ordered = {name: row[name] for name in COLUMNS}
                    stream.write(json.dumps(ordered, allow_nan=False).encode() + b"\n")
        case _:
            _write_parquet(path, full)


def _write_csv(path: Path, rows: Iterable[ResultRow], *, same: dict[str, Any]) -> None:
    last = [_cell(same[name]) for name in COLUMNS if name in same]
    cells = [
        (ResultRow._fields.index(name), _CELLS.get(name, _cell))
        for name in COLUMNS
        if name not in same
    ]
    with written_atomically(path) as stream:
        # The byte order mark tells spreadsheets that the file is UTF-8.
        stream.write(b"\xef\xbb\xbf")
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        lines = csv.writer(text, lineterminator="\r\n")
        lines.writerow(COLUMNS)
        for row in rows:
            lines.writerow([*[cell(row[place]) for place, cell in cells], *last])
        # Flush, and leave the stream open for its owner.
        text.detach()


# Decisions, reasons and specimens are the same in many rows.
_text_cell: Final = lru_cache(maxsize=4096)(harmless)


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return _text_cell(value) if value else ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        if value and isinstance(value[0], int):
            return ",".join(map(str, value))
        if value and isinstance(value[0], dict):
            return _SEPARATOR.join(_code_paths(value))
        return _text_cell(_SEPARATOR.join(value)) if value else ""
    return "" if value is None else str(value)


def _text_or_none(value: str) -> str:
    return _text_cell(value) if value else ""


def _texts(value: list[str]) -> str:
    return _text_cell(_SEPARATOR.join(value)) if value else ""


# What `_cell` does for columns of one type, without finding it out for each row.
_CELLS: Final[dict[str, Callable[[Any], str]]] = {
    **dict.fromkeys(
        ("id", "questioned", "account", "amount", "evidence", "decision", "error", "sha256",
         "item_type", "sequence", "serial", "routing", "micr_line"),
        _text_or_none,
    ),
    **dict.fromkeys(("reference", "reasons", "quality", "signed_by", "rules"), _texts),
}  # fmt: skip


def _code_paths(codes: list[dict[str, Any]]) -> list[str]:
    """Return the codes of reasons, without their parameters."""
    return [
        Reason.from_json(code).code_path
        if any(isinstance(value, dict | list) for value in code["parameters"].values())
        else code["code"]
        for code in codes
    ]


def _write_parquet(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow
    import pyarrow.parquet

    text, number, texts = pyarrow.string(), pyarrow.float64(), pyarrow.list_(pyarrow.string())
    special = {
        "page": pyarrow.int32(),
        "reference": texts,
        "similarity": number,
        "threshold": number,
        "flag_below": number,
        "reasons": texts,
        "reason_codes": texts,
        "box": pyarrow.list_(pyarrow.int32()),
        "quality": texts,
        "signed_by": texts,
        "rules": texts,
    }
    schema = pyarrow.schema([(name, special.get(name, text)) for name in COLUMNS])
    with written_atomically(path) as stream, pyarrow.parquet.ParquetWriter(stream, schema) as file:
        while group := list(islice(rows, _ROW_GROUP)):
            kept = [
                {name: row[name] for name in COLUMNS}
                | {"reason_codes": _code_paths(row["reason_codes"])}
                for row in group
            ]
            file.write_table(pyarrow.Table.from_pylist(kept, schema=schema))
