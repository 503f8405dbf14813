"""``sigverify approvals list|show|confirm|decline``: what waits for a second person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigverify.wording import english

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided
    from sigverify.records.waiting_changes import WaitingChange

approvals_app = typer.Typer(
    name="approvals", help="List, show, confirm or decline what waits for a second person."
)

_Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="Number of the decision or change, as listed.")
]


@approvals_app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """List the decisions and changes that wait for a second person, the oldest first."""
    import json

    from sigverify.cli.lines import one_line
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.approvals import pending
    from sigverify.records.roles import Permission
    from sigverify.records.waiting_changes import waiting_changes

    with records_in_use() as opened:
        opened.person.require(Permission.CONFIRM)
        with opened.records.reading() as connection:
            waiting = pending(connection, trail=opened.records.audit)
            changes = waiting_changes(connection, records=opened.records)
    if as_json:
        found = [_json(one) for one in waiting] + [_change_json(one) for one in changes]
        typer.echo(json.dumps(sorted(found, key=lambda one: int(one["seq"])), indent=2))
        return
    for one in waiting:
        parts = [f"{one.seq:>6}  {one.at[:19].replace('T', ' ')}Z  {one.user}  {one.verdict}"]
        parts += [f"amount {one.amount:,.2f}"] if one.amount is not None else []
        parts += [f"account {one.account}"] if one.account is not None else []
        parts += [f"program: {one.decision}"] if one.decision is not None else []
        parts += [] if one.why is None else [f"because {english(one.why)}"]
        parts += [f"note: {one.note}"] if one.note else []
        typer.echo(one_line("  ".join(parts)))
    for change in changes:
        typer.echo(one_line(_change_line(change)))
    if not waiting and not changes:
        typer.echo("Nothing waits.")


@approvals_app.command()
def show(
    number: _Number,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE.png", help="Write the new specimen's image to this file."
        ),
    ] = None,
) -> None:
    """Show a change that waits: what it does, and the image of a new specimen."""
    from sigverify.cli.lines import one_line
    from sigverify.cli.options import check_picture_path
    from sigverify.cli.records_access import records_in_use
    from sigverify.files import write_atomically
    from sigverify.records.roles import Permission
    from sigverify.records.waiting_changes import find_change
    from sigverify.reporting.waiting_specimen import specimen_picture

    check_picture_path(picture, inputs=[])
    with records_in_use() as opened:
        opened.person.require(Permission.CONFIRM)
        with opened.records.reading() as connection:
            change = find_change(connection, number, records=opened.records)
        drawn = None if picture is None else specimen_picture(change, records=opened.records)
    typer.echo(one_line(_change_line(change)))
    for name, values in change.steps:
        told = ", ".join(f"{key} {value}" for key, value in values.items() if value is not None)
        typer.echo(one_line(f"  {name}: {told}"))
    if picture is not None and drawn is not None:
        write_atomically(picture, drawn, private=True)
        typer.echo(one_line(f"Image {picture}  code {change.image_code}"))


def _change_line(one: WaitingChange) -> str:
    parts = [f"{one.seq:>6}  {one.at[:19].replace('T', ' ')}Z  {one.user}  {one.words}"]
    parts += [f"account {one.account}"] if one.account is not None else []
    parts += ["UNLIKE THE OTHER SPECIMENS"] if one.disagrees else []
    return "  ".join(parts)


def _change_json(one: WaitingChange) -> dict[str, Any]:
    found = asdict(one)
    del found["image"]
    return found


def _json(one: Decided) -> dict[str, Any]:
    why = one.why
    return {
        **asdict(one),
        "why": None if why is None else english(why),
        "why_code": None if why is None else why.as_json(),
    }


@approvals_app.command()
def confirm(
    number: _Number,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="A note in your own words.")
    ] = "",
    seen: Annotated[
        str,
        typer.Option(
            "--seen", metavar="CODE", help="For a new specimen: the code that `show` prints."
        ),
    ] = "",
) -> None:
    """Confirm a colleague's decision, or a colleague's change, which takes effect."""
    from sigverify.cli.records_access import records_in_use
    from sigverify.records import approvals
    from sigverify.records.waiting_changes import confirm_change, is_change

    with records_in_use() as opened, opened.records.writing() as connection:
        if is_change(connection, number, records=opened.records):
            change = confirm_change(
                connection,
                number,
                records=opened.records,
                person=opened.person,
                note=note,
                seen=seen,
            )
            typer.echo(f"Confirmed: {change.words}, by {change.user}.")
            return
        decided = approvals.confirm(
            connection, trail=opened.records.audit, person=opened.person, seq=number, note=note
        )
    typer.echo(f"Confirmed: {decided.verdict}, decided by {decided.user}.")


@approvals_app.command()
def decline(
    number: _Number,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="The reason; the audit trail keeps it.")
    ],
) -> None:
    """Decline a colleague's decision or change, which makes it void."""
    from sigverify.cli.records_access import records_in_use
    from sigverify.records import approvals
    from sigverify.records.waiting_changes import decline_change, is_change

    with records_in_use() as opened, opened.records.writing() as connection:
        if is_change(connection, number, records=opened.records):
            change = decline_change(
                connection, number, records=opened.records, person=opened.person, note=note
            )
            typer.echo(f"Declined: {change.words}, by {change.user}.")
            return
        decided = approvals.decline(
            connection, trail=opened.records.audit, person=opened.person, seq=number, note=note
        )
    typer.echo(f"Declined: {decided.verdict}, decided by {decided.user}.")
