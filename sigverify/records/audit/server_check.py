"""Compares what a PostgreSQL server enforces with the rules, and its roles with the audit trail.

Somebody with the rights of the owner or of the server's administrator can change a trigger, a
function, a policy, a grant or the place of a table. None of this changes a row, so the codes of the
rows do not show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, text

from sigverify.records.audit.server_rules import (
    FUNCTIONS,
    GROUPS,
    PARTS_TABLE,
    RECORD_TABLES,
    TRAIL_TABLE,
    policies,
    privileges,
    search_path,
)
from sigverify.records.audit.tables import SERVER_FUNCTIONS
from sigverify.records.entries import TABLES

_REMEDY: Final = "The owner of the tables puts it right with 'sigverify records grant'"
# pg_trigger.tgtype: for each row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32
_Trigger = tuple[str, str, int, bool]
# The table, the function, the type, and whether it waits for the end of the transaction.
_TRAIL_TRIGGERS: Final[dict[str, _Trigger]] = {
    "audit_rows_refuse": (
        TRAIL_TABLE, "audit_refuse", _BEFORE | _DELETE | _UPDATE | _TRUNCATE, False
    ),
    "audit_rows_in_order": (TRAIL_TABLE, "audit_follow", _ROW | _BEFORE | _INSERT, False),
    "audit_parts_refuse": (PARTS_TABLE, "audit_refuse", _BEFORE | _UPDATE | _TRUNCATE, False),
}  # fmt: skip
_ROLE_TRIGGERS: Final[dict[str, _Trigger]] = {
    "audit_parts_follow": (PARTS_TABLE, "audit_parts_follow", _ROW | _BEFORE | _INSERT, False),
    **{
        f"{table}_follows": (table, "register_follows", _ROW | _INSERT | _UPDATE, True)
        for table in TABLES
    },
}

# Drops the embeddings of an image that is purged; it guards nothing.
_FORGETTING: Final = ("embeddings_follow_images", "images", "embeddings_follow")


def server_faults(connection: Connection, *, granted: Mapping[str, str]) -> Iterator[str]:
    """Yield what a server does not enforce as it should, in words; nothing for a file.

    Args:
        connection: any connection.
        granted: the role of each login role, as the newest rows of the trail say.
    """
    if connection.dialect.name != "postgresql":
        return
    roles = bool(granted) or _any_group_reads(connection)
    yield from shadows(connection)
    yield from _tables(connection, roles=roles)
    yield from _functions(connection, roles=roles)
    yield from _triggers(connection, roles=roles)
    yield from _settings(connection)
    if roles:
        yield from _policies(connection)
        yield from _rights(connection)
        yield from _members(connection, granted=granted)


def shadows(connection: Connection) -> Iterator[str]:
    """Yield tables of this login's records that are views, or lie in another schema than the trail.

    A table of the same name in a schema that comes first, or a view, can show each login something
    else.
    """
    asked = text(
        "SELECT c.relname, n.nspname, c.relkind FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = ANY(:names) AND pg_table_is_visible(c.oid) "
        "AND (c.relnamespace <> (SELECT relnamespace FROM pg_class WHERE oid = "
        "to_regclass('audit_rows')) OR c.relkind <> 'r') "
        "ORDER BY 1"
    )
    for name, schema, kind in connection.execute(asked, {"names": sorted(RECORD_TABLES)}):
        if kind == "r":
            yield f"The table {name} of this login is that of the schema {schema}."
        else:
            yield f"{name} is not a table, so it can show each login something else."


def _any_group_reads(connection: Connection) -> bool:
    """Whether any of the server's roles has rights on the trail."""
    return any(grantee in GROUPS.values() for _, grantee, _ in _granted_rights(connection))


def _tables(connection: Connection, *, roles: bool) -> Iterator[str]:
    """Yield tables with rules or hidden rows, and tables of the same names where a login looks."""
    asked = text(
        "SELECT c.relname, n.nspname = current_schema(), n.nspname, c.relrowsecurity, "
        "EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = ANY(:names) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') "
        "AND (n.nspname = current_schema() OR n.nspname IN (SELECT rolname FROM pg_roles r "
        "WHERE has_table_privilege(r.oid, 'audit_rows', 'SELECT'))) ORDER BY 1, 3"
    )
    for name, ours, schema, secured, ruled in connection.execute(
        asked, {"names": sorted(RECORD_TABLES)}
    ):
        if not ours:
            yield f"The schema {schema} has a table {name}, which a login may find first."
            continue
        if ruled:
            yield f"The table {name} has a rule, which can replace what is written or read."
        if secured and (name != TRAIL_TABLE or not roles):
            yield f"The table {name} has row security, which can hide rows from a login."
        if roles and name == TRAIL_TABLE and not secured:
            yield f"The row security of {name} is switched off. {_REMEDY}."


def _functions(connection: Connection, *, roles: bool) -> Iterator[str]:
    """Yield functions that are gone, changed or doubled."""
    expected: dict[str, tuple[str, bool, str | None]] = {
        name: (body, False, None) for name, body in SERVER_FUNCTIONS.items()
    }
    schema = str(connection.scalar(text("SELECT current_schema()")))
    # The server leaves quotes away where none are needed.
    path = f"search_path={search_path(schema)}".replace('"', "")
    if roles:
        expected |= {name: (one.body, one.definer, path) for name, one in FUNCTIONS.items()}
        expected["audit_follow"] = (SERVER_FUNCTIONS["audit_follow"], False, path)
    asked = text(
        "SELECT proname, prosrc, prosecdef, array_to_string(proconfig, ';'), proowner = "
        "(SELECT relowner FROM pg_class WHERE oid = 'audit_rows'::regclass) FROM pg_proc "
        "WHERE pronamespace = current_schema()::regnamespace AND proname = ANY(:names)"
    )
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, *rest in connection.execute(asked, {"names": sorted(expected)}):
        found.setdefault(str(name), []).append(tuple(rest))
    for name, (body, definer, config) in expected.items():
        made = [
            (str(source).split(), secure, None if own is None else str(own).replace('"', ""), owned)
            for source, secure, own, owned in found.get(name, [])
        ]
        if made != [(body.split(), definer, config, True)]:
            yield f"The guard {name} is gone or changed. {_REMEDY}."


def _triggers(connection: Connection, *, roles: bool) -> Iterator[str]:
    """Yield triggers that are gone, changed or switched off, and strange ones."""
    expected = {**_TRAIL_TRIGGERS, **(_ROLE_TRIGGERS if roles else {})}
    asked = text(
        "SELECT t.tgname, c.relname, p.proname, t.tgtype, t.tginitdeferred, "
        "t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '' "
        "AND p.pronamespace = c.relnamespace "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace "
        "AND c.relname = ANY(:names) ORDER BY 1"
    )
    found = set()
    for name, *made, on in connection.execute(asked, {"names": sorted(RECORD_TABLES)}):
        if (name, *made[:2]) == _FORGETTING:
            continue
        if name not in expected:
            yield f"The table {made[0]} has a strange trigger {name}: it can change or drop rows."
        elif on and tuple(made) == expected[name]:
            found.add(name)
    for name in expected:
        if name not in found:
            yield (f"The guard {name}, by which the database refuses changes, is gone or changed.")


def _settings(connection: Connection) -> Iterator[str]:
    """Yield settings of roles and of the database that lead a login past the guards."""
    asked = text(
        "SELECT coalesce((SELECT rolname FROM pg_roles WHERE oid = s.setrole), 'everybody'), "
        "one FROM pg_db_role_setting s, unnest(s.setconfig) one "
        "WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = "
        "current_database())) "
        # Other programs may have logins on the same server.
        "AND (s.setrole = 0 OR has_table_privilege(s.setrole, 'audit_rows', 'SELECT')) "
        "ORDER BY 1, 2"
    )
    schema = str(connection.scalar(text("SELECT current_schema()")))
    for who, setting in connection.execute(asked):
        name, _, value = str(setting).partition("=")
        if name == "search_path":
            named = [part.strip().strip('"') for part in value.split(",")]
            before = named[: named.index(schema)] if schema in named else named
            if set(before) - {"$user"}:
                yield f"The search path of {who} leads to other tables first: {value}."
        elif name == "session_replication_role" and value != "origin":
            yield f"The setting {setting} of {who} switches the guards off."


def _policies(connection: Connection) -> Iterator[str]:
    """Yield policies of row security that are gone, changed or strange."""
    asked = text(
        "SELECT policyname, permissive, array_to_string(roles, ','), cmd, qual, with_check "
        "FROM pg_policies WHERE schemaname = current_schema() AND tablename = ANY(:names)"
    )
    found = {
        str(name): (permissive, roles, cmd, qual, check)
        for name, permissive, roles, cmd, qual, check in connection.execute(
            asked, {"names": sorted(RECORD_TABLES)}
        )
    }
    expected = {
        name: ("PERMISSIVE", group, "SELECT", "true", None)
        if added is None
        else ("PERMISSIVE", group, "INSERT", None, added)
        for name, (group, added) in policies().items()
    }
    for name in expected:
        if found.pop(name, None) != expected[name]:
            yield f"The policy {name} of {TRAIL_TABLE} is gone or changed. {_REMEDY}."
    for name in found:
        yield f"There is a strange policy {name}, which can hide or allow rows."


def _granted_rights(connection: Connection) -> list[tuple[str, str, str]]:
    """Each right on the tables of the records that is not the owner's: table, role, right."""
    asked = text(
        "SELECT c.relname, coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'), "
        "a.privilege_type FROM pg_class c, aclexplode(c.relacl) a "
        "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names) "
        "AND a.grantee <> c.relowner "
        "UNION SELECT c.relname, coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'), "
        "a.privilege_type || ' of ' || t.attname FROM pg_class c JOIN pg_attribute t "
        "ON t.attrelid = c.oid, aclexplode(t.attacl) a "
        "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names) "
        "AND a.grantee <> c.relowner ORDER BY 1, 2, 3"
    )
    return [
        (str(table), str(grantee), str(right))
        for table, grantee, right in connection.execute(asked, {"names": sorted(RECORD_TABLES)})
    ]


def _rights(connection: Connection) -> Iterator[str]:
    """Yield rights on tables that the rules give nobody, and other owners."""
    strange: dict[tuple[str, str], list[str]] = {}
    for table, grantee, right in _granted_rights(connection):
        if (grantee, right) not in privileges(table):
            strange.setdefault((grantee, table), []).append(right)
    for (grantee, table), rights in strange.items():
        yield f"{grantee} has rights on {table} that the rules do not give: {', '.join(rights)}."
    makers = connection.scalars(
        text(
            "SELECT DISTINCT coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') "
            "FROM pg_namespace n, aclexplode(n.nspacl) a, pg_class c "
            "WHERE c.oid = 'audit_rows'::regclass AND n.oid = c.relnamespace "
            "AND a.privilege_type = 'CREATE' AND a.grantee NOT IN (n.nspowner, c.relowner)"
        )
    )
    for maker in makers:
        yield f"{maker} may make functions beside those that guard the records."
    owners = connection.scalars(
        text(
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class "
            "WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:names)"
        ),
        {"names": sorted(RECORD_TABLES)},
    ).all()
    if len(owners) > 1:
        yield f"The tables have several owners: {', '.join(sorted(map(str, owners)))}."


def _members(connection: Connection, *, granted: Mapping[str, str]) -> Iterator[str]:
    """Yield roles of the server that the trail did not grant."""
    # A member of a member counts too, whatever it inherits: it can become the other role. The
    # creator of a role administers it from PostgreSQL 16 on; the owner is bound by no rule anyway.
    asked = text(
        "WITH RECURSIVE held(member, roleid) AS ("
        "  SELECT member, roleid FROM pg_auth_members UNION "
        "  SELECT h.member, m.roleid FROM held h JOIN pg_auth_members m ON m.member = h.roleid) "
        "SELECT DISTINCT u.rolname, g.rolname FROM held h JOIN pg_roles u ON u.oid = h.member "
        "JOIN pg_roles g ON g.oid = h.roleid "
        "WHERE u.rolcanlogin AND NOT u.rolsuper "
        "AND u.oid <> (SELECT relowner FROM pg_class WHERE oid = 'audit_rows'::regclass) "
        "AND (g.rolname = ANY(:groups) OR g.oid = (SELECT relowner FROM pg_class "
        "WHERE oid = 'audit_rows'::regclass)) ORDER BY 1, 2"
    )
    names = {group: role.value for role, group in GROUPS.items()}
    for login, group in connection.execute(asked, {"groups": sorted(names)}):
        if group not in names:
            yield f"{login} may act as {group}, the owner of the tables, whom no rule binds."
        elif granted.get(login) != names[group]:
            yield (
                f"{login} has the role {names[group]} on the server, and the trail did not grant "
                f"it. {_REMEDY}."
            )
