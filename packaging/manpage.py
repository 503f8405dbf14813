"""Writes the manual page of the command line from the help texts of the commands.

Run `python packaging/manpage.py FILE` with an interpreter that has sigverify.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import typer

from sigverify import __version__
from sigverify.cli.app import application
from sigverify.errors import ExitCode

# The module of these classes differs between versions of typer.
Command: TypeAlias = Any
Parameter: TypeAlias = Any
_STATUSES = {
    ExitCode.OK: "done",
    ExitCode.BUG: "a bug; the details are in the log file that the message names",
    ExitCode.USAGE: "the command makes no sense as given",
    ExitCode.ITEMS_FAILED: "some items of a list failed",
    ExitCode.CANCELLED: "cancelled",
}


def main(path: Path) -> None:
    """Write the page."""
    path.write_text(
        "\n".join(lines(typer.main.get_command(application()))) + "\n", encoding="utf-8"
    )


def lines(command: Command) -> Iterator[str]:
    """Yield the page line by line."""
    when = datetime.datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH", "0")) or datetime.datetime.now().timestamp(),
        tz=datetime.UTC,
    )
    yield f'.TH SIGVERIFY 1 "{when:%Y-%m-%d}" "sigverify {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"sigverify \- verify handwritten signatures on cheques against specimens"
    yield ".SH SYNOPSIS"
    yield r".B sigverify"
    yield r".I COMMAND"
    yield r"[\fIOPTION\fR]..."
    yield ".SH DESCRIPTION"
    yield text(command.help)
    yield ".SH COMMANDS"
    for words, one in leaves(command, "sigverify"):
        yield f".SS {text(words)}"
        yield from paragraphs(one.help)
        for parameter in one.params:
            if parameter.name != "help":
                yield ".TP"
                yield heading(parameter)
                yield text(getattr(parameter, "help", None)) or "Needed." * parameter.required
    yield ".SH EXIT STATUS"
    for status, words in _STATUSES.items():
        yield ".TP"
        yield str(int(status))
        yield text(words)
    yield "Every other status comes with a line that says what is wrong and what to do."
    yield ".SH SEE ALSO"
    yield "The guides below /usr/share/doc/sigverify."


def leaves(command: Command, words: str) -> Iterator[tuple[str, Command]]:
    """Yield the commands without subcommands, each with its words."""
    commands = getattr(command, "commands", None)
    if commands is None:
        yield words, command
        return
    for name, one in commands.items():
        yield from leaves(one, f"{words} {name}")


def heading(parameter: Parameter) -> str:
    """Return an option or an argument with its value."""
    name = parameter.metavar or parameter.name.upper().replace("_", "-")
    if parameter.param_type_name == "argument":
        return rf"\fI{text(name.strip('[].'))}\fR"
    options = ", ".join(rf"\fB{text(word)}\fR" for word in parameter.opts)
    return options if parameter.is_flag else rf"{options} \fI{text(name)}\fR"


def paragraphs(words: str | None) -> Iterator[str]:
    """Yield the help text of a command in paragraphs."""
    for number, part in enumerate(re.split(r"\n\s*\n", words or "")):
        if number:
            yield ".PP"
        yield text(part)


def text(words: str | None) -> str:
    """Return text in one line, with the formatter's characters escaped."""
    line = " ".join((words or "").split()).replace("\\", r"\e").replace("-", r"\-")
    line = line.replace("`", r"\(aq").replace("'", r"\(aq")
    return "\\&" + line if line.startswith(".") else line


if __name__ == "__main__":
    main(Path(sys.argv[1]))
