"""A batch as a whole: the same decisions as one by one, and the same file whatever happens."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from sigverify.batch import pool as batch_pool
from sigverify.batch import run as batch_module
from sigverify.batch.items import ItemTable
from sigverify.batch.outcome import Summary
from sigverify.batch.output import BatchOutput
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.batch.work import Judge
from sigverify.errors import (
    CancelledError,
    DataError,
    ExitCode,
    OutputError,
    SigVerifyError,
    UsageError,
)
from sigverify.reporting.batch_report import write_report
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble

HANDS = 4
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
Run = Callable[..., Summary]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty items over a few images: good ones, bad ones, and some that make no sense."""
    folder = tmp_path_factory.mktemp("items")
    for hand in range(HANDS):
        for variation in range(3):
            image = scribble(seed=hand, variation=variation)
            write_image(folder / f"{hand}_{variation}.png", image)
    write_image(folder / "blank.png", np.full((150, 420), 255, np.uint8))
    (folder / "broken.png").write_bytes((folder / "0_0.png").read_bytes()[:200])
    page = [scribble(seed=hand, variation=1) for hand in (2, 3)]
    cv2.imwritemulti(str(folder / "pages.tif"), page)
    rows: list[tuple[object, ...]] = [
        ("broken.png", "0_0.png", "", "", ""),
        ("0_1.png", "broken.png;0_0.png", "", "", ""),
        ("nothing.png", "0_0.png", "", "", ""),
        ("blank.png", "0_0.png", "", "", ""),
        ("0_1.png", "blank.png", "", "", ""),
        ("0_1.png", "", "", "", "77"),
        ("0_1.png", "0_0.png", "", "900,900,10,10", ""),
        ("0_1.png", "0_0.png", "", "0,0,420,150", ""),
        ("pages.tif#page=2", "3_0.png;3_2.png", "", "", ""),
        ("pages.tif", "3_0.png", "2", "", ""),
        ("pages.tif", "2_0.png", "9", "", ""),
        ("0_0.png", "0_0.png;0_1.png;0_1.png", "", "", ""),
    ]
    for index in range(28):
        hand = index % HANDS
        claimed = hand if index % 3 else (hand + 1) % HANDS
        rows.append((f"{hand}_1.png", f"{claimed}_0.png;{claimed}_2.png", "", "", ""))
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("questioned", "reference", "page", "box", "account"))
        lines.writerows(rows)
    return folder / "items.csv"


def write_image(path: Path, grey: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())


@pytest.fixture
def run(pristine_model: Path, tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the batch into ``tmp_path / name``, in chunks of four items."""
    monkeypatch.setattr(batch_module, "CHUNK_ITEMS", 4)

    def run_it(
        name: str = "r.csv",
        *,
        items: Path = table,
        report: bool = False,
        progress: Callable[[Summary, int], None] = lambda _summary, _total: None,
        **settings: Any,  # noqa: ANN401 - any field
    ) -> Summary:
        output = BatchOutput(
            results=tmp_path / name, report=tmp_path / f"{name}.html" if report else None
        )
        chosen = BatchSettings(output=output, model=pristine_model, **settings)
        with run_batch(ItemTable(items), settings=chosen, progress=progress) as judged:
            if output.report is not None and judged.journal is not None:
                write_report(output.report, batch=judged, journal=judged.journal)
        return judged.summary

    return run_it


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
        for name in ("decision", "similarity", "reasons", "threshold"):
            assert row[name] == one[name]
        assert row["quality"] == [finding["kind"] for finding in one["questioned"]["quality"]]
        assert row["sha256"] == one["questioned"]["sha256"]
        box = one["questioned"]["box"]
        assert row["box"] == (box and list(box.values()))
    assert all(found == expected for found, expected in failed)
    assert (judged, len(failed)) == (34, 5)
    assert summary.failed == 6
    assert sum(summary.decisions.values()) == judged
    # The pages of a file, and the same specimens written in two ways, are told apart.
    assert rows[8]["decision"] == "accept"
    assert rows[9]["similarity"] is not None
    assert summary.reasons["failed", "missing file"] == 1
    assert summary.reasons["flag", "copy of a specimen"] >= 1
    assert summary.reasons["no-decision", "questioned signature: blank"] == 1


def test_each_picture_is_read_once(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: Path
) -> None:
    # Also where none stays in memory from one chunk to the next.
    monkeypatch.setattr("sigverify.batch.signatures.KEPT_BYTES", 1)
    monkeypatch.setattr("sigverify.batch.signatures.KEPT_LINES", 1)
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
    # What can't be read is tried again by each chunk that needs it.
    assert summary.read - len(embedded) <= 4
    run("cached.csv", cache=tmp_path / "cache")
    embedded.clear()
    run("again.csv", cache=tmp_path / "cache")
    assert len(embedded) == 1  # the box outside the picture
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "r.csv").read_bytes()


def test_processes_a_death_among_them_and_ctrl_c_change_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(report=True)
    killed: list[int] = []
    begun = batch_pool._Worker.begin

    def begin_and_kill_once(self: batch_pool._Worker, part: batch_pool.Part) -> None:
        begun(self, part)
        if part.chunk.index == 2 and not killed:
            killed.append(1)
            self._process.kill()

    monkeypatch.setattr(batch_pool._Worker, "begin", begin_and_kill_once)

    def stop(summary: Summary, _total: int) -> None:
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
            write_report(tmp_path / "r.html", batch=judged, journal=judged.journal)
        return judged.summary

    with pytest.raises(CancelledError, match="40 of 40 items are kept"):
        judge(resume=False, stop=KeyboardInterrupt)
    with pytest.raises(MemoryError):
        judge(resume=True, stop=MemoryError)
    results = (tmp_path / "r.csv").read_bytes()
    assert not (tmp_path / "r.html").exists()
    assert judge(resume=True, stop=None).resumed == 40
    assert (tmp_path / "r.csv").read_bytes() == results
    assert (tmp_path / "r.html").exists()
    assert not (tmp_path / "r.csv.part").exists()
    with run_batch(
        ItemTable(table), settings=replace(settings, resume=True), progress=lambda *_: None
    ) as done:
        assert (done.journal, done.summary.resumed) == (None, 40)


def test_an_item_that_ends_its_process_is_a_row(run: Run, tmp_path: Path, table: Path) -> None:
    marked = tmp_path / "items.csv"
    text = table.read_text(encoding="utf-8").replace("0_1.png", str(table.parent / "0_1.png"))
    marked.write_text(text, encoding="utf-8")
    plan = _TwoChunks(list(ItemTable(table))[11:15])
    parts = batch_pool.Parts(plan)
    rows: dict[int, tuple[Any, ...]] = {}
    while (part := parts.next_part()) is not None:
        items = part.chunk.items
        if any(item is plan.items[1] for item in items):
            finished = list(parts.died(part))
        else:
            finished = list(parts.done(part, _result(part)))
        rows |= {result.index: result.rows for result in finished}
    assert [row.error for row in rows[0]] == ["", "fault of the program"]
    assert [row.error for row in rows[1]] == ["", ""]
    assert [row.id for row in rows[0]] == [item.id for item in plan.items[:2]]


class _TwoChunks:
    def __init__(self, items: list[Any]) -> None:
        self.items = items
        self._next = 0

    def next_chunk(self) -> Any:  # noqa: ANN401
        from sigverify.batch.work import Chunk

        if self._next == 2:
            return None
        self._next += 1
        return Chunk(
            index=self._next - 1,
            items=tuple(self.items[2 * self._next - 2 : 2 * self._next]),
            needed_again=frozenset(),
            awaited=frozenset(),
        )


def _result(part: batch_pool.Part) -> Any:  # noqa: ANN401
    from sigverify.batch.journal import ChunkResult
    from sigverify.batch.results import failed_row

    rows = tuple(
        failed_row(item, error="", reason="")._replace(reasons=[]) for item in part.chunk.items
    )
    return ChunkResult(
        index=part.chunk.index, rows=rows, milliseconds=(0.0,) * len(rows), inks={}, read=0
    )


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
    with pytest.raises(UsageError, match="results already"):
        run()
    again = run(resume=True)
    assert (again.resumed, again.decisions) == (40, first.decisions)
    (tmp_path / "r.csv").write_bytes(before + b"x")
    with pytest.raises(UsageError, match="results already"):
        run(resume=True)
    empty = tmp_path / "empty.csv"
    empty.write_text("questioned,reference\n", encoding="utf-8")
    with pytest.raises(DataError, match="no item"):
        run("e.csv", items=empty)


def test_what_can_not_be_written_is_found_before_the_work(
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
        ("r.txt", UsageError, "which kind"),
    ):
        with pytest.raises(kind, match=words):
            run(name)
    with pytest.raises(OutputError, match="can't be written"):
        run("r.csv", cache=tmp_path / "file" / "cache")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 40 * 3000})())
    with pytest.raises(OutputError, match="are free"):
        run()


def test_items_that_change_meanwhile_are_noticed(run: Run, tmp_path: Path, table: Path) -> None:
    items = tmp_path / "items.csv"
    lines = table.read_text(encoding="utf-8").replace(",", f",{table.parent}/", 0).splitlines()
    items.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def change(summary: Summary, _total: int) -> None:
        if summary.items == 0:
            items.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")

    with pytest.raises(DataError, match="changed"):
        run(items=items, progress=change)


@needs_signals
def test_killed_at_random_moments_it_goes_on_to_the_same_file(
    run: Run, tmp_path: Path, table: Path, pristine_model: Path
) -> None:
    run_killed(run, tmp_path, table=table, model=pristine_model, kills=2, seed=1)


@needs_signals
@pytest.mark.slow
def test_killed_at_twenty_random_moments(
    run: Run, tmp_path: Path, table: Path, pristine_model: Path
) -> None:
    run_killed(run, tmp_path, table=table, model=pristine_model, kills=20, seed=2)


def run_killed(run: Run, folder: Path, *, table: Path, model: Path, kills: int, seed: int) -> None:
    """Kill a run with signal 9 once its journal has a random length, go on, and compare."""
    run("whole.csv")
    whole = (folder / "whole.csv").read_bytes()
    rng = np.random.default_rng(seed)
    for number in range(kills):
        output = folder / f"{number}.csv"
        journal = folder / f"{number}.csv.part" / "journal"
        program = (
            "import sys; from sigverify.batch import run; run.CHUNK_ITEMS = 4;"
            "from sigverify.__main__ import main; sys.exit(main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", program, "batch", str(table), "-o", str(output)]
        command += ["--model", str(model), "--resume", "--workers", str(1 + number % 2)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        target = int(rng.integers(0, 12_000))
        while process.poll() is None:
            # Not there yet, or not any more: the run was faster than the kill.
            with contextlib.suppress(FileNotFoundError):
                if journal.stat().st_size >= target:
                    process.send_signal(signal.SIGKILL)
                    break
            os.sched_yield()
        assert process.wait() in (ExitCode.ITEMS_FAILED, -signal.SIGKILL)
        run(f"{number}.csv", resume=True)
        assert output.read_bytes() == whole
