"""A set of made-up signatures on disk, with its manifest, for tests of training and evaluation.

An imitation here is another hand's scribble drawn towards the writer's own: alike, not the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.helpers.scribbles import scribble

HEADER = "path,writer,label,split"


def write_image(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a grey picture as PNG, whatever characters the path has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())


def write_set(
    folder: Path,
    *,
    writers: Iterable[tuple[str, str]],
    genuine: int = 4,
    forged: int = 4,
) -> Path:
    """Draw signatures of some writers and list them; returns the manifest's path.

    Args:
        folder: where to write.
        writers: name (``set/number``) and split of each.
        genuine: genuine signatures a writer.
        forged: imitations a writer.
    """
    rows = [HEADER]
    for seed, (writer, split) in enumerate(writers, start=1):
        for label, count in (("genuine", genuine), ("forged", forged)):
            for number in range(count):
                name = f"{writer}/{label}{number}.png"
                own = scribble(seed=seed, variation=1 + number)
                if label == "forged":
                    own = stretched(own, by=1.25 + 0.05 * number)
                write_image(folder / name, own)
                rows.append(f"{name},{writer},{label},{split}")
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return manifest


def stretched(grey: NDArray[np.uint8], *, by: float) -> NDArray[np.uint8]:
    """The imitator's habit: everything towards the left and steeper."""
    height, width = grey.shape
    columns = np.linspace(0, 1, width) ** by * (width - 1)
    x = np.tile(columns.astype(np.float32), (height, 1))
    y = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1) + 0.1 * (
        x - x.mean()
    )
    return np.asarray(
        cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255),
        dtype=np.uint8,
    )
