"""From a table of signatures to a locator: compose cheques, train, write."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from sigverify.detection.locator import LOCATOR
from sigverify.files import file_sha256
from sigverify.progress import Cancelled, never
from sigverify.training.helper_recipe import HelperRequest, composed_for, train_helper
from sigverify.training.locator.data import compose_examples
from sigverify.training.locator.export import read_locator, write_locator
from sigverify.training.locator.network import LocatorNetwork
from sigverify.training.locator.real_cheques import real_examples
from sigverify.training.locator.task import LocatorSizes, LocatorTask, locator_trainer
from sigverify.training.trainer import StageReport


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorRequest(HelperRequest):
    """What to train a locator on, see `HelperRequest`.

    Attributes:
        real: table of real cheques with boxes to train on as well; None does without.
        without: layouts of that table to leave out, as a test of layouts never seen.
        sizes: how much is computed.
    """

    real: Path | None = None
    without: tuple[str, ...] = ()
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
    examples, held_out = composed_for(
        request, compose=compose_examples, batch=request.sizes.batch, report=report
    )
    count = len(examples.canvases) + len(held_out.canvases)
    real = None if request.real is None else real_examples(request.real, without=request.without)
    task = LocatorTask(
        LocatorNetwork() if request.start is None else read_locator(request.start),
        composed=examples,
        real=real,
        held_out=held_out,
        seed=request.seed,
        sizes=request.sizes,
    )
    status, _ = train_helper(
        request,
        kind=LOCATOR,
        task=task,
        config=locator_trainer(request.seed),
        settings={
            "cheques": count,
            "real_sha256": None if request.real is None else file_sha256(request.real),
            "without": sorted(request.without),
            "sizes": asdict(request.sizes),
        },
        report=report,
        cancelled=cancelled,
    )
    found = 1.0 - status.best_error
    report("Exporting", 0.0, "")
    write_locator(task.network, request.output, cheques=count, found=found)
    report("Exporting", 1.0, str(request.output))
    return found
