"""Records on a PostgreSQL server with an owner and five people, each with a login role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from sigverify.records.approvals import decide
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records, open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.proposals import Change, apply_change
from sigverify.records.roles import Person, Policy, Role, SiteRoles
from sigverify.records.server_roles import grant
from sigverify.records.vault import Vault
from tests.helpers.postgres_server import emptied_database

DAY = date(2026, 11, 23)
PEOPLE = {
    "clara": Role.CLERK,
    "sam": Role.SUPERVISOR,
    "sue": Role.SUPERVISOR,
    "rita": Role.RISK_OFFICER,
    "otto": Role.AUDITOR,
}
KEEPER = Person(user="keeper", role=Role.SOLE)
POLICY = Policy(
    roles=SiteRoles.model_validate(
        {"version": 1, "people": {name: role.value for name, role in PEOPLE.items()}}
    )
)
PASSWORD = "of the tests"


@dataclass(kw_only=True)
class Server:
    """Records on a server with an owner and five login roles."""

    url: sa.URL
    decision: int
    own: dict[str, int]

    def at(self, user: str) -> sa.URL:
        return self.url.set(username=user, password=PASSWORD)

    def open(self, user: str) -> Records:
        where = self.at(user).set(drivername="postgresql")
        return open_records(where.render_as_string(hide_password=False), vault=vault())

    def allows(self, user: str, *statements: str) -> bool:
        """Whether the server carries statements out, as in any program; they are undone."""
        engine = sa.create_engine(self.at(user))
        try:
            with engine.connect() as connection:
                for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
                    connection.exec_driver_sql(statement)
                connection.rollback()
            return True
        except sa.exc.DBAPIError:
            return False
        finally:
            engine.dispose()


def vault() -> Vault:
    return Vault(bytes(range(32)))


def person(name: str) -> Person:
    return Person(user=name, role=PEOPLE[name])


def decided_by(records: Records, name: str) -> int:
    event = AuditEvent(kind=Kind.DECISION, person=person(name), action="pay", decision="flag")
    with records.writing() as connection:
        return decide(connection, trail=records.audit, policy=POLICY, event=event).seq


def row(kind: str, *, refers_to: str = "NULL", body: str = "{}") -> str:
    """A statement that adds a row which follows the last one."""
    return (
        "INSERT INTO audit_rows (seq, kind, at, waits, refers_to, body, previous, sha256, mac) "
        f"SELECT seq + 1, '{kind}', 'now', false, {refers_to}, '{body}', sha256, 'x', 'x' "
        "FROM audit_rows ORDER BY seq DESC LIMIT 1"
    )


@contextmanager
def server_with_people(postgresql_server: sa.URL) -> Iterator[Server]:
    """The records, emptied at the end, when the roles are gone too."""
    emptied_database(postgresql_server)
    engine = sa.create_engine(postgresql_server)
    with engine.begin() as connection:
        for statement in (
            "DROP ROLE IF EXISTS keeper",
            f"CREATE ROLE keeper LOGIN CREATEROLE PASSWORD '{PASSWORD}'",
            "ALTER SCHEMA public OWNER TO keeper",
        ):
            connection.exec_driver_sql(statement)
    made = Server(url=postgresql_server, decision=0, own={})
    keeper = made.open("keeper")
    with keeper.writing() as connection:
        assert all(
            grant(connection, user=name, role=role, person=KEEPER) for name, role in PEOPLE.items()
        )
        change = Change(account="1").and_account().and_signatory("Anna", first_day=DAY)
        change = change.and_mandate(read_mandate("any one up to 100"), first_day=DAY)
        apply_change(connection, change, records=keeper, person=person("sam"), released={})
    keeper.close()
    with engine.begin() as connection:
        for name in PEOPLE:
            connection.exec_driver_sql(f"ALTER ROLE {name} PASSWORD '{PASSWORD}'")
    for name in ("clara", "sam"):
        records = made.open(name)
        made.own[name] = decided_by(records, name)
        records.close()
    made.decision = made.own["clara"]
    yield made
    emptied_database(postgresql_server)
    engine.dispose()  # the emptying has ended its connections
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER SCHEMA public OWNER TO CURRENT_USER")
        for name in (*PEOPLE, *(f"sigverify_{role.value.replace('-', '_')}" for role in Role)):
            if name != "sigverify_sole":
                connection.exec_driver_sql(f"DROP OWNED BY {name}; DROP ROLE {name}")
        connection.exec_driver_sql("DROP OWNED BY keeper; DROP ROLE keeper")
    engine.dispose()
