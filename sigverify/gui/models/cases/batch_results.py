"""Reads the result file of a batch run, or a letter of cheques, as a work list.

It is tolerant of result files of other programs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sigverify.batch.input.items import BatchItem
from sigverify.batch.input.letters import LetterItems
from sigverify.datasets.folders import IMAGE_EXTENSIONS
from sigverify.errors import DataError
from sigverify.files import parse_json, read_bytes
from sigverify.gui.models.cases.case import BoxOrigin, Case, Outcome
from sigverify.gui.models.cases.particulars import Particular, Said, Source
from sigverify.letters.items import ItemKind
from sigverify.letters.reading import is_letter
from sigverify.reasons import Reason, free_text
from sigverify.reporting.batch_report import report_rows
from sigverify.tables.table import Table
from sigverify.terms import Box, Decision
from sigverify.wording import reasons_of, texts_of

REPORT_SUFFIXES: Final = frozenset({".html", ".htm"})
_JSON_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})
RESULT_SUFFIXES: Final = (
    REPORT_SUFFIXES | _JSON_SUFFIXES | {".csv", ".tsv", ".xlsx", ".xlsm", ".parquet"}
)
_COLUMNS: Final = frozenset(
    {
        "account",
        "amount",
        "box",
        "decision",
        "error",
        "id",
        "page",
        "questioned",
        "reason_codes",
        "reasons",
        "reference",
        "references",
        "similarity",
    }
)
_MAX_BYTES: Final = 64 * 2**20
_MAX_CASES: Final = 100_000
_BOX_NUMBERS: Final = 4

Row = Mapping[str, Any]


def is_result_file(path: Path) -> bool:
    """Whether a file's suffix is one of result files, or its content a letter; not an image."""
    suffix = path.suffix.lower()
    return suffix in RESULT_SUFFIXES or (suffix not in IMAGE_EXTENSIONS and is_letter(path))


def read_results(path: Path) -> list[Case]:
    """Read the cases of a result file, one for each row that names a questioned signature.

    Args:
        path: a table with a heading, JSON Lines, or a report (which holds only the cases that a
            person should look at). Relative paths in it start from its folder. Of a letter, each
            cheque and each fault is a case.

    Raises:
        MissingFileError: there is no such file.
        UnreadableFileError: it can't be opened or is too large.
        DataError: it holds no results.
    """
    folder = path.resolve().parent
    if path.suffix.lower() in RESULT_SUFFIXES:
        found = (_case(row, folder=folder) for row in _rows(path))
    else:
        found = (_letter_case(item, path=path) for item in LetterItems(path))
    cases = list(islice((case for case in found if case is not None), _MAX_CASES + 1))
    if len(cases) > _MAX_CASES:
        raise DataError(
            f"{path}: more than {_MAX_CASES} cases.", remedy="Split the file into parts."
        )
    if not cases:
        raise DataError(
            f"{path}: holds no results of a batch run.",
            remedy="Choose a table or a JSON Lines file with a column 'questioned'.",
        )
    return cases


def _rows(path: Path) -> Iterable[Row]:
    suffix = path.suffix.lower()
    if suffix in REPORT_SUFFIXES:
        return report_rows(path)
    if suffix in _JSON_SUFFIXES:
        text = read_bytes(path, max_bytes=_MAX_BYTES).decode("utf-8-sig", errors="replace")
        return _json_rows(text)
    return _table_rows(Table(path, columns=_COLUMNS))


def _table_rows(table: Table) -> Iterable[Row]:
    for row in table:
        # Cells beyond the heading have no name.
        named = zip(table.heading, row.cells, strict=False)
        yield {name: cell for name, cell in named if name and cell}


def _json_rows(text: str) -> Iterable[Row]:
    for line in text.splitlines():
        try:
            found = parse_json(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _case(row: Row, *, folder: Path) -> Case | None:
    questioned = row.get("questioned")
    name = questioned.get("path") if isinstance(questioned, dict) else questioned
    if not isinstance(name, str) or not name.strip():
        return None
    box = _box(questioned.get("box") if isinstance(questioned, dict) else row.get("box"))
    title = row.get("id")
    return Case(
        title="" if title is None else str(title),
        questioned=folder / name.strip(),
        # Pages are counted from 1 in files that people read.
        page=max(0, int(_number(row.get("page")) or 1) - 1),
        box=box,
        box_origin=BoxOrigin.UNKNOWN if box is None else BoxOrigin.FOUND,
        specimens=tuple(folder / path for path in _references(row)),
        outcome=_outcome(row),
        problem=_problem(row),
        amount=_amount(row),
    )


def _letter_case(item: BatchItem, *, path: Path) -> Case | None:
    """A case for an item of a letter; None for a credit, which nobody signs."""
    cheque = item.cheque
    if cheque is None or cheque.item_type == ItemKind.CREDIT:
        return None
    given = {Particular.ACCOUNT: item.account, Particular.CHEQUE: cheque.serial,
             Particular.AMOUNT: item.amount}  # fmt: skip
    return Case(
        title=item.id,
        questioned=path if item.questioned is None else Path(item.questioned.path),
        said=tuple(Said(Source.INDEX, what, value) for what, value in given.items() if value),
        problem=None if item.fault is None else free_text(item.fault),
    )


def _references(row: Row) -> list[str]:
    found = row.get("references", row.get("reference", ()))
    if isinstance(found, str):
        text = found.strip()
        listed = _json(text) if text.startswith("[") else None
        found = listed if isinstance(listed, list) else text.replace("|", ";").split(";")
    if not isinstance(found, list | tuple):
        return []
    names = [entry.get("path") if isinstance(entry, dict) else entry for entry in found]
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def _outcome(row: Row) -> Outcome | None:
    try:
        decision = Decision(str(row.get("decision", "")).strip().lower().replace("_", "-"))
    except ValueError:
        return None
    return Outcome(
        decision=decision, similarity=_number(row.get("similarity")), reasons=_reasons(row)
    )


def _problem(row: Row) -> Reason | None:
    """Why the run could not judge the item: its reason if there is one, else the error code."""
    error = row.get("error")
    if not isinstance(error, str) or not error.strip():
        return None
    found = _reasons(row)
    return found[0] if len(found) == 1 else free_text("; ".join(texts_of(found)) or error.strip())


def _amount(row: Row) -> float | None:
    text = str(row.get("amount") or "").replace(",", "")
    return _number(text) if text else None


def _reasons(row: Row) -> tuple[Reason, ...]:
    found = row.get("reasons", ())
    if isinstance(found, str):
        listed = _json(found) if found.startswith("[") else None
        found = listed if isinstance(listed, list) else found.split(";")
    if not isinstance(found, list | tuple):
        return ()
    texts = [str(reason).strip() for reason in found if str(reason).strip()]
    return reasons_of(texts, row.get("reason_codes"))


def _box(value: object) -> Box | None:
    """A box from ``{"x": ...}``, ``[x, y, w, h]`` or ``"x,y,w,h"``; None from anything else."""
    if isinstance(value, str):
        listed = _json(value) if value[:1] in ("[", "{") else None
        value = listed if listed is not None else value.replace(",", " ").replace(";", " ").split()
    if isinstance(value, dict):
        value = [value.get(key) for key in ("x", "y", "w", "h")]
    if not isinstance(value, list) or len(value) != _BOX_NUMBERS:
        return None
    numbers = [_number(part) for part in value]
    try:
        return Box(*(round(number) for number in numbers if number is not None))
    except (TypeError, ValueError):
        return None


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (OverflowError, TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return parse_json(text)
    except ValueError:
        return None
