"""Draws contact sheets of composed documents of all kinds, as the program sees them.

    python -m tests.benchmarks.document_sheet FOLDER [--model FOLDER] [--count 60]

Each document has four pictures: the whole image and the first signature with the true boxes (green)
and the box that is used (red), then the cut-out and its ink. A line for each document is printed.
The composed signatures are made up.
"""

from __future__ import annotations

import argparse
from itertools import count
from pathlib import Path

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import Scan
from sigverify.paths import model_folder
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.card import CardKind, compose_card
from sigverify.synthesis.documents.cheque import ComposedCheque, compose_cheque
from sigverify.verification.verifier import Verifier

EACH = 5
DPI = 200.0
TILE = (470, 250)
ROWS, COLUMNS = 3, 2
CARD_CAPTURES = (Capture.COLOUR, Capture.GREY, Capture.PHOTO, Capture.BILEVEL, Capture.COLOUR)
GREEN, RED, GROUND = (0, 170, 0), (0, 0, 255), 225
PLAN: list[tuple[CardKind | None, Capture]] = [
    *((None, kind) for kind in Capture for _ in range(EACH)),
    *((card, kind) for card in CardKind for kind in CARD_CAPTURES),
]
"""Cheques in all captures, then each kind of card; None is a cheque."""


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, default=model_folder())
    parser.add_argument("--count", type=int, default=len(PLAN))
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    verifier = Verifier(options.model, threads=1)
    tiles: list[Image] = []
    for number, (card, kind) in enumerate(PLAN[: options.count]):
        tiles.append(drawn(number, card=card, kind=kind, verifier=verifier))
        if len(tiles) == ROWS * COLUMNS or number == options.count - 1:
            tiles += [np.full_like(tiles[0], 255)] * (ROWS * COLUMNS - len(tiles))
            lines = [np.hstack(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
            path = options.folder / f"{number // (ROWS * COLUMNS)}.png"
            path.write_bytes(cv2.imencode(".png", np.vstack(lines))[1].tobytes())
            tiles = []


def composed(number: int, *, card: CardKind | None, kind: Capture) -> ComposedCheque:
    """A signed document, captured."""
    for attempt in count():
        rng = np.random.default_rng([606, number, attempt])
        try:
            flat = (
                compose_cheque(rng, dpi=DPI)
                if card is None
                else compose_card(rng, kind=card, signatures=None, dpi=DPI)
            )
            if flat.boxes:
                return capture(flat, rng, kind=kind)
        except ValueError:  # the signature left the sheet
            continue
    raise AssertionError


def drawn(number: int, *, card: CardKind | None, kind: Capture, verifier: Verifier) -> Image:
    """One document as the program sees it."""
    made = composed(number, card=card, kind=kind)
    scan = Scan(
        grey=np.asarray(cv2.cvtColor(made.image, cv2.COLOR_BGR2GRAY), np.uint8),
        colour=made.image if np.ptp(made.image, axis=2).any() else None,
        dpi=None,
        page=0,
        page_count=1,
        sha256=f"{number:064d}",
        format="PNG",
    )
    prepared = verifier.prepare_scan(scan, path=Path("made-up.png"))
    cut = verifier.separated(scan, box=prepared.box)
    marked = made.image.copy()
    boxes = [(box, GREEN, 3) for box in made.boxes]
    boxes += [] if prepared.box is None else [(prepared.box, RED, 2)]
    for box, colour, thick in boxes:
        cv2.rectangle(marked, (box.x, box.y), (box.x + box.w, box.y + box.h), colour, thick)
    first = made.boxes[0]
    reach = max(first.w, first.h) // 2
    rows = slice(max(first.y - reach, 0), first.y + first.h + reach)
    columns = slice(max(first.x - reach, 0), first.x + first.w + reach)
    tile = np.vstack(
        (
            np.hstack((fitted(marked), fitted(marked[rows, columns]))),
            np.hstack((fitted(coloured(cut.grey)), fitted(coloured(255 - cut.pen.ink)))),
        )
    )
    best = 0.0 if prepared.box is None else max(prepared.box.iou(box) for box in made.boxes)
    found = " ".join(str(finding.kind) for finding in prepared.quality)
    words = f"{number} {card or 'cheque'} {kind}: IoU {best:.2f}, doubt {cut.pen.doubt:.2f} {found}"
    print(words, flush=True)
    cv2.putText(tile, words, (5, tile.shape[0] - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.55, RED, 1)
    cv2.rectangle(tile, (0, 0), (tile.shape[1] - 1, tile.shape[0] - 1), (0, 0, 0), 2)
    return tile


def fitted(picture: Image) -> Image:
    """An image in a tile, enlarged three times at most."""
    by = min(TILE[0] / picture.shape[1], TILE[1] / picture.shape[0], 3.0)
    method = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    small = cv2.resize(picture, None, fx=by, fy=by, interpolation=method)
    tile = np.full((TILE[1], TILE[0], 3), GROUND, np.uint8)
    tile[: small.shape[0], : small.shape[1]] = small[: TILE[1], : TILE[0]]
    return tile


def coloured(grey: Image) -> Image:
    """A grey image with three channels."""
    return np.repeat(grey[:, :, None], 3, axis=2)


if __name__ == "__main__":
    main()
