"""The Siamese encoder: one network that both signatures of a pair go through.

A pre-trained trunk sees the ink. The outputs of two of its middle blocks, which respond to strokes
and their joins rather than to things, make a descriptor for each cell of a grid by one linear map,
so that the embedding keeps *where* on the signature something is. The map starts where the scatter
within writers puts it (`head.py`), which tells signatures apart without any training; training
moves it and the later blocks only as far as the unseen writers of ``val`` approve
(docs/experiments.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from sigverify.training.encoder.trunk import Trunk, load_pretrained

# A cell with more ink than this share of its area counts.
MIN_INK: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """What shapes the network; stored in the model's manifest.

    Attributes:
        taps: trunk blocks (0..15) whose outputs make the descriptors, all of one stride.
        depth: numbers in a descriptor.
        first_trained_block: blocks before this one keep their pre-trained weights.
        pretrained: start from the ImageNet weights (tests of the machinery do without).
    """

    taps: tuple[int, ...] = (7, 8)
    depth: int = 48
    first_trained_block: int = 3
    pretrained: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return asdict(self)


class SiameseEncoder(nn.Module):
    """Ink canvases to grids of descriptors; `build_network` makes one."""

    def __init__(self, config: NetworkConfig, *, height: int, width: int) -> None:
        """Make the layers for inputs of one size.

        Args:
            config: the network's shape.
            height: height of the canvas in pixels.
            width: width of the canvas in pixels.

        Raises:
            ValueError: the taps have different strides, or the canvas is no whole number of cells.
        """
        super().__init__()
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
            raise ValueError(f"{height} x {width} pixels are no whole number of cells")
        self.cell = (height // rows, width // columns)
        self.head = nn.Conv2d(sum(features.shape[1] for features in tapped), config.depth, 1)
        # Descriptors much longer than this come to length one, shorter ones keep theirs, as what
        # says little should count little. `start_head` sets it to their mean length.
        self.softness: Tensor
        self.register_buffer("softness", torch.tensor(1.0))
        self._anchor: dict[str, Tensor] = {}

    def features(self, canvas: Tensor) -> Tensor:
        """Trunk features of (B, 1, H, W) float32 canvases, 0..1, 1 = ink: (B, F, R, C)."""
        # The trunk was trained on photographs: white paper and black ink, three channels.
        pixels = ((1.0 - canvas) * 255.0 - 127.0) / 128.0
        return torch.cat(self.trunk(pixels.expand(-1, 3, -1, -1)), dim=1)

    def forward(self, canvas: Tensor) -> Tensor:
        """Embeddings of (B, 1, H, W) float32 canvases, 0..1, 1 = ink.

        Returns:
            (B, R, C, D + 1): for each cell a descriptor of length below 1, then the cell's weight,
            1 where there is ink and 0 on bare paper.
        """
        raw = self.head(self.features(canvas))
        length = (raw.square().sum(dim=1, keepdim=True) + self.softness**2).sqrt()
        inked = (functional.avg_pool2d(canvas, self.cell) > MIN_INK).to(raw.dtype)
        return torch.cat([raw / length, inked], dim=1).permute(0, 2, 3, 1)

    def train(self, mode: bool = True) -> SiameseEncoder:
        """Switch to training, batch norms excepted.

        A batch of few writers leaks who they are through its statistics, so the pre-trained ones
        are kept (docs/experiments.md).
        """
        super().train(mode)
        self.trunk.eval()
        return self

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        """The trained parameters for an optimiser; the earlier blocks are frozen here."""
        trained: list[nn.Parameter] = []
        for name, parameter in self.trunk.named_parameters():
            parameter.requires_grad = _block(name) >= self.config.first_trained_block
            if parameter.requires_grad:
                trained.append(parameter)
        return [
            {"params": trained, "lr": learning_rate, "name": "trunk"},
            # The head starts from an estimate, not from a training: it may move faster.
            {"params": list(self.head.parameters()), "lr": 2 * learning_rate, "name": "head"},
        ]

    def drop_anchor(self) -> None:
        """Remember the trunk as it is now: `anchor_penalty` pulls towards it."""
        self._anchor = {
            name: parameter.detach().clone()
            for name, parameter in self.trunk.named_parameters()
            if parameter.requires_grad
        }

    def anchor_penalty(self) -> Tensor:
        """Squared distance of the trunk from its anchor, relative to each weight's own size.

        L2-SP of Li, Grandvalet & Davoine 2018 (arXiv:1802.01483); relative, so that layers of
        different scale are held alike.
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
