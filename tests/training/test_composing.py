"""Which signatures are laid on composed cheques."""

from __future__ import annotations

from pathlib import Path

from sigverify.imaging.reading.scans import read_scan
from sigverify.training.composing import training_signatures
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
