"""The image files beside a letter: bounded in number, also of those that are open."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sigverify.letters.image_files import ImageFiles
from sigverify.letters.items import ImageView
from tests.helpers.letters import signed


def test_a_letter_names_a_bounded_number_of_files(tmp_path: Path) -> None:
    with closing(ImageFiles(tmp_path)) as images:
        for number in range(1000):
            assert "not in the letter's folder" in str(images.view(f"{number}", offset=0, length=1))
        assert "one more than 1000 files" in str(images.view("1000", offset=0, length=1))


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files")
def test_few_files_are_open_at_once(tmp_path: Path) -> None:
    names = [f"{number}.img" for number in range(9)]
    for name in names:
        (tmp_path / name).write_bytes(signed(1))
    before = open_files()
    with closing(ImageFiles(tmp_path)) as images:
        for name in names * 2:
            assert isinstance(images.view(name, offset=0, length=len(signed(1))), ImageView)
        assert open_files() <= before + 4
    assert open_files() == before
