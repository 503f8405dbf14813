"""Roles that a PostgreSQL server enforces: each person has a login of their own.

The owner of the tables decides nothing; it grants a site's role to a login role. What a role may
write is decided by the server: by grants, by row security on the audit trail, and by triggers that
bind each change of the register to a row of the trail in the same transaction, written by the same
login, and confirmed by another login than the one that proposed it. The server itself enters its
``session_user`` in each row.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, text

from sigverify.errors import RecordsError, UsageError
from sigverify.records.audit.event import Kind
from sigverify.records.entries import TABLES
from sigverify.records.roles import Role

# Kinds of rows that each role may add; the first person who opens the records after a change of the
# site's policy adds its row.
KINDS: Final[dict[Role, frozenset[Kind]]] = {
    Role.CLERK: frozenset(
        {Kind.VERIFICATION, Kind.BATCH, Kind.DECISION, Kind.WITHDRAWAL, Kind.SITE}
    ),
    Role.SUPERVISOR: frozenset(
        {
            Kind.VERIFICATION,
            Kind.BATCH,
            Kind.DECISION,
            Kind.WITHDRAWAL,
            Kind.SITE,
            Kind.PROPOSAL,
            Kind.CONFIRMATION,
            Kind.REFUSAL,
            Kind.REGISTER,
        }
    ),
    Role.RISK_OFFICER: frozenset(
        {
            Kind.VERIFICATION,
            Kind.BATCH,
            Kind.SITE,
            Kind.PROPOSAL,
            Kind.CONFIRMATION,
            Kind.REFUSAL,
            Kind.REGISTER,
            Kind.CALIBRATION,
            Kind.EXPORT,
            Kind.PURGE,
            Kind.KEY,
            Kind.RESUMED,
        }
    ),
    Role.AUDITOR: frozenset({Kind.EXPORT, Kind.SITE}),
}
_GROUPS: Final = {role: f"sigverify_{role.value.replace('-', '_')}" for role in KINDS}
_NAME: Final = re.compile(r"[a-z_][a-z0-9_.-]{0,62}")
_EMBEDDINGS: Final = ("specimen_embeddings", "specimen_vectors")
_CHANGERS: Final = (Role.SUPERVISOR, Role.RISK_OFFICER)

# A change of the register belongs to a row of the trail of the same login, in force since a
# confirmation by this login of what another one proposed. The owner's migrations are exempt.
_FUNCTIONS: Final = (
    """
    CREATE OR REPLACE FUNCTION audit_owned() RETURNS boolean LANGUAGE sql STABLE
    SET search_path FROM CURRENT AS $$
      SELECT pg_catalog.pg_has_role(session_user, relowner, 'MEMBER')
      FROM pg_catalog.pg_class WHERE oid = 'audit_rows'::pg_catalog.regclass $$""",
    """
    CREATE OR REPLACE FUNCTION audit_by_another(asked integer) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
      SELECT coalesce((SELECT db_user <> session_user FROM audit_rows WHERE seq = asked), false)
    $$""",
    """
    CREATE OR REPLACE FUNCTION audit_may_add(kind text, refers_to integer, body text)
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
      SELECT CASE
        WHEN kind IN ('confirmation', 'refusal') THEN audit_by_another(refers_to)
        WHEN kind = 'register' THEN audit_by_another(
          (body::json -> 'facts' ->> 'proposal')::integer)
        ELSE true END $$""",
    """
    CREATE OR REPLACE FUNCTION register_follows() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
    BEGIN
      IF NOT audit_owned() AND NOT EXISTS (
        SELECT 1 FROM audit_rows
        WHERE seq = NEW.audit_seq AND kind IN ('register', 'purge') AND db_user = session_user
          AND xmin::text = pg_catalog.pg_current_xact_id()::xid::text)
      THEN RAISE EXCEPTION 'a change of the register must belong to a new row of the audit trail';
      END IF;
      RETURN NULL;
    END $$""",
)


def grant(connection: Connection, *, user: str, role: Role) -> bool:
    """Give a login role of the server a role of the site, and take other ones from it.

    The login role is created if it is missing, without a password: the person, or the server's
    administrator, sets one, or the server authenticates the person in another way.

    Args:
        connection: within ``Records.writing()``, of the owner of the tables, who may create roles.
        user: name of the login role.
        role: the site's role.

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
    for other, group in _GROUPS.items():
        word = "GRANT {} TO {}" if other is role else "REVOKE {} FROM {}"
        connection.execute(text(word.format(group, f'"{user}"')))
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
    for statement in _FUNCTIONS:
        connection.execute(text(statement))
    schema = connection.scalar(text("SELECT current_schema()"))
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    ).all()
    connection.execute(text(f'REVOKE CREATE ON SCHEMA "{schema}" FROM PUBLIC'))
    connection.execute(text(f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM PUBLIC'))
    for role, group in _GROUPS.items():
        if not connection.scalar(
            text("SELECT true FROM pg_roles WHERE rolname = :name"), {"name": group}
        ):
            connection.execute(text(f"CREATE ROLE {group} NOLOGIN"))
        connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO {group}'))
        for table in tables:
            connection.execute(text(f'REVOKE ALL ON "{table}" FROM {group}'))
            connection.execute(text(f'GRANT SELECT ON "{table}" TO {group}'))
        connection.execute(text(f"GRANT INSERT ON audit_rows, audit_parts TO {group}"))
        if role is not Role.AUDITOR:
            names = ", ".join(_EMBEDDINGS)
            connection.execute(text(f"GRANT INSERT, DELETE ON {names} TO {group}"))
        if role in _CHANGERS:
            names = ", ".join(TABLES)
            connection.execute(text(f"GRANT INSERT, UPDATE ON {names} TO {group}"))
            connection.execute(
                text(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{schema}" TO {group}')
            )
    risk = _GROUPS[Role.RISK_OFFICER]
    connection.execute(text(f"GRANT DELETE ON audit_parts TO {risk}"))
    _secure_rows(connection)
    for table in TABLES:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_follows ON {table}"))
        # At the end of the transaction, when the row of the trail is there.
        connection.execute(
            text(
                f"CREATE CONSTRAINT TRIGGER {table}_follows AFTER INSERT OR UPDATE ON {table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION register_follows()"
            )
        )


def _secure_rows(connection: Connection) -> None:
    """Let each role add only rows of its kinds."""
    connection.execute(text("ALTER TABLE audit_rows ENABLE ROW LEVEL SECURITY"))
    connection.execute(text("DROP POLICY IF EXISTS everybody_reads ON audit_rows"))
    connection.execute(text("CREATE POLICY everybody_reads ON audit_rows FOR SELECT USING (true)"))
    for role, group in _GROUPS.items():
        kinds = ", ".join(f"'{kind.value}'" for kind in sorted(KINDS[role]))
        connection.execute(text(f"DROP POLICY IF EXISTS {group}_adds ON audit_rows"))
        connection.execute(
            text(
                f"CREATE POLICY {group}_adds ON audit_rows FOR INSERT TO {group} WITH CHECK "
                f"((kind IN ({kinds}) OR (kind = 'begun' AND seq = 1)) "
                "AND audit_may_add(kind, refers_to, body))"
            )
        )
