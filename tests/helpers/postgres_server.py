"""A PostgreSQL server of the tests' own, from the distribution's package, on loopback."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

_START_SECONDS = 60


def server_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; None where they, or their user, are missing."""
    if sys.platform == "win32" or (os.geteuid() == 0 and _package_user() is None):
        return None
    found = shutil.which("postgres")
    if found is not None and shutil.which("initdb") is not None:
        return Path(found).parent
    # Debian keeps the server's programs, one folder a version, off the path.
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    usable = [folder for folder in folders if (folder / "initdb").is_file()]
    return max(usable, key=lambda folder: int(folder.parent.name), default=None)


@contextlib.contextmanager
def running_server(programs: Path) -> Iterator[sa.URL]:
    """A server with an empty cluster; the URL is that of its superuser."""
    # The server refuses to run as root; the package brings a user of its own.
    user = _package_user() if os.geteuid() == 0 else None
    password = secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="sigverify-postgresql-") as name:
        folder = Path(name)
        (folder / "password").write_text(password)
        if user is not None:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)
        subprocess.run(
            [
                programs / "initdb",
                f"--pgdata={folder / 'cluster'}",
                f"--pwfile={folder / 'password'}",
                "--username=tests",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ],
            user=user,
            check=True,
            capture_output=True,
            cwd=folder,
        )
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    *("-D", folder / "cluster", "-k", folder, "-h", "127.0.0.1", "-p", str(port)),
                    *("-c", "shared_buffers=16MB", "-c", "max_connections=40", "-F"),
                ],
                user=user,
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        url = sa.URL.create(
            "postgresql+psycopg", "tests", password, "127.0.0.1", port, database="postgres"
        )
        try:
            _wait_for(url, server=server, log=folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # its fast way down
            server.wait(_START_SECONDS)


def emptied_database(server: sa.URL) -> str:
    """The URL of the server's only database, empty and used by nobody."""
    # Quicker by far than a new database for each test.
    engine = sa.create_engine(server)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    finally:
        engine.dispose()
    return server.set(drivername="postgresql").render_as_string(hide_password=False)


def _package_user() -> str | None:
    import pwd

    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


def _wait_for(url: sa.URL, *, server: subprocess.Popen[bytes], log: Path) -> None:
    engine = sa.create_engine(url)
    deadline = time.monotonic() + _START_SECONDS
    try:
        while True:
            try:
                with engine.connect():
                    return
            except sa.exc.OperationalError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(log.read_text(errors="replace")) from None
                time.sleep(0.05)
    finally:
        engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
