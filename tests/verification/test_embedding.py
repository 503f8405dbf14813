from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sigverify.datasets.manifest import read_manifest
from sigverify.errors import CancelledError, OutputError
from sigverify.evaluation.images import read_images
from sigverify.verification import embedding
from sigverify.verification.caches.embeddings import EmbeddingCache
from sigverify.verification.embedding import embed_files
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from sigverify.wording import english
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image, write_set


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{number}.png" for number in range(5)]
    for number, path in enumerate(found):
        write_image(path, scribble(seed=number))
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    write_image(tmp_path / "blank.png", np.full((80, 200), 255, np.uint8))
    return [*found, tmp_path / "text.png", tmp_path / "missing.png", tmp_path / "blank.png"]


def test_files_are_embedded_as_the_program_does_it(paths: list[Path], verifier: Verifier) -> None:
    steps: list[tuple[int, int]] = []
    found = embed_files(
        paths, verifier=verifier, threads=2, progress=lambda *step: steps.append(step)
    )
    assert steps[-1] == (8, 8)
    for path, file in zip(paths[:5], found.files, strict=False):
        prepared = verifier.prepare(path)
        assert file.signature is not None
        np.testing.assert_array_equal(file.signature.embedding, prepared.embedding)
        assert file.sha256 == prepared.sha256
    text, missing, blank = found.files[5:]
    assert (text.signature, missing.signature) == (None, None)
    assert missing.fault is not None
    assert "no such file" in english(missing.fault)
    assert blank.signature is not None
    assert blank.signature.embedding is None


def test_a_second_run_reads_the_cache(
    paths: list[Path], verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> embedding.EmbeddedFiles:
        with EmbeddingCache(
            tmp_path / "cache.sqlite", made_by=verifier.embedding_identity
        ) as cache:
            return embed_files(paths, verifier=verifier, threads=2, progress=print, cache=cache)

    first = run()
    asked: list[Path] = []
    prepare = Verifier.prepare

    def noted(self: Verifier, path: Path) -> PreparedSignature:
        asked.append(path)
        return prepare(self, path)

    monkeypatch.setattr(Verifier, "prepare", noted)
    second = run()
    # A file that is no image is read again, since it may have been replaced.
    assert asked == paths[5:7]
    assert (first.from_cache, second.from_cache) == (0, 6)
    for one, other in zip(first.files, second.files, strict=True):
        assert (one.sha256, one.fault) == (other.sha256, other.fault)
        if one.signature is not None and other.signature is not None:
            assert one.signature.quality == other.signature.quality
            if one.signature.embedding is not None:
                np.testing.assert_array_equal(one.signature.embedding, other.signature.embedding)


def test_a_cancelled_run_resumes(
    paths: list[Path], verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "CHUNK", 2)
    done = 0

    def progress(so_far: int, _total: int) -> None:
        nonlocal done
        done = so_far

    with EmbeddingCache(tmp_path / "cache.sqlite", made_by="a") as cache:
        with pytest.raises(CancelledError, match=r"Cancelled after 4 of 8.*resumes"):
            embed_files(
                paths,
                verifier=verifier,
                threads=1,
                progress=progress,
                cancelled=lambda: done >= 4,
                cache=cache,
            )
        again = embed_files(paths, verifier=verifier, threads=1, progress=progress, cache=cache)
    assert again.from_cache == 4
    assert done == 8


def test_a_full_disk_stops_caching_not_embedding(
    paths: list[Path], verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("the disk is full", remedy="make room")

    monkeypatch.setattr(EmbeddingCache, "put_many", full)
    with EmbeddingCache(tmp_path / "cache.sqlite", made_by="a") as cache:
        found = embed_files(paths, verifier=verifier, threads=2, progress=print, cache=cache)
    assert found.cache_fault == "the disk is full"
    assert sum(file.signature is not None for file in found.files) == 6


def test_a_set_read_from_the_cache_is_the_same_set(verifier: Verifier, tmp_path: Path) -> None:
    """Near-duplicates are found even though the cache keeps no ink."""
    manifest = write_set(tmp_path, writers=[("a/1", "val"), ("a/2", "val")])
    again = scribble(seed=1, variation=1)
    write_image(tmp_path / "a/1/again.png", np.minimum(again, np.roll(again, 1, axis=1)))
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}a/1/again.png,a/1,genuine,val\n", encoding="utf-8")
    items = read_manifest(manifest)
    with EmbeddingCache(tmp_path / "cache.sqlite", made_by="a") as cache:
        first, second = (
            read_images(items, verifier=verifier, threads=2, progress=print, cache=cache)
            for _ in range(2)
        )
    assert (first.from_cache, second.from_cache) == (0, len(items))
    assert first.duplicates == second.duplicates
    assert first.duplicates.digitised_again == 1
    np.testing.assert_array_equal(first.embeddings, second.embeddings)
