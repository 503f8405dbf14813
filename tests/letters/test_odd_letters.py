"""X9 letters that are cut, joined, or damaged in the middle of an item."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.letters.items import ItemKind, LetterItem
from sigverify.letters.reading import Letter
from tests.helpers.letters import Cheque, Picture, Writer, both_sides, letter, signed

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


def counted_whole(data: bytes) -> bytes:
    """Write each record length as some writers do, with its own four bytes."""
    written, at = b"", 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        written += (length + 4).to_bytes(4, "big") + data[at + 4 : at + 4 + length]
        at += 4 + length
    return written


def test_lengths_that_count_themselves(tmp_path: Path) -> None:
    data = counted_whole(letter(TWO))
    items = read(tmp_path / "night", data)
    assert [(item.account, item.fault) for item in items] == [("1", None), ("2", None)]
    damaged = data[:300] + b"\xee" * 30 + data[330:]
    fronts = [item.account for item in read(tmp_path / "night", damaged) if item.front]
    assert fronts == ["2"], "reading continues after the damage"


@pytest.mark.parametrize("prefix", ["big", ""])
def test_addenda_and_user_records_that_claim_too_much(tmp_path: Path, prefix: str) -> None:
    """Lengths inside records 27, 34, 54 and 68 that no record can have swallow no cheque."""
    addenda = (
        f"271{'':15}9999{'':58}",
        f"341{'':15}9999{'':58}",
        f"54{'':76}99",
        f"68{'':36}9999999{'':35}",
        f"35{'':78}",
    )
    items = [Cheque(account="1", pictures=both_sides(1), addenda=addenda), TWO[1]]
    found = read(tmp_path / "night", letter(items, prefix=prefix))
    assert [(item.account, item.fault) for item in found] == [("1", None), ("2", None)]


@pytest.mark.parametrize("claimed", [0, 10, 9_999_999])
def test_an_image_with_a_false_length_costs_one_cheque_at_most(
    tmp_path: Path, claimed: int
) -> None:
    """Without record lengths nothing but the image's own length says where its record ends."""
    for encoding in ("latin-1", "cp037"):
        lying = Cheque(account="1", pictures=[Picture(data=signed(1), claimed=claimed)])
        data = letter([lying, *TWO], prefix="", encoding=encoding)
        items = read(tmp_path / "night", data)
        assert [item.account for item in items if not item.fault][-2:] == ["1", "2"]
        assert any("bytes were left out" in str(item.fault) for item in items)
        first = next(item for item in items if item.account == "1")
        assert first.front is None or first.front.length == claimed
