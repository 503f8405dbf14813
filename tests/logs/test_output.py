from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sigverify.__main__ import main
from sigverify.errors import OutputError
from sigverify.logs import output
from sigverify.logs.log import Log, Words
from sigverify.logs.output import Format, Level, Record
from tests.helpers.places import ROOT

LOG = Log("sigverify.test")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "state" / "sigverify.log"
    monkeypatch.setattr(output, "log_file", lambda: path)
    yield path
    output.close()


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_record_is_one_json_object_with_its_moment_and_its_run(log: Path) -> None:
    output.set_up(log_format=Format.JSON)
    LOG.info("thing.done", items=3, model="8bc0536fa543", milliseconds=1.5, cached=True, day=None)
    LOG.info("thing.done", event="fake", pid=1)
    first, second = records(log)
    assert list(first)[:6] == ["time", "level", "logger", "event", "run", "pid"]
    assert first["time"].endswith("Z")
    assert (first["level"], first["logger"]) == ("info", "sigverify.test")
    assert first["event"] == second["event"] == "thing.done"
    assert first["pid"] == second["pid"] == os.getpid()
    assert first["run"] == second["run"]
    assert len(first["run"]) == 12
    assert first["items"] == 3
    assert (first["cached"], first["day"], first["milliseconds"]) == (True, None, 1.5)


def test_a_record_is_one_line_for_people(log: Path) -> None:
    output.set_up()
    LOG.warning("thing.failed", row=7, remedy=Words("Scan it again."))
    line = log.read_text(encoding="utf-8")
    assert 'warning sigverify.test thing.failed row=7 remedy="Scan it again." run=' in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    "value",
    ["Asha Rao", "/srv/Miller.png", "C:\\Miller", "Müller", "a\nb", "", "x" * 200, Path("Miller")],
)
def test_a_text_that_may_hold_a_name_is_withheld(log: Path, value: Any) -> None:  # noqa: ANN401
    output.set_up(log_format=Format.JSON)
    LOG.info("thing.done", name=value)
    assert records(log)[0]["name"] == "(withheld)"


def test_a_record_of_the_standard_module_is_withheld(log: Path) -> None:
    output.set_up()
    logging.getLogger("sigverify.test").warning("cannot open %s", "Miller.png")
    logging.getLogger("PIL").warning("cannot open Miller.png")
    text = log.read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert "(withheld)" in text
    assert "Miller" not in text


def test_an_error_is_logged_by_its_class_place_and_remedy_without_its_message(log: Path) -> None:
    output.set_up(log_format=Format.JSON)
    try:
        try:
            (log.parent / "Miller" / "x").write_bytes(b"")
        except OSError as error:
            raise OutputError("Miller: can't be written.", remedy="Ask Miller.") from error
    except OutputError as error:
        LOG.error("thing.failed", cause=error)
    (record,) = records(log)
    assert (record["error"], record["system"]) == ("OutputError", "ENOENT")
    assert record["remedy"] == OutputError.general_remedy
    assert "Miller" not in log.read_text(encoding="utf-8")


def test_stderr_shows_warnings_that_the_command_does_not_tell_itself(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output.set_up()
    LOG.info("one")
    LOG.warning("two")
    LOG.error("three", told=True)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert " two " in captured.err
    assert captured.err.count("\n") == 1
    assert log.read_text(encoding="utf-8").count("\n") == 3
    with output.shown_on_stderr("one"):
        LOG.info("one")
    LOG.info("one")
    assert capsys.readouterr().err.count("\n") == 1


def test_the_level_that_was_asked_for_holds_for_the_file_and_for_stderr(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output.set_up(level=Level.DEBUG)
    LOG.debug("one")
    LOG.error("two", told=True)
    assert capsys.readouterr().err.count("\n") == 2
    output.set_up(level=Level.ERROR)
    LOG.warning("three")
    assert log.read_text(encoding="utf-8").count("\n") == 2


def test_the_environment_says_it_where_nobody_can_give_an_option(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(output.LEVEL_VARIABLE, "Debug")
    monkeypatch.setenv(output.FORMAT_VARIABLE, "json")
    output.set_up()
    LOG.debug("one")
    assert records(log)[0]["event"] == "one"
    monkeypatch.setenv(output.LEVEL_VARIABLE, "loud")
    output.set_up()
    LOG.debug("two")
    assert len(records(log)) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_only_its_owner_may_read_the_log(log: Path) -> None:
    output.set_up()
    LOG.info("one")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_log_that_cant_be_written_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(output, "log_file", lambda: tmp_path / "file" / "sigverify.log")
    output.set_up()
    for _ in range(3):
        LOG.info("one")
    assert not output.file_written()
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "the log can't be written" in err
    output.close()


def test_a_full_disk_stops_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    output.set_up()
    LOG.info("one")
    monkeypatch.undo()
    assert "No space left on device" in capsys.readouterr().err


def test_the_log_goes_where_the_environment_has_the_users_state(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems have a folder of their own")
    program = "from sigverify.paths import log_file; print(log_file())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(tmp_path / "sigverify" / "log" / "sigverify.log")


def test_several_processes_write_to_one_log_and_no_record_is_torn(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sigverify.logs import file, output\n"
        "from sigverify.logs.log import Log\n"
        "output.log_file = lambda: Path(sys.argv[1])\n"
        "file.MAX_BYTES = 20_000; file.OLD_FILES = 50\n"
        "output.set_up(log_format=output.Format.JSON)\n"
        "for number in range(500): Log('sigverify.x').info('one', number=number)\n"
    )
    path = tmp_path / "sigverify.log"
    command = [sys.executable, "-c", program, str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    processes = [subprocess.Popen(command, env=environment) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    found = [record for path in tmp_path.glob("*.log*") if path.suffix != ".lock"
             for record in records(path)]  # fmt: skip
    assert len(list(tmp_path.glob("*.log.*"))) > 2
    # A record is lost by no rename, because each is written to a file that was just opened.
    assert len({(record["pid"], record["number"]) for record in found}) == 1500


def test_records_of_a_process_that_works_for_another_are_written_there(log: Path) -> None:
    sent: list[Record] = []
    with output.sent_to(sent.append, level=logging.INFO):
        LOG.debug("one")
        LOG.warning("two", row=1, remedy=Words("Scan it again."))
    assert not log.exists()
    output.set_up(log_format=Format.JSON)
    for record in sent:
        output.relay(record)
    (written,) = records(log)
    assert (written["event"], written["row"]) == ("two", 1)
    assert written["remedy"] == "Scan it again."
    output.set_up(level=Level.ERROR)
    output.relay(sent[0])
    assert len(records(log)) == 1


def test_a_library_use_of_the_package_prints_and_writes_nothing(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    LOG.error("one")
    assert capsys.readouterr().err == ""
    assert not log.exists()


def test_the_options_of_the_command_line(
    log: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = str(tmp_path / "Miller.png")
    arguments = ["verify", missing, "--reference", missing]
    assert main(["--log-format", "json", *arguments]) == 5
    written = [record for record in records(log) if record["event"].startswith("command.")]
    started, failed, ended = written
    assert (started["event"], started["command"]) == ("command.started", "verify")
    assert (failed["event"], failed["error"]) == ("command.failed", "MissingFileError")
    assert (ended["event"], ended["status"]) == ("command.ended", 5)
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["--log-level", "loud", *arguments]) == 2
    assert "'debug', 'info', 'warning', 'error'" in capsys.readouterr().err
    assert "Miller" not in log.read_text(encoding="utf-8")
