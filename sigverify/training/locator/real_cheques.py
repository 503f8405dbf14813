"""Real cheques with known boxes as training examples of the locator."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cheque_view import view_cheque
from sigverify.errors import DataError
from sigverify.files import read_bytes
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import read_scan
from sigverify.training.locator.data import MAX_BOXES, LocatorExamples

_MAX_TABLE_BYTES = 2**24
_REMEDY = "It needs the columns path, layout, x, y, w, h; empty numbers for unsigned cheques."


def real_examples(table: Path, *, without: Collection[str]) -> LocatorExamples:
    """Read the cheques of a table, all of which must be upright.

    Args:
        table: CSV with path (relative to the table), layout and x, y, w, h in pixels of the file.
        without: layouts to leave out.

    Raises:
        DataError: the table can't be used.
        MissingFileError: a cheque is not there.
        UnreadableFileError: a cheque can't be read.
    """
    canvases: list[Image] = []
    boxes: list[NDArray[np.float32]] = []
    text = read_bytes(table, max_bytes=_MAX_TABLE_BYTES).decode("utf-8-sig", errors="replace")
    for row in csv.DictReader(text.splitlines()):
        try:
            path, layout = row["path"], row["layout"]
            numbers = [float(row[key]) for key in "xywh"] if row["x"] else []
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"{table}: this is not a table of boxes.", remedy=_REMEDY) from error
        if layout in without:
            continue
        scan = read_scan(table.parent / path)
        view = view_cheque(scan.grey, colour=scan.colour)
        placed = np.full((MAX_BOXES, 4), np.nan, np.float32)
        if numbers:
            x, y, w, h = numbers
            corners = np.array([[x, x + w, x, x + w], [y, y, y + h, y + h]])
            moved = view.to_canvas[:, :2] @ corners + view.to_canvas[:, 2:]
            placed[0] = [*moved.min(axis=1), *moved.max(axis=1)]
        canvases.append(view.canvas)
        boxes.append(placed)
    if not canvases:
        raise DataError(f"{table}: it lists no cheque.", remedy=_REMEDY)
    return LocatorExamples(
        canvases=np.stack(canvases),
        boxes=np.stack(boxes),
        is_cheque=np.ones(len(canvases), dtype=np.bool_),
    )
