"""The command line as a whole: its commands, and the handling of their errors.

Each command is a function in a file of its own, which is imported only if that command is asked for
or all of them are listed. It imports everything beyond the standard library and typer when it runs,
so that no command waits for the imports of another.
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Final, cast

import typer

from sigverify import __version__
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

# The modules of the commands below `sigverify.cli.commands`, in the order of the help.
_COMMANDS: Final = {
    "verify": "verify",
    "identify": "identify",
    "locate": "locate",
    "batch": "batch",
    "watch": "watch",
    "demo": "demo",
    "gui": "gui",
    "evaluate": "evaluate",
    "train": "train",
    "leave-one-out": "leave_one_out",
    "recalibrate": "recalibrate",
    "search": "search",
    "train-locator": "train_locator",
    "train-separator": "train_separator",
    "calibrate": "calibrate",
}
# The same of groups of commands.
_GROUPS: Final = {
    "model": "model",
    "calibration": "calibration",
    "register": "records.register",
    "records": "records.database",
    "site": "records.site",
    "audit": "records.audit",
    "approvals": "records.approvals",
}
# Options that may stand before a command.
_VERSION: Final = "--version"
_LOG_LEVEL: Final = "--log-level"
_LOG_FORMAT: Final = "--log-format"


def application(names: Sequence[str] = (*_COMMANDS, *_GROUPS)) -> typer.Typer:
    """The command line.

    Args:
        names: the commands and groups that it has; all by default.
    """
    app = typer.Typer(
        name=APP_NAME,
        help="Verify handwritten signatures against specimens. The program assists; the clerk "
        "decides.",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_root)
    for name in names:
        if name in _COMMANDS:
            module = import_module(f"sigverify.cli.commands.{_COMMANDS[name]}")
            command = getattr(module, name.replace("-", "_"))
            app.command(cls=getattr(module, "COMMAND_CLASS", None))(command)
        else:
            module = import_module(f"sigverify.cli.commands.{_GROUPS[name]}")
            app.add_typer(getattr(module, f"{name}_app"))
    give_options(app)
    return app


def _needed(arguments: Sequence[str]) -> Sequence[str]:
    """The commands that these arguments need: the one that they name, or all."""
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in (_LOG_LEVEL, _LOG_FORMAT):
        del rest[: 1 if "=" in rest[0] else 2]
    named = rest[:1]
    if named == [_VERSION]:
        return ()
    return named if named and named[0] in (*_COMMANDS, *_GROUPS) else (*_COMMANDS, *_GROUPS)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{APP_NAME} {__version__}")
        raise typer.Exit


def _root(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            _VERSION, callback=_print_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
    log_level: Annotated[
        Level | None,
        typer.Option(
            _LOG_LEVEL,
            case_sensitive=False,
            help="Lowest level of the log records to write; default: info for the log file, "
            "warning for stderr.",
        ),
    ] = None,
    log_format: Annotated[
        Format | None,
        typer.Option(
            _LOG_FORMAT, case_sensitive=False, help="Format of the log records; default: text."
        ),
    ] = None,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        return
    set_up(level=log_level, log_format=log_format)
    _LOG.info("command.started", command=context.invoked_subcommand, version=__version__)


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
        app = application(_needed(arguments))
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
        import traceback

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
