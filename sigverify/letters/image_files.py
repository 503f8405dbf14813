"""The image files beside a letter, opened by the names that the letter gives them."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path
from typing import Final

from sigverify.errors import SigVerifyError
from sigverify.letters.items import ImageView
from sigverify.letters.source import LetterFile

_MOST_OPEN: Final = 4
# A clearing house writes two or three image files for one letter.
_MOST_FILES: Final = 1000
_MOST_NAMES: Final = 100_000


class ImageFiles:
    """Image files in the folder of a letter; a name can't lead out of it.

    Attributes:
        names: the files that were found, by the names that the letter gives them.
    """

    def __init__(self, folder: Path) -> None:
        """Set the folder; no file is opened yet."""
        self.names: dict[str, Path | None] = {}
        self._folder = folder
        self._open: OrderedDict[Path, LetterFile] = OrderedDict()
        self._listed: dict[str, str] | None = None

    def close(self) -> None:
        """Close all files."""
        for file in self._open.values():
            file.__exit__(None, None, None)
        self._open.clear()

    def view(self, name: str, *, offset: int, length: int) -> ImageView | str:
        """Return an image, or what is wrong with it after the word 'image'."""
        if name not in self.names:
            if len(self.names) >= _MOST_FILES:
                return f"is in one more than {_MOST_FILES} files"
            self.names[name] = self._found(name)
        path = self.names[name]
        if path is None:
            return f"is in the file '{_shown(name)}', which is not in the letter's folder"
        try:
            return self._opened(path).view(offset, length)
        except SigVerifyError as error:
            return f"can't be read: {error.message}"

    def only_file(self, start: str) -> str | None:
        """Return the name of the only image file whose name begins so; None if it is not the only.

        Args:
            start: the beginning of the name, in small letters.
        """
        names = [name for name in self._names() if name.startswith(start) and name.endswith(".img")]
        return self._names()[names[0]] if len(names) == 1 else None

    def _opened(self, path: Path) -> LetterFile:
        file = self._open.get(path)
        if file is None:
            file = self._open[path] = LetterFile(path)
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)[1].__exit__(None, None, None)
        self._open.move_to_end(path)
        return file

    def _found(self, name: str) -> Path | None:
        """Return the file of a name; the case of its letters may differ."""
        if name in ("", ".", "..") or any(mark in name for mark in "/\\:\0"):
            return None
        path = self._folder / name
        try:
            if not path.is_file():
                path = self._folder / self._names().get(name.lower(), name)
            # A link may lead anywhere.
            inside = path.is_file() and path.resolve().parent == self._folder.resolve()
        except (OSError, ValueError):
            return None
        return path if inside else None

    def _names(self) -> dict[str, str]:
        if self._listed is None:
            self._listed = {}
            try:
                with os.scandir(self._folder) as entries:
                    for entry in entries:
                        self._listed[entry.name.lower()] = entry.name
                        if len(self._listed) >= _MOST_NAMES:
                            break
            except OSError:
                pass
        return self._listed


def _shown(name: str) -> str:
    return name[:100] if name.isprintable() else ascii(name[:100])
