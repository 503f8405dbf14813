"""Recognises letters by their content, and reads their items as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from sigverify.errors import DataError, SigVerifyError, UnreadableFileError
from sigverify.files import about_file, canonical_json, file_sha256, sha256_hex
from sigverify.letters.cts import image_paths, read_cts, recognised_cts
from sigverify.letters.framing import recognised_layout
from sigverify.letters.image_files import ImageFiles
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
            return _recognised(file) is not None
    except SigVerifyError:
        return False


class Letter:
    """A letter; each iteration reads it again, in bounded memory.

    Attributes:
        path: the file.
        notes: oddities of the last iteration that did not stop the reading.
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
            self._kind = _recognised(file)
        if self._kind is None:
            raise DataError(
                f"{path}: this is not a letter of cheques.",
                remedy="Check the file and its transfer.",
            )

    @property
    def format(self) -> str:
        """The format in words, such as "X9 image cash letter, EBCDIC, with record lengths"."""
        if not isinstance(self._kind, Layout):
            return f"CTS letter, {self._kind}"
        written = _ENCODINGS[self._kind.encoding]
        return f"X9 image cash letter, {written}, {_PREFIXES[self._kind.prefix]}"

    def __iter__(self) -> Iterator[LetterItem]:
        """Yield the items in the letter's order.

        Raises:
            UnreadableFileError: the file can no longer be read.
        """
        self.notes = Notes()
        with LetterFile(self.path) as file:
            if isinstance(self._kind, Layout):
                yield from read_x9(file, self._kind, notes=self.notes)
            else:
                with closing(ImageFiles(self.path.parent)) as images:
                    yield from read_cts(file, images)

    def sha256(self) -> str:
        """Return the hash of the letter and of the files with its images.

        Raises:
            UnreadableFileError: a file can't be read.
        """
        try:
            hashes = [file_sha256(path) for path in (self.path, *self._image_files())]
            return hashes[0] if len(hashes) == 1 else sha256_hex(canonical_json(hashes))
        except OSError as error:
            raise UnreadableFileError(
                about_file(self.path, f"can't be read ({error.strerror or error})."),
                remedy="Check the file and the disk.",
            ) from error

    def _image_files(self) -> list[Path]:
        if isinstance(self._kind, Layout):
            return []
        with LetterFile(self.path) as file, closing(ImageFiles(self.path.parent)) as images:
            return image_paths(file, images)


def _recognised(file: LetterFile) -> Layout | str | None:
    """Return the layout of an X9 letter, the kind of a CTS letter, or None."""
    return recognised_layout(file) or recognised_cts(file)
