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

# ``made_by`` is the hash of everything that determines an embedding: network, preprocessing,
# separator and program. ``content`` is what a comparison needs.
specimen_embeddings: Final = Table(
    "specimen_embeddings",
    metadata,
    Column("specimen_id", ForeignKey("specimens.id"), primary_key=True),
    Column("made_by", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# The vectors for a search through all specimens, apart from the contents, which are thirty times
# as large: a search through a hundred thousand reads all vectors and hardly any content.
specimen_vectors: Final = Table(
    "specimen_vectors",
    metadata,
    Column("specimen_id", ForeignKey("specimens.id"), primary_key=True),
    Column("made_by", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Number of specimens in one query; SQLite allows a few thousand.
_AT_ONCE: Final = 500
_FORGET: Final = "; ".join(
    f"DELETE FROM {table} WHERE specimen_id IN "
    "(SELECT id FROM specimens WHERE image_sha256 = NEW.sha256)"
    for table in ("specimen_embeddings", "specimen_vectors")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEmbedding:
    """The decrypted embedding of one specimen, which `verification.register.specimens` reads."""

    content: bytes
    vector: bytes


def embedding_contents(
    connection: Connection, specimen_ids: Sequence[int], *, made_by: str, vault: Vault
) -> dict[int, bytes]:
    """Return the stored contents of specimens by number, without specimens that have none.

    Raises:
        WrongKeyError: a content was sealed with another key.
        DamagedBlobError: a content was changed or replaced by another one.
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
            context = embedding_context("content", number, made_by=made_by)
            found[number] = vault.open(sealed, context=context)
    return found


def embedding_vectors(
    connection: Connection, *, made_by: str, vault: Vault
) -> Iterator[tuple[int, bytes]]:
    """Return the vector of every specimen with a stored embedding, by number.

    Raises:
        WrongKeyError: a vector was sealed with another key.
        DamagedBlobError: a vector was changed or replaced by another one.
    """
    table = specimen_vectors
    asked = select(table.c.specimen_id, table.c.vector).where(table.c.made_by == made_by)
    # Read in parts: a hundred thousand rows at once would be in memory twice.
    parts = connection.execution_options(yield_per=10 * _AT_ONCE)
    with parts.execute(asked.order_by(table.c.specimen_id)) as rows:
        for number, sealed in rows:
            context = embedding_context("vector", number, made_by=made_by)
            yield number, vault.open(sealed, context=context)


def keep_embeddings(
    connection: Connection,
    entries: Mapping[int, StoredEmbedding],
    *,
    made_by: str,
    vault: Vault,
) -> None:
    """Store embeddings of some specimens; earlier ones are replaced.

    Specimens whose image has been purged since are skipped.
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
            sealed = vault.seal(data, context=embedding_context(name, number, made_by=made_by))
            values = {"specimen_id": number, "made_by": made_by, name: sealed}
            connection.execute(insert(table).values(values))


def forget_with_pictures(connection: Connection) -> None:
    """Make the database remove an embedding when the image behind it is purged."""
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


def embedding_context(what: str, specimen_id: int, *, made_by: str) -> bytes:
    """The context of a sealed embedding: its place and what made it."""
    return f"embedding {what} {specimen_id} {made_by}".encode()
