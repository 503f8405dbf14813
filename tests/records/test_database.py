from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from sigverify.errors import RecordsError
from sigverify.records.database import Records, open_records, stored_keys
from sigverify.records.schema import accounts, now
from sigverify.records.stored_keys import StoredKeys
from sigverify.records.vault import Vault, WrongKeyError
from tests.helpers.postgres_server import emptied_database


def account(number: str) -> dict[str, str]:
    return {"number": number, "holder": "", "added_at": now(), "added_by": "tester"}


def numbers(records: Records) -> list[str]:
    with records.reading() as connection:
        return list(connection.scalars(sa.select(accounts.c.number).order_by(accounts.c.number)))


def test_what_is_written_is_there_after_opening_again(where: Path | str, vault: Vault) -> None:
    assert stored_keys(where) is None
    first = open_records(where, vault=vault)
    with first.writing() as connection:
        connection.execute(accounts.insert(), account("1"))
    first.close()

    second = open_records(where, vault=vault)
    assert numbers(second) == ["1"]
    assert second.database_id == first.database_id
    assert stored_keys(where) == StoredKeys(key_id=vault.key_id, before=None, verified=False)
    second.close()


def test_a_block_that_fails_changes_nothing(records: Records) -> None:
    def fail() -> None:
        with records.writing() as connection:
            connection.execute(accounts.insert(), account("1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert numbers(records) == []
    with records.writing() as connection:
        connection.execute(accounts.insert(), account("2"))
    assert numbers(records) == ["2"]


def test_a_reader_can_change_nothing(records: Records) -> None:
    with pytest.raises((RecordsError, sa.exc.DatabaseError)), records.reading() as connection:
        connection.execute(accounts.insert(), account("1"))
    assert numbers(records) == []


def test_a_reader_sees_one_moment(records: Records) -> None:
    count = sa.select(sa.func.count()).select_from(accounts)
    with records.reading() as connection:
        before = connection.scalar(count)

        def write() -> None:
            with records.writing() as other:
                other.execute(accounts.insert(), account("1"))

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert connection.scalar(count) == before == 0
    assert numbers(records) == ["1"]


def test_writers_wait_for_each_other(records: Records) -> None:
    """Each writer adds one to the highest number; without turns two would read the same number."""
    highest = sa.select(sa.func.max(sa.cast(accounts.c.number, sa.Integer)))

    def write() -> None:
        for _ in range(5):
            with records.writing() as connection:
                found = connection.scalar(highest) or 0
                connection.execute(accounts.insert(), account(f"{found + 1:02}"))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(records) == [f"{number:02}" for number in range(1, 21)]


def test_a_block_within_a_block_is_a_bug_and_does_not_hang(records: Records) -> None:
    with records.writing(), pytest.raises(RuntimeError, match="within another"):  # noqa: SIM117
        with records.writing():
            pass
    with records.writing() as connection:
        connection.execute(accounts.insert(), account("1"))


def test_a_wrong_key_is_named(where: Path | str, vault: Vault) -> None:
    open_records(where, vault=vault).close()
    other = Vault(bytes(32))
    with pytest.raises(WrongKeyError, match=f"{vault.key_id}.*{other.key_id}"):
        open_records(where, vault=other)


def test_another_programs_database_is_left_alone(where: Path | str, vault: Vault) -> None:
    opened = open_records(where, vault=vault)
    with opened.writing() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    opened.close()
    with pytest.raises(RecordsError, match="does not hold records"):
        open_records(where, vault=vault)


def test_the_files_are_their_owners_alone(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "deep" / "records.db"
    opened = open_records(file, vault=vault)
    with opened.writing() as connection:
        connection.execute(accounts.insert(), account("1"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == dict.fromkeys(("records.db", "records.db-wal", "records.db-shm"), 0o600)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    opened.close()


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "records.db"
    open_records(file, vault=vault).close()
    file.chmod(0o644)
    open_records(file, vault=vault).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "records.db"
    file.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(RecordsError, match="not a database"):
        open_records(file, vault=vault)
    assert file.read_bytes() == b"Dear diary, " * 100


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(RecordsError, match="taken"):
        open_records(tmp_path / "taken" / "records.db", vault=vault)


@pytest.mark.parametrize(
    "address", ["mysql://anna:hunter2@bank/x", "postgresql://anna:hunter2@bank:port/x"]
)
def test_an_address_that_is_none_is_refused_without_its_password(
    address: str, vault: Vault
) -> None:
    with pytest.raises(RecordsError) as caught:
        open_records(address, vault=vault)
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_away_is_named_without_its_password(vault: Vault) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(RecordsError, match=r"anna:\*\*\*@127\.0\.0\.1") as caught:
        open_records("postgresql://anna:hunter2@127.0.0.1:1/records", vault=vault)
    assert "hunter2" not in str(caught.value)


def test_a_server_that_was_started_again_is_found_again(
    postgresql_server: sa.URL, vault: Vault
) -> None:
    opened = open_records(emptied_database(postgresql_server), vault=vault)
    with opened.writing() as connection:
        connection.execute(accounts.insert(), account("1"))
    engine = sa.create_engine(postgresql_server)
    with engine.begin() as admin:
        admin.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
    engine.dispose()
    assert numbers(opened) == ["1"]
    opened.close()


def test_a_connection_whose_ping_fails_is_replaced_whatever_the_error(
    postgresql_server: sa.URL, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    psycopg = pytest.importorskip("psycopg")
    opened = open_records(emptied_database(postgresql_server), vault=vault)
    with opened.writing() as connection:
        connection.execute(accounts.insert(), account("1"))
    pinged: list[object] = []

    def failing(_dialect: object, connection: object) -> bool:
        pinged.append(connection)
        raise psycopg.ProgrammingError("can't change 'autocommit' now")

    monkeypatch.setattr(PGDialect_psycopg, "do_ping", failing)
    assert numbers(opened) == ["1"]
    assert len(pinged) == 1
    opened.close()


def test_sqlite_writes_through_to_the_disk(tmp_path: Path, vault: Vault) -> None:
    opened = open_records(tmp_path / "records.db", vault=vault)
    with opened.writing() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]
    opened.close()


def test_a_killed_creation_can_be_repeated(tmp_path: Path, vault: Vault) -> None:
    """A process that ends right after creating the file leaves an empty file."""
    file = tmp_path / "records.db"
    file.touch()
    assert stored_keys(file) is None
    open_records(file, vault=vault).close()
    assert stored_keys(file) == StoredKeys(key_id=vault.key_id, before=None, verified=False)
    with sqlite3.connect(file) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
