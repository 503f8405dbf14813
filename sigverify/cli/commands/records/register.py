"""``sigverify register``: accounts, signatories, specimens and mandates."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigverify.cli.options import ModelOption
from sigverify.cli.records_access import records_in_use
from sigverify.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sigverify.records.opening import OpenRecords
    from sigverify.records.register.accounts import Specimen
    from sigverify.records.register.proposals import Change
    from sigverify.verification.verifier import Verifier

register_app = typer.Typer(
    name="register", help="Manage accounts, signatories, specimens and mandates."
)

_DAY: Final = "%Y-%m-%d"

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Number of the account.")]
FromOption = Annotated[
    datetime | None,
    typer.Option("--from", metavar="DAY", formats=[_DAY], help="First day; default: today."),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option("--until", metavar="DAY", formats=[_DAY], help="Last day; default: no end."),
]
UrgentOption = Annotated[
    str,
    typer.Option(
        "--urgent",
        metavar="REASON",
        help="Make the change alone, where the site allows it; every check of the audit "
        "trail will name it.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@register_app.command("import")
def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|CSV",
            help="FOLDER/ACCOUNT/SIGNATORY/IMAGE.png, an exported folder, or a table with the "
            "columns account, signatory, path and optionally holder, customer, page, box, from, "
            "until, signs_from, signs_until.",
        ),
    ],
    model: ModelOption = None,
) -> None:
    """Import signatories and specimens.

    The exit status is 3 if a line could not be imported; the other lines are imported. Existing
    entries are not changed, so the same import may be repeated.
    """
    from sigverify.cli.lines import one_line
    from sigverify.cli.register_printing import shown_progress
    from sigverify.enrolment.importing import import_source
    from sigverify.enrolment.sources import read_source

    lines = read_source(source)
    with records_in_use() as opened, shown_progress() as progress:
        report = import_source(
            opened, lines, verifier=_verifier(model), today=_today(), progress=progress
        )
    for refused in report.refused:
        print(one_line(f"{refused.where}: {refused.reason}"), file=sys.stderr)
    for odd in report.disagreeing:
        typer.echo(
            one_line(
                f"{odd.account}, {odd.signatory}: specimen {odd.specimen} is unlike the "
                f"{odd.others} others (similarity {odd.similarity:.3f} at most). Check whose it is."
            )
        )
    typer.echo(f"Specimens added    {report.added}")
    typer.echo(f"There already      {report.known}")
    typer.echo(f"Mandates set       {report.mandates}")
    if report.waiting:
        typer.echo(f"Wait for a second  {report.waiting[0]}-{report.waiting[-1]}")
    typer.echo(f"Lines not done     {len(report.refused)}")
    if report.refused:
        raise typer.Exit(int(ExitCode.ITEMS_FAILED))


@register_app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder; it must be new or empty.")
    ],
    account: Annotated[
        list[str] | None,
        typer.Option("--account", metavar="ACCOUNT", help="Only this account; may be repeated."),
    ] = None,
    decrypted: Annotated[
        bool,
        typer.Option(
            "--decrypted",
            help="Write the images unencrypted; by default only the key opens them.",
        ),
    ] = False,
) -> None:
    """Write accounts to a folder that `import` can read. The audit trail records the export."""
    from sigverify.records.export.register import export_register

    with records_in_use() as opened:
        report = export_register(
            opened.records,
            folder,
            person=opened.person,
            numbers=tuple(account or ()),
            decrypted=decrypted,
        )
    typer.echo(
        f"{report.accounts} accounts with {report.specimens} specimens in {report.images} images."
    )


@register_app.command("list")
def list_(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Part of a number, holder or signatory's name.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List accounts, with the signatories and specimens that are valid today."""
    import json

    from sigverify.cli.lines import one_line
    from sigverify.records.register.accounts import list_accounts

    with records_in_use() as opened, opened.records.reading() as connection:
        found = list_accounts(connection, day=_today(), like=text)
    if as_json:
        rows = [
            {
                "account": one.number,
                "holder": one.holder,
                "signatories": one.signatories,
                "specimens": one.specimens,
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, indent=2))
        return
    for one in found:
        people = "signatory" if one.signatories == 1 else "signatories"
        pictures = "specimen" if one.specimens == 1 else "specimens"
        counts = f"{one.signatories} {people}, {one.specimens} {pictures}"
        typer.echo(one_line("  ".join(part for part in (one.number, one.holder, counts) if part)))
    if not found:
        typer.echo("No account.")


@register_app.command()
def show(account: AccountArgument, as_json: JsonOption = False) -> None:
    """Show an account: its signatories, their specimens, and the mandate."""
    import json

    from sigverify.cli.register_printing import account_json, print_account
    from sigverify.records.register.accounts import find_account

    with records_in_use() as opened, opened.records.reading() as connection:
        found = find_account(connection, account)
    if as_json:
        typer.echo(json.dumps(account_json(found), indent=2))
    else:
        print_account(found, day=_today())


@register_app.command()
def add(
    account: AccountArgument,
    signatory: Annotated[str, typer.Argument(metavar="NAME", help="Name of the signatory.")],
    picture: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="An image of a signature, a cheque or a card.")
    ],
    box: Annotated[
        str | None,
        typer.Option("--box", metavar="X,Y,W,H", help="The signature's place, in pixels."),
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="Page of a TIFF or PDF file.")] = 1,
    first_day: FromOption = None,
    last_day: UntilOption = None,
    replaces: Annotated[
        int | None,
        typer.Option(
            "--replaces", metavar="NUMBER", help="The number of the specimen that it replaces."
        ),
    ] = None,
    model: ModelOption = None,
    urgent: UrgentOption = "",
) -> None:
    """Add a specimen, and its signatory and account if they do not exist yet."""
    from sigverify.datasets.fields import read_box
    from sigverify.enrolment.assessment import assess
    from sigverify.enrolment.unlike import is_unlike
    from sigverify.files import read_bytes
    from sigverify.imaging.reading.header import MAX_FILE_BYTES
    from sigverify.records.register.proposals import Change

    day = _today() if first_day is None else first_day.date()
    try:
        place = None if box is None else read_box(box)
    except ValueError as error:
        raise UsageError(f"{error}.", remedy="Give --box x,y,w,h.") from error
    data = read_bytes(picture, max_bytes=MAX_FILE_BYTES)
    with records_in_use() as opened:
        verifier = _verifier(model)
        new = assess(
            data,
            name=picture.name,
            verifier=verifier,
            page=page - 1,
            box=place,
            first_day=day,
            last_day=None if last_day is None else last_day.date(),
        )
        unlike = is_unlike(
            new,
            account,
            name=signatory,
            records=opened.records,
            verifier=verifier,
            replaces=replaces,
        )
        if unlike:
            print("The image is unlike the signatory's other specimens.", file=sys.stderr)
        change = Change(account=account)
        if replaces is None:
            change = change.and_account().and_signatory(signatory, first_day=day)
        change = change.and_specimen(signatory, new=new, replaces=replaces, disagrees=unlike)
        waits, added = _change(opened, change, urgent=urgent)
    if waits:
        return
    if added is None:
        typer.echo("This image is already a specimen of the signatory.")
    else:
        typer.echo(f"Specimen {added.id} is valid from {added.first_day}.")


@register_app.command()
def admit(
    account: AccountArgument,
    signatory: Annotated[str, typer.Argument(metavar="NAME", help="The name that mandates use.")],
    holder: Annotated[
        str, typer.Option("--holder", metavar="NAME", help="The holder of the account.")
    ] = "",
    customer: Annotated[
        str | None,
        typer.Option(
            "--customer",
            metavar="NUMBER",
            help="The bank's own number for the person; the same number means the same person.",
        ),
    ] = None,
    first_day: FromOption = None,
    last_day: UntilOption = None,
    urgent: UrgentOption = "",
) -> None:
    """Give a person the right to sign for an account, or give it back."""
    from sigverify.records.register.accounts import find_account
    from sigverify.records.register.proposals import Change

    day = _today() if first_day is None else first_day.date()
    change = Change(account=account).and_account(holder=holder)
    change = change.and_signatory(
        signatory,
        customer=customer,
        first_day=day,
        last_day=None if last_day is None else last_day.date(),
        again=True,
    )
    with records_in_use() as opened:
        waits, _ = _change(opened, change, urgent=urgent)
        if waits:
            return
        with opened.records.reading() as connection:
            admitted = find_account(connection, account).signatory(signatory)
    if admitted is None:
        raise RuntimeError("an admitted signatory is missing")
    until = "" if admitted.last_day is None else f" until {admitted.last_day}"
    typer.echo(f"May sign from {admitted.first_day}{until}.")


@register_app.command()
def expire(
    account: AccountArgument,
    specimen: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Number of the specimen.")
    ] = None,
    signatory: Annotated[
        str | None,
        typer.Option(
            "--signatory",
            metavar="NAME",
            help="Instead of a specimen: the signatory whose right ends.",
        ),
    ] = None,
    last_day: Annotated[
        datetime | None,
        typer.Option(
            "--until", metavar="DAY", formats=[_DAY], help="Last day; default: yesterday."
        ),
    ] = None,
    urgent: UrgentOption = "",
) -> None:
    """End a specimen, or a signatory's right to sign. Nothing is deleted."""
    from sigverify.records.register.proposals import Change

    if (specimen is None) == (signatory is None):
        raise UsageError(
            "Give either a specimen's number or --signatory.",
            remedy=f"'sigverify register show {account}' shows both.",
        )
    day = _today() - timedelta(days=1) if last_day is None else last_day.date()
    change = Change(account=account)
    if specimen is not None:
        change = change.and_end_of_specimen(specimen, last_day=day)
    else:
        change = change.and_end_of_signatory(str(signatory), last_day=day)
    with records_in_use() as opened:
        waits, _ = _change(opened, change, urgent=urgent)
    if not waits:
        typer.echo(f"Valid until {day}.")


@register_app.command()
def mandate(
    account: AccountArgument,
    words: Annotated[
        str,
        typer.Argument(
            metavar="RULES", help="Such as 'any one up to 10,000; any two up to 50,000'."
        ),
    ],
    first_day: FromOption = None,
    urgent: UrgentOption = "",
) -> None:
    """Put a mandate in force in place of the current one. Syntax: docs/mandates.md."""
    from sigverify.records.mandates.text import mandate_text, read_mandate
    from sigverify.records.register.proposals import Change

    read = read_mandate(words)
    day = _today() if first_day is None else first_day.date()
    change = Change(account=account).and_mandate(read, first_day=day)
    with records_in_use() as opened:
        waits, _ = _change(opened, change, urgent=urgent)
    if not waits:
        typer.echo(f"In force from {day}:\n{mandate_text(read)}")


def _change(opened: OpenRecords, change: Change, *, urgent: str) -> tuple[bool, Specimen | None]:
    """Make a change, or say that it waits for a second person; returns whether it waits."""
    from sigverify.records.register.proposals import make_change

    with opened.records.writing() as connection:
        made = make_change(
            connection,
            change,
            records=opened.records,
            person=opened.person,
            policy=opened.policy,
            urgent=urgent,
        )
    if isinstance(made, int):
        typer.echo(
            f"Change {made} waits: it takes effect when a colleague has confirmed it "
            f"(sigverify approvals confirm {made})."
        )
        return True, None
    return False, made


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _verifier(model: str | None) -> Verifier:
    from sigverify.paths import model_folder
    from sigverify.verification.verifier import Verifier

    return Verifier(model_folder(model))
