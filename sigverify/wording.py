"""Makes the text of reasons from templates, for every language.

A translation replaces the English template (`rendered`), so each sentence is written once and all
languages are filled in the same way.
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
    """The English text of a reason; a text is returned as it is.

    Args:
        said: the reason.
        capital: begin with a capital letter, for a text on its own.
    """
    return rendered(said, translated=str, capital=capital)


def rendered(said: Reason | str, *, translated: Callable[[str], str], capital: bool = False) -> str:
    """The text of a reason.

    Args:
        said: the reason; a text is returned as it is.
        translated: returns the translation of an English template, with the same parameter names.
        capital: begin with a capital letter, for a text on its own. A file's or a person's name at
            the beginning stays as it is.
    """
    if isinstance(said, str):
        return said
    template = translated(TEMPLATES[said.code])
    # The parameter with which the text begins, if any.
    first = template[1:].partition("}")[0] if template.startswith("{") else None
    filled = {
        name: _shown(name, value, translated, capital=capital and name == first)
        for name, value in said.given
    }
    text = template.format(**filled)
    return f"{text[:1].upper()}{text[1:]}" if capital and first is None else text


def texts_of(reasons: Iterable[Reason], *, capital: bool = False) -> list[str]:
    """The English texts of some reasons, see `english`."""
    return [english(reason, capital=capital) for reason in reasons]


def codes_of(reasons: Iterable[Reason]) -> list[dict[str, object]]:
    """Some reasons as JSON values, to be stored beside their `texts_of`."""
    return [reason.as_json() for reason in reasons]


def reason_of(text: str, value: object = None) -> Reason:
    """A reason from its stored text and, if there is one, the JSON stored beside it.

    Older versions stored the text alone. A text that matches a template exactly becomes that
    template's reason, so that it can be translated; any other becomes free text. No decision
    depends on this.

    Args:
        text: in English.
        value: from `Reason.as_json`, of this or another version; anything else is ignored.
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
    """`reason_of` for several texts with the JSON stored beside them."""
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
    """A share as a percentage such as ``1 %``, with up to four digits."""
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
