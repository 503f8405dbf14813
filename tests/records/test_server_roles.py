"""A PostgreSQL server lets each role do what it may, whatever program asks."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.errors import RecordsError, UsageError
from sigverify.records.approvals import confirm
from sigverify.records.audit.check import check_trail
from sigverify.records.database import Records, open_records
from sigverify.records.register.accounts import find_account
from sigverify.records.register.proposals import Change, apply_change, make_change
from sigverify.records.rekeying import begin_change
from sigverify.records.roles import NotAllowedError, Role
from sigverify.records.server_roles import enforced, grant
from sigverify.records.vault import Vault, WrongKeyError
from sigverify.records.waiting_changes import confirm_change
from tests.helpers.key_changes import NEW, OLD, change_to
from tests.helpers.server_people import (
    DAY,
    KEEPER,
    PEOPLE,
    POLICY,
    Server,
    person,
    row,
    vault,
)

ALL = frozenset(PEOPLE)
CHANGERS = {"sam", "sue", "rita"}
MATRIX: dict[str, tuple[str, set[str] | frozenset[str]]] = {
    "read the trail": ("SELECT count(*) FROM audit_rows", ALL),
    "read the register": ("SELECT rule FROM mandates", ALL),
    "record a verification": (row("verification"), {"clara", *CHANGERS}),
    "record a batch": (row("batch"), {"clara", *CHANGERS}),
    "decide": (row("decision"), {"clara", "sam", "sue"}),
    "propose": (row("proposal"), CHANGERS),
    "confirm a clerk's decision": (row("confirmation", refers_to="{decision}"), CHANGERS),
    "confirm one's own": (row("confirmation", refers_to="{own}"), set()),
    "confirm nothing": (row("confirmation"), set()),
    "change the register without a proposal": (row("register"), set()),
    "put a calibration in force": (row("calibration"), {"rita"}),
    "record a purge": (row("purge"), {"rita"}),
    "resume": (row("resumed"), {"rita"}),
    "record an export": (row("export"), {"rita", "otto"}),
    "ask for another key": (row("key"), {"rita"}),
    "begin a second time": (row("begun"), set()),
    "loosen a mandate": ("UPDATE mandates SET rule = '{{}}'", set()),
    "let somebody in": (
        "INSERT INTO signatories (name, added_at, added_by) VALUES ('Eve', '', '')",
        set(),
    ),
    "remove a mandate": ("DELETE FROM mandates", set()),
    "keep an embedding": ("DELETE FROM specimen_embeddings", {"clara", *CHANGERS}),
    "purge": ("DELETE FROM audit_parts", {"rita"}),
    "change the trail": ("UPDATE audit_rows SET kind = 'x'", set()),
    "cut the trail": ("DELETE FROM audit_rows", set()),
    "empty the trail": ("TRUNCATE audit_rows", set()),
    "exchange the key": ("UPDATE facts SET value = 'x'", set()),
    "switch the guards off": ("ALTER TABLE audit_rows DISABLE TRIGGER ALL", set()),
    "switch the row security off": ("ALTER TABLE audit_rows DISABLE ROW LEVEL SECURITY", set()),
    "make a table": ("CREATE TABLE mine (x int)", set()),
    "exchange a function": (
        "CREATE OR REPLACE FUNCTION audit_owned() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        set(),
    ),
    "become a risk officer": ("SET ROLE sigverify_risk_officer", {"rita"}),
    "become somebody else": ("SET SESSION AUTHORIZATION keeper", set()),
}


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_may_do_what_the_matrix_says(server: Server, name: str) -> None:
    statement, expected = MATRIX[name]
    own = name == "confirm one's own"
    allowed = set()
    for user in server.own if own else PEOPLE:
        asked = statement.replace("{decision}", str(server.decision))
        asked = asked.replace("{own}", str(server.own.get(user))).replace("{{}}", "{}")
        if server.allows(user, asked):
            allowed.add(user)
    assert allowed == expected


def test_each_row_has_the_login_role_that_the_server_saw(server: Server) -> None:
    engine = sa.create_engine(server.at("otto"))
    with engine.connect() as connection:
        asked = connection.execute(sa.text("SELECT seq, db_user FROM audit_rows"))
        found = {int(seq): str(name) for seq, name in asked}
    engine.dispose()
    assert {number: found[number] for number in server.own.values()} == {
        number: name for name, number in server.own.items()
    }
    forged = (
        row("decision").replace("mac)", "mac, db_user)").replace("'x', 'x' ", "'x', 'x', 'rita' ")
    )
    assert server.allows("clara", forged, "SELECT 1 / count(*) FROM audit_rows WHERE db_user = "
                         "'clara' AND mac = 'x'")  # fmt: skip


def test_the_program_changes_the_register_by_two_logins(server: Server) -> None:
    with ExitStack() as stack:

        def opened(name: str) -> Records:
            records = server.open(name)
            stack.callback(records.close)
            records.four_eyes = True
            return records

        sam, sue = opened("sam"), opened("sue")
        change = Change(account="1").and_signatory("Bert", first_day=DAY)
        with sam.writing() as connection:
            assert enforced(connection)
            seq = make_change(connection, change, records=sam, person=person("sam"), policy=POLICY)
        assert isinstance(seq, int)
        # A changed program does not help.
        released = {"proposal": seq}
        for records, name in ((sam, "sam"), (opened("clara"), "clara")):
            with pytest.raises(NotAllowedError, match="server"), records.writing() as connection:
                apply_change(
                    connection,
                    change,
                    records=records,
                    person=replace(person("sam"), user=name),
                    released=released,
                )
        with sue.writing() as connection:
            confirm_change(connection, seq, records=sue, person=person("sue"))
        with sue.reading() as connection:
            assert find_account(connection, "1").signatory("Bert") is not None
            report = check_trail(connection, trail=sue.audit)
        assert report.findings == []


def test_a_clerks_decision_is_confirmed_by_another_login(server: Server) -> None:
    records = server.open("rita")
    with records.writing() as connection:
        answered = confirm(
            connection, trail=records.audit, person=person("rita"), seq=server.decision
        )
    records.close()
    assert answered.answer is not None
    assert answered.answer.confirmed


def test_only_the_owner_grants(server: Server) -> None:
    records = server.open("rita")
    with pytest.raises(RecordsError, match="Only the owner"), records.writing() as connection:
        grant(connection, user="clara", role=Role.RISK_OFFICER, person=KEEPER)
    records.close()
    keeper = server.open("keeper")
    with pytest.raises(UsageError, match="not a name"), keeper.writing() as connection:
        grant(connection, user='x" SUPERUSER', role=Role.CLERK, person=KEEPER)
    with pytest.raises(RecordsError, match="owns the tables"), keeper.writing() as connection:
        grant(connection, user="keeper", role=Role.CLERK, person=KEEPER)
    keeper.close()


def test_only_the_owner_changes_the_key(server: Server) -> None:
    with ExitStack() as stack:
        rita = server.open("rita")
        stack.callback(rita.close)
        with rita.reading() as connection:
            report = check_trail(connection, trail=rita.audit)
        with pytest.raises(RecordsError, match="Only the owner"):
            begin_change(rita, new=Vault(NEW), person=person("rita"), proposal=None, report=report)
    where = server.at("keeper").set(drivername="postgresql").render_as_string(hide_password=False)
    change_to(where, NEW, old=OLD)
    with pytest.raises(WrongKeyError):
        server.open("rita")
    change_to(where, OLD, old=NEW)
    records = server.open("rita")
    with records.reading() as connection:
        assert check_trail(connection, trail=records.audit).findings == []
    records.close()


def test_a_role_is_taken_away_with_the_next(server: Server) -> None:
    keeper = server.open("keeper")
    with keeper.writing() as connection:
        assert not grant(connection, user="otto", role=Role.CLERK, person=KEEPER)
    assert server.allows("otto", row("decision"))
    assert not server.allows("otto", row("export"))
    with keeper.writing() as connection:
        grant(connection, user="otto", role=Role.AUDITOR, person=KEEPER)
    keeper.close()
    assert not server.allows("otto", row("decision"))


def test_a_file_knows_no_roles(tmp_path: Path) -> None:
    records = open_records(tmp_path / "records.db", vault=vault())
    with pytest.raises(RecordsError, match="knows no roles"), records.writing() as connection:
        grant(connection, user="clara", role=Role.CLERK, person=KEEPER)
    records.close()
