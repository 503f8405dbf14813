from pathlib import Path

import pytest

from sigverify.errors import DataError
from sigverify.training.runlog import RunLog, plot_log, read_log


def test_a_resumed_log_drops_later_entries(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = RunLog(path, keep_until=-1)
    for step in range(5):
        log.add(step, loss=step / 2)
    RunLog(path, keep_until=2).add(3, loss=9.0)
    assert read_log(path) == [
        {"step": 0, "loss": 0.0},
        {"step": 1, "loss": 0.5},
        {"step": 2, "loss": 1.0},
        {"step": 3, "loss": 9.0},
    ]
    RunLog(path, keep_until=-1)
    assert read_log(path) == []


def test_a_torn_last_line_is_skipped_and_another_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"step": 1, "loss": 2.0}\n{"step": 2, "lo')
    assert read_log(path) == [{"step": 1, "loss": 2.0}]
    path.write_text('{"loss": 2.0}\n{"step": 2}\n')
    with pytest.raises(DataError, match="line 1"):
        read_log(path)


def test_a_log_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = RunLog(path, keep_until=-1)
    with pytest.raises(DataError, match="nothing to draw"):
        plot_log(path, picture=tmp_path / "log.png")
    log.add(0, error=0.4, figures={"one skilled": 0.4})
    log.add(10, loss=1.5)
    log.add(20, error=0.2, figures={"one skilled": 0.2})
    plot_log(path, picture=tmp_path / "log.png")
    assert (tmp_path / "log.png").read_bytes().startswith(b"\x89PNG")
