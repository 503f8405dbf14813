"""A batch where records are kept obeys the register and leaves no unrecorded results."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import cv2
import pytest

from sigverify.cli.app import run as run_command
from sigverify.errors import ExitCode
from sigverify.files import file_sha256
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.opening import create_configured, open_needed
from tests.helpers.scribbles import scribble

MODEL = "--model"


@pytest.fixture
def items(pristine_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records, and a table of two items of which one brings specimens for an account of its own."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")
    for variation in (1, 2):
        image = cv2.imencode(".png", scribble(seed=1, variation=variation))[1]
        (tmp_path / f"{variation}.png").write_bytes(image.tobytes())
    table = tmp_path / "items.csv"
    table.write_text("id,questioned,account,reference\nown,1.png,1,2.png\nplain,1.png,,2.png\n")
    return table


def batch(items: Path, results: Path, model: Path, *more: str) -> int:
    return run_command(
        ["batch", str(items), "--output", str(results), MODEL, str(model), "--workers", "1", *more]
    )


def batches() -> list[AuditRow]:
    with closing(open_needed().records) as records, records.reading() as connection:
        return list(records.audit.rows(connection, kinds=(Kind.BATCH,)))


def test_specimens_beside_an_account_are_refused(
    items: Path, pristine_model: Path, tmp_path: Path
) -> None:
    results = tmp_path / "r.jsonl"
    assert batch(items, results, pristine_model) == ExitCode.ITEMS_FAILED
    own, plain = (json.loads(line) for line in results.read_text().splitlines())
    assert own["error"] == "unclear item"
    assert "only the register says" in own["reasons"][0]
    assert own["similarity"] is None
    assert plain["similarity"] is not None


def test_without_records_an_account_is_only_copied(
    items: Path, pristine_model: Path, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "XDG_CONFIG_HOME")
    results = tmp_path / "r.jsonl"
    assert batch(items, results, pristine_model) == ExitCode.OK
    own = json.loads(results.read_text().splitlines()[0])
    assert (own["account"], own["error"]) == ("1", "")


def test_the_row_names_files_counts_and_calibration(
    items: Path,
    pristine_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = tmp_path / "r.csv"
    batch(items, results, pristine_model)
    (row,) = batches()
    facts = row.body["facts"]
    assert (facts["items"], facts["failed"]) == (2, 1)
    assert facts["results_sha256"] == file_sha256(results)
    assert facts["items_sha256"] == file_sha256(items)
    assert facts["calibration"]
    capsys.readouterr()
    assert run_command(["audit", "list", "--kind", "batch"]) == ExitCode.OK
    told = capsys.readouterr().out
    for word in (facts["results_sha256"], str(results), "items 2", "failed 1"):
        assert word in told


def test_a_table_on_the_standard_input_is_named_and_hashed(
    items: Path, pristine_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(items.read_bytes())))
    batch(Path("-"), tmp_path / "r.csv", pristine_model)
    (row,) = batches()
    assert row.body["facts"]["items_sha256"] == file_sha256(items)
    with closing(open_needed().records) as records, records.reading() as connection:
        assert records.audit.details(connection, row)["items"] == "standard input"


def test_a_batch_that_cannot_be_recorded_leaves_no_results(
    items: Path, pristine_model: Path, tmp_path: Path
) -> None:
    file = tmp_path / "XDG_DATA_HOME" / "sigverify" / "records" / "records.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as plain:
        plain.execute(
            "CREATE TRIGGER no_batch BEFORE INSERT ON audit_rows WHEN NEW.kind = 'batch' "
            "BEGIN SELECT RAISE(FAIL, 'no'); END"
        )
    results, report = tmp_path / "out" / "r.csv", tmp_path / "out" / "r.html"
    assert batch(items, results, pristine_model, "--report", str(report)) != ExitCode.OK
    assert not results.exists()
    assert not report.exists()
    left = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert not {"r.csv", "r.html", "r.csv.timings.csv", "r.csv.run.json"} & left
    with closing(sqlite3.connect(file, isolation_level=None)) as plain:
        plain.execute("DROP TRIGGER no_batch")
    status = batch(items, results, pristine_model, "--report", str(report), "--resume")
    assert status == ExitCode.ITEMS_FAILED
    assert results.is_file()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert [row.body["facts"]["results_sha256"] for row in batches()] == [file_sha256(results)]
