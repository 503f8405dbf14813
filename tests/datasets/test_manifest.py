from pathlib import Path

import pytest

from sigverify.datasets.manifest import held_out, read_manifest, split_sha256
from sigverify.errors import DataError, MissingFileError
from sigverify.terms import Label, Split

HEADER = "path,writer,label,split\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "set"
    (inside / "a").mkdir(parents=True)
    for name in ("1.png", "2.png", "ü 3.png"):
        (inside / "a" / name).write_bytes(b"x")
    (tmp_path / "outside.png").write_bytes(b"x")
    return inside


def manifest(folder: Path, text: str, *, header: str = HEADER) -> Path:
    path = folder / "manifest.csv"
    path.write_text(header + text, encoding="utf-8")
    return path


def fault(folder: Path, text: str, *, header: str = HEADER) -> str:
    with pytest.raises(DataError) as raised:
        read_manifest(manifest(folder, text, header=header))
    return raised.value.message


def test_rows_are_read_with_their_lines(folder: Path) -> None:
    path = manifest(folder, 'a/1.png,lab/7,genuine,train\n"a/ü 3.png",8,forged,val_cross\n')
    first, second = read_manifest(path)
    assert (first.writer, first.dataset, first.label) == ("lab/7", "lab", Label.GENUINE)
    assert (first.split, first.line, first.path) == (Split.TRAIN, 2, (folder / "a/1.png").resolve())
    assert (second.name, second.dataset, second.line) == ("a/ü 3.png", "signatures", 3)


def test_a_byte_order_mark_is_no_fault(folder: Path) -> None:
    path = folder / "manifest.csv"
    path.write_text(HEADER + "a/1.png,w,genuine,train\n", encoding="utf-8-sig")
    assert len(read_manifest(path)) == 1


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a/1.png,w,genuine", "line 3: 3 fields instead of 4"),
        ("a/1.png,w,genuine,train,x", "line 3: 5 fields instead of 4"),
        ("", "line 3: 0 fields"),
        ("a/1.png,w,real,train", "line 3: label 'real'"),
        ("a/1.png,w,genuine,test", "line 3: split 'test'"),
        ("a/1.png,,genuine,train", "line 3: writer ''"),
        ("a/1.png, w,genuine,train", "line 3: writer ' w'"),
        (",w,genuine,train", "line 3: path '' does not stay"),
        ("../outside.png,w,genuine,train", "line 3: path '../outside.png' does not stay"),
        ("/etc/hosts,w,genuine,train", "line 3: path '/etc/hosts' does not stay"),
        (".,w,genuine,train", "line 3: path '.' does not stay"),
        ("a/none.png,w,genuine,train", "line 3: path 'a/none.png' names no file"),
        ("a,w,genuine,train", "line 3: path 'a' names no file"),
        ("a/2.png,v,genuine,train", "line 3: path 'a/2.png' is listed before, on line 2"),
        ("a/../a/2.png,v,genuine,train", "line 3: path 'a/../a/2.png' is listed before"),
        ("a/1.png,v,genuine,val", "line 3: writer 'v' is in val, but in train on line 2"),
        ('"a/1.png,v,genuine,train', "line 3: not CSV"),
    ],
)
def test_a_bad_row_is_named_with_its_line(folder: Path, row: str, expected: str) -> None:
    assert expected in fault(folder, f"a/2.png,v,genuine,train\n{row}\n")


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "a" / "link.png").symlink_to(folder.parent / "outside.png")
    assert "does not stay" in fault(folder, "a/link.png,w,genuine,train\n")


def test_all_faults_are_named_at_once_up_to_a_number(folder: Path) -> None:
    message = fault(folder, "a/1.png,w,genuine,train\n" + "x,w,real,nowhere\n" * 12)
    assert "line 3: label" in message
    assert "line 3: split" in message
    assert "line 4" not in message
    assert message.endswith("and 33 more, 36 in all.")


@pytest.mark.parametrize("header", ["", "path,writer,label\n", "path,label,writer,split\n"])
def test_another_header_is_refused(folder: Path, header: str) -> None:
    assert "line 1" in fault(folder, "", header=header)


def test_an_empty_table_is_refused(folder: Path) -> None:
    assert "no rows" in fault(folder, "")


def test_other_files_are_refused(folder: Path) -> None:
    with pytest.raises(MissingFileError):
        read_manifest(folder / "none.csv")
    for data, reason in ((b"\xff\xfe\x00p\x00", "broken UTF-16"), (b"\x81", "neither UTF-8")):
        (folder / "manifest.csv").write_bytes(data)
        with pytest.raises(DataError, match=reason):
            read_manifest(folder / "manifest.csv")


def test_other_separators_and_encodings_are_recognised(folder: Path) -> None:
    path = manifest(folder, "a/ü 3.png;7;genuine;val\n", header="path;writer;label;split\n")
    plain = read_manifest(path)
    assert plain[0].path == (folder / "a/ü 3.png").resolve()
    path.write_bytes(path.read_text(encoding="utf-8").replace(";", "\t").encode("utf-16"))
    assert read_manifest(path) == plain


def test_split_hash_depends_on_rows_not_on_their_order(folder: Path) -> None:
    rows = ["a/1.png,v,genuine,train\n", "a/2.png,w,forged,val\n"]
    first = split_sha256(read_manifest(manifest(folder, "".join(rows))))
    assert split_sha256(read_manifest(manifest(folder, "".join(rows[::-1])))) == first
    for change in (("train", "val_cross"), ("forged", "genuine"), (",w,", ",x,"), ("a/1", "a/ü 3")):
        changed = "".join(rows).replace(*change)
        assert split_sha256(read_manifest(manifest(folder, changed))) != first


def test_the_split_may_be_left_out_where_it_is_given(folder: Path) -> None:
    header = "path,writer,label\n"
    path = manifest(folder, "a/1.png,7,genuine\na/2.png,7,forged\n", header=header)
    assert [item.split for item in read_manifest(path, split=Split.VAL)] == [Split.VAL] * 2
    assert "the columns are" in fault(folder, "a/1.png,7,genuine\n", header=header)
    wrong = manifest(folder, "a/1.png,7,genuine,val\n", header=header)
    with pytest.raises(DataError, match="4 fields instead of 3"):
        read_manifest(wrong, split=Split.VAL)


def test_held_out_rows_are_those_that_nothing_was_fitted_on(folder: Path) -> None:
    path = manifest(
        folder, "a/1.png,7,genuine,train\na/2.png,8,genuine,val\na/ü 3.png,9,genuine,val_cross\n"
    )
    rows = read_manifest(path)
    assert [row.writer for row in held_out(rows)] == ["8", "9"]
    assert [row.writer for row in held_out(rows[:1])] == ["7"]
