"""A network and settings small enough to be trained in a test."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.encoder.augmentation import AugmentConfig
from sigverify.training.encoder.network import EncoderNetwork, Frozen
from sigverify.training.encoder.sampling import BatchPlan
from sigverify.training.encoder.task import TrainConfig

PREPROCESSING = PreprocessingConfig(canvas_height=40, canvas_width=80)
TRAIN = TrainConfig(
    steps=8,
    warm_up=2,
    learning_rate=2e-3,
    anchor_weight=0.0,
    average=0.8,
    validate_every=4,
    plan=BatchPlan(writers=3, genuine=3, forged=3),
    augmentation=AugmentConfig(shrink=0.02, rotation_deg=1.0),
)
WRITERS = (
    *((f"one/{n}", "train") for n in range(3)),
    *((f"two/{n}", "train") for n in range(2)),
    *((f"one/{n}", "val") for n in range(3, 6)),
)
CELL_PX = 8
FROZEN_LAYERS = 3


class SmallEncoder(EncoderNetwork):
    """Has what the training asks of an encoder: a descriptor a cell, and the cell's ink."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, 12, 5, stride=2, padding=2, bias=False),
            nn.BatchNorm2d(12),
            nn.ReLU6(),
            nn.Conv2d(12, 24, 5, stride=4, padding=2, bias=False),
            nn.BatchNorm2d(24),
            nn.ReLU6(),
        )
        self.head = nn.Conv2d(24, 16, 1)
        self.register_buffer("softness", torch.tensor(1.0))

    def frozen(self, canvas: Tensor) -> Frozen:
        return Frozen(
            features=self.trunk[:FROZEN_LAYERS](canvas * 4 - 1),
            inked=nn.functional.avg_pool2d(canvas, CELL_PX)[:, 0] > 0.02,
        )

    def frozen_state(self) -> dict[str, Tensor]:
        return self.trunk[:FROZEN_LAYERS].state_dict()

    def features(self, features: Tensor) -> Tensor:
        output: Tensor = self.trunk[FROZEN_LAYERS:](features)
        return output

    def embeddings(self, frozen: Frozen) -> Tensor:
        descriptors = nn.functional.normalize(self.head(self.features(frozen.features)), dim=1)
        weight = frozen.inked[:, None].float()
        return torch.cat([descriptors, weight], dim=1).permute(0, 2, 3, 1)

    def train(self, mode: bool = True) -> SmallEncoder:
        super().train(mode)
        self.trunk.eval()
        return self

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        trained = [*self.trunk[FROZEN_LAYERS:].parameters(), *self.head.parameters()]
        return [{"params": trained, "lr": learning_rate}]

    def set_anchor(self) -> None:
        self.start = [parameter.detach().clone() for parameter in self.parameters()]

    def anchor_penalty(self) -> Tensor:
        pairs = zip(self.parameters(), self.start, strict=True)
        return torch.stack([(now - then).square().sum() for now, then in pairs]).sum()


def fresh_network() -> SmallEncoder:
    """The small network, always with the same weights."""
    torch.manual_seed(1)
    return SmallEncoder()
