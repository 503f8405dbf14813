"""The database of the records: opening it, and transactions for reading and writing.

It is SQLite in a file of the user, or a PostgreSQL server that several people share.
`Records.writing` is an exclusive transaction, `Records.reading` is a snapshot that can't change
anything (docs/decisions/0012-the-register.md).
"""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from sigverify.errors import MissingExtraError, RecordsError
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.records import adopting, migrating
from sigverify.records.audit.entered import TRAIL_OPTION
from sigverify.records.audit.server_check import shadows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.roles import NotAllowedError
from sigverify.records.schema import FACT_DATABASE_ID, FACT_KEY_ID, facts
from sigverify.records.stored_keys import StoredKeys, require_key, stored_keys_in

if TYPE_CHECKING:
    from sigverify.records.vault import Vault

_LOG: Final = Log(__name__)

_WAIT_SECONDS: Final = 30
# An arbitrary lock number, the same in every version of the program.
_ADVISORY_LOCK: Final = 7_446_383
_WRITES: Final = "sigverify_writes"
_NO_PRIVILEGE: Final = "42501"
_URL: Final = re.compile(r"[a-z][a-z0-9+]*://", re.IGNORECASE)


class Records:
    """An open database. One instance serves all threads of a program.

    Attributes:
        where: the file or the server, for people; without a password.
        vault: seals and opens the encrypted values.
        database_id: a random name that only the database and its copies have.
        audit: the audit trail, to which every change within `writing` adds its row.
        four_eyes: whether the site's rules let nobody change the register alone.
        changing_key: whether this program is changing the master key.
    """

    def __init__(self, engine: Engine, *, where: str, vault: Vault, database_id: str) -> None:
        """Take over an engine; see `open_records`."""
        self._engine = engine
        self._mine = threading.local()
        self.where = where
        self.vault = vault
        self.database_id = database_id
        self.audit = AuditTrail(vault, database_id=database_id)
        self.four_eyes = False
        self.changing_key = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are committed together at the end of the block, or not at all.

        Only one block at a time writes to the database; others wait for at most 30 seconds.

        Raises:
            RecordsError: the database is busy, gone, damaged or full.
            RuntimeError: this thread is already writing and would wait for itself.
        """
        if getattr(self._mine, "writes", False):
            raise RuntimeError("a block that writes was begun within another")
        self._mine.writes = True
        try:
            with (
                self.audit.in_step(),
                _step(self._engine, where=self.where, writes=True, trail=self.audit) as connection,
            ):
                self._require_key(connection)
                yield connection
        finally:
            self._mine.writes = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only connection with a snapshot of the database from the block's first query.

        Raises:
            RecordsError: the database is gone or damaged.
        """
        with _step(self._engine, where=self.where, writes=False, trail=self.audit) as connection:
            self._require_key(connection)
            yield connection

    def tidy_up(self) -> None:
        """Let SQLite empty its journal, which still has the values that were replaced."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                # Outside any transaction.
                driver.rollback()
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _require_key(self, connection: Connection) -> None:
        """Refuse to go on with a key that another program has changed meanwhile."""
        if not self.changing_key:
            require_key(connection, self.vault.key_id, where=self.where)

    def close(self) -> None:
        """Close all connections, none of which may be in use."""
        self._engine.dispose()


def open_records(
    where: Path | str, *, vault: Vault, backed_up: bool = False, changing_key: bool = False
) -> Records:
    """Open a database; create a missing one and migrate an older one.

    The function copies an SQLite file before it upgrades it. It upgrades a database on a server
    only if the caller states that it was backed up, because others use it too.

    Args:
        where: an SQLite file, or the URL of a PostgreSQL database.
        vault: seals and opens the encrypted values; a new database is bound to the vault's key.
        backed_up: the server's database was backed up.
        changing_key: go on with a change of the master key, see `sigverify.records.rekeying`.

    Raises:
        RecordsError: the database can't be opened, belongs to a newer version of the program, is
            an older one on a server without `backed_up`, or its master key is being changed.
        WrongKeyError: the database belongs to another key.
        MissingExtraError: the driver for PostgreSQL is not installed.
    """
    started = time.perf_counter()
    url, file = _url_and_file(where)
    shown = _shown(url, file)
    if file is not None:
        _make_private(file)
    engine = _engine(url)
    try:
        with _step(engine, where=shown, writes=True) as connection:
            before = migrating.bring_up_to_date(
                connection, where=shown, file=file, backed_up=backed_up
            )
            for shadow in shadows(connection) if file is None else ():
                raise RecordsError(
                    shadow,
                    remedy="Nothing is decided on what only this login sees. Show this to your "
                    "administrator and to the auditor.",
                )
            database_id = _identified(connection, vault=vault)
            if not changing_key:
                require_key(connection, vault.key_id, where=shown)
            if before is not None and before < adopting.FIRST_SCHEMA:
                adopting.adopt_entries(connection, vault=vault, database_id=database_id)
    except BaseException:
        engine.dispose()
        raise
    _LOG.info(
        "records.opened",
        database=short_hash(database_id),
        kind=url.get_backend_name(),
        milliseconds=milliseconds_since(started),
    )
    records = Records(engine, where=shown, vault=vault, database_id=database_id)
    records.changing_key = changing_key
    return records


def stored_keys(where: Path | str) -> StoredKeys | None:
    """The key of a database; None if there is no database yet.

    Raises:
        RecordsError: the database can't be read.
        MissingExtraError: the driver for PostgreSQL is not installed.
    """
    url, file = _url_and_file(where)
    # A process that was killed at the very start leaves an empty file behind.
    if file is not None and not (file.is_file() and file.stat().st_size):
        return None
    engine = _engine(url)
    try:
        with _step(engine, where=_shown(url, file), writes=False) as connection:
            if not sa.inspect(connection).has_table(facts.name):
                return None
            return stored_keys_in(connection)
    finally:
        engine.dispose()


def _identified(connection: Connection, *, vault: Vault) -> str:
    """Return the identifier of a database; a new one is bound to its key."""
    key_id = _fact(connection, FACT_KEY_ID)
    database_id = _fact(connection, FACT_DATABASE_ID)
    if key_id is None or database_id is None:
        database_id = uuid.uuid4().hex
        rows = {FACT_DATABASE_ID: database_id, FACT_KEY_ID: vault.key_id}
        connection.execute(
            facts.insert(), [{"name": name, "value": value} for name, value in rows.items()]
        )
    return database_id


def _fact(connection: Connection, name: str) -> str | None:
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


def _url_and_file(where: Path | str) -> tuple[URL, Path | None]:
    """The address for SQLAlchemy, and the file if it is one."""
    if isinstance(where, str) and _URL.match(where):
        try:
            url = make_url(where)
        except (ArgumentError, ValueError) as error:
            # The text may hold a password, so the message does not repeat it.
            raise _bad_url() from error
        if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise _bad_url()
        return url.set(drivername="postgresql+psycopg"), None
    file = Path(where).expanduser().absolute()
    return URL.create("sqlite", database=str(file)), file


def _bad_url() -> RecordsError:
    return RecordsError(
        "The address of the records is neither a file nor that of a PostgreSQL database.",
        remedy="Write it as postgresql://USER@SERVER/DATABASE.",
    )


def _shown(url: URL, file: Path | None) -> str:
    if file is not None:
        return str(file)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _make_private(file: Path) -> None:
    """Create an empty file that only its owner can read, or restrict an existing one.

    SQLite gives its files beside the database the same permissions as the database.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise RecordsError(
            f"{file}: the records can't be kept here ({error.strerror or error}).",
            remedy="Check the folder and its permissions.",
        ) from error


def _engine(url: URL) -> Engine:
    # hide_parameters: values must not appear in messages, which end up in logs.
    if url.drivername == "sqlite":
        engine = sa.create_engine(
            url, connect_args={"timeout": _WAIT_SECONDS}, hide_parameters=True
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = sa.create_engine(
            url,
            connect_args={"connect_timeout": _WAIT_SECONDS},
            hide_parameters=True,
            # The server may have restarted since a connection was last used.
            pool_pre_ping=True,
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "The driver for PostgreSQL is not installed.",
            remedy="Install it: pip install 'sigverify[postgresql]'.",
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _take_failed_ping_for_disconnect)
    return engine


def _take_failed_ping_for_disconnect(context: ExceptionContext) -> None:
    """Replace a connection whose ping fails, whatever the driver calls the error.

    Where the server closes a connection during the ping, the driver reports that it can't leave
    the transaction, which SQLAlchemy does not take for a lost connection.
    """
    if context.is_pre_ping:
        context.is_disconnect = True


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
    # The driver's own transactions begin too late, and never for a change of tables.
    connection.isolation_level = None
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise RecordsError(
            f"SQLite can't keep its journal on this disk (mode {mode}).",
            remedy="Keep the records on a disk of this machine, or use a PostgreSQL server.",
        )
    # FULL: a commit survives a power cut too.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    # A writer that begins as a reader would fail instead of waiting if another has written since.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
        # A commit survives a power cut, regardless of the server's settings.
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextmanager
def _step(
    engine: Engine, *, where: str, writes: bool, trail: AuditTrail | None = None
) -> Iterator[Connection]:
    """One transaction, with the database's errors in plain words."""
    options: dict[str, Any] = {_WRITES: writes, TRAIL_OPTION: trail}
    try:
        with (
            engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", None) == _NO_PRIVILEGE:
            raise NotAllowedError(
                f"The server does not allow this to the login role ({_first_line(error)}).",
                remedy="Ask somebody with the role for it; the owner of the records grants roles "
                "with 'sigverify records grant'.",
            ) from error
        # Violated constraints (IntegrityError) and wrong SQL are bugs of the program.
        if type(error) not in (OperationalError, DatabaseError):
            raise
        raise RecordsError(
            f"{where}: the records can't be read or written now ({_first_line(error)}).",
            remedy="Check the disk or the server, and whether another program keeps them busy.",
        ) from error


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().partition("\n")[0]
