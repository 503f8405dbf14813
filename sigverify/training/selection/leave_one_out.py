"""One recipe, trained once without each group of data sets and measured on that group.

Each group has a folder with its training, which can be resumed, and a file with its figures, so a
table of several recipes can grow over several nights. The recipe with the best mean is the one to
train on all sets with `sigverify train`.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from sigverify.errors import DataError, UsageError
from sigverify.files import canonical_json, sha256_hex, write_json
from sigverify.imaging.config import PreprocessingConfig
from sigverify.scoring.checks import ScoreError
from sigverify.training.encoder.network import NetworkConfig
from sigverify.training.encoder.recipe import FROZEN_FOLDER, decisive_settings
from sigverify.training.encoder.task import TrainConfig, prepare_task
from sigverify.training.machine import choose_device, keep_freed_memory
from sigverify.training.selection.folds import Store, cell_distance, leave_out
from sigverify.training.selection.protocol import GROUPS, Figures, figures, mean_figures
from sigverify.training.selection.scores import SCORES_NAME, left_out_scores, write_scores
from sigverify.training.signatures.corpus import Corpus, load_corpus
from sigverify.training.signatures.drawing import DRAWN_FOLDER, draw_archives
from sigverify.training.trainer import StageReport, Trainer

RESULT_NAME: Final = "result.json"
"""The figures of all groups that a recipe was measured on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOutRequest:
    """Which recipe to measure, on which data.

    Attributes:
        manifests: tables of scanned signatures.
        archives: pen trajectories to be drawn.
        work: folder for prepared images, trainings and figures; biometric data.
        name: the recipe's name, a folder in ``work``.
        train: the training's settings; with 0 steps the starting weights are measured.
        network: the network's shape.
        preprocessing: how images are prepared.
        groups: names of `GROUPS` to leave out, in turn.
        minutes: how long one training may take.
        device: "auto", or a device of torch's.
        threads: processor threads.
    """

    manifests: tuple[Path, ...]
    archives: tuple[Path, ...] = ()
    work: Path
    name: str
    train: TrainConfig
    network: NetworkConfig = field(default_factory=NetworkConfig)
    preprocessing: PreprocessingConfig = field(default_factory=PreprocessingConfig)
    groups: tuple[str, ...] = tuple(GROUPS)
    minutes: float
    device: str = "cpu"
    threads: int = 1


def leave_one_out(request: LeaveOutRequest, *, report: StageReport) -> dict[str, Figures]:
    """Train and measure each group that has no figures yet.

    Args:
        request: the recipe and the data.
        report: called as the work proceeds.

    Returns:
        The figures of each set that was left out.

    Raises:
        UsageError: there is no such group, or a run in the folder had other settings.
        DataError: a manifest, an image or the mix of writers can't be used.
        OutputError: the work folder can't be written.
    """
    corpus, groups = load_measured(request, report=report)
    settings = decisive_settings(
        request.train,
        network=request.network,
        preprocessing=request.preprocessing,
        corpus=corpus,
    )
    fingerprint = sha256_hex(canonical_json(settings))
    found: dict[str, Figures] = {}
    for group in groups:
        folder = request.work / request.name / group.replace(" ", "")
        stored = _stored(folder / "figures.json", fingerprint=fingerprint)
        if stored is None:
            report(f"Without {group}", 0.0, "")
            stored = _without(
                request,
                corpus=corpus,
                group=group,
                folder=folder,
                settings={**settings, "without": list(GROUPS[group])},
                report=report,
            )
            write_json(
                folder / "figures.json", {"fingerprint": fingerprint, "figures": _plain(stored)}
            )
        report(f"Without {group}", 1.0, "")
        found |= stored
        write_json(request.work / request.name / RESULT_NAME, _plain(found))
    return found


def load_measured(
    request: LeaveOutRequest, *, report: StageReport
) -> tuple[Corpus, tuple[str, ...]]:
    """The signatures of all data sets, and the wanted groups that they hold.

    Args:
        request: the data.
        report: called as the work proceeds.

    Raises:
        UsageError: there is no such group.
        DataError: a manifest, an image or the mix of writers can't be used.
        OutputError: the work folder can't be written.
    """
    strange = [name for name in request.groups if name not in GROUPS]
    if strange or not request.manifests:
        raise UsageError(
            f"There is no group {strange[0]!r}." if strange else "No manifest was given.",
            remedy=f"Choose from: {', '.join(GROUPS)}.",
        )
    keep_freed_memory()
    torch.set_num_threads(request.threads)
    drawn = draw_archives(
        request.archives,
        folder=request.work / DRAWN_FOLDER,
        seed=request.train.seed,
        processes=request.threads,
        report=report,
    )
    corpus = load_corpus(
        request.manifests[0],
        more_manifests=(*request.manifests[1:], *drawn),
        cache=request.work / "canvases",
        config=request.preprocessing,
        processes=request.threads,
        progress=lambda done, total: report("Preparing images", done / total, f"{done} / {total}"),
    )
    there = {str(name) for part in corpus.splits.values() for name in np.unique(part.datasets)}
    return corpus, tuple(name for name in request.groups if there & set(GROUPS[name]))


def skilled_rates(path: Path) -> dict[str, tuple[float | None, float | None]]:
    """From a result file: the skilled EERs on each left-out set with one and five references.

    Raises:
        DataError: the file is not a result of `leave_one_out`.
    """
    try:
        read = json.loads(path.read_bytes())
        return {name: (entry["skilled_1"], entry["skilled_5"]) for name, entry in read.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}: not a result of sigverify leave-one-out.",
            remedy=f"Name the file {RESULT_NAME} in the recipe's folder.",
        ) from error


def table(found: dict[str, Figures]) -> str:
    """The figures as rows of Markdown, the mean last, in percent."""

    def row(name: str, entry: Figures) -> str:
        cells = [
            "-" if math.isnan(value) else f"{100 * value:.1f}" for value in asdict(entry).values()
        ]
        return f"| {name} | {' | '.join(cells)} |"

    head = ["left out", *asdict(mean_figures(found))]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    lines += [row(name, entry) for name, entry in found.items()]
    return "\n".join([*lines, row("mean", mean_figures(found))])


def _without(
    request: LeaveOutRequest,
    *,
    corpus: Corpus,
    group: str,
    folder: Path,
    settings: Mapping[str, Any],
    report: StageReport,
) -> dict[str, Figures]:
    fold = leave_out(corpus, sets=GROUPS[group])
    store = Store(
        cache=request.work / FROZEN_FOLDER, device=choose_device(request.device), report=report
    )
    task = prepare_task(
        request.train,
        corpus=fold.kept,
        shape=request.network,
        preprocessing=request.preprocessing,
        cache=store.cache,
        device=store.device,
        report=report,
    )
    if request.train.steps:
        trainer = Trainer(task, config=request.train.trainer(), folder=folder, settings=settings)
        trainer.run(
            resume=True,
            seconds=60.0 * request.minutes,
            report=lambda now: report(f"Without {group}", now.share, f"batch {now.step}"),
        )
    else:
        task.initialise()
    left_out, others = (
        sample.measured(cell_distance(store.embeddings(task.network, sample.examples)))
        for sample in (fold.left_out, fold.others)
    )
    # A training that separates nothing has no similarity map; its figures say so.
    with contextlib.suppress(ScoreError):
        write_scores(
            folder / SCORES_NAME, left_out_scores(left_out, others=others, seed=request.train.seed)
        )
    return figures(left_out, others=others, seed=request.train.seed)


def _plain(found: Mapping[str, Figures]) -> dict[str, dict[str, float | None]]:
    """The figures with None for NaN, which JSON does not have."""
    return {
        name: {key: None if math.isnan(value) else value for key, value in asdict(entry).items()}
        for name, entry in found.items()
    }


def _stored(path: Path, *, fingerprint: str) -> dict[str, Figures] | None:
    if not path.is_file():
        return None
    read: dict[str, Any] = json.loads(path.read_bytes())
    if read.get("fingerprint") != fingerprint:
        raise UsageError(
            f"{path}: these figures are of other settings or other data.",
            remedy="Give the recipe another name.",
        )
    return {
        name: Figures(**{k: np.nan if v is None else v for k, v in entry.items()})
        for name, entry in read["figures"].items()
    }
