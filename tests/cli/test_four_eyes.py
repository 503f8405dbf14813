"""Nobody changes the register, the calibration or the site's policy alone where there are roles."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from sigverify.errors import ExitCode
from sigverify.records import opening, roles
from sigverify.records.audit.event import Kind
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.roles import NotAllowedError, Policy, SiteRoles
from sigverify.site import SitePolicy
from tests.helpers.scribbles import scribble

Run = Callable[..., tuple[int, str, str]]

POLICY = Policy(
    roles=SiteRoles(
        version=1,
        people={
            "clara": "clerk",
            "sam": "supervisor",
            "sue": "supervisor",
            "rita": "risk-officer",
        },
    )
)
URGENT = replace(POLICY, site=SitePolicy(one_person_changes=True))
RULES = "any one up to 10,000"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> list[Policy]:
    """The policy of the site, to be exchanged by a test."""
    in_force = [POLICY]
    monkeypatch.setattr(opening, "load_policy", lambda: in_force[-1])
    return in_force


@pytest.fixture
def run(site: list[Policy], run_as: Run, tmp_path: Path) -> Run:
    """Run a command as somebody; status, output, errors."""
    assert site
    assert run_as("sam", "records", "create", "--key-file", tmp_path / "key")[0] == ExitCode.OK
    return run_as


def waiting_number(out: str) -> int:
    found = re.search(r"Change (\d+) waits", out)
    assert found is not None, out
    return int(found[1])


def test_a_supervisor_alone_gets_no_signatory_and_no_mandate(run: Run) -> None:
    status, out, _ = run("sam", "register", "admit", "1", "Eve")
    assert status == ExitCode.OK
    number = waiting_number(out)
    assert run("sam", "register", "show", "1")[0] == ExitCode.RECORDS
    status, _, err = run("sam", "approvals", "confirm", number)
    assert status == ExitCode.RECORDS
    assert "own" in err
    assert run("clara", "approvals", "confirm", number)[0] == ExitCode.RECORDS
    status, out, _ = run("sue", "approvals", "list")
    assert f"{number}" in out
    assert "signatory" in out
    assert run("sue", "approvals", "confirm", number)[0] == ExitCode.OK
    assert "Eve" in run("sam", "register", "show", "1")[1]
    assert run("sue", "approvals", "confirm", number)[0] == ExitCode.RECORDS

    mandate = waiting_number(run("sam", "register", "mandate", "1", RULES)[1])
    assert "No mandate" in run("sam", "register", "show", "1")[1]
    assert run("rita", "approvals", "decline", mandate, "--note", "too much")[0] == ExitCode.OK
    assert run("sue", "approvals", "confirm", mandate)[0] == ExitCode.RECORDS
    assert "No mandate" in run("sam", "register", "show", "1")[1]
    assert run("sam", "audit", "verify")[0] == ExitCode.OK


def test_both_people_stand_in_the_trail(run: Run) -> None:
    number = waiting_number(run("sam", "register", "admit", "1", "Eve")[1])
    run("sue", "approvals", "confirm", number)
    rows = json.loads(run("sam", "audit", "list", "--kind", "register", "--json")[1])
    assert {row["user"] for row in rows} == {"sam"}
    assert {row["facts"]["confirmed_by"] for row in rows} == {"sue"}
    assert {row["facts"]["proposal"] for row in rows} == {number}


def test_a_mistake_shows_to_the_person_who_makes_it(run: Run) -> None:
    status, _, err = run("sam", "register", "mandate", "1", RULES)
    assert status == ExitCode.RECORDS
    assert "There is no account 1" in err
    assert "Nothing waits." in run("sue", "approvals", "list")[1]


@pytest.mark.usefixtures("run")
def test_no_code_path_changes_the_register_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "os_user", lambda: "sam")
    opened = opening.open_needed()
    with pytest.raises(NotAllowedError, match="alone"), opened.records.writing() as connection:
        AccountChanges(connection, records=opened.records, person=opened.person)
    opened.records.close()


def test_a_specimen_is_looked_at_before_it_is_confirmed(
    run: Run, pristine_model: Path, tmp_path: Path
) -> None:
    model = ("--model", pristine_model)
    for number, seed in enumerate((1, 9)):
        image = cv2.imencode(".png", scribble(seed=seed))[1].tobytes()
        (tmp_path / f"{number}.png").write_bytes(image)
    first = waiting_number(run("sam", "register", "add", "1", "Eve", tmp_path / "0.png", *model)[1])
    status, _, err = run("sue", "approvals", "confirm", first)
    assert status == ExitCode.USAGE
    assert "not looked at" in err
    drawn = tmp_path / "drawn.png"
    out = run("sue", "approvals", "show", first, "--picture", drawn)[1]
    code = re.search(r"code ([0-9a-f]{8})", out)
    assert code is not None
    assert stat.S_IMODE(drawn.stat().st_mode) == 0o600
    assert cv2.imread(str(drawn)) is not None
    assert run("sue", "approvals", "confirm", first, "--seen", code[1])[0] == ExitCode.OK
    assert "added" in run("sam", "register", "show", "1")[1]


def test_an_urgent_change_by_one_person_only_where_the_site_allows_it(
    run: Run, site: list[Policy]
) -> None:
    words = ("register", "admit", "1", "Eve", "--urgent", "fire in the branch")
    status, _, err = run("sam", *words)
    assert status == ExitCode.RECORDS
    assert "alone" in err
    site.append(URGENT)
    assert run("sam", *words)[0] == ExitCode.OK
    assert "Eve" in run("sam", "register", "show", "1")[1]
    out = run("sam", "audit", "list")[1]
    assert "URGENT CHANGE BY ONE PERSON" in out
    assert "fire in the branch" in out
    assert "URGENT" in run("sam", "audit", "verify")[1]


def test_an_unlike_specimen_is_reported_and_is_never_urgent(
    run: Run, site: list[Policy], pristine_model: Path, tmp_path: Path
) -> None:
    site.append(URGENT)
    model = ("--model", pristine_model)
    for number, seed in enumerate((1, 9)):
        image = cv2.imencode(".png", scribble(seed=seed))[1].tobytes()
        (tmp_path / f"{number}.png").write_bytes(image)
    add = ("register", "add", "1", "Eve")
    assert run("sam", *add, tmp_path / "0.png", "--urgent", "x", *model)[0] == ExitCode.OK
    status, out, err = run("sam", *add, tmp_path / "1.png", "--urgent", "x", *model)
    assert status == ExitCode.OK
    assert "unlike the signatory's other specimens" in err
    number = waiting_number(out)
    assert "UNLIKE THE OTHER SPECIMENS" in run("sue", "approvals", "show", number)[1]


def test_a_calibration_comes_into_force_when_it_is_confirmed(
    run: Run, pristine_model: Path
) -> None:
    words = ("calibration", "activate", "--shipped", "--model", pristine_model)
    assert run("sam", *words)[0] == ExitCode.RECORDS
    number = waiting_number(run("rita", *words)[1])
    assert "No calibration was ever activated" in run("rita", "calibration", "show", "--history")[1]
    assert run("rita", "approvals", "confirm", number)[0] == ExitCode.RECORDS
    assert run("sam", "approvals", "confirm", number)[0] == ExitCode.OK
    opened = opening.open_needed()
    with opened.records.reading() as connection:
        kinds = [row.kind for row in opened.records.audit.rows(connection)]
    opened.records.close()
    assert kinds[-2:] == [Kind.CALIBRATION, Kind.CONFIRMATION]
