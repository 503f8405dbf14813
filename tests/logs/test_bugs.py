from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.logs import bugs, output
from sigverify.records.database import Records, open_records
from sigverify.records.schema import accounts, now
from sigverify.records.vault import Vault


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[Exception], str]]:
    """What the log holds of an error."""
    log = tmp_path / "sigverify.log"
    monkeypatch.setattr(output, "log_file", lambda: log)

    output.set_up()

    def keep(error: Exception) -> str:
        bugs.keep_details("".join(traceback.format_exception(error)))
        return log.read_text()

    yield keep
    output.close()


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
        lambda: dict[str, int]()["Miller"],
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


def test_a_message_of_several_lines_is_kept_without_the_others(
    kept: Callable[[Exception], str],
) -> None:
    message = (
        "2 validation errors for Settings\nclerk\n  Input: Mrs Miller\n    Mrs Miller\n\nMiller: x"
    )
    text = kept(raised(lambda: fail(ValueError(message))))
    assert "ValueError: 2 validation errors for Settings" in text
    assert "Miller" not in text


def test_a_chain_of_errors_is_kept_with_its_places(kept: Callable[[Exception], str]) -> None:
    def act() -> None:
        try:
            int("Miller")
        except ValueError as error:
            raise RuntimeError("no number") from error

    text = kept(raised(act))
    assert text.index("ValueError") < text.index("direct cause") < text.index("RuntimeError: no n")
    assert "logs/test_bugs.py:" in text
    assert str(Path(__file__).parent) not in text, "the path may hold the name of a user"


def fail(error: Exception) -> None:
    raise error
