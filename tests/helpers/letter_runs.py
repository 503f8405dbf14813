"""A letter of any size over a few made-up images, and runs of it that are killed on the way."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sigverify.__main__ import main
from sigverify.batch.plan import CHUNK_ITEMS
from sigverify.records.opening import create_configured
from tests.helpers.letters import Cheque, Picture, Writer, both_sides, signed_grey
from tests.helpers.memory import memory_of
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ACCOUNTS = 20
VARIATIONS = 3
PARTS = 10
_FIRST_ACCOUNT = 1000
_POLL_SECONDS = 0.2
# The homes of the program's settings and records.
_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def write_specimens(folder: Path, *, accounts: int = ACCOUNTS) -> Path:
    """Write two specimens an account, as `register import` and `--specimens-dir` take them."""
    for number in range(accounts):
        for variation in (1, 2):
            place = folder / str(_FIRST_ACCOUNT + number) / "A" / f"{variation}.png"
            write_image(place, scribble(seed=number, variation=variation))
    return folder


def write_night(
    path: Path, *, items: int, accounts: int = ACCOUNTS, variations: int = VARIATIONS
) -> Path:
    """Write a letter of cheques, returns and credits; the whole of it is never in memory."""
    with path.open("wb") as stream:
        for data in Writer().letter(_items(items, accounts=accounts, variations=variations)):
            stream.write(data)
    return path


def _items(items: int, *, accounts: int, variations: int) -> Iterator[Cheque]:
    """One in eleven is signed by another hand than its account's; some have a grey front, too."""
    for number in range(items):
        account = number % accounts
        hand = account if number % 11 else (account + 1) % accounts
        variation = 3 + number // accounts % variations
        views: tuple[Picture, ...] = both_sides(hand, variation)
        if hand % 3 == 0:
            grey = Picture(data=signed_grey(hand, variation), format="21", compression="01")
            views = (views[0], grey, views[1])
        yield Cheque(
            type="61" if number % 50 == 49 else "31" if number % 40 == 39 else "25",
            account=str(_FIRST_ACCOUNT + account),
            serial=str(number),
            amount=100 + number,
            pictures=views,
        )


def run_killed(
    command: Sequence[str],
    *,
    journal: Path,
    chunks: int,
    environment: dict[str, str],
    watch: Callable[[int, int], None],
) -> bool:
    """Run a command and kill it with signal 9 when its journal holds a number of chunks.

    Args:
        command: the command.
        journal: its journal.
        chunks: when to kill it.
        environment: its environment.
        watch: called a few times a second with the process's number and that of the chunks.

    Returns:
        Whether it was killed, rather than faster.
    """
    done = _Chunks(journal)
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    while process.poll() is None:
        watch(process.pid, done.count())
        if done.count() >= chunks:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        time.sleep(_POLL_SECONDS)
    assert process.returncode == 0, command
    return False


class _Chunks:
    """Counts the chunks in a growing journal; its first line is the run's identity."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._read = self._lines = 0

    def count(self) -> int:
        with contextlib.suppress(FileNotFoundError), self._journal.open("rb") as stream:
            stream.seek(self._read)
            while data := stream.read(2**20):
                self._read += len(data)
                self._lines += data.count(b"\n")
        return max(0, self._lines - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A letter that was verified twice against a register: at one go, and killed on the way.

    Attributes:
        letter: the letter.
        whole: the results of the run that nothing disturbed.
        resumed: the results of the runs that were killed and went on.
        report: the report of the latter.
        kills: how often these were killed.
        seconds: how long the undisturbed run took.
        peaks: most bytes of memory of the killed and resumed runs with all their processes, in each
            tenth of the items; 0 where none was measured.
    """

    letter: Path
    whole: Path
    resumed: Path
    report: Path
    kills: int
    seconds: float
    peaks: tuple[int, ...]


def verify_night(
    folder: Path,
    *,
    items: int,
    accounts: int = ACCOUNTS,
    variations: int = VARIATIONS,
    model: Path | None = None,
    workers: int = 2,
) -> Night:
    """Verify a made-up letter whole, then again with two kills, against a register of its own.

    Args:
        folder: an empty folder.
        items: number of items.
        accounts: number of accounts of the register.
        variations: number of signatures of each account.
        model: the model's folder; None takes the shipped one.
        workers: number of processes.
    """
    letter = write_night(
        folder / "night.x937", items=items, accounts=accounts, variations=variations
    )
    specimens = write_specimens(folder / "in", accounts=accounts)
    homes = {name: str(folder / "home" / name) for name in _HOMES}
    more = ["--quiet"] if model is None else ["--quiet", "--model", str(model)]
    whole, resumed = folder / "whole.csv", folder / "resumed.csv"
    with _environment(homes):
        create_configured(key_file=folder / "key")
        assert main(["register", "import", str(specimens), *more]) == 0
        more += ["--workers", str(workers), "--date", "2030-01-02", "--resume"]
        more += ["--cache", str(folder / "cache")]
        shutil.copytree(folder / "home", folder / "home before")
        started = time.perf_counter()
        assert main(["batch", str(letter), "-o", str(whole), *more]) == 0
        seconds = time.perf_counter() - started
    # The records keep what was presented, so each run begins with those from before.
    shutil.rmtree(folder / "home")
    (folder / "home before").rename(folder / "home")
    environment = {**os.environ, **homes}

    chunks = -(-items // CHUNK_ITEMS)
    journal = folder / "resumed.csv.part" / "journal"
    peaks: dict[int, int] = defaultdict(int)

    def watch(process: int, done: int) -> None:
        part = min(PARTS * done // chunks, PARTS - 1)
        peaks[part] = max(peaks[part], memory_of(process))

    report = folder / "report.html"
    command = [sys.executable, "-m", "sigverify", "batch", str(letter)]
    command += ["-o", str(resumed), "--report", str(report), *more]
    kills = sum(
        run_killed(command, journal=journal, chunks=limit, environment=environment, watch=watch)
        for limit in (chunks // 3, 2 * chunks // 3, chunks + 1)
    )
    return Night(
        letter=letter,
        whole=whole,
        resumed=resumed,
        report=report,
        kills=kills,
        seconds=seconds,
        peaks=tuple(peaks[part] for part in range(PARTS)),
    )


@contextlib.contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
