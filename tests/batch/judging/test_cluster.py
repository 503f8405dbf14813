"""A Dask cluster of some worker processes, one of which is killed while it works."""

from __future__ import annotations

import csv
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.batch.judging.cluster import ShippedModel
from sigverify.batch.judging.work import WorkSettings
from sigverify.batch.output.outcome import Summary
from sigverify.errors import ModelError, UsageError
from sigverify.verification.verifier import Verifier
from tests.helpers.places import ROOT

Run = Callable[..., Summary]

# Run this in a process of its own: Dask leaves threads behind that outlive a test.
PROGRAM = """
import logging, os, signal, sys
from pathlib import Path
from distributed import Client, LocalCluster
from sigverify.batch import plan, run as batch
from sigverify.batch.input.items import ItemTable
from sigverify.batch.output.files import BatchOutput

def main():
    plan.CHUNK_ITEMS = 4
    workers, *paths = sys.argv[1:]
    items, results, model = map(Path, paths)
    killed = []
    with LocalCluster(
        n_workers=int(workers), threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, silence_logs=logging.CRITICAL,
    ) as cluster:
        def kill_one(summary, total):
            if summary.items < 8 or killed:
                return
            at_work = {w.address for w in cluster.scheduler.workers.values() if w.processing}
            nannies = [n for n in cluster.workers.values() if n.worker_address in at_work]
            if nannies:
                killed.append(nannies[0].process.pid)
                os.kill(killed[0], signal.SIGKILL)
        settings = batch.BatchSettings(
            output=BatchOutput(results=results), model=model,
            scheduler=cluster.scheduler_address,
        )
        with batch.run_batch(ItemTable(items), settings=settings, progress=kill_one) as judged:
            summary = judged.summary
        with Client(cluster.scheduler_address) as client:
            callbacks = client.run(lambda dask_worker: [*dask_worker.periodic_callbacks])
    # Nor does any worker sample its stack, not even the one that took the killed one's place.
    assert callbacks and "profile" not in sum(callbacks.values(), []), callbacks
    assert killed and summary.items == 40, (killed, summary)

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_a_killed_worker_costs_only_time(
    workers: int, run: Run, table: Path, tmp_path: Path, pristine_model: Path
) -> None:
    pytest.importorskip("distributed")
    run()
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    results = tmp_path / "cluster.csv"
    done = subprocess.run(
        [sys.executable, str(program), str(workers), *map(str, (table, results, pristine_model))],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert results.read_bytes() == (tmp_path / "r.csv").read_bytes()
    with results.open(newline="", encoding="utf-8-sig") as stream:
        found = [row["id"] for row in csv.DictReader(stream)]
    assert found == [str(number) for number in range(1, 41)]


def test_the_model_is_shipped_whole_or_not_at_all(model: Path, tmp_path: Path) -> None:
    settings = WorkSettings(
        model=model,
        calibration=None,
        cache=None,
        spill=None,
        inks=False,
        seen=False,
        identity=Verifier(model).embedding_identity,
    )
    for name in "abc":
        (tmp_path / name).mkdir()
    shipped = ShippedModel(settings)
    shipped.opened(tmp_path / "a").close()
    encoder = (model / "encoder.onnx").read_bytes()
    damaged = pickle.dumps(shipped).replace(encoder, encoder[:-1] + bytes([encoder[-1] ^ 1]))
    with pytest.raises(ModelError, match=r"encoder\.onnx"):
        pickle.loads(damaged).opened(tmp_path / "b")
    with pytest.raises(ModelError, match="another version"):
        ShippedModel(replace(settings, identity="0")).opened(tmp_path / "c")


def test_a_missing_scheduler_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("sigverify.batch.judging.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="no scheduler"):
        run(scheduler="nonsense://here")
