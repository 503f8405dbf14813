"""What the name of an image says, by a pattern that the site sets.

A pattern is plain text with ``{account}``, ``{cheque}``, ``{amount}`` and ``{any}`` in it, for
example ``{account}_{cheque}_{any}``. It is not a regular expression: everything else stands for
itself, each part has a greatest length, and two parts need text between them, so that no pattern
can take long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

MOST_CHARACTERS: Final = 120
_PART: Final = re.compile(r"\{([^{}]*)\}")
_KINDS: Final = {
    "account": r"[0-9A-Za-z]{1,34}",
    "cheque": r"[0-9]{1,12}",
    "amount": r"[0-9]{1,13}(?:[.,][0-9]{1,2})?",
    "any": r".{0,100}?",
}


class NamePatternError(ValueError):
    """A pattern is none; the text says why."""


def check_pattern(pattern: str) -> None:
    """Check a pattern; an empty one says nothing.

    Raises:
        NamePatternError: it is too long, or has an unknown part, one twice, or two in a row.
    """
    if not pattern:
        return
    if len(pattern) > MOST_CHARACTERS:
        raise NamePatternError(f"at most {MOST_CHARACTERS} characters")
    parts = _PART.findall(pattern)
    unknown = [part for part in parts if part not in _KINDS]
    if unknown or _PART.sub("", pattern).count("{") or _PART.sub("", pattern).count("}"):
        raise NamePatternError("its parts are {account}, {cheque}, {amount} and {any}")
    if not set(parts) - {"any"}:
        raise NamePatternError("it names no {account}, {cheque} or {amount}")
    if len(set(parts)) < len(parts):
        raise NamePatternError("each part may occur only once")
    if "}{" in pattern:
        raise NamePatternError("two parts need text between them")


def read_name(pattern: str, stem: str) -> Mapping[str, str]:
    """The parts of an image's name without its extension; empty if it does not fit.

    Raises:
        NamePatternError: the pattern is none.
    """
    if not pattern:
        return {}
    found = _compiled(pattern).fullmatch(stem[:255])
    return {} if found is None else found.groupdict()


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    check_pattern(pattern)
    pieces, end = [], 0
    for part in _PART.finditer(pattern):
        pieces.append(re.escape(pattern[end : part.start()]))
        name = part.group(1)
        pieces.append(_KINDS[name] if name == "any" else f"(?P<{name}>{_KINDS[name]})")
        end = part.end()
    pieces.append(re.escape(pattern[end:]))
    return re.compile("".join(pieces), re.ASCII)
