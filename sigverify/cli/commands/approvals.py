"""``sigverify approvals list|confirm|decline``: decisions that wait for a second person."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigverify.wording import english

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided

approvals_app = typer.Typer(
    name="approvals", help="Decisions that wait for a second person, and that person's answer."
)

_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Of the decision, as listed.")]


@approvals_app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """List the decisions that wait for a second person, the oldest first."""
    import json

    from sigverify.cli.lines import one_line
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.approvals import pending
    from sigverify.records.roles import Permission

    with records_in_use() as opened:
        opened.person.require(Permission.CONFIRM)
        with opened.records.reading() as connection:
            waiting = pending(connection, trail=opened.records.audit)
    if as_json:
        typer.echo(json.dumps([_json(one) for one in waiting], indent=2))
        return
    for one in waiting:
        parts = [f"{one.seq:>6}  {one.at[:19].replace('T', ' ')}Z  {one.user}  {one.verdict}"]
        parts += [f"amount {one.amount:,.2f}"] if one.amount is not None else []
        parts += [f"account {one.account}"] if one.account is not None else []
        parts += [f"program: {one.decision}"] if one.decision is not None else []
        parts += [] if one.why is None else [f"because {english(one.why)}"]
        parts += [f"note: {one.note}"] if one.note else []
        typer.echo(one_line("  ".join(parts)))
    if not waiting:
        typer.echo("Nothing waits.")


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
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="In your own words.")] = "",
) -> None:
    """Confirm a colleague's decision."""
    from sigverify.cli.records_access import records_in_use
    from sigverify.records import approvals

    with records_in_use() as opened, opened.records.writing() as connection:
        decided = approvals.confirm(
            connection, trail=opened.records.audit, person=opened.person, seq=number, note=note
        )
    typer.echo(f"Confirmed: {decided.verdict}, decided by {decided.user}.")


@approvals_app.command()
def decline(
    number: _Number,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; it is kept.")],
) -> None:
    """Decline a colleague's decision, which makes it void."""
    from sigverify.cli.records_access import records_in_use
    from sigverify.records import approvals

    with records_in_use() as opened, opened.records.writing() as connection:
        decided = approvals.decline(
            connection, trail=opened.records.audit, person=opened.person, seq=number, note=note
        )
    typer.echo(f"Declined: {decided.verdict}, decided by {decided.user}.")
