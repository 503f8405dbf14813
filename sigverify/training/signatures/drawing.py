"""Pen trajectories drawn as images with a manifest, several drawings of each signature.

A training reads the images as it reads scans: they are cleaned, normalised, cached and checked in
the same way. Each drawing has a pen, a size and a scanner of its own, which depend on the seed and
the signature's number alone and so can't depend on the label. The folder holds biometric data: it
belongs in the work folder of a training.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import re
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from sigverify.datasets.manifest import COLUMNS
from sigverify.errors import DataError, UsageError
from sigverify.files import file_sha256, sha256_hex, write_atomically
from sigverify.progress import Progress, no_progress
from sigverify.synthesis.signatures.recorded import Recording, drawn
from sigverify.terms import Label, Split
from sigverify.training.signatures.trajectories import read_recordings
from sigverify.training.trainer import StageReport

DRAWINGS: Final = 3
MANIFEST_NAME: Final = "manifest.csv"
DRAWN_FOLDER: Final = "drawn"
"""Of the work folder of a training, the part that holds the drawings."""
# Written last: what the images were drawn from. With another archive or seed they are drawn anew.
_SOURCE_NAME: Final = "source.txt"
_MIN_FOR_PROCESSES: Final = 500
# The numbers of the signature and of the drawing, and the source's hash.
_DRAWING: Final = re.compile(r"/(\d{5})-(?P<drawing>\d+)-[0-9a-f]{8}\.png$")


def draw_archives(
    archives: Sequence[Path],
    *,
    folder: Path,
    drawings: int = DRAWINGS,
    seed: int,
    processes: int,
    report: StageReport,
) -> tuple[Path, ...]:
    """Draw archives with `draw_archive`, each in a folder of its own.

    Args:
        archives: their names differ, since each is the name of a data set.
        folder: holds a folder for each archive.
        drawings: how often a signature of ``train`` is drawn.
        seed: of pens and scanners.
        processes: how many processes draw.
        report: called as the work proceeds.

    Returns:
        The manifests.

    Raises:
        UsageError: two archives have the same name.
        DataError: an archive can't be used.
        OutputError: the folder can't be written.
    """
    names = [archive.stem for archive in archives]
    if len(set(names)) < len(names):
        raise UsageError(
            "Two archives of trajectories have the same name.", remedy="Give each archive once."
        )
    return tuple(
        draw_archive(
            archive,
            folder=folder / archive.stem,
            drawings=drawings,
            seed=seed,
            processes=processes,
            progress=lambda done, total: report("Drawing", done / total, f"{done} / {total}"),
        )
        for archive in archives
    )


def draw_archive(
    archive: Path,
    *,
    folder: Path,
    drawings: int = DRAWINGS,
    seed: int,
    processes: int,
    progress: Progress = no_progress,
) -> Path:
    """Draw every signature of an archive, unless the folder holds the drawings already.

    Each drawing of a signature of ``train`` is an example. The signatures of other splits are drawn
    once: a figure must not compare a signature with itself in other ink.

    Args:
        archive: see `sigverify.training.signatures.trajectories`.
        folder: for images and manifest; created if it is missing.
        drawings: how often a signature of ``train`` is drawn.
        seed: of pens and scanners.
        processes: how many processes draw.
        progress: called with (images done, images to do).

    Returns:
        The manifest.

    Raises:
        DataError: there is no such archive, or the pen is never down in a signature of it.
        OutputError: the folder can't be written.
    """
    manifest = folder / MANIFEST_NAME
    source = f"{file_sha256(archive)} {drawings} {seed}\n"
    mark = folder / _SOURCE_NAME
    if mark.is_file() and mark.read_text(encoding="utf-8") == source and manifest.is_file():
        return manifest
    recordings = read_recordings(archive)
    wanted = [
        (index, number)
        for index in range(len(recordings))
        for number in range(drawings if recordings.splits[index] == Split.TRAIN else 1)
    ]
    names = [
        f"{recordings.writers[index]}/{index:05d}-{number}-{sha256_hex(source.encode())[:8]}.png"
        for index, number in wanted
    ]
    for writer in dict.fromkeys(Path(name).parent for name in names):
        (folder / writer).mkdir(parents=True, exist_ok=True)
    number_of_set = zlib.crc32(recordings.name.encode())
    tasks = [
        (folder / name, recordings[index], (seed, number_of_set, index, number))
        for name, (index, number) in zip(names, wanted, strict=True)
    ]
    _draw_all(tasks, processes=processes, progress=progress)
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    table.writerow(COLUMNS)
    for name, (index, _) in zip(names, wanted, strict=True):
        label = Label.FORGED if recordings.forged[index] else Label.GENUINE
        table.writerow((name, recordings.writers[index], label, recordings.splits[index]))
    write_atomically(manifest, rows.getvalue().encode())
    write_atomically(mark, source.encode())
    return manifest


def signature_of(name: str) -> str:
    """What a manifest's path has in common with the other drawings of the same signature.

    Two drawings of one signature are not two signatures. The path of a scan is its own signature.
    """
    return _DRAWING.sub(r"/\1", name)


def is_further_drawing(name: str) -> bool:
    """Whether a manifest's path names the second or a later drawing of a signature.

    Figures use first drawings only.
    """
    found = _DRAWING.search(name)
    return found is not None and int(found["drawing"]) > 0


def _draw_all(
    tasks: Sequence[tuple[Path, Recording, tuple[int, ...]]],
    *,
    processes: int,
    progress: Progress,
) -> None:
    if processes < 2 or len(tasks) < _MIN_FOR_PROCESSES:
        for done, task in enumerate(tasks, start=1):
            _draw_one(task)
            progress(done, len(tasks))
        return
    # A forked copy of a process in which torch has threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=partial(cv2.setNumThreads, 1)
    ) as pool:
        for done, _ in enumerate(pool.map(_draw_one, tasks, chunksize=32), start=1):
            progress(done, len(tasks))


def _draw_one(task: tuple[Path, Recording, tuple[int, ...]]) -> None:
    path, recording, seed = task
    if path.is_file():  # of an interrupted run
        return
    try:
        grey = drawn(recording, np.random.default_rng(seed))
    except ValueError as error:
        raise DataError(
            f"{path.name}: the pen is never down in this recording.",
            remedy="Remove it from the archive.",
        ) from error
    encoded, data = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert encoded
    write_atomically(path, data.tobytes())
