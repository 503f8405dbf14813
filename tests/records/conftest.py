"""Databases for tests: each test that takes ``where`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.records.database import Records, open_records
from sigverify.records.vault import Vault
from tests.helpers.postgres_server import emptied_database, running_server, server_programs
from tests.helpers.server_people import Server, server_with_people


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    programs = server_programs()
    if programs is None:
        pytest.skip("the package postgresql is not installed")
    with running_server(programs) as url:
        yield url


@pytest.fixture(scope="module")
def server(postgresql_server: sa.URL) -> Iterator[Server]:
    with server_with_people(postgresql_server) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return the place for a new database."""
    if request.param == "sqlite":
        return tmp_path / "records" / "records.db"
    return emptied_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))


@pytest.fixture
def records(where: Path | str, vault: Vault) -> Iterator[Records]:
    """Yield a new open database."""
    with ExitStack() as stack:
        opened = open_records(where, vault=vault)
        stack.callback(opened.close)
        yield opened
