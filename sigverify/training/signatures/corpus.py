"""The labelled signatures of a training, without duplicates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import (
    Duplicates,
    ManifestItem,
    read_manifest,
    some_faults,
    split_sha256,
    without_duplicates,
)
from sigverify.errors import DataError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.terms import Label, Split
from sigverify.training.signatures.canvases import Canvases, CanvasSet, open_canvases

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Labelled signatures whose canvases are read on demand.

    Attributes:
        items: (n,) rows of the manifest.
        writers: (n,) int64, number of the writer.
        forged: (n,) bool, True for a skilled forgery of its writer.
        datasets: (n,) names of the data sets.
    """

    items: tuple[ManifestItem, ...]
    writers: NDArray[np.int64]
    forged: NDArray[np.bool_]
    datasets: NDArray[np.str_]
    _canvases: CanvasSet
    _rows: Indices

    @classmethod
    def make(cls, items: Sequence[ManifestItem], *, canvases: CanvasSet, rows: Indices) -> Examples:
        """Examples from rows of a manifest.

        Args:
            items: the rows.
            canvases: canvases of a whole manifest.
            rows: (n,) the index in ``canvases`` of each item.
        """
        _, writers = np.unique([item.writer for item in items], return_inverse=True)
        return cls(
            items=tuple(items),
            writers=writers.astype(np.int64),
            forged=np.array([item.label is Label.FORGED for item in items], dtype=np.bool_),
            datasets=np.array([item.dataset for item in items], dtype=np.str_),
            _canvases=canvases,
            _rows=rows,
        )

    def __len__(self) -> int:
        """Number of signatures."""
        return len(self.items)

    @property
    def hands(self) -> NDArray[np.int64]:
        """(n,) number of the hand that wrote; imitators of a writer count as another hand."""
        return 2 * self.writers + self.forged

    def canvases(self, indices: Indices) -> Canvases:
        """(k, H, W) uint8, 0 = paper, 255 = ink."""
        return self._canvases.read(self._rows[indices].tolist())

    def subset(self, indices: Indices) -> Examples:
        """Selected examples in the given order; writers are numbered anew."""
        items = [self.items[index] for index in indices.tolist()]
        return Examples.make(items, canvases=self._canvases, rows=self._rows[indices])

    @classmethod
    def joined(cls, parts: Sequence[Examples]) -> Examples:
        """Parts of one corpus, one after the other; writers are numbered anew."""
        items = [item for part in parts for item in part.items]
        rows = np.concatenate([part._rows for part in parts])
        return cls.make(items, canvases=parts[0]._canvases, rows=rows)


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A manifest's signatures by split, without duplicates.

    Attributes:
        splits: the examples of each non-empty split.
        duplicates: counts of dropped images.
        split_sha256: hash of the assignment of writers and images to splits, after dropping.
    """

    splits: dict[Split, Examples]
    duplicates: Duplicates
    split_sha256: str

    def require(self, split: Split) -> Examples:
        """The examples of a split.

        Raises:
            DataError: the split is empty.
        """
        if split not in self.splits:
            raise DataError(
                f"No row of the manifest is in the split {split.value!r}.",
                remedy="Put some writers, with all their images, into it.",
            )
        return self.splits[split]


def load_corpus(
    manifest: Path,
    *,
    cache: Path,
    config: PreprocessingConfig,
    processes: int,
    writers_a_set: int | None = None,
    more_manifests: Sequence[Path] = (),
    without_sets: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Read a manifest, prepare its images and drop duplicates.

    Args:
        manifest: the table, see `sigverify.datasets.manifest`.
        cache: folder for the prepared images, see `sigverify.training.signatures.canvases`.
        config: how images are prepared.
        processes: how many processes prepare images.
        writers_a_set: limit on the writers of each data set in each split, the first ones.
        more_manifests: further tables, such as those of drawn trajectories.
        without_sets: names of data sets to leave out.
        progress: called with (images done, images to do).

    Raises:
        DataError: bad rows or unusable images, named with their lines; a writer is in different
            splits in two tables; or no table has a data set that is to be left out.
        MissingFileError: there is no manifest.
        OutputError: the cache can't be written.
    """
    tables = {path: read_manifest(path) for path in (manifest, *more_manifests)}
    _check_across_tables(tables)
    items = _without_sets([item for rows in tables.values() for item in rows], names=without_sets)
    if writers_a_set is not None:
        items = _first_writers(items, count=writers_a_set)
    canvases = open_canvases(
        [item.path for item in items],
        cache=cache,
        config=config,
        processes=processes,
        progress=progress,
    )
    if canvases.faults:
        table_of = {item: path.parent.name for path, rows in tables.items() for item in rows}
        named = [
            (f"{table_of[items[i]]}, " if more_manifests else "") + f"line {items[i].line}: {text}"
            for i, text in sorted(canvases.faults.items())
        ]
        raise DataError(
            f"{manifest}: {some_faults(named)}",
            remedy="Correct these images or remove their rows.",
        )
    kept, duplicates = without_duplicates(items, pixels=canvases.pixels_sha256)
    if not kept:
        raise DataError(f"{manifest}: no image is left.", remedy="Give each image one label.")
    splits: dict[Split, Examples] = {}
    for split in Split:
        rows = [row for row in kept if items[row].split is split]
        if rows:
            splits[split] = Examples.make(
                [items[row] for row in rows],
                canvases=canvases,
                rows=np.array(rows, dtype=np.int64),
            )
    return Corpus(
        splits=splits,
        duplicates=duplicates,
        split_sha256=split_sha256(items[row] for row in kept),
    )


def _check_across_tables(tables: Mapping[Path, Sequence[ManifestItem]]) -> None:
    """Refuse a writer whose signatures are trained on in one table and measured in another."""
    split_of: dict[str, tuple[Split, Path]] = {}
    for path, items in tables.items():
        for item in items:
            split, other = split_of.setdefault(item.writer, (item.split, path))
            if split is not item.split:
                raise DataError(
                    f"{path}: line {item.line}: writer {item.writer!r} is in {item.split}, "
                    f"but in {split} in {other}.",
                    remedy="Put all signatures of a writer into one split.",
                )


def _without_sets(
    items: Sequence[ManifestItem], *, names: Collection[str]
) -> tuple[ManifestItem, ...]:
    known = {item.dataset for item in items}
    unknown = sorted(set(names) - known)
    if unknown:
        raise DataError(
            f"There is no data set {unknown[0]!r} to leave out.",
            remedy=f"The data sets are: {', '.join(sorted(known))}.",
        )
    kept = tuple(item for item in items if item.dataset not in names)
    if not kept:
        raise DataError("All data sets are left out.", remedy="Keep at least one.")
    return kept


def _first_writers(items: Sequence[ManifestItem], *, count: int) -> tuple[ManifestItem, ...]:
    """The rows of the first writers of each data set in each split."""
    writers: dict[tuple[str, Split], dict[str, None]] = {}
    for item in items:
        writers.setdefault((item.dataset, item.split), {})[item.writer] = None
    chosen = {writer for group in writers.values() for writer in list(group)[:count]}
    return tuple(item for item in items if item.writer in chosen)
