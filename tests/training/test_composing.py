"""Which signatures are laid on composed cheques, and the files of composed examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sigverify.imaging.reading.scans import read_scan
from sigverify.training.composing import SHARD, Shard, composed_arrays, training_signatures
from tests.helpers.trajectories import write_archive
from tests.helpers.written_set import write_set


def test_scans_and_drawn_trajectories_of_train_by_data_set(tmp_path: Path) -> None:
    writers = (("one/0", "train"), ("one/1", "val"), ("two/0", "train"))
    manifest = write_set(tmp_path / "set", writers=writers, genuine=2, forged=1)
    found = training_signatures(
        manifest,
        archives=[write_archive(tmp_path / "pens.npz")],
        work=tmp_path / "work",
        seed=1,
        workers=1,
        report=lambda *_: None,
    )
    assert {name: len(paths) for name, paths in found.items()} == {"one": 3, "two": 3, "pens": 8}
    assert all("one/1" not in str(path) for path in found["one"])
    drawn = read_scan(found["pens"][0]).grey
    assert drawn.min() < 128 < drawn.max()


def write_numbers(shard: Shard) -> None:
    drawn = shard.rng().integers(0, 1000, SHARD)
    np.savez(shard.path, numbers=np.full(SHARD, shard.number), drawn=drawn)


def test_examples_of_all_files_in_order_and_files_of_an_earlier_run_kept(tmp_path: Path) -> None:
    def compose() -> dict[str, np.ndarray]:
        return composed_arrays(
            None,
            name="numbers",
            count=SHARD + 1,
            seed=4,
            folder=tmp_path / "work",
            write=write_numbers,
            workers=1,
            report=lambda _: None,
        )

    first = compose()
    assert first["numbers"].tolist() == [0] * SHARD + [1] * SHARD
    np.savez(
        tmp_path / "work/numbers-4-0000.npz",
        numbers=np.full(SHARD, 7),
        drawn=first["drawn"][:SHARD],
    )
    second = compose()
    assert second["numbers"].tolist() == [7] * SHARD + [1] * SHARD
    assert np.array_equal(first["drawn"], second["drawn"])
