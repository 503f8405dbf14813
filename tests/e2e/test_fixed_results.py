"""Verify, batch, calibrate and evaluate give the answers on fixed images that they gave before.

The wording of texts and the pixels of pictures may change here; ``python -m
tests.e2e.fixed_results --exact OTHER`` compares them too.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.fixed_answers.answers import VALUES, WORDS, Answers
from tests.e2e.fixed_answers.comparison import EXACT, TOLERANCE, Comparison, compare_group
from tests.e2e.fixed_answers.running import answers_of, stored_answers
from tests.helpers.places import ROOT


@pytest.fixture(scope="module")
def fresh(data: Path) -> Answers:
    return answers_of(ROOT, data=data)


def test_the_values_are_what_they_were(fresh: Answers) -> None:
    found = compare_group(VALUES, old=stored_answers(), new=fresh, tolerance=TOLERANCE)
    assert not found.differences, "\n".join(found.differences)


def test_every_text_is_still_there_in_whatever_words(fresh: Answers) -> None:
    silent = [
        f"{step}: {name}"
        for step, texts in stored_answers()[WORDS].items()
        for name, text in texts.items()
        if bool(text) != bool(fresh[WORDS].get(step, {}).get(name))
    ]
    assert not silent
    reworded = compare_group(WORDS, old=stored_answers(), new=fresh, tolerance=EXACT)
    print(f"{len(reworded.differences)} texts read differently")


def differences(old: object, new: object, *, tolerance: float = EXACT) -> tuple[int, int]:
    found = Comparison()
    found.compare(old, new, tolerance=tolerance)
    return len(found.differences), len(found.additions)


def test_what_is_new_is_no_difference_and_what_is_gone_is() -> None:
    old = {"a": [{"b": 1.0}]}
    assert differences(old, {"a": [{"b": 1.0, "code": "x"}], "c": 1}) == (0, 2)
    assert differences(old, {"a": [{}]}) == (1, 0)
    assert differences(old, {"a": [{"b": 1.0}, {"b": 1.0}]}) == (1, 0)


def test_numbers_differ_by_the_tolerance_at_most() -> None:
    assert differences(0.5, 0.5 + TOLERANCE / 2) == (1, 0)
    assert differences(0.5, 0.5 + TOLERANCE / 2, tolerance=TOLERANCE) == (0, 0)
    assert differences(0.5, 0.5 + TOLERANCE * 2, tolerance=TOLERANCE) == (1, 0)
    assert differences(1, True, tolerance=TOLERANCE) == (1, 0)
    assert differences(json.loads("1"), json.loads("1.0"), tolerance=TOLERANCE) == (1, 0)
