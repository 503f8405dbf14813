"""X9 letters that are cut, joined, or damaged in the middle of an item."""

from __future__ import annotations

from pathlib import Path

from sigverify.letters.items import ItemKind, LetterItem
from sigverify.letters.reading import Letter
from tests.helpers.letters import Cheque, Writer, both_sides, letter

TWO = [Cheque(account=str(number), pictures=both_sides(number)) for number in (1, 2)]


def read(path: Path, data: bytes) -> list[LetterItem]:
    path.write_bytes(data)
    return list(Letter(path))


def test_a_side_is_not_taken_over_damage(tmp_path: Path) -> None:
    """What stands between the description and the image can't be read."""
    data = letter(TWO[:1], encoding="latin-1")
    image = data.index(b"5206100014") - 4
    damaged = (80).to_bytes(4, "big") + b"\xee" * 80
    items = read(tmp_path / "night", data[:image] + damaged + data[image:])
    cheque = next(item for item in items if item.kind is ItemKind.CHEQUE)
    assert cheque.front is None
    assert f"damaged at byte {image}: no record begins here; 84 bytes" in str(cheque.fault)
    (loose,) = (item for item in items if item.kind is ItemKind.LOOSE_IMAGE)
    assert "record 50 is missing before it" in str(loose.fault)


def test_a_record_that_is_cut_short(tmp_path: Path) -> None:
    data = letter(TWO, encoding="latin-1")
    place = data.index(b"25   ")
    cut = (
        data[: place - 4] + (60).to_bytes(4, "big") + data[place : place + 60] + data[place + 80 :]
    )
    first, second = (item for item in read(tmp_path / "night", cut) if item.kind is ItemKind.CHEQUE)
    assert first.fault == "record 25 is damaged: it has 60 bytes instead of 80"
    assert second.fault is None


def test_two_letters_in_one_file(tmp_path: Path) -> None:
    """Each cash letter is counted by itself, and so is each file that was joined to another."""
    writer = Writer(encoding="latin-1")
    summary = writer.fixed(f"85122000661{24_690:014d}{2:06d}")
    whole = b"".join(writer.letter(TWO))
    place = whole.index(b"90000001") - 4
    counted = whole.index(b"99000001") + 8
    records = int(whole[counted : counted + 8]) + 1
    summed = whole[:place] + summary + whole[place:counted] + f"{records:08d}".encode()
    summed += whole[counted + 8 :]
    items = read(tmp_path / "night", summed + summed)
    assert [item.account for item in items] == ["1", "2", "1", "2"]
    assert [item.fault for item in items] == [None] * 4


def test_the_number_in_the_auxiliary_field_comes_first(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "night", letter([Cheque(auxiliary="00123", serial="9")]))
    assert item.serial == "00123"
