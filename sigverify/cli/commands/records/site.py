"""``sigverify site show|accept``: the policy of the site."""

from __future__ import annotations

from typing import Annotated

import typer

site_app = typer.Typer(
    name="site", help="Show or accept the policy of the site: its file, and who may do what."
)


@site_app.command()
def show() -> None:
    """Show the site's policy and this user's role, and check the site's files."""
    from sigverify.cli.lines import one_line
    from sigverify.paths import settings_file, site_file
    from sigverify.records.roles import load_policy
    from sigverify.settings import load_settings

    state = load_settings(settings_file(), site=site_file())
    policy = load_policy()
    mark = policy.mark
    typer.echo(one_line(f"File      {site_file()}"))
    digest = "none" if mark is None or not mark.digest else mark.digest[:16]
    typer.echo(f"Policy    {digest}")
    if mark is not None and mark.namespace:
        typer.echo("WARNING   the program runs in a user namespace; its user can exchange the file")
    if mark is not None and mark.mounted:
        typer.echo("WARNING   the folder was mounted from another device")
    person = policy.person()
    typer.echo(one_line(f"User      {person.user} ({person.role.value})"))
    for name in sorted(state.locked):
        typer.echo(one_line(f"Set       {name} = {getattr(state.values, name)}"))
    for name, value in state.policy.model_dump(exclude={"roles"}, exclude_defaults=True).items():
        typer.echo(one_line(f"Rule      {name} = {value}"))
    for words in state.values.own_choices(state.locked):
        typer.echo(one_line(f"NOTE      {words}"))


@site_app.command()
def accept(
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="The reason; the audit trail keeps it.")
    ],
) -> None:
    """Continue to use records whose site has lost its policy, and take responsibility for it."""
    from sigverify.records.opening import open_needed
    from sigverify.records.site_memory import accept_no_policy

    opened = open_needed(any_policy=True)
    try:
        accept_no_policy(opened.records, policy=opened.policy, person=opened.person, note=note)
    finally:
        opened.records.close()
    typer.echo("The site has no policy from now on.")
