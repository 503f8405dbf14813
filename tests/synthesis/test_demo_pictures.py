"""The demo's images are small and reproducible, and the shipped ones are up to date."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.synthesis import demo as assets
from tests.helpers.pictures import decode_colour
from tests.helpers.places import ROOT

NAMES = {
    "specimen-1.png",
    "specimen-2.png",
    "specimen-3.png",
    "genuine.png",
    "imitation.png",
    "cheque-genuine.jpg",
    "cheque-imitation.jpg",
    "cheque-unsigned.jpg",
}
SHIPPED = ROOT / "assets" / "demo"


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    return assets.demo_pictures()


def test_all_files_are_there_and_small(pictures: dict[str, bytes]) -> None:
    assert set(pictures) == NAMES
    assert sum(map(len, pictures.values())) < 1_000_000


def test_same_bytes_each_time(pictures: dict[str, bytes]) -> None:
    assert assets.demo_pictures() == pictures


def test_shipped_files_are_the_ones_the_code_draws(pictures: dict[str, bytes]) -> None:
    """Approximately, as other versions of the libraries may round and compress differently."""
    assert {path.name for path in SHIPPED.iterdir()} == NAMES
    for name, data in pictures.items():
        drawn, shipped = decode_colour(data), decode_colour((SHIPPED / name).read_bytes())
        assert drawn.shape == shipped.shape
        assert np.abs(drawn.astype(int) - shipped.astype(int)).mean() < 4.0


def test_cheques_differ_only_by_the_signature(pictures: dict[str, bytes]) -> None:
    signed, forged, unsigned = (
        cv2.cvtColor(decode_colour(pictures[f"cheque-{kind}.jpg"]), cv2.COLOR_BGR2GRAY).astype(int)
        for kind in ("genuine", "imitation", "unsigned")
    )
    assert signed.shape == forged.shape == unsigned.shape
    for cheque in (signed, forged):
        rows, columns = np.nonzero(unsigned - cheque > 60)
        assert len(rows) > 100
        assert np.ptp(columns) < 0.4 * signed.shape[1]
        assert rows.min() > 0.4 * signed.shape[0]


def test_written_where_asked(tmp_path: Path) -> None:
    assets.main([str(tmp_path / "new")])
    assert {path.name for path in (tmp_path / "new").iterdir()} == NAMES
