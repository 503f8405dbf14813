"""Finds the files of a watched folder that have arrived completely."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.datasets.folders import IMAGE_EXTENSIONS
from sigverify.letters.reading import is_letter
from sigverify.tables.kinds import HEAD_BYTES, FileKind, what_is

# Names under which programs write a file that they rename when it is complete.
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", "~")
_TABLES: Final = frozenset({FileKind.TEXT, FileKind.WORKBOOK, FileKind.PARQUET})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one content of a file from another without reading it."""

    size: int
    changed_ns: int

    def __str__(self) -> str:
        """Return the stamp as the state keeps it."""
        return f"{self.size}:{self.changed_ns}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complete file.

    Attributes:
        path: the file, absolute.
        stamp: its size and time.
        is_image: it is an image, to be compared with specimens; otherwise a table or a letter.
    """

    path: Path
    stamp: Stamp
    is_image: bool


class Arrivals:
    """The files below a folder, watched from one look to the next."""

    def __init__(self, folder: Path, *, leave_out: Path, settle: float, images: bool) -> None:
        """Start without a look.

        Args:
            folder: the folder.
            leave_out: a folder within it whose files are not looked at.
            settle: a file is complete when it has not changed for so many seconds.
            images: images are looked for, too.
        """
        self._folder = folder
        self._leave_out = leave_out
        self._settle = settle
        self._images = images
        self._seen: dict[Path, tuple[Stamp, float]] = {}
        self._others: dict[Path, Stamp] = {}

    def complete(self, *, known: Callable[[Path, Stamp], bool]) -> tuple[list[Arrival], int]:
        """Look at the folder.

        Args:
            known: whether a file with a stamp was taken before.

        Returns:
            The complete files that are not known, in the order of their times and names, and the
            number of files that are still arriving.
        """
        now, clock = time.monotonic(), time.time()
        seen: dict[Path, tuple[Stamp, float]] = {}
        found: list[Arrival] = []
        waiting = 0
        for path, stamp in self._files():
            if self._others.get(path) == stamp or known(path, stamp):
                continue
            before = self._seen.get(path)
            since = before[1] if before is not None and before[0] == stamp else now
            seen[path] = stamp, since
            # A file that was renamed into the folder has its old time and is complete at once.
            still = max(now - since, clock - stamp.changed_ns / 1e9)
            if not stamp.size or still < self._settle:
                waiting += 1
                continue
            is_image = self._is_image(path)
            if is_image is None:
                self._others[path] = stamp
            else:
                found.append(Arrival(path=path, stamp=stamp, is_image=is_image))
        self._seen = seen
        found.sort(key=lambda one: (one.stamp.changed_ns, one.path))
        return found, waiting

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        for place, folders, names in os.walk(self._folder):
            here = Path(place)
            folders[:] = [
                name
                for name in folders
                if not name.startswith(".") and here / name != self._leave_out
            ]
            for name in names:
                if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED):
                    continue
                path = here / name
                if path.suffix.lower() in IMAGE_EXTENSIONS and not self._images:
                    continue
                try:
                    found = path.stat()
                except OSError:  # it has gone meanwhile
                    continue
                yield path, Stamp(size=found.st_size, changed_ns=found.st_mtime_ns)

    def _is_image(self, path: Path) -> bool | None:
        """Whether a file is an image; None if it is neither an image nor a table nor a letter."""
        if path.suffix.lower() in IMAGE_EXTENSIONS:
            return True
        try:
            with path.open("rb") as stream:
                kind = what_is(stream.read(HEAD_BYTES))
        except OSError:
            return None  # it is looked at again when it changes
        return False if is_letter(path) or kind in _TABLES else None
