"""What the trainer needs to train the encoder: batches of pairs, the loss, validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sigverify.errors import DataError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.terms import PairKind, Split
from sigverify.training.encoder.augmentation import AugmentConfig
from sigverify.training.encoder.frozen import freeze_examples, freeze_images
from sigverify.training.encoder.head import FITTED_ON, start_head
from sigverify.training.encoder.losses import HAND_LOSSES, LOSSES, HandLoss, PairLoss
from sigverify.training.encoder.matching import distance_matrix, in_window
from sigverify.training.encoder.network import EncoderNetwork, NetworkConfig, build_network
from sigverify.training.encoder.pairs import PairMasks, compared_pairs, pair_masks
from sigverify.training.encoder.pool import PoolPlan, choose_pool
from sigverify.training.encoder.sampling import BatchPlan, TupleSampler
from sigverify.training.encoder.validation import (
    choose_images,
    compare_by_set,
    embed_frozen,
    mean_eer,
)
from sigverify.training.signatures.corpus import Corpus, Examples, Indices
from sigverify.training.signatures.trajectories import SAME_PEOPLE
from sigverify.training.task import BatchLoss, Validation
from sigverify.training.trainer import StageReport, TrainerConfig

START_BATCHES: Final = 4
"""Batches whose distances the loss starts from."""
LOSS_RATE: Final = 5e-3
"""Learning rate of a loss's own parameters: a few numbers, all of them estimates at the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """An encoder's training settings; together with the data they decide the result.

    Attributes:
        loss: one of `LOSS_NAMES`.
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
        pair_window: share of batches whose pairs are compared in one random part of the canvas.
        pool: which signatures are prepared.
        plan: what a batch is made of.
        augmentation: what happens to the images of the pool.
    """

    loss: str = "logistic"
    seed: int = 1
    steps: int = 500
    warm_up: int = 30
    learning_rate: float = 1e-4
    weight_decay: float = 0.0
    anchor_weight: float = 0.1
    average: float = 0.99
    clip: float = 5.0
    validate_every: int = 100
    patience: int = 6
    validation_images: int = 10
    half: bool = False
    pair_window: float = 0.0
    pool: PoolPlan = field(default_factory=PoolPlan)
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
        cache: Path,
        device: torch.device,
        report: StageReport,
        initialise: Callable[[], None],
    ) -> None:
        """Choose the signatures and prepare the frozen part's output for them.

        Args:
            network: the encoder, on ``device``, with the weights of its frozen part.
            config: the settings.
            corpus: the signatures of ``train`` and ``val``.
            cache: folder for the frozen part's output; biometric data.
            device: where to compute.
            report: called as the features are prepared.
            initialise: sets the starting weights of the trained part.

        Raises:
            DataError: a split is missing, or it has too few writers; or the cache is damaged.
            OutputError: the cache can't be written.
        """
        self.network = network
        self.initialise = initialise
        self._config = config
        self._device = device
        seed = config.seed
        pool = choose_pool(corpus.require(Split.TRAIN), plan=config.pool, seed=seed)
        self._train = pool.examples
        self._sets, self._people = _numbered_sets(pool.examples)
        self._val = choose_images(
            corpus.require(Split.VAL), per_label=config.validation_images, seed=seed
        )
        self._sampler = TupleSampler(self._train, plan=config.plan, seed=seed)

        def progress(done: int, total: int) -> None:
            report("Preparing features", done / total, f"{done} / {total}")

        self._train_images = freeze_images(
            network,
            examples=corpus.require(Split.TRAIN),
            rows=pool.views.ravel(),
            views=np.tile(np.arange(config.pool.views), len(pool.views)),
            augmentation=config.augmentation,
            seed=seed,
            cache=cache,
            device=device,
            progress=progress,
        )
        self._val_images = freeze_examples(
            network, examples=self._val, cache=cache, device=device, progress=progress
        )
        self._hands = _numbered_hands(self._train)
        self.criterion: PairLoss | HandLoss
        if config.loss in LOSSES:
            self.criterion = LOSSES[config.loss]()
        else:
            torch.manual_seed(seed)  # classes are drawn
            self.criterion = HAND_LOSSES[config.loss](
                hands=int(self._hands.max()) + 1, depth=network.head.out_channels
            )
        self.criterion.to(device)

    def parameter_groups(self) -> list[dict[str, Any]]:
        """The network's groups, and the loss's own parameters if it has any."""
        groups = self.network.parameter_groups(self._config.learning_rate)
        self.network.set_anchor()
        if isinstance(self.criterion, PairLoss):
            middle = self._middle()
            if middle is not None:
                self.criterion.start(middle)
        own = list(self.criterion.parameters())
        if own:
            groups.append({"params": own, "lr": LOSS_RATE})
        return groups

    def loss(self, step: int) -> BatchLoss:
        """The loss of a batch, in the total with the pull towards the start."""
        rows, embeddings = self._embedded(step)
        if isinstance(self.criterion, PairLoss):
            distances, masks = self._compared(rows, embeddings)
            loss = self.criterion(distances, masks=masks)
        else:
            loss = self.criterion(embeddings, hands=self._there(self._hands, rows))
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
        assert isinstance(network, EncoderNetwork)
        embeddings = embed_frozen(network, self._val_images, device=self._device)
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

    def _embedded(self, number: int) -> tuple[Indices, Tensor]:
        """The rows (B,) of a batch in the pool, and embeddings of one view of each."""
        rows = self._sampler.batch(number)
        views = torch.randint(self._config.pool.views, (len(rows),)).numpy()
        images = self._train_images.read(
            rows * self._config.pool.views + views, device=self._device
        )
        with torch.autocast(
            self._device.type,
            dtype=torch.bfloat16,
            enabled=self._config.half and self._device.type == "cuda",
        ):
            embeddings = self.network.embeddings(images).float()
        return rows, embeddings

    def _compared(self, rows: Indices, embeddings: Tensor) -> tuple[Tensor, PairMasks]:
        """Distances (B, B) and kinds of the pairs of a batch."""
        if float(torch.rand(())) < self._config.pair_window:
            embeddings = in_window(embeddings)
        masks = compared_pairs(
            pair_masks(
                self._there(self._train.writers, rows),
                forged=self._there(self._train.forged, rows),
            ),
            sets=self._there(self._sets, rows),
            people=self._there(self._people, rows),
        )
        return distance_matrix(embeddings, wanted=masks.genuine | masks.negative), masks

    def _there(self, values: NDArray[Any], rows: Indices) -> Tensor:
        """Some values of the pool on the device."""
        return torch.from_numpy(values[rows]).to(self._device)

    @torch.no_grad()
    def _middle(self) -> float | None:
        """Between the mean distances of genuine pairs and of forgeries, skilled ones if any."""
        self.network.eval()
        near: list[Tensor] = []
        skilled: list[Tensor] = []
        random: list[Tensor] = []
        with torch.random.fork_rng():
            torch.manual_seed(self._config.seed)
            for number in range(START_BATCHES):
                distances, masks = self._compared(*self._embedded(number))
                near.append(distances[masks.genuine])
                skilled.append(distances[masks.skilled])
                random.append(distances[masks.random])
        far = torch.cat(skilled if any(map(len, skilled)) else random)
        return float((torch.cat(near).mean() + far.mean()) / 2) if len(far) else None


def prepare_task(
    config: TrainConfig,
    *,
    corpus: Corpus,
    shape: NetworkConfig,
    preprocessing: PreprocessingConfig,
    cache: Path,
    device: torch.device,
    report: StageReport,
) -> EncoderTask:
    """A new network and what is needed to train it.

    Args:
        config: the training's settings.
        corpus: the signatures of ``train`` and ``val``.
        shape: of the network.
        preprocessing: how the images were prepared.
        cache: see `EncoderTask`.
        device: where to compute.
        report: called as the work proceeds.

    Raises:
        DataError: the signatures or the cache can't be used.
        OutputError: the cache can't be written.
    """
    network = build_network(
        shape, height=preprocessing.canvas_height, width=preprocessing.canvas_width
    ).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def initialise() -> None:
        report("Fitting the start", 0.0, "")
        some = choose_pool(corpus.require(Split.TRAIN), plan=FITTED_ON, seed=0).examples
        images = freeze_examples(
            network,
            examples=some,
            cache=cache,
            device=device,
            progress=lambda done, total: report("Fitting the start", done / total, ""),
        )
        start_head(network, images=images, hands=some.hands, device=device)
        report("Fitting the start", 1.0, "")

    return EncoderTask(
        network,
        config=config,
        corpus=corpus,
        cache=cache,
        device=device,
        report=report,
        initialise=initialise,
    )


def _numbered_hands(examples: Examples) -> Indices:
    """(n,) numbers of the hands, from 0."""
    return np.unique(examples.hands, return_inverse=True)[1].astype(np.int64)


def _numbered_sets(examples: Examples) -> tuple[Indices, Indices]:
    """(n,) numbers of the data sets, and numbers that are equal for sets that share writers."""
    people = [SAME_PEOPLE.get(name, name) for name in examples.datasets.tolist()]
    return (
        np.unique(examples.datasets, return_inverse=True)[1].astype(np.int64),
        np.unique(people, return_inverse=True)[1].astype(np.int64),
    )
