"""``sigverify watch``: verifies what arrives in a folder."""

from __future__ import annotations

import contextlib
import signal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sigverify.cli.options import CalibrationOption, ModelOption
from sigverify.cli.output import fact
from sigverify.errors import UsageError


class ResultKind(StrEnum):
    """The kind of result files."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def watch(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The folder in which tables and letters arrive."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="The folder for results, reports and the state; default: FOLDER/results.",
        ),
    ] = None,
    state: Annotated[
        bool, typer.Option("--state", help="Print what the watch is doing and has done, then exit.")
    ] = False,
    specimens_dir: Annotated[
        Path | None,
        typer.Option(
            "--specimens-dir",
            metavar="FOLDER",
            help="Also take images, and compare them with these specimens, matched by "
            "file name or account.",
        ),
    ] = None,
    kind: Annotated[ResultKind, typer.Option("--format", help="Format of the results.")] = (
        ResultKind.CSV
    ),
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write an HTML report of each table.")
    ] = True,
    settle: Annotated[
        float,
        typer.Option(
            "--settle",
            metavar="SECONDS",
            min=0.0,
            help="A file is complete when it has not changed for this long.",
        ),
    ] = 2.0,
    once: Annotated[
        bool, typer.Option("--once", help="Exit when everything that has arrived is done.")
    ] = False,
    metrics_file: Annotated[
        Path | None,
        typer.Option(
            "--metrics-file", metavar="FILE.prom", help="Write metrics for Prometheus here."
        ),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(
            "--metrics-port",
            metavar="PORT",
            min=0,
            max=65535,
            help="Serve metrics for Prometheus on 127.0.0.1.",
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="FOLDER", help="Keep embeddings here between tables."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Number of processes.")
    ] = None,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Verify each table, letter or image that arrives in a folder, until it is stopped.

    SIGTERM or Ctrl-C stops it, with exit status 0. The next start continues where it was.
    """
    from sigverify.batch.judging.pool import processors
    from sigverify.errors import CancelledError
    from sigverify.watching.watch import Watch
    from sigverify.watching.work import WorkChoices

    place = (folder / "results" if output is None else output).absolute()
    if state:
        _print_state(place)
        return
    if folder.absolute() == place:
        raise UsageError(
            "The results would be taken for arriving tables.", remedy="Choose another --output."
        )
    watching = Watch(
        WorkChoices(
            folder=folder.absolute(),
            output=place,
            suffix=f".{kind.value}",
            report=report,
            specimens=None if specimens_dir is None else specimens_dir.absolute(),
            processes=workers or processors(),
            cache=None if cache is None else cache.absolute(),
            model=model,
            calibration=calibration,
        ),
        settle=settle,
        metrics_file=None if metrics_file is None else metrics_file.absolute(),
    )
    with contextlib.closing(watching):
        if metrics_port is not None:
            typer.echo(f"Metrics: http://127.0.0.1:{watching.metrics.serve(metrics_port)}/metrics")
        handlers = {
            number: signal.signal(number, lambda *_: watching.end())
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            with contextlib.suppress(CancelledError):
                watching.run(once=once)
        finally:
            for number, before in handlers.items():
                signal.signal(number, before)
        if watching.told_to_end:
            typer.echo("Stopped. The next start continues where this one ended.")


def _print_state(place: Path) -> None:
    from sigverify.cli.lines import one_line
    from sigverify.watching.shown import read_shown
    from sigverify.watching.watch import LOCK_NAME

    found: dict[str, Any] = read_shown(place, lock=LOCK_NAME)
    fact(**found)
    now, drift = found["now"], found["drift"]
    typer.echo(f"Watch      {'at work' if found['running'] else 'NOT at work'}")
    if now["trouble"]:
        typer.echo(one_line(f"TROUBLE    {now['trouble']}"))
    if now["take"]:
        typer.echo(f"Now        take {now['take']}, {now['done']} of {now['total']} items")
    if now["arriving"]:
        typer.echo(f"Arriving   {now['arriving']} files")
    typer.echo(
        "Takes      " + ", ".join(f"{count} {name}" for name, count in found["takes"].items())
    )
    counts = ", ".join(f"{count} {name}" for name, count in found["decisions"].items())
    typer.echo(f"Items      {found['items']}, {found['failed']} failed; {counts or 'no decision'}")
    typer.echo(f"Referred   {drift['referred']:.1%} of the last")
    alarm = "  ALARM: no longer as at the calibration" if drift["alarm"] else ""
    typer.echo(f"Drift      {drift['index']:.3f} of {drift['similarities']} similarities{alarm}")
    for take in found["last"]:
        reason = f"  {take['reason']}" if take["reason"] else ""
        typer.echo(
            one_line(
                f"  {take['number']:>5}  {take['status']:<8}  {take['taken'][:19]}  "
                f"{take['items']:>6} items  {take['name']}{reason}"
            )
        )
