"""Account, cheque number and amount from their sources, and what happens if these disagree."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.errors import DataError
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.particulars import (
    Particular,
    Said,
    Source,
    agreed,
    disagreements,
    merged,
    overruled,
    read_index,
    said,
    said_by_micr,
    said_by_name,
    told,
)
from sigverify.gui.models.cases.session_file import SessionFile
from sigverify.micr.fields import MicrFields
from sigverify.wording import english


def test_the_clerk_counts_before_the_line_the_index_and_the_name() -> None:
    words = [Said(source, Particular.ACCOUNT, source.value) for source in Source]
    for place in range(len(words)):
        first = told(reversed(words[place:]), Particular.ACCOUNT)
        assert first is words[place]
    assert told(words, Particular.CHEQUE) is None


def test_leading_zeros_and_separators_are_no_disagreement() -> None:
    same = [
        Said(Source.MICR, Particular.ACCOUNT, "00123456"),
        Said(Source.INDEX, Particular.ACCOUNT, "12-34-56"),
        Said(Source.NAME, Particular.ACCOUNT, "0123456"),
    ]
    assert disagreements(same) == ()
    assert agreed(same, Particular.ACCOUNT) == "00123456"
    assert (
        said(Source.INDEX, {"amount": "1,500.50"})[0].key
        == said(Source.NAME, {"amount": "1500.5"})[0].key
    )


def test_a_disagreement_is_reported_and_nothing_is_taken_until_the_clerk_says_it() -> None:
    words = (
        Said(Source.MICR, Particular.ACCOUNT, "123"),
        Said(Source.NAME, Particular.ACCOUNT, "124"),
    )
    (reason,) = disagreements(words)
    assert english(reason) == (
        "the sources disagree about the account: 123 on the MICR line, 124 in the image's name"
    )
    assert agreed(words, Particular.ACCOUNT) is None
    assert overruled(words) == ()
    settled = (*words, Said(Source.CLERK, Particular.ACCOUNT, "124"))
    assert disagreements(settled) == ()
    assert agreed(settled, Particular.ACCOUNT) == "124"
    # A slip of the clerk's is easily made.
    (slip,) = overruled(settled)
    assert english(slip) == "123 on the MICR line"
    assert overruled((*words, Said(Source.CLERK, Particular.ACCOUNT, ""))) == ()


def test_what_the_line_says() -> None:
    fields = MicrFields(cheque_number="0042", account="77", account_id="551452", amount_cents=1250)
    assert said_by_micr(fields) == (
        Said(Source.MICR, Particular.ACCOUNT, "77"),
        Said(Source.MICR, Particular.CHEQUE, "0042"),
        Said(Source.MICR, Particular.AMOUNT, "12.5"),
    )
    leaf = MicrFields(cheque_number="100830", account_id="551452", amount_cents=0)
    assert [one.what for one in said_by_micr(leaf)] == [Particular.CHEQUE]


def test_a_source_replaces_what_it_has_said_before() -> None:
    before = said(Source.NAME, {"cheque": "1"}) + said(Source.MICR, {"cheque": "2"})
    after = merged(before, said(Source.NAME, {"cheque": "3"}), source=Source.NAME)
    assert {(one.source, one.value) for one in after} == {(Source.MICR, "2"), (Source.NAME, "3")}


@pytest.mark.parametrize("separator", [",", ";"])
def test_an_index_names_the_files_beside_it(tmp_path: Path, separator: str) -> None:
    rows = [
        ["file", "cheque", "account", "amount", "branch"],
        ["One.PNG", "000123", "77", '"1,500.50"', "X"],
        ["two.png", "", "78", "a lot", "X"],
    ]
    text = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "index.csv").write_text("\ufeff" + text, "utf-8")
    found = read_index(tmp_path)
    assert {one.what: one.value for one in found["one.png"]} == {
        Particular.ACCOUNT: "77",
        Particular.CHEQUE: "000123",
        Particular.AMOUNT: "1500.50",
    }
    assert [(one.what, one.value) for one in found["two.png"]] == [(Particular.ACCOUNT, "78")]


def test_an_index_that_can_not_be_used_says_so(tmp_path: Path) -> None:
    assert read_index(tmp_path) == {}
    index = tmp_path / "index.csv"
    for content in (b"name,account\n1.png,2\n", b"file,account\n\xff\xfe,1\n"):
        index.write_bytes(content)
        with pytest.raises(DataError):
            read_index(tmp_path)


def test_the_name_of_an_image_says_something_by_the_pattern() -> None:
    pattern = "{account}_{cheque}_{any}"
    found = said_by_name(pattern, Path("00417_000123_front.png"))
    assert {one.what: one.value for one in found} == {
        Particular.ACCOUNT: "00417",
        Particular.CHEQUE: "000123",
    }
    assert said_by_name(pattern, Path("scan.png")) == ()
    assert said_by_name("", Path("00417_000123_front.png")) == ()


def test_the_work_list_keeps_who_said_what(tmp_path: Path) -> None:
    case = Case(
        questioned=Path("1.png"), said=said(Source.INDEX, {"cheque": "12"}), micr="⑈000012⑈"
    )
    SessionFile(tmp_path / "list.json").save([case], current=case.id)
    kept, complaint = SessionFile(tmp_path / "list.json").load()
    assert complaint is None
    assert (kept.current.said, kept.current.micr) == (case.said, case.micr)
