from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sigverify.batch.input.folders import ItemFolders
from sigverify.batch.input.items import (
    BatchItem,
    ItemDigest,
    ItemTable,
    PicturePart,
)
from sigverify.errors import DataError, MissingFileError
from sigverify.terms import Box


def table(folder: Path, text: str) -> ItemTable:
    path = folder / "items.csv"
    path.write_text(text, encoding="utf-8")
    return ItemTable(path)


def test_a_line_may_fill_every_column(tmp_path: Path) -> None:
    (item,) = table(
        tmp_path,
        "\ufeffID, Questioned ,page,box,reference,account,amount\n\n"
        'a7,in/q.tif,3,"10, 20,300,80",r.png; /abs/s.pdf#page=2 ;,123,-5.00\n',
    )
    assert item == BatchItem(
        id="a7",
        questioned=PicturePart(path=str(tmp_path / "in/q.tif"), page=2, box=Box(10, 20, 300, 80)),
        references=(
            PicturePart(path=str(tmp_path / "r.png")),
            PicturePart(path="/abs/s.pdf", page=1),
        ),
        account="123",
        amount="-5.00",
    )


def test_an_account_without_references_asks_the_register(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text('questioned,account,amount\nq.png,42,"1,00,000"\nq.png,42,x\n')
    first, second = ItemTable(path)
    assert first.asks_register
    assert (first.account, first.amount_paid) == ("42", Decimal(100_000))
    assert second.amount_paid is None
    assert list(first.pictures) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("q.png,,,,", "names no reference"),
        (",r.png,,,", "names no questioned"),
        ("q.png,r.png", "2 fields"),
        ("q.png,r.png,,,,more", "6 fields"),
        ("q.png,r.png,,0,", "counted from 1"),
        ("q.png#page=2,r.png,,3,", "two different pages"),
        ("q.png,r.png#page=0,,,", "counted from 1"),
        ('q.png,r.png,,,"1,2,3"', "x,y,w,h"),
        ('q.png,r.png,,,"1,2,0,9"', "x,y,w,h"),
        ('q.png,r.png,,,"1,2,9999999999999999,9"', "x,y,w,h"),
        ("q\0.png,r.png,,,", "no text"),
    ],
)
def test_a_line_that_makes_no_sense_is_an_item_with_its_reason(
    tmp_path: Path, line: str, reason: str
) -> None:
    before, item, after = table(
        tmp_path, f"questioned,reference,account,page,box\na,b,,,\n{line}\na,b,,,\n"
    )
    assert before.fault is None
    assert after.fault is None
    assert (item.fault or "").startswith("row 3: ")
    assert reason in (item.fault or "")
    assert item.id == "2"
    assert not list(item.pictures)


@pytest.mark.parametrize(
    "text", ["", "reference,account\n", "questioned\n", "questioned!reference\na!b\n"]
)
def test_a_table_without_the_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"Comma-separated text, UTF-8, . rows?\)"):
        table(tmp_path, text)


def test_a_table_is_read_in_the_form_that_it_has(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    lines = "questioned;reference;amount\r\n" + "a;b;1.234,50\r\n" * 3
    path.write_bytes((lines + "Müller.png;b;7\r\n").encode("cp1252"))
    found = ItemTable(path)
    assert found.description == "Semicolon-separated text, cp1252, 4 rows"
    *_, first, last = found
    assert (first.amount, first.amount_number) == ("1.234,50", 1234.5)
    assert first.amount_paid == Decimal("1234.50")
    assert last.questioned == PicturePart(path=str(tmp_path / "Müller.png"))
    with pytest.raises(MissingFileError):
        ItemTable(tmp_path / "other.csv")


def test_an_amount_that_may_be_a_thousand_times_larger_is_refused(tmp_path: Path) -> None:
    heading, row = "questioned;reference;amount\n", "a;b;1.234\n"
    (refused,) = table(tmp_path, heading + row)
    assert "may mean 1234 or 1 and a fraction; write 1234 or 1.2340" in (refused.fault or "")
    (plain,) = table(tmp_path, heading.replace(";", ",") + row.replace(";", ","))
    assert plain.amount_number == 1.234


def test_an_id_that_is_used_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    found = list(table(tmp_path, "id,questioned,reference\n7,a,b\n\n8,a,b\n 7,c,d\n,e,f\n4,g,h\n"))
    assert [item.fault for item in found] == [
        None,
        None,
        "row 5: its id '7' is that of row 2 already",
        None,
        "row 7: its id '4' is that of row 6 already",
    ]
    assert [list(item.pictures) == [] for item in found] == [False, False, True, False, True]


def test_folders_are_matched_by_name_then_by_account(tmp_path: Path) -> None:
    for name in (
        "q/100.tif",
        "q/200_7.png",
        "q/300/x.jpg",
        "q/400.png",
        "q/notes.txt",
        "s/100.png",
        "s/100_2.png",
        "s/200_1.png",
        "s/200_2.png",
        "s/2001_1.png",
        "s/300/a.png",
        "s/300/b.pdf",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {
        item.id: (
            item.account,
            [str(Path(part.path).relative_to(tmp_path / "s")) for part in item.references],
            item.fault,
        )
        for item in ItemFolders(tmp_path / "q", specimens=tmp_path / "s")
    }
    assert found["100.tif"] == ("100", ["100.png"], None)
    assert found["200_7.png"] == ("200", ["200_1.png", "200_2.png"], None)
    assert found["300/x.jpg"] == ("300", ["300/a.png", "300/b.pdf"], None)
    assert "400" in (found["400.png"][2] or "")
    assert len(found) == 4
    with pytest.raises(DataError, match="no image"):
        ItemFolders(_empty(tmp_path), specimens=tmp_path / "s")
    with pytest.raises(MissingFileError):
        ItemFolders(tmp_path / "q", specimens=tmp_path / "none")


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def test_the_hash_sees_every_change_and_the_order(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        made = ItemDigest()
        for item in table(tmp_path, "questioned,reference,account,amount,id,page\n" + text):
            made.add(item)
        return made.hexdigest()

    texts = [
        "a,b,,,,\nc,d,,,,\n",
        "c,d,,,,\na,b,,,,\n",
        "a,b,1,,,\nc,d,,,,\n",
        "a,b,,1,,\nc,d,,,,\n",
    ]
    texts += ["a,b,,,7,\nc,d,,,,\n", "a,b,,,,2\nc,d,,,,\n", "a,b;b,,,,\nc,d,,,,\n", "a,b,,,,\n"]
    assert len({digest(text) for text in texts}) == len(texts)
    assert digest(texts[0]) == digest("\n" + texts[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", 1250),
        ("1,250,000.50", 1250000.5),
        ("12,5", None),
        ("12,50", 12.5),
        ("1.250.000,50", 1250000.5),
        ("1.25,50", None),
        ("1,250,50", None),
        ("-5", None),
        ("EUR 5", None),
        ("1e9", None),
        ("", None),
    ],
)
def test_only_a_plain_amount_is_a_number(text: str, number: float | None) -> None:
    item = BatchItem(id="1", questioned=None, references=(), amount=text)
    assert item.amount_number == number
