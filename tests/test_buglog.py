from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify import buglog
from sigverify.records.database import Records, open_records
from sigverify.records.schema import accounts, now
from sigverify.records.vault import Vault


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Exception], str]:
    """What the log holds of an error."""
    log = tmp_path / "errors.log"
    monkeypatch.setattr(buglog, "log_file", lambda: log)

    def keep(error: Exception) -> str:
        buglog.keep_details("".join(traceback.format_exception(error)))
        return log.read_text()

    return keep


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    "act",
    [
        lambda: int("Miller"),
        lambda: {}["Miller"],
        lambda: Path("/none/Miller.png").read_bytes(),
        lambda: (_ for _ in ()).throw(RuntimeError("of C:\\bank\\Miller.png")),
    ],
)
def test_the_log_names_nobody(kept: Callable[[Exception], str], act: Callable[[], object]) -> None:
    error = raised(act)
    # Only the message is looked at: the code above is a line of the traceback.
    text = [line for line in kept(error).splitlines() if not line.startswith(" ")]
    assert "Miller" in str(error)
    assert "Miller" not in "\n".join(text)
    assert type(error).__name__ in "\n".join(text)


def test_what_was_to_be_stored_does_not_reach_the_log(
    kept: Callable[[Exception], str], tmp_path: Path
) -> None:
    records: Records = open_records(tmp_path / "records.db", vault=Vault(bytes(32)))
    row = {"number": "1", "holder": "Mrs Miller", "added_at": now(), "added_by": "x"}

    def twice() -> None:
        with records.writing() as connection:
            connection.execute(accounts.insert(), row)
            connection.execute(accounts.insert(), row)

    error = raised(twice)
    assert isinstance(error, sa.exc.IntegrityError)
    assert "Miller" not in kept(error)
    records.close()


def test_what_postgresql_adds_is_left_out(kept: Callable[[Exception], str]) -> None:
    text = kept(RuntimeError("duplicate key\nDETAIL:  Key (holder)=(Mrs Miller) already exists."))
    assert "Miller" not in text
    assert "duplicate key" in text
