"""The Siamese encoder: both signatures of a pair go through the same network.

The input of a pre-trained trunk is the ink. A linear map turns the outputs of two of its middle
blocks, which respond to strokes and their joins rather than to objects, into a descriptor for each
cell of a grid, so the embedding keeps *where* on the signature a feature is. The map starts from
the scatter within writers (`head.py`), which already tells signatures apart; training changes it
and the later blocks as long as the error on the unseen writers of ``val`` falls
(docs/experiments.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sigverify.training.encoder.trunk import Trunk, load_pretrained

# A cell with more ink than this share of its area counts.
MIN_INK: Final = 0.02

# Numbers about the ink's extent, hidden units, and the scale's logarithm for an output of one.
EXTENTS: Final = 4
LEVEL_WIDTH: Final = 32
LEVEL_RANGE: Final = 0.2
# Keeps the root's slope finite.
MIN_SPREAD: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """Shape of the network; stored in the model's manifest.

    Attributes:
        taps: trunk blocks (0..15) whose outputs make the descriptors, all of one stride.
        depth: numbers in a descriptor.
        first_trained_block: blocks before this one keep their pre-trained weights.
        pretrained: start from the ImageNet weights (False in tests).
    """

    taps: tuple[int, ...] = (7, 8)
    depth: int = 48
    first_trained_block: int = 5
    pretrained: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return asdict(self)


class Frozen(NamedTuple):
    """What the frozen part of an encoder makes of canvases.

    Attributes:
        features: (B, F, h, w) input of the first trained layer.
        inked: (B, R, C) bool, True for cells with ink.
    """

    features: Tensor
    inked: Tensor


class EncoderNetwork(nn.Module):
    """What the training needs of an encoder: a frozen part, then a trained one.

    Attributes:
        head: the linear map from features to descriptors, a 1 x 1 convolution.
        softness: scalar buffer, the mean length of the head's descriptors.
    """

    head: nn.Conv2d
    softness: Tensor

    def frozen(self, canvas: Tensor) -> Frozen:
        """The frozen part's output for (B, 1, H, W) float32 canvases, 0..1, 1 = ink."""
        raise NotImplementedError

    def frozen_state(self) -> dict[str, Tensor]:
        """All weights and buffers that decide what `frozen` gives."""
        raise NotImplementedError

    def features(self, features: Tensor) -> Tensor:
        """The head's input, (B, F', R, C), for the `Frozen.features` of some canvases."""
        raise NotImplementedError

    def embeddings(self, frozen: Frozen) -> Tensor:
        """Embeddings of canvases, given the frozen part's output.

        Returns:
            (B, R, C, D + 1): for each cell a descriptor of length about 1 at most, then the cell's
            weight, 1 with ink and 0 on bare paper.
        """
        raise NotImplementedError

    def forward(self, canvas: Tensor) -> Tensor:
        """Embeddings of (B, 1, H, W) float32 canvases, see `embeddings`."""
        return self.embeddings(self.frozen(canvas))

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        """The trained parameters for an optimiser."""
        raise NotImplementedError

    def set_anchor(self) -> None:
        """Keep the current weights as the anchor of `anchor_penalty`."""
        raise NotImplementedError

    def anchor_penalty(self) -> Tensor:
        """Scalar that grows with the distance from the anchor."""
        raise NotImplementedError


class Level(nn.Module):
    """A scale near one for all descriptors of a signature.

    Pairs of simple signatures are nearer than pairs of complex ones, genuine or forged. The scale
    depends on the signature's mean descriptor, their spread and the ink's extent, so that one
    threshold serves more writers. It starts at one.
    """

    def __init__(self, depth: int) -> None:
        """Make the layers for descriptors of ``depth`` numbers."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2 * depth + EXTENTS, LEVEL_WIDTH), nn.Tanh(), nn.Linear(LEVEL_WIDTH, 1)
        )
        for parameter in self.layers[-1].parameters():
            nn.init.zeros_(parameter)

    def forward(self, descriptors: Tensor, *, inked: Tensor) -> Tensor:
        """(B, 1, 1, 1) scales of (B, D, R, C) descriptors; ``inked`` is (B, 1, R, C), 0 or 1."""
        rows, columns = inked.shape[2:]
        cells = inked.sum(dim=(2, 3)).clamp(min=1)
        mean = (descriptors * inked).sum(dim=(2, 3)) / cells
        square = (descriptors.square() * inked).sum(dim=(2, 3)) / cells
        spread = (square - mean.square()).clamp(min=MIN_SPREAD).sqrt()
        high = inked.amax(dim=3).sum(dim=2)
        wide = inked.amax(dim=2).sum(dim=2)
        # All inputs are brought to about zero mean and unit deviation.
        extents = [
            (cells / (rows * columns) - 0.3) / 0.2,
            (high / rows - 0.7) / 0.3,
            (wide / columns - 0.85) / 0.2,
            3 * cells / (high * wide).clamp(min=1) - 2,
        ]
        known = torch.cat([3 * mean, 6 * spread - 1, *extents], dim=1)
        output: Tensor = self.layers(known)
        return (LEVEL_RANGE * output).exp()[:, :, None, None]


class SiameseEncoder(EncoderNetwork):
    """Ink canvases to grids of descriptors; `build_network` makes one."""

    def __init__(self, config: NetworkConfig, *, height: int, width: int) -> None:
        """Make the layers for inputs of one size.

        Args:
            config: the network's shape.
            height: height of the canvas in pixels.
            width: width of the canvas in pixels.

        Raises:
            ValueError: the taps have different strides, the cells do not fill the canvas, or a
                tapped block is frozen.
        """
        super().__init__()
        if config.first_trained_block > min(config.taps):
            raise ValueError(f"taps {config.taps} begin before the first trained block")
        self.config = config
        self.trunk = Trunk(config.taps)
        if config.pretrained:
            load_pretrained(self.trunk)
        with torch.no_grad():
            tapped = self.trunk.eval()(torch.zeros(1, 3, height, width))
        grids = {features.shape[2:] for features in tapped}
        if len(grids) != 1:
            raise ValueError(f"taps {config.taps} have different strides: {sorted(grids)}")
        rows, columns = grids.pop()
        if height % rows or width % columns:
            raise ValueError(f"{height} x {width} pixels are not a whole number of cells")
        self.cell = (height // rows, width // columns)
        self.head = nn.Conv2d(sum(features.shape[1] for features in tapped), config.depth, 1)
        self.level = Level(config.depth)
        # Descriptors much longer than this are scaled to length one. Shorter ones stay short, so
        # that weak evidence counts little. `start_head` sets it to their mean length.
        self.register_buffer("softness", torch.tensor(1.0))
        self._anchor: dict[str, Tensor] = {}

    def frozen(self, canvas: Tensor) -> Frozen:
        """The frozen part's output for (B, 1, H, W) float32 canvases, 0..1, 1 = ink."""
        # The trunk was trained on photographs: white paper and black ink, three channels.
        pixels = ((1.0 - canvas) * 255.0 - 127.0) / 128.0
        return Frozen(
            features=self.trunk.before(
                pixels.expand(-1, 3, -1, -1), block=self.config.first_trained_block
            ),
            inked=functional.avg_pool2d(canvas, self.cell)[:, 0] > MIN_INK,
        )

    def frozen_state(self) -> dict[str, Tensor]:
        """All weights and buffers of the stem and of the blocks before the first trained one."""
        return {
            name: value
            for name, value in self.trunk.state_dict().items()
            if _block(name) < self.config.first_trained_block
        }

    def features(self, features: Tensor) -> Tensor:
        """The head's input, (B, F', R, C), for the `Frozen.features` of some canvases."""
        return torch.cat(self.trunk.after(features, block=self.config.first_trained_block), dim=1)

    def embeddings(self, frozen: Frozen) -> Tensor:
        """(B, R, C, D + 1) embeddings, see `EncoderNetwork.embeddings`."""
        raw = self.head(self.features(frozen.features))
        length = (raw.square().sum(dim=1, keepdim=True) + self.softness**2).sqrt()
        weight = frozen.inked[:, None].to(raw.dtype)
        descriptors = raw / length
        descriptors = descriptors * self.level(descriptors, inked=weight)
        return torch.cat([descriptors, weight], dim=1).permute(0, 2, 3, 1)

    def train(self, mode: bool = True) -> SiameseEncoder:
        """Switch to training mode, except for the batch norms.

        The statistics of a batch of few writers reveal who they are, so the pre-trained statistics
        are kept (docs/experiments.md).
        """
        super().train(mode)
        self.trunk.eval()
        return self

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        """The trained parameters for an optimiser; this freezes the earlier blocks."""
        trained: list[nn.Parameter] = []
        for name, parameter in self.trunk.named_parameters():
            parameter.requires_grad = _block(name) >= self.config.first_trained_block
            if parameter.requires_grad:
                trained.append(parameter)
        return [
            {"params": trained, "lr": learning_rate, "name": "trunk"},
            # The head starts from an estimate, not from pre-training: it may change faster.
            {"params": list(self.head.parameters()), "lr": 2 * learning_rate, "name": "head"},
            # The level starts from nothing.
            {"params": list(self.level.parameters()), "lr": 20 * learning_rate, "name": "level"},
        ]

    def set_anchor(self) -> None:
        """Keep the current weights of the trunk as the anchor of `anchor_penalty`."""
        self._anchor = {
            name: parameter.detach().clone()
            for name, parameter in self.trunk.named_parameters()
            if parameter.requires_grad
        }

    def anchor_penalty(self) -> Tensor:
        """Squared distance of the trunk from its anchor, relative to each weight's own size.

        L2-SP of Li, Grandvalet & Davoine 2018 (arXiv:1802.01483); relative, so that it
        acts equally on layers of different scale.
        """
        total = torch.zeros((), device=self.head.weight.device)
        for name, parameter in self.trunk.named_parameters():
            start = self._anchor.get(name)
            if start is not None:
                total = total + (parameter - start).square().sum() / (start.square().sum() + 1e-6)
        return total


def build_network(config: NetworkConfig, *, height: int, width: int) -> SiameseEncoder:
    """An encoder for canvases of ``height`` x ``width`` pixels."""
    return SiameseEncoder(config, height=height, width=width)


def _block(parameter_name: str) -> int:
    """Index of the trunk block a parameter belongs to, -1 for the stem."""
    parts = parameter_name.split(".")
    return int(parts[1]) if parts[0] == "_blocks" else -1
