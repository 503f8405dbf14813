"""The training loop of all networks: schedule, averaging, validation, checkpoints and the log.

A `TrainingTask` provides network, loss and validation; the `Trainer` depends on none of them.

No random state is kept between steps: a batch depends on the seed and the number of the step. So
an interrupted and resumed run gives the same result as one without the interruption.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from sigverify.errors import CancelledError, DataError, UsageError
from sigverify.files import canonical_json, sha256_hex
from sigverify.logs.log import Log, short_hash
from sigverify.progress import Cancelled, never
from sigverify.training.averaging import averaged_copy
from sigverify.training.checkpoint import load_checkpoint, save_checkpoint, unusable
from sigverify.training.runlog import LOG_NAME, RunLog
from sigverify.training.task import TrainingTask

START_NAME: Final = "start.safetensors"
CHECKPOINT_NAME: Final = "checkpoint.safetensors"
BEST_NAME: Final = "best.safetensors"
LOG_EVERY: Final = 10
SAVE_SECONDS: Final = 120.0
"""Checkpoints are written at least this often, whatever the interval of validation."""
_MEAN_KEPT: Final = 0.97
"""Of the mean loss that is shown, what is kept at each batch."""

_LOG: Final = Log(__name__)

StageReport = Callable[[str, float, str], None]
"""Called with the stage of the work, the share of it that is done (0..1) and a remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerConfig:
    """Settings of the loop.

    Attributes:
        seed: of everything that is drawn.
        steps: batches at most; None leaves it to the clock.
        warm_up: batches until the learning rate is at its highest; it then falls as a cosine.
        warm_up_share: the same as a share of the whole training, 0..1.
        final_rate: learning rate at the end as a share of the highest.
        weight_decay: of AdamW.
        average: decay of the moving average of the weights, which is validated and exported.
        average_buffers: average the network's buffers too.
        clip: largest norm of a batch's gradient.
        validate_every: batches between validations; None validates at the end only.
        patience: validations without improvement before the training ends.
    """

    seed: int
    steps: int | None = None
    warm_up: int = 0
    warm_up_share: float = 0.0
    final_rate: float = 0.0
    weight_decay: float = 0.0
    average: float = 0.99
    average_buffers: bool = False
    clip: float = 5.0
    validate_every: int | None = None
    patience: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingStatus:
    """How far a training has come.

    Attributes:
        share: of the training that is done, 0..1.
        step: batches done.
        loss: of the last batch, None before the first.
        mean_loss: moving average of the losses, None before the first.
        error: at the last validation, 0..1; infinite before the first.
        best_error: the lowest so far.
        best_step: the batch after which it was reached.
        seconds: the training took so far, earlier parts of a resumed run included.
    """

    share: float
    step: int
    loss: float | None
    mean_loss: float | None
    error: float
    best_error: float
    best_step: int
    seconds: float


@dataclass(slots=True)
class _State:
    """What changes from batch to batch and is not a tensor."""

    step: int = 0
    seconds: float = 0.0
    mean_loss: float | None = None
    error: float = math.inf
    best_error: float = math.inf
    best_step: int = 0
    stale: int = 0
    figures: dict[str, float] = field(default_factory=dict)


def rate_factor(config: TrainerConfig, *, step: int, share: float) -> float:
    """The learning rate of a batch as a share of the highest.

    Args:
        config: says how it rises and falls.
        step: batches done.
        share: of the training that is done, 0..1.
    """
    warm = min(1.0, (step + 1) / max(1, config.warm_up))
    if config.warm_up_share > 0.0:
        warm *= min(1.0, share / config.warm_up_share + 0.01)
    return warm * (0.5 + 0.5 * math.cos(math.pi * share) + config.final_rate)


class Trainer:
    """One training in one folder."""

    def __init__(
        self,
        task: TrainingTask,
        *,
        config: TrainerConfig,
        folder: Path,
        settings: Mapping[str, Any],
    ) -> None:
        """Nothing is computed or written yet.

        Args:
            task: what is trained.
            config: the settings of the loop.
            folder: for the checkpoints and the log.
            settings: everything else that decides the result (data, network), as JSON values. Only
                a run with the same settings is resumed.
        """
        self._task = task
        self._config = config
        self._folder = folder
        self._fingerprint = sha256_hex(canonical_json([settings, asdict(config)]))
        self._state = _State()

    @property
    def figures(self) -> Mapping[str, float]:
        """The rates of the best validation by name, 0..1."""
        return self._state.figures

    def run(
        self,
        *,
        resume: bool,
        seconds: float,
        report: Callable[[TrainingStatus], None],
        cancelled: Cancelled = never,
    ) -> TrainingStatus:
        """Train to the end and leave the best weights in the network.

        Args:
            resume: continue the run in the folder, if there is one.
            seconds: how long the training may take, earlier parts of a resumed run included. The
                learning rate has come down by then.
            report: called after each batch.
            cancelled: asked before each batch whether to stop.

        Raises:
            CancelledError: it was cancelled; the run can be resumed.
            UsageError: the run in the folder had other settings or other data.
            DataError: it can't be read; or the loss became infinite; or the validation data can't
                be used.
            OutputError: the folder can't be written.
        """
        self._prepare(resume=resume)
        state, every = self._state, self._config.validate_every
        log = RunLog(self._folder / LOG_NAME, keep_until=state.step or -1)
        started = time.monotonic() - state.seconds
        saved = state.seconds
        _LOG.info("training.started", batches=state.step, run=short_hash(self._fingerprint))
        if state.step == 0 and every is not None:
            self._validate(log)
            state.seconds = time.monotonic() - started
        while (share := self._share(seconds)) < 1 and state.stale < self._config.patience:
            if cancelled():
                self._save()
                _LOG.info("training.cancelled", batches=state.step)
                raise CancelledError(
                    "The training was cancelled.", remedy="The same command resumes it."
                )
            loss = self._train_batch(share)
            state.step += 1
            state.seconds = time.monotonic() - started
            share = self._share(seconds)
            if state.step % LOG_EVERY == 0:
                log.add(state.step, loss=loss, seconds=round(state.seconds, 1))
            if share >= 1 or (every is not None and state.step % every == 0):
                self._validate(log)
                state.seconds = time.monotonic() - started
                self._save()
                saved = state.seconds
            elif state.seconds - saved > SAVE_SECONDS:
                self._save()
                saved = state.seconds
            report(self._status(share=share, loss=loss))
        if not (self._folder / BEST_NAME).exists():  # there was no time for a batch
            self._validate(log)
        self._load_into(self._task.network, path=self._folder / BEST_NAME)
        _LOG.info(
            "training.ended",
            batches=state.step,
            best=state.best_step,
            seconds=round(state.seconds, 1),
        )
        return self._status(share=1.0, loss=None)

    def _prepare(self, *, resume: bool) -> None:
        """Set weights, optimiser and average, either fresh or as they were."""
        start_path = self._folder / START_NAME
        checkpoint_path = self._folder / CHECKPOINT_NAME
        task = self._task
        if not resume:
            for name in (CHECKPOINT_NAME, START_NAME, BEST_NAME):
                (self._folder / name).unlink(missing_ok=True)
        if start_path.exists():
            if load_checkpoint(start_path).get("fingerprint") != self._fingerprint:
                raise UsageError(
                    f"{self._folder}: the training there had other settings or other data.",
                    remedy="Start afresh with --no-resume, or name another folder.",
                )
            self._load_into(task.network, path=start_path)
        else:
            task.initialise()
            start = {"fingerprint": self._fingerprint, "network": task.network.state_dict()}
            save_checkpoint(start_path, start)
        groups = task.parameter_groups()
        self._optimiser = torch.optim.AdamW(groups, weight_decay=self._config.weight_decay)
        self._rates = [float(group["lr"]) for group in self._optimiser.param_groups]
        self._average = averaged_copy(
            task.network, decay=self._config.average, buffers=self._config.average_buffers
        )
        self._state = _State()
        if checkpoint_path.exists():
            self._resume(checkpoint_path)

    def _resume(self, path: Path) -> None:
        stored = load_checkpoint(path)
        try:
            for name, part in self._parts().items():
                part.load_state_dict(stored[name])
            self._state = _State(**stored["state"])
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise unusable(path) from error

    def _save(self) -> None:
        state = {name: part.state_dict() for name, part in self._parts().items()}
        save_checkpoint(self._folder / CHECKPOINT_NAME, {**state, "state": asdict(self._state)})

    def _parts(self) -> dict[str, nn.Module | torch.optim.Optimizer]:
        """Everything in a checkpoint that holds tensors, by its name there."""
        parts: dict[str, nn.Module | torch.optim.Optimizer] = {
            "network": self._task.network,
            "average": self._average,
            "optimiser": self._optimiser,
        }
        if self._task.criterion is not None:
            parts["criterion"] = self._task.criterion
        return parts

    def _load_into(self, network: nn.Module, *, path: Path) -> None:
        try:
            network.load_state_dict(load_checkpoint(path)["network"])
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise unusable(path) from error

    def _train_batch(self, share: float) -> float:
        """Train on one batch and return its loss."""
        config, task, step = self._config, self._task, self._state.step
        torch.manual_seed(config.seed * 1_000_003 + step)
        factor = rate_factor(config, step=step, share=share)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        task.network.train()
        total, logged = task.loss(step)
        if not math.isfinite(total.item()):
            raise DataError(
                f"The loss became infinite at batch {step}.",
                remedy="Train with another seed, or look for odd images in the data.",
            )
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(task.network.parameters(), config.clip)
        self._optimiser.step()
        self._average.update_parameters(task.network)
        loss, mean = float(logged.detach()), self._state.mean_loss
        self._state.mean_loss = (
            loss if mean is None else _MEAN_KEPT * mean + (1.0 - _MEAN_KEPT) * loss
        )
        return loss

    def _validate(self, log: RunLog) -> None:
        """Measure the averaged weights and keep them if they are the best so far."""
        state = self._state
        network = self._task.finished(self._average.module)
        found = self._task.validate(network)
        if not math.isfinite(found.error):
            raise DataError(
                "The data for validation gives no error rate.", remedy="Train with more data."
            )
        log.add(state.step, error=found.error, figures=dict(found.figures))
        _LOG.info("training.validated", batches=state.step, error_rate=round(found.error, 4))
        state.error = found.error
        state.stale += 1
        if found.error < state.best_error:
            state.best_error = found.error
            state.best_step = state.step
            state.stale = 0
            state.figures = dict(found.figures)
            save_checkpoint(self._folder / BEST_NAME, {"network": network.state_dict()})

    def _share(self, seconds: float) -> float:
        """How much of the training is done, by batches or by the clock, whichever is further."""
        by_clock = self._state.seconds / seconds
        if self._config.steps is None:
            return min(1.0, by_clock)
        return min(1.0, max(self._state.step / self._config.steps, by_clock))

    def _status(self, *, share: float, loss: float | None) -> TrainingStatus:
        state = self._state
        return TrainingStatus(
            share=share,
            step=state.step,
            loss=loss,
            mean_loss=state.mean_loss,
            error=state.error,
            best_error=state.best_error,
            best_step=state.best_step,
            seconds=state.seconds,
        )
