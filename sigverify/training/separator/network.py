"""The separator's network and its loss: which pixels of a cut-out are the signature's ink.

A small U-Net (Ronneberger et al. 2015). The fine levels distinguish texture: even printed strokes
from those of a pen; the coarse ones distinguish layout: letters in a row, a rule from edge to edge,
bars.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from sigverify.detection.separator import CHANNELS

_WIDTHS: Final = (16, 32, 64, 96)
_FOLD: Final = 2
"""Pixels are folded into channels by this factor: a quarter of the work at hardly any loss."""
_PAPER_WEIGHT: Final = 0.15
"""Weight of a pixel of bare paper, where there is no ink to distinguish."""
_FULL_WEIGHT_AT: Final = 0.3
"""Darkness, 0..1, from which a pixel has full weight."""


def _conv(inputs: int, outputs: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class SeparatorNetwork(nn.Module):
    """Canvases to a logit for each pixel; some 400 000 parameters."""

    def __init__(self) -> None:
        """Weights are drawn from torch's generator."""
        super().__init__()
        a, b, c, d = _WIDTHS
        self.fold = nn.PixelUnshuffle(_FOLD)
        self.first = nn.Sequential(_conv(CHANNELS * _FOLD**2, a), _conv(a, a))
        self.second = nn.Sequential(_conv(a, b, stride=2), _conv(b, b))
        self.third = nn.Sequential(_conv(b, c, stride=2), _conv(c, c), _conv(c, c))
        self.fourth = nn.Sequential(_conv(c, d, stride=2), _conv(d, d), _conv(d, d))
        self.to_third = nn.Conv2d(d, c, 1)
        self.join_third = _conv(c, c)
        self.to_second = nn.Conv2d(c, b, 1)
        self.join_second = _conv(b, b)
        self.to_first = nn.Conv2d(b, a, 1)
        self.join_first = _conv(a, a)
        self.head = nn.Sequential(nn.Conv2d(a, _FOLD**2, 3, padding=1), nn.PixelShuffle(_FOLD))

    def forward(self, canvas: Tensor) -> Tensor:
        """Logits.

        Args:
            canvas: (N, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1.

        Returns:
            (N, CANVAS_HEIGHT, CANVAS_WIDTH) logits of being the signature's ink.
        """
        first = self.first(self.fold(canvas))
        second = self.second(first)
        third = self.third(second)
        third = self.join_third(third + _doubled(self.to_third(self.fourth(third))))
        second = self.join_second(second + _doubled(self.to_second(third)))
        first = self.join_first(first + _doubled(self.to_first(second)))
        logits: Tensor = self.head(first)
        return logits[:, 0]


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def separator_loss(logits: Tensor, *, canvas: Tensor, ink: Tensor) -> Tensor:
    """The training loss: cross entropy by pixel plus one minus Dice by signature.

    Args:
        logits: (N, H, W) as the network gives them.
        canvas: (N, CHANNELS, H, W) float32, 0..1, the network's input.
        ink: (N, H, W) float32, 1 = the signature's ink.
    """
    weight = _PAPER_WEIGHT + torch.clamp(canvas.amax(dim=1) / _FULL_WEIGHT_AT, max=1.0)
    weight = torch.maximum(weight, ink)
    plain = functional.binary_cross_entropy_with_logits(logits, ink, reduction="none")
    entropy = (plain * weight).sum() / weight.sum()
    likely = torch.sigmoid(logits) * weight
    shared = (likely * ink).sum(dim=(1, 2))
    dice = 2 * shared / ((likely + ink * weight).sum(dim=(1, 2)) + 1.0)
    return 4.0 * entropy + (1.0 - dice).mean()
