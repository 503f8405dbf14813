"""What the recipes of the locator and the separator share: the request, composing, training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from sigverify.errors import DataError
from sigverify.files import file_sha256
from sigverify.networks.helper_network import HelperKind
from sigverify.progress import Cancelled
from sigverify.training.composing import training_signatures
from sigverify.training.task import TrainingTask
from sigverify.training.trainer import StageReport, Trainer, TrainerConfig, TrainingStatus

HELD_OUT: Final = 200
"""Composed examples that are used for validation and not for training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperRequest:
    """What to train a helper network on, and for how long.

    Attributes:
        manifest: table of signatures; those of `train` are laid on made-up documents.
        archives: pen trajectories, whose signatures are drawn and laid on documents too.
        start: folder of such a network whose weights to start from; None draws them.
        output: folder for the network.
        work: folder for composed examples, checkpoints and the log; biometric data.
        examples: how many to compose.
        minutes: time for the training itself, after the composing.
        resume: continue the run in ``work``, if there is one.
        seed: of everything that is drawn.
        workers: processes that compose, and threads that train.
    """

    manifest: Path
    archives: tuple[Path, ...] = ()
    start: Path | None = None
    output: Path
    work: Path
    examples: int
    minutes: float
    resume: bool
    seed: int
    workers: int


class Examples(Protocol):
    """Inputs of a network with the wanted outputs."""

    @property
    def canvases(self) -> NDArray[np.uint8]:
        """(n, channels, height, width) uint8: the inputs."""

    def part(self, rows: slice) -> Self:
        """Some of the examples."""


AnyExamples = TypeVar("AnyExamples", bound=Examples)
SomeExamples = TypeVar("SomeExamples", covariant=True)


class Compose(Protocol[SomeExamples]):
    """Composes examples, except those that an earlier run has left in the folder."""

    def __call__(
        self,
        signatures: Mapping[str, Sequence[Path]],
        *,
        count: int,
        seed: int,
        folder: Path,
        workers: int,
        report: Callable[[float], None],
    ) -> SomeExamples:
        """The examples, see `HelperRequest`; ``report`` gets the share that is done."""


def composed_for(
    request: HelperRequest, *, compose: Compose[AnyExamples], batch: int, report: StageReport
) -> tuple[AnyExamples, AnyExamples]:
    """The examples to train on and those held out, and torch set to draw by the seed.

    Args:
        request: says which and how many.
        compose: makes them.
        batch: examples a batch.
        report: called as the work proceeds.

    Raises:
        DataError: the manifest can't be used, or there are too few examples.
        OutputError: the folder can't be written.
    """
    signatures = training_signatures(
        request.manifest,
        archives=request.archives,
        work=request.work,
        seed=request.seed,
        workers=request.workers,
        report=report,
    )
    examples = compose(
        signatures,
        count=request.examples,
        seed=request.seed,
        folder=request.work,
        workers=request.workers,
        report=lambda share: report("Composing", share, ""),
    )
    count = len(examples.canvases)
    held_out = min(HELD_OUT, count // 4)
    if count - held_out < batch:
        raise DataError("There are too few examples to train on.", remedy="Compose more of them.")
    torch.manual_seed(request.seed)
    torch.set_num_threads(request.workers)
    return examples.part(slice(held_out, None)), examples.part(slice(held_out))


def train_helper(
    request: HelperRequest,
    *,
    kind: HelperKind,
    task: TrainingTask,
    config: TrainerConfig,
    settings: Mapping[str, Any],
    report: StageReport,
    cancelled: Cancelled,
) -> tuple[TrainingStatus, Mapping[str, float]]:
    """Train a helper network and leave the best weights in it.

    Args:
        request: what to train on.
        kind: which helper network it is.
        task: what is trained.
        config: the settings of the loop.
        settings: what decides the result besides the request, as JSON values.
        report: called as the work proceeds.
        cancelled: asked before each batch whether to stop.

    Returns:
        How the training ended, and the figures of its best validation.

    Raises:
        CancelledError: it was cancelled; the run can be resumed.
        UsageError: the run to resume had other settings or other data.
        DataError: the run can't be read, or the loss became infinite.
        OutputError: the folder can't be written.
    """
    start = request.start
    trainer = Trainer(
        task,
        config=config,
        folder=request.work,
        settings={
            "network": kind.name,
            "signatures_sha256": file_sha256(request.manifest),
            "archives_sha256": [file_sha256(archive) for archive in request.archives],
            "start_sha256": None if start is None else file_sha256(start / kind.onnx_name),
            **settings,
        },
    )
    status = trainer.run(
        resume=request.resume,
        seconds=60.0 * request.minutes,
        report=lambda now: report(
            "Training", now.share, f"batch {now.step}, loss {now.mean_loss:.3f}"
        ),
        cancelled=cancelled,
    )
    return status, trainer.figures
