"""Reasons are data: they survive JSON and pickling, and no code decides by their words."""

from __future__ import annotations

import ast
import pickle
import string
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sigverify.errors import DataError
from sigverify.reasons import Reason, ReasonCode, codes_in, free_text
from sigverify.templates import SECTIONS, TEMPLATES
from sigverify.wording import english, reason_of, reasons_of, texts_of
from tests.helpers.places import ROOT

FINDING = Reason(ReasonCode.TOO_COARSE, pixels=33)
UNUSABLE = Reason(ReasonCode.SPECIMEN_UNUSABLE, specimen=4, finding=FINDING)
RULE = Reason(ReasonCode.RULE_HOLDS, rule="any two", people=("Asha", "Bimal", "Chitra"))


def test_the_words_of_a_reason() -> None:
    assert english(UNUSABLE) == (
        "specimen no. 4 can't be used: The signature is only 33 pixels long. "
        "Scan it again at 200 dpi or more."
    )
    assert english(RULE).endswith("is met: Asha, Bimal and Chitra signed")
    amount = Reason(ReasonCode.NO_RULE_COVERS, amount=Decimal("12.5"), day=date(2026, 11, 22))
    assert english(amount) == "no rule of the mandate covers 12.50 on 2026-11-22"
    broken = Reason(ReasonCode.GENUINE_LIMIT_BROKEN, rate=0.0625, limit=0.05)
    assert "6.25 % of the genuine signatures" in english(broken)
    assert english("A text stays.") == "A text stays."


def test_a_capital_begins_a_sentence_but_never_a_name() -> None:
    assert english(UNUSABLE, capital=True).startswith("Specimen no. 4")
    doubt = Reason(ReasonCode.DOUBT_ABOUT, image="scan.png", finding=FINDING)
    assert english(doubt, capital=True).startswith("scan.png: The")
    outcome = Reason(
        ReasonCode.OUTCOME,
        genuine=Reason(ReasonCode.SKILLED_UNKNOWN),
        skilled=Reason(ReasonCode.SKILLED_UNKNOWN),
    )
    assert english(outcome, capital=True).startswith("How many skilled")
    assert english(free_text("as it was kept"), capital=True) == "As it was kept"


def test_a_name_with_braces_is_no_template() -> None:
    reason = Reason(ReasonCode.SAME_IMAGE, specimen="{other}.png")
    assert english(reason) == "it is the same image as specimen {other}.png"


@pytest.mark.parametrize("reason", [UNUSABLE, RULE, FINDING, free_text("ä")])
def test_a_reason_comes_back_from_json_and_from_another_process(reason: Reason) -> None:
    assert Reason.from_json(reason.as_json()) == reason
    assert pickle.loads(pickle.dumps(reason)) == reason
    assert hash(pickle.loads(pickle.dumps(reason))) == hash(reason)


def test_amounts_and_days_come_back_in_the_same_words() -> None:
    reason = Reason(ReasonCode.NO_RULE_COVERS, amount=Decimal("50000"), day=date(2026, 11, 22))
    assert english(Reason.from_json(reason.as_json())) == english(reason)


@pytest.mark.parametrize(
    "value",
    [{}, {"code": "no-such-code", "parameters": {}}, {"code": "no-ink"}, {"code": "no-ink",
     "parameters": []}, {"code": "no-ink", "parameters": {"x": None}}],
)  # fmt: skip
def test_what_is_no_reason_is_refused_and_its_text_is_kept(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"reason|valid"):
        Reason.from_json(value)
    assert reason_of("as it was said", value) == free_text("as it was said")


def test_a_text_alone_is_known_by_its_words_or_stays_text() -> None:
    texts = ["copy of a specimen", "Copy of a specimen", "copy of something"]
    found = reasons_of(texts, [{"code": "no-ink", "parameters": {}}])
    copy = Reason(ReasonCode.COPY_OF_SPECIMEN)
    assert found == (copy, copy, free_text("copy of something"))
    both = reasons_of(["x"], [{"code": "no-ink", "parameters": {}}])
    assert both == (Reason(ReasonCode.NO_INK),)


def test_codes_name_nobody() -> None:
    assert UNUSABLE.code_path == "specimen-unusable:too-coarse"
    signed = Reason(ReasonCode.SIGNATURE_OF, person="Asha", reason=UNUSABLE)
    assert codes_in([signed, RULE]) == [
        "signature-of", "specimen-unusable", "too-coarse", "rule-holds",
    ]  # fmt: skip
    assert "Asha" not in str(signed)


def test_an_error_says_its_reason_in_english_and_keeps_it() -> None:
    error = DataError(UNUSABLE, remedy=Reason(ReasonCode.GIVE_ONE))
    assert str(error) == f"{english(UNUSABLE)} Give one."
    assert (error.reason, error.how) == (UNUSABLE, Reason(ReasonCode.GIVE_ONE))
    assert DataError("So.", remedy="Do.").reason == free_text("So.")


def test_the_table_has_each_code_once_and_no_two_texts_are_alike() -> None:
    assert [code for part in SECTIONS.values() for code in part] == list(TEMPLATES)
    assert set(TEMPLATES) == set(ReasonCode)
    assert len(set(TEMPLATES.values())) == len(TEMPLATES)


def constructed() -> list[tuple[Path, ast.Call]]:
    return [
        (path, node)
        for path in sorted((ROOT / "sigverify").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id == "Reason" and node.args and isinstance(node.args[0], ast.Attribute)
        and ast.unparse(node.args[0]).startswith("ReasonCode.")
    ]  # fmt: skip


def test_each_reason_is_made_with_the_parameters_of_its_template() -> None:
    found = constructed()
    assert len(found) > 60
    for path, node in found:
        given = {keyword.arg for keyword in node.keywords}
        code = ReasonCode[node.args[0].attr]  # type: ignore[attr-defined]
        named = {name for _, name, _, _ in string.Formatter().parse(TEMPLATES[code]) if name}
        assert given == named or None in given, f"{path.name}:{node.lineno}"


_WORDS = {"english", "texts_of", "rendered", "sentence", "phrase"}
_TESTS = {"startswith", "endswith", "removeprefix", "removesuffix", "match", "fullmatch", "search"}


def by_words(node: ast.AST) -> bool:
    """Whether a part of an expression is the words of a reason or of an error."""
    return any(
        (isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in _WORDS)
        or (isinstance(one, ast.Attribute) and one.attr in ("message", "remedy"))
        for one in ast.walk(node)
    )


def decisions_by_words(tree: ast.AST) -> list[int]:
    """Lines that compare words, or look for something in them."""
    found = []
    for node in ast.walk(tree):
        compared = isinstance(node, ast.Compare) and not all(
            isinstance(other, ast.Constant) and other.value is None for other in node.comparators
        )
        called = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _TESTS
        )
        if (compared or called) and by_words(node):
            found.append(node.lineno)  # type: ignore[attr-defined]
    return found


def test_the_search_for_decisions_by_words_finds_them() -> None:
    for line in ('"copy" in texts_of(reasons)', "error.message.startswith(x)", 'english(r) == "a"'):
        assert decisions_by_words(ast.parse(line))
    assert not decisions_by_words(ast.parse("reason.code is x and english(reason)"))


def test_no_code_decides_by_words() -> None:
    # A calibration is known as the shipped one by the name that training gave it.
    allowed = {"calibration_file.py"}
    for path in sorted((ROOT / "sigverify").rglob("*.py")):
        if path.name not in allowed:
            assert not decisions_by_words(ast.parse(path.read_text("utf-8"))), path


def test_the_page_on_codes_is_that_of_the_table(tmp_path: Path) -> None:
    made = tmp_path / "codes.md"
    command = [sys.executable, str(ROOT / "packaging/reason_codes.py"), "document", str(made)]
    subprocess.run(command, check=True)
    page = ROOT / "docs/reason-codes.md"
    assert page.read_text("utf-8") == made.read_text("utf-8"), "packaging/reason_codes.py document"


def test_texts_of_some_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts_of([FINDING, free_text("b")], capital=True)[1] == "B"
    monkeypatch.setitem(TEMPLATES, ReasonCode.TOO_COARSE, "{pixels} px")
    assert english(FINDING) == "33 px"
