from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from sigverify.errors import UnreadableFileError
from sigverify.files import harmless, read_bytes, write_atomically, written_atomically


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("  +cmd|' /C calc'!A0", "  '+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("a.png;=HYPERLINK(1)", "a.png;'=HYPERLINK(1)"),
        ("a, -b", "a, '-b"),
        ("＝1", "'＝1"),
        ("-12.50", "-12.50"),
        ("+49,000.00", "+49,000.00"),
        ("-1+1", "'-1+1"),
        ("x=1", "x=1"),
        ("", ""),
    ],
)
def test_no_cell_begins_a_formula(text: str, expected: str) -> None:
    assert harmless(text) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such files")
def test_what_says_it_is_empty_is_read_to_its_end() -> None:
    assert read_bytes(Path("/proc/self/status"), max_bytes=2**20).startswith(b"Name:")


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with written_atomically(path, new=True) as stream:
        stream.write(b"first")
    with pytest.raises(FileExistsError), written_atomically(path, new=True) as stream:
        stream.write(b"second")
    assert path.read_bytes() == b"first"
    with written_atomically(path) as stream:
        stream.write(b"third")
    assert path.read_bytes() == b"third"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_read_up_to_its_limit_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    assert read_bytes(path, max_bytes=10) == b"0123456789"
    with pytest.raises(UnreadableFileError, match="larger than the limit"):
        read_bytes(path, max_bytes=9)


@pytest.mark.skipif(os.name != "posix", reason="needs permission bits")
def test_a_private_file_is_its_users_alone(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"")
    file.chmod(0o644)
    write_atomically(file, b"x", private=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
