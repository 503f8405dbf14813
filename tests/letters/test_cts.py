"""Letters of India's CTS: their items and images, hostile XML, and what is left of damaged ones."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.letters.items import ImageView, ItemKind, LetterItem
from sigverify.letters.reading import Letter, is_letter
from tests.helpers.cts_letters import Item, View, three_views, write_cts
from tests.helpers.letters import back, signed, signed_grey

THREE = [
    Item(account="004711", serial="100001", amount="12345", views=three_views(1)),
    Item(account="004712", serial="100002", amount="5", views=three_views(2)),
    Item(account="004713", serial="100003", amount="000000000099999999", views=three_views(3)),
]


def bytes_of(view: ImageView | None) -> bytes:
    assert view is not None
    with Path(view.path).open("rb") as stream:
        stream.seek(view.offset)
        return stream.read(view.length)


def faults(items: list[LetterItem]) -> list[str]:
    return [item.fault for item in items if item.fault is not None]


def edited(path: Path, old: bytes, new: bytes, *, which: int = 0) -> list[LetterItem]:
    """Read a letter in which one place of the XML is different."""
    data = path.read_bytes()
    place = -1
    for _ in range(which + 1):
        place = data.index(old, place + 1)
    path.write_bytes(data[:place] + new + data[place + len(old) :])
    return list(Letter(path))


@pytest.mark.parametrize(("kind", "name"), [("CXF", "CXF"), ("BPXF", "PXF"), ("BRPXF", "PXF")])
@pytest.mark.parametrize("named", [True, False])
def test_the_items_of_a_letter(tmp_path: Path, kind: str, name: str, named: bool) -> None:
    path = write_cts(tmp_path, THREE, kind=kind, named=named)
    assert is_letter(path)
    assert Letter(path).format == f"CTS letter, {name}"
    items = list(Letter(path))
    assert faults(items) == []
    assert [(item.account, item.serial, item.amount) for item in items] == [
        ("004711", "100001", 12_345),
        ("004712", "100002", 5),
        ("004713", "100003", 99_999_999),
    ]
    first = items[0]
    assert (first.kind, first.sequence, first.routing) == (
        ItemKind.CHEQUE,
        "00000000000001",
        "400229003",
    )
    assert first.micr_line == "100001 400229003 004711 10"
    for hand, item in enumerate(items, start=1):
        assert bytes_of(item.front) == signed_grey(hand)
        assert bytes_of(item.back) == back()


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8-sig", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>'),
        ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>'),
        ("utf-8", "\n<!-- made by hand -->\n"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, head: str) -> None:
    path = write_cts(tmp_path, THREE, encoding=encoding, head=head)
    assert is_letter(path)
    assert [bytes_of(item.front) for item in Letter(path)] == [signed_grey(n) for n in (1, 2, 3)]


def test_elements_with_a_prefix(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE)
    text = path.read_text().replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    path.write_text(text.replace("<x:?xml", "<?xml").replace(" xmlns=", " xmlns:x="))
    assert [item.account for item in Letter(path)] == ["004711", "004712", "004713"]


def test_two_levels_where_there_is_no_grey(tmp_path: Path) -> None:
    views = (replace(three_views(1)[2], available="N"), *three_views(1)[:2])
    (item,) = Letter(write_cts(tmp_path, [Item(views=views)]))
    assert bytes_of(item.front) == signed(1)


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (View(data=signed(1), descriptor="Partial"), "it shows a part of the cheque only"),
        (View(data=signed(1), clipping="1"), "it shows a part of the cheque only"),
        (View(data=signed(1), available="N"), "it is not in the image file, says the letter"),
        (View(data=signed(1), side="Inside"), "it shows no side that is known: 'Inside'"),
        (View(data=signed(1), offset=10**9), "it lies beyond the end of CIBF"),
        (View(data=signed(1), length=10**9), "more than any image of a cheque has"),
        (View(data=signed(1), length=0), "it is empty"),
        (View(data=signed(1), length=-1), "it has no offset and length that are numbers"),
        (View(data=signed(1), offset=1), "it is neither TIFF nor JPEG nor PNG"),
        (View(data=signed(1), file="../CIBF.img"), "which is not in the letter's folder"),
        (View(data=signed(1), file="/etc/passwd"), "which is not in the letter's folder"),
        (View(data=signed(1), file=".."), "which is not in the letter's folder"),
        (View(data=signed(1), file="none.img"), "which is not in the letter's folder"),
        (View(data=signed(1), side="Back BW"), "the letter holds no image of the front"),
    ],
)
def test_a_front_that_cannot_be_used(tmp_path: Path, view: View, fault: str) -> None:
    first, second = Letter(write_cts(tmp_path, [Item(views=(view,)), THREE[0]]))
    assert first.front is None
    assert fault in str(first.fault)
    assert bytes_of(second.front) == signed_grey(1)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    path = write_cts(inside, THREE[:1])
    images = next(inside.glob("*.img"))
    shutil.move(images, outside)
    images.symlink_to(outside / images.name)
    assert "which is not in the letter's folder" in faults(list(Letter(path)))[0]


def test_a_file_name_in_other_letters(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE)
    images = next(tmp_path.glob("*.img"))
    images.rename(images.with_name(images.name.upper()))
    assert [bytes_of(item.front) for item in Letter(path)] == [signed_grey(n) for n in (1, 2, 3)]


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    "<!DOCTYPE FileHeader>",
)


@pytest.mark.parametrize("declared", ENTITIES)
def test_a_document_type_is_refused(tmp_path: Path, declared: str) -> None:
    path = write_cts(tmp_path, [Item(account="&amp;a;", views=three_views(1))], head=declared)
    assert is_letter(path)
    first, last = Letter(path)
    assert "a document type declaration, which is refused" in str(first.fault)
    assert "ends without its FileSummary" in str(last.fault)


def test_endless_and_deep_xml_is_refused(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE[:1])
    good = path.read_bytes()
    place = good.index(b"<Item")
    for inserted, reason in (
        (b"<a>" * 100, "nested too deeply"),
        (b"<a " + b" ".join(b'n%d="1"' % n for n in range(300)) + b"/>", "too many attributes"),
        (b'<a b="' + b"x" * 3 * 2**20 + b'"/>', "a tag has no end"),
        (b"<!-- " + b"x" * 3 * 2**20 + b"-->", "a tag has no end"),
    ):
        path.write_bytes(good[:place] + inserted + good[place:])
        items = list(Letter(path))
        assert reason in str(items[0].fault)
        assert [bytes_of(item.front) for item in items if item.front] == [signed_grey(1)]


def test_reading_continues_after_an_item_that_is_damaged(tmp_path: Path) -> None:
    for which, broken in enumerate((b'Amount="12345', b'TransCode="10', b"<AddendA ", b"</Item>")):
        path = write_cts(tmp_path, [*THREE, THREE[0]])
        items = edited(path, broken, b"\x01" * len(broken), which=min(which, 1))
        fronts = [bytes_of(item.front) for item in items if item.front and not item.fault]
        assert len(fronts) == 3
        assert any("it is not XML" in fault for fault in faults(items))
        assert fronts[-1] == signed_grey(1)


def test_the_places_and_the_encoding_stay_known_behind_damage(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    items = [*THREE, replace(THREE[0], more=' UserField="Zürich"')]
    path = write_cts(tmp_path, items, head=head, encoding="latin-1")
    data = path.read_bytes().replace(b"<AddendA", b"<\x01ddendA", 2)
    path.write_bytes(data)
    places = [data.index(b"\x01"), data.index(b"\x01", data.index(b"\x01") + 1)]
    found = list(Letter(path))
    told = [fault for fault in faults(found) if "it is not XML" in fault]
    assert len(told) == 2
    for place, fault in zip(places, told, strict=True):
        named = int(fault.split("byte ")[1].split(":")[0])
        assert place - 1 <= named <= place
    assert [bytes_of(item.front) for item in found if item.front] == [
        signed_grey(3),
        signed_grey(1),
    ]


def test_the_damaged_places_of_a_letter_are_bounded_in_number(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE[:1])
    data = path.read_bytes()
    place = data.index(b"<Item")
    path.write_bytes(data[:place] + b"<Item " * 2100 + data[place:])
    items = list(Letter(path))
    assert len(items) == 1002
    assert "has 1000 damaged places; the rest was not read" in str(items[-2].fault)


def test_a_letter_that_breaks_off(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE)
    data = path.read_bytes()
    for end in range(len(data) - 1, 300, -211):
        path.write_bytes(data[:end])
        items = list(Letter(path))
        assert "it is not XML" in faults(items)[0]
        judged = [item for item in items if item.front and not item.fault]
        assert [bytes_of(item.front) for item in judged] == [
            signed_grey(hand) for hand in range(1, len(judged) + 1)
        ]


@pytest.mark.parametrize(
    ("summary", "fault"),
    [
        ('<FileSummary TotalItemCount="4" TotalAmount="100012349"/>', "says 4 items, the letter"),
        (
            '<FileSummary TotalItemCount="3" TotalAmount="1"/>',
            "says 0.01, the letter holds 1000123",
        ),
        ('<FileSummary TotalItemCount="3"/>', "says no amount, the letter holds 1000123.49"),
        ("", "the letter ends without its FileSummary"),
    ],
)
def test_a_difference_of_the_totals_is_named(tmp_path: Path, summary: str, fault: str) -> None:
    items = list(Letter(write_cts(tmp_path, THREE, summary=summary)))
    (found,) = faults(items)
    assert fault in found
    assert items[-1].kind is ItemKind.TOTALS


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (Item(amount="12.5"), "the Item is damaged: its Amount is '12.5'"),
        (Item(amount=""), "the Item is damaged: its Amount is ''"),
        (Item(routing="4002290x3"), "the Item is damaged: its PayorBankRoutNo is '4002290x3'"),
        (Item(more=' InstrumentType="CR"'), "the item is a credit"),
    ],
)
def test_an_item_that_is_not_verified(tmp_path: Path, item: Item, fault: str) -> None:
    first, second = Letter(write_cts(tmp_path, [replace(item, views=three_views(1)), THREE[1]]))
    assert str(first.fault).startswith(fault)
    assert second.fault is None


def test_returns_have_no_images(tmp_path: Path) -> None:
    (item,) = Letter(write_cts(tmp_path, [Item()], kind="RRF"))
    assert item.kind is ItemKind.RETURN
    assert item.fault == "the letter holds no image of the front of this cheque"


def test_the_hash_covers_the_images(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE)
    images = next(tmp_path.glob("*.img"))
    before = Letter(path).sha256()
    assert Letter(path).sha256() == before
    data = bytearray(images.read_bytes())
    data[300] ^= 1
    images.write_bytes(data)
    assert Letter(path).sha256() != before


def test_what_is_no_letter(tmp_path: Path) -> None:
    for number, data in enumerate(
        (b"<html><Item /></html>", b"<FileHeader/>", b"<", b"\xff\xfe<", b"<a><FileHeader ECPIX/>")
    ):
        path = tmp_path / f"{number}.xml"
        path.write_bytes(data)
        assert not is_letter(path)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-16", "utf-8"),
        ("utf-16", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("utf-8", "utf-16"),
        ("utf-7", "utf-8"),
        ("gb18030", "gb18030"),
        ("shift_jis", "shift_jis"),
        ("rot13", "utf-8"),
        ("no-such-code", "utf-8"),
        ("windows-1252", "cp1252"),
    ],
)
def test_a_declaration_of_another_code_than_the_bytes(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    """Programs copy the declaration of UTF-16 into files in UTF-8."""
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    path = write_cts(tmp_path, THREE, head=head, encoding=encoding)
    assert is_letter(path)
    assert [bytes_of(item.front) for item in Letter(path)] == [signed_grey(n) for n in (1, 2, 3)]


def test_damage_in_a_letter_of_wide_characters_ends_the_reading(tmp_path: Path) -> None:
    path = write_cts(tmp_path, THREE, encoding="utf-16")
    data = path.read_bytes()
    place = data.index("004712".encode("utf-16-le"))
    for trap in (b"\x01\0", b"\x01\0<Item >\0"):
        path.write_bytes(data[:place] + trap + data[place + len(trap) :])
        items = list(Letter(path))
        assert [bytes_of(item.front) for item in items if item.front] == [signed_grey(1)]
        assert "it is not XML" in faults(items)[0]
        assert "ends without its FileSummary" in faults(items)[-1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_an_image_file_of_another_kind_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in place of the image file must not block the reading."""
    path = write_cts(tmp_path, THREE[:1])
    images = next(tmp_path.glob("*.img"))
    images.unlink()
    os.mkfifo(images)
    (item,) = Letter(path)
    assert "which is not in the letter's folder" in str(item.fault)
