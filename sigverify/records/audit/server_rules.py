"""What a PostgreSQL server enforces on the records, role by role, and the statements that say so.

The owner of the tables decides nothing; it grants a site's role to a login role. What a role may
write is decided by the server: by grants, by row security on the audit trail, and by triggers that
bind each change of the register to a row of the trail in the same transaction, written by the same
login, and confirmed by another login than the one that proposed it. The server itself enters its
``session_user`` in each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

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
GROUPS: Final = {role: f"sigverify_{role.value.replace('-', '_')}" for role in KINDS}
"""The server's role for each role of the site; people's login roles are members of one."""

_EMBEDDINGS: Final = ("specimen_embeddings", "specimen_vectors")
_CHANGERS: Final = (Role.SUPERVISOR, Role.RISK_OFFICER)
TRAIL_TABLE: Final = "audit_rows"
PARTS_TABLE: Final = "audit_parts"
RECORD_TABLES: Final = frozenset(
    {*TABLES, TRAIL_TABLE, PARTS_TABLE, "facts", "alembic_version", *_EMBEDDINGS}
)
"""The names of all tables of the records."""
READING_POLICY: Final = "everybody_reads"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFunction:
    """A function of the rules.

    Attributes:
        arguments: as in its declaration.
        returns: its type.
        language: sql or plpgsql.
        definer: whether it runs with the rights of the owner of the tables.
        body: its text.
    """

    arguments: str = ""
    returns: str = "boolean"
    language: str = "sql"
    definer: bool = True
    body: str


# A row of the trail that this login has added in this transaction.
_NEW_ROW: Final = (
    "db_user = session_user AND xmin::text = pg_catalog.pg_current_xact_id()::xid::text"
)

# A change of the register belongs to a row of the trail of the same login, in force since a
# confirmation by this login of what another one proposed. The owner's migrations are exempt.
FUNCTIONS: Final[dict[str, ServerFunction]] = {
    "audit_owned": ServerFunction(
        definer=False,
        body=f"""
          SELECT pg_catalog.pg_has_role(session_user, relowner, 'MEMBER')
          FROM pg_catalog.pg_class WHERE oid = '{TRAIL_TABLE}'::pg_catalog.regclass""",
    ),
    "audit_by_another": ServerFunction(
        arguments="asked integer",
        body=f"""
          SELECT coalesce(
            (SELECT db_user <> session_user FROM {TRAIL_TABLE} WHERE seq = asked), false)""",
    ),
    "audit_answered": ServerFunction(
        arguments="asked integer",
        body=f"""
          SELECT EXISTS (SELECT 1 FROM {TRAIL_TABLE}
            WHERE refers_to = asked AND kind IN ('confirmation', 'refusal'))""",
    ),
    # The confirmation is in the same transaction, and there is only one of each proposal, so that
    # none is used twice.
    "audit_just_confirmed": ServerFunction(
        arguments="asked integer",
        body=f"""
          SELECT EXISTS (SELECT 1 FROM {TRAIL_TABLE} WHERE seq = asked AND kind = 'proposal')
            AND EXISTS (SELECT 1 FROM {TRAIL_TABLE}
              WHERE refers_to = asked AND kind = 'confirmation' AND {_NEW_ROW})""",
    ),
    "audit_may_add": ServerFunction(
        arguments="kind text, refers_to integer, body text",
        body="""
          SELECT CASE
            WHEN kind IN ('confirmation', 'refusal')
              THEN audit_by_another(refers_to) AND NOT audit_answered(refers_to)
            WHEN kind = 'register'
              THEN audit_by_another((body::json -> 'facts' ->> 'proposal')::integer)
                AND audit_just_confirmed((body::json -> 'facts' ->> 'proposal')::integer)
            ELSE true END""",
    ),
    "register_follows": ServerFunction(
        returns="trigger",
        language="plpgsql",
        body=f"""
          BEGIN
            IF NOT audit_owned() AND NOT EXISTS (
              SELECT 1 FROM {TRAIL_TABLE}
              WHERE seq = NEW.audit_seq AND kind IN ('register', 'purge') AND {_NEW_ROW})
            THEN RAISE EXCEPTION
              'a change of the register must belong to a new row of the audit trail';
            END IF;
            RETURN NULL;
          END""",
    ),
    # Otherwise anybody could occupy the parts of rows to come.
    "audit_parts_follow": ServerFunction(
        returns="trigger",
        language="plpgsql",
        body=f"""
          BEGIN
            IF NOT audit_owned() AND NOT EXISTS (
              SELECT 1 FROM {TRAIL_TABLE} WHERE seq = NEW.seq AND {_NEW_ROW})
            THEN RAISE EXCEPTION 'a part must belong to a new row of the audit trail';
            END IF;
            RETURN NEW;
          END""",
    ),
}


def search_path(schema: str) -> str:
    """The search path of each function.

    Without ``pg_temp`` at its end, the tables of a session would be found first: anybody may make
    temporary ones, of any name.
    """
    return f'"{schema}", pg_temp'


def policies() -> dict[str, tuple[str, str | None]]:
    """Name of each policy of the trail: its role, and what it lets that role add.

    The conditions are written as the server writes them, for a comparison.
    """
    made: dict[str, tuple[str, str | None]] = {READING_POLICY: ("public", None)}
    for role, group in GROUPS.items():
        kinds = ", ".join(f"'{kind.value}'::text" for kind in sorted(KINDS[role]))
        made[f"{group}_adds"] = (
            group,
            f"(((kind = ANY (ARRAY[{kinds}])) OR ((kind = 'begun'::text) AND (seq = 1))) "
            "AND audit_may_add(kind, refers_to, body))",
        )
    return made


def privileges(table: str) -> set[tuple[str, str]]:
    """The rights on a table that the server's roles have: (role, right)."""
    found = {(group, "SELECT") for group in GROUPS.values()}
    for role, group in GROUPS.items():
        if table in (TRAIL_TABLE, PARTS_TABLE):
            found.add((group, "INSERT"))
        if table == PARTS_TABLE and role is Role.RISK_OFFICER:
            found.add((group, "DELETE"))
        if table in _EMBEDDINGS and role is not Role.AUDITOR:
            found |= {(group, "INSERT"), (group, "DELETE")}
        if table in TABLES and role in _CHANGERS:
            found |= {(group, "INSERT"), (group, "UPDATE")}
    return found


def enforcing(schema: str, tables: list[str]) -> Iterator[str]:
    """Yield the statements that make the server enforce the rules, once its roles exist.

    Carrying them out again has no effect.

    Args:
        schema: the schema of the tables.
        tables: all tables of the records.
    """
    for name, function in FUNCTIONS.items():
        rights = "SECURITY DEFINER" if function.definer else "SECURITY INVOKER"
        volatile = "VOLATILE" if function.returns == "trigger" else "STABLE"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}({function.arguments}) RETURNS {function.returns} "
            f"LANGUAGE {function.language} {volatile} {rights} "
            f"SET search_path = {search_path(schema)} AS $${function.body}$$"
        )
    yield f"ALTER FUNCTION audit_follow() SET search_path = {search_path(schema)}"
    yield f'REVOKE CREATE ON SCHEMA "{schema}" FROM PUBLIC'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM PUBLIC'
    for group in GROUPS.values():
        yield f'GRANT USAGE ON SCHEMA "{schema}" TO {group}'
        yield f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {group}'
    for table in tables:
        for group, right in sorted(privileges(table)):
            yield f'GRANT {right} ON "{table}" TO {group}'
    for role in _CHANGERS:
        yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{schema}" TO {GROUPS[role]}'
    yield f"ALTER TABLE {TRAIL_TABLE} ENABLE ROW LEVEL SECURITY"
    for name, (group, added) in policies().items():
        what = "SELECT USING (true)" if added is None else f"INSERT TO {group} WITH CHECK ({added})"
        yield f"DROP POLICY IF EXISTS {name} ON {TRAIL_TABLE}"
        yield f"CREATE POLICY {name} ON {TRAIL_TABLE} FOR {what}"
    for table in TABLES:
        yield f"DROP TRIGGER IF EXISTS {table}_follows ON {table}"
        # At the end of the transaction, when the row of the trail is there.
        yield (
            f"CREATE CONSTRAINT TRIGGER {table}_follows AFTER INSERT OR UPDATE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION register_follows()"
        )
    yield f"DROP TRIGGER IF EXISTS audit_parts_follow ON {PARTS_TABLE}"
    yield (
        f"CREATE TRIGGER audit_parts_follow BEFORE INSERT ON {PARTS_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_parts_follow()"
    )
