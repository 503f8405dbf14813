from __future__ import annotations

import json
from decimal import Decimal

import pytest

from sigverify.errors import DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.judging import Fulfilment, judge
from sigverify.records.mandates.mandate import Mandate
from sigverify.records.mandates.text import read_amount, read_mandate
from sigverify.terms import Decision
from sigverify.wording import amount_text, texts_of
from tests.helpers.mandate_judging import DAY, judged

LADDER = "any one up to 10,000; any two up to 50,000; A with B above"
DIRECTORS = "group Directors: Asha Rao, Bimal Sen, Chitra Das\n"
SHIFT = DIRECTORS + "group Night: Chitra Das until 2026-11-21, Dev\n"


YES, IF, NO = Fulfilment.YES, Fulfilment.IF_CONFIRMED, Fulfilment.NO


# Every line is one case: the mandate, who signed, the amount, whether the mandate is fulfilled.
@pytest.mark.parametrize(
    ("text", "signed", "amount", "fulfilled"),
    [
        # The ladder: each "up to" begins where the step below ends.
        (LADDER, "A", "0.01", YES),
        (LADDER, "A", "10000", YES),
        (LADDER, "X", "10000", YES),
        (LADDER, "A", "10000.01", NO),
        (LADDER, "X,Y", "10000.01", YES),
        (LADDER, "A,X", "50000", YES),
        (LADDER, "A,X", "50000.01", NO),
        (LADDER, "X,Y,Z", "50001", NO),
        (LADDER, "A,B", "50001", YES),
        (LADDER, "a,b", "1000000000", YES),
        (LADDER, "", "5", NO),
        # A referred signature counts only once a person has confirmed it.
        (LADDER, "A?", "10", IF),
        (LADDER, "A,B?", "60000", IF),
        (LADDER, "A?,B?", "60000", IF),
        (LADDER, "A,X?", "60000", NO),
        # An amount that no rule covers, an unknown one, and 0 or less are never accepted.
        ("any one up to 10,000", "A,B,C", "10000.01", NO),
        ("any one above 10 up to 20", "A", "10", NO),
        (LADDER, "A,B", None, NO),
        (LADDER, "A,B", "0", NO),
        (LADDER, "A,B", "-1", NO),
        # Overlapping rules must all be fulfilled.
        (LADDER + "\nA above 5,000", "X", "5000", YES),
        (LADDER + "\nA above 5,000", "X", "5001", NO),
        (LADDER + "\nA above 5,000", "A", "5001", YES),
        (LADDER + "\nA above 5,000", "X,Y", "20000", NO),
        (LADDER + "\nX for any amount", "A,B", "60000", NO),
        (LADDER + "\nX for any amount", "A,B,X", "60000", YES),
        ("any two up to 100; A up to 100", "A", "50", NO),
        ("any two up to 100; A up to 100", "B,C", "50", NO),
        ("any two up to 100; A up to 100", "A,C", "50", YES),
        # Other ranges are not steps of the ladder: the step above them begins below them.
        ("any one up to 10; any two above 10 up to 50; any three up to 90", "A,B", "20", NO),
        ("any one up to 10; any two above 10 up to 50; any three up to 90", "A,B,C", "20", YES),
        # Groups, and people who belong to several groups.
        (DIRECTORS + "any two of directors up to 10", "asha rao,BIMAL SEN", "1", YES),
        (DIRECTORS + "any two of Directors up to 10", "Asha Rao,X", "1", NO),
        (DIRECTORS + "Directors with X up to 10", "Asha Rao,X", "1", YES),
        (DIRECTORS + "Directors with X up to 10", "X,Y", "1", NO),
        (DIRECTORS + "all of Directors up to 10", "Asha Rao,Bimal Sen", "1", NO),
        (DIRECTORS + "all of Directors up to 10", "Asha Rao,Bimal Sen,Chitra Das,X", "1", YES),
        (DIRECTORS + "Directors with Directors up to 10", "Asha Rao", "1", NO),
        (DIRECTORS + "Directors with Directors up to 10", "Asha Rao,Bimal Sen", "1", YES),
        # Each part of a rule needs a person of its own.
        ("A with any one up to 10", "A", "1", NO),
        ("A with any one up to 10", "A,C", "1", YES),
        ("A with any two up to 10", "A,C", "1", NO),
        (DIRECTORS + "group Two: Asha Rao, X\nDirectors with Two up to 9", "Asha Rao", "1", NO),
        (DIRECTORS + "group Two: Asha Rao, X\nDirectors with Two up to 9", "Asha Rao,X", "1", YES),
        (
            DIRECTORS + "group Two: Asha Rao, X\nDirectors with Two up to 9",
            "Asha Rao,Bimal Sen",
            "1",
            YES,
        ),
        # Membership ends; a group that is empty on the day can't have signed.
        (SHIFT + "any one of Night up to 10", "Chitra Das", "1", NO),
        (SHIFT + "any one of Night up to 10", "Dev", "1", YES),
        (SHIFT + "all of Night up to 10", "Dev", "1", YES),
        ("group G: A until 2026-11-21\nall of G up to 10", "A,B,C", "1", NO),
        # Alternatives.
        ("A or B up to 10", "B", "1", YES),
        ("(A with B) or (C) up to 10", "A", "1", NO),
        ("(A with B) or (C) up to 10", "C", "1", YES),
        # Rules with periods; a step that is not in force does not count as a step.
        ("A up to 9; B up to 9 from 2026-11-23", "A", "1", YES),
        ("A up to 9; B up to 9 from 2026-11-22", "A", "1", NO),
        ("A up to 9 until 2026-11-21", "A", "1", NO),
        ("A up to 9 until 2026-11-22", "A", "1", YES),
        ("any one up to 5 until 2026-06-30; any two up to 9", "A", "3", NO),
        ("any one up to 5 until 2026-06-30; any two up to 9", "A,B", "3", YES),
        ("any one up to 5 until 2026-06-30; A above", "A", "3", NO),
        ("any one up to 5 until 2026-06-30; A above", "A", "6", NO),
        # The ladder is the same in another order.
        ("A with B above; any two up to 50,000; any one up to 10,000", "X", "9999", YES),
        ("A with B above; any two up to 50,000; any one up to 10,000", "X", "10001", NO),
    ],
)
def test_table_of_cases(text: str, signed: str, amount: str | None, fulfilled: Fulfilment) -> None:
    found = judged(text, signed, amount)
    assert found.fulfilled is fulfilled
    # A missing entitlement is no forgery, so the decision is never FLAG.
    assert found.decision is (Decision.ACCEPT if fulfilled is YES else Decision.REFER)
    assert found.reasons


def test_two_mandates_in_force_must_both_hold_and_are_no_ladder() -> None:
    both = [read_mandate("any one up to 10"), read_mandate("any two up to 50")]
    found = judge(both, {"A": Decision.ACCEPT}, amount=Decimal(1), day=DAY)
    assert [one.fulfilled for one in found.rules] == [NO, YES]
    assert found.fulfilled is NO


def test_a_mandate_returns_the_names_in_it() -> None:
    named = read_mandate(DIRECTORS + "Directors with any one up to 1; X above").names
    assert named == {"asha rao", "bimal sen", "chitra das", "x"}


@pytest.mark.parametrize("decision", [Decision.FLAG, Decision.NO_DECISION])
def test_a_signature_that_is_not_the_signatorys_counts_for_nothing(decision: Decision) -> None:
    found = judged("any two up to 10", {"A": Decision.ACCEPT, "B": decision}, "1")
    assert found.fulfilled is NO
    assert found.reasons[0].parameters["people"] == ("A",)


def test_reasons_name_the_rule_and_what_stands_in_the_way_comes_first() -> None:
    found = judged(LADDER + "; X above 5,000", "A,B?", "20,000".replace(",", ""))
    assert texts_of(found.reasons) == [
        'the mandate\'s rule "X above 5,000" is not met: A and B signed',
        'the mandate\'s rule "any two up to 50,000" is met only if B did sign',
    ]
    assert texts_of(judged(LADDER, "Asha", "7.5").reasons) == [
        'the mandate\'s rule "any one up to 10,000" is met: Asha signed',
    ]
    assert texts_of(judged("A up to 10", "A", "12.50").reasons) == [
        "no rule of the mandate covers 12.50 on 2026-11-22",
    ]
    unknown = judged("A up to 10", "A", None)
    assert unknown.reasons == (Reason(ReasonCode.MANDATE_NEEDS_AMOUNT),)


@pytest.mark.parametrize(
    ("text", "signed", "missing"),
    [
        ("A with B", "A", ["the signature of B is missing"]),
        ("A with B with C", "X", ["the signature of A, B and C is missing"]),
        ("any two", "A", ["one more signature is missing"]),
        ("any three", "A", ["2 more signatures are missing"]),
        ("A with any one", "A", ["one more signature is missing"]),
        ("A with any one", "X", ["the signature of A is missing"]),
        ("A or B", "X", ["one of these signatures is missing: A and B"]),
        # The nearest of several ways is named.
        ("(A with B) or (C with D with E)", "A,C", ["the signature of B is missing"]),
        (
            DIRECTORS + "any one of Directors with X",
            "X",
            ["signatures missing of group Directors: 1"],
        ),
        ("A with B", "A,B", []),
        ("A with B", "A,B?", []),
    ],
)
def test_an_unfulfilled_mandate_says_whose_signature_is_missing(
    text: str, signed: str, missing: list[str]
) -> None:
    assert texts_of(judged(f"{text} up to 10", signed, "10").missing) == missing


def test_without_a_mandate_nothing_is_accepted() -> None:
    found = judge([], {"A": Decision.ACCEPT}, amount=Decimal(1), day=DAY)
    assert found.decision is Decision.REFER
    assert found.reasons == (Reason(ReasonCode.NO_MANDATE, day=DAY),)


def test_two_signatories_of_one_name_are_a_fault_of_the_register() -> None:
    signed = {"A": Decision.ACCEPT, "a": Decision.FLAG}
    with pytest.raises(ValueError, match="same name"):
        judge([read_mandate("any one up to 10")], signed, amount=Decimal(1), day=DAY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no rule"),
        ("group G: A", "no rule"),
        ("any two", "an amount must follow"),
        ("any up to 10", "how many"),
        ("any two up to 10.000,00", "not an amount"),
        ("any two of G up to 10", "no group is called 'G'"),
        ("all of G up to 10", "no group is called 'G'"),
        ("A up to 1,00", "not an amount"),
        ("A up to 0", "covers no amount"),
        ("A above 10 up to 10", "covers no amount"),
        ("A above", "'above' says no amount"),
        ("A with B or C up to 10", "read in two ways"),
        ("A with A up to 10", "names somebody twice"),
        ("group G: A; group g: B; G up to 1", "described twice"),
        ("group G: A, B; any three of G up to 10", "fewer than 3"),
        ("group G: A from 2026-02-01 until 2026-01-01; G up to 1", "before it begins"),
        ("A up to 10 until 2026-02-30", "not a date"),
        ("A up to 10 extra", "one word too many"),
        ('"A up to 10', "no counterpart"),
        ("with B up to 10", "a name is missing"),
        ("any 0 up to 10", "greater than or equal to 1"),
        ("any 30 up to 10", "less than or equal to 20"),
    ],
)
def test_an_invalid_mandate_is_refused_in_plain_words(text: str, why: str) -> None:
    with pytest.raises(DataError, match=r"(?i)mandate|amount") as caught:
        read_mandate(text)
    assert why in caught.value.message
    assert "docs/mandates.md" in caught.value.remedy or "50,000.50" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "value"),
    [("50000", 50000), ("50,000", 50000), ("5,00,000", 500000), ("1.50", "1.5"), ("0.0001",) * 2],
)
def test_amounts_as_people_write_them(text: str, value: str | int) -> None:
    assert read_amount(text) == Decimal(value)
    assert read_amount(amount_text(Decimal(value))) == Decimal(value)


@pytest.mark.parametrize("text", ["1,00", "1.000,00", "1e5", "-1", "NaN", "٣", "", "1 000", "1,5"])
def test_an_ambiguous_amount_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        read_amount(text)


def test_stored_mandates_are_never_trusted() -> None:
    stored = json.loads(read_mandate(LADDER).to_json())
    assert Mandate.from_json(json.dumps(stored)).to_json() == read_mandate(LADDER).to_json()
    damaged = [
        {**stored, "schema_version": 2},
        {**stored, "extra": 1},
        {"schema_version": 1},
        {**stored, "rules": []},
        {**stored, "rules": [{"either": [{}], "up_to": "10"}]},
        {**stored, "rules": [{"either": [], "up_to": "10"}]},
        {**stored, "rules": [{"either": [{"persons": ["A"]}], "up_to": "NaN"}]},
        {**stored, "rules": [{"either": [{"persons": ["A"]}], "up_to": "-5"}]},
        {**stored, "rules": [{"either": [{"persons": ['A"']}], "up_to": "5"}]},
        {**stored, "rules": [{"either": [{"some": [{"count": True}]}], "up_to": "5"}]},
        {**stored, "rules": [{"either": [{"some": [{"count": -1}]}], "up_to": "5"}]},
    ]
    for text in [*map(json.dumps, damaged), "", "[]", "null", "{", '{"rules":' + "[" * 2000]:
        with pytest.raises(DataError, match="damaged"):
            Mandate.from_json(text)
    with pytest.raises(DataError, match="too long"):
        Mandate.from_json(" " * 200_000)
