"""A network and settings small enough to be trained in a test."""

from __future__ import annotations

import torch

from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.augment import AugmentConfig
from sigverify.training.loop import TrainConfig
from sigverify.training.network import NetworkConfig, SiameseEncoder, build_network
from sigverify.training.sampling import BatchPlan

PREPROCESSING = PreprocessingConfig(canvas_height=40, canvas_width=80)
NETWORK = NetworkConfig(
    taps=(2,),
    grid_rows=2,
    grid_columns=4,
    embedding_size=16,
    first_trained_block=0,
    pretrained=False,
)
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


def fresh_network() -> SiameseEncoder:
    """The small network, always with the same weights."""
    torch.manual_seed(1)
    return build_network(
        NETWORK, height=PREPROCESSING.canvas_height, width=PREPROCESSING.canvas_width
    )
