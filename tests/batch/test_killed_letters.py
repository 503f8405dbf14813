"""A letter of many cheques, stopped and killed on the way, gives the results of a whole run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sigverify.batch.letters import LetterItems
from sigverify.batch.outcome import Summary
from sigverify.batch.output import BatchOutput
from sigverify.batch.plan import CHUNK_ITEMS
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.errors import CancelledError
from tests.helpers.letter_runs import batch_command, run_killed, write_night, write_specimens

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")


def test_a_few_hundred_cheques_stopped_twice(tmp_path: Path, pristine_model: Path) -> None:
    night = write_night(tmp_path / "night.x937", items=300, accounts=3, variations=1)
    items = LetterItems(night, specimens=write_specimens(tmp_path / "in", accounts=3))

    def run(name: str, *, stop_at: int = 999) -> Summary:
        def progress(summary: Summary, _total: int) -> None:
            if summary.items >= stop_at:
                raise KeyboardInterrupt

        settings = BatchSettings(
            output=BatchOutput(results=tmp_path / name),
            model=pristine_model,
            cache=tmp_path / "cache",
            resume=True,
        )
        with run_batch(items, settings=settings, progress=progress) as judged:
            return judged.summary

    assert run("whole.jsonl").failed == 0
    for chunks in (1, 3):
        with pytest.raises(CancelledError):
            run("r.jsonl", stop_at=chunks * CHUNK_ITEMS)
    assert run("r.jsonl").resumed == 3 * CHUNK_ITEMS
    assert (tmp_path / "r.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@needs_signals
@pytest.mark.slow
def test_thirty_thousand_cheques_killed_twice(tmp_path: Path, pristine_model: Path) -> None:
    night = write_night(tmp_path / "night.x937", items=30_000)
    specimens = write_specimens(tmp_path / "in")
    more = ["--specimens-dir", str(specimens), "--cache", str(tmp_path / "cache"), "--resume"]
    more += ["--model", str(pristine_model), "--workers", "2"]
    whole, results = tmp_path / "whole.csv", tmp_path / "r.csv"
    subprocess.run(batch_command(night, whole, *more), check=True, capture_output=True)
    journal = tmp_path / "r.csv.part" / "journal"
    command = batch_command(night, results, *more)
    assert run_killed(command, journal=journal, chunks=100)
    assert run_killed(command, journal=journal, chunks=300)
    subprocess.run(command, check=True, capture_output=True)
    assert results.read_bytes() == whole.read_bytes()
    assert whole.read_bytes().count(b"\r\n") == 30_001
