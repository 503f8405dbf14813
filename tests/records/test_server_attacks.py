"""The check notices what a server's administrator, or a clerk with a login, changes directly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from sigverify.errors import RecordsError
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import Kind
from sigverify.records.audit.parts import TrailError
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.database import Records
from sigverify.records.register.proposals import Change, apply_change, make_change
from sigverify.records.roles import NotAllowedError, Role
from sigverify.records.server_roles import grant
from sigverify.records.waiting_changes import confirm_change
from tests.helpers.server_attacks import ATTACKS, NOTHING
from tests.helpers.server_people import (
    DAY,
    KEEPER,
    PEOPLE,
    POLICY,
    Server,
    decided_by,
    person,
    row,
)


@pytest.fixture(scope="module")
def auditor(server: Server) -> Iterator[Records]:
    records = server.open("otto")
    yield records
    records.close()


def checked(records: Records) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit)


@contextmanager
def administered(server: Server, *statements: str, undone: tuple[str, ...]) -> Iterator[None]:
    """Let the administrator's statements be in force inside the block."""
    engine = sa.create_engine(server.url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        yield
    finally:
        with engine.begin() as connection:
            for statement in undone:
                connection.exec_driver_sql(statement)
        engine.dispose()


def test_the_rules_as_granted_are_no_fault(auditor: Records) -> None:
    assert [finding.message for finding in checked(auditor).findings] == []


def test_logins_of_other_programs_are_no_fault(server: Server, auditor: Records) -> None:
    with administered(
        server,
        "CREATE ROLE other LOGIN",
        "ALTER ROLE other SET search_path = elsewhere",
        "CREATE SCHEMA other",
        "CREATE TABLE other.accounts (id int)",
        undone=("DROP SCHEMA other CASCADE", "DROP ROLE other"),
    ):
        assert checked(auditor).whole


@pytest.mark.parametrize("name", ATTACKS)
def test_the_check_names_what_an_administrator_does(
    server: Server, auditor: Records, name: str
) -> None:
    statements, words = ATTACKS[name]
    engine = sa.create_engine(server.url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE SCHEMA evil")
            for statement in statements:
                asked = statement.replace("{decision}", str(server.decision))
                connection.exec_driver_sql(asked)
            report = check_trail(connection, trail=auditor.audit)
            connection.rollback()
    finally:
        engine.dispose()
    assert any(words in finding.message for finding in report.findings), report.findings
    assert len({finding.message for finding in report.findings}) <= 4


SHADOW = (
    "CREATE TEMP TABLE audit_rows (LIKE public.audit_rows)",
    "INSERT INTO pg_temp.audit_rows SELECT * FROM public.audit_rows",
    "UPDATE pg_temp.audit_rows SET db_user = 'nobody'",
    "GRANT SELECT ON pg_temp.audit_rows TO PUBLIC",
)


def test_temporary_tables_take_nobody_past_the_rules(server: Server) -> None:
    own = row("confirmation", refers_to=str(server.own["sam"]))
    own = own.replace("INTO audit_rows", "INTO public.audit_rows")
    own = own.replace("FROM audit_rows", "FROM public.audit_rows")
    assert server.allows("sam", *SHADOW)
    assert not server.allows("sam", *SHADOW, own)
    assert not server.allows("sam", *SHADOW, "UPDATE public.mandates SET rule = '{}'")
    far = "INSERT INTO public.audit_rows (seq, kind, at, waits, body, previous, sha256, mac) "
    far += "VALUES (1001, 'decision', '', false, '{}', 'x', 'x', 'x')"
    before = "UPDATE pg_temp.audit_rows SET seq = 1000, sha256 = 'x' WHERE seq = 1"
    assert not server.allows("clara", *SHADOW, before, far)


def test_only_a_fresh_confirmation_of_a_proposal_changes_the_register(server: Server) -> None:
    def cites(seq: int) -> str:
        return row("register", body=f'{{"facts": {{"proposal": {seq}}}}}')

    assert not server.allows("sam", cites(server.decision))
    confirmation = row("confirmation", refers_to=str(server.decision))
    assert not server.allows("sam", confirmation, cites(server.decision))
    sam, sue = server.open("sam"), server.open("sue")
    try:
        sam.four_eyes = sue.four_eyes = True
        change = Change(account="1").and_signatory("Bert", first_day=DAY)
        with sam.writing() as connection:
            seq = make_change(connection, change, records=sam, person=person("sam"), policy=POLICY)
        assert isinstance(seq, int)
        assert not server.allows("sue", cites(seq))
        assert server.allows("sue", row("confirmation", refers_to=str(seq)), cites(seq))
        with sue.writing() as connection:
            confirm_change(connection, seq, records=sue, person=person("sue"))
        # A confirmed proposal is not used twice.
        assert not server.allows("sue", row("confirmation", refers_to=str(seq)))
        again = Change(account="1").and_signatory("Eve", first_day=DAY)
        with pytest.raises(NotAllowedError, match="server"), sue.writing() as connection:
            apply_change(
                connection, again, records=sue, person=person("sam"), released={"proposal": seq}
            )
    finally:
        sam.close()
        sue.close()


def test_nobody_occupies_the_parts_of_rows_to_come(server: Server, auditor: Records) -> None:
    part = "INSERT INTO audit_parts (seq, name, sealed) VALUES ({}, 'details', 'x'::bytea)"
    next_one = "(SELECT max(seq) + 1 FROM audit_rows)"
    assert not server.allows("clara", part.format(next_one))
    assert not server.allows("clara", part.format(server.decision).replace("details", "more"))
    assert server.allows("clara", row("decision"), part.format(next_one).replace(" + 1", ""))
    assert checked(auditor).whole


def test_a_login_that_sees_other_tables_decides_nothing(server: Server) -> None:
    with (
        administered(
            server,
            "CREATE SCHEMA evil",
            "CREATE TABLE evil.mandates AS TABLE public.mandates",
            "GRANT USAGE ON SCHEMA evil TO PUBLIC",
            "GRANT SELECT ON evil.mandates TO PUBLIC",
            "ALTER ROLE clara SET search_path = evil, public",
            undone=("DROP SCHEMA evil CASCADE", "ALTER ROLE clara RESET search_path"),
        ),
        pytest.raises(RecordsError, match="mandates of this login is that of the schema evil"),
    ):
        server.open("clara")


def test_a_copy_in_another_schema_is_a_copy(server: Server) -> None:
    copies = []
    for table in ("facts", "audit_rows", "audit_parts", "accounts", "signatories", "images",
                  "account_signatories", "specimens", "mandates", "alembic_version"):  # fmt: skip
        copies.append(f"CREATE TABLE evil.{table} (LIKE public.{table} INCLUDING ALL)")
        copies.append(f"INSERT INTO evil.{table} SELECT * FROM public.{table}")
    with administered(
        server,
        "CREATE SCHEMA evil",
        *copies,
        "GRANT USAGE ON SCHEMA evil TO PUBLIC",
        "GRANT ALL ON ALL TABLES IN SCHEMA evil TO PUBLIC",
        "ALTER ROLE clara SET search_path = evil",
        undone=("DROP SCHEMA evil CASCADE", "ALTER ROLE clara RESET search_path"),
    ):
        records = server.open("clara")
        try:
            with pytest.raises(TrailError, match="is a copy"):
                decided_by(records, "clara")
            assert Fault.COPIED in {finding.fault for finding in checked(records).findings}
        finally:
            records.close()


def test_a_decision_whose_row_was_dropped_does_not_count(server: Server, auditor: Records) -> None:
    records = server.open("sue")
    try:
        with (
            administered(
                server,
                NOTHING,
                "CREATE TRIGGER quiet BEFORE INSERT ON audit_rows FOR EACH ROW "
                "WHEN (NEW.kind = 'decision') EXECUTE FUNCTION nothing()",
                undone=("DROP FUNCTION nothing CASCADE",),
            ),
            pytest.raises(TrailError, match="did not keep row"),
        ):
            decided_by(records, "sue")
        decided_by(records, "sue")
    finally:
        records.close()
    assert checked(auditor).whole


def test_the_owner_puts_the_rules_right_again(server: Server, auditor: Records) -> None:
    with administered(
        server,
        "ALTER TABLE audit_rows DISABLE ROW LEVEL SECURITY",
        "GRANT UPDATE ON mandates TO PUBLIC",
        "GRANT sigverify_supervisor TO clara",
        undone=(),
    ):
        assert len(checked(auditor).findings) == 3
    keeper = server.open("keeper")
    with keeper.writing() as connection:
        assert not grant(connection, user="clara", role=Role.CLERK, person=KEEPER)
    keeper.close()
    assert checked(auditor).whole
    with auditor.reading() as connection:
        granted = list(auditor.audit.rows(connection, kinds=(Kind.GRANT,)))
    assert [one.body["facts"]["login"] for one in granted] == [*PEOPLE, "clara"]


def test_the_work_goes_on_after_rows_of_a_login_without_the_key(
    server: Server, auditor: Records
) -> None:
    engine = sa.create_engine(server.at("clara"))
    with engine.begin() as connection:
        for kind in ("decision", "site"):
            connection.exec_driver_sql(row(kind))
    engine.dispose()
    sue, rita = server.open("sue"), server.open("rita")
    try:
        with pytest.raises(TrailError, match="without the key"):
            decided_by(sue, "sue")
        with rita.writing() as connection:
            resumed = rita.audit.resume(connection, person=person("rita"), note="Clara's rows")
        assert resumed.body["facts"]["void"] == [resumed.seq - 2, resumed.seq - 1]
        assert decided_by(sue, "sue") == resumed.seq + 1
        with sue.reading() as connection:
            assert sue.audit.known_site(connection) is None
            assert resumed.seq - 1 not in [one.seq for one in sue.audit.rows(connection)]
    finally:
        sue.close()
        rita.close()
    found = {finding.seq: finding.fault for finding in checked(auditor).findings}
    assert found == {resumed.seq - 2: Fault.CHANGED, resumed.seq - 1: Fault.CHANGED}
