"""The text form of a mandate, which a bank officer reads and writes.

::

    group Directors: Asha Rao, Bimal Sen until 2026-12-31
    any one up to 10,000; any two up to 50,000
    any one of Directors with Chitra Das above

Statements end with the line or with a semicolon; docs/mandates.md explains them. The reader refuses
an ambiguous statement rather than guessing.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

from pydantic import ValidationError

from sigverify.errors import DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.mandate import (
    ALWAYS,
    MAX_TEXT,
    Combination,
    Group,
    Mandate,
    Member,
    Period,
    Rule,
    Some,
    first_fault,
    name_key,
)
from sigverify.wording import amount_text

_REMEDY: Final = "See docs/mandates.md for the form of a mandate."
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_GROUP_WORDS: Final = ("group", "class")
_JOINERS: Final = ("with", "and")
_KEYWORDS: Final = frozenset(
    {"any", "all", "of", "with", "and", "or", "up", "to", "above", "for", "amount"}
    | {"from", "until", "group", "class"}
)
# A comma right before a digit belongs to a number; any other is a token of its own.
_TOKEN: Final = re.compile(r'"[^"]*"|[():,]|[^\s():,"]+(?:,\d[^\s():,"]*)*')
_BLANK: Final = re.compile(r"\s*")
_STATEMENT: Final = re.compile(r'(?:"[^"\n]*"|[^;\n])+')
# 50000, 50,000, 5,00,000 and 50,000.50. A comma elsewhere may be a decimal comma.
_AMOUNT: Final = re.compile(
    r"(\d{1,15}|\d{1,3}(,\d{3}){1,4}|\d{1,2}(,\d{2}){1,6},\d{3})(\.\d{1,4})?", re.ASCII
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_mandate(text: str) -> Mandate:
    """Read a mandate in its text form.

    Raises:
        DataError: the text is not a mandate or is ambiguous; the message names the statement.
    """
    if len(text) > MAX_TEXT:
        raise DataError("The mandate is too long.", remedy=_REMEDY)
    found = (part.strip() for part in _STATEMENT.findall(text))
    statements = [_Statement(part) for part in found if part]
    # Read the groups first: the meaning of a rule depends on them, wherever they are.
    others = [one for one in statements if not one.is_group]
    groups = tuple(one.group() for one in statements if one not in others)
    known = {name_key(group.name) for group in groups}
    rules = tuple(one.rule(known) for one in others)
    if not rules:
        raise DataError("The mandate has no rule.", remedy=_REMEDY)
    try:
        return Mandate(groups=groups, rules=rules)
    except ValidationError as error:
        raise DataError(f"The mandate: {first_fault(error)}.", remedy=_REMEDY) from error


def mandate_text(mandate: Mandate) -> str:
    """Return the text form for `read_mandate`: one statement a line, in canonical order."""
    rules = sorted(mandate.rules, key=lambda rule: (_place(rule), rule_text(rule)))
    return "\n".join([*sorted(map(_group_text, mandate.groups)), *map(rule_text, rules)])


def rule_text(rule: Rule) -> str:
    """Return one rule in words."""
    either = sorted(map(_combination_text, rule.either))
    if len(either) > 1 and any(" with " in one for one in either):
        either = [f"({one})" for one in either]
    if rule.above is None:
        amounts = "above" if rule.up_to is None else f"up to {amount_text(rule.up_to)}"
    elif rule.up_to is None:
        amounts = f"above {amount_text(rule.above)}" if rule.above else "for any amount"
    else:
        amounts = f"above {amount_text(rule.above)} up to {amount_text(rule.up_to)}"
    return f"{' or '.join(either)} {amounts}{_period_text(rule.period)}"


def read_amount(text: str) -> Decimal:
    """Read an amount as people write it: 50000, 50,000, 5,00,000 or 50,000.50.

    Raises:
        DataError: the text is not an amount.
    """
    if not _AMOUNT.fullmatch(text):
        raise DataError(
            Reason(ReasonCode.NOT_AN_AMOUNT, text=text),
            remedy=Reason(ReasonCode.WRITE_AMOUNT_SO),
        )
    return Decimal(text.replace(",", ""))


class _Statement:
    """Reads one statement from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left: list[str] = []
        place = 0
        while place < len(text):
            token = _TOKEN.match(text, place)
            if token is None:
                self._unclear("a quotation mark has no counterpart")
            self._left.append(token[0])
            blank = _BLANK.match(text, token.end())
            place = token.end() if blank is None else blank.end()

    @property
    def is_group(self) -> bool:
        return self._next in _GROUP_WORDS

    def group(self) -> Group:
        try:
            return self._group()
        except ValidationError as error:
            self._unclear(first_fault(error))

    def rule(self, groups: Container[str]) -> Rule:
        """Read a rule; ``groups`` holds the keys of the mandate's groups."""
        try:
            return self._rule(groups)
        except ValidationError as error:
            self._unclear(first_fault(error))

    def _group(self) -> Group:
        self._take()
        name = self._name()
        self._expect(":")
        members = [self._member()]
        while self._take_if(","):
            members.append(self._member())
        self._end()
        return Group(name=name, members=tuple(members))

    def _rule(self, groups: Container[str]) -> Rule:
        either = self._either(groups)
        above = up_to = None
        if self._take_if("for"):
            self._expect("any")
            self._expect("amount")
            above = Decimal(0)
        elif self._take_if("above"):
            if self._next and self._next not in ("from", "until"):
                above = self._amount()
            if above is not None and self._take_if("up"):
                self._expect("to")
                up_to = self._amount()
        else:
            self._expect(
                "up", instead="an amount must follow: 'up to', 'above' or 'for any amount'"
            )
            self._expect("to")
            up_to = self._amount()
        period = self._period()
        self._end()
        return Rule(either=either, above=above, up_to=up_to, period=period)

    def _either(self, groups: Container[str]) -> tuple[Combination, ...]:
        if self._next == "(":
            found = [self._bracketed(groups)]
            while self._take_if("or"):
                found.append(self._bracketed(groups))
            return tuple(found)
        found = [self._combination(groups)]
        joined = " with " in _combination_text(found[0])
        while self._take_if("or"):
            found.append(self._combination(groups))
            joined = joined or " with " in _combination_text(found[-1])
        if joined and len(found) > 1:
            self._unclear("'with' and 'or' can be read in two ways; write (A with B) or (C)")
        return tuple(found)

    def _bracketed(self, groups: Container[str]) -> Combination:
        self._expect("(")
        found = self._combination(groups)
        self._expect(")")
        return found

    def _combination(self, groups: Container[str]) -> Combination:
        persons: list[str] = []
        whole: list[str] = []
        some: list[Some] = []
        while True:
            if self._take_if("any"):
                count = self._count()
                group = self._name() if self._take_if("of") else None
                some.append(Some(count=count, group=group))
            elif self._take_if("all"):
                self._expect("of")
                whole.append(self._name())
            else:
                name = self._name()
                if name_key(name) in groups:
                    some.append(Some(count=1, group=name))
                else:
                    persons.append(name)
            if self._next not in _JOINERS:
                break
            self._take()
        return Combination(persons=tuple(persons), whole_groups=tuple(whole), some=tuple(some))

    def _member(self) -> Member:
        name = self._name()
        return Member(name=name, period=self._period())

    def _name(self) -> str:
        words = []
        while self._left and (self._left[0][0] == '"' or self._is_word(self._left[0])):
            words.append(self._take().strip('"'))
        name = " ".join(" ".join(words).split())
        if not name:
            self._unclear(f"a name is missing before {self._next or 'the end'!r}")
        return name

    @staticmethod
    def _is_word(token: str) -> bool:
        return token not in ("(", ")", ":", ",") and token.casefold() not in _KEYWORDS

    def _count(self) -> int:
        word = self._take().casefold()
        if word in _NUMBERS:
            return _NUMBERS.index(word) + 1
        if not (word.isascii() and word.isdecimal() and len(word) <= 2):
            self._unclear(f"how many? {word!r} is no number")
        return int(word)

    def _amount(self) -> Decimal:
        return read_amount(self._take())

    def _period(self) -> Period:
        first = self._day() if self._take_if("from") else None
        last = self._day() if self._take_if("until") else None
        return Period(first_day=first, last_day=last)

    def _day(self) -> date:
        text = self._take()
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self._unclear(f"{text!r} is not a date; write it as 2026-12-31")

    @property
    def _next(self) -> str:
        """The next word in lower case; empty at the end."""
        return self._left[0].casefold() if self._left else ""

    def _take(self) -> str:
        if not self._left:
            self._unclear("something is missing at the end")
        return self._left.pop(0)

    def _take_if(self, word: str) -> bool:
        found = self._next == word
        if found:
            self._left.pop(0)
        return found

    def _expect(self, word: str, *, instead: str | None = None) -> None:
        if not self._take_if(word):
            found = f", not {self._left[0]!r}" if self._left else ""
            self._unclear(instead or f"'{word}' must follow{found}")

    def _end(self) -> None:
        if self._left:
            self._unclear(f"{self._left[0]!r} is one word too many")

    def _unclear(self, why: str) -> NoReturn:
        raise DataError(f"The mandate's statement {self._text!r}: {why}.", remedy=_REMEDY)


def _place(rule: Rule) -> tuple[Decimal, Decimal]:
    """The order of rules: by their limits, those without one last."""
    endless = Decimal("Infinity")
    up_to = endless if rule.up_to is None else rule.up_to
    return (up_to, endless if rule.above is None else rule.above)


def _group_text(group: Group) -> str:
    members = sorted(f"{_quoted(one.name)}{_period_text(one.period)}" for one in group.members)
    return f"group {_quoted(group.name)}: {', '.join(members)}"


def _combination_text(asked: Combination) -> str:
    some = [
        f"any {_NUMBERS[one.count - 1] if one.count <= len(_NUMBERS) else one.count}"
        + ("" if one.group is None else f" of {_quoted(one.group)}")
        for one in asked.some
    ]
    whole = [f"all of {_quoted(name)}" for name in asked.whole_groups]
    return " with ".join([*sorted(map(_quoted, asked.persons)), *sorted(whole), *sorted(some)])


def _period_text(period: Period) -> str:
    if period == ALWAYS:
        return ""
    first = "" if period.first_day is None else f" from {period.first_day}"
    return first + ("" if period.last_day is None else f" until {period.last_day}")


def _quoted(name: str) -> str:
    """Return a name as a mandate writes it, in quotation marks if needed."""
    words = name.split(" ")
    plain = all(_TOKEN.fullmatch(word) and word[0] not in '():,"' for word in words)
    if plain and not any(word.casefold() in _KEYWORDS for word in words) and ";" not in name:
        return name
    return f'"{name}"'
