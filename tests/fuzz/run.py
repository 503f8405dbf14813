"""Feed a reader mutated files for a while. Run by hand:

python tests/fuzz/run.py [READER ...] [--seconds 60] [--seed 1] [--atheris]

Each reader runs in a process of its own. A fault is an exception other than a refusal, an input
that takes more than two seconds of processor time, a process that dies, or one that takes more than
one gigabyte. The command writes the input to tests/fuzz/found/READER-HASH. After the fix, add a
small made-up input to tests/fuzz/corpus/READER/, which the suite reads. With ``--atheris``
(pip install atheris) code coverage guides the mutations.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

HERE = Path(__file__).resolve().parent
MAX_SECONDS = 2.0
MAX_BYTES = 2**30
# Wall-clock limit of one input; longer than the limit on processor time, for a busy machine.
HANG_SECONDS = 90

TOKENS = (
    b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\0\xff\xff", b"\x80\0\0\0", b"1e999",
    b"NaN", b"-1", b"[" * 2000, b"9" * 400, b"\0", b"\xef\xbb\xbf", b"../../", b'"', b"\r\n", b",;",
    b"\xed\xa0\x80", b"null", b"true", b"=cmd|' /C calc'!A0",
)  # fmt: skip


VALUES = (
    "null", "true", "-1", "0.5", "1e999", "-1e999", "NaN", "9" * 400, "9" * 5000, '""', '"x"',
    '"\\ud800"', '"\\u0000"', '"../../x"', "[]", "[[]]", "{}", '{"x": 1}', "[" * 2000,
)  # fmt: skip


def mutated(data: bytes, others: Sequence[bytes], *, rng: random.Random) -> bytes:
    """Return a damaged copy: bytes set, removed, repeated, inserted, or taken from another example.

    Half of the JSON inputs get another value instead, which byte mutations rarely produce.
    """
    if data[:1] == b"{" and rng.random() < 0.5:
        lines = [data] if rng.random() < 0.5 else data.split(b"\n")  # many values, or one
        place = rng.randrange(len(lines))
        with contextlib.suppress(ValueError):
            lines[place] = _with_other_value(json.loads(lines[place]), rng=rng)
            return b"\n".join(lines)
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6, 12))):
        size = max(len(changed), 1)
        # Headers and directories are at the ends.
        near = min(size, rng.choice((32, 256, size)))
        place = rng.randrange(near) if rng.random() < 0.5 else size - 1 - rng.randrange(near)
        length = rng.choice((1, 1, 2, 4, 8, 64, 512))
        what = rng.randrange(6)
        if what == 0 and changed:
            changed[place] ^= 1 << rng.randrange(8)
        elif what == 1:
            token = rng.choice(TOKENS)
            changed[place : place + len(token)] = token
        elif what == 2:
            del changed[place : place + length]
        elif what == 3:
            changed[place:place] = changed[place : place + length] * rng.choice((1, 2, 50))
        elif what == 4:
            changed[place:place] = rng.choice(TOKENS)
        else:
            other = rng.choice(others)
            start = rng.randrange(max(len(other), 1))
            changed[place : place + length] = other[start : start + length]
    return bytes(changed)


def _with_other_value(value: Any, *, rng: random.Random) -> bytes:  # noqa: ANN401 - JSON
    """Return JSON with a value, at any depth, removed or replaced."""
    if not isinstance(value, dict | list) or not value:
        raise ValueError("there is no value in it")
    mark = "@another@"
    holders = [value]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder
        holders += [one for one in inner if isinstance(one, dict | list) and one]
    holder = rng.choice(holders)
    where = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    if rng.random() < 0.1:
        del holder[where]
    else:
        holder[where] = mark
    return json.dumps(value).replace(f'"{mark}"', rng.choice(VALUES)).encode()


def main() -> int:
    """Fuzz the readers one after another; returns 0 if no fault was found."""
    from tests.fuzz.readers import READERS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    found = 0
    for name in options.readers or READERS:
        context = multiprocessing.get_context("spawn")
        last = HERE / "found" / f"{name}-last"
        last.parent.mkdir(exist_ok=True)
        work = _led if options.atheris else _fuzz
        process = context.Process(target=work, args=(name, options.seconds, options.seed, last))
        process.start()
        process.join()
        if process.exitcode:
            found += 1
            kept = last.with_name(f"{name}-{_hash(last.read_bytes())}") if last.exists() else last
            if last.exists():
                last.replace(kept)
            print(f"{name}: FAULT (exit status {process.exitcode}); the input is {kept}")
        else:
            last.unlink(missing_ok=True)
    return 1 if found else 0


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


class _Watch:
    """Runs a reader on one input and ends the process on a fault."""

    def __init__(self, name: str, last: Path) -> None:
        from tests.fuzz.readers import READERS

        self.reader = READERS[name]
        self._last = last
        self._folder = Path(tempfile.mkdtemp())
        self.slowest = 0.0
        self.done = self.refused = 0
        signal.signal(signal.SIGALRM, self._hung)

    def feed(self, data: bytes) -> None:
        # Write the input first: a decoder that ends the process leaves no time for it.
        self._last.write_bytes(data)
        signal.alarm(HANG_SECONDS)
        started = _processor_seconds()
        try:
            self.refused += self.reader.refuses(data, self._folder)
        except Exception:
            traceback.print_exc()
            os._exit(2)
        signal.alarm(0)
        seconds = _processor_seconds() - started
        self.slowest = max(self.slowest, seconds)
        self.done += 1
        if seconds > MAX_SECONDS:
            print(f"took {seconds:.1f} s")
            os._exit(3)
        if self.peak > MAX_BYTES:
            print(f"took {self.peak / 2**20:.0f} MiB")
            os._exit(4)

    @property
    def peak(self) -> int:
        """The peak memory of the process or of one that it started, in bytes."""
        both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return max(resource.getrusage(which).ru_maxrss for which in both) * 1024

    def _hung(self, number: int, frame: FrameType | None) -> None:
        traceback.print_stack(frame)
        os._exit(5)

    def report(self, name: str) -> None:
        print(
            f"{name}: {self.done} inputs, {self.refused} refused, slowest {self.slowest:.2f} s of "
            f"a processor, peak {self.peak / 2**20:.0f} MiB",
            flush=True,
        )


def _processor_seconds() -> float:
    """Return the processor time of this process and its finished children (a PDF has one)."""
    return sum(os.times()[:4])


def _fuzz(name: str, seconds: float, seed: int, last: Path) -> None:
    watch = _Watch(name, last)
    rng = random.Random(seed)
    examples = watch.reader.examples()
    for example in examples:
        watch.feed(example)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        watch.feed(mutated(rng.choice(examples), examples, rng=rng))
    watch.report(name)


def _led(name: str, seconds: float, seed: int, last: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["sigverify"]):
        watch = _Watch(name, last)
        corpus = Path(tempfile.mkdtemp())
        for example in watch.reader.examples():
            (corpus / _hash(example)).write_bytes(example)
            watch.feed(example)  # some readers import modules on their first read
    end = time.monotonic() + seconds

    def feed(data: bytes) -> None:
        watch.feed(data)
        if time.monotonic() > end:
            watch.report(name)
            os._exit(0)  # Fuzz() never returns

    # This module limits time and memory itself.
    flags = (f"-seed={seed}", "-rss_limit_mb=0", "-timeout=0", "-verbosity=0")
    atheris.Setup([sys.argv[0], str(corpus), *flags], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
