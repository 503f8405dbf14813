"""Pasted images: kept sealed in the data folder for as long as a case uses them.

The key is a file of its own beside the settings, which only its user can read. A copy of the data
folder alone therefore shows nobody's signature.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sigverify.files import read_bytes, sha256_hex, written_atomically
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.paths import settings_file

if TYPE_CHECKING:
    from sigverify.records.vault import Vault

SEALED_SUFFIX: Final = ".sealed"
_KEY_NAME: Final = "pasted.key"
# Earlier versions kept pasted images as they were.
_PLAIN_SUFFIX: Final = ".png"
_CONTEXT: Final = b"pasted image"
# A sealed image is longer than the image.
_MOST_BYTES: Final = MAX_FILE_BYTES + 1024


def keep_pasted(content: bytes, *, folder: Path) -> Path:
    """Seal an image and keep it; the same image gives the same path.

    Args:
        content: the image as a file.
        folder: where pasted images are kept.

    Raises:
        OutputError: it can't be written.
        RecordsError: the key can't be read or written.
    """
    path = folder / f"pasted-{sha256_hex(content)[:12]}{SEALED_SUFFIX}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    with written_atomically(path, private=True) as stream:
        stream.write(_vault().seal(content, context=_CONTEXT))
    return path


def is_sealed(path: Path) -> bool:
    """Whether a file holds a sealed pasted image."""
    return path.suffix == SEALED_SUFFIX


def open_pasted(path: Path) -> bytes:
    """The image in a sealed file.

    Raises:
        MissingFileError: it is not there.
        RecordsError: it was sealed with another key, or was changed.
    """
    return _vault().open(read_bytes(path, max_bytes=_MOST_BYTES), context=_CONTEXT)


def seal_plain(path: Path, *, folder: Path) -> Path:
    """The path of a file after sealing it, if an earlier version has pasted it unsealed."""
    if path.parent != folder or path.suffix != _PLAIN_SUFFIX or not path.is_file():
        return path
    sealed = keep_pasted(read_bytes(path, max_bytes=MAX_FILE_BYTES), folder=folder)
    path.unlink()
    return sealed


def forget_pasted(folder: Path, *, but: Iterable[Path]) -> None:
    """Delete all pasted images except some."""
    kept = set(but)
    if folder.is_dir():
        for path in folder.iterdir():
            if path not in kept:
                with contextlib.suppress(OSError):
                    path.unlink()


def _vault() -> Vault:
    # Imported here because importing the cryptography takes a moment, and few people paste.
    from sigverify.records.keys.vaults import create_key, key_file_id, open_vault

    key = settings_file().with_name(_KEY_NAME)
    if not key.exists():
        return create_key(key)
    return open_vault(key, key_id=key_file_id(key))
