"""Reads small pieces of a large file, in bounded memory."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sigverify.errors import MissingFileError, UnreadableFileError
from sigverify.files import about_file
from sigverify.letters.items import MAX_IMAGE_BYTES, ImageView
from sigverify.reasons import Reason, ReasonCode

# Records lie close together and images between them; a window holds some dozen records.
_WINDOW_BYTES: Final = 8192
_MAGICS: Final = {
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
}


class LetterFile:
    """A file that is open for reading at any place."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            MissingFileError: the path names nothing, or a folder or a device.
            UnreadableFileError: the file can't be opened.
        """
        self.path = path
        try:
            if not path.is_file():
                raise MissingFileError(
                    about_file(path, Reason(ReasonCode.NO_SUCH_FILE)),
                    remedy=Reason(ReasonCode.CHECK_PATH),
                )
            self._stream = path.open("rb")
            found = os.fstat(self._stream.fileno())
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if not stat.S_ISREG(found.st_mode):
            self._stream.close()
            raise MissingFileError(
                about_file(path, "this is a folder or a device, not a file."),
                remedy="Name one file.",
            )
        self.size = found.st_size
        self._start = 0
        self._window = b""

    def __enter__(self) -> Self:
        """Return the open file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._stream.close()

    def read(self, offset: int, length: int) -> bytes:
        """Return bytes at a place; fewer or none at the end of the file.

        Raises:
            UnreadableFileError: the disk fails.
        """
        start = offset - self._start
        if not 0 <= start <= len(self._window) - length:
            try:
                self._stream.seek(offset)
                self._window = self._stream.read(max(length, _WINDOW_BYTES))
            except OSError as error:
                raise _unreadable(self.path, error) from error
            self._start, start = offset, 0
        return self._window[start : start + length]

    def view(self, offset: int, length: int) -> ImageView | str:
        """Return the image at a place, or why there is none that can be used."""
        if length <= 0:
            return "is empty"
        if length > MAX_IMAGE_BYTES:
            return f"claims {length} bytes, more than any image of a cheque has"
        if offset < 0 or offset + length > self.size:
            return f"lies beyond the end of {self.path.name}"
        start = self.read(offset, 8)
        for magic, name in _MAGICS.items():
            if start.startswith(magic):
                return ImageView(str(self.path), offset, length, name)
        return "is neither TIFF nor JPEG nor PNG"


def _unreadable(path: Path, error: OSError | ValueError) -> UnreadableFileError:
    reason = getattr(error, "strerror", None) or str(error)
    return UnreadableFileError(
        about_file(path, f"can't be opened ({reason})."),
        remedy="Check the path, the permissions and the disk.",
    )
