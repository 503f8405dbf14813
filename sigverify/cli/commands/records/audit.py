"""``sigverify audit verify|list|export|resume``: the record of who decided what."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigverify.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sigverify.records.audit.event import AuditRow
    from sigverify.records.audit.head import Head
    from sigverify.records.audit.report import CheckReport

# A whole hash, or at least the digits of a printed code.
_HASH: Final = re.compile(r"[0-9a-f]{24,64}")

audit_app = typer.Typer(
    name="audit",
    help="Check, read and export the audit trail: who decided what, on which evidence.",
)


@audit_app.command()
def verify(
    head: Annotated[
        list[str] | None,
        typer.Option(
            "--head",
            metavar="NUMBER:HASH",
            help="A row known from elsewhere, such as a printout; may be repeated.",
        ),
    ] = None,
    export: Annotated[
        list[Path] | None,
        typer.Option(
            "--export", metavar="FILE", help="An earlier export to compare the trail with."
        ),
    ] = None,
    anchors: Annotated[
        list[Path] | None,
        typer.Option(
            "--anchors",
            metavar="FILE",
            help="The site's anchor file, or a copy of the system's log; may be repeated.",
        ),
    ] = None,
    images: Annotated[
        bool, typer.Option("--images", help="Open each image of the register too; this takes long.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Check the whole trail and list its faults. With a fault the exit status is 12."""
    import json
    from dataclasses import asdict

    from sigverify.cli.records_access import records_in_use
    from sigverify.cli.register_printing import shown_progress
    from sigverify.records.audit.anchors import anchored, uncovered
    from sigverify.records.audit.check import check_trail
    from sigverify.records.export.trail import read_sign_off

    known = [_head(text) for text in head or ()]
    with records_in_use() as opened:
        trail = opened.records.audit
        with opened.records.reading() as connection:
            for path in export or ():
                known.append(read_sign_off(connection, path, trail=trail).head)
        of_files = {
            path: list(anchored(path, database_id=opened.records.database_id))
            for path in anchors or ()
        }
        known += [head for heads in of_files.values() for head in heads]
        with opened.records.reading() as connection, shown_progress() as progress:
            report = check_trail(
                connection, trail=trail, known=known, progress=progress, images=images
            )
        where = opened.records.where
    for path, heads in of_files.items():
        report.notices += filter(None, [uncovered(path, heads, last=report.head)])
    if as_json:
        typer.echo(json.dumps({"whole": report.whole, **asdict(report)}, indent=2))
    else:
        _print_report(report, where=where)
    if not report.whole:
        raise typer.Exit(int(ExitCode.RECORDS))


@audit_app.command()
def anchor() -> None:
    """Print a short code of the last row, to write down and keep away from the machine."""
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.audit.anchors import printed_code
    from sigverify.records.audit.head import Head
    from sigverify.records.roles import Permission

    with records_in_use() as opened:
        opened.person.require(Permission.READ_AUDIT)
        with opened.records.reading() as connection:
            last = opened.records.audit.last(connection)
    if last is None:
        typer.echo("There is no audit trail yet.")
        return
    typer.echo(f"{printed_code(Head(seq=last.seq, sha256=last.sha256))}  {last.at}")


@audit_app.command("list")
def list_(
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="Only rows of this account.")
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="Only rows of this case.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Only rows of this kind; may be repeated."),
    ] = None,
    last: Annotated[
        int, typer.Option("--last", metavar="N", min=1, help="Only the newest N rows.")
    ] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """List recorded events, the newest last, with account numbers and notes."""
    import json
    from collections import deque

    from sigverify.cli.records_access import records_in_use
    from sigverify.records.audit.event import Kind
    from sigverify.records.roles import Permission

    try:
        kinds = tuple(Kind(name) for name in kind or ())
    except ValueError as error:
        raise UsageError(
            f"{error}.", remedy=f"Choose from {', '.join(one.value for one in Kind)}."
        ) from error
    with records_in_use() as opened:
        opened.person.require(Permission.READ_AUDIT)
        trail = opened.records.audit
        with opened.records.reading() as connection:
            found = deque(
                trail.rows(connection, kinds=kinds, account=account, case_id=case), maxlen=last
            )
            told = [(row, dict(trail.details(connection, row))) for row in found]
    if as_json:
        values = [{**row.body, "sha256": row.sha256, "details": more} for row, more in told]
        typer.echo(json.dumps(values, indent=2))
        return
    for row, more in told:
        _print_row(row, more)


@audit_app.command()
def export(
    target: Annotated[
        Path, typer.Argument(metavar="FILE.csv|FILE.json", help="The new file, .csv or .json.")
    ],
    personal: Annotated[
        bool, typer.Option("--personal", help="Include account numbers and notes, unencrypted.")
    ] = False,
) -> None:
    """Write the whole trail to a file, with a signed statement of its last row beside it."""
    from sigverify.cli.lines import one_line
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.export.trail import export_trail

    with records_in_use() as opened:
        signed = export_trail(
            opened.records, person=opened.person, target=target, personal=personal
        )
    typer.echo(f"Rows  {signed.rows}")
    typer.echo(f"Head  {signed.head.seq}:{signed.head.sha256}")
    typer.echo(one_line(f"File  {target}"))
    for fault in signed.faults:
        print(one_line(fault), file=sys.stderr)
    if signed.faults:
        raise typer.Exit(int(ExitCode.RECORDS))


@audit_app.command()
def resume(
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="The reason; the audit trail keeps it.")
    ],
) -> None:
    """Record again after records were moved, copied or restored, and take responsibility."""
    from sigverify.cli.records_access import records_in_use

    with (
        records_in_use(to_resume=True) as opened,
        opened.records.writing() as connection,
    ):
        row = opened.records.audit.resume(connection, person=opened.person, note=note)
    typer.echo(f"The trail continues at row {row.seq}.")


def _head(text: str) -> Head:
    from sigverify.records.audit.head import Head

    number, _, digits = text.partition(":")
    sha256 = digits.replace("-", "").lower()
    if not number.isdigit() or not _HASH.fullmatch(sha256):
        raise UsageError(
            f"--head {text}: not a row of the trail.",
            remedy="Give its number and hash, such as 17:ab12..., or the code of 'audit anchor'.",
        )
    return Head(seq=int(number), sha256=sha256)


def _print_report(report: CheckReport, *, where: str) -> None:
    from sigverify.cli.lines import one_line

    typer.echo(one_line(f"Records   {where}"))
    begun = f", begun {report.begun}" if report.begun else ""
    typer.echo(f"Rows      {report.rows}{begun}")
    typer.echo(f"Register  {report.entries} entries, rebuilt from the trail and compared")
    if report.head is not None:
        typer.echo(f"Head      {report.head.seq}:{report.head.sha256}")
    seen = "nothing yet" if report.seen is None else f"row {report.seen.seq} at {report.seen.at}"
    typer.echo(f"Seen here {seen}")
    if report.purged:
        typer.echo(f"Purged    {report.purged} attachments")
    if report.clock_back:
        typer.echo(f"Clock     set back {report.clock_back} times between two rows")
    for notice in report.notices:
        typer.echo(one_line(f"Notice    {notice}"))
    for one in report.resumptions:
        before = "" if one.seen is None else f"; row {one.seen} had been seen before"
        typer.echo(one_line(f"Resumed   at row {one.seq} by {one.user}, {one.at}{before}"))
    for found in report.findings:
        typer.echo(one_line(f"{found.fault.value.upper():<9} {found.message}"))
    if report.more:
        typer.echo(f"          and {report.more} more")
    typer.echo("The trail is whole." if report.whole else "The trail is NOT whole.")


def _print_row(row: AuditRow, details: dict[str, Any]) -> None:
    from sigverify.cli.lines import one_line

    body = row.body
    parts = [f"{row.seq:>6}  {row.at[:19].replace('T', ' ')}Z  {row.user} ({row.role})  {row.kind}"]
    parts += [str(body[name]) for name in ("action", "decision", "reason") if name in body]
    if "not_examined" in body.get("facts", {}):
        said = body["facts"]["not_examined"]
        parts.append(f"NOT EXAMINED: a file says {said['decision']}")
    if "override" in body.get("facts", {}):
        parts.append(f"NOT THE SITE'S: {body['facts']['override']}")
    if "similarity" in body:
        parts.append(f"{body['similarity']:.4f}")
    for name, word in (("amount", "amount"), ("refers_to", "to row"), ("case", "case")):
        if name in body:
            parts.append(f"{word} {body[name]}")
    facts = body.get("facts", {})
    for name, word in (
        ("items", "items"),
        ("failed", "failed"),
        ("calibration", "calibration"),
        ("results_sha256", "results"),
    ):
        if row.kind == "batch" and name in facts:
            parts.append(f"{word} {facts[name]}")
    shown = ("account", "note", *(("results",) if row.kind == "batch" else ()))
    parts += [f"{name} {details[name]}" for name in shown if name in details]
    typer.echo(one_line("  ".join(parts)))
