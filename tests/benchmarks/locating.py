"""Measures how well and how fast the locator finds signatures on cheques; never pools banks.

    python tests/benchmarks/locating.py CHEQUES/boxes.csv [--sheets FOLDER] [--composed N]

Run by hand. The table has the columns path, layout, x, y, w, h; a row without numbers is an
unsigned cheque. The sheets show real cheques: keep them out of the repository.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.detections import Detection
from sigverify.detection.detector import Detector, shipped_detector
from sigverify.detection.locator import Locator, shipped_locator
from sigverify.detection.separator import shipped_separator
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.terms import Box

FOUND_IOU = 0.5
LEVEL_DEGREES = 2.0
_TILE = (640, 320)
_TILES_ACROSS = 3
_TILES_DOWN = 6


@dataclass(frozen=True)
class Outcome:
    """A cheque with its true boxes, its detections, and its turn to upright if known."""

    name: str
    truth: tuple[Box, ...]
    detections: tuple[Detection, ...]
    degrees: float | None = None

    @property
    def best_iou(self) -> float:
        """The IoU of the best detection with the true box that it fits best."""
        if not self.detections:
            return 0.0
        return max(self.detections[0].box.iou(box) for box in self.truth)

    @property
    def is_turned_wrong(self) -> bool:
        """Whether the best detection has a wrong orientation."""
        if self.degrees is None or not self.detections:
            return False
        off = (self.detections[0].degrees - self.degrees + 180.0) % 360.0 - 180.0
        return abs(off) > LEVEL_DEGREES


def picture_of(scan: Scan) -> NDArray[np.uint8]:
    """Return a scan as BGR."""
    if scan.colour is not None:
        return scan.colour
    return np.asarray(cv2.cvtColor(scan.grey, cv2.COLOR_GRAY2BGR), np.uint8)


def report(name: str, outcomes: list[Outcome]) -> None:
    """Print one line for a bank or a kind of capture."""
    signed = [item for item in outcomes if item.truth]
    unsigned = [item for item in outcomes if not item.truth]
    line = f"{name:14}"
    if signed:
        ious = np.array([item.best_iou for item in signed])
        hits = int((ious >= FOUND_IOU).sum())
        line += f" found {hits:3d} of {len(signed):3d} = {hits / len(signed):6.1%}"
        line += f"  median IoU {np.median(ious):.3f}  lowest {ious.min():.2f}"
    askew = sum(item.is_turned_wrong for item in outcomes)
    if askew:
        line += f"  {askew} askew"
    if unsigned:
        silent = sum(not item.detections for item in unsigned)
        line += f"  nothing on {silent} of {len(unsigned)} unsigned"
    print(line, flush=True)


def real_cheques(table: Path, *, sheets: Path | None, detector: Detector) -> None:
    """Measure each bank of a table of boxes."""
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    by_layout: dict[str, list[Outcome]] = defaultdict(list)
    tiles: dict[str, list[NDArray[np.uint8]]] = defaultdict(list)
    for row in rows:
        scan = read_scan(table.parent / row["path"])
        numbers = [row[key] for key in "xywh"]
        truth = (Box(*(round(float(n)) for n in numbers)),) if all(numbers) else ()
        outcome = Outcome(row["path"], truth, detector.detect(scan).found)
        by_layout[row["layout"]].append(outcome)
        if sheets is not None:
            tiles[row["layout"]].append(tile(picture_of(scan), outcome))
    for layout, outcomes in sorted(by_layout.items()):
        report(layout, outcomes)
    for layout, outcomes in sorted(by_layout.items()):
        for item in outcomes:
            missed = item.truth and item.best_iou < FOUND_IOU
            if missed or (item.detections and not item.truth):
                sure = [f"{detection.confidence:.2f}" for detection in item.detections]
                print(f"  missed {layout} {item.name}: IoU {item.best_iou:.2f} {sure}" if item.truth
                      else f"  wrong on unsigned {layout} {item.name}: {sure}")  # fmt: skip
        if sheets is not None:
            write_sheets(sheets, layout, tiles[layout])


def composed_cheques(count: int, *, sheets: Path | None, detector: Detector) -> None:
    """Measure made-up cheques by kind of capture, in all four orientations."""
    for kind in Capture:
        outcomes: list[Outcome] = []
        tiles: list[NDArray[np.uint8]] = []
        rng = np.random.default_rng([20261122, list(Capture).index(kind)])
        while len(outcomes) < count:
            try:
                cheque = compose_cheque(rng, dpi=200.0)
                picture = capture(cheque, rng, kind=kind, quarter_turns=len(outcomes) % 4)
            except ValueError:  # a signature slipped off the sheet
                continue
            grey = np.asarray(cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY), np.uint8)
            in_colour = bool(np.ptp(picture.image, axis=2).any())
            scan = Scan(grey=grey, colour=picture.image if in_colour else None, dpi=None, page=0,
                        page_count=1, sha256="", format="PNG")  # fmt: skip
            name = f"{kind}-{len(outcomes)}"
            outcome = Outcome(name, picture.boxes, detector.detect(scan).found, picture.degrees)
            outcomes.append(outcome)
            if sheets is not None:
                tiles.append(tile(picture.image, outcome))
        report(str(kind), outcomes)
        if sheets is not None:
            write_sheets(sheets, str(kind), tiles)


def tile(image: NDArray[np.uint8], outcome: Outcome) -> NDArray[np.uint8]:
    """Draw a thumbnail with the true box in green and the detections in red, the best one thick."""
    height, width = image.shape[:2]
    scale = min(_TILE[0] / width, _TILE[1] / height)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = [(box, (0, 160, 0), 1) for box in outcome.truth]
    boxes += [
        (item.box, (0, 0, 255), 2 if place == 0 else 1)
        for place, item in enumerate(outcome.detections)
    ]
    for box, colour, thick in boxes:
        corners = [round(scale * v) for v in (box.x, box.y, box.x + box.w, box.y + box.h)]
        cv2.rectangle(small, corners[:2], corners[2:], colour, thick)
    sure = ", ".join(f"{item.confidence:.2f}" for item in outcome.detections) or "nothing"
    label = f"{Path(outcome.name).stem[-22:]}: {sure}"
    cv2.putText(small, label, (6, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 0, 180), 1)
    right, bottom = _TILE[0] - small.shape[1], _TILE[1] - small.shape[0]
    full = cv2.copyMakeBorder(small, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=(90, 90, 90))
    return np.asarray(full, np.uint8)


def write_sheets(folder: Path, name: str, tiles: list[NDArray[np.uint8]]) -> None:
    """Write contact sheets as PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    each = _TILES_ACROSS * _TILES_DOWN
    for number, start in enumerate(range(0, len(tiles), each)):
        part = tiles[start : start + each]
        part += [np.full_like(part[0], 90)] * (-len(part) % _TILES_ACROSS)
        rows = [np.hstack(part[i : i + _TILES_ACROSS]) for i in range(0, len(part), _TILES_ACROSS)]
        (folder / f"{name}-{number}.png").write_bytes(
            cv2.imencode(".png", np.vstack(rows))[1].tobytes()
        )


def speed() -> None:
    """Time a leaf and a large scan, with a blur of the leaf as the unit of time."""
    rng = np.random.default_rng(5)
    leaf = np.asarray(cv2.resize(compose_cheque(rng, dpi=200.0).image, (2400, 1100)), np.uint8)
    large = np.asarray(cv2.resize(leaf, (9000, 6000)), np.uint8)
    scans = {}
    for name, image in (("2400 x 1100", leaf), ("9000 x 6000", large)):
        grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        scans[name] = Scan(grey=grey, colour=image, dpi=None, page=0, page_count=1, sha256="",
                           format="PNG")  # fmt: skip
    unit = median_ms(lambda: cv2.GaussianBlur(leaf, (0, 0), 3.0))
    print(f"unit: blurring the leaf {unit:.1f} ms")
    for name, scan in scans.items():
        # A detector caches its detections on a scan, so use a new one each time.
        taken = median_ms(partial(_detect_anew, scan))
        print(f"locate {name}: {taken:.1f} ms = {taken / unit:.2f} units")
        detector = shipped_detector()
        detections = detector.detect(scan)
        if detections.found:
            box = detections.found[0].box
            taken += median_ms(partial(detector.extract_ink, scan, box=box, detections=detections))
            print(f"locate and clean {name}: {taken:.1f} ms = {taken / unit:.2f} units")


def _detect_anew(scan: Scan) -> None:
    shipped_detector().detect(scan)


def median_ms(work: Callable[[], object], *, repeats: int = 15) -> float:
    """Return the median time of a call."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return float(np.median(taken))


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, nargs="?", help="table of boxes of real cheques")
    parser.add_argument("--locator", type=Path, help="folder of another locator")
    parser.add_argument("--sheets", type=Path, help="folder for contact sheets")
    parser.add_argument("--composed", type=int, default=0, help="made-up cheques a kind")
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    locator = shipped_locator() if args.locator is None else Locator(args.locator)
    detector = Detector(locator=locator, separator=shipped_separator())
    if args.table is not None:
        real_cheques(args.table, sheets=args.sheets, detector=detector)
    if args.composed:
        composed_cheques(args.composed, sheets=args.sheets, detector=detector)
    if args.speed:
        speed()


if __name__ == "__main__":
    main()
