"""Measures how long `sigverify verify` takes as a whole process with its imports. Run by hand:

python tests/benchmarks/whole_process.py QUESTIONED REFERENCE [--model NAME|FOLDER]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

RUNS = 15


def main() -> None:
    """Time the command on two given images, after one run that warms the disk cache."""
    questioned, reference, *more = sys.argv[1:]
    command = [sys.executable, "-m", "sigverify", "verify", questioned, "--reference", reference]
    walls: list[float] = []
    processor: list[float] = []
    for run in range(RUNS + 1):
        before, started = os.times(), time.perf_counter()
        subprocess.run([*command, "--json", *more], check=True, stdout=subprocess.DEVNULL)
        wall, after = time.perf_counter() - started, os.times()
        if run:
            walls.append(wall)
            used = after.children_user + after.children_system
            processor.append(used - before.children_user - before.children_system)
    print(f"{RUNS} runs on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, values in (("wall", walls), ("processor", processor)):
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:>9}: median {middle:.2f} s, least {low:.2f} s, most {high:.2f} s")


if __name__ == "__main__":
    main()
