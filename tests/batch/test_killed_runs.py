"""A batch that is killed with signal 9 resumes to the same results."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sigverify.batch.output.outcome import Summary
from sigverify.errors import ExitCode

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
Run = Callable[..., Summary]


@needs_signals
def test_a_run_killed_at_random_moments_resumes_to_the_same_file(
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
    """Kill a run with signal 9 when its journal has a random length, resume it, and compare."""
    run("whole.csv")
    whole = (folder / "whole.csv").read_bytes()
    rng = np.random.default_rng(seed)
    for number in range(kills):
        output = folder / f"{number}.csv"
        journal = folder / f"{number}.csv.part" / "journal"
        program = (
            "import sys; from sigverify.batch import plan; plan.CHUNK_ITEMS = 4;"
            "from sigverify.__main__ import main; sys.exit(main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", program, "batch", str(table), "-o", str(output)]
        command += ["--model", str(model), "--resume", "--workers", str(1 + number % 2)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        target = int(rng.integers(0, 12_000))
        while process.poll() is None:
            # The journal does not exist yet, or no longer: the run was faster than the kill.
            with contextlib.suppress(FileNotFoundError):
                if journal.stat().st_size >= target:
                    process.send_signal(signal.SIGKILL)
                    break
            os.sched_yield()
        assert process.wait() in (ExitCode.ITEMS_FAILED, -signal.SIGKILL)
        run(f"{number}.csv", resume=True)
        assert output.read_bytes() == whole
