"""Augmented batches of signatures on cheques for the separator's training."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sigverify.detection.separator import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.imaging.arrays import Image
from sigverify.training.separator.data import SeparatorExamples

_GREY_ODDS: Final = 0.25
_SECOND_PRINT_ODDS: Final = 0.3
"""Probability that the print around another signature is laid over an example."""
_SCREEN_ODDS: Final = 0.25
"""Probability of a line screen over everything: the hardest print is as wide as a pen."""


def make_batch(
    examples: SeparatorExamples, chosen: NDArray[np.int64], *, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """The chosen examples, randomly moved and recoloured, some with more print.

    Returns:
        Canvases (n, CHANNELS, H, W) float32 0..1 and inks (n, H, W) float32, 0 or 1.
    """
    shape = (len(chosen), CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH)
    canvases = np.empty(shape, np.float32)
    inks = np.empty((len(chosen), CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    for place, row in enumerate(chosen.tolist()):
        canvas, ink = _moved(examples.canvases[row], examples.inks[row], rng=rng)
        if rng.random() < _SECOND_PRINT_ODDS:
            other = int(rng.integers(len(examples.canvases)))
            canvas = _printed_over(
                canvas, *_moved(examples.canvases[other], examples.inks[other], rng=rng)
            )
        if rng.random() < _SCREEN_ODDS:
            canvas = _screened(canvas, rng=rng)
        canvases[place], inks[place] = _recoloured(canvas, rng=rng), ink >= 128
    pixels = torch.from_numpy(canvases).contiguous(memory_format=torch.channels_last)
    return pixels, torch.from_numpy(inks)


def _moved(canvas: Image, ink: Image, *, rng: np.random.Generator) -> tuple[Image, Image]:
    middle = (CANVAS_WIDTH / 2, CANVAS_HEIGHT / 2)
    degrees = float(np.clip(rng.normal(0.0, 2.0), -6.0, 6.0))
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), dtype=np.float64)
    matrix[:, :2] @= np.diag(np.exp(rng.normal(0.0, 0.08, 2)) * np.exp(rng.uniform(-0.15, 0.1)))
    matrix[:, 2] = np.asarray(middle) - matrix[:, :2] @ np.asarray(middle)
    matrix[:, 2] += rng.normal(0.0, (6.0, 4.0))
    size = (CANVAS_WIDTH, CANVAS_HEIGHT)
    planes = np.ascontiguousarray(canvas.transpose(1, 2, 0))
    moved = cv2.warpAffine(planes, matrix, size, flags=cv2.INTER_LINEAR)
    return (
        np.ascontiguousarray(moved.transpose(2, 0, 1)).astype(np.uint8),
        np.asarray(cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR), dtype=np.uint8),
    )


def _printed_over(canvas: Image, other: Image, other_ink: Image) -> Image:
    """The print of another canvas, without its ink, laid over this one; the colours multiply."""
    beside = cv2.dilate(other_ink, np.ones((7, 7), np.uint8)) == 0
    through = (255 - canvas.astype(np.uint16)) * (255 - other.astype(np.uint16) * beside)
    return np.asarray(255 - through // 255, dtype=np.uint8)


def _screened(canvas: Image, *, rng: np.random.Generator) -> Image:
    """Straight or wavy lines from edge to edge, at any angle, sometimes crossed."""
    y, x = np.mgrid[:CANVAS_HEIGHT, :CANVAS_WIDTH].astype(np.float32)
    through = np.ones((CANVAS_HEIGHT, CANVAS_WIDTH), np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(7.0, 45.0)
    width, darkness = rng.uniform(1.0, min(5.0, 0.4 * period)), rng.uniform(0.1, 1.0)
    for turn in (0.0, rng.uniform(0.4, 2.7)) if rng.random() < 0.3 else (0.0,):
        cos, sin = np.cos(angle + turn), np.sin(angle + turn)
        along, across = cos * x + sin * y, cos * y - sin * x
        if rng.random() < 0.5:
            swing = rng.uniform(0.0, 14.0)
            across = across + swing * np.sin(along * rng.uniform(0.01, 0.09) + rng.uniform(0, 6))
        away = np.abs(np.mod(across, period) - period / 2)
        lines = np.clip(width / 2 - away + 0.5, 0.0, 1.0)
        through *= 1.0 - np.float32(darkness) * lines
    tint = rng.uniform(0.4, 1.0, CHANNELS) if rng.random() < 0.5 else np.ones(CHANNELS)
    kept = 1.0 - (1.0 - through)[None] * tint[:, None, None].astype(np.float32)
    return np.asarray(255.0 - (255.0 - canvas) * kept, dtype=np.uint8)


def _recoloured(canvas: Image, *, rng: np.random.Generator) -> NDArray[np.float32]:
    """The canvas with the colours of another scanner, (CHANNELS, H, W) float32 0..1."""
    pixels = canvas.astype(np.float32) / 255.0
    if rng.random() < _GREY_ODDS:
        pixels[:] = np.tensordot(rng.dirichlet((2, 5, 3)), pixels, axes=1)[None]
    elif rng.random() < 0.3:
        pixels = pixels[rng.permutation(CHANNELS)]
    pixels = pixels ** np.float32(rng.uniform(0.7, 1.4)) * np.float32(rng.uniform(0.6, 1.15))
    if rng.random() < 0.3:
        pixels += rng.normal(0.0, rng.uniform(0.0, 0.05), pixels.shape).astype(np.float32)
    return np.asarray(np.clip(pixels, 0.0, 1.0), dtype=np.float32)
