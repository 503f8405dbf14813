"""X9 letters of every layout: their items, images and totals, and what is left of damaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.errors import DataError, MissingFileError
from sigverify.imaging.reading.scans import decode_scan
from sigverify.letters.items import ImageView, ItemKind, LetterItem
from sigverify.letters.reading import Letter, is_letter
from tests.helpers.letters import (
    Cheque,
    Picture,
    Writer,
    back,
    both_sides,
    letter,
    signed,
    signed_grey,
)
from tests.helpers.places import ROOT

OTHERS = ROOT.parent / "shared/data/x9"
LAYOUTS = [
    (prefix, encoding) for prefix in ("big", "little", "") for encoding in ("latin-1", "cp037")
]
THREE = [
    Cheque(account="4711", serial="1001", amount=12_345, pictures=both_sides(1)),
    Cheque(account="12-345-6", serial="", auxiliary="00123", amount=5, pictures=both_sides(2)),
    Cheque(account="4713", serial="1003", amount=99_999_999, pictures=both_sides(3)),
]


def read(path: Path, data: bytes) -> list[LetterItem]:
    path.write_bytes(data)
    return list(Letter(path))


def bytes_of(view: ImageView | None) -> bytes:
    assert view is not None
    with Path(view.path).open("rb") as stream:
        stream.seek(view.offset)
        return stream.read(view.length)


def faults(items: list[LetterItem]) -> list[str]:
    return [item.fault for item in items if item.fault is not None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "letter.x937"


@pytest.mark.parametrize(("prefix", "encoding"), LAYOUTS)
def test_a_letter_of_each_layout(path: Path, prefix: str, encoding: str) -> None:
    first, second, third = read(path, letter(THREE, prefix=prefix, encoding=encoding, bundle=2))
    assert is_letter(path)
    assert (first.account, first.serial, first.amount) == ("4711", "1001", 12_345)
    assert (second.account, second.serial, second.amount) == ("12-345-6", "00123", 5)
    assert [item.sequence for item in (first, second, third)] == [f"{n:015d}" for n in (1, 2, 3)]
    assert third.routing == "122000661"
    assert third.micr_line == "122000661 4713/1003 0099999999"
    for hand, item in enumerate((first, second, third), start=1):
        assert item.fault is None
        assert item.kind is ItemKind.CHEQUE
        assert bytes_of(item.front) == signed(hand)
        assert bytes_of(item.back) == back()
    assert Letter(path).format.endswith("without record lengths") is (prefix == "")


@pytest.mark.parametrize("encoding", ["latin-1", "cp037"])
def test_records_on_lines_of_their_own(path: Path, encoding: str) -> None:
    new_line = "\r\n".encode(encoding)
    items = read(path, letter(THREE, prefix="", encoding=encoding, new_line=new_line))
    assert [bytes_of(item.front) for item in items] == [signed(hand) for hand in (1, 2, 3)]
    assert faults(items) == []


@pytest.mark.parametrize("name", ["valid-ascii.x937", "valid-ebcdic.x937"])
@pytest.mark.real_data
def test_letters_of_another_writer(name: str) -> None:
    if not OTHERS.exists():
        pytest.skip("no letters beside the checkout")
    (item,) = Letter(OTHERS / name)
    assert (item.account, item.amount, item.sequence) == (
        "1211-1234-56789",
        10_000,
        "000000029001104",
    )
    assert item.fault is None
    assert decode_scan(bytes_of(item.front), name=name).grey.shape == (550, 1200)
    assert bytes_of(item.back)[:4] == b"II*\0"


@pytest.mark.real_data
def test_a_letter_of_another_writer_with_a_credit() -> None:
    if not OTHERS.exists():
        pytest.skip("no letters beside the checkout")
    credit, *cheques = Letter(OTHERS / "creditRecord61.icl")
    assert (credit.kind, credit.amount, credit.routing) == (ItemKind.CREDIT, 102_088, "999920060")
    assert [(item.account, item.amount) for item in cheques] == [("5558881", 100_000)] * 4
    # Its images are one blank each, and its control records are right.
    assert {item.fault for item in cheques} == {
        "the image of the front can't be used: it is neither TIFF nor JPEG nor PNG"
    }


@pytest.mark.parametrize("kind", ["61", "61 with indicator", "62"])
@pytest.mark.parametrize("with_credits", [False, True])
@pytest.mark.parametrize("prefix", ["big", ""])
def test_a_credit_is_no_cheque(path: Path, kind: str, with_credits: bool, prefix: str) -> None:
    deposit = Cheque(type=kind, account="99", serial="", amount=777, pictures=both_sides(4))
    items = read(path, letter([deposit, THREE[0]], prefix=prefix, with_credits=with_credits))
    assert [item.kind for item in items] == [ItemKind.CREDIT, ItemKind.CHEQUE]
    assert (items[0].account, items[0].amount) == ("99", 777)
    assert faults(items) == ["the item is a credit, which no signature of an account orders"]


def test_a_return_has_its_number_in_an_addendum(path: Path) -> None:
    returned = Cheque(type="31", serial="", auxiliary="000555", pictures=both_sides(5))
    (item,) = read(path, letter([returned]))
    assert item.kind is ItemKind.RETURN
    assert (item.account, item.serial, item.amount) == ("4711", "000555", 12_345)
    assert bytes_of(item.front) == signed(5)
    assert item.fault is None


def test_records_of_variable_length_among_the_addenda(path: Path) -> None:
    key = "ARCHIVE-12"
    addenda = (
        f"26{'':78}",
        f"271{'':15}{len(key):04d}{key}{'':24}",
        f"271{'':15}{34:04d}{'KEY':<34}{'':24}",
        f"28{'':78}",
        f"68{'':36}{30:07d}{'':30}",
    )
    for prefix in ("big", ""):
        item = Cheque(pictures=both_sides(1), addenda=addenda)
        items = read(path, letter([item, item], prefix=prefix))
        assert [bytes_of(one.front) for one in items] == [signed(1)] * 2
        assert faults(items) == []


def test_grey_comes_before_two_levels_and_parts_are_refused(path: Path) -> None:
    views = (
        Picture(data=signed(1)),
        Picture(data=signed(2), descriptor="06"),
        Picture(data=signed(3), clipping="1"),
        Picture(data=signed_grey(4), format="21", compression="01"),
        Picture(data=signed_grey(5), format="21", compression="01"),
        Picture(data=back(), side="1"),
    )
    (item,) = read(path, letter([Cheque(pictures=views)]))
    assert bytes_of(item.front) == signed_grey(4)
    assert bytes_of(item.back) == back()


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (Picture(data=signed(1), descriptor="06"), "it shows a part of the cheque only"),
        (Picture(data=signed(1), clipping="2"), "it shows a part of the cheque only"),
        (Picture(data=b"", present="0"), "the letter holds no image of the front of this cheque"),
        (Picture(data=signed(1), present="0"), "it is not in the letter, says its record 50"),
        (Picture(data=b"\0\0\0\x0cjP  ", format="24"), "it is in the format JPEG 2000"),
        (Picture(data=b"%PDF-1.7 "), "it is neither TIFF nor JPEG nor PNG"),
        (Picture(data=signed(1), side="7"), "it shows no side that is known: '7'"),
        (Picture(data=signed(1), claimed=9_999_999), "reaches beyond its record"),
        (Picture(data=signed(1), claimed=0), "it is empty"),
    ],
)
def test_a_front_that_cannot_be_used(path: Path, picture: Picture, fault: str) -> None:
    first, second = read(path, letter([Cheque(pictures=[picture]), THREE[0]]))[:2]
    assert first.front is None
    assert fault in str(first.fault)
    assert bytes_of(second.front) == signed(1)


@pytest.mark.parametrize("named", ["01", "22", "23", "24"])
def test_a_wrong_name_of_a_format_does_no_harm(path: Path, named: str) -> None:
    """The image itself says what it is."""
    views = [Picture(data=signed(1), format=named), Picture(data=signed_grey(2), format=named)]
    (item,) = read(path, letter([Cheque(pictures=views)]))
    assert bytes_of(item.front) == signed_grey(2)
    assert item.fault is None


def test_images_with_keys_and_digital_signatures(path: Path) -> None:
    picture = Picture(data=signed(1), key="https://archive/1", signature=bytes(range(256)))
    for prefix in ("big", ""):
        items = read(path, letter([Cheque(pictures=[picture])] * 2, prefix=prefix))
        assert [bytes_of(item.front) for item in items] == [signed(1)] * 2


def test_images_that_belong_to_no_cheque(path: Path) -> None:
    foreign = Picture(data=signed(2), sequence="000000000000077")
    bare = Picture(data=signed(3), with_detail=False)
    items = read(path, letter([Cheque(pictures=[foreign, bare])], changed={"70": (30, "00002")}))
    loose = [item for item in items if item.kind is ItemKind.LOOSE_IMAGE]
    assert [str(item.fault) for item in loose] == [
        "the image belongs to no cheque: it has the sequence number '000000000000077', the item "
        "before it '000000000000001'",
        "the image belongs to no side of a cheque: record 50 is missing before it",
    ]
    cheque = next(item for item in items if item.kind is ItemKind.CHEQUE)
    assert cheque.fault == "the letter holds no image of the front of this cheque"


def test_a_sequence_number_is_filled_up_in_several_ways(path: Path) -> None:
    for sequence in ("1", "              1", "000000000000001", ""):
        picture = Picture(data=signed(1), sequence=sequence)
        (item,) = read(path, letter([Cheque(pictures=[picture])]))
        assert bytes_of(item.front) == signed(1)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"70": (2, "0009")}, "the control record of the bundle says 9 items, the bundle holds 3"),
        ({"70": (6, f"{1:012d}")}, "of the bundle says 0.01, the bundle holds 1000123.49"),
        ({"70": (18, f"{1:012d}")}, "says 0.01 for items with a good MICR line"),
        ({"70": (30, "00007")}, "of the bundle says 7 images, the bundle holds 6"),
        ({"90": (2, "000002")}, "of the cash letter says 2 bundles, the cash letter holds 1"),
        ({"90": (8, "00000004")}, "of the cash letter says 4 items, the cash letter holds 3"),
        (
            {"90": (16, "X")},
            "the control record of the cash letter has no amount: 'X0000100012349'",
        ),
        ({"90": (30, "000000005")}, "of the cash letter says 5 images, the cash letter holds 6"),
        ({"99": (2, "000002")}, "of the file says 2 cash letters, the file holds 1"),
        ({"99": (8, "00000099")}, "of the file says 99 records, the file holds 21"),
        ({"99": (16, "00000002")}, "of the file says 2 items, the file holds 3"),
        ({"99": (24, f"{2:016d}")}, "of the file says 0.02, the file holds 1000123.49"),
    ],
)
def test_a_difference_of_the_totals_is_named(
    path: Path, changed: dict[str, tuple[int, str]], fault: str
) -> None:
    items = read(path, letter(THREE, changed=changed))
    assert [item.kind for item in items[-1:]] == [ItemKind.TOTALS]
    (found,) = faults(items)
    assert fault in found


def test_the_summary_of_a_routing_number(path: Path) -> None:
    writer = Writer()
    data = b"".join(writer.letter(THREE))
    place = data.index(writer.fixed("90")[:6])
    right = writer.fixed(f"85122000661{100_012_349:014d}{3:06d}")
    wrong = writer.fixed(f"85122000661{100_012_349:014d}{4:06d}")
    counted = "the control record of the file says 21 records, the file holds 22"
    assert faults(read(path, data[:place] + right + data[place:])) == [counted]
    assert faults(read(path, data[:place] + wrong + data[place:])) == [
        "the control record of routing number 122000661 says 4 items, routing number 122000661 "
        "holds 3",
        counted,
    ]


@pytest.mark.parametrize(("prefix", "encoding"), LAYOUTS)
@pytest.mark.parametrize("kind", ["25", "50", "52"])
def test_reading_continues_after_a_damaged_record(
    path: Path, prefix: str, encoding: str, kind: str
) -> None:
    """The beginning of the second cheque's record is overwritten, its length included."""
    writer = Writer(prefix=prefix, encoding=encoding)
    data = bytearray(b"".join(writer.letter(THREE)))
    mark = kind.encode(encoding) + {"25": "          ", "50": "1", "52": "0610"}[kind].encode(
        encoding
    )
    places = [place for place in range(len(data)) if data.startswith(mark, place)]
    place = places[{"25": 1, "50": 2, "52": 2}[kind]] - (4 if prefix else 0)
    data[place : place + 40] = b"\xee" * 40
    items = read(path, bytes(data))
    assert [bytes_of(item.front) for item in items if item.front] == [signed(1), signed(3)]
    assert any(f"damaged at byte {place}" in fault for fault in faults(items))
    second = [item for item in items if item.account == "12-345-6"]
    assert all(item.front is None and item.fault for item in second)


@pytest.mark.parametrize("length", [0, 3, 79, 500, 2**31, 2**32 - 1])
def test_a_false_record_length_is_not_trusted(path: Path, length: int) -> None:
    writer = Writer()
    data = bytearray(b"".join(writer.letter(THREE)))
    places = [place for place in range(len(data)) if data.startswith("52".encode("cp037"), place)]
    for place in (places[2], data.index("25".encode("cp037") + b"\x40" * 10)):
        data[place - 4 : place] = length.to_bytes(4, "big")
    path.write_bytes(data)
    read_again = Letter(path)
    assert [bytes_of(item.front) for item in read_again] == [signed(hand) for hand in (1, 2, 3)]
    assert len(read_again.notes.texts) == 2
    assert f"its length field says {length}, the record has" in read_again.notes.texts[1]


def test_a_length_that_points_into_an_image_is_not_believed(path: Path) -> None:
    """The image holds the two characters of a type where the length says that a record begins."""
    place = len(signed(1)) - 60
    trap = signed(1)[:place] + b"\xff\xff\xff\xff25" + signed(1)[place + 6 :]
    data = bytearray(letter([Cheque(pictures=[Picture(data=trap)]), THREE[1]], encoding="latin-1"))
    start = data.index(b"5206100014")
    data[start - 4 : start] = (117 + place).to_bytes(4, "big")
    first, second = read(path, bytes(data))
    assert bytes_of(first.front) == trap
    assert bytes_of(second.front) == signed(2)


def test_a_letter_that_breaks_off(path: Path) -> None:
    data = letter(THREE)
    for end in range(len(data) - 1, 300, -97):
        items = read(path, data[:end])
        assert items[-1].fault is not None
        assert "ends without its file control record" in items[-1].fault
        fronts = [item.front for item in items if item.front]
        assert [bytes_of(front) for front in fronts] == [
            signed(hand) for hand in range(1, len(fronts) + 1)
        ]


def test_filler_behind_the_end(path: Path) -> None:
    for filler in (b"\0" * 5000, b" " * 77, b"\x40" * 2**21, b"\r\n", b"\x1a"):
        for prefix in ("big", ""):
            assert faults(read(path, letter(THREE, prefix=prefix) + filler)) == []


@pytest.mark.parametrize(
    ("where", "instead", "fault"),
    [
        (47, "00000A2345", "record 25 is damaged: its amount is '00000A2345'"),
        (18, "12200?661", "record 25 is damaged: its routing number is '12200?661'"),
        (27, f"{'47*1/1001':>20}", "the account was not read in full on the MICR line: 47*1"),
    ],
)
def test_a_field_that_is_damaged(path: Path, where: int, instead: str, fault: str) -> None:
    items = read(path, letter(THREE[:1], changed={"25": (where, instead)}))
    assert items[0].fault == fault


@pytest.mark.parametrize(
    ("on_us", "account", "serial"),
    [
        ("4711/1001", "4711", "1001"),
        ("4711/", "4711", ""),
        ("4711", "4711", ""),
        ("/4711/1001", "4711", "1001"),
        ("47 11/ 1001", "4711", "1001"),
        ("1001/4711/", "4711", ""),
        ("/", "", ""),
    ],
)
def test_the_account_on_the_micr_line(path: Path, on_us: str, account: str, serial: str) -> None:
    changed = {"25": (27, f"{on_us:>20}")}
    (item,) = read(path, letter(THREE[:1], changed=changed))
    assert (item.account, item.serial) == (account, serial)


def test_a_first_record_that_is_damaged(path: Path) -> None:
    for prefix in ("big", ""):
        data = letter(THREE, prefix=prefix)
        items = read(path, b"\xee" * 60 + data[60:])
        assert "damaged at byte 0" in str(items[0].fault)
        assert [item.account for item in items if item.front] == ["4711", "12-345-6", "4713"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id,questioned,account\n1,a.png,4711\n",
        b"0103T",
        b"\0\0\0\x50",
        signed(1),
        "01,25,50\n".encode("utf-16"),
        b"25 " * 5000,
    ],
)
def test_what_is_no_letter(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert not is_letter(path)
    with pytest.raises(DataError, match="this is not a letter of cheques"):
        Letter(path)


def test_no_file_at_all(tmp_path: Path) -> None:
    assert not is_letter(tmp_path / "none")
    with pytest.raises(MissingFileError):
        Letter(tmp_path)


def test_notes_are_bounded_in_number(path: Path) -> None:
    data = letter([Cheque(pictures=both_sides(1))] * 150)
    path.write_bytes(data.replace(b"\0\0\0\x50", b"\0\0\0\x51"))
    read_again = Letter(path)
    assert sum(item.front is not None for item in read_again) == 150
    assert read_again.notes.count > 300
    assert len(read_again.notes.texts) == 100
