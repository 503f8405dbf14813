"""A run that failed at night can be explained from its log alone."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sigverify.__main__ import main
from sigverify.batch.input.items import ItemTable
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.outcome import Summary
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.errors import ExitCode
from sigverify.files import sha256_hex
from sigverify.logs import output
from sigverify.logs.output import Format, Level
from sigverify.verification.verifier import Verifier
from tests.helpers.places import ROOT
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ITEMS = 24
CHUNK = 4


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a log file for one test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(output, "log_file", lambda: tmp_path / "sigverify.log")
    output.set_up(level=Level.INFO, log_format=Format.JSON)
    yield tmp_path / "sigverify.log"
    output.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table whose file names and ids must not reach the log."""
    folder = tmp_path / "Miller"
    folder.mkdir()
    for hand in range(2):
        for variation in range(2):
            write_image(
                folder / f"Asha{hand}{variation}.png", scribble(seed=hand, variation=variation)
            )
    write_image(folder / "late.png", scribble(seed=1, variation=2))
    (folder / "torn.png").write_bytes((folder / "Asha00.png").read_bytes()[:200])
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("id", "questioned", "reference"))
        for row in range(1, ITEMS + 1):
            questioned = {3: "torn.png", ITEMS: "late.png"}.get(row, f"Asha{row % 2}1.png")
            lines.writerow((f"DE-4711-{row}", questioned, f"Asha{row % 2}0.png"))
    return folder / "items.csv"


def events(path: Path, name: str) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["event"] == name]


def test_an_image_that_is_torn_one_that_vanishes_and_a_process_that_is_killed(
    log: Path,
    table: Path,
    tmp_path: Path,
    pristine_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sigverify.batch.plan.CHUNK_ITEMS", CHUNK)
    killed: list[int] = []

    def disturb(summary: Summary, _total: int) -> None:
        (table.parent / "late.png").unlink(missing_ok=True)
        if summary.items and not killed:
            child = multiprocessing.active_children()[0]
            assert child.pid is not None
            killed.append(child.pid)
            child.kill()

    settings = BatchSettings(
        output=BatchOutput(results=tmp_path / "r.jsonl"), model=pristine_model, processes=2
    )
    with run_batch(ItemTable(table), settings=settings, progress=disturb):
        pass
    (started,) = events(log, "batch.started")
    assert (started["items"], started["processes"], started["resume"]) == (ITEMS, 2, False)
    identity = Verifier(pristine_model)
    assert started["model"] == identity.model.sha256[:12]
    assert started["calibration"] == identity.calibration.sha256[:12]

    torn, vanished = sorted(events(log, "batch.item_failed"), key=lambda record: record["row"])
    assert (torn["row"], torn["kind"]) == (3, "unreadable-file")
    assert torn["item"] == sha256_hex(b"DE-4711-3")[:8]
    assert torn["reason"] == "the file is cut off."
    assert "scan it again" in torn["remedy"]
    assert (vanished["row"], vanished["kind"], vanished["system"]) == (
        ITEMS,
        "missing-file",
        "ENOENT",
    )
    assert vanished["remedy"] == "Check the path, and that this user may read it."

    (died,) = events(log, "batch.worker_died")
    assert (died["worker"], died["signal"]) == (killed[0], "SIGKILL")
    for again in events(log, "batch.items_tried_again"):
        assert (again["first_row"] - 1) % CHUNK == 0
        assert again["last_row"] == again["first_row"] + CHUNK - 1
    (ended,) = events(log, "batch.ended")
    assert (ended["items"], ended["failed"], ended["level"]) == (ITEMS, 2, "info")
    assert ended["accept"] + ended["refer"] + ended["flag"] + ended["no_decision"] == ITEMS - 2
    text = log.read_text(encoding="utf-8")
    for name in ("Miller", "Asha", "torn.png", "late", "4711", str(tmp_path), "(withheld)"):
        assert name not in text


def test_a_bug_on_one_item_is_a_row_and_an_entry_with_its_traceback(
    log: Path,
    table: Path,
    tmp_path: Path,
    pristine_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare = Verifier.prepare_scan

    def failing(self: Verifier, scan: Any, **more: Any) -> Any:  # noqa: ANN401
        if more["path"].name == "late.png":
            raise ZeroDivisionError(f"{more['path']} of Asha's")
        return prepare(self, scan, **more)

    monkeypatch.setattr(Verifier, "prepare_scan", failing)
    settings = BatchSettings(output=BatchOutput(results=tmp_path / "r.csv"), model=pristine_model)
    with run_batch(ItemTable(table), settings=settings, progress=lambda _summary, _total: None):
        pass
    failed = events(log, "batch.item_failed")[-1]
    assert (failed["row"], failed["kind"]) == (ITEMS, "fault-of-the-program")
    assert failed["error"] == "ZeroDivisionError"
    assert failed["at"].startswith("sigverify.batch.judging.signatures:")
    (bug,) = events(log, "bug")
    assert bug["id"] == failed["bug"]
    assert "ZeroDivisionError" in bug["details"]
    assert "signatures.py:" in bug["details"]
    assert str(table.parent) not in log.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_full_disk_and_going_on_after_it(
    table: Path, tmp_path: Path, pristine_model: Path
) -> None:
    log = tmp_path / "home" / "sigverify" / "log" / "sigverify.log"
    # Each item has images of its own, so that only the journal grows.
    lines = ["questioned,reference"]
    for row in range(ITEMS):
        for name, image in (("q", "Asha01.png"), ("s", "Asha00.png")):
            shutil.copy(table.parent / image, table.parent / f"{name}{row}.png")
        lines.append(f"q{row}.png,s{row}.png")
    table.write_text("\n".join([*lines, "torn.png,torn.png"]), encoding="utf-8")
    program = (
        "import resource, sys\n"
        "from sigverify.batch import plan; plan.CHUNK_ITEMS = 4\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n"
        "from sigverify.__main__ import main\n"
        "sys.exit(main(sys.argv[2:]))\n"
    )
    words = ["--log-format", "json", "batch", str(table), "-o", str(tmp_path / "r.csv"), "--resume"]
    words += ["--model", str(pristine_model), "--workers", "1"]
    home = os.environ | {"XDG_STATE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    # Simulate a full disk: no file may be longer than a journal of some chunks.
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        [*command, "5000", *words], env=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.OUTPUT, done.stderr
    (cut_off,) = events(log, "batch.cut_off")
    assert 0 < cut_off["done"] < ITEMS
    assert cut_off["total"] == ITEMS + 1
    assert (cut_off["error"], cut_off["system"]) == ("OutputError", "EFBIG")
    assert "free space" in cut_off["remedy"]
    done = subprocess.run(
        [*command, str(2**30), *words], env=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.ITEMS_FAILED, done.stderr
    (resumed,) = events(log, "batch.resumed")
    assert (resumed["done"], resumed["total"]) == (cut_off["done"], ITEMS + 1)
    statuses = [record["status"] for record in events(log, "command.ended")]
    assert statuses == [ExitCode.OUTPUT, ExitCode.ITEMS_FAILED]
    assert len({record["run"] for record in events(log, "batch.started")}) == 2


def test_progress_goes_to_the_log_and_in_json_to_stderr_too(
    log: Path,
    table: Path,
    tmp_path: Path,
    pristine_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sigverify.batch.run_log.PROGRESS_ITEMS", CHUNK)
    monkeypatch.setattr("sigverify.batch.plan.CHUNK_ITEMS", CHUNK)
    words = ["batch", str(table), "--model", str(pristine_model), "--workers", "1"]
    assert main(["--log-format", "json", *words, "-o", str(tmp_path / "a.csv")]) == 3
    shown = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(record["done"], record["failed"]) for record in shown] == [
        (done, 1) for done in range(CHUNK, ITEMS + 1, CHUNK)
    ]
    assert {record["event"] for record in shown} == {"batch.progress"}
    assert shown[-1]["rate"] > 0
    assert shown == events(log, "batch.progress")
    assert main([*words, "-o", str(tmp_path / "b.csv")]) == 3
    err = capsys.readouterr().err
    assert f"{ITEMS} of {ITEMS} items, 1 failed" in err
    assert "batch." not in err
