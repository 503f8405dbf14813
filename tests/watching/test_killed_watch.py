"""A watch that is killed at any moment, and told to end, loses no item and verifies none twice."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import sigverify
from sigverify.watching.shown import read_shown
from sigverify.watching.watch import LOCK_NAME
from tests.helpers.letters import Cheque, both_sides, letter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")

ROOT = Path(sigverify.__file__).parents[1]


class Program:
    """`sigverify watch` in a process of its own, and what it may not lose."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.output = folder / "results"
        self.delivered: list[str] = []
        self._command = [
            *(sys.executable, "-m", "sigverify", "--log-format", "json", "watch", str(folder)),
            *("--model", str(model), "--workers", "1", "--settle", "0.2", "--quiet"),
        ]

    def start(self, *more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._command, *more],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self) -> None:
        """Run until everything is done, and compare what came out with what was delivered."""
        process = self.start("--once")
        _, errors = process.communicate(timeout=1800)
        assert process.returncode == 0, errors
        found: Counter[str] = Counter()
        for path in self.output.glob("*.csv"):
            if not path.name.endswith(".timings.csv"):
                with path.open(encoding="utf-8-sig", newline="") as stream:
                    found.update(row["id"] for row in csv.DictReader(stream))
        assert found == Counter(self.delivered)
        shown = read_shown(self.output, lock=LOCK_NAME)
        assert shown["takes"]["running"] == shown["takes"]["failed"] == 0
        assert shown["items"] == len(self.delivered)
        assert not list(self.output.glob("*.part"))


def deliver(folder: Path, program: Program, *, number: int, items: int) -> None:
    """Every third delivery is a letter of cheques, the others are tables."""
    names = [f"{number + 1:05d}{one:010d}" for one in range(items)]
    program.delivered += names
    if number % 3 == 1:
        cheques = (Cheque(sequence=name, pictures=both_sides(1)) for name in names)
        unfinished = folder / f"t{number}.x937.part"
        unfinished.write_bytes(letter(cheques))
        unfinished.rename(folder / f"t{number}.x937")
        return
    lines = [
        f"{name},images/{place % 4}.png,images/{(place + 1) % 4}.png\n"
        for place, name in enumerate(names)
    ]
    unfinished = folder / f"t{number}.csv.part"
    unfinished.write_text("id,questioned,reference\n" + "".join(lines))
    unfinished.rename(folder / f"t{number}.csv")


def disturbed(
    folder: Path, model: Path, *, times: int, items: int, longest: float, end_every: int = 0
) -> None:
    """Deliver and kill so many times, or now and then ask the watch to end."""
    moments = random.Random(times)
    program = Program(folder, model)
    for number in range(times):
        process = program.start()
        deliver(folder, program, number=number, items=items)
        if not end_every or (number + 1) % end_every:
            time.sleep(moments.uniform(0, longest))
            process.kill()
            process.communicate()
            continue
        # The state is written anew once the watch is there to be told.
        before = state_time(program)
        while state_time(program) == before and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=600)
        assert (process.returncode, errors) == (0, "")
        assert not read_shown(program.output, lock=LOCK_NAME)["running"]
    program.finish()


def state_time(program: Program) -> int:
    state = program.output / "state.json"
    return state.stat().st_mtime_ns if state.exists() else 0


def test_a_kill_and_an_end_in_order_lose_nothing(folder: Path, pristine_model: Path) -> None:
    disturbed(folder, pristine_model, times=2, items=70, longest=3.0, end_every=2)


@pytest.mark.slow
def test_a_night_with_ten_kills(folder: Path, pristine_model: Path) -> None:
    disturbed(folder, pristine_model, times=10, items=500, longest=12.0)
