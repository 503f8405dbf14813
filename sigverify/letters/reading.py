"""Recognises letters by their content, and reads their items as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sigverify.errors import DataError, SigVerifyError, UnreadableFileError
from sigverify.files import about_file, file_sha256
from sigverify.letters.framing import recognised_layout
from sigverify.letters.items import LetterItem, Notes
from sigverify.letters.records import Encoding, Layout, Prefix
from sigverify.letters.source import LetterFile
from sigverify.letters.x9 import read_x9

_ENCODINGS: Final = {Encoding.ASCII: "ASCII", Encoding.EBCDIC: "EBCDIC"}
_PREFIXES: Final = {
    Prefix.BIG: "with record lengths",
    Prefix.LITTLE: "with little-endian record lengths",
    Prefix.NONE: "without record lengths",
}


def is_letter(path: Path) -> bool:
    """Whether a file is a letter; False also for one that can't be read."""
    try:
        with LetterFile(path) as file:
            return _layout(file) is not None
    except SigVerifyError:
        return False


class Letter:
    """A letter; each iteration reads it anew, in bounded memory.

    Attributes:
        path: the file.
        notes: what was odd in the last iteration without hindering it.
    """

    def __init__(self, path: Path) -> None:
        """Recognise how the letter is written.

        Raises:
            MissingFileError: the path names no file.
            UnreadableFileError: the file can't be opened.
            DataError: it is no letter.
        """
        self.path = path.absolute()
        self.notes = Notes()
        with LetterFile(self.path) as file:
            layout = _layout(file)
        if layout is None:
            raise DataError(
                f"{path}: this is no image cash letter.", remedy="Check the file and its transfer."
            )
        self._layout = layout

    @property
    def format(self) -> str:
        """The format in words, such as "X9 image cash letter, EBCDIC, with record lengths"."""
        written = _ENCODINGS[self._layout.encoding]
        return f"X9 image cash letter, {written}, {_PREFIXES[self._layout.prefix]}"

    def __iter__(self) -> Iterator[LetterItem]:
        """Yield the items in the letter's order.

        Raises:
            UnreadableFileError: the file can't be read any more.
        """
        self.notes = Notes()
        with LetterFile(self.path) as file:
            yield from read_x9(file, self._layout, notes=self.notes)

    def sha256(self) -> str:
        """Return the hash of the letter and of the files with its images.

        Raises:
            UnreadableFileError: a file can't be read.
        """
        try:
            return file_sha256(self.path)
        except OSError as error:
            raise UnreadableFileError(
                about_file(self.path, f"can't be read ({error.strerror or error})."),
                remedy="Check the file and the disk.",
            ) from error


def _layout(file: LetterFile) -> Layout | None:
    return recognised_layout(file)
