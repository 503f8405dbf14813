"""Measures how much genuine signatures look like altered copies, by data set.

    python -m tests.benchmarks.altered_copies MANIFEST.csv [--writers N] [--specimens N]
        [--questioned N] [--seed N]

For some writers of each set, genuine signatures of all splits are compared with others of the
same writer: how much they agree part by part (`agreement_by_parts` of
`sigverify.verification.copies`), and whether their lines are of too even a width (`is_too_even`).
Pairs that are copies as they are, which BHSig holds, are left out. `tests.benchmarks.forgers`
measures what forgers alter.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy as np

from sigverify.datasets.manifest import ManifestItem, read_manifest
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.reading.scans import read_scan
from sigverify.imaging.registration import ink_lines, register
from sigverify.scoring.performance.intervals import Rate
from sigverify.terms import Label
from sigverify.verification.copies import ALTERED_SHARE, agreement_by_parts, calls_copy, is_too_even


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--writers", type=int, default=25, help="of each set")
    parser.add_argument("--specimens", type=int, default=4)
    parser.add_argument("--questioned", type=int, default=3, help="of each writer")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sets: dict[str, dict[str, list[ManifestItem]]] = defaultdict(lambda: defaultdict(list))
    for item in read_manifest(options.manifest):
        if item.label is Label.GENUINE:
            sets[item.dataset][item.writer].append(item)
    for name, writers in sets.items():
        rng = np.random.default_rng(options.seed)
        shares, seconds, left_out, even = [], 0.0, 0, 0
        for writer in rng.permutation(sorted(writers))[: options.writers].tolist():
            items = writers[writer]
            order = rng.permutation(len(items))[: options.specimens + options.questioned]
            lines = [ink_lines(clean_crop(read_scan(items[place].path).grey)) for place in order]
            specimens = lines[: options.specimens]
            for questioned in lines[options.specimens :]:
                if any(calls_copy(register(one, questioned)) for one in specimens):
                    left_out += 1
                    continue
                started = time.process_time()
                shares.append(agreement_by_parts(questioned, specimens))
                even += is_too_even(questioned, specimens)
                seconds += time.process_time() - started
        found = Rate(sum(share >= ALTERED_SHARE for share in shares), len(shares))
        low, high = found.interval
        tops = " ".join(f"{share:.2f}" for share in sorted(shares)[-5:])
        print(
            f"{name}: {found.errors} of {found.trials} genuine [{100 * low:.1f}, {100 * high:.1f} "
            f"%], largest {tops}; too even {even}; {left_out} copies left out; "
            f"{1000 * seconds / len(shares) / options.specimens:.0f} ms a specimen",
            flush=True,
        )


if __name__ == "__main__":
    main()
