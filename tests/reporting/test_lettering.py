from __future__ import annotations

import pytest

from sigverify.reporting.lettering import drawable, fitted, has_letters, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("specimen (1).png", "specimen (1).png"),
        ("Müller-Étienne", "Muller-Etienne"),
        ("签名-2024.png", "...-2024.png"),
        ("a签b名c", "a...b...c"),
        ("a\tb\n", "a b "),
        ("\U0001f58a", "..."),
    ],
)
def test_dots_replace_letters_that_the_font_lacks(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_drawable_letters_are_recognised() -> None:
    assert has_letters("签名 7")
    assert not has_letters("签名-(.)")


def test_a_long_line_keeps_its_ends() -> None:
    text = "beginning " + "x" * 300 + " end.png"
    line = fitted(text, size=20, width=300)
    assert width_of(line, size=20) <= 300
    assert line.startswith("begin")
    assert line.endswith("end.png")
    assert "..." in line
    assert fitted("short", size=20, width=300) == "short"
    assert fitted("anything", size=20, width=1) == "..."


def test_wrapped_lines_fit_and_lose_no_word() -> None:
    text = "one two three four five six seven eight nine ten"
    lines = wrapped(text, size=20, width=160)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert all(width_of(line, size=20) <= 160 for line in lines)
    assert all(width_of(line, size=20) <= 160 for line in wrapped("y" * 99, size=20, width=160))
