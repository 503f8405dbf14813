"""A letter of any size over a few made-up images, and runs of it that are killed on the way."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.helpers.letters import Cheque, Writer, both_sides
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ACCOUNTS = 20
VARIATIONS = 5
_FIRST_ACCOUNT = 1000


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
    """Write a letter; one cheque in eleven is signed by another hand than its account's."""
    with path.open("wb") as stream:
        for data in Writer().letter(_cheques(items, accounts=accounts, variations=variations)):
            stream.write(data)
    return path


def _cheques(items: int, *, accounts: int, variations: int) -> Iterator[Cheque]:
    for number in range(items):
        account = number % accounts
        hand = account if number % 11 else (account + 1) % accounts
        variation = 3 + number // accounts % variations
        yield Cheque(
            account=str(_FIRST_ACCOUNT + account),
            serial=str(number),
            amount=100 + number,
            pictures=both_sides(hand, variation),
        )


def batch_command(night: Path, results: Path, *more: str) -> list[str]:
    """Return the command that verifies a letter, as a process of its own."""
    program = "import sys; from sigverify.__main__ import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", program, "batch", str(night), "-o", str(results), *more]


def run_killed(
    command: Sequence[str],
    *,
    journal: Path,
    chunks: int,
    watch: Callable[[int], None] = lambda process: None,
) -> bool:
    """Run a command and kill it with signal 9 when its journal holds a number of chunks.

    Args:
        command: the command.
        journal: its journal.
        chunks: when to kill it.
        watch: called a few times a second with the process's number.

    Returns:
        Whether it was killed, rather than faster.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        watch(process.pid)
        with contextlib.suppress(FileNotFoundError):
            # The first line is the run's identity.
            if journal.read_bytes().count(b"\n") > chunks:
                process.send_signal(signal.SIGKILL)
                process.wait()
                return True
        time.sleep(0.05)
    return False
