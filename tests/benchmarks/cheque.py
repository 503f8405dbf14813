"""Measures how long it takes to find and clean the signature on a scanned cheque. Run by hand:

python tests/benchmarks/cheque.py [--rounds N] [--separator FOLDER]

The images are a made-up colour leaf of 2400 x 1100 pixels and a scan of 9000 x 6000 with the same
leaf on it. For each step the benchmark prints the median wall-clock time, the median processor
time, and the ratio of the latter to a plain operation on the leaf in the same run (its conversion
to grey). Other work on the machine affects the wall-clock time most and the ratio least.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import cut_out
from sigverify.detection.detector import shipped_detector
from sigverify.detection.ink import clean_cutout
from sigverify.detection.separator import Separator, shipped_separator, to_canvas
from sigverify.imaging.reading.scans import Scan
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.terms import Box

Image = NDArray[np.uint8]

LEAF = (2400, 1100)
LARGE = (9000, 6000)
THREADS = 2
# Size of the signature in pixels: 45 mm at 300 dpi, a large one.
LEAST_WIDTH = 530


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--separator", type=Path, help="folder of another separator")
    options = parser.parse_args()
    cv2.setNumThreads(THREADS)
    separator = Separator(options.separator) if options.separator else shipped_separator()
    colour, box = leaf()
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    page = np.full((LARGE[1], LARGE[0], 3), 250, np.uint8)
    shift = (1500, 2000)
    page[shift[1] : shift[1] + LEAF[1], shift[0] : shift[0] + LEAF[0]] = colour
    on_page = Box(x=box.x + shift[0], y=box.y + shift[1], w=box.w, h=box.h)
    page_grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    canvas = to_canvas(cut_out(grey, colour=colour, box=box, degrees=0.0))
    print(f"leaf {LEAF[0]} x {LEAF[1]}, box {box.w} x {box.h}, {options.rounds} rounds")
    timed(
        {
            "leaf to grey (plain)": lambda: cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY),
            "separator's network": lambda: separator.likelihood(canvas),
            "clean, leaf": lambda: clean(grey, colour, box, 0.0, separator),
            "clean, leaf tilted": lambda: clean(grey, colour, box, 7.0, separator),
            "clean, 9000 x 6000": lambda: clean(page_grey, page, on_page, 0.0, separator),
            "locate, leaf": lambda: locate(grey, colour),
            "locate and clean, leaf": lambda: both(grey, colour, separator),
            "locate and clean, 9000 x 6000": lambda: both(page_grey, page, separator),
        },
        rounds=options.rounds,
    )


def leaf() -> tuple[Image, Box]:
    """Return a signed made-up leaf of the given size."""
    rng = np.random.default_rng(3)
    while True:
        cheque = compose_cheque(rng, style=Layout.INDIAN, dpi=300.0)
        if cheque.boxes and cheque.boxes[0].w >= LEAST_WIDTH:
            break
    height, width = cheque.image.shape[:2]
    fx, fy = LEAF[0] / width, LEAF[1] / height
    box = cheque.boxes[0]
    scaled = Box(x=int(box.x * fx), y=int(box.y * fy), w=int(box.w * fx), h=int(box.h * fy))
    image = cv2.resize(cheque.image, LEAF, interpolation=cv2.INTER_AREA)
    noise = rng.normal(0.0, 2.0, (*image.shape[:2], 1))
    return np.clip(image + noise, 0, 255).astype(np.uint8), scaled


def clean(grey: Image, colour: Image, box: Box, degrees: float, separator: Separator) -> Image:
    """Extract the ink of a known box."""
    cutout = cut_out(grey, colour=colour, box=box, degrees=degrees)
    return clean_cutout(cutout, separator=separator).ink


def locate(grey: Image, colour: Image) -> Box | None:
    """Return the best box."""
    scan = Scan(
        grey=grey, colour=colour, dpi=None, page=0, page_count=1, sha256="0" * 64, format="PNG"
    )
    found = shipped_detector().detect(scan).found
    return found[0].box if found else None


def both(grey: Image, colour: Image, separator: Separator) -> Image | None:
    """Find the box on a scan and extract its ink."""
    box = locate(grey, colour)
    return None if box is None else clean(grey, colour, box, 0.0, separator)


def timed(steps: dict[str, Callable[[], object]], *, rounds: int) -> None:
    """Print each step's medians, and the ratio to the first step."""
    clock: dict[str, list[float]] = {name: [] for name in steps}
    processor: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(rounds + 1):
        for name, step in steps.items():
            begun, used = time.perf_counter(), time.process_time()
            step()
            if number:  # the first round warms up
                clock[name].append(1000 * (time.perf_counter() - begun))
                processor[name].append(1000 * (time.process_time() - used))
    plain = float(np.median(next(iter(processor.values()))))
    print(f"  {'':32} {'clock':>11} {'processor':>12}")
    for name in steps:
        by_clock, busy = float(np.median(clock[name])), float(np.median(processor[name]))
        print(f"  {name:32} {by_clock:8.1f} ms {busy:9.1f} ms {busy / plain:7.1f} x plain")


if __name__ == "__main__":
    main()
