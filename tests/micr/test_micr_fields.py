"""What a line says, in each clearing system, and what it does not say."""

from __future__ import annotations

import pytest

from sigverify.micr.fields import MicrFields, aba_check_holds, fields_of
from sigverify.micr.reading import Font, MicrCharacter, MicrLine
from sigverify.terms import Box


def line(text: str, font: Font = Font.E13B) -> MicrLine:
    characters = tuple(MicrCharacter(char, 0.9, 0.0) for char in text if char != " ")
    return MicrLine(font, characters, text, Box(x=0, y=0, w=10, h=10))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "⑈100830⑈ 500229009⑆ 551452⑈ 31",
            MicrFields(
                cheque_number="100830",
                sort_code="500229009",
                account_id="551452",
            ),
        ),
        (
            "⑈100830⑈ 500229009⑆         31",
            MicrFields(cheque_number="100830", sort_code="500229009"),
        ),
        (
            "⑆021000021⑆ 1234567890⑈ 0042",
            MicrFields(cheque_number="0042", sort_code="021000021", account="1234567890"),
        ),
        (
            "⑈000123⑈ ⑆021000021⑆ 12⑉34567⑈ ⑇0000012345⑇",
            MicrFields(
                cheque_number="000123", sort_code="021000021", account="1234567", amount_cents=12345
            ),
        ),
        (
            "⑈100123⑈ 40⑉1234⑆ 12345678⑈ 01",
            MicrFields(cheque_number="100123", sort_code="401234", account="12345678"),
        ),
    ],
)
def test_each_system_has_its_order(text: str, fields: MicrFields) -> None:
    assert fields_of(line(text)) == fields


@pytest.mark.parametrize(
    "text",
    [
        "⑈10?830⑈ 500229009⑆ 551452⑈ 31",
        "⑈10830⑈ 500229009⑆ 551452⑈ 31",
        "⑆021000022⑆ 1234567890⑈ 0042",
        "100830 500229009 551452 31",
    ],
)
def test_no_number_is_taken_from_a_line_with_a_gap_or_a_false_check(text: str) -> None:
    assert fields_of(line(text)).cheque_number is None
    assert fields_of(line(text)).account is None


def test_an_unread_mark_in_a_gap_leaves_the_numbers_beside_it() -> None:
    fields = fields_of(line("⑈120611⑈ 500015048⑆    ?    31"))
    assert (fields.cheque_number, fields.sort_code) == ("120611", "500015048")


BRAZILIAN = "①00112346③0010001015③201234567897①"


def test_a_brazilian_line_gives_its_cheque_and_account() -> None:
    fields = fields_of(line(BRAZILIAN, Font.CMC7))
    assert fields == MicrFields(cheque_number="000101", sort_code="0011234", account="0123456789")


@pytest.mark.parametrize("place", [3, 7, 8, 12, 19, 21, 25, 32])
def test_the_check_digits_of_a_brazilian_line_must_hold(place: int) -> None:
    digit = BRAZILIAN[place]
    assert digit.isdecimal()
    wrong = BRAZILIAN[:place] + str((int(digit) + 1) % 10) + BRAZILIAN[place + 1 :]
    assert fields_of(line(wrong, Font.CMC7)).empty


def test_the_check_of_a_routing_number() -> None:
    assert aba_check_holds("021000021")
    assert not aba_check_holds("021000012")


def test_a_french_line_gives_cheque_and_bank() -> None:
    fields = fields_of(line("③1713646③080028662035⑤213141171364①", Font.CMC7))
    assert fields == MicrFields(cheque_number="1713646", sort_code="080028662035")
