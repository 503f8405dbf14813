"""Reads and hashes whole files, and writes files atomically.

A killed write leaves either the old or the new file. The module also holds the two formats that the
whole program writes alike: JSON, and table cells.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from sigverify.errors import MissingFileError, OutputError, UnreadableFileError
from sigverify.reasons import Reason, ReasonCode

# Spreadsheets read a cell that begins like this as a formula. Some also split cells at semicolons
# and tabs, so the text after one of these counts as a beginning too (OWASP, "CSV Injection").
_FORMULA: Final = re.compile(r"(^|[;,\t\r\n])(\s*)(?=[=+\-@\t\r＝＋－＠])")
# Matches most cells, and quickly.
_HARMLESS: Final = re.compile(r"[\w/\\.:][\w/\\.: -]*")
# A part of a file as a path: an image that lies inside a letter of cheques.
_PART: Final = re.compile(r"(.+)#bytes=(\d{1,15})\+(\d{1,10})", re.ASCII | re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)*")


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file of any size.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """JSON bytes that are the same for equal values: sorted keys, no spaces, NaN refused.

    Raises:
        ValueError: the value holds NaN or infinity.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def try_lock(path: Path) -> BinaryIO | None:
    """Lock a file for this process until it is closed; None if another process holds the lock.

    Raises:
        OSError: the file can't be created.
    """
    stream = path.open("wb")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        return None
    return stream


def is_file(path: Path) -> bool:
    """Whether a file exists; False for a name that no file can have."""
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False


def parse_json(data: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """`json.loads` for text from outside the program.

    Raises:
        ValueError: it is not JSON, or its lists are nested a thousand deep.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("too many lists within each other") from error


def read_bytes(path: str | Path, *, max_bytes: int) -> bytes:
    """The content of a regular file, or of a part of one, as `part_of_file` names it.

    Raises:
        MissingFileError: the path names nothing, or a folder or a device.
        UnreadableFileError: the file is larger than ``max_bytes`` or can't be opened, or it has no
            such part.
    """
    part = _PART.fullmatch(str(path)) if "#bytes=" in str(path) else None
    if part is not None and not is_file(Path(path)):
        return _read_part(part[1], offset=int(part[2]), length=int(part[3]), max_bytes=max_bytes)
    try:
        size = _regular_size(path)
        with open(path, "rb") as stream:  # noqa: PTH123 - a Path takes as long as the reading
            # A read of `max_bytes` would allocate that much memory each time.
            data = stream.read(min(size, max_bytes) + 1)
            if len(data) > size:  # the file is growing
                data += stream.read(max_bytes + 1 - len(data))
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(
            about_file(path, f"can't be opened ({reason})."),
            remedy="Check the path, the permissions and the disk.",
        ) from error
    if len(data) > max_bytes:
        raise UnreadableFileError(
            about_file(path, f"larger than the limit of {max_bytes // 2**20} MiB."),
            remedy="Give a smaller file.",
        )
    return data


def part_of_file(path: str | Path, *, offset: int, length: int) -> str:
    """The name of a part of a file, for `read_bytes`."""
    return f"{path}#bytes={offset}+{length}"


def _read_part(path: str, *, offset: int, length: int, max_bytes: int) -> bytes:
    if length > max_bytes:
        raise UnreadableFileError(
            about_file(path, f"this part is larger than the limit of {max_bytes // 2**20} MiB."),
            remedy="Check the file.",
        )
    try:
        size = _regular_size(path)
        with open(path, "rb") as stream:  # noqa: PTH123 - as above
            stream.seek(min(offset, size))
            data = stream.read(length)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(
            about_file(path, f"can't be opened ({reason})."),
            remedy="Check the path, the permissions and the disk.",
        ) from error
    if len(data) != length:
        raise UnreadableFileError(
            about_file(path, f"has no {length} bytes after byte {offset}; it has changed."),
            remedy="Give the file that was read before.",
        )
    return data


def _regular_size(path: str | Path) -> int:
    """Length of a regular file in bytes.

    Raises:
        MissingFileError: it is not a regular file.
        OSError: it can't be examined.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
        if stat.S_ISREG(found.st_mode):
            return found.st_size
    except (OSError, ValueError):
        if Path(path).exists():  # exists() knows which errors mean "no such file"
            raise
        raise MissingFileError(
            about_file(path, Reason(ReasonCode.NO_SUCH_FILE)),
            remedy=Reason(ReasonCode.CHECK_PATH),
        ) from None
    raise MissingFileError(
        about_file(path, "this is a folder or a device, not a file."), remedy="Name one file."
    )


def about_file(path: str | Path, problem: Reason | str) -> Reason:
    """A reason that names a file or folder and its problem."""
    return Reason(ReasonCode.FILE_PROBLEM, file=str(path), problem=problem)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write to a temporary file beside the target, flush to disk, then rename it to the target.

    Args:
        path: the target.
        data: its content.
        private: only this user may ever read it, as is right for images of signatures.

    Raises:
        OutputError: the folder can't be written or the disk is full; the old file is untouched.
    """
    with written_atomically(path, private=private) as stream:
        stream.write(data)


@contextlib.contextmanager
def written_atomically(
    path: Path, *, private: bool = False, new: bool = False
) -> Iterator[BinaryIO]:
    """`write_atomically` for content made piece by piece; an exception leaves the old file.

    Args:
        path: the target.
        private: only this user may ever read it.
        new: refuse to replace an existing file.

    Raises:
        FileExistsError: ``new`` is set and the file exists.
        OutputError: the folder can't be written or the disk is full; the old file is untouched.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes the file private; results get the user's usual permissions.
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        if new:
            os.link(temporary, path)  # unlike a rename it never replaces a file
        else:
            Path(temporary).replace(path)
            temporary = None
    except OSError as error:
        if new and isinstance(error, FileExistsError):
            raise
        raise OutputError(
            f"{path}: can't be written ({error.strerror or error}).",
            remedy="Check the folder, its permissions and the free space.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def write_json(path: Path, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write a value as indented JSON, atomically.

    Raises:
        OutputError: the file can't be written.
        ValueError: the value holds NaN or infinity.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    # A file name may not be valid text; JSON can escape what UTF-8 can't encode.
    write_atomically(path, (text + "\n").encode(errors="backslashreplace"))


def harmless(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would begin a formula.

    Spreadsheets do not show the apostrophe. Numbers stay as they are.
    """
    if _HARMLESS.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", text)
