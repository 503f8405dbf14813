"""The command line as a whole: its commands, and the handling of their errors.

Each command is a function in a file of its own. It imports everything beyond the standard library
and typer when it runs, so that no command waits for the imports of another.
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
import traceback
from typing import Annotated, Final, cast

import typer

from sigverify import __version__
from sigverify.cli.commands.batch import batch
from sigverify.cli.commands.calibrate import calibrate
from sigverify.cli.commands.calibration import calibration_app
from sigverify.cli.commands.demo import demo
from sigverify.cli.commands.evaluate import ManyNumbers, evaluate
from sigverify.cli.commands.gui import gui
from sigverify.cli.commands.identify import identify
from sigverify.cli.commands.leave_one_out import leave_one_out
from sigverify.cli.commands.locate import locate
from sigverify.cli.commands.model import model_app
from sigverify.cli.commands.recalibrate import recalibrate
from sigverify.cli.commands.records.approvals import approvals_app
from sigverify.cli.commands.records.audit import audit_app
from sigverify.cli.commands.records.database import records_app
from sigverify.cli.commands.records.register import register_app
from sigverify.cli.commands.records.site import site_app
from sigverify.cli.commands.search import search
from sigverify.cli.commands.train import train
from sigverify.cli.commands.train_locator import train_locator
from sigverify.cli.commands.train_separator import train_separator
from sigverify.cli.commands.verify import verify
from sigverify.cli.commands.watch import watch
from sigverify.cli.lines import one_line
from sigverify.cli.output import give_options
from sigverify.cli.pipes import lasting_streams
from sigverify.errors import ExitCode, SigVerifyError
from sigverify.logs.bugs import keep_details
from sigverify.logs.log import Log, milliseconds_since
from sigverify.logs.output import Format, Level, close, set_up
from sigverify.paths import APP_NAME
from sigverify.wording import english

_LOG: Final = Log(__name__)

# Typer's message for an invalid date, which names its own format.
_NO_DAY: Final = re.compile(
    r"(?:Value error, )?('[^']*') does not match the formats? '%Y-%m-%d'\.?"
)
# typer's own name for what a user types wrong; older versions take the class from click.
_UsageFault: Final[type[Exception]] = cast("type[Exception]", typer.BadParameter.__mro__[1])

app = typer.Typer(
    name=APP_NAME,
    help="Verify handwritten signatures against specimens. The tool assists, the clerk decides.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{APP_NAME} {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
    log_level: Annotated[
        Level | None,
        typer.Option(
            "--log-level",
            case_sensitive=False,
            help="Lowest level of the log records to write; default: info for the log file, "
            "warning for stderr.",
        ),
    ] = None,
    log_format: Annotated[
        Format | None,
        typer.Option(
            "--log-format", case_sensitive=False, help="Format of the log records; default: text."
        ),
    ] = None,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        return
    set_up(level=log_level, log_format=log_format)
    _LOG.info("command.started", command=context.invoked_subcommand, version=__version__)


app.command()(verify)
app.command()(identify)
app.command()(locate)
app.command()(batch)
app.command()(watch)
app.command()(demo)
app.command()(gui)
app.command(cls=ManyNumbers)(evaluate)
app.command()(train)
app.command()(leave_one_out)
app.command()(recalibrate)
app.command()(search)
app.command()(train_locator)
app.command()(train_separator)
app.command()(calibrate)
app.add_typer(model_app)
app.add_typer(calibration_app)
app.add_typer(register_app)
app.add_typer(records_app)
app.add_typer(site_app)
app.add_typer(audit_app)
app.add_typer(approvals_app)
give_options(app)


def run(arguments: list[str]) -> int:
    """Run one command and turn every error into one line and an exit status.

    Args:
        arguments: the command line without the program's name.

    Returns:
        A value of `ExitCode`.
    """
    _never_fail_on_a_character()
    started = time.perf_counter()
    with lasting_streams():
        try:
            status = _run(arguments)
            _LOG.info("command.ended", status=status, milliseconds=milliseconds_since(started))
        finally:
            close()
    return status


def _run(arguments: list[str]) -> int:
    try:
        status = app(args=arguments, prog_name=APP_NAME, standalone_mode=False)
    except SigVerifyError as error:
        _LOG.error("command.failed", cause=error, told=True)
        return _fail(str(error), status=error.exit_code)
    except _UsageFault as error:
        return _fail(_usage_message(error), status=ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Cancelled.", status=ExitCode.CANCELLED)
    except SystemExit as end:
        # The shell has asked for completions.
        return end.code if isinstance(end.code, int) else int(ExitCode.OK)
    except Exception:
        return _fail(english(keep_details(traceback.format_exc())), status=ExitCode.BUG)
    return status if isinstance(status, int) else int(ExitCode.OK)


def _usage_message(error: Exception) -> str:
    """Typer's message, and where to find the correct usage."""
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    command = getattr(getattr(error, "ctx", None), "command_path", APP_NAME)
    text = _NO_DAY.sub(r"\1 is not a date such as 2026-11-22", text).removesuffix(".")
    return f"{text}{'' if text.endswith('?') else '.'} See '{command} --help'."


def _never_fail_on_a_character() -> None:
    """Escape characters that a terminal can't show; file names may contain any."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _fail(message: str, *, status: ExitCode) -> int:
    print(f"{APP_NAME}: {one_line(message)}", file=sys.stderr)
    return int(status)
