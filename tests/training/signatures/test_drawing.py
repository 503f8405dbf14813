"""Trajectories become a set of images that a training reads like scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.datasets.manifest import read_manifest
from sigverify.errors import DataError, UsageError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.terms import Label, Split
from sigverify.training.signatures.corpus import load_corpus
from sigverify.training.signatures.drawing import draw_archive, draw_archives
from tests.helpers.trajectories import write_archive


def test_a_manifest_of_several_drawings_comes_out(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "pens.npz")
    manifest = draw_archive(archive, folder=tmp_path / "drawn", drawings=2, seed=1, processes=1)
    items = read_manifest(manifest)
    assert len(items) == 2 * 8 + 4
    assert sum(item.label is Label.FORGED for item in items) == 10
    corpus = load_corpus(
        manifest, cache=tmp_path / "cache", config=PreprocessingConfig(), processes=1
    )
    assert len(corpus.splits[Split.TRAIN]) == 16
    assert len(corpus.splits[Split.VAL]) == 4
    assert corpus.duplicates.repeated == 0


def test_drawings_are_kept_and_another_seed_draws_anew(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "pens.npz")
    folder = tmp_path / "drawn"
    first = read_manifest(draw_archive(archive, folder=folder, drawings=1, seed=1, processes=1))
    before = [item.path.stat().st_mtime_ns for item in first]
    (folder / "source.txt").unlink()  # as if it had been interrupted before the end
    draw_archive(archive, folder=folder, drawings=1, seed=1, processes=1)
    assert [item.path.stat().st_mtime_ns for item in first] == before
    other = read_manifest(draw_archive(archive, folder=folder, drawings=1, seed=2, processes=1))
    assert other[0].path.read_bytes() != first[0].path.read_bytes()


def test_a_recording_without_a_stroke_is_named(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "pens.npz", down=False)
    with pytest.raises(DataError, match="never down"):
        draw_archive(archive, folder=tmp_path / "drawn", drawings=1, seed=1, processes=1)


def test_each_archive_is_drawn_in_its_own_folder(tmp_path: Path) -> None:
    archives = [write_archive(tmp_path / f"{name}.npz") for name in ("one", "two")]
    shown: list[tuple[str, float, str]] = []
    manifests = draw_archives(
        archives,
        folder=tmp_path / "drawn",
        seed=1,
        processes=1,
        report=lambda *entry: shown.append(entry),
    )
    assert [manifest.parent.name for manifest in manifests] == ["one", "two"]
    assert shown[-1] == ("Drawing", 1.0, "28 / 28")
    with pytest.raises(UsageError, match="same name"):
        draw_archives(
            [archives[0], archives[0]],
            folder=tmp_path / "drawn",
            seed=1,
            processes=1,
            report=lambda *_: None,
        )
