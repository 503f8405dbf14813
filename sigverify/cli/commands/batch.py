"""``sigverify batch``: a day's signatures from a table or from two folders."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigverify.cli.options import CalibrationOption, DateOption, ModelOption, day_of
from sigverify.cli.output import fact, is_quiet
from sigverify.errors import ExitCode, UsageError
from sigverify.logs.output import Format, log_format, shown_on_stderr
from sigverify.terms import Decision

if TYPE_CHECKING:
    from sigverify.batch.input.folders import ItemFolders
    from sigverify.batch.input.items import ItemSource, ItemTable
    from sigverify.batch.input.letters import LetterItems
    from sigverify.batch.output.outcome import Summary
    from sigverify.batch.run import BatchProgress
    from sigverify.records.database import Records

_LOG_SECONDS: Final = 10.0
_SHOWN_NOTES: Final = 5


def batch(
    items: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ITEMS]",
            help="A table with the columns questioned and reference (or account and "
            "amount), and optionally id, page and box (text, Excel workbook or "
            "Parquet file; - is the standard input); or a letter of cheques (X9.37, "
            "X9.100-187, CTS).",
            allow_dash=True,
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="RESULTS", help="Results: .csv, .jsonl or .parquet."
        ),
    ] = ...,  # type: ignore[assignment]
    questioned_dir: Annotated[
        Path | None,
        typer.Option(
            "--questioned-dir",
            metavar="FOLDER",
            help="Folder of questioned signatures, instead of a table.",
        ),
    ] = None,
    specimens_dir: Annotated[
        Path | None,
        typer.Option(
            "--specimens-dir",
            metavar="FOLDER",
            help="Folder of their specimens, matched by file name or account.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="REPORT.html", help="Also write an HTML report."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an interrupted run.")] = False,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="FOLDER", help="Keep embeddings here between runs."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            help="Number of processes; default: the number of processors.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Use the workers of a Dask cluster."),
    ] = None,
    fail_on: Annotated[
        list[Decision] | None,
        typer.Option(
            "--fail-on",
            metavar="DECISION",
            help=f"End with status {int(ExitCode.DECIDED)} if an item gets this decision: flag, "
            "refer or no-decision; may be repeated.",
        ),
    ] = None,
    micr: Annotated[
        bool,
        typer.Option("--micr", help="Also read the MICR line of each upright cheque."),
    ] = False,
    day: DateOption = None,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Verify many items, each as `verify` does; every item gets one row of results.

    The exit status is 0, or 3 if a file could not be read and its items were not verified.
    """
    from sigverify.batch.input.items import ItemTable
    from sigverify.batch.judging.pool import processors
    from sigverify.batch.output.files import BatchOutput
    from sigverify.batch.recording import record_batch
    from sigverify.batch.run import BatchSettings, run_batch
    from sigverify.cli.judging import judging_in_force
    from sigverify.reporting.batch_report import write_report
    from sigverify.tables.table import STANDARD_INPUT
    from sigverify.verification.recording import recorder_in_use

    started = time.monotonic()
    with recorder_in_use() as recorder, _shown() as progress:
        source = _source(
            items,
            questioned=questioned_dir,
            specimens=specimens_dir,
            records=None if recorder is None else recorder.opened.records,
        )
        judge = judging_in_force(recorder, model=model, calibration=calibration)
        inputs = () if items is None or items == STANDARD_INPUT else (items,)
        settings = BatchSettings(
            output=BatchOutput(results=output, report=report, inputs=inputs),
            model=judge.model.absolute(),
            calibration=None if judge.calibration is None else judge.calibration.absolute(),
            processes=workers or processors(),
            cache=None if cache is None else cache.absolute(),
            resume=resume,
            scheduler=scheduler,
            records=None if recorder is None else recorder.opened.records,
            day=day_of(day),
            micr=micr,
        )
        shown = _announced(progress, description=source.description)
        with run_batch(source, settings=settings, progress=shown) as judged:
            if judged.report is not None and judged.journal is not None:
                write_report(judged.report, batch=judged, journal=judged.journal)
            if recorder is not None:
                table = source if isinstance(source, ItemTable) else None
                record_batch(
                    judged,
                    recorder=recorder,
                    items=items,
                    items_sha256=None if table is None else table.sha256,
                )
    summary = judged.summary
    fact(
        recognised=source.description,
        **summary.as_json(),
        resumed=summary.resumed,
        seconds=round(time.monotonic() - started, 1),
        results=output,
        report=report,
    )
    _print_notes(source)
    _print_summary(summary, seconds=time.monotonic() - started, output=output, report=report)
    if any(summary.decisions[decision] for decision in fail_on or ()):
        raise typer.Exit(int(ExitCode.DECIDED))
    if summary.failed:
        raise typer.Exit(int(ExitCode.ITEMS_FAILED))


def _source(
    items: Path | None, *, questioned: Path | None, specimens: Path | None, records: Records | None
) -> ItemTable | ItemFolders | LetterItems:
    from sigverify.batch.input.folders import ItemFolders
    from sigverify.batch.input.items import ItemTable
    from sigverify.batch.input.letters import LetterItems
    from sigverify.batch.input.sources import open_items
    from sigverify.cli.lines import one_line

    if items is not None and questioned is None:
        source = open_items(items, records=records, specimens=specimens)
        if isinstance(source, LetterItems) or specimens is None:
            if isinstance(source, ItemTable) and source.unknown_columns and not is_quiet():
                names = ", ".join(one_line(name) or "(no name)" for name in source.unknown_columns)
                print(f"Columns that are not looked at: {names}", file=sys.stderr)
            return source
    if items is None and questioned is not None and specimens is not None:
        return ItemFolders(questioned, specimens=specimens)
    raise UsageError(
        "Give either a table of items, or --questioned-dir with --specimens-dir.",
        remedy="See 'sigverify batch --help'.",
    )


def _announced(progress: BatchProgress, *, description: str) -> BatchProgress:
    """Say what the items were recognised as before the first progress, once all checks passed."""
    from sigverify.cli.lines import one_line

    waiting = [one_line(description)]

    def show(summary: Summary, total: int) -> None:
        while waiting and not is_quiet() and log_format() is not Format.JSON:
            print(f"Items: {waiting.pop()}", file=sys.stderr)
        progress(summary, total)

    return show


def _print_notes(source: ItemSource) -> None:
    from sigverify.batch.input.letters import LetterItems
    from sigverify.cli.lines import one_line

    if isinstance(source, LetterItems) and not is_quiet():
        for note in source.notes[:_SHOWN_NOTES]:
            print(f"Letter: {one_line(note)}", file=sys.stderr)
        more = source.letter.notes.count - _SHOWN_NOTES
        if more > 0:
            print(f"Letter: {more} more of these", file=sys.stderr)


@contextmanager
def _shown() -> Iterator[BatchProgress]:
    """Show progress on stderr: a bar on a terminal, otherwise a line from time to time.

    With ``--log-format json`` these lines are log records.
    """
    from sigverify.batch.run_log import PROGRESS_EVENT

    if is_quiet():
        yield lambda _summary, _total: None
        return
    if not sys.stderr.isatty():
        if log_format() is Format.JSON:
            with shown_on_stderr(PROGRESS_EVENT):
                yield lambda _summary, _total: None
        else:
            yield _log_lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    started = time.monotonic()
    with bar:
        task = bar.add_task("Items", total=None, rate="")

        def show(summary: Summary, total: int) -> None:
            bar.update(
                task, completed=summary.items, total=total, rate=_rate(summary, started=started)
            )

        yield show


def _log_lines() -> BatchProgress:
    started = last = time.monotonic()

    def show(summary: Summary, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _LOG_SECONDS and summary.items not in (summary.resumed, total):
            return
        last = now
        left = ""
        done = summary.items - summary.resumed
        if done and summary.items < total:
            seconds = (now - started) / done * (total - summary.items)
            left = f", about {_duration(seconds)} left"
        print(
            f"{time.strftime('%H:%M:%S')} {summary.items} of {total} items,"
            f" {summary.failed} failed {_rate(summary, started=started)}{left}".rstrip(),
            file=sys.stderr,
            flush=True,
        )

    return show


def _rate(summary: Summary, *, started: float) -> str:
    done = summary.items - summary.resumed
    seconds = time.monotonic() - started
    return f"{done / seconds:.1f} items/s" if done and seconds > 0 else ""


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _print_summary(summary: Summary, *, seconds: float, output: Path, report: Path | None) -> None:
    from sigverify.cli.lines import one_line
    from sigverify.reporting.decisions import DECISION_STYLES

    print(f"Items        {summary.items}")
    for decision in Decision:
        print(f"{DECISION_STYLES[decision].counted:<12} {summary.decisions[decision]}")
        _print_reasons(summary, decision)
    print(f"{'Failed':<12} {summary.failed}")
    _print_reasons(summary, "failed")
    if summary.repeated:
        print(f"Seen before  {summary.repeated}  with the image of an earlier item")
    done = summary.items - summary.resumed
    if done:
        print(
            f"Time         {_duration(seconds)}, {done / max(seconds, 1e-9):.1f} items/s, "
            f"{summary.read} pictures read"
        )
    else:
        print("Time         all items were done before")
    print(f"Results      {one_line(str(output))}")
    if report is not None:
        print(f"Report       {one_line(str(report))}")


def _print_reasons(summary: Summary, decision: str) -> None:
    for (name, why), count in summary.reasons.most_common():
        if name == decision:
            print(f"{'':<12} {count}  {why}")
