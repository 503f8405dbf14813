"""The commands about records as a user meets them; what they do is tested in tests/records."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from sigverify.records import opening, roles
from sigverify.records.approvals import decide
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.roles import Policy, SiteRoles

Run = Callable[..., tuple[int, str, str]]

POLICY = Policy(
    roles=SiteRoles(
        version=1,
        people={"clara": "clerk", "sam": "supervisor", "rita": "risk-officer", "otto": "auditor"},
        second_person_from=1000.0,
    )
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as somebody at a site with roles; status, output, errors."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(opening, "load_policy", lambda: POLICY)

    def run_as(user: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(roles, "os_user", lambda: user)
        status = main([str(word) for word in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_as


@pytest.fixture
def ready(run: Run, tmp_path: Path) -> Run:
    status, out, _ = run("sam", "records", "create", "--key-file", tmp_path / "bank.key")
    assert status == ExitCode.OK
    assert "Keep a copy of the key" in out
    return run


def add_decision(amount: float) -> int:
    opened = opening.open_needed()
    event = AuditEvent(
        kind=Kind.DECISION, person=opened.person, action="pay", amount=amount, account="DE7"
    )
    with opened.records.writing() as connection:
        found = decide(connection, trail=opened.records.audit, policy=POLICY, event=event)
    opened.records.close()
    return found.seq


def test_without_records_the_remedy_names_the_command(run: Run) -> None:
    status, _, err = run("sam", "audit", "verify")
    assert status == ExitCode.RECORDS
    assert "sigverify records create" in err


def test_records_that_are_gone_are_no_reason_to_begin_anew(ready: Run, tmp_path: Path) -> None:
    next((tmp_path / "data").rglob("records.db")).unlink()
    status, _, err = ready("sam", "audit", "verify")
    assert status == ExitCode.RECORDS
    assert "there are no records" in err


def test_the_trail_is_verified_listed_and_exported(ready: Run, tmp_path: Path) -> None:
    ready("clara", "--version")
    add_decision(5)
    status, out, _ = ready("otto", "audit", "verify")
    assert status == ExitCode.OK
    assert "The trail is whole." in out
    status, out, _ = ready("otto", "audit", "list", "--account", "DE7")
    assert "clara (clerk)  decision  pay" in out
    assert "account DE7" in out
    assert ready("otto", "audit", "list", "--account", "DE8")[1] == ""
    assert ready("clara", "audit", "list")[0] == ExitCode.RECORDS
    status, out, _ = ready("otto", "audit", "export", tmp_path / "t.csv")
    assert status == ExitCode.OK
    head = out.split("Head")[1].split()[0]
    assert ready("otto", "audit", "verify", "--export", tmp_path / "t.csv", "--head", head)[0] == 0
    wrong = f"2:{'0' * 64}"
    status, out, _ = ready("otto", "audit", "verify", "--head", wrong, "--json")
    assert status == ExitCode.RECORDS
    assert json.loads(out)["findings"][0]["fault"] == "truncated"


def test_a_second_person_confirms(ready: Run) -> None:
    ready("clara", "--version")
    first, second = add_decision(5000), add_decision(6000)
    assert ready("clara", "approvals", "list")[0] == ExitCode.RECORDS
    _, out, _ = ready("sam", "approvals", "list")
    assert "amount 5,000.00  account DE7" in out
    assert "because the amount is 1,000 or more" in out
    assert ready("sam", "approvals", "confirm", first)[0] == ExitCode.OK
    status, _, err = ready("sam", "approvals", "confirm", first)
    assert status == ExitCode.RECORDS
    assert "confirmed by sam" in err
    assert ready("sam", "approvals", "decline", second, "--note", "not hers")[0] == ExitCode.OK
    assert ready("sam", "approvals", "list")[1] == "Nothing waits.\n"


def test_a_purge_is_for_the_risk_officer_and_asks_first(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("clara", "--version")
    add_decision(5)
    assert ready("sam", "records", "purge", "--older-than", "10y", "--yes")[0] == ExitCode.RECORDS
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    status, out, _ = ready("rita", "records", "purge", "--older-than", "10y")
    assert status == ExitCode.CANCELLED
    assert "0 attachments" in out
    assert ready("rita", "records", "purge", "--older-than", "10y", "--yes")[0] == ExitCode.OK
    assert "purge" in ready("otto", "audit", "list")[1]


def test_the_key_can_be_taken_elsewhere_by_the_risk_officer(ready: Run, tmp_path: Path) -> None:
    assert ready("clara", "records", "export-key", tmp_path / "a.key")[0] == ExitCode.RECORDS
    assert ready("rita", "records", "export-key", tmp_path / "b.key")[0] == ExitCode.OK
    assert (tmp_path / "b.key").read_bytes() == (tmp_path / "bank.key").read_bytes()
    assert "export  key" in ready("otto", "audit", "list")[1]
