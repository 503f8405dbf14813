"""The share of signatures on cheques that the locator finds."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from sigverify.detection.postprocessing import LocatorMaps, boxes_on_canvas
from sigverify.training.locator.data import LocatorExamples
from sigverify.training.locator.network import LocatorNetwork


@torch.no_grad()
def found_share(network: LocatorNetwork, examples: LocatorExamples) -> float:
    """The share of signatures whose best box has an IoU of at least 0.5; NaN without any."""
    found: list[bool] = []
    for canvas, boxes in zip(examples.canvases, examples.boxes, strict=True):
        maps, sheet = network(torch.from_numpy(canvas[None].astype(np.float32) / 255.0))
        got = boxes_on_canvas(
            LocatorMaps(
                confidence=torch.sigmoid(maps[0, 0]).numpy(),
                sides=maps[0, 1:].numpy(),
                is_cheque=float(torch.sigmoid(sheet[0, 0])),
                upright=float(torch.sigmoid(sheet[0, 1])),
            )
        )
        for box in boxes[~np.isnan(boxes[:, 0])]:
            found.append(any(_iou(box, other) >= 0.5 for other, _ in got))
    return float(np.mean(found)) if found else math.nan


def _iou(a: NDArray[np.float32], b: NDArray[np.float64]) -> float:
    inner = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0.0, None).prod()
    union = (a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - inner
    return float(inner / union)
