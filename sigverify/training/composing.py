"""Composing of training examples, several processes at a time, in files that a later run reuses.

The signatures on them are those of a manifest's writers of ``train``, and of trajectories drawn.
"""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sigverify.datasets.manifest import read_manifest
from sigverify.terms import Split
from sigverify.training.signatures.drawing import DRAWN_FOLDER, draw_archives
from sigverify.training.trainer import StageReport


def training_signatures(
    manifest: Path,
    *,
    archives: Sequence[Path],
    work: Path,
    seed: int,
    workers: int,
    report: StageReport,
) -> dict[str, list[Path]]:
    """The images of the writers of ``train``, by data set.

    Args:
        manifest: table of signatures.
        archives: pen trajectories, each signature of which is drawn once.
        work: folder for the drawings; biometric data.
        seed: of pens and scanners.
        workers: processes that draw.
        report: called as the work proceeds.

    Raises:
        DataError: the manifest or an archive can't be used.
        UsageError: two archives have the same name.
        OutputError: the folder can't be written.
    """
    drawn = draw_archives(
        archives,
        folder=work / DRAWN_FOLDER,
        drawings=1,
        seed=seed,
        processes=workers,
        report=report,
    )
    paths: dict[str, list[Path]] = defaultdict(list)
    for table in (manifest, *drawn):
        for item in read_manifest(table):
            if item.split is Split.TRAIN:
                paths[item.dataset].append(item.path)
    return dict(paths)


def write_missing(
    jobs: Sequence[Any],
    *,
    write: Callable[[Any], None],
    workers: int,
    report: Callable[[float], None],
) -> list[Path]:
    """Write the files that no earlier run has left.

    Args:
        jobs: tuples whose first part is the file; each can be sent to another process.
        write: writes the file of one job, completely or not at all.
        workers: number of processes.
        report: called with the share that is done.

    Returns:
        All files, in the order of the jobs.
    """
    missing = [job for job in jobs if not job[0].is_file()]
    # Spawned, not forked: the parent may have threads by now.
    with multiprocessing.get_context("spawn").Pool(max(workers, 1)) as pool:
        for done, _ in enumerate(pool.imap_unordered(write, missing), start=1):
            report(done / len(missing))
    return [job[0] for job in jobs]
