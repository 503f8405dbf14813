"""Counts the clean crops whose ink the separator changes, and times the cleaning of a crop.

    python tests/benchmarks/clean_crops.py MANIFEST.csv [--each N] [--seed N]

N crops of the splits `val` and `val_cross` are drawn from each set. Their ink is compared with that
of `clean_crop`, which no network touches; it should be the same to the last bit.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from sigverify.datasets.manifest import ManifestItem, read_manifest
from sigverify.detection.crops import clean_image
from sigverify.detection.cutout import bounded
from sigverify.detection.separator import shipped_separator
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.reading.scans import read_scan
from sigverify.terms import Split


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--each", type=int, default=100, help="crops of each set")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sets: dict[str, list[ManifestItem]] = defaultdict(list)
    for item in read_manifest(options.manifest):
        if item.split in (Split.VAL, Split.VAL_CROSS):
            sets[item.dataset].append(item)
    separator = shipped_separator()
    rng = np.random.default_rng(options.seed)
    for name, items in sets.items():
        drawn = rng.permutation(len(items))[: options.each]
        changed, taken = 0, []
        for place in drawn:
            scan = read_scan(items[place].path)
            started = time.thread_time()
            found = clean_image(scan.grey, colour=scan.colour, separator=separator).signature
            taken.append(1000 * (time.thread_time() - started))
            plain = clean_crop(bounded(scan.grey))
            changed += not np.array_equal(found.pen.ink, plain)
        print(
            f"{name}: {changed} of {len(drawn)} changed; "
            f"median {np.median(taken):.0f} ms, at most {max(taken):.0f} ms of the processor",
            flush=True,
        )


if __name__ == "__main__":
    main()
