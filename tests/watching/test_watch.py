"""What arrives in a folder is verified once, and the state and the metrics say so."""

from __future__ import annotations

import contextlib
import csv
import json
import math
import os
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sigverify.__main__ import main
from sigverify.batch.output.files import BatchOutput, write_rows
from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.outcome import Summary
from sigverify.encoding.artefact import CALIBRATION_NAME, load_artefact
from sigverify.errors import ExitCode, MissingFileError, OutputError, UsageError
from sigverify.files import file_sha256
from sigverify.records.audit.event import Kind
from sigverify.records.opening import create_configured, open_needed
from sigverify.verification.calibration_file import load_calibration
from sigverify.watching.arrivals import Arrival, Arrivals, Stamp
from sigverify.watching.counting import genuine_shares, outcome_of
from sigverify.watching.drift import drift_of
from sigverify.watching.metrics import WatchMetrics
from sigverify.watching.shown import read_shown
from sigverify.watching.state import Outcome, Status, WatchState
from sigverify.watching.watch import LOCK_NAME, Watch
from sigverify.watching.work import Work, WorkChoices
from tests.helpers.result_rows import IDENTITY, row

Once = Callable[..., Path]
Deliver = Callable[..., Path]

PAIRS = ("images/0.png,images/1.png", "images/2.png,images/3.png", "images/none.png,images/0.png")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def metrics(text: str) -> dict[str, float]:
    """The samples by name and the value of their label."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_arrives_is_verified_once_and_shown(once: Once, deliver: Deliver) -> None:
    deliver("night one.csv", *PAIRS)
    deliver("other.csv", PAIRS[0])
    deliver("broken.txt", "a,b,c")
    output = once()
    assert len(rows(output / "night_one.00001.csv")) == 3
    assert "Content-Security-Policy" in (output / "night_one.00001.html").read_text()
    before = (output / "night_one.00001.csv").read_bytes()
    once()
    deliver("copy of other.csv", PAIRS[0])
    once()
    assert (output / "night_one.00001.csv").read_bytes() == before
    assert sorted(path.name for path in output.glob("*.csv") if "timings" not in path.name) == [
        "broken.00003.csv",
        "night_one.00001.csv",
        "other.00002.csv",
    ]
    shown = read_shown(output, lock=LOCK_NAME)
    assert not shown["running"]
    assert shown["takes"] == {"running": 0, "done": 3, "failed": 0, "repeated": 1}
    assert (shown["items"], shown["failed"]) == (5, 2)
    assert sum(shown["decisions"].values()) == 3
    last = shown["last"][0]
    assert (last["status"], last["reason"]) == ("repeated", "the content of take 2")
    written = json.loads((output / "state.json").read_text())
    assert written["takes"] == shown["takes"]
    found = metrics((output / "watch.prom").read_text())
    assert found["sigverify_takes_total repeated"] == 1
    assert found["sigverify_items_total failed"] == 2
    assert found["sigverify_item_seconds_count"] == 5
    assert found["sigverify_similarity_drift_alarm"] == 0


def test_a_file_that_is_no_table_fails_and_stays_out_of_the_way(
    once: Once, folder: Path, deliver: Deliver
) -> None:
    (folder / "notes.txt").write_text("Please call back.\n")
    deliver("good.csv", PAIRS[0])
    output = once()
    shown = read_shown(output, lock=LOCK_NAME)
    assert shown["takes"]["failed"] == 1
    (failed,) = [take for take in shown["last"] if take["status"] == "failed"]
    assert "the heading has please call back." in failed["reason"].lower()
    assert not list(output.glob("*.part"))


def test_images_are_compared_with_the_specimens_of_their_names(
    once: Once, folder: Path, tmp_path: Path
) -> None:
    (folder / "images").rename(tmp_path / "specimens")
    for name in ("1.png", "2.png"):
        (folder / name).write_bytes((tmp_path / "specimens" / name).read_bytes())
    output = once(specimens=tmp_path / "specimens", suffix=".jsonl", report=False)
    found = [json.loads(line) for line in (output / "images.00001.jsonl").read_text().splitlines()]
    assert [(row["id"], row["error"]) for row in found] == [("1.png", ""), ("2.png", "")]
    assert not list(output.glob("*.html"))


def test_a_file_is_taken_when_it_is_complete(folder: Path, deliver: Deliver) -> None:
    output = folder / "results"
    output.mkdir()
    arrivals = Arrivals(folder, leave_out=output, settle=3600, images=False)
    growing, renamed = deliver("growing.csv", PAIRS[0]), deliver("renamed.csv", *PAIRS)
    os.utime(renamed, (1, 1))
    for name in ("unfinished.csv.part", ".hidden.csv", "~$lock.xlsx", "results/a.csv"):
        deliver(name, PAIRS[0])
    (folder / "empty.csv").touch()
    os.utime(folder / "empty.csv", (1, 1))
    found, waiting = arrivals.complete(known=lambda *_: False)
    assert ([one.path for one in found], waiting) == ([renamed], 2)
    assert arrivals.complete(known=lambda path, _: path == renamed) == ([], 2)
    os.utime(growing, (2, 2))
    found, _ = arrivals.complete(known=lambda *_: False)
    assert [one.path for one in found] == [renamed, growing]


def test_results_begun_with_another_calibration_are_begun_anew(
    once: Once, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver("a.csv", *PAIRS)
    original = Work.verify
    calls: list[str] = []

    def verify(self: Work, take: Any, **more: Any) -> Outcome:  # noqa: ANN401
        calls.append(self.results(take).name)
        if len(calls) == 1:
            raise UsageError("begun with another calibration.", remedy="x")
        return original(self, take, **more)

    monkeypatch.setattr(Work, "verify", verify)
    output = once()
    assert calls == ["a.00001.csv", "a.00001-2.csv"]
    assert len(rows(output / "a.00001-2.csv")) == 3


def test_a_fault_of_the_site_is_no_fault_of_the_file(
    once: Once, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver("a.csv", PAIRS[0])
    with monkeypatch.context() as patch:
        patch.setattr(
            "sigverify.watching.work.run_batch",
            lambda *_, **__: (_ for _ in ()).throw(OutputError("disk full.", remedy="x")),
        )
        with pytest.raises(OutputError):
            once()
    output = once()
    shown = read_shown(output, lock=LOCK_NAME)
    assert shown["takes"] == {"running": 0, "done": 1, "failed": 0, "repeated": 0}


def test_a_full_disk_ends_no_watch(
    folder: Path, deliver: Deliver, pristine_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where a take is written down nor where its end is; both are tried again."""
    deliver("a.csv", PAIRS[0])
    full = {"take": 2, "end": 2}
    seen: list[str] = []

    def once_full(name: str) -> Callable[..., Any]:
        original = getattr(WatchState, name)

        def call(self: WatchState, *given: Any, **named: Any) -> Any:  # noqa: ANN401
            if full[name]:
                full[name] -= 1
                raise OutputError(f"disk full at {name}.", remedy="x")
            if name == "end":
                watch.end()
            seen.append(name)
            return original(self, *given, **named)

        return call

    for name in full:
        monkeypatch.setattr(WatchState, name, once_full(name))
    choices = WorkChoices(folder=folder, output=folder / "results", model=str(pristine_model))
    watch = Watch(choices, settle=0, first_pause=0.01)
    with contextlib.closing(watch):
        watch.run()
    assert seen == ["take", "end"]
    shown = read_shown(choices.output, lock=LOCK_NAME)
    assert shown["takes"] == {"running": 0, "done": 1, "failed": 0, "repeated": 0}
    assert len(rows(choices.output / "a.00001.csv")) == 1


def test_a_file_that_vanished_is_taken_when_it_comes_back(
    once: Once, folder: Path, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the same content and the same time, as after a move."""
    table = deliver("a.csv", PAIRS[0])
    original = Work.verify

    def verify(self: Work, take: Any, **more: Any) -> Outcome:  # noqa: ANN401
        table.rename(tmp_path / "away.csv")
        return original(self, take, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Work, "verify", verify)
        output = once()
    shown = read_shown(output, lock=LOCK_NAME)
    assert (shown["takes"]["failed"], shown["takes"]["done"]) == (1, 0)
    assert "a.csv" in shown["last"][0]["reason"]
    (tmp_path / "away.csv").rename(table)
    once()
    assert len(rows(output / "a.00002.csv")) == 1
    once()
    assert read_shown(output, lock=LOCK_NAME)["takes"]["done"] == 1


def test_each_take_has_one_row_in_the_audit_trail(
    once: Once, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")
    table = deliver("a.csv", *PAIRS)
    output = once()
    once()
    with contextlib.closing(open_needed().records) as records, records.reading() as connection:
        found = list(records.audit.rows(connection, kinds=(Kind.BATCH,)))
    facts = [row.body["facts"] for row in found]
    assert [one["items_sha256"] for one in facts] == [file_sha256(table)]
    assert [one["results_sha256"] for one in facts] == [file_sha256(output / "a.00001.csv")]


def test_one_process_at_a_time_watches_a_folder(pristine_model: Path, folder: Path) -> None:
    choices = WorkChoices(folder=folder, output=folder / "results", model=str(pristine_model))
    with contextlib.closing(Watch(choices, settle=0)):
        assert read_shown(choices.output, lock=LOCK_NAME)["running"]
        with pytest.raises(OutputError, match="another process"):
            Watch(choices, settle=0)
    with contextlib.closing(Watch(choices, settle=0)):
        pass
    with pytest.raises(MissingFileError):
        Watch(replace(choices, folder=folder / "none"), settle=0)


@pytest.mark.parametrize(
    ("seen", "alarm"),
    [((3.0, 20.0, 277.0), False), ((60.0, 90.0, 150.0), True), ((10.0, 20.0, 90.0), False)],
    ids=["as calibrated", "drifted", "too few"],
)
def test_drift_raises_the_alarm_in_state_and_metrics(
    tmp_path: Path, seen: tuple[float, ...], alarm: bool
) -> None:
    usual = [0.005 * sum(seen), 0.07 * sum(seen), 0.925 * sum(seen)]
    now = Outcome(
        decisions={"accept": 100, "refer": 200}, milliseconds=[0] * 11, seen=[*seen], expected=usual
    )
    # Beyond the window, so that it can't hide what happens now.
    before = replace(now, seen=[0.0, 0.0, 99_999.0], expected=[500.0, 7000.0, 92_499.0])
    enough = [now] * (7 if sum(seen) > 200 else 1)
    state = WatchState(tmp_path)
    for number, outcome in enumerate([before, *enough] if len(enough) > 1 else enough):
        arrival = Arrival(tmp_path / str(number), Stamp(size=1, changed_ns=1), is_image=False)
        take = state.take([arrival], name="t", place="", sha256=str(number), day="2026-11-30")
        state.end(take, status=Status.DONE, outcome=outcome)
    state.close()
    assert read_shown(tmp_path, lock=LOCK_NAME)["drift"]["alarm"] is alarm
    port = WatchMetrics(tmp_path).serve(0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = metrics(answer.read().decode())
    assert found["sigverify_similarity_drift_alarm"] == alarm
    assert found["sigverify_referral_ratio"] == pytest.approx(2 / 3)
    assert found["sigverify_similarity_stability_index"] >= 0


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@pytest.mark.parametrize("drifted", [False, True])
def test_similarities_that_drift_raise_the_alarm(
    tmp_path: Path, suffix: str, drifted: bool, pristine_model: Path
) -> None:
    """From the rows of the results to the alarm: with the calibration's own rates there is none."""
    artefact = load_artefact(pristine_model)
    values = load_calibration(pristine_model / CALIBRATION_NAME, artefact=artefact).values
    shares = genuine_shares(values)
    usual = shares[values.accept_at, values.flag_below]
    mixed = (0.3, 0.4, 0.3) if drifted else usual
    counts = [round(400 * share) for share in mixed]
    levels = (values.flag_below - 0.01, values.flag_below, values.accept_at)
    found = [
        row(similarity=level, threshold=values.accept_at, flag_below=values.flag_below)
        for level, count in zip(levels, counts, strict=True)
        for _ in range(count)
    ]
    # What has no similarity, or was judged by other thresholds, does not count.
    found += [row(similarity=None), row(similarity=0.1, threshold=0.123, flag_below=0.1)]
    results = tmp_path / f"r{suffix}"
    journal = Journal(results, identity={}, resume=False)
    times = (1.0,) * len(found)
    journal.append(ChunkResult(index=0, rows=tuple(found), milliseconds=times, inks={}, read=0))
    write_rows(BatchOutput(results=results), journal=journal, judged_by=IDENTITY)
    journal.remove()
    outcome = outcome_of(results, summary=Summary(), shares=shares)
    assert outcome.seen == counts
    assert outcome.expected == pytest.approx([sum(counts) * share for share in usual])
    state = WatchState(tmp_path)
    arrival = Arrival(tmp_path / "t", Stamp(size=1, changed_ns=1), is_image=False)
    take = state.take([arrival], name="t", place="", sha256="1", day="2026-11-30")
    state.end(take, status=Status.DONE, outcome=outcome)
    drift = drift_of(state)
    state.close()
    assert drift.similarities == sum(counts)
    assert drift.alarm is drifted
    # A class of which nothing is expected counts as half a similarity.
    pairs = [
        (max(a / sum(counts), 0.5 / sum(counts)), max(b, 0.5 / sum(counts)))
        for a, b in zip(counts, usual, strict=True)
    ]
    plain = sum((a - b) * math.log(a / b) for a, b in pairs)
    if drifted:
        assert drift.index == pytest.approx(plain, abs=1e-5)
    else:
        assert drift.index < 0.1


def test_the_shares_of_a_calibration_belong_to_its_thresholds(pristine_model: Path) -> None:
    artefact = load_artefact(pristine_model)
    values = load_calibration(pristine_model / CALIBRATION_NAME, artefact=artefact).values
    shares = genuine_shares(values)
    below, between, accepted = shares[values.accept_at, values.flag_below]
    frr = values.rates["frr"]
    assert accepted == pytest.approx(1 - frr.errors / frr.trials)
    assert below + between + accepted == pytest.approx(1)


def test_the_command_prints_the_state(
    once: Once, folder: Path, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(folder), "--state"]) == ExitCode.MISSING_FILE
    deliver("a.csv", *PAIRS)
    once()
    capsys.readouterr()
    assert main(["watch", str(folder), "--state"]) == 0
    out = capsys.readouterr().out
    assert "Watch      NOT at work" in out
    assert "3, 1 failed" in out
    assert main(["watch", str(folder), "--state", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["takes"]["done"] == 1
    assert main(["watch", str(folder), "--output", str(folder)]) == ExitCode.USAGE
