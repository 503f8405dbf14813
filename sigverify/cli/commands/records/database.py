"""``sigverify records ...``: database and key of the records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigverify.errors import CancelledError, UsageError

if TYPE_CHECKING:
    from sigverify.records.keys.tokens import TokenPlace

records_app = typer.Typer(
    name="records", help="Manage the database of register and audit trail, and its key."
)


_Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        metavar="LABEL",
        help="Wrap the key in the key file with this PKCS#11 token; without the token "
        "nobody can use it.",
    ),
]
_TokenModule = Annotated[
    Path | None,
    typer.Option("--token-module", metavar="FILE.so", help="Library of the token's maker."),
]
_WrapKey = Annotated[
    str | None,
    typer.Option(
        "--wrap-key",
        metavar="LABEL",
        help="The AES key on the token that wraps it; made if it is missing. Default: sigverify.",
    ),
]
_PinFile = Annotated[
    Path | None,
    typer.Option(
        "--pin-file",
        metavar="FILE",
        help="A file with the token's PIN; only its owner may read it.",
    ),
]


@records_app.command()
def create(
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|URL]",
            help="A file, or postgresql://USER@SERVER/DATABASE; default: the user's data folder.",
        ),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            metavar="FILE",
            help="Keep the key in this file instead of the system's keyring, or use the key in it.",
        ),
    ] = None,
    token: _Token = None,
    token_module: _TokenModule = None,
    wrap_key: _WrapKey = None,
    pin_file: _PinFile = None,
) -> None:
    """Create the records and their key. From then on all actions of this user are recorded."""
    from sigverify.cli.lines import one_line
    from sigverify.records.opening import create_configured

    place = _token_place(
        token, module=token_module, wrap_key=wrap_key, pin_file=pin_file, key_file=key_file
    )
    made = create_configured(where, key_file=key_file, token=place)
    typer.echo(one_line(f"Everything is recorded from now on: {made}"))
    typer.echo("Keep a copy of the key in a safe place: without it nobody can read the records.")


@records_app.command()
def upgrade(
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="The administrator has backed the database up.")
    ] = False,
) -> None:
    """Migrate a server's records to this version of the program."""
    from sigverify.cli.lines import one_line
    from sigverify.records.opening import open_needed

    opened = open_needed(backed_up=backed_up)
    opened.records.close()
    typer.echo(one_line(f"Up to date: {opened.records.where}"))


@records_app.command()
def grant(
    user: Annotated[
        str, typer.Argument(metavar="LOGIN", help="A login role of the PostgreSQL server.")
    ],
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="clerk, supervisor, risk-officer or auditor.")
    ],
) -> None:
    """Give a person's login role a role that the server enforces.

    Only the owner of the tables can do this.
    """
    from sigverify.cli.lines import one_line
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.audit.server_rules import KINDS
    from sigverify.records.roles import Role
    from sigverify.records.server_roles import grant as grant_role

    roles = {one.value: one for one in KINDS}
    if role not in roles:
        raise UsageError(f"{role}: no such role.", remedy=f"Choose from {', '.join(roles)}.")
    with records_in_use() as opened, opened.records.writing() as connection:
        created = grant_role(connection, user=user, role=Role(role), person=opened.person)
    typer.echo(one_line(f"{user} has the role {role} on the server, and no other."))
    if created:
        typer.echo(
            one_line(
                f"The login role {user} is new and has no password: set one with \\password "
                f"{user} in psql, or let the server authenticate the person in another way."
            )
        )


@records_app.command("change-key")
def change_key(
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file", metavar="FILE", help="A new place for the key; default: where it is."
        ),
    ] = None,
    keep_old: Annotated[
        Path | None,
        typer.Option(
            "--keep-old", metavar="FILE", help="Keep the former key here, for older backups."
        ),
    ] = None,
    despite_faults: Annotated[
        bool,
        typer.Option("--despite-faults", help="Go on although the trail has faults; they stay."),
    ] = False,
    token: _Token = None,
    token_module: _TokenModule = None,
    wrap_key: _WrapKey = None,
    pin_file: _PinFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Change the master key, or finish an interrupted change: everything is encrypted anew.

    Nobody else can use the records meanwhile.
    """
    from sigverify.cli.register_printing import shown_progress
    from sigverify.records.key_change import change_configured_key, require_allowed
    from sigverify.records.register.proposals import ChangeWaitsError

    place = _token_place(
        token, module=token_module, wrap_key=wrap_key, pin_file=pin_file, key_file=key_file
    )
    require_allowed()
    if not yes and not typer.confirm(
        "Nobody can use the records meanwhile. Change their key?", err=True
    ):
        raise CancelledError("The key was not changed.", remedy="Run it again with --yes.")
    try:
        with shown_progress() as progress:
            key_id = change_configured_key(
                key_file=key_file,
                token=place,
                keep_old=keep_old,
                despite_faults=despite_faults,
                progress=progress,
            )
    except ChangeWaitsError as waits:
        typer.echo(
            f"Change {waits.seq} waits: run this command again when a colleague has confirmed it "
            f"(sigverify approvals confirm {waits.seq})."
        )
        return
    typer.echo(f"The records have the key {key_id}. Keep a copy of it apart from the database.")
    typer.echo("Backups and exports made before need the former key; a thief of it can read them.")


@records_app.command("export-key")
def export_key(
    key_file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file; anyone who can read it has the key.")
    ],
) -> None:
    """Write the key to a file, as a backup or for another machine of this branch."""
    from sigverify.cli.lines import one_line
    from sigverify.cli.records_access import records_in_use
    from sigverify.records.audit.event import AuditEvent, Kind
    from sigverify.records.keys.vaults import export_key as write_key
    from sigverify.records.roles import Permission

    with records_in_use() as opened:
        opened.person.require(Permission.RESUME)
        with opened.records.writing() as connection:
            event = AuditEvent(kind=Kind.EXPORT, person=opened.person, action="key")
            opened.records.audit.append(connection, event)
        write_key(opened.records.vault, key_file=key_file)
    typer.echo(one_line(f"The key of these records: {key_file}"))


@records_app.command()
def purge(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Such as 10y, 18m or 90d.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete notes, account numbers and images of specimens whose retention period is over.

    The rows of the audit trail stay, and the trail can still be verified.
    """
    from datetime import UTC, datetime

    from sigverify.cli.records_access import records_in_use
    from sigverify.records import retention
    from sigverify.records.roles import Permission

    before = retention.moment_before(older_than, now=datetime.now(UTC))
    with records_in_use() as opened:
        opened.person.require(Permission.PURGE)
        with opened.records.reading() as connection:
            old = retention.count_old(connection, before=before)
        typer.echo(
            f"Before {before:%Y-%m-%d}: {old.attachments} attachments of the audit trail, "
            f"{old.images} images of expired specimens."
        )
        if not yes and not typer.confirm("Remove them for ever?", err=True):
            raise CancelledError("Nothing was removed.", remedy="Run it again with --yes.")
        with opened.records.writing() as connection:
            gone = retention.purge(
                connection, trail=opened.records.audit, person=opened.person, before=before
            )
    typer.echo(f"Removed: {gone.attachments} attachments, {gone.images} images.")


def _token_place(
    token: str | None,
    *,
    module: Path | None,
    wrap_key: str | None,
    pin_file: Path | None,
    key_file: Path | None,
) -> TokenPlace | None:
    """The token that the options name; None if they name none.

    Raises:
        UsageError: an option is missing, or names something of a token that is not named.
    """
    if token is None:
        if module is not None or wrap_key is not None or pin_file is not None:
            raise UsageError("These options need a token.", remedy="Name the token: --token LABEL.")
        return None
    if module is None:
        raise UsageError(
            "The library of the token is not named.", remedy="Name it: --token-module FILE.so."
        )
    if key_file is None:
        raise UsageError(
            "The file of the wrapped key is not named.", remedy="Name it: --key-file FILE."
        )
    from sigverify.records.keys.tokens import WRAP_KEY, TokenPlace

    return TokenPlace(
        module=str(module.expanduser().absolute()),
        token=token,
        wrap_key=wrap_key or WRAP_KEY,
        pin_file=None if pin_file is None else str(pin_file.expanduser().absolute()),
    )
