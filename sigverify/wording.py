"""The words of reasons, made of templates in one place for every language.

Another language gives another template for the English one (`rendered`), so each sentence is
written once and every language is filled in alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from sigverify.reasons import Parameter, Reason, free_text
from sigverify.templates import LAST_OF_LIST, SPECIMEN_NUMBER, TEMPLATES

_KNOWN_TEXTS: Final = {
    known: code
    for code, text in TEMPLATES.items()
    if "{" not in text
    for known in (text, f"{text[:1].upper()}{text[1:]}")
}


def english(said: Reason | str, *, capital: bool = False) -> str:
    """What a reason says, in English; a text as it is.

    Args:
        said: the reason.
        capital: whether it stands by itself, and so begins with a capital letter.
    """
    return rendered(said, translated=str, capital=capital)


def rendered(said: Reason | str, *, translated: Callable[[str], str], capital: bool = False) -> str:
    """What a reason says.

    Args:
        said: the reason; a text stays as it is.
        translated: gives a template for an English one, with the same names in it.
        capital: whether it stands by itself, and so begins with a capital letter. A name at the
            beginning, of a file or a person, stays as it is.
    """
    if isinstance(said, str):
        return said
    template = translated(TEMPLATES[said.code])
    # The parameter that the text begins with, if it does.
    first = template[1:].partition("}")[0] if template.startswith("{") else None
    filled = {
        name: _shown(name, value, translated, capital=capital and name == first)
        for name, value in said.given
    }
    text = template.format(**filled)
    return f"{text[:1].upper()}{text[1:]}" if capital and first is None else text


def texts_of(reasons: Iterable[Reason], *, capital: bool = False) -> list[str]:
    """What some reasons say, see `english`."""
    return [english(reason, capital=capital) for reason in reasons]


def codes_of(reasons: Iterable[Reason]) -> list[dict[str, object]]:
    """Some reasons as JSON values, to stand beside their `texts_of`."""
    return [reason.as_json() for reason in reasons]


def reason_of(text: str, value: object = None) -> Reason:
    """A reason that was kept as text, with its JSON beside it where there is one.

    An older version kept the text alone: it becomes the reason whose words it is exactly, or free
    text. That serves its translation; nothing is decided by it.

    Args:
        text: in English.
        value: from `Reason.as_json`, by this or another version; anything else is passed over.
    """
    try:
        if isinstance(value, dict):
            found = Reason.from_json(value)
            english(found)
            return found
    except (ValueError, KeyError):
        pass  # a code of a newer version
    code = _KNOWN_TEXTS.get(text)
    return free_text(text) if code is None else Reason(code)


def reasons_of(texts: Iterable[object], values: object = ()) -> tuple[Reason, ...]:
    """`reason_of` for texts with their JSON beside them."""
    said = [str(text) for text in texts]
    beside = values if isinstance(values, list) and len(values) == len(said) else [None] * len(said)
    return tuple(reason_of(text, value) for text, value in zip(said, beside, strict=True))


def amount_text(amount: Decimal) -> str:
    """An amount for people: 50,000 or 50,000.50."""
    if amount == amount.to_integral_value():
        return f"{amount:,.0f}"
    text = f"{amount.normalize():,f}"
    return text if len(text.rpartition(".")[2]) > 1 else f"{text}0"


def percent(share: float) -> str:
    """A share as ``1 %``, as many digits as it has."""
    return f"{100 * share:.4g} %"


def _shown(
    name: str, value: Parameter, translated: Callable[[str], str], *, capital: bool = False
) -> str:
    match value:
        case Reason():
            return rendered(value, translated=translated, capital=capital)
        case tuple():
            parts = [_shown(name, one, translated) for one in value]
            return _listed(parts, translated) if name == "people" else ", ".join(parts)
        case int() | float() | Decimal() if name == "amount":
            return amount_text(Decimal(str(value)))
        case int() | float() if name in ("rate", "limit"):
            return percent(value)
        case int() if name in ("specimen", "other", "image"):
            return translated(SPECIMEN_NUMBER).format(number=value)
        case str() if name == "text" and capital:
            return f"{value[:1].upper()}{value[1:]}"
        case _:
            return str(value)


def _listed(names: list[str], translated: Callable[[str], str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return translated(LAST_OF_LIST).format(others=", ".join(names[:-1]), last=names[-1])
