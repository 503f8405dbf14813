from __future__ import annotations

import json
import os
import pwd
from pathlib import Path
from typing import Any

import pytest

from sigverify.errors import RecordsError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.roles import (
    NotAllowedError,
    Permission,
    Person,
    Role,
    load_policy,
    os_user,
)
from sigverify.wording import english

FILE: dict[str, Any] = {"version": 1, "people": {"clara": "clerk", "rita": "risk-officer"}}


def write(folder: Path, content: object) -> Path:
    path = folder / "roles.json"
    path.write_text(json.dumps(content))
    path.chmod(0o644)
    folder.chmod(0o755)
    return path


def test_without_a_roles_file_all_users_are_equal(tmp_path: Path) -> None:
    person = load_policy(tmp_path / "roles.json").person("anybody")
    assert person.role is Role.SOLE
    for permission in Permission:
        person.require(permission)


def test_the_roles_file_gives_roles_and_refuses_others(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, FILE), owner=os.geteuid())
    assert policy.person("rita").role is Role.RISK_OFFICER
    with pytest.raises(NotAllowedError, match="mallory has no role"):
        policy.person("mallory")
    policy = load_policy(write(tmp_path, FILE | {"others": "clerk"}), owner=os.geteuid())
    assert policy.person("mallory").role is Role.CLERK


def test_each_role_has_its_limits() -> None:
    refused: dict[Role, list[Permission]] = {
        Role.CLERK: [Permission.CONFIRM, Permission.CHANGE_REGISTER, Permission.PURGE],
        Role.SUPERVISOR: [Permission.PURGE, Permission.ACTIVATE_CALIBRATION, Permission.RESUME],
        Role.RISK_OFFICER: [Permission.DECIDE],
        Role.AUDITOR: [
            permission
            for permission in Permission
            if permission not in (Permission.READ_AUDIT, Permission.EXPORT)
        ],
    }
    for role, permissions in refused.items():
        for permission in permissions:
            with pytest.raises(
                NotAllowedError, match=f"may not {english(Reason(ReasonCode(permission)))}"
            ):
                Person(user="x", role=role).require(permission)


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        FILE | {"version": 2},
        FILE | {"people": {"clara": "boss"}},
        FILE | {"second_person_from": -1},
        FILE | {"second_person_from": "10000"},
        FILE | {"second_persons_from": 1},
        FILE | {"others": "supervisor"},
    ],
)
def test_an_invalid_roles_file_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(RecordsError, match="roles can't be used"):
        load_policy(write(tmp_path, content), owner=os.geteuid())


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no such bits")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o664, 0o755), (0o646, 0o755), (0o644, 0o777)]
)
def test_a_file_that_others_can_change_is_refused(
    tmp_path: Path, file_mode: int, folder_mode: int
) -> None:
    path = write(tmp_path, FILE)
    path.chmod(file_mode)
    tmp_path.chmod(folder_mode)
    with pytest.raises(RecordsError, match="others than its owner may write"):
        load_policy(path, owner=os.geteuid())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files away")
def test_a_file_that_is_not_the_administrators_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    os.chown(path, 12345, 0)
    with pytest.raises(RecordsError, match="does not belong to the administrator"):
        load_policy(path)


@pytest.mark.skipif(os.name != "posix", reason="looks the user up as POSIX does")
def test_the_environment_does_not_determine_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "rita")
    assert os_user() == pwd.getpwuid(os.geteuid()).pw_name


def test_a_user_named_twice_where_capitals_do_not_count_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigverify.records.roles.user_key", str.casefold)
    path = write(tmp_path, FILE | {"people": {"Clara": "clerk", "clara": "risk-officer"}})
    with pytest.raises(RecordsError, match="named twice"):
        load_policy(path, owner=os.geteuid())
