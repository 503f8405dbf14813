"""Says which signatures a rule of a mandate still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sigverify.reasons import Reason, ReasonCode
from sigverify.records.mandates.mandate import Combination, Mandate, Rule, name_key


def lacking(
    rule: Rule, people: Set[str], *, mandate: Mandate, groups: Mapping[str, frozenset[str]]
) -> tuple[Reason, ...]:
    """What the nearest combination of an unfulfilled rule lacks.

    Args:
        rule: a rule that is not fulfilled.
        people: the keys of those who signed, also of those whom a person must confirm.
        mandate: the mandate of the rule, which knows the names as they are written.
        groups: the keys of the members of each group on the day, by the key of its name.
    """
    written = {name_key(member.name): member.name for g in mandate.groups for member in g.members}
    ways = [_lacks(one, people, groups=groups, written=written) for one in rule.either]
    fewest = min(number for number, _ in ways)
    nearest = [reasons for number, reasons in ways if number == fewest]
    names = [_single_name(reasons) for reasons in nearest]
    if len(nearest) > 1 and all(names):
        return (Reason(ReasonCode.ONE_SIGNATURE_MISSING, people=tuple(filter(None, names))),)
    return nearest[0]


def _lacks(
    asked: Combination,
    people: Set[str],
    *,
    groups: Mapping[str, frozenset[str]],
    written: Mapping[str, str],
) -> tuple[int, tuple[Reason, ...]]:
    """How many signatures a combination lacks, and which."""
    required = {name_key(name): name for name in asked.persons}
    for group in asked.whole_groups:
        required |= {key: written.get(key, key) for key in groups[name_key(group)]}
    absent = tuple(name for key, name in required.items() if key not in people)
    reasons = [Reason(ReasonCode.SIGNATURE_MISSING, people=absent)] if absent else []
    number = len(absent)
    others = set(people) - set(required)
    # Those of a group first: anybody may stand for the account as a whole.
    for some in sorted(asked.some, key=lambda one: one.group is None):
        able = others if some.group is None else others & groups[name_key(some.group)]
        taken = sorted(able)[: some.count]
        others -= set(taken)
        short = some.count - len(taken)
        if not short:
            continue
        number += short
        if some.group is not None:
            reasons.append(
                Reason(ReasonCode.GROUP_SIGNATURE_MISSING, group=some.group, number=short)
            )
        elif short == 1:
            reasons.append(Reason(ReasonCode.FURTHER_SIGNATURE_MISSING))
        else:
            reasons.append(Reason(ReasonCode.FURTHER_SIGNATURES_MISSING, number=short))
    return number, tuple(reasons)


def _single_name(reasons: tuple[Reason, ...]) -> str | None:
    """The only person whose signature is missing; None if something else is."""
    if len(reasons) != 1 or reasons[0].code is not ReasonCode.SIGNATURE_MISSING:
        return None
    people = reasons[0].parameters["people"]
    return str(people[0]) if isinstance(people, tuple) and len(people) == 1 else None
