"""Draws contact sheets of cheques: each signature's surroundings, box and cleaned ink.

python tests/benchmarks/cheque_sheet.py OUTPUT [--cheques FOLDER] [--find] [--composed N] [--seed N]

The command writes PNG files to OUTPUT, which must be outside the repository, because they show real
people's signatures. It first draws every signed cheque of FOLDER/boxes.csv, with the true box in
green; with ``--find`` it draws the program's boxes in red and takes the ink of the best one. Then
it draws N made-up cheques of each layout in each way of capturing. By bank and by way of capturing
it prints the recall (of the true ink's centre lines, the share with found ink within a pixel) and
the precision (the share of found ink that is true). Real masks lack ink that lies over print, so
for real cheques the precision is a lower bound.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import cut_out
from sigverify.detection.ink import clean_cutout
from sigverify.detection.separator import Separator, shipped_separator
from sigverify.imaging.quality import assess_quality
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.imaging.skeleton import thin
from sigverify.paths import model_folder
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.terms import Box

Image = NDArray[np.uint8]

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, ROWS = 4, 9
TILE = (250, 130)
CONTEXT = 0.5


@dataclass(frozen=True)
class Case:
    """A cheque with the truth about one signature, and the program's result."""

    title: str
    group: str
    grey: Image
    colour: Image | None
    box: Box
    degrees: float
    truth: Image | None


def main() -> None:
    """Measure, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--cheques", type=Path, default=ROOT.parent / "shared/data/cheques")
    parser.add_argument("--find", action="store_true", help="boxes of the program, not the true")
    parser.add_argument("--separator", type=Path, help="folder of another separator")
    parser.add_argument("--composed", type=int, default=1, help="of each layout and capture")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    output = options.output.resolve()
    if output.is_relative_to(ROOT):
        sys.exit("Real signatures are on these sheets: name a folder outside the repository.")
    output.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    separator = Separator(options.separator) if options.separator else shipped_separator()
    for name, cases in (
        ("real", real_cases(options.cheques)),
        ("composed", composed_cases(options.composed, seed=options.seed)),
    ):
        sheets(name, cases, output=output, separator=separator, find=options.find)


def real_cases(folder: Path) -> Iterator[Case]:
    """Yield the signed cheques of a folder, with their masks if they have any."""
    with (folder / "boxes.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["x"]]
    for row in rows:
        path = folder / row["path"]
        scan = read_scan(path)
        mask = path.parent / "masks" / f"{path.stem}.png"
        yield Case(
            title=path.stem,
            group=row["layout"],
            grey=scan.grey,
            colour=scan.colour,
            box=Box(*(int(row[name]) for name in "xywh")),
            degrees=0.0,
            truth=read_scan(mask).grey if mask.is_file() else None,
        )


def composed_cases(count: int, *, seed: int) -> Iterator[Case]:
    """Yield made-up cheques of every layout, captured in every way."""
    rng = np.random.default_rng(seed)
    for kind in Capture:
        for layout in Layout:
            made = 0
            while made < count:
                cheque = compose_cheque(rng, style=layout, dpi=200.0)
                if not cheque.boxes:
                    continue
                made += 1
                picture = capture(cheque, rng, kind=kind)
                in_colour = bool((np.ptp(picture.image, axis=2) > 0).any())
                yield Case(
                    title=f"{layout} {kind}",
                    group=f"composed {kind}",
                    grey=np.asarray(cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY), np.uint8),
                    colour=picture.image if in_colour else None,
                    box=picture.boxes[0],
                    degrees=picture.degrees,
                    truth=picture.ink_masks[0],
                )


def sheets(
    name: str, cases: Iterator[Case], *, output: Path, separator: Separator, find: bool
) -> None:
    """Draw all cases and print their figures."""
    figures: dict[str, list[tuple[float, float]]] = defaultdict(list)
    faults: dict[str, list[str]] = defaultdict(list)
    tiles: list[Image] = []
    number = 0
    locate = _locator() if find else None
    for case in cases:
        found = locate(case) if locate else [(case.box, case.degrees)]
        tiles.append(tile(case, found, separator=separator, figures=figures, faults=faults))
        if len(tiles) == COLUMNS * ROWS:
            write(tiles, output / f"{name}-{number:02d}.png")
            tiles, number = [], number + 1
    if tiles:
        write(tiles, output / f"{name}-{number:02d}.png")
    for group, pairs in figures.items():
        recall, precision = np.array(pairs).T
        print(
            f"{group:20} {len(pairs):3} signatures: ink found {recall.mean():.3f} "
            f"(least {recall.min():.2f}), of it ink {precision.mean():.3f} "
            f"(least {precision.min():.2f})"
        )
    for group, messages in faults.items():
        print(f"{group:20} findings: {'; '.join(messages)}")


def tile(
    case: Case,
    found: list[tuple[Box, float]],
    *,
    separator: Separator,
    figures: dict[str, list[tuple[float, float]]],
    faults: dict[str, list[str]],
) -> Image:
    """Draw a case: the surroundings of the box, and the ink."""
    picture = case.colour if case.colour is not None else cv2.merge([case.grey] * 3)
    drawn = np.ascontiguousarray(around(np.asarray(picture, np.uint8), case.box, boxes=found))
    if not found:
        return captioned(np.hstack((fitted(drawn), fitted(drawn[:1, :1]))), f"{case.title} NONE")
    box, degrees = found[0]
    cutout = cut_out(case.grey, colour=case.colour, box=box, degrees=degrees)
    ink = clean_cutout(cutout, separator=separator).ink
    caption = case.title
    if case.truth is not None:
        truth = cut_out(case.truth, colour=None, box=box, degrees=degrees).grey >= 128
        recall, precision = measured(ink >= 128, truth)
        figures[case.group].append((recall, precision))
        caption += f" {recall:.2f} {precision:.2f}"
    kinds = [f"{fault.severity}: {fault.kind}" for fault in assess_quality(cutout.grey, ink)]
    faults[case.group] += [f"{case.title} {kind}" for kind in kinds]
    caption += "".join(f" {kind}" for kind in kinds)
    shown = np.asarray(cv2.merge([255 - ink] * 3), np.uint8)
    return captioned(np.hstack((fitted(drawn), fitted(shown))), caption)


def measured(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the share of true centre lines that is found, and of found ink that is true."""
    lines = thin(truth.astype(np.uint8)) > 0
    near = cv2.dilate(said.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    wide = cv2.dilate(truth.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    recall = (near & lines).sum() / max(lines.sum(), 1)
    return float(recall), float((said & wide).sum() / max(said.sum(), 1))


def around(picture: Image, box: Box, *, boxes: list[tuple[Box, float]]) -> Image:
    """Draw the surroundings of a box, with the box in green and others in red."""
    reach = round(CONTEXT * max(box.w, box.h))
    left, top = max(box.x - reach, 0), max(box.y - reach, 0)
    part = picture[top : box.y + box.h + reach, left : box.x + box.w + reach].copy()
    for shown, ink in [*((found, (0, 0, 220)) for found, _ in boxes), (box, (0, 170, 0))]:
        corner = (shown.x - left, shown.y - top)
        cv2.rectangle(part, corner, (corner[0] + shown.w, corner[1] + shown.h), ink, 2)
    return part


def fitted(picture: Image) -> Image:
    """Draw a picture on a grey tile."""
    width, height = TILE
    scale = min(width / picture.shape[1], height / picture.shape[0], 3.0)
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    canvas = np.full((height, width, 3), 220, np.uint8)
    canvas[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=method)
    return canvas


def captioned(picture: Image, text: str) -> Image:
    """Draw a picture with a line of text above it."""
    bar = np.full((15, picture.shape[1], 3), 255, np.uint8)
    cv2.putText(bar, text, (3, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (0, 0, 190), 1, cv2.LINE_AA)
    return np.vstack((bar, picture))


def write(tiles: list[Image], path: Path) -> None:
    """Lay tiles on a sheet and write it."""
    blank = np.full_like(tiles[0], 220)
    rows = [tiles[start : start + COLUMNS] for start in range(0, len(tiles), COLUMNS)]
    rows[-1] += [blank] * (COLUMNS - len(rows[-1]))
    cv2.imwrite(str(path), np.vstack([np.hstack(row) for row in rows]))
    print(path)


def _locator() -> Callable[[Case], list[tuple[Box, float]]]:
    from sigverify.verification.verifier import Verifier

    verifier = Verifier(model_folder())

    def locate(case: Case) -> list[tuple[Box, float]]:
        scan = Scan(
            grey=case.grey,
            colour=case.colour,
            dpi=None,
            page=0,
            page_count=1,
            sha256="0" * 64,
            format="PNG",
        )
        return [(found.box, found.degrees) for found in verifier.detect(scan)]

    return locate


if __name__ == "__main__":
    main()
