"""The source of a calibration: images in folders, a table of images, or a table of scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.datasets.folders import LAYOUT_HELP, Problem, read_folders
from sigverify.datasets.manifest import (
    COLUMNS,
    MAX_MANIFEST_ROWS,
    ManifestItem,
    held_out,
    read_manifest,
    some_faults,
)
from sigverify.errors import DataError, MissingFileError
from sigverify.files import about_file
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.tables.table import Table
from sigverify.terms import PairKind, Split

SCORE_COLUMNS: Final = ("similarity", "writer", "kind")
_REFERENCES: Final = "references"
_NUMBERED_COLUMNS: Final = (*SCORE_COLUMNS, _REFERENCES)


class SourceKind(StrEnum):
    """The origin of the labelled data."""

    FOLDERS = "folders"
    MANIFEST = "manifest"
    SCORES = "scores"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledImages:
    """Images with signer and label, not opened yet.

    Attributes:
        kind: folders or manifest.
        items: the images.
        problems: entries that can't be used, and why.
    """

    kind: SourceKind
    items: tuple[ManifestItem, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadyScores:
    """A table of similarities from this model with its shipped calibration.

    Attributes:
        by_number: the similarities, each with the signer of the references, by number of
            references; 0 is the number where the table does not give it.
        sha256: hash of the table.
    """

    by_number: Mapping[int, LabelledScores]
    sha256: str


def read_source(path: Path, *, images: Path | None = None) -> LabelledImages | ReadyScores:
    """Read a folder, a table ``path,writer,label[,split]`` or ``similarity,writer,kind``.

    Rows of the split ``train`` are left out if there are others, because the network may have been
    trained on them.

    Args:
        path: a folder or a table.
        images: the folder of the images that a table names; None takes the table's own.

    Raises:
        MissingFileError: no such file or folder.
        DataError: nothing in it can be used, or rows are wrong; the message lists them.
    """
    if not path.exists():
        missing = Reason(ReasonCode.NO_SUCH_FILE_OR_FOLDER)
        raise MissingFileError(
            about_file(path, missing),
            remedy=Reason(ReasonCode.CHECK_PATH),
        )
    if images is not None and not images.is_dir():
        raise MissingFileError(
            about_file(images, Reason(ReasonCode.NO_SUCH_FILE_OR_FOLDER)),
            remedy=Reason(ReasonCode.CHECK_PATH),
        )
    if path.is_dir():
        items, problems = read_folders(path)
        return LabelledImages(kind=SourceKind.FOLDERS, items=items, problems=problems)
    table = _table(path)
    if _is_scores(table):
        scores = _Rows()
        scores.read(table)
        by_number = {k: scores.labelled(k, path=path) for k in sorted(scores.numbers)}
        if not by_number:
            raise DataError(
                f"{path}: there is no genuine comparison.", remedy="Add rows of the kind genuine."
            )
        return ReadyScores(by_number=by_number, sha256=table.sha256)
    if table.heading[:1] != [COLUMNS[0]]:
        raise DataError(
            f"{path}: neither a folder nor a table that begins with path,writer,label or "
            f"{','.join(SCORE_COLUMNS)} ({table.description}).",
            remedy=LAYOUT_HELP,
        )
    rows = read_manifest(path, split=Split.VAL, images=images)
    chosen = held_out(rows)
    left = len(rows) - len(chosen)
    why = Reason(ReasonCode.TRAINING_ROWS, number=left)
    return LabelledImages(
        kind=SourceKind.MANIFEST,
        items=tuple(chosen),
        problems=(Problem(name=path.name, reason=why),) if left else (),
    )


def read_scores(paths: Sequence[Path]) -> dict[int, LabelledScores] | None:
    """Similarities of several tables with a column ``references``, joined by that number.

    Returns:
        By number of references; None without tables.

    Raises:
        MissingFileError: there is no such table.
        DataError: a table has no column ``references``, or wrong rows.
    """
    rows = _Rows()
    for path in paths:
        table = _table(path)
        if not _is_scores(table) or _REFERENCES not in table.heading:
            raise DataError(
                f"{path}: not a table {','.join(_NUMBERED_COLUMNS)}.",
                remedy="Use the scores that 'sigverify leave-one-out' wrote.",
            )
        rows.read(table)
    return {k: rows.labelled(k, path=paths[0]) for k in sorted(rows.numbers)} if paths else None


def _table(path: Path) -> Table:
    table = Table(path, columns={*COLUMNS, *_NUMBERED_COLUMNS}, strict=True)
    if table.rows > MAX_MANIFEST_ROWS:
        raise DataError(f"{path}: more than {MAX_MANIFEST_ROWS} rows.", remedy="Split the table.")
    return table


def _is_scores(table: Table) -> bool:
    return tuple(table.heading) in (SCORE_COLUMNS, _NUMBERED_COLUMNS)


class _Rows:
    """The rows of tables of scores, by number of references and kind."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, PairKind], list[float]] = {}
        self._writers: dict[tuple[int, PairKind], list[str]] = {}

    @property
    def numbers(self) -> set[int]:
        """The numbers of references; 0 where a table does not say."""
        return {number for number, _ in self._values}

    def read(self, table: Table) -> None:
        """Add the rows of a table.

        Raises:
            DataError: rows are wrong; the message shows the first few.
        """
        faults: list[str] = []
        for row in table:
            fault = row.fault or self._add(row.cells, columns=len(table.heading))
            if fault is not None:
                faults.append(f"line {row.number}: {fault}")
        if faults:
            raise DataError(
                f"{table.name}: {some_faults(faults)}",
                remedy="Correct these rows or remove them.",
            )

    def labelled(self, number: int, *, path: Path) -> LabelledScores:
        """The scores with a number of references.

        Raises:
            DataError: none of them is genuine.
        """
        found = {
            kind: WriterScores(np.array(self._values[key]), np.array(self._writers[key]))
            if (key := (number, kind)) in self._values
            else None
            for kind in PairKind
        }
        genuine = found[PairKind.GENUINE]
        if genuine is None:
            raise DataError(
                f"{path}: there is no genuine comparison"
                + (f" with {number} references." if number else "."),
                remedy="Add rows of the kind genuine.",
            )
        return LabelledScores(
            genuine=genuine, skilled=found[PairKind.SKILLED], random=found[PairKind.RANDOM]
        )

    def _add(self, row: list[str], *, columns: int) -> str | None:
        """Add a row; returns the fault of a wrong row, otherwise None."""
        if len(row) != columns:
            return f"{len(row)} fields instead of {columns}"
        text, writer, kind, *counted = row
        try:
            similarity = float(text)
        except ValueError:
            similarity = math.nan
        if not 0 < similarity < 1:
            return f"similarity {text!r} is no number between 0 and 1"
        if not writer.strip():
            return "there is no writer"
        if kind not in list(PairKind):
            return f"kind {kind!r} is none of {', '.join(PairKind)}"
        number = 0
        if counted:
            number = int(counted[0]) if counted[0].isascii() and counted[0].isdecimal() else 0
            if not number:
                return f"references {counted[0]!r} is no number of specimens"
        key = (number, PairKind(kind))
        self._values.setdefault(key, []).append(similarity)
        self._writers.setdefault(key, []).append(writer)
        return None
