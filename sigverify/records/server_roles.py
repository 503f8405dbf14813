"""Gives people's login roles a role that a PostgreSQL server enforces."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, text

from sigverify.errors import RecordsError, UsageError
from sigverify.records.audit.entered import trail_of
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.server_rules import GROUPS, enforcing
from sigverify.records.roles import Person, Role

_NAME: Final = re.compile(r"[a-z_][a-z0-9_.-]{0,62}")


def grant(connection: Connection, *, user: str, role: Role, person: Person) -> bool:
    """Give a login role of the server a role of the site, and take other ones from it.

    The login role is created if it is missing, without a password: the person, or the server's
    administrator, sets one, or the server authenticates the person in another way. A row of the
    audit trail says who has which role.

    Args:
        connection: within ``Records.writing()``, of the owner of the tables, who may create roles.
        user: name of the login role.
        role: the site's role.
        person: the person who grants it.

    Returns:
        Whether the login role was created.

    Raises:
        UsageError: the name can't be that of a login role.
        RecordsError: the records are not on a server, or the person who asks does not own them.
    """
    if not _NAME.fullmatch(user):
        raise UsageError(
            f"{user!r} is not a name for a login role.",
            remedy="Use small letters, digits, '_', '-' and '.', and begin with a letter.",
        )
    require_owner(connection)
    _enforce(connection)
    created = not connection.scalar(
        text("SELECT true FROM pg_roles WHERE rolname = :user"), {"user": user}
    )
    if created:
        connection.execute(text(f'CREATE ROLE "{user}" LOGIN'))
    owns = connection.scalar(
        text(
            "SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class "
            "WHERE oid = 'audit_rows'::regclass), 'MEMBER') FROM pg_roles WHERE rolname = :user"
        ),
        {"user": user},
    )
    if owns:
        raise RecordsError(
            f"{user} owns the tables or administers the server, and no rule binds it.",
            remedy="Give each person a login role of their own.",
        )
    for other, group in GROUPS.items():
        word = "GRANT {} TO {}" if other is role else "REVOKE {} FROM {}"
        connection.execute(text(word.format(group, f'"{user}"')))
    trail_of(connection).append(
        connection,
        AuditEvent(
            kind=Kind.GRANT,
            person=person,
            action=f"server role {role.value} granted",
            facts={"login": user, "role": role.value},
        ),
    )
    return created


def enforced(connection: Connection) -> bool:
    """Whether a server enforces roles on these records."""
    if connection.dialect.name != "postgresql":
        return False
    secured = text("SELECT relrowsecurity FROM pg_class WHERE oid = 'audit_rows'::regclass")
    return bool(connection.scalar(secured))


def require_owner(connection: Connection) -> None:
    """Refuse what only the owner of the tables on a server does.

    Raises:
        RecordsError: the records are a file, or the login role is another one.
    """
    if connection.dialect.name != "postgresql":
        raise RecordsError(
            "These records are a file, which knows no roles.",
            remedy="Keep them on a PostgreSQL server: see docs/register.md.",
        )
    owner = connection.scalar(
        text(
            "SELECT relowner = (SELECT oid FROM pg_roles WHERE rolname = session_user) "
            "FROM pg_class WHERE oid = 'audit_rows'::regclass"
        )
    )
    if not owner:
        raise RecordsError(
            "Only the owner of the tables grants roles and changes the key.",
            remedy="Use the login role with which the records were created.",
        )


def _enforce(connection: Connection) -> None:
    """Make the server enforce the rules; doing it again has no effect."""
    schema = connection.scalar(text("SELECT current_schema()"))
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    ).all()
    for group in GROUPS.values():
        if not connection.scalar(
            text("SELECT true FROM pg_roles WHERE rolname = :name"), {"name": group}
        ):
            connection.execute(text(f"CREATE ROLE {group} NOLOGIN"))
    for statement in enforcing(str(schema), [str(table) for table in tables]):
        connection.exec_driver_sql(statement)
