"""A cache of the images of a set after reading, cleaning and normalising.

The cache has a folder for each preprocessing with shards: an array of canvases and the list of
their files. A shard is valid once its list exists, which is written last; so an interrupted run is
resumed, and two runs at once do no harm. Canvases are biometric data: the cache belongs in the
work folder of a training, not in a shared place.
"""

from __future__ import annotations

import io
import json
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.errors import DataError, SigVerifyError
from sigverify.files import read_bytes, sha256_hex, write_atomically, write_json
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.reading.header import MAX_FILE_BYTES
from sigverify.imaging.reading.scans import decode_scan
from sigverify.progress import Progress

SHARD_IMAGES: Final = 512
# Starting a process takes a second or two; fewer images are prepared faster without.
MIN_IMAGES_FOR_PROCESSES: Final = 200

Canvases = NDArray[np.uint8]


class Prepared(NamedTuple):
    """One prepared image.

    Attributes:
        canvas: (H, W) uint8, 0 = paper, 255 = ink.
        pixels_sha256: hash of size and grey levels of the decoded image; it is the same for files
            that store the same image in different formats.
    """

    canvas: Canvases
    pixels_sha256: str


class _Place(NamedTuple):
    """Position of a canvas in the cache."""

    shard: Path
    row: int
    pixels_sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class CanvasSet:
    """Canvases of a list of files, read from the cache on demand.

    Attributes:
        pixels_sha256: (n,) see `Prepared`.
        faults: error texts of files without a canvas, by their index.
    """

    pixels_sha256: tuple[str, ...]
    faults: Mapping[int, str]
    _places: tuple[_Place | None, ...]
    _shards: Mapping[Path, Canvases]

    def read(self, indices: Iterable[int]) -> Canvases:
        """(k, H, W) uint8 canvases, 0 = paper, 255 = ink.

        Raises:
            KeyError: a file has no canvas.
        """
        chosen: list[Canvases] = []
        for index in indices:
            place = self._places[index]
            if place is None:
                raise KeyError(index)
            chosen.append(self._shards[place.shard][place.row])
        return np.stack(chosen)


def prepare_image(data: bytes, *, name: str, config: PreprocessingConfig) -> Prepared:
    """Make the network's input from the bytes of a file.

    Raises:
        UnreadableFileError: the file is not a usable image.
        DataError: the image has no ink.
    """
    grey = decode_scan(data, name=name).grey
    canvas = normalize_ink(clean_crop(grey), config)
    if not canvas.any():
        raise DataError(f"{name}: no ink was found.", remedy="Remove this image.")
    shape = f"{grey.shape[0]}x{grey.shape[1]}:".encode()
    return Prepared(canvas, sha256_hex(shape + grey.tobytes()))


def open_canvases(
    paths: Sequence[Path],
    *,
    cache: Path,
    config: PreprocessingConfig,
    processes: int,
    progress: Progress | None = None,
) -> CanvasSet:
    """Open the canvases of some files and make those that the cache lacks.

    Args:
        paths: image files.
        cache: folder of the cache; made if it is missing.
        config: how images are prepared; each preprocessing has its own folder.
        processes: how many processes prepare images.
        progress: called with (images done, images that were missing).

    Raises:
        OutputError: the cache can't be written.
        DataError: the cache is damaged.
    """
    folder = cache / config.sha256()[:16]
    known = _read_lists(folder)
    faults: dict[int, str] = {}
    hashes: list[str | None] = []
    missing: dict[str, Path] = {}
    for index, path in enumerate(paths):
        try:
            file_sha256 = sha256_hex(read_bytes(path, max_bytes=MAX_FILE_BYTES))
        except SigVerifyError as error:
            faults[index] = error.message
            hashes.append(None)
            continue
        hashes.append(file_sha256)
        if file_sha256 not in known:
            missing.setdefault(file_sha256, path)
    unusable: dict[str, str] = {}
    if missing:
        unusable = _fill(
            folder, missing, config=config, processes=processes, progress=progress, known=known
        )
    places = tuple(known.get(value) if value is not None else None for value in hashes)
    for index, value in enumerate(hashes):
        if value in unusable:
            faults[index] = unusable[value]
    shards = {place.shard for place in places if place is not None}
    return CanvasSet(
        pixels_sha256=tuple(place.pixels_sha256 if place else "" for place in places),
        faults=faults,
        _places=places,
        _shards={shard: _open_shard(shard, config=config) for shard in shards},
    )


def _fill(
    folder: Path,
    missing: Mapping[str, Path],
    *,
    config: PreprocessingConfig,
    processes: int,
    progress: Progress | None,
    known: dict[str, _Place],
) -> dict[str, str]:
    """Prepare files and store them shard by shard; return the error texts of unusable ones."""
    unusable: dict[str, str] = {}
    prepared: dict[str, Prepared] = {}
    results = _prepare_all(list(missing.values()), config=config, processes=processes)
    for done, (file_sha256, result) in enumerate(zip(missing, results, strict=True), start=1):
        if isinstance(result, str):
            unusable[file_sha256] = result
        else:
            prepared[file_sha256] = result
        if len(prepared) == SHARD_IMAGES or (done == len(missing) and prepared):
            known |= _write_shard(folder, prepared)
            prepared = {}
        if progress is not None:
            progress(done, len(missing))
    return unusable


def _prepare_all(
    paths: Sequence[Path], *, config: PreprocessingConfig, processes: int
) -> Iterator[Prepared | str]:
    prepare = partial(_prepare_file, config=config)
    if processes < 2 or len(paths) < MIN_IMAGES_FOR_PROCESSES:
        yield from map(prepare, paths)
        return
    # A new interpreter: a fork of one with torch's threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=cv2.setNumThreads, initargs=(1,)
    ) as pool:
        yield from pool.map(prepare, paths, chunksize=16)


def _prepare_file(path: Path, *, config: PreprocessingConfig) -> Prepared | str:
    try:
        data = read_bytes(path, max_bytes=MAX_FILE_BYTES)
        return prepare_image(data, name=path.name, config=config)
    except SigVerifyError as error:
        return error.message


def _write_shard(folder: Path, prepared: Mapping[str, Prepared]) -> dict[str, _Place]:
    shard = folder / f"{sha256_hex(''.join(prepared).encode())[:16]}.npy"
    stream = io.BytesIO()
    np.save(stream, np.stack([entry.canvas for entry in prepared.values()]), allow_pickle=False)
    write_atomically(shard, stream.getvalue())
    rows = [[name, entry.pixels_sha256] for name, entry in prepared.items()]
    write_json(shard.with_suffix(".json"), rows)
    return _places(shard, rows)


def _read_lists(folder: Path) -> dict[str, _Place]:
    known: dict[str, _Place] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            known |= _places(path.with_suffix(".npy"), json.loads(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise _damaged(path) from error
    return known


def _places(shard: Path, rows: list[list[str]]) -> dict[str, _Place]:
    return {name: _Place(shard, row, pixels) for row, (name, pixels) in enumerate(rows)}


def _open_shard(shard: Path, *, config: PreprocessingConfig) -> Canvases:
    try:
        array: Canvases = np.load(shard, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise _damaged(shard) from error
    if array.dtype != np.uint8 or array.shape[1:] != (config.canvas_height, config.canvas_width):
        raise _damaged(shard)
    return array


def _damaged(path: Path) -> DataError:
    return DataError(
        f"{path}: the cache of prepared images is damaged.",
        remedy="Delete this folder; the program makes it again.",
    )
