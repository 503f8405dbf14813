"""The table of a labelled set of signatures: ``path,writer,label,split``, one image per row.

``path`` is relative to the table's folder and stays inside it; ``writer`` is ``set/number``;
``label`` and ``split`` are those of `sigverify.terms`. A writer belongs to one split only, because
results on writers of the training mean nothing.

Duplicates are found by their pixels. An image that is listed twice with the same writer and label
is kept once. An image with two writers or two labels is dropped: it is unknown which is right, and
across splits it would leak the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sigverify.errors import DataError
from sigverify.files import canonical_json, is_file, sha256_hex
from sigverify.tables.table import Table
from sigverify.terms import Label, Split

COLUMNS: Final = ("path", "writer", "label", "split")
MAX_MANIFEST_BYTES: Final = 256 * 2**20
MAX_MANIFEST_ROWS: Final = 2_000_000
MAX_FAULTS_SHOWN: Final = 3
NO_SET_NAME: Final = "signatures"


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """One image of the table.

    Attributes:
        path: the resolved path of the image.
        name: the path as written in the table.
        writer: whose signature it is or imitates, ``set/number``.
        label: genuine, or a skilled forgery of ``writer``.
        split: the part of the set.
        line: the row's line in the table, 1 = header.
    """

    path: Path
    name: str
    writer: str
    label: Label
    split: Split
    line: int

    @property
    def dataset(self) -> str:
        """The writer's set: the part before the last slash."""
        return self.writer.rpartition("/")[0] or NO_SET_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """How many rows were dropped.

    Attributes:
        repeated: further copies of an image with the same writer and label.
        contradictory: all copies of images with two writers or two labels.
        digitised_again: further images of one signature, found by the copy check.
    """

    repeated: int = 0
    contradictory: int = 0
    digitised_again: int = 0


@dataclass(slots=True)
class _Faults:
    """The faults of the table by row, so that one error reports all of them."""

    path: Path
    found: list[str] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        self.found.append(f"line {line}: {text}")

    def raise_if_any(self) -> None:
        if not self.found:
            return
        raise DataError(
            f"{self.path}: {some_faults(self.found)}", remedy="Correct these rows or remove them."
        )


def some_faults(faults: Sequence[str]) -> str:
    """The first three faults, and how many there are if there are more."""
    shown = "; ".join(faults[:MAX_FAULTS_SHOWN])
    more = len(faults) - MAX_FAULTS_SHOWN
    return f"{shown}; and {more} more, {len(faults)} in all." if more > 0 else f"{shown}."


def read_manifest(
    path: Path, *, split: Split | None = None, images: Path | None = None
) -> tuple[ManifestItem, ...]:
    """Read the rows of a manifest in order.

    Args:
        path: a table with the heading ``path,writer,label,split``.
        split: the split of all rows if the last column is missing; None requires the column.
        images: the folder of the images; None takes the table's own.

    Raises:
        MissingFileError: there is no such file.
        MissingExtraError: the package that reads this kind of file is not installed.
        DataError: it is not such a table, or rows are wrong; the message names the line of each (a
            field missing, an unknown label or split, a path that leaves the folder, names no file
            or is listed twice, a writer in two splits).
    """
    table = Table(path, columns=COLUMNS, strict=True)
    if table.rows > MAX_MANIFEST_ROWS:
        raise DataError(
            f"{path}: more than {MAX_MANIFEST_ROWS} rows.", remedy="Choose a smaller set."
        )
    faults = _Faults(path)
    items: list[ManifestItem] = []
    heading = tuple(table.heading)
    default = split if heading == COLUMNS[:-1] else None
    if heading != COLUMNS and default is None:
        raise DataError(
            f"{path}: line 1: the columns are {','.join(heading) or 'missing'!r} "
            f"({table.description}).",
            remedy=f"The heading must be {','.join(COLUMNS)}.",
        )
    root = (path.parent if images is None else images).resolve()
    for row in table:
        if row.fault or len(row.cells) != len(heading):
            faults.add(
                row.number, row.fault or f"{len(row.cells)} fields instead of {len(heading)}"
            )
            continue
        cells = row.cells if default is None else [*row.cells, default.value]
        item = _checked_row(cells, root=root, line=row.number, faults=faults)
        if item is not None:
            items.append(item)
    _check_across_rows(items, faults=faults)
    faults.raise_if_any()
    if not items:
        raise DataError(f"{path}: the table has no rows.", remedy="Name at least one image.")
    return tuple(items)


def held_out(items: Iterable[ManifestItem]) -> list[ManifestItem]:
    """The rows for testing: those of val and val_cross, or all if there are none."""
    rows = list(items)
    chosen = [row for row in rows if row.split in (Split.VAL, Split.VAL_CROSS)]
    return chosen or rows


def split_sha256(items: Iterable[ManifestItem]) -> str:
    """A hash of the writers and images of each split, independent of the order of the rows."""
    rows = sorted([item.name, item.writer, item.label.value, item.split.value] for item in items)
    return sha256_hex(canonical_json(rows))


def without_duplicates(
    items: Sequence[ManifestItem], *, pixels: Sequence[str]
) -> tuple[list[int], Duplicates]:
    """The indices of the rows to keep, and the number of dropped rows by cause.

    Args:
        items: rows of a manifest.
        pixels: the pixels' hash of each.
    """
    meanings: dict[str, set[tuple[str, Label]]] = {}
    for item, value in zip(items, pixels, strict=True):
        meanings.setdefault(value, set()).add((item.writer, item.label))
    kept: list[int] = []
    seen: set[str] = set()
    contradictory = 0
    for row, value in enumerate(pixels):
        if len(meanings[value]) > 1:
            contradictory += 1
        elif value not in seen:
            seen.add(value)
            kept.append(row)
    repeated = len(items) - len(kept) - contradictory
    return kept, Duplicates(repeated=repeated, contradictory=contradictory)


def _checked_row(row: list[str], *, root: Path, line: int, faults: _Faults) -> ManifestItem | None:
    name, writer, label, split = row
    before = len(faults.found)
    if label not in list(Label):
        faults.add(line, f"label {label!r} is neither {' nor '.join(Label)}")
    if split not in list(Split):
        faults.add(line, f"split {split!r} is none of {', '.join(Split)}")
    if not writer or writer != writer.strip():
        faults.add(line, f"writer {writer!r} is empty or begins or ends with a space")
    path = _inside(name, root=root)
    if path is None:
        faults.add(line, f"path {name!r} does not stay inside the folder of the images")
    elif not is_file(path):
        faults.add(line, f"path {name!r} names no file")
    if path is None or len(faults.found) > before:
        return None
    return ManifestItem(
        path=path, name=name, writer=writer, label=Label(label), split=Split(split), line=line
    )


def _inside(name: str, *, root: Path) -> Path | None:
    if not name or "\0" in name:
        return None
    path = (root / name).resolve()  # also follows links, which must not leave the folder
    return path if path != root and path.is_relative_to(root) else None


def _check_across_rows(items: Iterable[ManifestItem], *, faults: _Faults) -> None:
    first_line: dict[Path, int] = {}
    home: dict[str, ManifestItem] = {}
    for item in items:
        if (line := first_line.setdefault(item.path, item.line)) != item.line:
            faults.add(item.line, f"path {item.name!r} is listed before, on line {line}")
        first = home.setdefault(item.writer, item)
        if item.split != first.split:
            faults.add(
                item.line,
                f"writer {item.writer!r} is in {item.split}, but in {first.split} on line "
                f"{first.line}",
            )
