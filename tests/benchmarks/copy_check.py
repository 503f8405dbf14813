"""Measures how often the copy check is wrong, by data set. Run by hand:

python tests/benchmarks/copy_check.py MANIFEST.csv [--pairs N] [--copies N] [--seed N] [--list]

The command draws genuine pairs from all splits of the manifest and prints how many the check calls
copies. Then it makes re-scanned copies of genuine signatures (tests/helpers/rescans.py), some of
them stretched or slanted first, and prints how many the check finds. ``--list`` names each genuine
pair that is called a copy: some sets hold the same signature twice, and only a person can tell.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sigverify.datasets.manifest import ManifestItem, read_manifest
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.quality import Severity, assess_quality
from sigverify.imaging.reading.scans import read_scan
from sigverify.imaging.registration import InkLines, Registration, ink_lines, register
from sigverify.scoring.performance.intervals import Rate
from sigverify.terms import Label
from sigverify.verification.copies import HOPELESS_SHARE, calls_copy
from tests.helpers.rescans import drawn_out, rescan

# The pairs of a writer are consecutive, so few inks need to be in memory.
KEPT = 64


class Inks:
    """Caches the lines of the most recently used signatures."""

    def __init__(self) -> None:
        self._known: dict[Path, InkLines] = {}

    def of(self, path: Path) -> InkLines:
        if path not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[path] = ink_lines(clean_crop(read_scan(path).grey))
        return self._known[path]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--pairs", type=int, default=4000, help="genuine pairs a set")
    parser.add_argument("--copies", type=int, default=500, help="re-scanned copies a set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name the pairs called copies")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sets: dict[str, dict[str, list[ManifestItem]]] = defaultdict(lambda: defaultdict(list))
    for item in read_manifest(options.manifest):
        if item.label is Label.GENUINE:
            sets[item.dataset][item.writer].append(item)
    for name, writers in sets.items():
        rng = np.random.default_rng(options.seed)
        print(name)
        measure_pairs(writers, count=options.pairs, rng=rng, named=options.list)
        for first_drawn_out in (False, True):
            measure_copies(writers, count=options.copies, rng=rng, first_drawn_out=first_drawn_out)


def measure_pairs(
    writers: dict[str, list[ManifestItem]], *, count: int, rng: np.random.Generator, named: bool
) -> None:
    """Print the genuine pairs that are called copies."""
    pairs = [pair for items in writers.values() for pair in combinations(items, 2)]
    drawn = np.sort(rng.permutation(len(pairs))[:count])
    inks, called, shares = Inks(), [], []
    started = time.perf_counter()
    for index in drawn:
        first, second = pairs[index]
        found = register(inks.of(first.path), inks.of(second.path), least_share=HOPELESS_SHARE)
        if calls_copy(found):
            called.append((first, second, found))
        else:
            shares.append(max(found.moved_share, found.fixed_share))
    seconds = time.perf_counter() - started
    print(f"  genuine pairs called copies: {rate(len(called), len(drawn))} of {len(pairs)} pairs")
    tops = " ".join(f"{share:.2f}" for share in sorted(shares)[-8:])
    print(f"  largest shares of the other pairs: {tops}")
    print(f"  {1000 * seconds / max(len(drawn), 1):.1f} ms a pair, reading included")
    if named:
        for first, second, found in called:
            print(f"    {first.name} {second.name} {described(found)}")


def measure_copies(
    writers: dict[str, list[ManifestItem]],
    *,
    count: int,
    rng: np.random.Generator,
    first_drawn_out: bool,
) -> None:
    """Print how many re-scanned copies are found, without those that can't be judged."""
    items = [item for of_writer in writers.values() for item in of_writer]
    found = tried = unusable = 0
    for index in rng.integers(len(items), size=count):
        grey = read_scan(items[index].path).grey
        copy = rescan(drawn_out(grey, rng) if first_drawn_out else grey, rng)
        ink = clean_crop(copy)
        if any(fault.severity is Severity.UNUSABLE for fault in assess_quality(copy, ink)):
            unusable += 1
            continue
        tried += 1
        lines, copied = ink_lines(ink), ink_lines(clean_crop(grey))
        found += calls_copy(register(lines, copied, least_share=HOPELESS_SHARE))
    what = "drawn out or slanted and re-scanned" if first_drawn_out else "re-scanned"
    print(
        f"  copies {what}, found: {rate(found, tried)}, {unusable} more were unusable", flush=True
    )


def rate(part: int, whole: int) -> str:
    """Return a share with its counts and its 95 % interval."""
    counted = Rate(part, whole)
    low, high = counted.interval
    return f"{100 * counted.value:.3f} % [{100 * low:.3f}, {100 * high:.3f}] ({part} of {whole})"


def described(found: Registration) -> str:
    """Return the figures that decided."""
    return (
        f"{found.moved_share:.2f} {found.fixed_share:.2f} "
        f"turned {found.degrees:.1f} stretched {found.stretch:.2f}"
    )


if __name__ == "__main__":
    main()
