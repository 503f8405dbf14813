"""What the trainer needs to train the encoder: batches of pairs, the loss, validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from sigverify.errors import DataError
from sigverify.terms import PairKind, Split
from sigverify.training.encoder.augmentation import AugmentConfig, build_augmentation
from sigverify.training.encoder.data import Corpus
from sigverify.training.encoder.losses import LOSSES, PairLoss, pair_masks
from sigverify.training.encoder.matching import distance_matrix
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.sampling import BatchPlan, TupleSampler
from sigverify.training.encoder.validation import choose_images, compare_by_set, embed, mean_eer
from sigverify.training.task import BatchLoss, Validation
from sigverify.training.trainer import TrainerConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """An encoder's training settings; together with the data they decide the result.

    Attributes:
        loss: a name of `LOSSES`.
        seed: of everything that is drawn.
        steps: batches at most.
        warm_up: batches until the learning rate is at its highest; it then falls as a cosine.
        learning_rate: the highest.
        weight_decay: of AdamW.
        anchor_weight: of the network's pull towards its start, beside the loss.
        average: decay of the moving average of the weights that is validated and exported.
        clip: largest norm of a batch's gradient.
        validate_every: batches between two validations on ``val``.
        patience: validations without improvement before the training ends.
        validation_images: genuine and forged signatures a writer in a validation, each.
        half: compute in bfloat16 where the device is a GPU.
        plan: what a batch is made of.
        augmentation: what happens to its images.
    """

    loss: str = "contrastive"
    seed: int = 1
    steps: int = 500
    warm_up: int = 50
    learning_rate: float = 1e-4
    weight_decay: float = 0.0
    anchor_weight: float = 0.1
    average: float = 0.99
    clip: float = 5.0
    validate_every: int = 100
    patience: int = 6
    validation_images: int = 10
    half: bool = False
    plan: BatchPlan = field(default_factory=BatchPlan)
    augmentation: AugmentConfig = field(default_factory=AugmentConfig)

    def trainer(self) -> TrainerConfig:
        """The part of the settings that the trainer needs."""
        return TrainerConfig(
            seed=self.seed,
            steps=self.steps,
            warm_up=self.warm_up,
            weight_decay=self.weight_decay,
            average=self.average,
            clip=self.clip,
            validate_every=self.validate_every,
            patience=self.patience,
        )


class EncoderTask:
    """Training of an encoder on the pairs of a corpus, see `sigverify.training.task`."""

    def __init__(
        self,
        network: EncoderNetwork,
        *,
        config: TrainConfig,
        corpus: Corpus,
        device: torch.device,
        initialise: Callable[[], None],
    ) -> None:
        """Choose the signatures for validation and prepare the sampler.

        Args:
            network: the encoder, on ``device``.
            config: the settings.
            corpus: the signatures of ``train`` and ``val``.
            device: where to compute.
            initialise: sets the network's starting weights.

        Raises:
            DataError: a split is missing, or it has too few writers.
        """
        self.network = network
        self.initialise = initialise
        self._config = config
        self._device = device
        self._train = corpus.require(Split.TRAIN)
        self._val = choose_images(
            corpus.require(Split.VAL), per_label=config.validation_images, seed=config.seed
        )
        self._sampler = TupleSampler(self._train, plan=config.plan, seed=config.seed)
        self.criterion: PairLoss = LOSSES[config.loss]().to(device)
        self._augment = build_augmentation(config.augmentation)

    def parameter_groups(self) -> list[dict[str, Any]]:
        """The network's groups, and the loss's own parameters if it has any."""
        groups = self.network.parameter_groups(self._config.learning_rate)
        self.network.set_anchor()
        own = list(self.criterion.parameters())
        if own:
            groups.append({"params": own, "lr": self._config.learning_rate})
        return groups

    def loss(self, step: int) -> BatchLoss:
        """The loss over all pairs of a batch, in the total with the pull towards the start."""
        rows = self._sampler.batch(step)
        canvases = torch.from_numpy(self._train.canvases(rows)).to(self._device)
        writers = torch.from_numpy(self._train.writers[rows]).to(self._device)
        forged = torch.from_numpy(self._train.forged[rows]).to(self._device)
        batch = self._augment(canvases[:, None].float() / 255)
        with torch.autocast(
            self._device.type,
            dtype=torch.bfloat16,
            enabled=self._config.half and self._device.type == "cuda",
        ):
            embeddings = self.network(batch)
        masks = pair_masks(writers, forged=forged)
        distances = distance_matrix(embeddings.float(), wanted=masks.genuine | masks.negative)
        loss = self.criterion(distances, writers=writers, forged=forged)
        pull = self._config.anchor_weight * self.network.anchor_penalty()
        return BatchLoss(total=loss + pull, logged=loss)

    def finished(self, average: nn.Module) -> nn.Module:
        """The averaged weights can be used as they are."""
        return average

    def validate(self, network: nn.Module) -> Validation:
        """The mean equal error rate over the data sets of ``val``, and the rates behind it.

        Raises:
            DataError: ``val`` has no pairs.
        """
        embeddings = embed(network, self._val, device=self._device)
        comparisons = compare_by_set(embeddings, examples=self._val, seed=self._config.seed)
        eer = mean_eer(comparisons)
        if eer is None:
            raise DataError(
                "The writers of val give no pairs to compare.",
                remedy="Put writers with two genuine signatures and some forgeries into val.",
            )
        return Validation(
            error=eer,
            figures={
                f"EER {name} {kind}": rate
                for name, entry in comparisons.items()
                for kind in (PairKind.SKILLED, PairKind.RANDOM)
                if (rate := entry.eer(kind)) is not None
            },
        )
