"""From a table of signatures to a separator: compose examples, train, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from sigverify.detection.separator import SEPARATOR
from sigverify.errors import DataError
from sigverify.files import file_sha256
from sigverify.progress import Cancelled, never
from sigverify.training.composing import training_signatures
from sigverify.training.separator.data import compose_examples
from sigverify.training.separator.export import read_separator, write_separator
from sigverify.training.separator.measuring import SeparatorFigures
from sigverify.training.separator.network import SeparatorNetwork
from sigverify.training.separator.task import BATCH, SeparatorTask, separator_trainer
from sigverify.training.trainer import StageReport, Trainer

HELD_OUT: Final = 200
"""Composed signatures that are not trained on but validated with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorRequest:
    """What to train on and for how long.

    Attributes:
        manifest: table of signatures; those of `train` are laid on made-up cheques.
        archives: pen trajectories, whose signatures are drawn and laid on cheques too.
        start: folder of a separator whose weights to start from; None draws them.
        output: folder for the separator.
        work: folder for composed examples, checkpoints and the log; biometric data.
        examples: how many to compose.
        minutes: time for the training itself, after the composing.
        resume: continue the run in ``work``, if there is one.
        seed: of everything that is drawn.
        workers: processes that compose, and threads that train.
        batch: examples a batch.
    """

    manifest: Path
    archives: tuple[Path, ...] = ()
    start: Path | None
    output: Path
    work: Path
    examples: int
    minutes: float
    resume: bool
    seed: int
    workers: int
    batch: int = BATCH


def train_separator(
    request: SeparatorRequest, *, report: StageReport, cancelled: Cancelled = never
) -> SeparatorFigures:
    """Compose, train, write.

    Args:
        request: what to train on.
        report: called as the work proceeds.
        cancelled: asked before each batch whether to stop.

    Returns:
        What was measured on held-out examples.

    Raises:
        CancelledError: the training was cancelled; it can be resumed.
        UsageError: the run to resume had other settings or other data.
        DataError: the manifest can't be used, or there are too few examples.
        ModelError: the folder to start from holds no separator.
        OutputError: something can't be written.
    """
    signatures = training_signatures(
        request.manifest,
        archives=request.archives,
        work=request.work,
        seed=request.seed,
        workers=request.workers,
        report=report,
    )
    examples = compose_examples(
        signatures,
        count=request.examples,
        seed=request.seed,
        folder=request.work,
        workers=request.workers,
        report=lambda share: report("Composing", share, ""),
    )
    count = len(examples.canvases)
    held_out = min(HELD_OUT, count // 4)
    if count - held_out < request.batch:
        raise DataError("There are too few examples to train on.", remedy="Compose more of them.")
    torch.manual_seed(request.seed)
    torch.set_num_threads(request.workers)
    start = request.start
    task = SeparatorTask(
        SeparatorNetwork() if start is None else read_separator(start),
        examples=examples.part(slice(held_out, None)),
        held_out=examples.part(slice(held_out)),
        seed=request.seed,
        batch=request.batch,
    )
    trainer = Trainer(
        task,
        config=separator_trainer(request.seed),
        folder=request.work,
        settings={
            "network": "separator",
            "signatures_sha256": file_sha256(request.manifest),
            "archives_sha256": [file_sha256(archive) for archive in request.archives],
            "examples": count,
            "batch": request.batch,
            "start_sha256": None if start is None else file_sha256(start / SEPARATOR.onnx_name),
        },
    )
    trainer.run(
        resume=request.resume,
        seconds=60.0 * request.minutes,
        report=lambda now: report(
            "Training", now.share, f"batch {now.step}, loss {now.mean_loss:.3f}"
        ),
        cancelled=cancelled,
    )
    figures = SeparatorFigures(**trainer.figures)
    report("Exporting", 0.0, "")
    write_separator(task.network.eval(), request.output, examples=count, figures=figures)
    report("Exporting", 1.0, str(request.output))
    return figures
