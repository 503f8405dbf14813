"""Measures the search for an ink that was presented before, among very many.

    python -m tests.benchmarks.presentments MANIFEST.csv [--earlier N] [--copies N] [--alarms N]
        [--writers N] [--signatures N] [--seed N]

Real genuine signatures are the earlier items. More are made of half of the writers until there are
as many as asked: the left half of one ink beside the right half of another writer's, mirrored or
not, so that each is the ink of nobody else. Of the other writers

- re-scanned copies (`tests/helpers/rescans.py`, some of them drawn out first) are looked for;
- real signatures are looked for without themselves: whatever is found is a false alarm, or an ink
  that its data set holds twice. Each makes a genuine pair with every other signature of its signer.

The times are the processor's, of one search with its confirmation; the code of the questioned ink
is apart.
"""

from __future__ import annotations

import argparse
import os
import time
import zlib
from collections import Counter, defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import ManifestItem, read_manifest
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.ink_code import (
    COLUMNS,
    DIRECTIONS,
    ROWS,
    InkCode,
    coded_bitmap,
    ink_code,
)
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.quality import Severity, assess_quality
from sigverify.imaging.reading.scans import read_scan
from sigverify.imaging.registration import CANVAS, InkLines, lines_on_canvas
from sigverify.scoring.performance.intervals import Rate
from sigverify.terms import Label
from sigverify.verification.presentments.entries import Origin, SeenInk
from sigverify.verification.presentments.index import InkIndex
from tests.helpers.rescans import drawn_out, rescan

Image = NDArray[np.uint8]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--earlier", type=int, default=100_000)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--writers", type=int, default=1000, help="greatest number of writers")
    parser.add_argument("--signatures", type=int, default=24, help="greatest number a writer")
    parser.add_argument("--alarms", type=int, default=2000, help="real signatures looked for")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(options.seed)
    items = chosen(options, rng=rng)
    index, canvases, codes = InkIndex(), [], []
    for item in items:
        canvas = normalize_ink(clean_crop(read_scan(item.path).grey), CANVAS)
        canvases.append(canvas)
        ink = seen(lines_on_canvas(canvas), item.path)
        codes.append(ink.code)
        index.add(ink, at="")
    sizes = Counter(item.writer for item in items)
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    print(
        f"{len(items)} real signatures of {len(sizes)} writers, {pairs} genuine pairs", flush=True
    )
    # Made of the ink of half of the writers; the other half's is looked for.
    writers = [item.writer for item in items]
    made_of = set(sorted(set(writers))[::2])
    whose = [place for place, writer in enumerate(writers) if writer in made_of]
    fill(
        index,
        [codes[place] for place in whose],
        writers=[writers[place] for place in whose],
        count=options.earlier,
        rng=rng,
    )
    rest = [place for place, writer in enumerate(writers) if writer not in made_of]
    items, canvases = [items[place] for place in rest], [canvases[place] for place in rest]
    print(f"{len(index)} earlier items", flush=True)
    measure_alarms(index, items, canvases, options=options, rng=rng)
    for first_drawn_out in (False, True):
        count = options.copies // (3 if first_drawn_out else 1)
        measure_copies(index, items, count=count, rng=rng, first_drawn_out=first_drawn_out)


def chosen(options: argparse.Namespace, *, rng: np.random.Generator) -> list[ManifestItem]:
    """Genuine signatures of some writers."""
    by_writer: dict[str, list[ManifestItem]] = defaultdict(list)
    for item in read_manifest(options.manifest):
        if item.label is Label.GENUINE:
            by_writer[item.writer].append(item)
    writers = rng.permutation(sorted(by_writer))[: options.writers]
    return [
        by_writer[writer][place]
        for writer in writers.tolist()
        for place in rng.permutation(len(by_writer[writer]))[: options.signatures]
    ]


def seen(lines: InkLines, name: Path | str) -> SeenInk:
    """An ink as the records keep it."""
    return SeenInk(
        origin=Origin(item=str(name), path=str(name), sha256=str(name)), code=ink_code(lines)
    )


def fill(
    index: InkIndex,
    codes: list[InkCode],
    *,
    writers: list[str],
    count: int,
    rng: np.random.Generator,
) -> None:
    """Add made inks until the index has as many as asked."""
    half = CANVAS.canvas_width // 2
    bitmaps = [coded_bitmap(code.line) for code in codes]
    parts = [code.vector.reshape(DIRECTIONS, ROWS, COLUMNS) for code in codes]
    while len(index) < count:
        left, right = rng.integers(len(codes), size=2)
        if writers[left] == writers[right]:
            continue
        bitmap = np.concatenate([bitmaps[left][:, :half], bitmaps[right][:, half:]], axis=1)
        # A half with nearly all of the line is the same ink, and rightly found.
        if not 0.3 < bitmap[:, :half].sum() / bitmap.sum() < 0.7:
            continue
        # The frame of the joined line would be another one; for the search any vector does.
        middle = COLUMNS // 2
        vector = np.concatenate([parts[left][..., :middle], parts[right][..., middle:]], axis=2)
        if rng.random() < 0.5:
            bitmap, vector = bitmap[:, ::-1], vector[..., ::-1]
        line = zlib.compress(np.packbits(bitmap).tobytes(), 1)
        # Of the same length as any other, or the heavier halves would be near to everything.
        lengths = np.linalg.norm(
            np.stack([codes[left].vector, vector.reshape(-1)]).astype(np.float64), axis=1
        )
        scaled = np.clip(np.round(vector.reshape(-1) * (lengths[0] / lengths[1])), 0, 255)
        code = InkCode(vector=scaled.astype(np.uint8), line=line)
        name = f"made {len(index)}"
        index.add(SeenInk(origin=Origin(item=name, path=name, sha256=name), code=code), at="")


def measure_alarms(
    index: InkIndex,
    items: list[ManifestItem],
    canvases: list[Image],
    *,
    options: argparse.Namespace,
    rng: np.random.Generator,
) -> None:
    """Look for real signatures without themselves, and print what is found."""
    times, alarms, codes = [], [], []
    order = rng.permutation(len(items))[: options.alarms]
    sizes = Counter(item.writer for item in items)
    pairs = sum(sizes[items[place].writer] - 1 for place in order)
    for place in order:
        started = time.process_time()
        lines = lines_on_canvas(canvases[place])
        ink = seen(lines, items[place].path)
        middle = time.process_time()
        # The file's own entry is of the same examination.
        found = index.find(ink, lines=lines)
        times.append(1000 * (time.process_time() - middle))
        codes.append(1000 * (middle - started))
        if found is not None:
            alarms.append((items[place].name, found.origin.item))
    tops = ", ".join(f"{value:.1f}" for value in np.percentile(times, [50, 95, 100]))
    print(f"search: {tops} ms (median, 95 %, most); lines and code {np.median(codes):.1f} ms")
    print(f"alarms: {rate(len(alarms), pairs)} genuine pairs, {len(order)} signatures looked for")
    for first, second in alarms:
        print(f"  {first} {Path(second).parent.name}/{Path(second).name}")


def measure_copies(
    index: InkIndex,
    items: list[ManifestItem],
    *,
    count: int,
    rng: np.random.Generator,
    first_drawn_out: bool,
) -> None:
    """Look for re-scanned copies and print how many are found."""
    found = tried = wrong = 0
    for place in rng.integers(len(items), size=count):
        grey = read_scan(items[place].path).grey
        copy = rescan(drawn_out(grey, rng) if first_drawn_out else grey, rng)
        ink = clean_crop(copy)
        if any(fault.severity is Severity.UNUSABLE for fault in assess_quality(copy, ink)):
            continue
        tried += 1
        lines = lines_on_canvas(normalize_ink(ink, CANVAS))
        again = index.find(seen(lines, "the copy"), lines=lines)
        if again is not None:
            right = again.origin.path == str(items[place].path)
            found, wrong = found + right, wrong + (not right)
    what = "drawn out or slanted, then re-scanned" if first_drawn_out else "re-scanned"
    print(f"copies {what}: found {rate(found, tried)}, another item named: {wrong}", flush=True)


def rate(part: int, whole: int) -> str:
    """A share with its counts and its 95 % interval."""
    counted = Rate(part, whole)
    low, high = counted.interval
    return f"{100 * counted.value:.2f} % [{100 * low:.2f}, {100 * high:.2f}] ({part} of {whole})"


if __name__ == "__main__":
    main()
