"""Judges the chunks of a batch on the workers of a Dask cluster, on as many machines as it has.

Each worker receives the model once, as the bytes of its files, and opens it only if their hashes
are those of the main process. Chunks, their order and the journal are the same as in a run on one
machine, and so are the results. If a worker dies, Dask gives its chunk to another one. Every worker
must reach the images under the same paths.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sigverify.batch.judging.pool import Part, Parts, Plan
from sigverify.batch.judging.work import Chunk, Judge, WorkSettings
from sigverify.batch.output.journal import ChunkResult
from sigverify.encoding.artefact import CALIBRATION_NAME, KNOWN_FILES, MAX_FILE_BYTES
from sigverify.errors import MissingExtraError, ModelError, UsageError
from sigverify.files import read_bytes, sha256_hex
from sigverify.logs.log import Log
from sigverify.logs.output import Record, is_set_up, relay, sent_to, wanted_level
from sigverify.paths import MANIFEST_NAME

if TYPE_CHECKING:
    from distributed import Client, Future

_LOG: Final = Log(__name__)

# Chunks queued at the scheduler for each thread of the cluster, so that no thread is idle.
_WAITING: Final = 2
CONNECT_SECONDS: Final = 20
_CALIBRATION: Final = "given-calibration.json"
_PROFILING: Final = ("profile", "profile-cycle")


class ShippedModel:
    """The files of a model and its calibration, for another process to open."""

    def __init__(self, settings: WorkSettings) -> None:
        """Read the files.

        Args:
            settings: names the files; each worker has caches of its own at the paths named here.

        Raises:
            MissingFileError: a file does not exist.
            UnreadableFileError: a file can't be read.
        """
        names = [MANIFEST_NAME, *KNOWN_FILES, CALIBRATION_NAME]
        paths = {name: settings.model / name for name in names}
        if settings.calibration is not None:
            paths[_CALIBRATION] = settings.calibration
        self._files = {
            name: read_bytes(path, max_bytes=MAX_FILE_BYTES)
            for name, path in paths.items()
            if path.is_file()
        }
        self._hashes = {name: sha256_hex(data) for name, data in self._files.items()}
        self._settings = settings
        self.name = sha256_hex("".join(sorted(self._hashes.values())).encode())

    def opened(self, folder: Path) -> Judge:
        """Write the files to an empty folder and load them.

        Raises:
            ModelError: the files differ from those that were sent.
            OutputError: the cache can't be opened.
        """
        model = folder / "model"
        model.mkdir()
        for name, data in self._files.items():
            if sha256_hex(data) != self._hashes[name]:
                raise ModelError(
                    f"{name} of the model was damaged in transit.",
                    remedy="Run again with --resume.",
                )
            path = folder / name if name == _CALIBRATION else model / name
            path.write_bytes(data)
        calibration = folder / _CALIBRATION if _CALIBRATION in self._files else None
        return Judge(replace(self._settings, model=model, calibration=calibration))


class _Resident:
    """Keeps the model on a worker between chunks; as a plugin it reaches later workers too."""

    def __init__(self, shipped: ShippedModel) -> None:
        self.name = f"sigverify-{shipped.name}"
        self._shipped = shipped

    def setup(self, worker: Any) -> None:  # noqa: ANN401 - Dask has no types
        # Dask looks at the stack of the working thread a hundred times a second, for its dashboard.
        # That takes a twentieth of the time.
        for name in _PROFILING:
            callback = worker.periodic_callbacks.pop(name, None)
            if callback is not None:
                callback.stop()
        folder = Path(tempfile.mkdtemp(prefix="sigverify-"))
        worker.sigverify = (self._shipped.opened(folder), threading.Lock(), folder)

    def teardown(self, worker: Any) -> None:  # noqa: ANN401
        judge, _, folder = worker.sigverify
        judge.close()
        shutil.rmtree(folder, ignore_errors=True)


def _judge(chunk: Chunk, *, log_level: int) -> tuple[ChunkResult, list[Record]]:
    """Judge a chunk on a worker; returns the worker's log records with the result."""
    from distributed import get_worker

    judge, lock, _ = get_worker().sigverify
    records: list[Record] = []
    # A judge works in one thread; a worker with several waits here.
    with lock, contextlib.ExitStack() as stack:
        # A worker inside the main process writes its records itself.
        if not is_set_up():
            stack.enter_context(sent_to(records.append, level=log_level))
        return judge.judge(chunk), records


def judge_on_cluster(
    plan: Plan, *, settings: WorkSettings, address: str
) -> Generator[ChunkResult, None, None]:
    """Judge all chunks on a cluster and yield each when it is done, in any order.

    Closing the generator early cancels the chunks that no worker has started.

    Args:
        plan: the chunks.
        settings: what the workers need.
        address: the scheduler, such as ``tcp://host:8786``.

    Raises:
        MissingExtraError: the Dask packages are not installed.
        UsageError: there is no scheduler at this address.
        ModelError: the model arrived incomplete.
    """
    try:
        import dask.config
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtraError(
            "A cluster needs an optional part.", remedy="pip install 'sigverify[cluster]'."
        ) from error
    shipped = ShippedModel(settings)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{address}: no scheduler answers.",
            remedy="Check the address, such as tcp://host:8786.",
        ) from error
    # A chunk carries its accounts with their specimens, about ten megabytes.
    quiet = dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    with client, quiet:
        client.register_plugin(_plugin(shipped))
        _LOG.info("batch.cluster_joined", workers=len(client.nthreads()))
        parts = Parts(plan)
        under_way: dict[Future, Part] = {}
        finished = as_completed(loop=client.loop)
        _fill(client, parts=parts, under_way=under_way, finished=finished)
        for future in finished:
            part = under_way.pop(future)
            if future.status == "finished":
                result, records = future.result()
                for record in records:
                    relay(record)
                yield from parts.done(part, result)
            else:
                _raise_unless_killed(future)
                yield from parts.died(part)
            _fill(client, parts=parts, under_way=under_way, finished=finished)


def _fill(
    client: Client,
    *,
    parts: Parts,
    under_way: dict[Future, Part],
    finished: Any,  # noqa: ANN401
) -> None:
    """Submit enough chunks to keep the cluster busy, at least one."""
    threads = sum(client.nthreads().values())
    while len(under_way) < max(1, _WAITING * threads):
        part = parts.next_part()
        if part is None:
            return
        # Each chunk is a task of its own: two runs of the same items must not share a result.
        future = client.submit(_judge, part.chunk, log_level=wanted_level(), pure=False)
        under_way[future] = part
        finished.add(future)


def _raise_unless_killed(future: Future) -> None:
    """Raise the error of a task, unless the error is that its workers died."""
    from distributed import KilledWorker

    error = future.exception()
    if not isinstance(error, KilledWorker):
        raise RuntimeError(f"a worker failed: {error}") from error
    last = str(getattr(error.last_worker, "address", ""))
    _LOG.warning("batch.worker_died", worker=last.replace("://", ":"))


def _plugin(shipped: ShippedModel) -> Any:  # noqa: ANN401
    from distributed import WorkerPlugin

    return type("SigverifyPlugin", (_Resident, WorkerPlugin), {})(shipped)
