"""What an administrator of a server can do to the records directly."""

from __future__ import annotations

NOTHING = (
    "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
)
OFF, ON = (f"ALTER TABLE audit_rows {word} TRIGGER ALL" for word in ("DISABLE", "ENABLE"))
# Statements of the server's administrator, and what the check says.
ATTACKS: dict[str, tuple[tuple[str, ...], str]] = {
    "a function no longer does anything, and another one has its text": (
        (
            "CREATE FUNCTION audit_refuse_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'rows of the audit trail are never changed or removed'; END $$",
            NOTHING.replace("CREATE", "CREATE OR REPLACE").replace("nothing", "audit_refuse"),
        ),
        "audit_refuse is gone or changed",
    ),
    "a trigger calls another function": (
        (
            NOTHING,
            "CREATE OR REPLACE TRIGGER audit_rows_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON "
            "audit_rows FOR EACH STATEMENT EXECUTE FUNCTION nothing()",
        ),
        "audit_rows_refuse, by which the database refuses changes, is gone or changed",
    ),
    "a trigger is on another table": (
        (
            "DROP TRIGGER audit_rows_refuse ON audit_rows",
            "CREATE TRIGGER audit_rows_refuse BEFORE UPDATE ON facts FOR EACH STATEMENT "
            "EXECUTE FUNCTION audit_refuse()",
        ),
        "audit_rows_refuse, by which",
    ),
    "a trigger is for some columns": (
        (
            "CREATE OR REPLACE TRIGGER audit_rows_refuse BEFORE UPDATE OF kind OR DELETE OR "
            "TRUNCATE ON audit_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        ),
        "audit_rows_refuse, by which",
    ),
    "a trigger is off": (
        ("ALTER TABLE mandates DISABLE TRIGGER mandates_follows",), "mandates_follows, by which"
    ),
    "a trigger is dropped": (
        ("DROP TRIGGER audit_parts_follow ON audit_parts",),
        "audit_parts_follow, by which",
    ),
    "a trigger drops new rows": (
        (NOTHING, "CREATE TRIGGER quiet BEFORE INSERT ON audit_rows FOR EACH ROW "
         "EXECUTE FUNCTION nothing()"),
        "strange trigger quiet",
    ),
    "a rule replaces new rows": (
        ("CREATE RULE quiet AS ON INSERT TO mandates DO INSTEAD NOTHING",),
        "mandates has a rule",
    ),
    "everybody is another": (
        (
            "CREATE OR REPLACE FUNCTION audit_by_another(asked integer) RETURNS boolean "
            "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp "
            "AS 'SELECT true'",
        ),
        "audit_by_another is gone or changed",
    ),
    "a function looks for temporary tables first": (
        ("ALTER FUNCTION audit_by_another(integer) SET search_path = public",),
        "audit_by_another is gone or changed",
    ),
    "there is a second function of the name": (
        ("CREATE FUNCTION audit_answered(asked bigint) RETURNS boolean LANGUAGE sql "
         "AS 'SELECT false'",),
        "audit_answered is gone or changed",
    ),
    "row security hides mandates": (
        ("ALTER TABLE mandates ENABLE ROW LEVEL SECURITY",),
        "mandates has row security",
    ),
    "a policy allows everything": (
        ("CREATE POLICY lax ON audit_rows FOR INSERT WITH CHECK (true)",), "strange policy lax"
    ),
    "a policy is laxer": (
        (
            "ALTER POLICY sigverify_clerk_adds ON audit_rows WITH CHECK (kind IN ('batch', "
            "'decision', 'site', 'verification', 'withdrawal') OR kind = 'begun' AND seq = 1 "
            "AND audit_may_add(kind, refers_to, body))",
        ),
        "sigverify_clerk_adds of audit_rows is gone or changed",
    ),
    "a policy is gone": (
        ("DROP POLICY sigverify_auditor_adds ON audit_rows",),
        "sigverify_auditor_adds of audit_rows is gone",
    ),
    "a second role": (
        ("GRANT sigverify_risk_officer TO clara",),
        "clara has the role risk-officer on the server, and the trail did not grant it",
    ),
    "a role by way of another": (
        ("CREATE ROLE friends", "GRANT sigverify_supervisor TO friends", "GRANT friends TO otto"),
        "otto has the role supervisor on the server",
    ),
    "an owner": (("GRANT keeper TO sam",), "sam may act as keeper, the owner of the tables"),
    "rights of one's own": (
        ("GRANT DELETE, INSERT ON mandates TO clara",),
        "clara has rights on mandates that the rules do not give: DELETE, INSERT",
    ),
    "rights on a column": (
        ("GRANT UPDATE (rule) ON mandates TO PUBLIC",),
        "PUBLIC has rights on mandates that the rules do not give: UPDATE of rule",
    ),
    "a table of somebody else": (
        ("ALTER TABLE mandates OWNER TO clara",),
        "The tables have several owners: clara, keeper",
    ),
    "a search path": (
        ("ALTER ROLE clara SET search_path = evil, public",),
        "search path of clara leads to other tables first",
    ),
    "a schema of the login's name": (
        ("CREATE SCHEMA clara", "CREATE TABLE clara.mandates AS TABLE public.mandates"),
        "The schema clara has a table mandates",
    ),
    "triggers do not fire for a login": (
        ("ALTER ROLE sam SET session_replication_role = replica",),
        "session_replication_role=replica of sam switches the guards off",
    ),
    "a view in place of a table": (
        ("ALTER TABLE mandates RENAME TO kept", "CREATE VIEW mandates AS TABLE kept"),
        "mandates is not a table",
    ),
    "a row was another login's": (
        (OFF, "UPDATE audit_rows SET db_user = 'sam' WHERE seq = {decision}", ON),
        "was changed after it was written (db_user)",
    ),
    "a function of somebody else": (
        ("ALTER FUNCTION audit_owned() OWNER TO sam",), "audit_owned is gone or changed"
    ),
    "functions to be made": (
        ("GRANT CREATE ON SCHEMA public TO clara",), "clara may make functions"
    ),
    "two rows exchange their places": (
        (OFF, "UPDATE audit_rows SET seq = 1000 WHERE seq = {decision}",
         "UPDATE audit_rows SET seq = {decision} WHERE seq = {decision} - 1",
         "UPDATE audit_rows SET seq = {decision} - 1 WHERE seq = 1000", ON),
        "the order was changed",
    ),
    "the last row is gone": (
        (OFF, "DELETE FROM audit_rows WHERE seq = (SELECT max(seq) FROM audit_rows)", ON),
        "The last row is missing",
    ),
}  # fmt: skip
