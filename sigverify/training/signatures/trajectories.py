"""Archives of pen trajectories: signatures as tablets recorded them, to be drawn for training.

An archive is one compressed numpy file for one data set. ``x`` and ``y`` (device units, y
downwards) and ``down`` hold the points of all signatures in a row; signature i consists of the
points ``offset[i]:offset[i + 1]``. ``writer``, ``label`` and ``split`` describe each signature as
in `sigverify.datasets.manifest`. Pressure and time are not read: only the shape is drawn.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import DataError
from sigverify.synthesis.signatures.recorded import Recording
from sigverify.terms import Label, Split

# Height of a unit of y in units of x. The pressure-sensitive screen of SUSIG visual measures 3.0 by
# 1.29 inches and counts to 32767 both ways; the steps of its grid, 49.6 by 120.5, agree with that.
UNIT_ASPECT: Final = {"susig_visual": 0.42}
# Data sets that share some of their writers: a writer of one is never a stranger to the other.
SAME_PEOPLE: Final = {"susig_blind": "susig", "susig_visual": "susig"}
_COLUMNS: Final = ("x", "y", "down", "offset", "writer", "label", "split")
# What numpy raises for files that are missing, damaged or not an archive at all.
_UNREADABLE: Final = (
    OSError,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True, eq=False)
class Recordings:
    """The signatures of one archive.

    Attributes:
        name: the data set, the file's name without its extension.
        writers: (n,) ``set/number``.
        forged: (n,) bool, True for a skilled forgery of its writer.
        splits: (n,) values of `Split`.
    """

    name: str
    writers: NDArray[np.str_]
    forged: NDArray[np.bool_]
    splits: NDArray[np.str_]
    _points: NDArray[np.float64]
    _down: NDArray[np.bool_]
    _offset: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of signatures."""
        return len(self.writers)

    def __getitem__(self, index: int) -> Recording:
        """One signature, ready to be drawn."""
        here = slice(int(self._offset[index]), int(self._offset[index + 1]))
        return Recording(self._points[here], self._down[here])


def read_recordings(path: Path) -> Recordings:
    """Read one archive.

    Raises:
        DataError: there is no such file, or it is not an archive of trajectories.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            columns = {name: archive[name] for name in _COLUMNS}
    except _UNREADABLE as error:
        raise DataError(
            f"{path}: not an archive of pen trajectories ({error}).",
            remedy=f"Give an .npz file that holds {', '.join(_COLUMNS)}.",
        ) from error
    if not _consistent(columns):
        raise DataError(
            f"{path}: the arrays of this archive do not agree.",
            remedy="Each signature needs points, a writer (set/number), a label and a split.",
        )
    points = np.column_stack((columns["x"], columns["y"])).astype(np.float64)
    points[:, 1] *= UNIT_ASPECT.get(path.stem, 1.0)
    return Recordings(
        name=path.stem,
        writers=columns["writer"].astype(np.str_),
        forged=columns["label"] == Label.FORGED.value,
        splits=columns["split"].astype(np.str_),
        _points=points,
        _down=columns["down"].astype(np.bool_),
        _offset=columns["offset"].astype(np.int64),
    )


def _consistent(columns: dict[str, NDArray[np.generic]]) -> bool:
    if any(column.ndim != 1 for column in columns.values()):
        return False
    offset = columns["offset"].astype(np.int64)
    count, size = len(columns["writer"]), len(columns["x"])
    return bool(
        len(offset) == count + 1
        and offset[0] == 0
        and offset[-1] == size
        and (np.diff(offset) > 0).all()
        and len(columns["y"]) == len(columns["down"]) == size
        and len(columns["label"]) == len(columns["split"]) == count
        and np.isin(columns["label"], [label.value for label in Label]).all()
        and np.isin(columns["split"], [split.value for split in Split]).all()
        and all(_names_a_folder(str(writer)) for writer in np.unique(columns["writer"]))
    )


def _names_a_folder(writer: str) -> bool:
    """Whether a writer's name is a relative path that stays in the folder of the drawings."""
    parts = writer.split("/")
    return "\\" not in writer and all(part.strip(" .") for part in parts)
