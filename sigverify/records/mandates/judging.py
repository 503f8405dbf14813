"""Judges whether the signatories of a cheque fulfil a mandate, for an amount and a day.

This module uses neither a database nor images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.lacking import lacking
from sigverify.records.mandates.mandate import Combination, Mandate, Rule, name_key
from sigverify.records.mandates.text import rule_text
from sigverify.terms import Decision


class Fulfilment(StrEnum):
    """Whether enough entitled signatories have signed."""

    YES = "yes"
    IF_CONFIRMED = "if-confirmed"
    NO = "no"


_ORDER: Final = tuple(Fulfilment)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleJudgement:
    """The result for one rule that covers the cheque."""

    rule: Rule
    fulfilled: Fulfilment


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateJudgement:
    """The result of judging a mandate for an amount and a day.

    Attributes:
        decision: ACCEPT or REFER; an unfulfilled mandate is no sign of forgery.
        fulfilled: whether all rules that cover the cheque are fulfilled; IF_CONFIRMED if they will
            be once a person has confirmed the referred signatures.
        rules: the judgement of each of these rules, the unfulfilled ones first.
        reasons: the reasons, which name the rules.
        missing: the signatures that the first unfulfilled rule lacks; empty if none does.
    """

    decision: Decision
    fulfilled: Fulfilment
    rules: tuple[RuleJudgement, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...] = ()


def judge(
    mandates: Sequence[Mandate],
    signed: Mapping[str, Decision],
    *,
    amount: Decimal | None,
    day: date,
) -> MandateJudgement:
    """Judge whether the signatories fulfil a mandate.

    Args:
        mandates: the account's mandates in force on the day, usually one. Each is read by itself,
            and all rules that cover the cheque, from any of them, must be fulfilled.
        signed: by name, the account's signatories whose signatures were found, each with the
            verifier's decision on the best match. Only signatories entitled on that day.
        amount: the cheque's amount; an unknown amount (None) is never accepted.
        day: the cheque's date.

    Raises:
        ValueError: two signatories have the same name.
    """
    names = {name_key(name): name for name in signed}
    if len(names) < len(signed):
        raise ValueError("two signatories have the same name")
    if not mandates:
        return _refused(Reason(ReasonCode.NO_MANDATE, day=day))
    if amount is None:
        return _refused(Reason(ReasonCode.MANDATE_NEEDS_AMOUNT))
    sure = frozenset(key for key, name in names.items() if signed[name] is Decision.ACCEPT)
    perhaps = sure | {key for key, name in names.items() if signed[name] is Decision.REFER}
    found: list[tuple[RuleJudgement, Reason]] = []
    lacks: dict[str, tuple[Reason, ...]] = {}
    for mandate in mandates:
        groups = {name_key(group.name): group.on(day) for group in mandate.groups}
        for rule in covering_rules(mandate, amount=amount, day=day):
            if _holds(rule, sure, groups=groups):
                fulfilled, code, people = Fulfilment.YES, ReasonCode.RULE_HOLDS, sure
            elif _holds(rule, perhaps, groups=groups):
                fulfilled, code = Fulfilment.IF_CONFIRMED, ReasonCode.RULE_HOLDS_IF
                people = perhaps - sure
            else:
                fulfilled, code, people = Fulfilment.NO, ReasonCode.RULE_DOES_NOT_HOLD, perhaps
                lacks[rule_text(rule)] = lacking(rule, perhaps, mandate=mandate, groups=groups)
            why = _about_rule(rule, code, sorted(names[key] for key in people))
            found.append((RuleJudgement(rule=rule, fulfilled=fulfilled), why))
    if not found:
        return _refused(Reason(ReasonCode.NO_RULE_COVERS, amount=amount, day=day))
    # Unfulfilled rules come first; otherwise sort by the text of the rules.
    found.sort(key=lambda pair: (-_ORDER.index(pair[0].fulfilled), rule_text(pair[0].rule)))
    worst = found[0][0].fulfilled
    missing = lacks.get(rule_text(found[0][0].rule), ())
    return MandateJudgement(
        decision=Decision.ACCEPT if worst is Fulfilment.YES else Decision.REFER,
        fulfilled=worst,
        rules=tuple(judgement for judgement, _ in found),
        reasons=tuple(dict.fromkeys(reason for _, reason in found)),
        missing=missing,
    )


def covering_rules(mandate: Mandate, *, amount: Decimal, day: date) -> list[Rule]:
    """The rules of a mandate that cover a cheque of this amount and date."""
    in_force = [rule for rule in mandate.rules if rule.period.includes(day)]
    limits = [rule.up_to for rule in in_force if rule.is_step and rule.up_to is not None]
    return [rule for rule in in_force if amount > 0 and rule.covers(amount, limits=limits)]


def _refused(reason: Reason) -> MandateJudgement:
    return MandateJudgement(
        decision=Decision.REFER, fulfilled=Fulfilment.NO, rules=(), reasons=(reason,)
    )


def _holds(rule: Rule, people: Set[str], *, groups: Mapping[str, frozenset[str]]) -> bool:
    return any(_signed_together(one, people, groups=groups) for one in rule.either)


def _signed_together(
    asked: Combination, people: Set[str], *, groups: Mapping[str, frozenset[str]]
) -> bool:
    required = set(map(name_key, asked.persons))
    for name in asked.whole_groups:
        members = groups[name_key(name)]
        if not members:
            return False  # an empty group must not allow payment without a signature
        required |= members
    if not required <= people:
        return False
    others = frozenset(people - required)
    return _different_people(
        [
            others if some.group is None else others & groups[name_key(some.group)]
            for some in asked.some
            for _ in range(some.count)
        ]
    )


def _different_people(places: list[frozenset[str]]) -> bool:
    """Whether each place can be taken by a different person (augmenting paths, Kuhn 1955)."""
    place_of: dict[str, int] = {}

    def seat(place: int, tried: set[str]) -> bool:
        for person in sorted(places[place] - tried):
            tried.add(person)
            if person not in place_of or seat(place_of[person], tried):
                place_of[person] = place
                return True
        return False

    return all(seat(place, set()) for place in range(len(places)))


def _about_rule(rule: Rule, code: ReasonCode, people: list[str]) -> Reason:
    """The result of a rule, and the signatures that it rests on."""
    if not people:
        return Reason(ReasonCode.RULE_UNSIGNED, rule=rule_text(rule))
    return Reason(code, rule=rule_text(rule), people=tuple(people))
