"""From a table of signatures to a separator: compose examples, train, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigverify.detection.separator import SEPARATOR
from sigverify.encoding.artefact import model_sha256
from sigverify.progress import Cancelled, never
from sigverify.training.helper_recipe import HelperRequest, composed_for, train_helper
from sigverify.training.separator.comparison import ComparisonLoss
from sigverify.training.separator.data import compose_examples
from sigverify.training.separator.export import read_separator, write_separator
from sigverify.training.separator.measuring import SeparatorFigures
from sigverify.training.separator.network import SeparatorNetwork
from sigverify.training.separator.task import BATCH, SeparatorTask, separator_trainer
from sigverify.training.trainer import StageReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorRequest(HelperRequest):
    """What to train a separator on, see `HelperRequest`.

    Attributes:
        batch: examples a batch.
        model: folder of a model; its encoder says how far wrong ink moves a comparison, which is a
            second loss. None trains by pixels alone.
    """

    batch: int = BATCH
    model: Path | None = None


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
        ModelError: the folder to start from holds no separator, or that of the model no encoder.
        OutputError: something can't be written.
    """
    settings: dict[str, Any] = {"batch": request.batch}
    comparison = None
    if request.model is not None:
        comparison = ComparisonLoss.of_model(request.model)
        settings["encoder_sha256"] = model_sha256(request.model)
    examples, held_out = composed_for(
        request, compose=compose_examples, batch=request.batch, report=report
    )
    count = len(examples.canvases) + len(held_out.canvases)
    task = SeparatorTask(
        SeparatorNetwork() if request.start is None else read_separator(request.start),
        examples=examples,
        held_out=held_out,
        seed=request.seed,
        batch=request.batch,
        comparison=comparison,
    )
    _, figures = train_helper(
        request,
        kind=SEPARATOR,
        task=task,
        config=separator_trainer(request.seed, compared=comparison is not None),
        settings={"examples": count, **settings},
        report=report,
        cancelled=cancelled,
    )
    measured = SeparatorFigures(**figures)
    report("Exporting", 0.0, "")
    write_separator(task.network.eval(), request.output, examples=count, figures=measured)
    report("Exporting", 1.0, str(request.output))
    return measured
