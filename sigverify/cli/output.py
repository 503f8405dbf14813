"""What a command shows: text for people, one JSON value with ``--json``, nothing with ``--quiet``.

Every command has both options. A command with a parameter ``as_json`` prints its JSON value itself.
For all others the lines that they print become the value's ``messages``, and what they tell with
`fact` becomes its other fields.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final

import typer

_JSON: Final = "as_json"
_QUIET: Final = "quiet"
_OPTIONS: Final = {
    _JSON: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")],
    _QUIET: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Print only errors, and what --json asks for."),
    ],
}


class _Shown:
    """How the running command shows its results.

    Attributes:
        quiet: no text and no progress.
        facts: the fields of the JSON value so far; None without ``--json``.
    """

    def __init__(self) -> None:
        self.quiet = False
        self.facts: dict[str, Any] | None = None


_SHOWN: Final = _Shown()


def is_quiet() -> bool:
    """Whether the running command shows no notes and no progress."""
    return _SHOWN.quiet


def fact(**fields: Any) -> None:  # noqa: ANN401 - any value with a text or of JSON
    """Add fields to the JSON value of the running command, if it has one."""
    if _SHOWN.facts is not None:
        _SHOWN.facts |= fields


def give_options(app: typer.Typer) -> None:
    """Give every command of an application, and of those within it, both options."""
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _with_options(command.callback)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            give_options(group.typer_instance)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(command, eval_str=True)
    own_json = _JSON in signature.parameters
    added = [name for name in _OPTIONS if name not in signature.parameters]

    @functools.wraps(command)
    def run(**values: Any) -> Any:  # noqa: ANN401
        quiet, as_json = values[_QUIET], values[_JSON]
        for name in added:
            del values[name]
        with _shown(quiet=quiet, as_json=as_json and not own_json):
            if own_json and as_json:
                return command(**values)
            if quiet or as_json:
                return _captured(command, values)
            return command(**values)

    more = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=_OPTIONS[name]
        )
        for name in added
    ]
    parameters = [*signature.parameters.values(), *more]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _captured(command: Callable[..., Any], values: dict[str, Any]) -> Any:  # noqa: ANN401
    """Run a command; its lines go into the JSON value, or nowhere."""
    text = io.StringIO()
    try:
        with contextlib.redirect_stdout(text):
            found = command(**values)
    except typer.Exit:
        _print_facts(text.getvalue())
        raise
    _print_facts(text.getvalue())
    return found


def _print_facts(text: str) -> None:
    if _SHOWN.facts is not None:
        value = {"messages": text.splitlines(), **_SHOWN.facts}
        # ASCII only: a file name that is not valid text must not break the output.
        typer.echo(json.dumps(value, indent=2, allow_nan=False, default=str))


@contextlib.contextmanager
def _shown(*, quiet: bool, as_json: bool) -> Iterator[None]:
    _SHOWN.quiet, _SHOWN.facts = quiet, {} if as_json else None
    try:
        yield
    finally:
        _SHOWN.quiet, _SHOWN.facts = False, None
