"""Training of an encoder, from a manifest to the model's folder."""

from __future__ import annotations

import json
import os
import shlex
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch

from sigverify import __version__
from sigverify.calibration.source import read_scores
from sigverify.encoding.artefact import (
    CALIBRATION_NAME,
    CARD_NAME,
    ENCODER_NAME,
    GOLDEN_NAME,
    KNOWN_FILES,
    SMALL_AMOUNTS_NAME,
    WEIGHTS_NAME,
    write_manifest,
)
from sigverify.encoding.golden import Golden
from sigverify.errors import DataError, UsageError
from sigverify.files import canonical_json, sha256_hex, write_atomically
from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.paths import MANIFEST_NAME
from sigverify.progress import Cancelled, never
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import Split
from sigverify.training.encoder.calibrating import calibrate, figures, write_calibrations
from sigverify.training.encoder.card import CardFacts, render_card
from sigverify.training.encoder.export import (
    check_agreement,
    round_to_half,
    to_onnx,
    write_safetensors,
)
from sigverify.training.encoder.measuring import Measured, measure_splits
from sigverify.training.encoder.network import EncoderNetwork, NetworkConfig
from sigverify.training.encoder.operating_points import operating_rates
from sigverify.training.encoder.sampling import BatchPlan
from sigverify.training.encoder.task import TrainConfig, prepare_task
from sigverify.training.machine import choose_device, keep_freed_memory, machine_name
from sigverify.training.signatures.corpus import Corpus, Examples, load_corpus
from sigverify.training.signatures.drawing import DRAWN_FOLDER, draw_archives
from sigverify.training.trainer import StageReport, Trainer, TrainingStatus
from sigverify.verification.calibration_values import CalibrationValues

# Of the time left after preparation, the share for the training; the rest is for the export.
TRAINING_SHARE: Final = 0.9
AGREEMENT_IMAGES: Final = 64
FROZEN_FOLDER: Final = "features"  # in the work folder: output of the network's frozen part
MIN_VAL_WRITERS: Final = 2
SMOKE_WRITERS: Final = 3
SMOKE: Final[dict[str, Any]] = {
    "steps": 4,
    "warm_up": 1,
    "validate_every": 2,
    "validation_images": 4,
    "plan": BatchPlan(writers=3, genuine=2, forged=2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderRequest:
    """What to train and for how long.

    Attributes:
        manifest: the table of signatures.
        output: the model's folder; its name is the model's.
        work: folder for prepared images, checkpoints and logs; biometric data.
        train: the training's settings.
        network: the network's shape.
        preprocessing: how images are prepared.
        minutes: time limit of the whole work.
        resume: continue the run of the same name in ``work``, if there is one.
        device: "auto", or a device of torch's.
        threads: processor threads to compute with, None for all.
        smoke: a trial run with a few images and batches.
        archives: pen trajectories to be drawn and trained on too.
        without_sets: names of data sets to leave out.
        left_out: see `CardFacts.left_out`.
        left_out_scores: scores of `sigverify leave-one-out`, on which the shipped thresholds are
            chosen; without any, on the writers of ``val``.
    """

    manifest: Path
    output: Path
    work: Path
    train: TrainConfig
    network: NetworkConfig = field(default_factory=NetworkConfig)
    preprocessing: PreprocessingConfig = field(default_factory=PreprocessingConfig)
    minutes: float
    resume: bool
    device: str
    threads: int | None
    smoke: bool
    archives: tuple[Path, ...] = ()
    without_sets: tuple[str, ...] = ()
    left_out: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    left_out_scores: tuple[Path, ...] = ()


def train_model(
    request: EncoderRequest, *, report: StageReport, cancelled: Cancelled = never
) -> TrainingStatus:
    """Train an encoder and write its folder.

    Args:
        request: what to train.
        report: called as the work proceeds.
        cancelled: asked before each batch whether to stop.

    Raises:
        CancelledError: the training was cancelled; it can be resumed.
        UsageError: the output is not a model's folder, the device does not exist, or the run to
            resume had other settings.
        DataError: the manifest, an image, an archive or the mix of writers can't be used.
        ModelError: the exported network does not agree with the trained one.
        OutputError: something can't be written.
    """
    started = time.monotonic()
    _check_output(request.output)
    left_out = read_scores(request.left_out_scores)
    keep_freed_memory()
    threads = request.threads or os.cpu_count() or 1
    torch.set_num_threads(threads)
    config = replace(request.train, **SMOKE) if request.smoke else request.train
    device = choose_device(request.device)
    corpus = _corpus(request, processes=threads, report=report)
    _check_val(corpus.require(Split.VAL))
    task = prepare_task(
        config,
        corpus=corpus,
        shape=request.network,
        preprocessing=request.preprocessing,
        cache=request.work / FROZEN_FOLDER,
        device=device,
        report=report,
    )
    trainer = Trainer(
        task,
        config=config.trainer(),
        folder=request.work / request.output.name,
        settings=decisive_settings(
            config,
            network=request.network,
            preprocessing=request.preprocessing,
            corpus=corpus,
        ),
    )
    left = request.minutes * 60 - (time.monotonic() - started)
    result = trainer.run(
        resume=request.resume,
        seconds=max(1.0, TRAINING_SHARE * left),
        report=lambda now: report(
            "Training",
            now.share,
            f"batch {now.step}, EER on val {now.error:.2%}, best {now.best_error:.2%}",
        ),
        cancelled=cancelled,
    )
    report("Exporting", 0.0, "")
    trained: EncoderNetwork = task.network.to("cpu", memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    _export(
        trained,
        request=replace(request, train=config),
        corpus=corpus,
        result=result,
        machine=machine_name(device),
        left_out=left_out,
    )
    report("Exporting", 1.0, str(request.output))
    return result


def _corpus(request: EncoderRequest, *, processes: int, report: StageReport) -> Corpus:
    """The signatures of the manifest and of the archives, which are drawn first."""
    drawn = draw_archives(
        request.archives,
        folder=request.work / DRAWN_FOLDER,
        seed=request.train.seed,
        processes=processes,
        report=report,
    )
    corpus = load_corpus(
        request.manifest,
        more_manifests=drawn,
        without_sets=request.without_sets,
        cache=request.work / "canvases",
        config=request.preprocessing,
        processes=processes,
        writers_a_set=SMOKE_WRITERS if request.smoke else None,
        progress=lambda done, total: report("Preparing images", done / total, f"{done} / {total}"),
    )
    dropped = corpus.duplicates
    if dropped.repeated or dropped.contradictory:
        report(
            "Preparing images",
            1.0,
            f"left out: {dropped.repeated} repeated, "
            f"{dropped.contradictory} of two writers or labels at once",
        )
    return corpus


def decisive_settings(
    config: TrainConfig,
    *,
    network: NetworkConfig,
    preprocessing: PreprocessingConfig,
    corpus: Corpus,
) -> dict[str, Any]:
    """Everything that decides the result of a training, as JSON values."""
    return {
        "network": network.as_dict(),
        "preprocessing_sha256": preprocessing.sha256(),
        "split_sha256": corpus.split_sha256,
        "train": asdict(config),
    }


def golden_signature() -> Image:
    """(120, 320) uint8: a computed pen line, the same in every version of the program."""
    paper = np.full((120, 320), 245, np.uint8)
    t = np.linspace(0, 1, 300)
    x = 20 + 280 * (t + 0.06 * np.sin(38 * t))
    y = 60 - 35 * np.sin(19 * t) * np.cos(7 * t) + 8 * np.cos(50 * t)
    line = np.round(np.stack([x, y], axis=1) * 16).astype(np.int32)
    cv2.polylines(paper, [line], False, 40, thickness=3, lineType=cv2.LINE_AA, shift=4)
    return paper


def _export(
    network: EncoderNetwork,
    *,
    request: EncoderRequest,
    corpus: Corpus,
    result: TrainingStatus,
    machine: str,
    left_out: Mapping[int, LabelledScores] | None,
) -> None:
    """Write every file of the model's folder, the manifest last."""
    folder, seed = request.output, request.train.seed
    round_to_half(network)
    encoder = to_onnx(network, config=request.preprocessing)
    measured = measure_splits(
        encoder, corpus=corpus, seed=seed, threads=request.threads or os.cpu_count() or 1
    )
    evaluation = {
        split.value: figures(entry.by_set, seed=seed) for split, entry in measured.items()
    }
    val = measured[Split.VAL]
    count = len(val.examples)
    some = np.linspace(0, count - 1, min(count, AGREEMENT_IMAGES)).astype(np.int64)
    agreement = check_agreement(encoder, network=network, canvases=val.examples.canvases(some))
    calibrations = calibrate(
        val.embeddings,
        examples=val.examples,
        by_set=val.by_set,
        name=folder.name,
        model_sha256=sha256_hex(encoder),
        preprocessing_sha256=request.preprocessing.sha256(),
        seed=seed,
        left_out=left_out,
    )
    card = _card_facts(
        request,
        corpus=corpus,
        result=result,
        machine=machine,
        agreement=agreement,
        measured=measured,
        evaluation=evaluation,
        calibration=calibrations.standard,
    )
    # From here on the folder is not a model until its manifest is written again.
    (folder / MANIFEST_NAME).unlink(missing_ok=True)
    write_atomically(folder / ENCODER_NAME, encoder)
    write_safetensors(network, folder / WEIGHTS_NAME)
    write_atomically(folder / GOLDEN_NAME, _golden(network, request=request).to_bytes())
    write_atomically(folder / CARD_NAME, render_card(card).encode())
    write_calibrations(folder, calibrations)
    write_manifest(
        folder,
        name=folder.name,
        version=__version__,
        architecture="siamese-efficientnet-lite0",
        arguments=json.loads(canonical_json(request.network.as_dict())),
        embedding_shape=val.embeddings.shape[1:],
        preprocessing=request.preprocessing,
        training_sets=sorted(card.trained_on),
        split_sha256=corpus.split_sha256,
        seed=seed,
        evaluation=evaluation,
    )


def _card_facts(
    request: EncoderRequest,
    *,
    corpus: Corpus,
    result: TrainingStatus,
    machine: str,
    agreement: float,
    measured: Mapping[Split, Measured],
    evaluation: Mapping[str, Mapping[str, Any]],
    calibration: CalibrationValues,
) -> CardFacts:
    """What the model card says."""
    train = corpus.require(Split.TRAIN)
    return CardFacts(
        name=request.output.name,
        version=__version__,
        command=_command(request),
        seconds=result.seconds,
        machine=machine,
        steps=result.step,
        best_step=result.best_step,
        settings={"network": request.network.as_dict(), "training": asdict(request.train)},
        trained_on={
            name: (int(rows.sum()), int(np.unique(train.writers[rows]).size))
            for name in np.unique(train.datasets).tolist()
            for rows in [train.datasets == name]
        },
        duplicates=corpus.duplicates.repeated + corpus.duplicates.contradictory,
        near_duplicates=sum(entry.near_duplicates for entry in measured.values()),
        agreement=agreement,
        evaluation=evaluation,
        calibration=calibration,
        operating_points={
            split.value: operating_rates(entry, calibration=calibration, seed=request.train.seed)
            for split, entry in measured.items()
        },
        left_out=request.left_out,
        smoke=request.smoke,
    )


@torch.no_grad()
def _golden(network: EncoderNetwork, *, request: EncoderRequest) -> Golden:
    grey = golden_signature()
    canvas = normalize_ink(clean_crop(grey), request.preprocessing)
    network.eval()
    embedding = network(torch.from_numpy(canvas)[None, None].float() / 255)[0]
    return Golden(grey=grey, canvas=canvas, embedding=embedding.numpy())


def _check_output(folder: Path) -> None:
    """Refuse an unsuitable output folder before hours of training."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: this is a file.", remedy="Name a folder for the model.")
    known = {*KNOWN_FILES, MANIFEST_NAME, CALIBRATION_NAME, SMALL_AMOUNTS_NAME}
    strange = sorted(
        path.name
        for path in (folder.iterdir() if folder.exists() else ())
        if path.name not in known and not path.name.startswith(".")
    )
    if strange:
        raise UsageError(
            f"{folder}: holds {strange[0]!r}, which is not a file of a model.",
            remedy="Name a new folder, or that of an older model to replace it.",
        )


def _check_val(examples: Examples) -> None:
    """Refuse a ``val`` without enough pairs for a threshold before hours of training."""
    genuine = Counter(examples.writers[~examples.forged].tolist())
    if sum(count > 1 for count in genuine.values()) < MIN_VAL_WRITERS:
        raise DataError(
            "Fewer than two writers of val have two genuine signatures.",
            remedy="Put more writers, with all their images, into val.",
        )


def _command(request: EncoderRequest) -> str:
    words = ["sigverify", "train", "--data", request.manifest.name]
    words += ["--output", f"trained/{request.output.name}", "--loss", request.train.loss]
    words += ["--steps", str(request.train.steps), "--views", str(request.train.pool.views)]
    words += ["--pair-window", f"{request.train.pair_window:g}"]
    words += ["--minutes", f"{request.minutes:g}", "--seed", str(request.train.seed)]
    for archive in request.archives:
        words += ["--online", archive.name]
    for name in request.without_sets:
        words += ["--without-set", name]
    for table in request.left_out_scores:
        words += ["--left-out-scores", table.name]
    return shlex.join(words + (["--smoke"] if request.smoke else []))
