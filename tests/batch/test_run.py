"""Whole batches: the decisions of single verifications, and the same file after any disturbance."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sigverify.batch.input.items import ItemTable
from sigverify.batch.judging.work import Judge
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.outcome import Summary
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.errors import (
    CancelledError,
    DataError,
    OutputError,
    SigVerifyError,
    UsageError,
)
from sigverify.reporting.batch_report import write_report
from sigverify.verification.verifier import Verifier

Run = Callable[..., Summary]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_each_item_gets_what_verify_gives(
    run: Run, table: Path, tmp_path: Path, pristine_model: Path
) -> None:
    summary = run("r.jsonl")
    rows = rows_of(tmp_path / "r.jsonl")
    verifier = Verifier(pristine_model)
    items = list(ItemTable(table))
    assert len(rows) == len(items) == summary.items == 40
    judged, failed = 0, []
    seen: dict[tuple[str, int, str], str] = {}
    for item, row in zip(items, rows, strict=True):
        assert row["id"] == item.id
        if item.fault is not None:
            assert (row["error"], row["reasons"]) == ("unclear item", [item.fault])
            continue
        if item.asks_register:
            assert row["error"] == "no register", "no records are kept here"
            assert "'reference'" in row["reasons"][0]
            continue
        assert item.questioned is not None
        try:
            questioned, *references = (
                verifier.prepare(Path(part.path), page=part.page, box=part.box)
                for part in (item.questioned, *item.references)
            )
        except SigVerifyError as error:
            failed.append((row["reasons"], [str(error)]))
            continue
        one = verifier.verify(questioned, references).as_json()
        judged += 1
        assert row["error"] == ""
        for name in ("decision", "similarity", "threshold"):
            assert row[name] == one[name]
        assert row["evidence"] == (one["evidence"] or "")
        # In a batch alone, an item may have the image of an earlier one.
        place = (row["sha256"], row["page"], str(row["box"]))
        first = seen.setdefault(place, row["id"])
        text = f"the image is the same as that of item {first} (number {first} of the batch)"
        assert row["reasons"] == one["reasons"] + ([] if first == row["id"] else [text])
        assert row["quality"] == [finding["kind"] for finding in one["questioned"]["quality"]]
        assert row["sha256"] == one["questioned"]["sha256"]
        box = one["questioned"]["box"]
        assert row["box"] == (box and list(box.values()))
    assert all(found == expected for found, expected in failed)
    assert (judged, len(failed)) == (34, 5)
    assert summary.failed == 6
    assert summary.repeated == judged - len(seen)
    assert sum(summary.decisions.values()) == judged
    # The batch distinguishes the pages of a file, and specimens that are spelt in two ways.
    assert rows[8]["similarity"] > rows[8]["threshold"]
    assert rows[9]["similarity"] is not None
    assert summary.reasons["failed", "missing file"] == 1
    assert summary.reasons["flag", "copy of a specimen"] >= 1
    assert summary.reasons["no-decision", "questioned signature: blank"] == 1


def test_each_picture_is_read_once(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: Path
) -> None:
    # This holds even if no signature stays in memory from one chunk to the next.
    monkeypatch.setattr("sigverify.batch.judging.signatures.KEPT_BYTES", 1)
    monkeypatch.setattr("sigverify.batch.judging.signatures.KEPT_LINES", 1)
    embedded: list[int] = []
    original = Verifier.prepare_scan

    def counted(self: Verifier, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        embedded.append(1)
        return original(self, *rest, **more)

    monkeypatch.setattr(Verifier, "prepare_scan", counted)
    summary = run()
    readable = {
        part
        for item in ItemTable(table)
        for part in item.pictures
        if Path(part.path).stem not in ("broken", "nothing") and part.page < 2
    }
    assert len(embedded) == len(readable)
    # Each chunk tries again to read an unreadable image that it needs.
    assert summary.read - len(embedded) <= 4
    run("cached.csv", cache=tmp_path / "cache")
    embedded.clear()
    run("again.csv", cache=tmp_path / "cache")
    assert len(embedded) == 1  # the box outside the image
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "r.csv").read_bytes()


def test_processes_a_death_among_them_and_ctrl_c_change_nothing(run: Run, tmp_path: Path) -> None:
    run(report=True)
    killed: list[int] = []

    def stop(summary: Summary, _total: int) -> None:
        if summary.items >= 4 and not killed:
            worker = multiprocessing.active_children()[0]
            worker.kill()
            killed.append(worker.pid or 0)
        if summary.items >= 20:
            raise KeyboardInterrupt

    with pytest.raises(CancelledError, match=r"20 of 40 items are kept.*--resume"):
        run("two.csv", report=True, processes=2, progress=stop)
    assert not (tmp_path / "two.csv").exists()
    resumed = run("two.csv", report=True, processes=2, resume=True)
    assert killed
    assert resumed.resumed == 20
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "r.csv").read_bytes()
    assert not (tmp_path / "two.csv.part").exists()


def test_a_report_that_is_cut_off_is_written_by_the_next_run(
    pristine_model: Path, tmp_path: Path, table: Path
) -> None:
    output = BatchOutput(results=tmp_path / "r.csv", report=tmp_path / "r.html")
    settings = BatchSettings(output=output, model=pristine_model)

    def judge(*, resume: bool, stop: type[BaseException] | None) -> Summary:
        chosen = replace(settings, resume=resume)
        with run_batch(ItemTable(table), settings=chosen, progress=lambda *_: None) as judged:
            if stop is not None:
                raise stop
            assert judged.journal is not None
            assert judged.report is not None
            write_report(judged.report, batch=judged, journal=judged.journal)
        return judged.summary

    with pytest.raises(CancelledError, match="40 of 40 items are kept"):
        judge(resume=False, stop=KeyboardInterrupt)
    with pytest.raises(MemoryError):
        judge(resume=True, stop=MemoryError)
    # What must accompany the results was not done, so there are no results.
    assert not (tmp_path / "r.csv").exists()
    assert not (tmp_path / "r.html").exists()
    assert judge(resume=True, stop=None).resumed == 40
    assert (tmp_path / "r.csv").exists()
    assert (tmp_path / "r.html").exists()
    assert not (tmp_path / "r.csv.part").exists()
    with run_batch(
        ItemTable(table), settings=replace(settings, resume=True), progress=lambda *_: None
    ) as done:
        assert (done.journal, done.summary.resumed) == (None, 40)


def test_a_bug_on_one_item_is_its_row(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Verifier.verify_many

    def broken(self: Verifier, cases: Any, **more: Any) -> Any:  # noqa: ANN401
        if any(questioned.path.name == "2_1.png" for questioned, _ in cases):
            raise ZeroDivisionError("oh")
        return original(self, cases, **more)

    monkeypatch.setattr(Verifier, "verify_many", broken)
    run("r.jsonl")
    for row in rows_of(tmp_path / "r.jsonl"):
        assert (row["error"] == "fault of the program") == row["questioned"].endswith("2_1.png")


def test_the_run_of_other_items_or_a_finished_one_is_not_mixed_up(
    run: Run, tmp_path: Path, table: Path
) -> None:
    first = run()
    before = (tmp_path / "r.csv").read_bytes()
    with pytest.raises(UsageError, match="already holds results"):
        run()
    again = run(resume=True)
    assert (again.resumed, again.decisions) == (40, first.decisions)
    (tmp_path / "r.csv").write_bytes(before + b"x")
    with pytest.raises(UsageError, match="already holds results"):
        run(resume=True)
    empty = tmp_path / "empty.csv"
    empty.write_text("questioned,reference\n", encoding="utf-8")
    with pytest.raises(DataError, match="no item"):
        run("e.csv", items=empty)


def test_unwritable_outputs_are_refused_before_the_work(
    run: Run, tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(*_: object, **__: object) -> None:
        raise AssertionError("the work has begun")

    monkeypatch.setattr(Judge, "judge", judged)
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    for name, kind, words in (
        ("file/r.csv", OutputError, "can't be written"),
        ("folder.csv", OutputError, "folder"),
        ("r.txt", UsageError, "not a format"),
    ):
        with pytest.raises(kind, match=words):
            run(name)
    with pytest.raises(OutputError, match="can't be written"):
        run("r.csv", cache=tmp_path / "file" / "cache")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 40 * 3000})())
    with pytest.raises(OutputError, match="are free"):
        run()


def test_items_that_change_during_a_run_are_noticed(run: Run, tmp_path: Path, table: Path) -> None:
    items = tmp_path / "items.csv"
    lines = table.read_text(encoding="utf-8").replace(",", f",{table.parent}/", 0).splitlines()
    items.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def change(summary: Summary, _total: int) -> None:
        if summary.items == 0:
            items.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")

    with pytest.raises(DataError, match="changed"):
        run(items=items, progress=change)
