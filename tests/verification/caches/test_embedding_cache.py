from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sigverify.errors import OutputError
from sigverify.imaging.quality import QualityFinding, QualityKind, Severity
from sigverify.reasons import free_text
from sigverify.terms import Box
from sigverify.verification.caches.embeddings import CachedSignature, CacheKey, EmbeddingCache

BLANK = QualityFinding(QualityKind.BLANK, Severity.UNUSABLE, free_text("no ink — ग"))


def entry(seed: int) -> CachedSignature:
    embedding = np.random.default_rng(seed).normal(size=(2, 3, 5)).astype(np.float32)
    return CachedSignature(
        pixels_sha256=f"{seed:064}", box=Box(1, 2, 3, 4), quality=(), embedding=embedding
    )


def key(number: int) -> CacheKey:
    return CacheKey(image_sha256=f"{number:064}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "embeddings.sqlite"


@pytest.fixture
def cache(path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(path, made_by="a") as opened:
        yield opened


def same(found: CachedSignature | None, wanted: CachedSignature) -> bool:
    return (
        found is not None
        and (found.pixels_sha256, found.box, found.quality)
        == (wanted.pixels_sha256, wanted.box, wanted.quality)
        and np.array_equal(found.embedding, wanted.embedding)  # type: ignore[arg-type]
    )


def test_what_was_put_is_found_again_to_the_last_bit(path: Path) -> None:
    unusable = CachedSignature(pixels_sha256="0" * 64, box=None, quality=(BLANK,), embedding=None)
    entries = {key(1): entry(1), key(2): unusable}
    with EmbeddingCache(path, made_by="a") as cache:
        cache.put_many(entries)
    with EmbeddingCache(path, made_by="a") as cache:
        first, none, second, again = cache.get_many([key(1), key(3), key(2), key(1)])
    assert same(first, entry(1))
    assert same(again, entry(1))
    assert none is None
    assert second is not None
    assert (second.quality, second.embedding, second.box) == ((BLANK,), None, None)


def test_many_keys_are_looked_up_at_once(cache: EmbeddingCache) -> None:
    cache.put_many({key(number): entry(number) for number in range(1200)})
    found = cache.get_many([key(number) for number in range(1201)])
    assert all(same(one, entry(number)) for number, one in enumerate(found[:-1]))
    assert found[-1] is None


def test_another_network_page_or_box_is_another_entry(path: Path, cache: EmbeddingCache) -> None:
    cache.put_many({key(1): entry(1)})
    image = key(1).image_sha256
    assert cache.get_many([CacheKey(image, page=1), CacheKey(image, box=Box(0, 0, 9, 9))]) == [
        None,
        None,
    ]
    with EmbeddingCache(path, made_by="b") as other:
        assert other.get_many([key(1)]) == [None]


def test_the_least_recently_used_are_removed_first(path: Path) -> None:
    with EmbeddingCache(path, made_by="a") as cache:
        cache.put_many({key(1): entry(1)})
        cache.put_many({key(2): entry(2)})
        cache.get_many([key(1)])
    # Room for two entries, but not for three.
    with EmbeddingCache(path, made_by="a", max_bytes=600) as cache:
        cache.put_many({key(3): entry(3)})
        found = cache.get_many([key(1), key(2), key(3)])
    assert [one is not None for one in found] == [True, False, True]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_its_user_may_read_it(path: Path, cache: EmbeddingCache) -> None:
    cache.put_many({key(1): entry(1)})
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    with EmbeddingCache(path, made_by="a") as cache:
        assert cache.get_many([key(1)]) == [None]
        cache.put_many({key(1): entry(1)})
        assert same(cache.get_many([key(1)])[0], entry(1))


def test_a_damaged_entry_is_not_believed(path: Path, cache: EmbeddingCache) -> None:
    cache.put_many({key(1): entry(1), key(2): entry(2)})
    with sqlite3.connect(path) as connection:
        (content,) = connection.execute(
            "SELECT content FROM entries WHERE instr(content, ?)", (f"{2:064}".encode(),)
        ).fetchone()
        changed = content[:-1] + bytes([content[-1] ^ 1])
        connection.execute("UPDATE entries SET content = ? WHERE content = ?", (changed, content))
    connection.close()
    first, second = cache.get_many([key(1), key(2)])
    assert same(first, entry(1))
    assert second is None


def test_a_full_disk_is_reported_and_loses_nothing(
    path: Path, cache: EmbeddingCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put_many({key(1): entry(1)})
    open_database = sqlite3.connect

    def with_little_room(*where: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401
        connection = open_database(*where, **options)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", with_little_room)
    with EmbeddingCache(path, made_by="a") as full:
        with pytest.raises(OutputError, match="full"):
            full.put_many({key(number): entry(number) for number in range(2, 200)})
        assert same(full.get_many([key(1)])[0], entry(1))
        assert full.get_many([key(2)]) == [None]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be kept here"):
        EmbeddingCache(tmp_path / "file" / "embeddings.sqlite", made_by="a")
    with pytest.raises(OutputError, match="can't be kept here"):
        EmbeddingCache(tmp_path, made_by="a")
