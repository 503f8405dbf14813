from __future__ import annotations

import json
from pathlib import Path

import pytest

from sigverify.batch.input.items import BatchItem, PicturePart
from sigverify.batch.output.results import RunIdentity, write_results
from sigverify.batch.output.rows import failed_row
from sigverify.errors import DataError
from sigverify.files import read_bytes
from sigverify.gui.models.cases.batch_results import is_result_file, read_results
from sigverify.gui.models.cases.case import BoxOrigin
from sigverify.gui.models.cases.particulars import Particular, Source
from sigverify.reasons import free_text
from sigverify.terms import Box, Decision
from sigverify.verification.results import CalibrationIdentity, ModelIdentity
from tests.helpers.letters import Cheque, both_sides, letter, signed

IDENTITY = RunIdentity(
    model=ModelIdentity(name="m", version="1", sha256="0" * 64),
    calibration=CalibrationIdentity(name="c", sha256="0" * 64, warnings=()),
)


@pytest.mark.parametrize("extension", [".csv", ".jsonl"])
def test_what_the_batch_command_writes_is_read(tmp_path: Path, extension: str) -> None:
    item = BatchItem(
        id="C-1",
        questioned=PicturePart(path="/scans/one.tif", page=2),
        references=(PicturePart(path="/s/a.png"), PicturePart(path="/s/b.tif", page=1)),
        amount="1,250.50",
    )
    path = tmp_path / f"results{extension}"
    write_results(path, [failed_row(item, error="unreadable", reason="no such file")],
                  identity=IDENTITY)  # fmt: skip
    assert is_result_file(path)
    (case,) = read_results(path)
    assert (case.name, case.questioned, case.page) == ("C-1", Path("/scans/one.tif"), 2)
    assert case.specimens == (Path("/s/a.png"), Path("/s/b.tif#page=2"))
    assert case.amount == 1250.5
    assert case.problem == free_text("no such file")
    assert case.outcome is not None
    assert case.outcome.decision is Decision.NO_DECISION


def test_a_table_of_another_program_is_read_tolerantly(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(
        "ID;Questioned;Reference;Similarity;Decision;Box;Colour\n"
        "1;one.png;a.png|b.png;0.5;REFER;1 2 3 4;red\n"
        "2;two.png;;not a number;perhaps;0,0,0,0;\n"
        "3;;a.png;0.5;accept;;\n",
        encoding="utf-8-sig",
    )
    first, second = read_results(path)
    assert first.questioned == tmp_path / "one.png"
    assert first.specimens == (tmp_path / "a.png", tmp_path / "b.png")
    assert (first.box, first.box_origin) == (Box(1, 2, 3, 4), BoxOrigin.FOUND)
    assert first.outcome is not None
    assert (first.outcome.decision, first.outcome.similarity) == (Decision.REFER, 0.5)
    assert (second.box, second.outcome, second.specimens) == (None, None, ())


def test_lines_of_the_verify_command_are_read(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    answer = {
        "similarity": 0.93,
        "decision": "accept",
        "reasons": [],
        "questioned": {"path": "q.png", "box": {"x": 1, "y": 2, "w": 3, "h": 4}},
        "references": [{"path": "r.png", "similarity": 0.93}],
    }
    path.write_text("no json\n" + json.dumps(answer) + "\n[]\n")
    (case,) = read_results(path)
    assert case.box == Box(1, 2, 3, 4)
    assert case.specimens == (tmp_path / "r.png",)


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "questioned\n\n"])
def test_a_file_without_results_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "results.csv"
    path.write_text(content)
    with pytest.raises(DataError, match="no results"):
        read_results(path)


def test_a_letter_of_cheques_is_a_list_of_cases(tmp_path: Path) -> None:
    path = tmp_path / "night"
    items = [
        Cheque(account="12-34", serial="7", pictures=both_sides(1)),
        Cheque(type="61", serial=""),
        Cheque(account="12-35", pictures=()),
    ]
    path.write_bytes(letter(items))
    assert is_result_file(path)
    good, bad = read_results(path)
    assert good.questioned is not None
    assert read_bytes(good.questioned, max_bytes=10**6) == signed(1)
    assert [(one.source, one.what, one.value) for one in good.said] == [
        (Source.INDEX, Particular.ACCOUNT, "12-34"),
        (Source.INDEX, Particular.CHEQUE, "7"),
        (Source.INDEX, Particular.AMOUNT, "123.45"),
    ]
    assert (good.problem, bad.questioned) == (None, path)
    assert bad.problem == free_text("the letter holds no image of the front of this cheque")
