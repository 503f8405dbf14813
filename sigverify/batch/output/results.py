"""The results files of a batch: the columns, and the kinds of files that hold the rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sigverify.batch.output.rows import ResultRow
from sigverify.errors import MissingExtraError, UsageError
from sigverify.files import harmless, written_atomically
from sigverify.reasons import Reason
from sigverify.verification.results import CalibrationIdentity, ModelIdentity

SUFFIXES: Final = (".csv", ".jsonl", ".parquet")

_SEPARATOR: Final = "; "
# Rows in a row group of a Parquet file; fixed, so that the same rows give the same bytes.
_ROW_GROUP: Final = 10_000


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
