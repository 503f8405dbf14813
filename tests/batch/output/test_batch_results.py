from __future__ import annotations

import builtins
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sigverify.batch.output.files import BatchOutput, write_rows
from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.results import COLUMNS, check_format, write_results
from sigverify.batch.output.rows import ResultRow
from sigverify.errors import MissingExtraError, OutputError, UsageError
from tests.helpers.result_rows import IDENTITY, row

FAILED = row(
    id="=1+1",
    similarity=None,
    evidence="",
    box=None,
    reasons=["-x\nnew line"],
    error="missing file",
)


def test_csv_holds_all_and_nothing_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write_results(path, [row(), FAILED], identity=IDENTITY)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert tuple(first) == COLUMNS
    assert float(first["similarity"]) == 0.1 + 0.2
    assert (first["evidence"], second["evidence"]) == ("evidence-imitation-weak", "")
    assert first["reference"] == "/x/r.png; /x/s.png"
    assert (first["box"], first["page"], first["amount"]) == ("1,2,3,4", "2", "-12.50")
    assert first["calibration"] == "'=cmd"
    assert first["reason_codes"] == "specimen-unusable:no-ink; neither-alike-nor-different"
    assert (second["id"], second["similarity"], second["box"]) == ("'=1+1", "", "")
    assert second["reasons"] == "'-x\nnew line"


def test_json_lines_and_parquet_hold_the_values_themselves(tmp_path: Path) -> None:
    for name in ("r.jsonl", "r.parquet"):
        write_results(tmp_path / name, [row(), FAILED], identity=IDENTITY)
    lines = (tmp_path / "r.jsonl").read_text(encoding="ascii").splitlines()
    found = [json.loads(line) for line in lines]
    assert found[0]["reference"] == ["/x/r.png", "/x/s.png"]
    assert found[1]["id"] == "=1+1"
    assert found[1]["similarity"] is None
    parquet = pytest.importorskip("pyarrow.parquet")
    codes = ["specimen-unusable:no-ink", "neither-alike-nor-different"]
    assert parquet.read_table(tmp_path / "r.parquet").to_pylist() == [
        line | {"reason_codes": codes} for line in found
    ]
    assert found[0]["reason_codes"][0] == {
        "code": "specimen-unusable",
        "parameters": {"finding": {"code": "no-ink", "parameters": {}}, "specimen": "a.png"},
    }


def test_a_fault_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("old")

    def broken() -> Iterator[ResultRow]:
        yield row()
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space"):
        write_results(path, broken(), identity=IDENTITY)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_formats_are_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_format(tmp_path / "r.CSV")
    with pytest.raises(UsageError, match=r"\.jsonl"):
        check_format(tmp_path / "r.xlsx")
    real = builtins.__import__

    def without_pyarrow(name: str, *rest: Any) -> ModuleType:  # noqa: ANN401
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pyarrow)
    with pytest.raises(MissingExtraError, match=r"sigverify\[parquet\]"):
        check_format(tmp_path / "r.parquet")


def test_undecodable_names_can_be_written(tmp_path: Path) -> None:
    from sigverify.batch.input.items import BatchItem, PicturePart
    from sigverify.batch.output.rows import failed_row

    item = BatchItem(id="1", questioned=PicturePart(path="/x/\udcfc.png"), references=())
    made = failed_row(item, error="e", reason="r")
    write_results(tmp_path / "r.csv", [made], identity=IDENTITY)
    assert "\\udcfc" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


def test_no_id_begins_a_formula_in_the_timings(tmp_path: Path) -> None:
    output = BatchOutput(results=tmp_path / "r.csv")
    journal = Journal(output.results, identity={}, resume=False)
    result = ChunkResult(
        index=0, rows=(row(id="=1+1"), row(id="2")), milliseconds=(1.5, 2.0), inks={}, read=0
    )
    journal.append(result)
    write_rows(output, journal=journal, judged_by=IDENTITY)
    journal.remove()
    timings = (tmp_path / "r.csv.timings.csv").read_text(encoding="utf-8")
    assert timings.splitlines() == ["id,milliseconds", "'=1+1,1.5", "2,2.0"]
