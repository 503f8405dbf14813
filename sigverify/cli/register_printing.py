"""An account of the register for people and as JSON, and the progress of an import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import typer

from sigverify.cli.lines import one_line
from sigverify.cli.output import is_quiet
from sigverify.progress import Progress, no_progress
from sigverify.records.mandates.text import mandate_text
from sigverify.records.register.accounts import Account, Specimen


def print_account(account: Account, *, day: date) -> None:
    """Print an account: what is valid on a day, and what was or will be."""
    typer.echo(one_line("  ".join(part for part in (account.number, account.holder) if part)))
    for one in account.signatories:
        customer = f", customer {one.customer}" if one.customer else ""
        state = "" if one.entitled_on(day) else f"  (signs {_period(one.first_day, one.last_day)})"
        typer.echo(one_line(f"  {one.name}{customer}{state}"))
        for specimen in one.specimens:
            typer.echo(one_line(f"    {_specimen_line(specimen, day=day)}"))
        if not one.specimens:
            typer.echo("    no specimen")
    for stored in account.mandates:
        if stored.last_day is not None and stored.last_day < stored.first_day:
            continue
        period = _period(stored.first_day, stored.last_day)
        typer.echo(f"  Mandate {period}, by {one_line(stored.added_by)}:")
        for line in mandate_text(stored.mandate).splitlines():
            typer.echo(one_line(f"    {line}"))
    if not account.mandates:
        typer.echo("  No mandate: no cheque of this account is accepted.")


def account_json(account: Account) -> dict[str, Any]:
    """An account as JSON values, as documented in the user guide."""
    return {
        "account": account.number,
        "holder": account.holder,
        "signatories": [
            {
                "name": one.name,
                "customer": one.customer,
                "from": one.first_day.isoformat(),
                "until": _iso(one.last_day),
                "specimens": [_specimen_json(specimen) for specimen in one.specimens],
            }
            for one in account.signatories
        ],
        "mandates": [
            {
                "rules": mandate_text(stored.mandate),
                "from": stored.first_day.isoformat(),
                "until": _iso(stored.last_day),
                "added": stored.added_at,
                "added_by": stored.added_by,
            }
            for stored in account.mandates
        ],
    }


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if is_quiet() or not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    with ProgressBar(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _specimen_line(specimen: Specimen, *, day: date) -> str:
    parts = [f"{specimen.id:>6}", f"added {specimen.added_at[:10]} by {specimen.added_by}"]
    if not specimen.kept:
        parts.append("picture purged")
    elif specimen.replaced_by is not None:
        parts.append(f"replaced by {specimen.replaced_by} after {specimen.last_day}")
    elif not specimen.holds_on(day):
        parts.append(f"holds {_period(specimen.first_day, specimen.last_day)}")
    elif specimen.last_day is not None:
        parts.append(f"until {specimen.last_day}")
    parts += [finding.message for finding in specimen.quality]
    return "  ".join(parts)


def _specimen_json(specimen: Specimen) -> dict[str, Any]:
    box = specimen.box
    return {
        "number": specimen.id,
        "sha256": specimen.image_sha256,
        "page": specimen.page + 1,
        "box": None if box is None else {"x": box.x, "y": box.y, "w": box.w, "h": box.h},
        "quality": [finding.message for finding in specimen.quality],
        "from": specimen.first_day.isoformat(),
        "until": _iso(specimen.last_day),
        "added": specimen.added_at,
        "added_by": specimen.added_by,
        "replaced_by": specimen.replaced_by,
        "picture_kept": specimen.kept,
    }


def _period(first_day: date, last_day: date | None) -> str:
    if last_day is None:
        return f"from {first_day}"
    return "never" if last_day < first_day else f"from {first_day} until {last_day}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
