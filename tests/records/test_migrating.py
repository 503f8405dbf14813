from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sigverify.errors import RecordsError
from sigverify.records.audit import tables as audit_tables
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import Kind
from sigverify.records.audit.report import Fault
from sigverify.records.database import Records, open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.migrating import upgrade
from sigverify.records.register import embeddings
from sigverify.records.register.accounts import Account, find_account, image_bytes
from sigverify.records.schema import SCHEMA_VERSION, metadata
from sigverify.records.vault import Vault, WrongKeyError
from sigverify.terms import Box
from tests.helpers.old_records import FIRST_DAY, FOLDER, KEY, make, picture
from tests.helpers.postgres_server import emptied_database

REVISIONS = [f"{number:04}" for number in range(1, int(SCHEMA_VERSION) + 1)]
EARLIER = REVISIONS[:-1]
# Importing these modules adds their tables to the schema.
OTHERS = (audit_tables, embeddings)


def old_file(revision: str) -> Path:
    return FOLDER / f"schema-{revision}.db"


@pytest.fixture(params=REVISIONS)
def old(request: pytest.FixtureRequest, where: Path | str) -> Path | str:
    """Return a database of an earlier schema or of this one, with data."""
    if isinstance(where, Path):
        where.parent.mkdir()
        return Path(shutil.copy(old_file(request.param), where))
    fill_server(where, revision=request.param)
    return where


def fill_server(where: str, *, revision: str) -> None:
    """Make the tables of an earlier schema on a server, with the data of the old file."""
    engine = sa.create_engine(where.replace("postgresql:", "postgresql+psycopg:"))
    lite = sa.create_engine(f"sqlite:///{old_file(revision)}")
    with engine.begin() as connection, lite.connect() as reading:
        upgrade(connection, to=revision)
        tables = sa.MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            rows = [row._asdict() for row in reading.execute(table.select())]
            if rows and table.name != "alembic_version":
                connection.execute(table.insert(), rows)
    engine.dispose()
    lite.dispose()


def account(records: Records) -> Account:
    with records.reading() as connection:
        return find_account(connection, "12-345")


def version(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def test_each_schema_has_its_file() -> None:
    config = Config()
    config.set_main_option("script_location", "sigverify.records:migrations")
    numbers = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert numbers[::-1] == REVISIONS
    assert all(old_file(revision).is_file() for revision in REVISIONS)


def test_data_of_each_schema_is_all_there(old: Path | str, vault: Vault) -> None:
    records = open_records(old, vault=vault, backed_up=True)
    with records.reading() as connection:
        assert version(connection) == SCHEMA_VERSION
        found = find_account(connection, "12-345")
        (specimen,) = found.signatories[0].specimens
        assert image_bytes(connection, specimen.image_sha256, vault=vault) == picture()
    assert found.holder == "Müller & Söhne"
    assert [(one.name, one.customer) for one in found.signatories] == [
        ("Anna Meyer", "C1"),
        ("Bert Özil", None),
    ]
    assert (specimen.box, specimen.first_day) == (Box(1, 2, 30, 40), FIRST_DAY)
    assert found.mandates_on(FIRST_DAY) == (read_mandate("any one up to 100; any two above"),)
    records.close()


def test_the_audit_trail_of_an_earlier_schema_holds(tmp_path: Path, vault: Vault) -> None:
    shutil.copy(old_file("0002"), tmp_path)
    records = open_records(tmp_path / "schema-0002.db", vault=vault)
    with records.reading() as connection:
        rows = list(records.audit.rows(connection, kinds=(Kind.REGISTER,)))
        report = check_trail(connection, trail=records.audit)
    actions = [row.body["action"] for row in rows]
    # An entry for the account and each of its two signatories, and the end.
    assert actions[-6:-4] == ["mandate set", "specimen added"]
    assert actions[-4:] == ["entries sealed"] * 3 + ["register sealed"]
    # The only finding is that the file is not where it was created.
    assert [finding.fault for finding in report.findings] == [Fault.COPIED]
    records.close()


@pytest.mark.parametrize("revision", EARLIER)
def test_a_file_is_copied_before_it_is_brought_up_to_date(
    revision: str, tmp_path: Path, vault: Vault
) -> None:
    file = tmp_path / "records.db"
    shutil.copy(old_file(revision), file)
    open_records(file, vault=vault).close()
    (backup,) = (tmp_path / "backups").iterdir()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert revision in backup.name
    with (
        closing(sqlite3.connect(old_file(revision))) as before,
        closing(sqlite3.connect(backup)) as after,
    ):
        assert list(after.iterdump()) == list(before.iterdump())
    open_records(file, vault=vault).close()
    assert list((tmp_path / "backups").iterdir()) == [backup]


def test_a_server_is_brought_up_to_date_only_after_a_backup(
    postgresql_server: sa.URL, vault: Vault
) -> None:
    where = emptied_database(postgresql_server)
    fill_server(where, revision="0001")
    with pytest.raises(RecordsError, match="--backed-up"):
        open_records(where, vault=vault)
    open_records(where, vault=vault, backed_up=True).close()
    open_records(where, vault=vault).close()


def test_a_newer_schema_is_refused_and_left_alone(records: Records, where: Path | str) -> None:
    with records.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RecordsError, match="newer version of the program"):
        open_records(where, vault=records.vault)
    with records.reading() as connection:
        assert version(connection) == "9999"


def test_a_migration_that_fails_leaves_everything_as_it_was(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "records.db"
    shutil.copy(old_file("0001"), file)
    with closing(sqlite3.connect(file)) as plain:
        # This table makes the last revision fail after the others have run.
        plain.executescript("CREATE TABLE specimen_embeddings (x)")
        before = list(plain.iterdump())
    with pytest.raises(RecordsError, match="already exists"):
        open_records(file, vault=vault)
    with closing(sqlite3.connect(file)) as plain:
        assert list(plain.iterdump()) == before


def test_an_old_file_with_another_key_is_refused(tmp_path: Path) -> None:
    shutil.copy(old_file("0001"), tmp_path / "records.db")
    with pytest.raises(WrongKeyError):
        open_records(tmp_path / "records.db", vault=Vault(bytes(32)))


def test_the_code_knows_the_tables_that_the_revisions_make(records: Records) -> None:
    assert all(OTHERS)
    with records.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_the_maker_of_old_files_still_works(tmp_path: Path) -> None:
    """Each schema needs the script once, perhaps years apart."""
    make(tmp_path / "now.db")
    records = open_records(tmp_path / "now.db", vault=Vault(KEY))
    assert account(records).signatories[0].specimens
    records.close()
