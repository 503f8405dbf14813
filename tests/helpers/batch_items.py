"""A batch of forty items over a few made-up images."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np

from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

HANDS = 4


def write_items(folder: Path) -> Path:
    """Write forty items and their images: good ones, bad ones, and some that make no sense."""
    for hand in range(HANDS):
        for variation in range(3):
            image = scribble(seed=hand, variation=variation)
            write_image(folder / f"{hand}_{variation}.png", image)
    write_image(folder / "blank.png", np.full((150, 420), 255, np.uint8))
    (folder / "broken.png").write_bytes((folder / "0_0.png").read_bytes()[:200])
    page = [scribble(seed=hand, variation=1) for hand in (2, 3)]
    cv2.imwritemulti(str(folder / "pages.tif"), page)
    rows: list[tuple[object, ...]] = [
        ("broken.png", "0_0.png", "", "", ""),
        ("0_1.png", "broken.png;0_0.png", "", "", ""),
        ("nothing.png", "0_0.png", "", "", ""),
        ("blank.png", "0_0.png", "", "", ""),
        ("0_1.png", "blank.png", "", "", ""),
        ("0_1.png", "", "", "", "77"),
        ("0_1.png", "0_0.png", "", "900,900,10,10", ""),
        ("0_1.png", "0_0.png", "", "0,0,420,150", ""),
        ("pages.tif#page=2", "3_0.png;3_2.png", "", "", ""),
        ("pages.tif", "3_0.png", "2", "", ""),
        ("pages.tif", "2_0.png", "9", "", ""),
        ("0_0.png", "0_0.png;0_1.png;0_1.png", "", "", ""),
    ]
    for index in range(28):
        hand = index % HANDS
        claimed = hand if index % 3 else (hand + 1) % HANDS
        rows.append((f"{hand}_1.png", f"{claimed}_0.png;{claimed}_2.png", "", "", ""))
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("questioned", "reference", "page", "box", "account"))
        lines.writerows(rows)
    return folder / "items.csv"
