"""Properties of every mandate, no matter who signs."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sigverify.records.mandates.judging import Fulfilment, judge
from sigverify.records.mandates.mandate import (
    Combination,
    Group,
    Mandate,
    Member,
    Period,
    Rule,
    Some,
)
from sigverify.records.mandates.text import mandate_text, read_mandate
from sigverify.terms import Decision
from tests.helpers.mandate_judging import DAY, judged

PEOPLE = ("Asha", "Bimal", "শর্মি\u200cষ্ঠা", "Dev", "Élan Roy-Vidal", "and Sons")
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


def period_between(ends: tuple[date | None, date | None]) -> Period:
    first, last = ends
    if first is None or last is None:
        return Period(first_day=None, last_day=last)
    return Period(first_day=min(first, last), last_day=max(first, last))


periods = st.tuples(days, days).map(period_between)
people = st.sampled_from(PEOPLE)
groups = st.lists(st.builds(Member, name=people, period=periods), min_size=1, max_size=4).map(tuple)
somes = st.builds(Some, count=st.integers(1, 3)) | st.builds(
    Some, count=st.just(1), group=st.sampled_from(("Red", "or Blue"))
)


@st.composite
def combinations(draw: st.DrawFn) -> Combination:
    persons = draw(st.lists(people, max_size=2, unique=True))
    whole = draw(st.sampled_from(((), (), ("Red",))))
    least = 0 if persons or whole else 1
    some = draw(st.lists(somes, min_size=least, max_size=2))
    return Combination(persons=tuple(persons), whole_groups=whole, some=tuple(some))


amounts = st.integers(1, 200).map(lambda n: Decimal(n) * 500)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    either = tuple(draw(st.lists(combinations(), min_size=1, max_size=2)))
    ends = sorted(draw(st.lists(amounts, min_size=2, max_size=2, unique=True)))
    above, up_to = draw(
        st.sampled_from([(None, ends[1]), (None, ends[1]), (ends[0], ends[1]), (ends[0], None)])
    )
    return Rule(either=either, above=above, up_to=up_to, period=draw(periods))


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    return Mandate(
        groups=(
            Group(name="Red", members=draw(groups)),
            Group(name="or Blue", members=draw(groups)),
        ),
        rules=tuple(draw(st.lists(rules(), min_size=1, max_size=4))),
    )


signers = st.dictionaries(people, st.sampled_from(list(Decision)))


@settings(max_examples=30)
@given(mandates())
def test_text_and_json_give_the_mandate_back(mandate: Mandate) -> None:
    text = mandate_text(mandate)
    assert read_mandate(text).to_json() == mandate.to_json()
    assert Mandate.from_json(mandate.to_json()).to_json() == mandate.to_json()
    assert mandate_text(Mandate.from_json(mandate.to_json())) == text


@settings(max_examples=30)
@given(mandates(), signers, amounts, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.data())
def test_the_order_of_anything_does_not_matter(
    mandate: Mandate,
    signed: dict[str, Decision],
    amount: Decimal,
    day: date,
    data: st.DataObject,
) -> None:
    turned = Mandate(
        groups=tuple(data.draw(st.permutations(mandate.groups))),
        rules=tuple(
            rule.model_copy(update={"either": tuple(data.draw(st.permutations(rule.either)))})
            for rule in data.draw(st.permutations(mandate.rules))
        ),
    )
    other = dict(data.draw(st.permutations(list(signed.items()))))
    found = judge([turned], other, amount=amount, day=day)
    expected = judge([mandate], signed, amount=amount, day=day)
    assert (found.decision, found.reasons) == (expected.decision, expected.reasons)
    assert turned.to_json() == mandate.to_json()


@settings(max_examples=30)
@given(mandates(), signers, amounts, people, st.sampled_from(list(Decision)))
def test_more_or_better_signatures_never_make_it_worse(
    mandate: Mandate,
    signed: dict[str, Decision],
    amount: Decimal,
    person: str,
    decision: Decision,
) -> None:
    """A further person signs, or a person confirms a signature."""
    rank = [Decision.FLAG, Decision.NO_DECISION, Decision.REFER, Decision.ACCEPT].index
    before = judge([mandate], signed, amount=amount, day=DAY)
    better = max(signed.get(person, Decision.FLAG), decision, key=rank)
    after = judge([mandate], {**signed, person: better}, amount=amount, day=DAY)
    order = list(Fulfilment)
    assert order.index(after.fulfilled) <= order.index(before.fulfilled)


@settings(max_examples=30)
@given(mandates(), rules(), signers, amounts)
def test_a_further_rule_only_asks_for_more_where_there_was_one(
    mandate: Mandate, further: Rule, signed: dict[str, Decision], amount: Decimal
) -> None:
    """Overlapping rules must all be fulfilled; only a new step moves the start of other rules."""
    fixed = further.model_copy(update={"above": further.above or Decimal(0)})
    both = Mandate(groups=mandate.groups, rules=(*mandate.rules, fixed))
    before = judge([mandate], signed, amount=amount, day=DAY)
    after = judge([both], signed, amount=amount, day=DAY)
    if before.rules and after.decision is Decision.ACCEPT:
        assert before.decision is Decision.ACCEPT


@given(
    st.lists(
        st.tuples(amounts, st.integers(1, 5)), min_size=1, max_size=5, unique_by=lambda s: s[0]
    ),
    signers,
    amounts,
    amounts,
)
def test_a_ladder_never_asks_for_less_when_more_is_paid(
    steps: list[tuple[Decimal, int]], signed: dict[str, Decision], one: Decimal, other: Decimal
) -> None:
    """With rules "any n up to ..." and rising n, the larger amount never needs fewer signers."""
    limits, counts = sorted(limit for limit, _ in steps), sorted(count for _, count in steps)
    ladder = "; ".join(
        f"any {count} up to {limit}" for limit, count in zip(limits, counts, strict=True)
    )
    smaller, larger = sorted((one, other))
    if judged(ladder, signed, str(larger)).decision is Decision.ACCEPT:
        assert judged(ladder, signed, str(smaller)).decision is Decision.ACCEPT
    # The rule also asks for exactly that many different people.
    entitled = sum(decision is Decision.ACCEPT for decision in signed.values())
    needed = next((n for limit, n in zip(limits, counts, strict=True) if one <= limit), 99)
    assert (judged(ladder, signed, str(one)).decision is Decision.ACCEPT) == (entitled >= needed)


@given(st.lists(st.frozensets(people), min_size=1, max_size=4), st.frozensets(people))
def test_each_part_of_a_rule_gets_a_person_of_its_own(
    members: list[frozenset[str]], signed: frozenset[str]
) -> None:
    """Compare with a search of all assignments of signers to places."""
    filled = [part | {"Nobody"} for part in members]
    text = "".join(
        f"group G{i}: {', '.join(map(_quoted, sorted(part)))}\n" for i, part in enumerate(filled)
    )
    text += " with ".join(f"G{i}" for i in range(len(filled))) + " up to 10"
    expected = any(
        all(person in part for person, part in zip(seated, filled, strict=True))
        for seated in itertools.permutations(signed, len(filled))
    )
    found = judged(text, dict.fromkeys(signed, Decision.ACCEPT), "1")
    assert (found.decision is Decision.ACCEPT) == expected


def _quoted(name: str) -> str:
    return f'"{name}"'
