"""Pasted images: sealed with the key of the records, or in memory alone.

Where records are kept, a pasted image is a file in the data folder that only their key opens, for
as long as a case uses it. Without records it is never written: it is gone when the program ends.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from sigverify.errors import MissingFileError
from sigverify.files import read_bytes, sha256_hex, written_atomically
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.reasons import Reason, ReasonCode

if TYPE_CHECKING:
    from sigverify.records.vault import Vault
    from sigverify.settings import Settings

SEALED_SUFFIX: Final = ".sealed"
# Earlier versions kept pasted images as they were.
_PLAIN_SUFFIX: Final = ".png"
_CONTEXT: Final = b"pasted image"
# A sealed image is longer than the image.
_MOST_BYTES: Final = MAX_FILE_BYTES + 1024
# A path alone tells all who read images whose it is.
_OPEN: Final = WeakValueDictionary[Path, "PastedImages"]()


class PastedImages:
    """The pasted images of a window. One instance serves all threads."""

    def __init__(self, folder: Path, *, settings: Settings) -> None:
        """Begin without images; those of the last session are in the folder.

        Args:
            folder: where sealed images are kept.
            settings: name the records.
        """
        self.folder = folder
        self.settings = settings
        self._held: dict[Path, bytes] = {}
        self._lock = threading.Lock()
        _OPEN[folder] = self
        self._vault: tuple[tuple[object, object], Vault] | None = None

    def take(self, content: bytes) -> Path:
        """Hold an image in memory; the same image gives the same path.

        Args:
            content: the image as a file.
        """
        path = self.folder / f"pasted-{sha256_hex(content)[:12]}{SEALED_SUFFIX}"
        with self._lock:
            self._held[path] = content
        return path

    def take_plain(self, path: Path) -> Path:
        """The path of a file after taking it over, if an earlier version has left it as it was.

        Raises:
            UnreadableFileError: it can't be read.
        """
        if path.parent != self.folder or path.suffix != _PLAIN_SUFFIX or not path.is_file():
            return path
        # The file is then no case's, and goes with the others that are none's.
        return self.take(read_bytes(path, max_bytes=MAX_FILE_BYTES))

    def seal(self) -> None:
        """Seal the images that are in memory and write them, if records are kept.

        Raises:
            OutputError: one can't be written.
            RecordsError: the key of the records can't be used; the images stay in memory.
        """
        with self._lock:
            held = dict(self._held)
        if not held:
            return
        # The master key may have been changed while the window was open.
        self._vault = None
        vault = self._records_vault()
        if vault is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        for path, content in held.items():
            with written_atomically(path, private=True) as stream:
                stream.write(vault.seal(content, context=_CONTEXT))
            with self._lock:
                if self._held.pop(path, None) is None:
                    path.unlink(missing_ok=True)  # it was forgotten meanwhile

    def read(self, path: Path) -> bytes:
        """An image.

        One that was sealed with another key is deleted: nobody else can seal it anew, and the
        former key may be known to somebody.

        Raises:
            MissingFileError: it is gone, or was sealed with another key.
            RecordsError: it was changed, or the key can't be used.
        """
        from sigverify.records.vault import WrongKeyError

        with self._lock:
            held = self._held.get(path)
        if held is not None:
            return held
        vault = self._records_vault() if path.is_file() else None
        if vault is None:
            raise gone()
        try:
            return vault.open(read_bytes(path, max_bytes=_MOST_BYTES), context=_CONTEXT)
        except WrongKeyError as error:
            path.unlink(missing_ok=True)
            raise gone(ReasonCode.PASTED_IMAGE_OF_FORMER_KEY) from error

    def forget(self, *, but: Iterable[Path]) -> None:
        """Delete all images except some, from memory and from the folder."""
        kept = set(but)
        with self._lock:
            self._held = {path: data for path, data in self._held.items() if path in kept}
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if path not in kept:
                    with contextlib.suppress(OSError):
                        path.unlink()

    def _records_vault(self) -> Vault | None:
        """The vault of the records that the settings name; None if they name none."""
        # Imported here because importing the database takes half a second, and few people paste.
        from sigverify.records.opening import configured_vault

        named = (self.settings.records, self.settings.records_key)
        known = self._vault
        if known is not None and known[0] == named:
            return known[1]
        vault = configured_vault(self.settings)
        if vault is not None:
            self._vault = (named, vault)
        return vault


def is_pasted(path: Path) -> bool:
    """Whether a path is that of a pasted image."""
    return path.suffix == SEALED_SUFFIX


def read_pasted(path: Path) -> bytes:
    """An image of a window that is open, as a file.

    Raises:
        MissingFileError: it is gone, or was sealed with another key.
        RecordsError: it was changed, or the key can't be used.
    """
    images = _OPEN.get(path.parent)
    if images is None:
        raise gone()
    return images.read(path)


def gone(why: ReasonCode = ReasonCode.PASTED_IMAGE_GONE) -> MissingFileError:
    """The error for a pasted image that is no longer kept."""
    return MissingFileError(Reason(why), remedy=Reason(ReasonCode.PASTE_AGAIN))
