"""Mandates: who must sign a cheque of an account, depending on its amount and date.

A mandate is a list of rules, each for a range of amounts and optionally for some days. All rules
that cover a cheque must be fulfilled; an amount that no rule covers is never accepted.
docs/decisions/0014-mandates-and-identification.md gives the precise meaning and the reasons.
`sigverify.records.mandates.text` reads the text form that a bank officer writes.

This module has the records and their stored form; `judging` judges them. People and groups have
names, which are compared without regard to capital letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sigverify.errors import DataError
from sigverify.files import canonical_json

MAX_NAME: Final = 120
MAX_COUNT: Final = 20
MAX_TEXT: Final = 100_000
# Limit for groups, members, rules and alternatives: far more than a mandate needs, yet harmless.
_MANY: Final = 500
# Several scripts need these characters, which Python considers unprintable.
_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d"))
_REMEDY: Final = "Write the mandate again; docs/mandates.md says how."


def _tidy(name: str) -> str:
    """Return the name in its stored form.

    Raises:
        ValueError: the name can't be written in a mandate, or can't be shown.
    """
    shown = name.translate(_JOINERS)
    if name != " ".join(name.split()) or '"' in name or not shown.isprintable():
        raise ValueError(
            f"{name!r} is not a valid name: it may not contain quotation marks, double spaces or "
            f"line ends"
        )
    return unicodedata.normalize("NFC", name)


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_tidy)]
Money = Annotated[
    Decimal, Field(ge=0, le=10**15, max_digits=19, decimal_places=4, allow_inf_nan=False)
]


class _Part(BaseModel):
    """A frozen record that refuses unknown fields and wrong types."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Period(_Part):
    """A period of days, both ends included; None leaves an end open."""

    first_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _not_backwards(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError(f"ends on {self.last_day}, before it begins on {self.first_day}")
        return self

    def includes(self, day: date) -> bool:
        """Return whether the period includes a day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


ALWAYS: Final = Period()


class Member(_Part):
    """A signatory who belongs to a group during a period."""

    name: Name
    period: Period = ALWAYS


class Group(_Part):
    """A named group of signatories."""

    name: Name
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=_MANY)]

    def on(self, day: date) -> frozenset[str]:
        """Return the keys of the members on a day."""
        return frozenset(name_key(m.name) for m in self.members if m.period.includes(day))


class Some(_Part):
    """A number of different signatories, of a group or, with None, of the whole account."""

    count: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    group: Name | None = None


class Combination(_Part):
    """Who must sign together; every signature must come from a different person.

    Attributes:
        persons: the persons who must all sign.
        whole_groups: the groups of which all members on the day must sign; a group must have one.
        some: numbers of further signatories, each from a group or from the account.
    """

    persons: Annotated[tuple[Name, ...], Field(max_length=_MANY)] = ()
    whole_groups: Annotated[tuple[Name, ...], Field(max_length=_MANY)] = ()
    some: Annotated[tuple[Some, ...], Field(max_length=MAX_COUNT)] = ()

    @model_validator(mode="after")
    def _asks_for_somebody(self) -> Self:
        if not (self.persons or self.whole_groups or self.some):
            raise ValueError("a rule asks for nobody")
        for names in (self.persons, self.whole_groups):
            if len(set(map(name_key, names))) < len(names):
                raise ValueError("a rule names somebody twice")
        if sum(part.count for part in self.some) > MAX_COUNT:
            raise ValueError(f"a rule asks for more than {MAX_COUNT} signatures")
        return self


class Rule(_Part):
    """One rule: who must sign for which amounts, on which days.

    Attributes:
        either: the combinations, of which one is enough.
        above: the rule covers amounts above this one; None begins at the step below: at the next
            lower limit of a rule without ``above``, or at 0.
        up_to: the largest amount that the rule covers; None for no limit. With neither ``above``
            nor ``up_to`` the rule covers amounts above the highest limit.
        period: the days on which the rule is in force.
    """

    either: Annotated[tuple[Combination, ...], Field(min_length=1, max_length=_MANY)]
    above: Money | None = None
    up_to: Money | None = None
    period: Period = ALWAYS

    @model_validator(mode="after")
    def _covers_something(self) -> Self:
        if self.up_to is not None and self.up_to <= (self.above or 0):
            raise ValueError("a rule covers no amount")
        return self

    @property
    def is_step(self) -> bool:
        """Whether the rule's limit is a step at which other rules begin."""
        return self.above is None and self.up_to is not None

    def covers(self, amount: Decimal, *, limits: Iterable[Decimal]) -> bool:
        """Return whether the rule covers an amount, given the limits of all steps in force."""
        if self.up_to is not None and amount > self.up_to:
            return False
        if self.above is not None:
            return amount > self.above
        if self.up_to is None:
            highest = max(limits, default=None)
            return highest is not None and amount > highest
        return amount > max((limit for limit in limits if limit < self.up_to), default=0)


class Mandate(_Part):
    """All rules of an account; the order of its parts has no meaning.

    Attributes:
        groups: the groups that the rules name.
        rules: the rules.
    """

    groups: Annotated[tuple[Group, ...], Field(max_length=_MANY)] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=_MANY)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        sizes = {name_key(group.name): _size(group) for group in self.groups}
        if len(sizes) < len(self.groups):
            raise ValueError("a group is described twice")
        for combination in self._combinations:
            for name in combination.persons:
                if name_key(name) in sizes:
                    raise ValueError(f"{name!r} is a group and a person")
            asked = [(name, 1) for name in combination.whole_groups]
            asked += [(one.group, one.count) for one in combination.some if one.group is not None]
            for name, count in asked:
                if name_key(name) not in sizes:
                    raise ValueError(f"no group is called {name!r}")
                if count > sizes[name_key(name)]:
                    raise ValueError(f"group {name!r} has fewer than {count} members")
        if not any(rule.is_step for rule in self.rules) and any(
            rule.above is None for rule in self.rules
        ):
            raise ValueError("'above' says no amount, and there is no rule 'up to' one")
        return self

    @property
    def names(self) -> frozenset[str]:
        """Keys of all persons that the mandate names; each should be a signatory of the account."""
        named = (name for one in self._combinations for name in one.persons)
        members = (member.name for group in self.groups for member in group.members)
        return frozenset(map(name_key, (*named, *members)))

    @property
    def _combinations(self) -> Iterator[Combination]:
        return (combination for rule in self.rules for combination in rule.either)

    def to_json(self) -> str:
        """Return the canonical form, which is the same for equal mandates."""
        return canonical_json({"schema_version": 1, **_sorted(self)}).decode("utf-8")

    @classmethod
    def from_json(cls, text: str) -> Mandate:
        """Read the canonical form strictly.

        Raises:
            DataError: the text is not a mandate.
        """
        if len(text) > MAX_TEXT:
            raise DataError("The mandate is too long.", remedy=_REMEDY)
        try:
            stored = _Stored.model_validate_json(text)
            return cls(groups=stored.groups, rules=stored.rules)
        except ValidationError as error:
            raise DataError(f"The mandate is damaged: {first_fault(error)}.", remedy=_REMEDY) from (
                error
            )


class _Stored(_Part):
    schema_version: Annotated[int, Field(ge=1, le=1)]
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...]


def name_key(name: str) -> str:
    """The key of a name: spelling and blanks, without regard to capital letters."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def first_fault(error: ValidationError) -> str:
    """The first fault of a mandate, in one line."""
    text = str(error.errors(include_url=False, include_input=False)[0]["msg"])
    return " ".join(text.removeprefix("Value error, ").split()).removesuffix(".")


def _size(group: Group) -> int:
    return len({name_key(member.name) for member in group.members})


def _sorted(value: Any) -> Any:  # noqa: ANN401 - any part of a mandate
    """Return JSON values with every list in canonical order and every amount in one spelling."""
    if isinstance(value, BaseModel):
        return {
            name: _sorted(part)
            for name, part in value
            if part is not None and part not in ((), ALWAYS)
        }
    if isinstance(value, tuple):
        return sorted((_sorted(part) for part in value), key=canonical_json)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
