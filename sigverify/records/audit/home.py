"""The place of a database, so that a copy in another place or on another machine is detected."""

from __future__ import annotations

import hashlib
import hmac
import os
import platform
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

_MACHINE_ID: Final = Path("/etc/machine-id")
_USUAL_SCHEMA: Final = "public"


def home_of(connection: Connection, *, key: bytes) -> str:
    """The place of a database as a keyed hash, so that the row reveals nothing about a machine.

    For SQLite the place is the machine and the file's path, for PostgreSQL the server's identity,
    the database's number on that server, and the schema of the tables.
    """
    if connection.dialect.name == "sqlite":
        place = f"{_machine()}\n{_sqlite_file(connection)}"
    else:
        place = _postgresql_place(connection)
    return hmac.new(key, place.encode(), hashlib.sha256).hexdigest()


def _sqlite_file(connection: Connection) -> str:
    name = connection.execute(text("PRAGMA database_list")).first()
    return os.path.realpath(name[2]) if name is not None and name[2] else "memory"


def _postgresql_place(connection: Connection) -> str:
    database = connection.scalar(
        text("SELECT oid FROM pg_database WHERE datname = current_database()")
    )
    # A server may hide its identity from users; a refused query would abort the transaction.
    asked = text("SELECT has_function_privilege('pg_control_system()', 'EXECUTE')")
    server = (
        connection.scalar(text("SELECT system_identifier FROM pg_control_system()"))
        if connection.scalar(asked)
        else "unknown"
    )
    schema = connection.scalar(text("SELECT current_schema()"))
    # Older rows do not hold the usual schema.
    return f"{server}\n{database}" + ("" if schema == _USUAL_SCHEMA else f"\n{schema}")


def _machine() -> str:
    """An identifier of this machine that does not change with its name, if there is one."""
    if os.name == "nt":
        import winreg

        try:
            with winreg.OpenKey(  # type: ignore[attr-defined,unused-ignore]
                winreg.HKEY_LOCAL_MACHINE,  # type: ignore[attr-defined,unused-ignore]
                r"SOFTWARE\Microsoft\Cryptography",
            ) as folder:
                found = winreg.QueryValueEx(folder, "MachineGuid")  # type: ignore[attr-defined,unused-ignore]
                return str(found[0])
        except OSError:
            return platform.node()
    try:
        return _MACHINE_ID.read_text().strip() or platform.node()
    except OSError:
        return platform.node()
