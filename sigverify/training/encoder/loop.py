"""The training itself: batches, an average of the weights, early stopping on unseen writers.

Nothing random outlives a step: batch and augmentation depend on the seed and the step's number.
So a run that was cut off and resumed gives what it would have given in one go.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from sigverify.errors import DataError, UsageError
from sigverify.files import canonical_json, sha256_hex
from sigverify.terms import PairKind, Split
from sigverify.training.averaging import moving_average
from sigverify.training.checkpoints import load_state, save_state
from sigverify.training.encoder.augmentation import AugmentConfig, build_augmentation
from sigverify.training.encoder.data import Corpus
from sigverify.training.encoder.losses import LOSSES, pair_masks
from sigverify.training.encoder.matching import distance_matrix
from sigverify.training.encoder.network import SiameseEncoder
from sigverify.training.encoder.sampling import BatchPlan, TupleSampler
from sigverify.training.encoder.validation import choose_images, compare_by_set, embed, mean_eer
from sigverify.training.runlog import RunLog

START_NAME: Final = "start.pt"
CHECKPOINT_NAME: Final = "checkpoint.pt"
BEST_NAME: Final = "best.pt"
LOG_NAME: Final = "log.jsonl"
LOG_EVERY: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """A training's settings; together with the data they decide the result.

    Attributes:
        loss: a name of `LOSSES`.
        seed: of everything that is drawn.
        steps: batches at most.
        warm_up: batches until the learning rate is at its height; it then falls as a cosine.
        learning_rate: at its height.
        weight_decay: of AdamW.
        anchor_weight: of the network's pull towards its start, beside the loss.
        average: decay of the moving average of the weights that is validated and exported; less at
            the beginning, where the start would weigh too long.
        clip: largest norm of a batch's gradient.
        validate_every: batches between two looks at ``val``.
        patience: looks without improvement before the training ends.
        validation_images: genuine and forged signatures a writer that a look takes, each.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a training stands.

    Attributes:
        share: of the way to the end, 0..1.
        step: batches done.
        loss: of the last batch, None before the first.
        eer: mean equal error rate at the last look, 0..1.
        best_eer: the best one so far.
        best_step: the batch after which it was reached.
        seconds: that the training took so far, earlier parts of a resumed run included.
    """

    share: float
    step: int
    loss: float | None
    eer: float
    best_eer: float
    best_step: int
    seconds: float


@dataclass(slots=True)
class _Progress:
    """What changes from batch to batch and is not a tensor."""

    step: int = 0
    seconds: float = 0.0
    eer: float = math.inf
    best_eer: float = math.inf
    best_step: int = 0
    stale: int = 0


class Trainer:
    """One training in one folder."""

    def __init__(
        self,
        network: SiameseEncoder,
        *,
        config: TrainConfig,
        corpus: Corpus,
        folder: Path,
        device: torch.device,
        context: dict[str, Any],
    ) -> None:
        """Get everything ready; nothing is computed yet.

        Args:
            network: the encoder, on ``device``; it is trained in place.
            config: the settings.
            corpus: the signatures of ``train`` and ``val``.
            folder: where checkpoints and log go.
            device: where to compute.
            context: whatever else decides the result (network, preprocessing), JSON values.

        Raises:
            DataError: a split is missing, or it has too few writers.
        """
        self._config = config
        self._network = network
        self._device = device
        self._folder = folder
        self._train = corpus.require(Split.TRAIN)
        self._val = choose_images(
            corpus.require(Split.VAL), per_label=config.validation_images, seed=config.seed
        )
        self._sampler = TupleSampler(self._train, plan=config.plan, seed=config.seed)
        self._loss = LOSSES[config.loss]().to(device)
        self._augment = build_augmentation(config.augmentation)
        settings = {**context, "train": asdict(config), "split_sha256": corpus.split_sha256}
        self._fingerprint = sha256_hex(canonical_json(settings))
        self._progress = _Progress()

    def run(
        self,
        *,
        initialise: Callable[[], None],
        resume: bool,
        seconds: float,
        report: Callable[[Standing], None],
    ) -> Standing:
        """Train to the end and leave the best weights in the network.

        Args:
            initialise: sets the network's starting weights; not called if a run is resumed.
            resume: go on with the run in the folder, if there is one.
            seconds: how long the training may take, earlier parts of a resumed run included. The
                learning rate has come down by then.
            report: called after each batch.

        Raises:
            UsageError: the run in the folder had other settings or other data.
            DataError: it can't be read; or the loss became infinite; or ``val`` has no pairs.
            OutputError: the folder can't be written.
        """
        self._prepare(initialise, resume=resume)
        log = RunLog(self._folder / LOG_NAME, keep_until=self._progress.step or -1)
        started = time.monotonic() - self._progress.seconds
        if self._progress.step == 0:
            self._look(log)
            self._progress.seconds = time.monotonic() - started
        while (share := self._share(seconds)) < 1 and self._progress.stale < self._config.patience:
            loss = self._step(self._progress.step, share=share)
            self._progress.step += 1
            self._progress.seconds = time.monotonic() - started
            share = self._share(seconds)
            if self._progress.step % LOG_EVERY == 0:
                log.add(self._progress.step, loss=loss, seconds=round(self._progress.seconds, 1))
            if self._progress.step % self._config.validate_every == 0 or share >= 1:
                self._look(log)
                self._progress.seconds = time.monotonic() - started
                self._save()
            report(self._standing(share=share, loss=loss))
        best = load_state(self._folder / BEST_NAME, device=self._device)
        self._network.load_state_dict(best["network"])
        return self._standing(share=1.0, loss=None)

    def _prepare(self, initialise: Callable[[], None], *, resume: bool) -> None:
        """Weights, optimiser and average, either fresh or as they were."""
        start_path = self._folder / START_NAME
        checkpoint_path = self._folder / CHECKPOINT_NAME
        if not resume:
            for name in (CHECKPOINT_NAME, START_NAME, BEST_NAME):
                (self._folder / name).unlink(missing_ok=True)
        if start_path.exists():
            start = load_state(start_path, device=self._device)
            if start["fingerprint"] != self._fingerprint:
                raise UsageError(
                    f"{self._folder}: the training there had other settings or other data.",
                    remedy="Start afresh with --no-resume, or name another output.",
                )
            self._network.load_state_dict(start["network"])
        else:
            initialise()
            save_state(
                start_path,
                {"fingerprint": self._fingerprint, "network": self._network.state_dict()},
            )
        groups = self._network.parameter_groups(self._config.learning_rate)
        self._network.drop_anchor()
        own = list(self._loss.parameters())
        if own:
            groups.append({"params": own, "lr": self._config.learning_rate})
        self._optimiser = torch.optim.AdamW(groups, weight_decay=self._config.weight_decay)
        self._rates = [float(group["lr"]) for group in self._optimiser.param_groups]
        self._average = AveragedModel(
            self._network, multi_avg_fn=moving_average(self._config.average)
        )
        if checkpoint_path.exists():
            state = load_state(checkpoint_path, device=self._device)
            self._network.load_state_dict(state["network"])
            self._average.load_state_dict(state["average"])
            self._optimiser.load_state_dict(state["optimiser"])
            self._loss.load_state_dict(state["loss"])
            self._progress = _Progress(**state["progress"])

    def _save(self) -> None:
        save_state(
            self._folder / CHECKPOINT_NAME,
            {
                "network": self._network.state_dict(),
                "average": self._average.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "loss": self._loss.state_dict(),
                "progress": asdict(self._progress),
            },
        )

    def _step(self, step: int, *, share: float) -> float:
        """One batch; gives its loss."""
        torch.manual_seed(self._config.seed * 1_000_003 + step)
        warm = min(1.0, (step + 1) / max(1, self._config.warm_up))
        factor = warm * (0.5 + 0.5 * math.cos(math.pi * share))
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        rows = self._sampler.batch(step)
        canvases = torch.from_numpy(self._train.canvases(rows)).to(self._device)
        writers = torch.from_numpy(self._train.writers[rows]).to(self._device)
        forged = torch.from_numpy(self._train.forged[rows]).to(self._device)
        self._network.train()
        batch = self._augment(canvases[:, None].float() / 255)
        with torch.autocast(
            self._device.type,
            dtype=torch.bfloat16,
            enabled=self._config.half and self._device.type == "cuda",
        ):
            embeddings = self._network(batch)
        masks = pair_masks(writers, forged=forged)
        distances = distance_matrix(embeddings.float(), wanted=masks.genuine | masks.negative)
        loss: Tensor = self._loss(distances, writers=writers, forged=forged)
        total = loss + self._config.anchor_weight * self._network.anchor_penalty()
        if not math.isfinite(total.item()):
            raise DataError(
                f"The loss became infinite at batch {step}.",
                remedy="Train with another seed, or look for odd images in the data.",
            )
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), self._config.clip)
        self._optimiser.step()
        self._average.update_parameters(self._network)
        return float(loss.detach())

    def _look(self, log: RunLog) -> None:
        """Measure the averaged weights on ``val`` and keep them if they are the best so far."""
        network = self._average.module
        embeddings = embed(network, self._val, device=self._device)
        comparisons = compare_by_set(embeddings, examples=self._val, seed=self._config.seed)
        eer = mean_eer(comparisons)
        if eer is None:
            raise DataError(
                "The writers of val give no pairs to compare.",
                remedy="Put writers with two genuine signatures and some forgeries into val.",
            )
        rates = {
            f"{name} {kind}": rate
            for name, entry in comparisons.items()
            for kind in (PairKind.SKILLED, PairKind.RANDOM)
            if (rate := entry.eer(kind)) is not None
        }
        log.add(self._progress.step, eer=rates, mean_eer=eer)
        self._progress.eer = eer
        self._progress.stale += 1
        if eer < self._progress.best_eer:
            self._progress.best_eer = eer
            self._progress.best_step = self._progress.step
            self._progress.stale = 0
            save_state(self._folder / BEST_NAME, {"network": network.state_dict()})

    def _share(self, seconds: float) -> float:
        """How much of the way is done, by batches or by the clock, whichever is further."""
        by_steps = self._progress.step / self._config.steps
        return min(1.0, max(by_steps, self._progress.seconds / seconds))

    def _standing(self, *, share: float, loss: float | None) -> Standing:
        return Standing(
            share=share,
            step=self._progress.step,
            loss=loss,
            eer=self._progress.eer,
            best_eer=self._progress.best_eer,
            best_step=self._progress.best_step,
            seconds=self._progress.seconds,
        )
