"""Measures how long commands take from start to end. Run by hand:

python -m tests.benchmarks.start [--other CHECKOUT] [--runs 9]

Prints the least wall-clock time and the least processor time of several runs of each command, as a
process of its own. With `--other` the same commands run from another checkout of the program in
turn, and the ratio of the processor times is printed, which a busy machine disturbs least. The
modules are compiled first, as they are in an installed program.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parents[2]
NO_BYTECODE: Final = "PYTHONDONTWRITEBYTECODE"
DEMO: Final = Path("assets/demo")
SPECIMEN: Final = ("-r", str(DEMO / "specimen-1.png"))
COMMANDS: Final = {
    "--version": ("--version",),
    "--help": ("--help",),
    "verify, two crops": ("verify", str(DEMO / "genuine.png"), *SPECIMEN),
    "verify, a cheque": ("verify", str(DEMO / "cheque-genuine.jpg"), *SPECIMEN),
}


def run(arguments: tuple[str, ...], *, checkout: Path, compiled: Path) -> tuple[float, float]:
    """Return wall-clock and processor seconds of a command."""
    environment = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
    environment |= {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(compiled)}
    before, started = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sigverify", *arguments],
        cwd=checkout,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system
    return seconds, used - before.children_user - before.children_system


def main() -> None:
    """Run the commands in turn and print their times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--other", type=Path, metavar="CHECKOUT")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    places = [HERE] if options.other is None else [options.other.resolve(), HERE]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; least of {options.runs} runs")
    with tempfile.TemporaryDirectory() as folder:
        compare(places, runs=options.runs, compiled=Path(folder))


def compare(places: list[Path], *, runs: int, compiled: Path) -> None:
    """Run the commands from each checkout in turn and print their times."""
    for name, arguments in COMMANDS.items():
        found: list[list[tuple[float, float]]] = [[] for _ in places]
        # The first run compiles.
        for number in range(runs + 1):
            for times, place in zip(found, places, strict=True):
                once = run(arguments, checkout=place, compiled=compiled)
                times += [once] if number else []
        least = [[min(kind) for kind in zip(*times, strict=True)] for times in found]
        shown = [f"{wall:.2f} s, processor {used:.2f} s" for wall, used in least]
        if len(places) > 1:
            shown.append(f"processor time {least[1][1] / least[0][1]:.2f} of the other's")
        print(f"{name}: {'; here '.join(shown[:2])}{''.join(f'; {one}' for one in shown[2:])}")


if __name__ == "__main__":
    main()
