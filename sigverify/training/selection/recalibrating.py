"""The calibrations of a trained model, made again without a training.

For a model that was trained before its calibration's format, its policy or the scores of left-out
sets were there. The network stays; calibrations, model card and manifest are written again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sigverify.calibration.source import read_scores
from sigverify.encoding.artefact import CARD_NAME, ENCODER_NAME, load_artefact, write_manifest
from sigverify.errors import DataError
from sigverify.files import read_bytes, sha256_hex, write_atomically
from sigverify.paths import MANIFEST_NAME
from sigverify.terms import Split
from sigverify.training.encoder.calibrating import calibrate, write_calibrations
from sigverify.training.encoder.card import threshold_lines
from sigverify.training.encoder.measuring import measure_splits
from sigverify.training.encoder.operating_points import operating_rates
from sigverify.training.signatures.corpus import load_corpus
from sigverify.training.signatures.drawing import DRAWN_FOLDER, draw_archives
from sigverify.training.trainer import StageReport

_MAX_CARD_BYTES = 2**20
_PART = re.compile(r"## Where it accepts and flags\n.*?(?=## Limits\n)", re.DOTALL)


def recalibrate(
    folder: Path,
    *,
    manifest: Path,
    archives: Sequence[Path],
    work: Path,
    left_out_scores: Sequence[Path],
    seed: int,
    threads: int,
    report: StageReport,
) -> None:
    """Choose the thresholds of a model again, and write them with its card and its manifest.

    Args:
        folder: the model's folder.
        manifest: the table of signatures, for the writers of ``val`` and ``val_cross``.
        archives: pen trajectories, drawn and measured as well.
        work: folder for drawings and prepared images; biometric data.
        left_out_scores: as for `EncoderRequest`.
        seed: of draws and bootstraps.
        threads: processor threads.
        report: called as the work proceeds.

    Raises:
        ModelError: the folder holds no model.
        UsageError: two archives have the same name.
        DataError: a table or an archive can't be used, or the card lacks the part on thresholds.
        OutputError: something can't be written.
    """
    artefact = load_artefact(folder)
    left_out = read_scores(left_out_scores)
    card = read_bytes(folder / CARD_NAME, max_bytes=_MAX_CARD_BYTES).decode()
    if not _PART.search(card):
        raise DataError(
            f"{folder / CARD_NAME}: has no part on thresholds.", remedy="Train the model again."
        )
    drawn = draw_archives(
        archives, folder=work / DRAWN_FOLDER, seed=seed, processes=threads, report=report
    )
    corpus = load_corpus(
        manifest,
        more_manifests=drawn,
        cache=work / "canvases",
        config=artefact.preprocessing,
        processes=threads,
        progress=lambda done, total: report("Preparing images", done / total, f"{done} / {total}"),
    )
    report("Measuring", 0.0, "")
    measured = measure_splits(artefact.encoder_onnx, corpus=corpus, seed=seed, threads=threads)
    val = measured[Split.VAL]
    report("Calibrating", 0.0, "")
    calibrations = calibrate(
        val.embeddings,
        examples=val.examples,
        by_set=val.by_set,
        name=artefact.manifest.name,
        model_sha256=sha256_hex(read_bytes(folder / ENCODER_NAME, max_bytes=2**30)),
        preprocessing_sha256=artefact.manifest.preprocessing_sha256,
        seed=seed,
        left_out=left_out,
    )
    rates = {
        split.value: operating_rates(entry, calibration=calibrations.standard, seed=seed)
        for split, entry in measured.items()
    }
    lines = threshold_lines(calibrations.standard, operating_points=rates)
    described = artefact.manifest
    # From here on the folder is not a model until its manifest is written again.
    (folder / MANIFEST_NAME).unlink()
    part = "\n".join([*lines, ""])
    write_atomically(folder / CARD_NAME, _PART.sub(lambda _: part, card).encode())
    write_calibrations(folder, calibrations)
    write_manifest(
        folder,
        name=described.name,
        version=described.version,
        architecture=described.architecture.name,
        arguments=described.architecture.arguments,
        embedding_shape=described.embedding_shape,
        preprocessing=artefact.preprocessing,
        training_sets=described.training_sets,
        split_sha256=described.split_sha256,
        seed=described.seed,
        evaluation=described.evaluation,
    )
    report("Calibrating", 1.0, str(folder))
