"""The tables of the audit trail, and the guards that refuse changes of them.

The guards prevent mistakes and careless queries. The owner of the database can drop them, but the
chain still reveals a change (`sigverify.records.audit.check`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, Text, text

from sigverify.records.schema import metadata

# ``body`` is the row as canonical JSON. ``sha256`` is its hash, ``mac`` the hash under the key. The
# other columns repeat values of the body for searches.
rows: Final = Table(
    "audit_rows",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False, index=True),
    Column("at", Text, nullable=False, index=True),
    Column("account", Text, nullable=True, index=True),
    Column("signatory", Integer, nullable=True, index=True),
    Column("case_id", Text, nullable=True, index=True),
    Column("waits", Boolean, nullable=False, index=True),
    Column("refers_to", Integer, nullable=True, index=True),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("mac", Text, nullable=False),
    # The login role of the session, which a server enters itself; NULL in a file.
    Column("db_user", Text, nullable=True),
)

# Sealed values of a row that must be purged one day; the body holds a salted hash of each.
parts: Final = Table(
    "audit_parts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

NO_ROW: Final = "0" * 64

_SQLITE: Final = {
    "audit_rows_no_update": """
        CREATE TRIGGER audit_rows_no_update BEFORE UPDATE ON audit_rows
        BEGIN SELECT RAISE(ABORT, 'rows of the audit trail are never changed'); END""",
    "audit_rows_no_delete": """
        CREATE TRIGGER audit_rows_no_delete BEFORE DELETE ON audit_rows
        BEGIN SELECT RAISE(ABORT, 'rows of the audit trail are never removed'); END""",
    # INSERT OR REPLACE would remove a row without firing the guard above.
    "audit_rows_in_order": f"""
        CREATE TRIGGER audit_rows_in_order BEFORE INSERT ON audit_rows
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_rows)
          OR NEW.previous IS NOT coalesce(
            (SELECT sha256 FROM audit_rows ORDER BY seq DESC LIMIT 1), '{NO_ROW}')
        BEGIN SELECT RAISE(ABORT, 'a row of the audit trail must follow the last one'); END""",
    "audit_parts_no_update": """
        CREATE TRIGGER audit_parts_no_update BEFORE UPDATE ON audit_parts
        BEGIN SELECT RAISE(ABORT, 'parts of the audit trail are never changed'); END""",
}
_SQLITE_CHANGES: Final = {
    "audit_rows_no_update": "audit_rows",
    "audit_parts_no_update": "audit_parts",
}
_POSTGRESQL_CHANGES: Final = {
    "audit_rows_refuse": "audit_rows",
    "audit_parts_refuse": "audit_parts",
}
# The column is younger than the revision that makes the guards.
_ENTER_USER: Final = "NEW.db_user := session_user;"
# Name and body of each function.
SERVER_FUNCTIONS: Final = {
    "audit_refuse": """
    BEGIN RAISE EXCEPTION 'rows of the audit trail are never changed or removed'; END """,
    "audit_follow": f"""
    BEGIN
      IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM audit_rows)
        OR NEW.previous IS DISTINCT FROM coalesce(
          (SELECT sha256 FROM audit_rows ORDER BY seq DESC LIMIT 1), '{NO_ROW}')
      THEN RAISE EXCEPTION 'a row of the audit trail must follow the last one';
      END IF;
      {_ENTER_USER}
      RETURN NEW;
    END """,
}
_POSTGRESQL: Final = {
    "audit_rows_refuse": """
        CREATE TRIGGER audit_rows_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_rows
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    "audit_rows_in_order": """
        CREATE TRIGGER audit_rows_in_order BEFORE INSERT ON audit_rows
        FOR EACH ROW EXECUTE FUNCTION audit_follow()""",
    "audit_parts_refuse": """
        CREATE TRIGGER audit_parts_refuse BEFORE UPDATE OR TRUNCATE ON audit_parts
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
}


def guard(connection: Connection) -> None:
    """Make the database refuse changes of rows; for the revision that creates the tables."""
    if connection.dialect.name == "sqlite":
        statements = [*_SQLITE.values()]
    else:
        first = [one.replace(_ENTER_USER, "") for one in _server_functions()]
        statements = [*first, *_POSTGRESQL.values()]
    for statement in statements:
        connection.exec_driver_sql(statement)


def renew_guards(connection: Connection) -> None:
    """Bring a server's functions up to date; for a later revision."""
    if connection.dialect.name != "sqlite":
        for statement in _server_functions():
            connection.exec_driver_sql(statement)


@contextmanager
def lifted_guards(connection: Connection) -> Iterator[None]:
    """Allow the owner to replace codes and sealed values within a transaction.

    A transaction that fails leaves the guards as they were.
    """
    sqlite = connection.dialect.name == "sqlite"
    off = _SQLITE_CHANGES if sqlite else _POSTGRESQL_CHANGES
    for name, table in off.items():
        connection.exec_driver_sql(
            f"DROP TRIGGER IF EXISTS {name}"
            if sqlite
            else f"ALTER TABLE {table} DISABLE TRIGGER {name}"
        )
    yield
    for name, table in off.items():
        connection.exec_driver_sql(
            _SQLITE[name] if sqlite else f"ALTER TABLE {table} ENABLE TRIGGER {name}"
        )


def missing_guards(connection: Connection) -> list[str]:
    """Names of the guards of a file that are missing or were changed.

    `sigverify.records.audit.server_check` looks at those of a server.
    """
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
        made = {str(name): str(sql) for name, sql in found}
        return [name for name, sql in _SQLITE.items() if made.get(name) != sql.strip()]
    return []


def _server_functions() -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in SERVER_FUNCTIONS.items()
    ]
