"""`sigverify records change-key`: the new key takes the place of the former one."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.errors import ExitCode
from sigverify.records import key_change, opening
from sigverify.records.database import stored_keys
from sigverify.records.keys.vaults import key_file_id
from sigverify.records.roles import Policy, SiteRoles
from sigverify.site import SitePolicy
from tests.helpers.keyrings import memory_keyring

Run = Callable[..., tuple[int, str, str]]

FREE = Policy(roles=None)
BOUND = Policy(
    roles=SiteRoles(
        version=1,
        people={"rita": "risk-officer", "ruth": "risk-officer", "sam": "supervisor"},
    )
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> list[Policy]:
    """The policy of the site, to be exchanged by a test."""
    in_force = [FREE]
    for module in (opening, key_change):
        monkeypatch.setattr(module, "load_policy", lambda: in_force[-1])
    return in_force


@pytest.fixture
def run(site: list[Policy], run_as: Run, tmp_path: Path) -> Run:
    """Run a command as somebody, with records and a key file; status, output, errors."""
    assert site
    place = tmp_path / "records.db"
    created = run_as("rita", "records", "create", place, "--key-file", tmp_path / "key")
    assert created[0] == ExitCode.OK
    assert run_as("rita", "register", "admit", "1", "Anna")[0] == ExitCode.OK
    return run_as


def change(run: Run, *arguments: object, user: str = "rita") -> tuple[int, str, str]:
    return run(user, "records", "change-key", "--yes", *arguments)


def waiting_number(out: str) -> int:
    found = re.search(r"Change (\d+) waits", out)
    assert found is not None, out
    return int(found[1])


def test_the_new_key_takes_the_place_of_the_former_one(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.chmod(0o400)
    before = key_file_id(key)
    status, out, err = change(run, "--keep-old", tmp_path / "former")
    assert (status, err) == (ExitCode.OK, "")
    assert key_file_id(key) in out
    assert key_file_id(key) != before
    assert key_file_id(tmp_path / "former") == before
    assert stat.S_IMODE(key.stat().st_mode) == 0o400
    assert not (tmp_path / "key.new").exists()
    assert run("rita", "audit", "verify")[0] == ExitCode.OK
    assert "Anna" in run("rita", "register", "show", "1")[1]


def test_the_key_gets_another_place(run: Run, tmp_path: Path) -> None:
    assert change(run, "--key-file", tmp_path / "elsewhere")[0] == ExitCode.OK
    assert not (tmp_path / "key").exists()
    assert run("rita", "audit", "verify")[0] == ExitCode.OK
    status, _, err = change(run, "--key-file", tmp_path / "elsewhere" / "no" / "folder")
    assert status == ExitCode.RECORDS
    assert "elsewhere" in err
    assert run("rita", "audit", "verify")[0] == ExitCode.OK


def test_a_keyring_keeps_the_new_key_and_forgets_the_former_one(run: Run, tmp_path: Path) -> None:
    with memory_keyring() as ring:
        place = tmp_path / "other.db"
        (tmp_path / "config" / "sigverify" / "settings.json").unlink()
        assert run("rita", "records", "create", place)[0] == ExitCode.OK
        (before,) = ring.kept
        assert change(run)[0] == ExitCode.OK
        (after,) = ring.kept
        assert after != before
        assert run("rita", "audit", "verify")[0] == ExitCode.OK
        # From the keyring into a file.
        assert change(run, "--key-file", tmp_path / "other-key")[0] == ExitCode.OK
        assert not ring.kept
        assert run("rita", "audit", "verify")[0] == ExitCode.OK


def test_two_people_change_the_key(run: Run, site: list[Policy], tmp_path: Path) -> None:
    site.append(BOUND)
    assert change(run, user="sam")[0] == ExitCode.RECORDS
    number = waiting_number(change(run)[1])
    # It is asked for once.
    assert waiting_number(change(run)[1]) == number
    assert "change of the master key" in run("sam", "approvals", "list")[1]
    assert run("rita", "approvals", "confirm", number)[0] == ExitCode.RECORDS
    before = key_file_id(tmp_path / "key")
    assert run("ruth", "approvals", "confirm", number)[0] == ExitCode.OK
    assert key_file_id(tmp_path / "key") == before
    assert change(run)[0] == ExitCode.OK
    assert key_file_id(tmp_path / "key") != before
    # One confirmation is for one change.
    assert "waits" in change(run)[1]
    assert run("rita", "audit", "verify")[0] == ExitCode.OK


def test_nobody_is_asked_who_may_not_change_the_key(run: Run, site: list[Policy]) -> None:
    site.append(BOUND)
    status, out, err = run("sam", "records", "change-key")
    assert status == ExitCode.RECORDS
    assert "role of supervisor" in err
    assert "Change their key" not in out + err


def test_a_declined_change_is_not_made(run: Run, site: list[Policy], tmp_path: Path) -> None:
    site.append(BOUND)
    before = key_file_id(tmp_path / "key")
    number = waiting_number(change(run)[1])
    declined = run("sam", "approvals", "decline", number, "--note", "not now")
    assert declined[0] == ExitCode.OK
    assert "waits" in change(run)[1]
    assert key_file_id(tmp_path / "key") == before


@pytest.mark.parametrize(
    ("last", "elsewhere"),
    [
        ("begin_change", False),
        ("begin_change", True),
        ("make_change", False),
        ("make_change", True),
        ("_like", False),
        ("save_settings", True),
        ("complete_change", False),
        ("complete_change", True),
    ],
)
def test_the_same_command_finishes_an_interrupted_change(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, elsewhere: bool
) -> None:
    arguments = ["--key-file", tmp_path / "elsewhere"] if elsewhere else []
    before = key_file_id(tmp_path / "key")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(key_change, last, killed)
        change(run, *arguments)
    if last != "begin_change":
        status, _, err = run("rita", "audit", "verify")
        assert status == ExitCode.RECORDS
        assert "change-key" in err
    assert change(run, *arguments)[0] == ExitCode.OK
    key = tmp_path / ("elsewhere" if elsewhere else "key")
    assert key_file_id(key) != before
    stored = stored_keys(tmp_path / "records.db")
    assert stored is not None
    assert stored.key_id == key_file_id(key)
    assert sorted(path.name for path in tmp_path.glob("*key*")) == ([] if elsewhere else ["key"])
    assert run("rita", "audit", "verify")[0] == ExitCode.OK
    assert "Anna" in run("rita", "register", "show", "1")[1]


def test_an_interrupted_change_is_not_finished_with_another_key(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(key_change, "make_change", killed)
        change(run, "--key-file", tmp_path / "elsewhere")
    status, _, err = change(run)
    assert status == ExitCode.RECORDS
    assert "same --key-file" in err


def test_a_trail_with_faults_keeps_its_key_unless_somebody_insists(
    run: Run, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "records.db")) as plain, plain:
        plain.execute("UPDATE accounts SET holder = 'Eve'")
    before = key_file_id(tmp_path / "key")
    status, _, err = change(run)
    assert status == ExitCode.RECORDS
    assert "has faults" in err
    assert key_file_id(tmp_path / "key") == before
    assert change(run, "--despite-faults")[0] == ExitCode.OK
    assert key_file_id(tmp_path / "key") != before
    status, _, err = run("rita", "audit", "verify")
    assert status == ExitCode.RECORDS
    assert run("rita", "register", "show", "1")[0] == ExitCode.RECORDS


@pytest.mark.skipif(os.name != "posix", reason="needs permission bits")
def test_a_key_file_for_a_group_stays_one(run: Run, site: list[Policy], tmp_path: Path) -> None:
    import grp

    key = tmp_path / "key"
    group = grp.getgrgid(key.stat().st_gid).gr_name
    site.append(replace(FREE, site=SitePolicy(key_group=group)))
    key.chmod(0o640)
    assert change(run)[0] == ExitCode.OK
    assert stat.S_IMODE(key.stat().st_mode) == 0o640
    assert run("rita", "audit", "verify")[0] == ExitCode.OK
