"""Search for good training settings with short runs, by Optuna.

The settings that learn fastest in ten minutes may not be the best after a long run. The search
proposes settings for a long run; the figures of the long run decide.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import optuna
import torch
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from sigverify.files import write_atomically
from sigverify.imaging.config import PreprocessingConfig
from sigverify.progress import Cancelled, never
from sigverify.training.encoder.network import NetworkConfig
from sigverify.training.encoder.recipe import FROZEN_FOLDER, SMOKE, SMOKE_WRITERS, decisive_settings
from sigverify.training.encoder.task import TrainConfig, prepare_task
from sigverify.training.machine import choose_device, keep_freed_memory
from sigverify.training.signatures.corpus import Corpus, load_corpus
from sigverify.training.trainer import StageReport, Trainer, TrainingStatus

STUDY_NAME: Final = "search"
JOURNAL_NAME: Final = "search.journal"
TABLE_NAME: Final = "search.csv"
# The first trials are random; pruning needs as many for comparison.
RANDOM_TRIALS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """Data and extent of a search.

    Attributes:
        manifest: the table of signatures.
        work: folder for prepared images, the journal and the table; biometric data.
        trials: number of trials, those of earlier runs included.
        minutes: time limit of each trial.
        seed: of everything that is drawn.
        device: "auto", or a device of torch's.
        threads: processor threads.
        network: the network to start from.
        smoke: a trial run with a few images and batches.
    """

    manifest: Path
    work: Path
    trials: int
    minutes: float
    seed: int
    device: str
    threads: int
    network: NetworkConfig
    smoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTrial:
    """The best trial.

    Attributes:
        number: of the trial, from 0.
        eer: mean skilled equal error rate on ``val``, 0..1.
        settings: the searched settings by name.
        table: file that lists all trials.
    """

    number: int
    eer: float
    settings: dict[str, Any]
    table: Path


def search_settings(
    request: SearchRequest,
    *,
    report: StageReport,
    cancelled: Cancelled = never,
    preprocessing: PreprocessingConfig | None = None,
) -> BestTrial:
    """Try settings until there are enough trials; an interrupted search is resumed.

    Args:
        request: what to search on.
        report: called as the work proceeds.
        cancelled: asked before each batch whether to stop.
        preprocessing: how images are prepared; None for the default.

    Raises:
        DataError: the manifest or an image can't be used.
        UsageError: there is no such device.
        OutputError: the work folder can't be written.
    """
    keep_freed_memory()
    torch.set_num_threads(request.threads)
    device = choose_device(request.device)
    preprocessing = preprocessing or PreprocessingConfig()
    corpus = load_corpus(
        request.manifest,
        cache=request.work / "canvases",
        config=preprocessing,
        processes=request.threads,
        writers_a_set=SMOKE_WRITERS if request.smoke else None,
        progress=lambda done, total: report("Preparing images", done / total, f"{done} / {total}"),
    )
    folder = request.work / "search"
    folder.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=STUDY_NAME,
        storage=JournalStorage(JournalFileBackend(str(folder / JOURNAL_NAME))),
        sampler=optuna.samplers.TPESampler(
            seed=request.seed + _journal_bytes(folder), n_startup_trials=RANDOM_TRIALS
        ),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=RANDOM_TRIALS),
        load_if_exists=True,
    )
    while (done := _ended_trials(study)) < request.trials:
        report("Trials", done / request.trials, _best_text(study))
        trial = study.ask()
        try:
            eer = _train(
                trial,
                request=request,
                corpus=corpus,
                device=device,
                folder=folder,
                preprocessing=preprocessing,
                report=report,
                cancelled=cancelled,
            )
        except optuna.TrialPruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            study.tell(trial, eer)
        write_atomically(folder / TABLE_NAME, _table(study).encode())
    report("Trials", 1.0, _best_text(study))
    best = study.best_trial
    return BestTrial(
        number=best.number,
        eer=float(study.best_value),
        settings=dict(best.params),
        table=folder / TABLE_NAME,
    )


def suggested(
    trial: optuna.trial.BaseTrial, *, train: TrainConfig, network: NetworkConfig
) -> tuple[TrainConfig, NetworkConfig]:
    """The settings of a trial, drawn from the searched ranges.

    All trials share the features of the frozen blocks, so what these depend on is not searched.

    Args:
        trial: whose settings.
        train: the other settings of the training.
        network: the other settings of the network.
    """
    config = replace(
        train,
        learning_rate=trial.suggest_float("learning_rate", 2e-5, 3e-4, log=True),
        anchor_weight=trial.suggest_float("anchor_weight", 0.01, 3.0, log=True),
        pair_window=trial.suggest_float("pair_window", 0.0, 1.0),
    )
    return config, replace(network, depth=trial.suggest_categorical("depth", [32, 48, 64]))


def _train(
    trial: optuna.Trial,
    *,
    request: SearchRequest,
    corpus: Corpus,
    device: torch.device,
    folder: Path,
    preprocessing: PreprocessingConfig,
    report: StageReport,
    cancelled: Cancelled,
) -> float:
    """One short training; its best mean equal error rate on ``val``."""
    base = TrainConfig(seed=request.seed)
    if request.smoke:
        base = replace(base, **SMOKE)
    config, shape = suggested(trial, train=base, network=request.network)
    place = folder / f"trial-{trial.number:03d}"
    task = prepare_task(
        config,
        corpus=corpus,
        shape=shape,
        preprocessing=preprocessing,
        cache=request.work / FROZEN_FOLDER,
        device=device,
        report=report,
    )
    trainer = Trainer(
        task,
        config=config.trainer(),
        folder=place,
        settings=decisive_settings(
            config, network=shape, preprocessing=preprocessing, corpus=corpus
        ),
    )
    judged: set[int] = set()

    def prune(now: TrainingStatus) -> None:
        report("Trials", (trial.number + now.share) / request.trials, _best_text(trial.study))
        if now.step % config.validate_every == 0 and now.step not in judged:
            judged.add(now.step)
            trial.report(now.error, now.step)
            if trial.should_prune():
                raise optuna.TrialPruned

    try:
        return trainer.run(
            resume=False, seconds=60 * request.minutes, report=prune, cancelled=cancelled
        ).best_error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _ended_trials(study: optuna.Study) -> int:
    """The number of ended trials; an interrupted trial is repeated."""
    ended = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED)
    return len(study.get_trials(deepcopy=False, states=ended))


def _journal_bytes(folder: Path) -> int:
    """The size of the journal of earlier runs, so that a resumed search does not repeat draws."""
    journal = folder / JOURNAL_NAME
    return journal.stat().st_size if journal.exists() else 0


def _best_text(study: optuna.Study) -> str:
    ended = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,))
    return f"best {study.best_value:.2%} (trial {study.best_trial.number})" if ended else ""


def _table(study: optuna.Study) -> str:
    """All trials as CSV, the best first."""
    trials = [trial for trial in study.get_trials(deepcopy=False) if trial.state.is_finished()]
    trials.sort(key=lambda trial: (trial.value is None, trial.value))
    names = sorted({name for trial in trials for name in trial.params})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["trial", "state", "mean_eer", *names])
    for trial in trials:
        value = "" if trial.value is None else f"{trial.value:.6f}"
        writer.writerow(
            [trial.number, trial.state.name.lower(), value, *(trial.params.get(n) for n in names)]
        )
    return text.getvalue()
