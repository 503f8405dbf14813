"""The embeddings of specimens, encrypted, so that each is computed once.

An embedding can be computed again from the image at any time; storing it saves time. It is
biometric data like the image, so it is encrypted in the same way, and the database removes it when
the image is purged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
)

from sigverify.records.schema import images, metadata, specimens
from sigverify.records.vault import Vault

# ``made_by`` is the hash of all that makes an embedding: network, preprocessing, separator and
# program. ``content`` is what a comparison needs.
specimen_embeddings: Final = Table(
    "specimen_embeddings",
    metadata,
    Column("specimen_id", ForeignKey("specimens.id"), primary_key=True),
    Column("made_by", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# What a search among all looks at, apart from what is thirty times as large: a search through a
# hundred thousand reads all of this, and hardly anything of that.
specimen_vectors: Final = Table(
    "specimen_vectors",
    metadata,
    Column("specimen_id", ForeignKey("specimens.id"), primary_key=True),
    Column("made_by", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# As many are asked for at once; SQLite allows some thousand.
_AT_ONCE: Final = 500
_FORGET: Final = "; ".join(
    f"DELETE FROM {table} WHERE specimen_id IN "
    "(SELECT id FROM specimens WHERE image_sha256 = NEW.sha256)"
    for table in ("specimen_embeddings", "specimen_vectors")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEmbedding:
    """Of one specimen, in the clear; `sigverify.verification.specimens` knows what it means."""

    content: bytes
    vector: bytes


def embedding_contents(
    connection: Connection, specimen_ids: Sequence[int], *, made_by: str, vault: Vault
) -> dict[int, bytes]:
    """What is kept of some specimens, by their numbers; those of which nothing is are left out.

    Raises:
        WrongKeyError: it was sealed with another key.
        DamagedBlobError: it was changed, or another one was put in its place.
    """
    table = specimen_embeddings
    found: dict[int, bytes] = {}
    for start in range(0, len(specimen_ids), _AT_ONCE):
        part = specimen_ids[start : start + _AT_ONCE]
        rows = connection.execute(
            select(table.c.specimen_id, table.c.content).where(
                table.c.made_by == made_by, table.c.specimen_id.in_(part)
            )
        )
        for number, sealed in rows:
            context = _context("content", number, made_by=made_by)
            found[number] = vault.open(sealed, context=context)
    return found


def embedding_vectors(
    connection: Connection, *, made_by: str, vault: Vault
) -> Iterator[tuple[int, bytes]]:
    """Every specimen of which something is kept, with its vector, by number.

    Raises:
        WrongKeyError: it was sealed with another key.
        DamagedBlobError: it was changed, or another one was put in its place.
    """
    table = specimen_vectors
    asked = select(table.c.specimen_id, table.c.vector).where(table.c.made_by == made_by)
    # In parts: a hundred thousand rows at once would lie in memory twice.
    parts = connection.execution_options(yield_per=10 * _AT_ONCE)
    with parts.execute(asked.order_by(table.c.specimen_id)) as rows:
        for number, sealed in rows:
            context = _context("vector", number, made_by=made_by)
            yield number, vault.open(sealed, context=context)


def keep_embeddings(
    connection: Connection,
    entries: Mapping[int, StoredEmbedding],
    *,
    made_by: str,
    vault: Vault,
) -> None:
    """Store embeddings of some specimens; earlier ones are replaced.

    Nothing is kept of a specimen whose picture was purged meanwhile.
    """
    pictured = select(specimens.c.id).join(images).where(images.c.sealed.is_not(None))
    for number, entry in entries.items():
        if connection.scalar(pictured.where(specimens.c.id == number)) is None:
            continue
        for table, name, data in (
            (specimen_embeddings, "content", entry.content),
            (specimen_vectors, "vector", entry.vector),
        ):
            place = (table.c.specimen_id == number) & (table.c.made_by == made_by)
            connection.execute(delete(table).where(place))
            sealed = vault.seal(data, context=_context(name, number, made_by=made_by))
            values = {"specimen_id": number, "made_by": made_by, name: sealed}
            connection.execute(insert(table).values(values))


def forget_with_pictures(connection: Connection) -> None:
    """Let the database remove embeddings with the pictures that they were made of."""
    if connection.dialect.name == "sqlite":
        statements = [
            f"""CREATE TRIGGER embeddings_follow_images AFTER UPDATE OF sealed ON images
            WHEN NEW.sealed IS NULL BEGIN {_FORGET}; END"""
        ]
    else:
        statements = [
            f"""CREATE FUNCTION embeddings_follow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {_FORGET}; RETURN NULL; END $$""",
            """CREATE TRIGGER embeddings_follow_images AFTER UPDATE OF sealed ON images
            FOR EACH ROW WHEN (NEW.sealed IS NULL) EXECUTE FUNCTION embeddings_follow()""",
        ]
    for statement in statements:
        connection.execute(text(statement))


def _context(what: str, specimen_id: int, *, made_by: str) -> bytes:
    return f"embedding {what} {specimen_id} {made_by}".encode()
