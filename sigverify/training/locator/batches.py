"""Augmented batches of cheques for the locator's training."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.imaging.arrays import Image
from sigverify.training.locator.data import LocatorExamples

_UPRIGHT_ODDS: Final = 0.75


def make_batch(
    examples: LocatorExamples, chosen: NDArray[np.int64], *, rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """The chosen cheques, randomly moved and recoloured, some of them upside down.

    Returns:
        Canvases (n, ...) float32 0..1, boxes (n, K, 4) with NaN for none, and (n,) bool, upright.
    """
    canvases = np.empty((len(chosen), CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    boxes = np.empty((len(chosen), *examples.boxes.shape[1:]), np.float32)
    upright = rng.random(len(chosen)) < _UPRIGHT_ODDS
    for place, row in enumerate(chosen.tolist()):
        moved, boxes[place] = _moved(examples.canvases[row], examples.boxes[row], rng=rng)
        moved = moved if upright[place] else moved[:, ::-1, ::-1]
        tones = np.linspace(0.0, 1.0, 256, dtype=np.float32)
        canvases[place, 0] = (tones ** np.float32(rng.uniform(0.7, 1.4)))[moved[0]]
        colourful = 0.0 if rng.random() < 0.25 else rng.uniform(0.6, 1.3)
        canvases[place, 1] = (tones * np.float32(colourful))[moved[1]]
    pixels = torch.from_numpy(canvases).contiguous(memory_format=torch.channels_last)
    return pixels, torch.from_numpy(boxes), torch.from_numpy(upright)


def _moved(
    canvas: Image, boxes: NDArray[np.float32], *, rng: np.random.Generator
) -> tuple[Image, NDArray[np.float32]]:
    """A cheque with its boxes, tilted, scaled, stretched and shifted."""
    stretch = np.exp(rng.normal(0.0, 0.05, 2)) * np.exp(rng.uniform(-0.25, 0.1))
    degrees = float(np.clip(rng.normal(0.0, 2.5), -8.0, 8.0))
    middle = (CANVAS_WIDTH / 2, CANVAS_HEIGHT / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), dtype=np.float64)
    matrix[:, :2] @= np.diag(stretch)
    matrix[:, 2] = np.asarray(middle) - matrix[:, :2] @ np.asarray(middle)
    # The signatures stay on the canvas; other parts may leave it.
    corners = [_turned(box, matrix) for box in boxes if not np.isnan(box[0])]
    limits = np.array([[-0.1 * CANVAS_WIDTH, 0.1 * CANVAS_WIDTH],
                       [-0.12 * CANVAS_HEIGHT, 0.12 * CANVAS_HEIGHT]])  # fmt: skip
    for box in corners:
        limits[:, 0] = np.maximum(limits[:, 0], -box[:2])
        limits[:, 1] = np.minimum(limits[:, 1], (CANVAS_WIDTH, CANVAS_HEIGHT) - box[2:])
    shift = np.array([rng.uniform(low, high) if low < high else 0.0 for low, high in limits])
    matrix[:, 2] += shift
    moved = np.stack(
        [
            cv2.warpAffine(channel, matrix, (CANVAS_WIDTH, CANVAS_HEIGHT), flags=cv2.INTER_LINEAR)
            for channel in canvas
        ]
    )
    placed = np.full_like(boxes, np.nan)
    for place, box in enumerate(corners):
        placed[place] = box + np.tile(shift, 2)
    return moved.astype(np.uint8), placed


def _turned(box: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The box around a box's inscribed ellipse after an affine map: corners rarely have ink."""
    centre = (box[:2] + box[2:]).astype(np.float64) / 2
    half = (box[2:] - box[:2]).astype(np.float64) / 2
    moved = matrix[:, :2] @ centre + matrix[:, 2]
    reach = np.sqrt(((matrix[:, :2] * half[None]) ** 2).sum(axis=1))
    return np.concatenate((moved - reach, moved + reach))
