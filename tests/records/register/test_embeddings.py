from __future__ import annotations

import pytest
import sqlalchemy as sa

from sigverify.records.database import Records
from sigverify.records.register.embeddings import (
    StoredEmbedding,
    embedding_contents,
    embedding_vectors,
    keep_embeddings,
    specimen_embeddings,
    specimen_vectors,
)
from sigverify.records.schema import images, now, signatories, specimens
from sigverify.records.vault import DamagedBlobError

ADDED = {"added_at": now(), "added_by": "tester"}


def with_specimens(records: Records, *hashes: str) -> None:
    """Add specimens 1, 2, ... of one signatory, with images of these hashes."""
    with records.writing() as connection:
        connection.execute(signatories.insert(), {"name": "A", **ADDED})
        connection.execute(
            images.insert(), [{"sha256": name, "sealed": b"x"} for name in dict.fromkeys(hashes)]
        )
        for number, name in enumerate(hashes, start=1):
            day = sa.func.current_date()
            connection.execute(
                specimens.insert().values(
                    signatory_id=1,
                    image_sha256=name,
                    pixels_sha256=str(number),
                    page=0,
                    quality="[]",
                    first_day=day,
                    **ADDED,
                )
            )


def keep(records: Records, *numbers: int, made_by: str = "m") -> None:
    entries = {
        number: StoredEmbedding(content=b"content %d" % number, vector=b"vector %d" % number)
        for number in numbers
    }
    with records.writing() as connection:
        keep_embeddings(connection, entries, made_by=made_by, vault=records.vault)


def contents(records: Records, *numbers: int, made_by: str = "m") -> dict[int, bytes]:
    with records.reading() as connection:
        return embedding_contents(connection, numbers, made_by=made_by, vault=records.vault)


def test_embeddings_are_found_by_their_origin(records: Records) -> None:
    with_specimens(records, "a", "b")
    keep(records, 1, 2)
    keep(records, 2)
    assert contents(records, 1, 2, 3) == {1: b"content 1", 2: b"content 2"}
    assert contents(records, 1, made_by="another") == {}
    with records.reading() as connection:
        vectors = embedding_vectors(connection, made_by="m", vault=records.vault)
        assert list(vectors) == [(1, b"vector 1"), (2, b"vector 2")]


def test_embeddings_are_sealed_and_bound_to_their_specimen(records: Records) -> None:
    with_specimens(records, "a", "b")
    keep(records, 1, 2)
    table = specimen_embeddings
    with records.writing() as connection:
        first, second = connection.scalars(
            sa.select(table.c.content).order_by(table.c.specimen_id)
        ).all()
        assert b"content" not in first
        connection.execute(table.update().where(table.c.specimen_id == 2).values(content=first))
        other = specimen_vectors
        connection.execute(other.update().where(other.c.specimen_id == 2).values(vector=second))
    with pytest.raises(DamagedBlobError):
        contents(records, 2)
    with pytest.raises(DamagedBlobError), records.reading() as connection:
        list(embedding_vectors(connection, made_by="m", vault=records.vault))


def test_embeddings_go_with_their_picture_and_do_not_come_back(records: Records) -> None:
    with_specimens(records, "a", "a", "b")
    keep(records, 1, 2, 3)
    keep(records, 1, made_by="another")
    with records.writing() as connection:
        connection.execute(images.update().where(images.c.sha256 == "a").values(sealed=None))
    keep(records, 1)
    with records.reading() as connection:
        for table in (specimen_embeddings, specimen_vectors):
            assert connection.scalars(sa.select(table.c.specimen_id)).all() == [3]
