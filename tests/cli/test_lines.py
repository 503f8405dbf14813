from __future__ import annotations

import pytest

from sigverify.cli.lines import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain text.png", "plain text.png"),
        ("हस्ताक्षर\u200dक 签名 é", "हस्ताक्षर\u200dक 签名 é"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("gnp.\u202efdp", "gnp.\\u202efdp"),
        ("\udce9 \u2028", "\\udce9 \\u2028"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, line: str) -> None:
    assert one_line(text) == line
