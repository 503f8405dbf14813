"""The source of a calibration: images in folders, a table of images, or a table of scores."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.datasets.folders import LAYOUT_HELP, Problem, read_folders
from sigverify.datasets.manifest import (
    MAX_FAULTS_SHOWN,
    MAX_MANIFEST_BYTES,
    ManifestItem,
    held_out,
    read_manifest,
)
from sigverify.errors import DataError, MissingFileError
from sigverify.files import about_file, read_bytes, sha256_hex
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.bootstrap import WriterScores
from sigverify.scoring.choosing import LabelledScores
from sigverify.terms import PairKind, Split

SCORE_COLUMNS: Final = ("similarity", "writer", "kind")


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
        scores: the similarities, each with the signer of the references.
        sha256: hash of the table.
    """

    scores: LabelledScores
    sha256: str


def read_source(path: Path) -> LabelledImages | ReadyScores:
    """Read a folder, a table ``path,writer,label[,split]`` or ``similarity,writer,kind``.

    Rows of the split ``train`` are left out if there are others, because the network may have been
    trained on them.

    Args:
        path: a folder or a CSV file in UTF-8.

    Raises:
        MissingFileError: there is no such file or folder.
        UnreadableFileError: the file can't be opened or is too large.
        DataError: nothing in it can be used, or rows are wrong; the message lists them.
    """
    if not path.exists():
        missing = Reason(ReasonCode.NO_SUCH_FILE_OR_FOLDER)
        raise MissingFileError(
            about_file(path, missing),
            remedy=Reason(ReasonCode.CHECK_PATH),
        )
    if path.is_dir():
        items, problems = read_folders(path)
        return LabelledImages(kind=SourceKind.FOLDERS, items=items, problems=problems)
    data = read_bytes(path, max_bytes=MAX_MANIFEST_BYTES)
    header = data.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").strip()
    if header == ",".join(SCORE_COLUMNS).encode():
        return ReadyScores(scores=_scores(data, path=path), sha256=sha256_hex(data))
    if not header.startswith(b"path,"):
        raise DataError(
            f"{path}: neither a folder nor a table that begins with path,writer,label or "
            f"{','.join(SCORE_COLUMNS)}.",
            remedy=LAYOUT_HELP,
        )
    rows = read_manifest(path, split=Split.VAL)
    chosen = held_out(rows)
    left = len(rows) - len(chosen)
    why = Reason(ReasonCode.TRAINING_ROWS, number=left)
    return LabelledImages(
        kind=SourceKind.MANIFEST,
        items=tuple(chosen),
        problems=(Problem(name=path.name, reason=why),) if left else (),
    )


def _scores(data: bytes, *, path: Path) -> LabelledScores:
    values: dict[PairKind, list[float]] = {kind: [] for kind in PairKind}
    writers: dict[PairKind, list[str]] = {kind: [] for kind in PairKind}
    faults: list[str] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: not UTF-8 text.", remedy="Save the table as CSV in UTF-8."
        ) from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    next(rows)
    try:
        for row in rows:
            fault = _add(row, values=values, writers=writers)
            if fault is not None:
                faults.append(f"line {rows.line_num}: {fault}")
    except csv.Error as error:
        faults.append(f"line {rows.line_num}: not CSV ({error})")
    if faults:
        shown = "; ".join(faults[:MAX_FAULTS_SHOWN])
        more = len(faults) - MAX_FAULTS_SHOWN
        raise DataError(
            f"{path}: {shown}" + (f"; and {more} more." if more > 0 else "."),
            remedy="Correct these rows or take them out.",
        )
    if not values[PairKind.GENUINE]:
        raise DataError(
            f"{path}: there is no genuine comparison.", remedy="Add rows of the kind genuine."
        )
    found = {
        kind: WriterScores(np.array(values[kind]), np.array(writers[kind]))
        if values[kind]
        else None
        for kind in PairKind
    }
    genuine = found[PairKind.GENUINE]
    assert genuine is not None
    return LabelledScores(
        genuine=genuine, skilled=found[PairKind.SKILLED], random=found[PairKind.RANDOM]
    )


def _add(
    row: list[str], *, values: dict[PairKind, list[float]], writers: dict[PairKind, list[str]]
) -> str | None:
    """Add a row to the scores; returns the fault of a wrong row, otherwise None."""
    if len(row) != len(SCORE_COLUMNS):
        return f"{len(row)} fields instead of {len(SCORE_COLUMNS)}"
    number, writer, kind = row
    try:
        similarity = float(number)
    except ValueError:
        similarity = math.nan
    if not 0 < similarity < 1:
        return f"similarity {number!r} is no number between 0 and 1"
    if not writer.strip():
        return "there is no writer"
    if kind not in list(PairKind):
        return f"kind {kind!r} is none of {', '.join(PairKind)}"
    values[PairKind(kind)].append(similarity)
    writers[PairKind(kind)].append(writer)
    return None
