"""The records notice that another policy is in the place of the site's."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.errors import DataError, ExitCode, RecordsError
from sigverify.records import opening
from sigverify.records.audit.event import Kind
from sigverify.records.audit.parts import TrailError
from sigverify.records.opening import OpenRecords, create_configured, open_needed
from sigverify.records.roles import Policy, load_policy, os_user
from sigverify.records.site_memory import accept_no_policy
from sigverify.records.waiting_changes import confirm_change, waiting_changes
from sigverify.site import check_owner, in_user_namespace, load_site

ROLES = {"version": 1, "people": {os_user(): "risk-officer", "sam": "supervisor"}}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes the site's file, or removes it; the records are opened under it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folder = tmp_path / "site"
    folder.mkdir(mode=0o755)
    monkeypatch.setattr("sigverify.paths.site_folder", lambda: folder)
    monkeypatch.setattr(
        opening,
        "load_policy",
        lambda: load_policy(folder / "roles.json", owner=os.geteuid()),
    )
    create_configured(key_file=tmp_path / "key")

    def put(**content: object) -> None:
        (folder / "site.json").unlink(missing_ok=True)
        if content:
            (folder / "site.json").write_text(json.dumps(content))

    return put


def opened() -> OpenRecords:
    found = open_needed()
    found.records.close()
    return found


def actions() -> list[str]:
    found = open_needed(any_policy=True)
    with found.records.reading() as connection:
        rows = list(found.records.audit.rows(connection, kinds=(Kind.SITE,)))
    found.records.close()
    return [str(row.body["action"]) for row in rows]


def test_a_policy_is_remembered_once(site: Callable[..., None]) -> None:
    opened()
    assert actions() == []
    site(roles=ROLES)
    opened()
    opened()
    assert actions() == ["site policy set"]


def test_rows_name_the_policy_and_a_change_waits_for_a_second_person(
    site: Callable[..., None],
) -> None:
    site(roles=ROLES)
    opened()
    site(roles=ROLES, one_person_changes=True)
    found = open_needed()
    with found.records.reading() as connection:
        (change,) = waiting_changes(connection, records=found.records)
        row = found.records.audit.row(connection, change.seq)
    assert change.kind == Kind.SITE
    assert row is not None
    assert row.body["site"] == row.body["facts"]["policy"]
    with pytest.raises(RecordsError), found.records.writing() as connection:
        confirm_change(connection, change.seq, records=found.records, person=found.person)
    with found.records.writing() as connection:
        other = replace(found.person, user="sam")
        confirm_change(connection, change.seq, records=found.records, person=other)
    with found.records.reading() as connection:
        assert waiting_changes(connection, records=found.records) == []
    found.records.close()


def test_a_policy_that_is_gone_stops_the_work_until_somebody_answers_for_it(
    site: Callable[..., None],
) -> None:
    site(roles=ROLES)
    opened()
    site()
    with pytest.raises(RecordsError, match="there is no policy here"):
        open_needed()
    found = open_needed(any_policy=True)
    assert found.person.role == "sole"
    with pytest.raises(RecordsError, match="reason is missing"):
        accept_no_policy(found.records, policy=found.policy, person=found.person, note=" ")
    accept_no_policy(found.records, policy=found.policy, person=found.person, note="sold")
    found.records.close()
    opened()
    assert actions() == ["site policy set", "site policy REMOVED"]


def test_in_a_user_namespace_nothing_is_decided(
    site: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.site.in_user_namespace", lambda: True)
    opened()  # a site without a policy loses nothing
    site(roles=ROLES)
    with pytest.raises(RecordsError, match="user namespace"):
        open_needed()
    site(roles=ROLES, allow_user_namespace=True)
    opened()


def test_a_clerk_who_brings_another_policy_by_a_namespace_is_not_let_in(
    site: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    site(roles=ROLES)
    opened()
    site()
    monkeypatch.setattr("sigverify.site.in_user_namespace", lambda: True)
    with pytest.raises(RecordsError, match="user namespace"):
        open_needed()


def test_the_kernel_tells_a_user_namespace(tmp_path: Path) -> None:
    if not Path("/proc/self/uid_map").exists():
        pytest.skip("no /proc")
    (tmp_path / "ns").mkdir()
    (tmp_path / "ns" / "user").touch()
    (tmp_path / "uid_map").write_text("         0       1000          1\n")
    assert in_user_namespace(tmp_path)
    assert not in_user_namespace(tmp_path / "none")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ('{"allow_exports": false}', "allow_exports"),
        ('{"accept_at_least": 2}', "accept_at_least"),
        ('{"one_person_changes": "yes"}', "one_person_changes"),
        ("[]", "not an object"),
    ],
)
def test_a_site_file_with_a_fault_is_refused(tmp_path: Path, content: str, match: str) -> None:
    file = tmp_path / "site.json"
    file.write_text(content)
    with pytest.raises(DataError, match=match):
        load_site(file, known={"allow_export"}, owner=os.geteuid())


@pytest.mark.skipif(os.name != "posix", reason="needs permission bits")
def test_a_site_file_that_others_can_write_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text("{}")
    check_owner(file, owner=os.geteuid())
    file.chmod(0o666)
    with pytest.raises(DataError, match="may write"):
        load_site(file, known=(), owner=os.geteuid())
    file.chmod(0o644)
    tmp_path.chmod(0o777)
    with pytest.raises(DataError, match="may write"):
        load_site(file, known=(), owner=os.geteuid())


def test_roles_stand_in_one_file(site: Callable[..., None], tmp_path: Path) -> None:
    site(roles=ROLES)
    policy: Policy = opened().policy
    assert policy.roles is not None
    (tmp_path / "site" / "roles.json").write_text(json.dumps(ROLES))
    with pytest.raises(RecordsError, match="has roles too"):
        open_needed()


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")
def test_a_link_to_where_others_can_write_is_refused(tmp_path: Path) -> None:
    real, safe = tmp_path / "open" / "site", tmp_path / "safe"
    real.mkdir(parents=True)
    safe.mkdir()
    (real / "site.json").write_text("{}")
    (safe / "sigverify").symlink_to(real)
    linked = safe / "sigverify" / "site.json"
    load_site(linked, known=(), owner=os.geteuid())
    # Somebody else can now put another folder in the place of the real one.
    real.parent.chmod(0o777)
    with pytest.raises(DataError, match="may write"):
        load_site(linked, known=(), owner=os.geteuid())


def test_somebody_goes_on_after_a_forged_policy(
    site: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site(roles=ROLES)
    opened()
    with closing(sqlite3.connect(next(tmp_path.rglob("records.db")))) as database, database:
        database.execute(
            "INSERT INTO audit_rows (seq, kind, at, waits, body, previous, sha256, mac) SELECT "
            "seq + 1, 'site', '', 0, '{}', sha256, 'x', 'x' FROM audit_rows "
            "ORDER BY seq DESC LIMIT 1"
        )
    with pytest.raises(TrailError, match="without the key"):
        opened()
    assert main(["audit", "resume", "--note", "somebody else's row"]) == ExitCode.OK
    assert "continues at row 4" in capsys.readouterr().out
    opened()
    assert actions() == ["site policy set"]
    assert main(["audit", "verify"]) == ExitCode.RECORDS
    assert "Row 3 was changed after it was written" in capsys.readouterr().out
