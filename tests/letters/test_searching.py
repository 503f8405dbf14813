"""The search for the next sound record, over pieces of any size and in bounded time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.letters.items import ItemKind
from sigverify.letters.reading import Letter
from tests.helpers.letters import Cheque, both_sides, letter

CHEQUES = [Cheque(account=str(number), pictures=both_sides(1)) for number in range(3)]


@pytest.mark.parametrize(("prefix", "encoding"), [("big", "cp037"), ("", "cp037"), ("", "latin-1")])
def test_damage_of_any_length_is_left_out(tmp_path: Path, prefix: str, encoding: str) -> None:
    """Some of these lengths let the next record lie across the end of a piece."""
    path = tmp_path / "night.x937"
    data = letter(CHEQUES, prefix=prefix, encoding=encoding)
    mark = f"25{'':15} 122".encode(encoding)
    place = data.index(mark, data.index(mark) + 1) - (4 if prefix else 0)
    for length in (1, 100, *range(3900, 4110, 10), 12_000):
        path.write_bytes(data[:place] + b"\xee" * length + data[place:])
        items = list(Letter(path))
        assert [item.account for item in items if item.front] == ["0", "1", "2"]
        (damage,) = (item for item in items if item.kind is ItemKind.DAMAGE)
        assert damage.offset == place
        assert f"{length} bytes were left out" in str(damage.fault)


def test_many_damaged_places_are_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "night.x937"
    head = letter(CHEQUES)[: 84 * 4]
    path.write_bytes(head + b"\0\0\0\x50\xf2\xf5ab" * 10_000)
    items = list(Letter(path))
    assert len(items) > 800
    assert not any(item.front for item in items)
