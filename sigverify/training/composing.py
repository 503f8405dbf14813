"""Composing of training examples, several processes at a time, in files that a later run reuses.

The signatures on them are those of a manifest's writers of ``train``, and of trajectories drawn.
"""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import read_manifest
from sigverify.terms import Split
from sigverify.training.signatures.drawing import DRAWN_FOLDER, draw_archives
from sigverify.training.trainer import StageReport

SHARD: Final = 50
"""Examples per file; an interrupted run loses at most those of one file per process."""


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


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of composed examples; a process composes it from the seed and the number alone."""

    path: Path
    signatures: Any
    seed: int
    number: int

    def rng(self) -> np.random.Generator:
        """Decides everything in the file."""
        return np.random.default_rng([self.seed, self.number])


def composed_arrays(
    signatures: Any,  # noqa: ANN401 - for `write` alone
    *,
    name: str,
    count: int,
    seed: int,
    folder: Path,
    write: Callable[[Shard], None],
    workers: int,
    report: Callable[[float], None],
) -> dict[str, NDArray[Any]]:
    """Compose examples in files, except those that an earlier run has left, and read them.

    Args:
        signatures: images to lay on documents, as `write` takes them.
        name: beginning of the files' names.
        count: examples, rounded up to whole files.
        seed: decides all of them.
        folder: for the files.
        write: writes the `SHARD` examples of one file as arrays, completely or not at all.
        workers: number of processes.
        report: called with the share that is done.

    Returns:
        The arrays of all files, by name and in the order of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = [
        Shard(folder / f"{name}-{seed}-{number:04d}.npz", signatures, seed, number)
        for number in range(-(-count // SHARD))
    ]
    missing = [shard for shard in shards if not shard.path.is_file()]
    # Spawned, not forked: the parent may have threads by now.
    with multiprocessing.get_context("spawn").Pool(max(workers, 1)) as pool:
        for done, _ in enumerate(pool.imap_unordered(write, missing), start=1):
            report(done / len(missing))
    parts: dict[str, list[NDArray[Any]]] = defaultdict(list)
    for shard in shards:
        with np.load(shard.path, allow_pickle=False) as stored:
            for column in stored.files:
                parts[column].append(stored[column])
    return {column: np.concatenate(arrays) for column, arrays in parts.items()}
