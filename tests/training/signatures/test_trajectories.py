"""Archives of trajectories are read as they are, or they are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sigverify.errors import DataError
from sigverify.training.signatures.trajectories import read_recordings


def archive(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "x": np.array([0, 10, 20, 5, 15], np.int32),
        "y": np.array([0, 100, 0, 50, 60], np.int32),
        "down": np.array([False, True, True, False, True]),
        "offset": np.array([0, 3, 5], np.int32),
        "writer": np.array(["a/1", "a/2"]),
        "label": np.array(["genuine", "forged"]),
        "split": np.array(["train", "val"]),
        **(changes or {}),
    }


def test_each_signature_has_its_own_points(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", **archive())
    found = read_recordings(tmp_path / "a.npz")
    assert found.name == "a"
    assert len(found) == 2
    assert found.forged.tolist() == [False, True]
    np.testing.assert_array_equal(found[1].points, [[5, 50], [15, 60]])
    np.testing.assert_array_equal(found[1].down, [False, True])


def test_units_that_are_not_square_are_corrected(tmp_path: Path) -> None:
    np.savez(tmp_path / "susig_visual.npz", **archive())
    points = read_recordings(tmp_path / "susig_visual.npz")[0].points
    assert points[1].tolist() == pytest.approx([10, 42])


@pytest.mark.parametrize(
    "changes",
    [
        {"offset": np.array([0, 3, 4])},
        {"offset": np.array([0, 5, 5])},
        {"label": np.array(["genuine", "copied"])},
        {"split": np.array(["train"])},
        {"x": np.zeros((5, 2))},
        {"writer": np.array(["a/1", "../2"])},
        {"writer": np.array(["a/1", "/2"])},
    ],
)
def test_arrays_that_do_not_agree_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    np.savez(tmp_path / "a.npz", **archive(changes))
    with pytest.raises(DataError, match="do not agree"):
        read_recordings(tmp_path / "a.npz")


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"no archive")
    np.savez(tmp_path / "whole.npz", **archive())
    (tmp_path / "cut.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:200])
    np.save(tmp_path / "single.npy", np.zeros(3))
    np.savez(tmp_path / "b.npz", x=np.zeros(3))
    for name in ("a.npz", "b.npz", "c.npz", "cut.npz", "single.npy"):
        with pytest.raises(DataError, match="not an archive"):
            read_recordings(tmp_path / name)
