"""Text that is safe to print in one line, for any file name."""

from __future__ import annotations

import unicodedata
from typing import Final

# Control characters, broken characters, line and paragraph ends, and invisible marks, some of
# which turn the direction of writing: they would break the line or make a name look like another.
_ESCAPED: Final = frozenset({"Cc", "Cs", "Zl", "Zp", "Cf"})
# Joiners belong to the spelling of several scripts.
_KEPT: Final = frozenset("\u200c\u200d")


def one_line(text: str) -> str:
    """The text with control characters and invisible characters as escapes."""
    return "".join(
        letter.encode("unicode_escape").decode("ascii")
        if unicodedata.category(letter) in _ESCAPED and letter not in _KEPT
        else letter
        for letter in text
    )
