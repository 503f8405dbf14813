"""A master key in a file that only its owner, or a group that the site names, can read."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import OutputError
from sigverify.files import read_bytes, written_atomically
from sigverify.records.keys.source import BACKUP_REMEDY, KeyUnavailableError

_KEY_FILE: Final = re.compile(rb"sigverify key 1 ([0-9a-f]{64})\n?")
_MAX_BYTES: Final = 4096
# Permissions of a key file that nobody but its owner may have, and those that a group which
# the site names may not have either: it may only read.
_GROUP: Final = 0o070
_OTHERS: Final = 0o037


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A key file.

    Attributes:
        path: the file.
        group: name of the group that may read it beside its owner; None for none.
    """

    path: Path
    group: str | None = None

    def load(self, key_id: str) -> bytes:
        """Return the key in the file; see `KeySource.load`."""
        found = _KEY_FILE.fullmatch(read_secret(self.path, group=self.group))
        if found is None:
            raise KeyUnavailableError(
                f"{self.path}: this is not a key file, or it is damaged.", remedy=BACKUP_REMEDY
            )
        return bytes.fromhex(found[1].decode())

    def keep(self, key: bytes) -> None:
        """Write a new file, private from its first moment; see `KeySource.keep`."""
        write_secret(self.path, b"sigverify key 1 " + key.hex().encode() + b"\n")

    def forget(self, key_id: str) -> None:
        """Remove the file; see `KeySource.forget`."""
        remove_secret(self.path)


def read_secret(path: Path, *, group: str | None = None) -> bytes:
    """The content of a small file that nobody else may read.

    Args:
        path: the file.
        group: name of the group that may read it beside its owner; None for none.

    Raises:
        KeyUnavailableError: it is missing, others can read it, or it is another user's.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise KeyUnavailableError(
            f"{path}: the key file can't be read ({error.strerror or error}).",
            remedy="Check the setting 'Key file' (records_key), and whether the disk or stick "
            "with the key is there.",
        ) from error
    # Windows has no permission bits; there a user's folder is private to that user.
    if os.name == "posix":
        if status.st_mode & (_OTHERS if _is_group(status.st_gid, group) else _GROUP | _OTHERS):
            raise KeyUnavailableError(
                f"{path}: other users may read this key file.",
                remedy=f"Make it yours alone: chmod 600 '{path}'. Anyone who has read it "
                "has the key.",
            )
        if status.st_uid not in (os.geteuid(), 0):
            raise KeyUnavailableError(
                f"{path}: this key file belongs to another user.",
                remedy="Use a copy that is yours, readable by you alone.",
            )
    return read_bytes(path, max_bytes=_MAX_BYTES)


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read.

    Raises:
        KeyUnavailableError: the file exists already, or can't be written.
    """
    try:
        with written_atomically(path, private=True, new=True) as stream:
            stream.write(content)
    except FileExistsError as error:
        raise KeyUnavailableError(
            f"{path}: this file already exists, and keys are never overwritten.",
            remedy="Choose another name.",
        ) from error
    except OutputError as error:
        raise KeyUnavailableError(error.message, remedy=error.remedy) from error


def remove_secret(path: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        KeyUnavailableError: it can't be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise KeyUnavailableError(
            f"{path}: the key file can't be removed ({error.strerror or error}).",
            remedy="Remove it yourself.",
        ) from error


def _is_group(gid: int, name: str | None) -> bool:
    """Whether a group has this name."""
    if name is None or sys.platform == "win32":
        return False
    import grp

    try:
        return grp.getgrnam(name).gr_gid == gid
    except KeyError:
        return False
