"""Migrates a database of an earlier version of the program, after copying it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.logs.log import Log
from sigverify.records.schema import SCHEMA_VERSION

_LOG: Final = Log(__name__)

# Alembic's own.
_VERSION_TABLE: Final = sa.table("alembic_version", sa.column("version_num"))


def bring_up_to_date(
    connection: Connection, *, where: str, file: Path | None, backed_up: bool
) -> str | None:
    """Run the revisions that a database lacks, within the current transaction.

    Args:
        connection: within a writing transaction.
        where: name of the database for messages.
        file: the file of an SQLite database, which is copied first; None for a server.
        backed_up: the server's database was backed up.

    Returns:
        The schema that the database had; None for a new one.

    Raises:
        RecordsError: the database belongs to a newer version, holds other data, can't be copied,
            or is on a server and `backed_up` is not set.
    """
    found = _version(connection, where=where)
    if found == SCHEMA_VERSION:
        return found
    if found is not None:
        if found > SCHEMA_VERSION:
            raise RecordsError(
                f"{where}: these records were written by a newer version of the program "
                f"(their schema is {found}, this program knows {SCHEMA_VERSION}).",
                remedy="Install the newer version here too.",
            )
        if file is not None:
            _copy(file, version=found)
        elif not backed_up:
            raise RecordsError(
                f"{where}: these records have the schema {found} and this program needs "
                f"{SCHEMA_VERSION}. Others use them too, so they are not migrated automatically.",
                remedy="Have the administrator back the database up (pg_dump) and then run "
                "'sigverify records upgrade --backed-up'.",
            )
    upgrade(connection)
    _LOG.info("records.brought_up_to_date", found=found, now=SCHEMA_VERSION)
    return found


def _version(connection: Connection, *, where: str) -> str | None:
    """Return the last revision of a database; None for an empty one."""
    tables = sa.inspect(connection).get_table_names()
    if _VERSION_TABLE.name in tables:
        found: str | None = connection.scalar(sa.select(_VERSION_TABLE.c.version_num))
        return found
    if tables:
        raise RecordsError(
            f"{where}: this database does not hold records of sigverify.",
            remedy="Name another file or database.",
        )
    return None


def upgrade(connection: Connection, *, to: str = SCHEMA_VERSION) -> None:
    """Run the revisions that a database lacks, up to `to`, within the current transaction."""
    # Import here, because almost no start of the program needs these modules.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "sigverify.records:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _copy(file: Path, *, version: str) -> None:
    """Copy an SQLite database as it is on the disk; only its owner can read the copy."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    target = file.parent / "backups" / f"{file.stem}-schema-{version}-{moment}.db"
    # A copy that a kill cuts off must not look like a whole one.
    unfinished = target.with_name(f"{file.stem}.unfinished")
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise RecordsError(
            f"{target}: the records can't be copied before they are brought up to date ({error}).",
            remedy="Check the folder, its permissions and the free space.",
        ) from error
