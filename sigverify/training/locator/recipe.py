"""From a table of signatures to a locator: compose cheques, train, write."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import torch

from sigverify.detection.locator import LOCATOR
from sigverify.errors import DataError
from sigverify.files import file_sha256
from sigverify.progress import Cancelled, never
from sigverify.training.composing import training_signatures
from sigverify.training.locator.data import compose_examples
from sigverify.training.locator.export import read_locator, write_locator
from sigverify.training.locator.network import LocatorNetwork
from sigverify.training.locator.real_cheques import real_examples
from sigverify.training.locator.task import LocatorSizes, LocatorTask, locator_trainer
from sigverify.training.trainer import StageReport, Trainer

HELD_OUT: Final = 200
"""Composed cheques that are not trained on but validated with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorRequest:
    """What to train on and for how long.

    Attributes:
        manifest: table of signatures; those of `train` are laid on made-up cheques.
        archives: pen trajectories, whose signatures are drawn and laid on cheques too.
        real: table of real cheques with boxes to train on as well; None does without.
        without: layouts of that table to leave out, as a test of layouts never seen.
        start: folder of a locator whose weights to start from; None draws them.
        output: folder for the locator.
        work: folder for composed cheques, checkpoints and the log; biometric data.
        cheques: how many to compose.
        minutes: time for the training itself, after the composing.
        resume: continue the run in ``work``, if there is one.
        seed: of everything that is drawn.
        workers: processes that compose, and threads that train.
        sizes: how much is computed.
    """

    manifest: Path
    archives: tuple[Path, ...] = ()
    real: Path | None
    without: tuple[str, ...]
    start: Path | None = None
    output: Path
    work: Path
    cheques: int
    minutes: float
    resume: bool
    seed: int
    workers: int
    sizes: LocatorSizes = LocatorSizes()  # noqa: RUF009 - immutable


def train_locator(
    request: LocatorRequest, *, report: StageReport, cancelled: Cancelled = never
) -> float:
    """Compose, train, write.

    Args:
        request: what to train on.
        report: called as the work proceeds.
        cancelled: asked before each batch whether to stop.

    Returns:
        The share of signatures on held-out cheques that the locator finds.

    Raises:
        CancelledError: the training was cancelled; it can be resumed.
        UsageError: the run to resume had other settings or other data.
        DataError: the manifest can't be used, or there are too few cheques.
        ModelError: the folder to start from holds no locator.
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
        count=request.cheques,
        seed=request.seed,
        folder=request.work,
        workers=request.workers,
        report=lambda share: report("Composing", share, ""),
    )
    count = len(examples.canvases)
    held_out = min(HELD_OUT, count // 4)
    if count - held_out < request.sizes.batch:
        raise DataError("There are too few cheques to train on.", remedy="Compose more of them.")
    torch.manual_seed(request.seed)
    torch.set_num_threads(request.workers)
    real = None if request.real is None else real_examples(request.real, without=request.without)
    start = request.start
    task = LocatorTask(
        LocatorNetwork() if start is None else read_locator(start),
        composed=examples.part(slice(held_out, None)),
        real=real,
        held_out=examples.part(slice(held_out)),
        seed=request.seed,
        sizes=request.sizes,
    )
    trainer = Trainer(
        task,
        config=locator_trainer(request.seed),
        folder=request.work,
        settings={
            "network": "locator",
            "signatures_sha256": file_sha256(request.manifest),
            "archives_sha256": [file_sha256(archive) for archive in request.archives],
            "cheques": count,
            "real_sha256": None if request.real is None else file_sha256(request.real),
            "without": sorted(request.without),
            "start_sha256": None if start is None else file_sha256(start / LOCATOR.onnx_name),
            "sizes": asdict(request.sizes),
        },
    )
    result = trainer.run(
        resume=request.resume,
        seconds=60.0 * request.minutes,
        report=lambda now: report(
            "Training", now.share, f"batch {now.step}, loss {now.mean_loss:.3f}"
        ),
        cancelled=cancelled,
    )
    found = 1.0 - result.best_error
    report("Exporting", 0.0, "")
    write_locator(task.network, request.output, cheques=count, found=found)
    report("Exporting", 1.0, str(request.output))
    return found
