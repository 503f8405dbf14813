"""How well the separator distinguishes ink from print."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from sigverify.training.separator.data import SeparatorExamples
from sigverify.training.separator.network import SeparatorNetwork


@dataclass(frozen=True, slots=True)
class SeparatorFigures:
    """Precision and recall of ink among dark pixels, means over held-out signatures."""

    precision: float
    recall: float


@torch.no_grad()
def measure(network: SeparatorNetwork, examples: SeparatorExamples) -> SeparatorFigures:
    """Precision and recall of ink among dark pixels, means over examples; NaN without any."""
    found: list[tuple[float, float]] = []
    for canvas, ink in zip(examples.canvases, examples.inks, strict=True):
        logits = network(torch.from_numpy(canvas[None].astype(np.float32) / 255.0))[0].numpy()
        dark = canvas.max(axis=0) >= 64
        said, true = (logits > 0) & dark, (ink >= 128) & dark
        both = float((said & true).sum())
        if true.any():
            found.append((both / max(said.sum(), 1), both / true.sum()))
    if not found:
        return SeparatorFigures(precision=math.nan, recall=math.nan)
    precision, recall = np.mean(found, axis=0)
    return SeparatorFigures(precision=float(precision), recall=float(recall))
