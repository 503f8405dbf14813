"""Reading whole files, hashing them, and writing so that a kill leaves the old or the new file.

Also what is written into them wherever that is the same everywhere: JSON, and cells of a table.
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

# A spreadsheet takes a cell that begins like this for a formula. Some split cells at semicolons
# and tabs as well, so what follows one is a beginning too (OWASP, "CSV Injection").
_FORMULA: Final = re.compile(r"(^|[;,\t\r\n])(\s*)(?=[=+\-@\t\r＝＋－＠])")
# What most cells are: quick to tell.
_HARMLESS: Final = re.compile(r"[\w/\\.:][\w/\\.: -]*")
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
    """A file that no other process has locked, as long as it is open; None if one has.

    Raises:
        OSError: it can't be made.
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
    """Whether a file is there; a name that no file can have is no fault."""
    try:
        return path.is_file()
    except OSError:  # as where it is too long
        return False


def parse_json(data: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """`json.loads` of what others may have written.

    Raises:
        ValueError: it is no JSON, or its lists lie in each other a thousand deep.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("too many lists within each other") from error


def read_bytes(path: str | Path, *, max_bytes: int) -> bytes:
    """The content of a regular file.

    Raises:
        MissingFileError: nothing is there, or a folder or a device is.
        UnreadableFileError: the file is larger than ``max_bytes`` or can't be opened.
    """
    try:
        size = _regular_size(path)
        with open(path, "rb") as stream:  # noqa: PTH123 - a Path takes as long as the reading
            # Asked for as many as the limit allows, it would get memory for as many each time.
            data = stream.read(min(size, max_bytes) + 1)
            if len(data) > size:  # it is growing
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


def _regular_size(path: str | Path) -> int:
    """Length of a regular file in bytes.

    Raises:
        MissingFileError: it is none.
        OSError: it can't be seen.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
        if stat.S_ISREG(found.st_mode):
            return found.st_size
    except (OSError, ValueError):
        if Path(path).exists():  # knows which faults mean that there is nothing
            raise
        raise MissingFileError(
            about_file(path, Reason(ReasonCode.NO_SUCH_FILE)),
            remedy=Reason(ReasonCode.CHECK_PATH),
        ) from None
    raise MissingFileError(
        about_file(path, "this is a folder or a device, not a file."), remedy="Name one file."
    )


def about_file(path: str | Path, problem: Reason | str) -> Reason:
    """A problem with the file or folder that has it."""
    return Reason(ReasonCode.FILE_PROBLEM, file=str(path), problem=problem)


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the target, flush to disk, then rename over it.

    Raises:
        OutputError: the folder can't be written or the disk is full; the old file is untouched.
    """
    with written_atomically(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def written_atomically(
    path: Path, *, private: bool = False, new: bool = False
) -> Iterator[BinaryIO]:
    """`write_atomically` for what is made piece by piece; an exception leaves the old file.

    Args:
        path: the target.
        private: nobody but this user may ever read it.
        new: never in the place of a file that is there.

    Raises:
        FileExistsError: ``new``, and a file is there.
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
        # mkstemp makes the file private; a result is as readable as any file of this user.
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
    # A file's name may be no text; JSON can escape what UTF-8 can't hold.
    write_atomically(path, (text + "\n").encode(errors="backslashreplace"))


def harmless(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would begin a formula.

    A spreadsheet shows no such apostrophe. Numbers are left alone.
    """
    if _HARMLESS.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", text)
